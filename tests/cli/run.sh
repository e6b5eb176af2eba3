# run: the model becomes a program that trains and predicts; nothing is left behind.
. tests/cli/common
mkdir "$work/a 'b" "$work/tmp"
cp "$work/tiny.lua" "$work/tiny.csv" "$work/a 'b/"
tiny="$work/a 'b/tiny.lua"
export TMPDIR="$work/tmp"
quick=$unoptimised
empty() { [ -z "$(ls "$work/tmp")" ] || fail "$last: temporaries are left: $(ls "$work/tmp")"; }

run 0 run "$tiny" train $quick --epochs=2 --save="$work/w 1.safetensors" --log="$work/log.csv" --set lr=0.02 --set=lr=0.03
[ -s "$work/w 1.safetensors" ] || fail "--save: a file expected"
[ "$(wc -l <"$work/log.csv")" -eq 3 ] || fail "--log: three lines expected"
empty
run 0 weights "$tiny" "$work/w 1.safetensors"
prints "4 loaded"
run 0 run "$tiny" eval $quick "--weights=$work/w 1.safetensors" "--data=$work"
empty
printf '0.1,0.2,0.3,0.4\n0.5,0.6,0.7,0.8\n' >"$work/in.csv"
run 0 run "$tiny" predict $quick "--weights=$work/w 1.safetensors" --input="$work/in.csv" --output="$work/out.csv" --function=infer
[ "$(wc -l <"$work/out.csv")" -ge 2 ] || fail "predict: two lines expected"
empty

# a hyper-parameter outside its range
run 1 run "$tiny" train $quick --set lr=11
says '"lr": a finite number from 0.001 to 10 expected; found 11'
run 1 run "$tiny" train $quick --set lr=nan
says "expected; found nan"
empty

# the program's status, a compiler that fails or is not there, weights that do not fit
run 1 run "$tiny" train $quick --data="$work/nosuch"
empty
run 1 run "$tiny" train --cc=no-such-compiler
says "no-such-compiler"
empty
run 1 run "$tiny" train --cflags=--no-such-flag
says "failed"
empty
run 1 run "$tiny" predict $quick --weights="$work/tiny.csv" --input="$work/in.csv"
says "tiny.csv: error:"
run 2 run "$tiny" train "--cc="
empty
run 1 run models/nosuch.lua train

# --keep leaves the C and the program
run 0 run "$tiny" train $quick --keep="$work/kept" --quiet
for f in tiny.h tiny.c tiny_main.c tiny; do [ -s "$work/kept/$f" ] || fail "--keep: $f expected"; done
"$work/kept/tiny" train --data="$work" --epochs=1 --quiet || fail "the kept program runs"

# no shell sees the words
run 0 run "$tiny" train $quick "--save=$work/\$(touch pwned).safetensors" --quiet
[ ! -e pwned ] || fail "a file name reached a shell"
run 0 run "$tiny" train $quick "--cflags=-O0 '-DX=a b'" --quiet

# Ctrl-C while it trains: the folder is removed
"$CRESCENT" run "$tiny" train $quick --epochs=100000000 --quiet >"$work/out" 2>"$work/err" &
pid=$!
i=0
while ! ls "$work"/tmp/*/tiny >/dev/null 2>&1 && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
sleep 0.5
kill -TERM $pid
wait $pid
last="run, ended by a signal"
empty

# an installed tree
mkdir -p "$work/usr/bin" "$work/usr/lib" "$work/usr/include/crescent/hosted"
cp "$CRESCENT" "$work/usr/bin/crescent"
cp build/libcrescent.a "$work/usr/lib/"
cp runtime/*.h "$work/usr/include/crescent/"
cp runtime/hosted/*.h "$work/usr/include/crescent/hosted/"
"$work/usr/bin/crescent" run "$tiny" train $quick --quiet 2>"$work/err" || fail "the installed program finds the runtime"
mv "$work/usr/lib" "$work/usr/lib2"
"$work/usr/bin/crescent" run "$tiny" train $quick --quiet 2>"$work/err" && fail "without a library: a failure expected"
last="without a library"
says "CRESCENT_RUNTIME"
mkdir "$work/rt" && cp runtime/*.h build/libcrescent.a "$work/rt/" && cp -r runtime/hosted "$work/rt/"
CRESCENT_RUNTIME=$work/rt "$work/usr/bin/crescent" run "$tiny" train $quick --quiet 2>"$work/err" || fail "CRESCENT_RUNTIME"
empty
finish
