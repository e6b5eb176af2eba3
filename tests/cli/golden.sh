# golden: what the interpreter says is what the C says; a changed number, weight or graph is found.
. tests/cli/common
tiny=$work/tiny.lua
g=$work/g
export TMPDIR="$work/tmp"
mkdir "$work/tmp"
quick=$unoptimised

run 0 golden record "$tiny" -o "$g" --cases=3 --steps=2
for f in golden.txt golden.safetensors weights.safetensors tiny.c tiny.h tiny_golden.c; do [ -s "$g/$f" ] || fail "$f expected"; done
run 0 golden record "$tiny" -o "$work/h" --cases=3 --steps=2 --quiet
for f in "$g"/*; do cmp -s "$f" "$work/h/$(basename "$f")" || fail "$(basename "$f"): the same bytes each time expected"; done
run 0 golden check "$g" $quick --junit="$work/report.xml"
prints "comparisons agree"
grep -q '<testsuite name="golden tiny" tests="[1-9][0-9]*" failures="0">' "$work/report.xml" || fail "--junit"
run 0 golden check "$g" $quick --run=env --quiet
(cd "$work" && "$CRESCENT" golden check g $quick --quiet) || fail "golden check of a relative folder"
cc -std=c11 -Wall -Wextra -Wpedantic -Iruntime -c "$g/tiny_golden.c" -o "$work/o.o" 2>"$work/err" && [ ! -s "$work/err" ] || fail "warnings in the test"

# a number off by a little: the last output byte of the data
n=$(wc -c <"$g/golden.safetensors")
cp "$g/golden.safetensors" "$work/kept"
{ head -c $((n - 1)) "$work/kept"; printf '\100'; } >"$g/golden.safetensors"
run 3 golden check "$g" $quick --junit="$work/report.xml"
says "differs by"
grep -q '<failure' "$work/report.xml" || fail "--junit: a failure expected"
cp "$work/kept" "$g/golden.safetensors"

# other C in its place
run 0 "$tiny" units=5 -o "$g" --main --quiet
run 1 golden check "$g" $quick
says "recorded from another computation"
head -c 100 "$work/kept" >"$work/h/golden.safetensors"
run 1 golden check "$work/h" $quick
says "golden.safetensors"
run 1 golden check "$work"
says "golden.txt"
[ -z "$(ls "$work/tmp")" ] || fail "temporaries are left"

# with trained weights
run 0 golden record "$tiny" -o "$work/w" --weights="$g/weights.safetensors" --cases=1 --steps=0 --quiet
run 0 golden check "$work/w" $quick --quiet
run 1 golden record "$tiny" -o "$work/n" --weights="$work/tiny.csv"
[ ! -e "$work/n" ] || fail "nothing expected after an error"
finish
