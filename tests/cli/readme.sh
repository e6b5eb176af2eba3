#!/bin/sh
# The README's examples, as a reader would copy them: the model, the commands, the product.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# block LANGUAGE NUMBER: the n-th fenced block of that language
block() {
	awk -v lang="$1" -v want="$2" '
		$0 == "```" && inside { inside = 0; next }
		$0 == "```" lang { n++; inside = n == want; next }
		/^```/ { next }
		inside' "$root/README.md"
}
block lua 1 >iris.lua
block c 1 >product.c
cp "$root/models/data/iris.csv" .
crescent() { "$CRESCENT" "$@"; }
CRESCENT_RUNTIME="$root/runtime"
export CRESCENT_RUNTIME

block sh 1 >first.sh
block sh 2 >second.sh
[ -s iris.lua ] && [ -s product.c ] && [ -s first.sh ] && [ -s second.sh ] || { echo "README.md has lost a block"; exit 1; }
. ./first.sh >first.log 2>&1 || { cat first.log; exit 1; }
grep -q 'Total params: 131' first.log || { echo "summary does not say 131 parameters"; cat first.log; exit 1; }
. ./second.sh >second.log 2>&1 || { cat second.log; exit 1; }
grep -q 'species 0 with' second.log || { echo "the product does not know a setosa"; cat second.log; exit 1; }

# images
block lua 2 >shirts.lua
block sh 3 >third.sh
[ -s shirts.lua ] && [ -s third.sh ] || { echo "README.md has lost its network for images"; exit 1; }
ln -s "$root/models/data/fashion_mnist_2k" fashion_mnist_2k
. ./third.sh >third.log 2>&1 || { cat third.log; exit 1; }
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "val_accuracy") a = i } $a > best { best = $a } END { exit !(a && best >= 0.7) }' shirts.csv || {
	echo "shirts.lua learns too little"
	cat shirts.csv
	exit 1
}
[ "$(wc -l <kinds.csv)" -ge 500 ] || { echo "a prediction for each of 500 images expected"; exit 1; }
for f in shirts.h shirts.c shirts_weights.c; do [ -s "shirts/$f" ] || { echo "shirts/$f expected"; exit 1; }; done

# the recurrent one, whose data the reader has: streams, each with a memory of its own
block lua 3 >hum.lua
block c 2 >monitor.c
block sh 4 >fourth.sh
[ -s hum.lua ] && [ -s monitor.c ] && [ -s fourth.sh ] || { echo "README.md has lost a block"; exit 1; }
. ./fourth.sh >fourth.log 2>&1 || { cat fourth.log; exit 1; }
printf '1 0 -1 0 0.5 1 0 -1\n1 0 -1 0 0.5 1 0 -1\n' | ./monitor >twice.txt
printf '0 9 0 9 0.5 1 0 -1\n' | ./monitor >once.txt
head -n 1 twice.txt | cmp -s - once.txt || { echo "a stream depends on another one"; cat twice.txt once.txt; exit 1; }
[ "$(sort -u twice.txt | wc -l)" -eq 2 ] || { echo "a stream forgets"; cat twice.txt; exit 1; }

# the language model, as it is before training
ln -s "$root/models" models
block sh 5 >fifth.sh
block c 3 >gpt.c
[ -s fifth.sh ] && [ -s gpt.c ] || { echo "README.md has lost a block"; exit 1; }
. ./fifth.sh >fifth.log 2>&1 || { cat fifth.log; exit 1; }
grep -q 'Total params: 124,439,808' fifth.log || { echo "summary does not say 124,439,808 parameters"; cat fifth.log; exit 1; }
${CC:-cc} -O1 -std=c11 gpt.c gpt2/gpt2.c -Igpt2 -I"$CRESCENT_RUNTIME" -lm -o gpt
./gpt | grep -q '^79 33 [0-9 ]*$' || { echo "generate does not go on with its beginning"; exit 1; }
