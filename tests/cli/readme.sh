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
