#!/bin/sh
# `make demo-gpt`: a page of Lua becomes one C file; a small GPT learns a play, byte by byte, and goes on with its lines.
set -eu
cd "$(dirname "$0")/.."
out=build/demo-gpt
cc=${CC:-cc}
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

mkdir -p "$out"
say "\$ crescent models/gpt2.lua batch=4 --main -o $out"
build/crescent models/gpt2.lua batch=4 --main -o "$out"
wc -l "$out/gpt2.h" "$out/gpt2.c" | sed '$d'

say "\$ $cc -O2 -march=native $out/gpt2.c $out/gpt2_main.c -I$out -Iruntime build/libcrescent.a -lz -lm -o $out/gpt2"
$cc -O2 -march=native -std=c11 -c "$out/gpt2.c" -I"$out" -Iruntime -o "$out/gpt2.o"
$cc -O2 -std=c11 "$out/gpt2_main.c" "$out/gpt2.o" -I"$out" -Iruntime build/libcrescent.a -lz -lm -o "$out/gpt2"

say "\$ $out/gpt2 train --data=models/data/text --epochs=${EPOCHS:=7} --save=$out/gpt2.safetensors      (842,496 parameters, 125 KB of text)"
"$out/gpt2" train --data=models/data/text --epochs="$EPOCHS" --seed=1 --save="$out/gpt2.safetensors"

say "\$ $cc -O2 models/demo_gpt.c $out/gpt2.o -I$out -Iruntime build/libcrescent.a -lz -lm -o $out/sample"
$cc -O2 -std=c11 models/demo_gpt.c "$out/gpt2.o" -I"$out" -Iruntime build/libcrescent.a -lz -lm -o "$out/sample"
for beginning in "ROSALIND" "ORLANDO" "The forest "; do
	say "\$ $out/sample $out/gpt2.safetensors '$beginning' 0.6"
	"$out/sample" "$out/gpt2.safetensors" "$beginning" 0.6
done
