#!/bin/sh
# `make demo`: a model file becomes C, the C becomes a program, the program learns to tell clothes apart.
set -eu
cd "$(dirname "$0")/.."
data=models/data/fashion_mnist_2k
out=build/demo
cc=${CC:-cc}
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

mkdir -p "$out"
say '$ crescent models/mlp.lua --main -o generated/mlp'
build/crescent models/mlp.lua --main -o generated/mlp
wc -l generated/mlp/mlp.h generated/mlp/mlp.c | sed '$d'

say "\$ $cc -O2 -march=native generated/mlp/*.c -Iruntime build/libcrescent.a -lz -lm -o $out/mlp"
$cc -O2 -march=native -std=c11 generated/mlp/*.c -Iruntime build/libcrescent.a -lz -lm -o "$out/mlp"

say "\$ $out/mlp train --data=$data --epochs=10 --save=$out/mlp.safetensors      (2,000 images, 500 held out)"
"$out/mlp" train --data="$data" --epochs=10 --seed=1 --save="$out/mlp.safetensors"

say "\$ $out/mlp eval --weights=$out/mlp.safetensors --data=$data      (loaded again)"
"$out/mlp" eval --weights="$out/mlp.safetensors" --data="$data"

say "\$ $out/mlp predict --weights=$out/mlp.safetensors --input=$data/t10k-images-idx3-ubyte --show=4"
echo "0 T-shirt  1 trouser  2 pullover  3 dress  4 coat  5 sandal  6 shirt  7 sneaker  8 bag  9 ankle boot"
"$out/mlp" predict --weights="$out/mlp.safetensors" --input="$data/t10k-images-idx3-ubyte" --show=4
echo "labels of these four: $(od -An -tu1 -j8 -N4 "$data/t10k-labels-idx1-ubyte" | tr -s ' ')"
