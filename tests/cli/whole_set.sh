# The set of emitted files appears whole or not at all: where one cannot be replaced, the others are what they were.
. tests/cli/common
run 0 "$work/tiny.lua" -o "$work/out.d" --main --quiet
cp "$work/out.d/tiny.h" "$work/h" && cp "$work/out.d/tiny.c" "$work/c"
rm "$work/out.d/tiny_main.c" && mkdir "$work/out.d/tiny_main.c"
run 1 "$work/tiny.lua" units=5 -o "$work/out.d" --main --quiet
says "tiny_main.c: cannot be replaced"
cmp -s "$work/out.d/tiny.h" "$work/h" && cmp -s "$work/out.d/tiny.c" "$work/c" || fail "the other files are as they were"
[ "$(ls "$work/out.d" | tr '\n' ' ')" = "tiny.c tiny.h tiny_main.c " ] || fail "nothing else is left: $(ls "$work/out.d")"
rmdir "$work/out.d/tiny_main.c"
# what stands in the old file's way is found only when the files before it have taken their places
mkdir -p "$work/out.d/tiny.c.old/full"
run 1 "$work/tiny.lua" units=5 -o "$work/out.d" --main --quiet
says "tiny.c: cannot be replaced"
cmp -s "$work/out.d/tiny.h" "$work/h" && cmp -s "$work/out.d/tiny.c" "$work/c" || fail "the first file is put back"
[ ! -e "$work/out.d/tiny.h.old" ] && [ ! -e "$work/out.d/tiny.h.new" ] && [ ! -e "$work/out.d/tiny_main.c" ] || fail "nothing else is left: $(ls "$work/out.d")"
rm -r "$work/out.d/tiny.c.old"
run 0 "$work/tiny.lua" units=5 -o "$work/out.d" --main --quiet
[ "$(ls "$work/out.d" | tr '\n' ' ')" = "tiny.c tiny.h tiny_main.c " ] || fail "nothing else is left: $(ls "$work/out.d")"
finish
