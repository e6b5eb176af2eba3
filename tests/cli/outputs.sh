# Files: what is written, compared, listed; and that nothing half-written remains.
. tests/cli/common
tiny=$work/tiny.lua

run 0 "$tiny" -o "$work/out1/deep"
silent
for f in tiny.h tiny.c; do [ -s "$work/out1/deep/$f" ] || fail "$f expected"; done
[ ! -e "$work/out1/deep/tiny_main.c" ] || fail "tiny_main.c only with --main"
run 0 "$tiny" -o "$work/out2" --quiet
[ ! -s "$work/out" ] || fail "--quiet: nothing expected"
for f in tiny.h tiny.c; do cmp -s "$work/out1/deep/$f" "$work/out2/$f" || fail "$f depends on its folder"; done
grep -q "$work" "$work/out2/tiny.c" && fail "an absolute path in the C"

# from elsewhere, by another path: the same bytes
(cd "$work" && "$CRESCENT" tiny.lua -o out3 --quiet) || fail "compiling in the model's folder"
for f in tiny.h tiny.c; do cmp -s "$work/out2/$f" "$work/out3/$f" || fail "$f depends on the working directory"; done
(cd "$work" && "$CRESCENT" tiny.lua --quiet && [ -f generated/tiny/tiny.h ]) || fail "generated/tiny is the default"

# --check
run 0 "$tiny" -o "$work/out2" --check
printf '\n' >>"$work/out2/tiny.c"
run 3 "$tiny" -o "$work/out2" --check
prints "tiny.c"
run 3 "$tiny" -o "$work/nosuch" --check
[ ! -e "$work/nosuch" ] || fail "--check made a folder"
run 3 "$tiny" units=4 -o "$work/out3" --check
prints "+"

# --list-outputs writes nothing; --depfile
run 0 "$tiny" -o "$work/listed" --main --list-outputs
for f in tiny.h tiny.c tiny_main.c; do prints "$work/listed/$f"; done
[ ! -e "$work/listed" ] || fail "--list-outputs made a folder"
mkdir "$work/a b"
sed 's/^local units/local helper = require "helper"\nlocal units/' "$tiny" >"$work/a b/model.lua"
printf 'return {}\n' >"$work/a b/helper.lua"
run 0 "$work/a b/model.lua" -o "$work/dep" --depfile "$work/dep.d"
for word in 'dep/tiny.h' 'dep/tiny.c:' 'a\ b/model.lua' 'a\ b/helper.lua'; do
	grep -qF -- "$word" "$work/dep.d" || fail "--depfile: $word expected"
done
printf 'include %s\nall: %s/dep/tiny.c\n%%.c: ; @echo again\n' "$work/dep.d" "$work" >"$work/mk"
make -s -f "$work/mk" >"$work/out" 2>"$work/err" || fail "make reads the depfile"

# --function: fewer functions, fewer parameters
run 0 "$tiny" -o "$work/part" --function=half --quiet
grep -q tiny_half "$work/part/tiny.h" || fail "--function=half: tiny_half expected"
grep -q 'tiny_infer\|tiny_train' "$work/part/tiny.h" && fail "--function=half: nothing else expected"
grep -q b_kernel "$work/part/tiny.h" && fail "--function=half: the second layer's parameters are left"
run 0 "$tiny" -o "$work/part" --function=train,half --quiet
grep -q tiny_train_step "$work/part/tiny.h" || fail "--function=train: tiny_train_step expected"
grep -q b_kernel "$work/part/tiny.h" || fail "--function=train: all parameters expected"

# --no-text, --section and --prefix reach the C; all of it compiles
run 0 "$tiny" -o "$work/opts" --no-text --prefix=zz --main --quiet
grep -q CR_NO_TEXT "$work/opts/zz.c" || fail "--no-text: CR_NO_TEXT expected"
for f in "$work/part/tiny.c" "$work/opts/zz.c"; do
	cc -std=c11 -Wall -Wextra -Werror -Iruntime -c "$f" -o "$work/o.o" 2>"$work/err" || fail "cc $f"
done

# folders and files that cannot be written
: >"$work/file"
run 1 "$tiny" -o "$work/file/x"
says "$work/file"
run 1 "$tiny" -o "$work/file"
one_line
run 1 "$tiny" -o "$work/ok" --depfile="$work/nosuch/d"
says "nosuch/d"
mkdir -p "$work/taken/tiny.c"
run 1 "$tiny" -o "$work/taken"
for f in "$work/taken"/*; do
	case $f in */tiny.c | */tiny.h) ;; *) fail "a failure left $f" ;; esac
done
if [ "$(id -u)" -ne 0 ]; then
	mkdir "$work/locked" && chmod 555 "$work/locked"
	run 1 "$tiny" -o "$work/locked/x"
	says "locked"
fi
if [ -c /dev/full ]; then
	"$CRESCENT" summary "$tiny" >/dev/full 2>"$work/err"
	[ $? -eq 1 ] || fail "summary to a full disk: status 1 expected"
	last="summary >/dev/full"
	says "No space left"
	run 1 "$tiny" -o "$work/ok" --depfile=/dev/full
	says "No space left"
fi

# a limit on file sizes is a disk that fills up half-way: the old files stay as they were, and nothing is beside them
run 0 models/mlp.lua -o "$work/full" --quiet
before=$(cd "$work/full" && cksum ./*)
(
	trap '' XFSZ
	ulimit -f 16 || exit 99
	"$CRESCENT" models/mlp.lua batch=64 -o "$work/full" >"$work/o" 2>"$work/e"
)
status=$?
if [ "$status" -ne 99 ]; then
	[ "$status" -eq 1 ] || fail "a full disk: status 1 expected; found $status"
	grep -q 'File too large\|No space' "$work/e" || fail "a full disk: the reason expected; found $(cat "$work/e")"
	[ "$(cd "$work/full" && cksum ./*)" = "$before" ] || fail "a full disk changed the folder"
fi
finish
