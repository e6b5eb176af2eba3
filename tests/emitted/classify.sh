#!/bin/sh
# BERT's classification head over pairs of texts. The rule to learn: does the second text begin in the alphabet's second half? Without
# segments nothing says where it begins. (Training's batch and the texts' length are both called n here: two extents, one name.)
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# npy FILE SHAPE: standard input, octal escapes, as bytes
npy() {
	header="{'descr': '|u1', 'fortran_order': False, 'shape': $2, }"
	{ printf '\223NUMPY\1\0'; printf "\\$(printf %o ${#header})\\0%s" "$header"; printf "$(cat)"; } >"$work/$1.npy"
}
awk -v dir="$work" 'BEGIN {
	for (i = 0; i < 600; i++) {
		first = 1 + i % 5; second = 2 + int(i / 5) % 3
		for (t = 0; t < 8; t++) {
			x = (x * 1103515245 + 12345) % 2147483648
			letter = 97 + int(x / 65536) % 26
			if (t == first) label = letter > 109
			printf "\\%o", (t < first + second ? letter : 0) > (dir "/tokens")
			printf "\\%o", (t >= first && t < first + second) > (dir "/segments")
		}
		printf "\\%o", label > (dir "/label")
	}
}'
npy tokens "(600, 8)" <"$work/tokens"
npy segments "(600, 8)" <"$work/segments"
npy label "(600,)" <"$work/label"
"${CRESCENT:-build/crescent}" run models/bert.lua task=classify pairs=true length=8 lr=0.0005 warmup=5 train --data="$work" \
	--epochs=12 --seed=1 --save="$work/bert.safetensors" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
accuracy=$(sed -n 's/.*val_accuracy \([01]\)\.\([0-9]*\).*/\1\2/p' "$work/log" | tail -1)
if [ "$accuracy" -lt 9500 ]; then
	echo "validation accuracy in 1/10,000: $accuracy, more than 9,500 expected (without segments: 6,000)"
	exit 1
fi
if "${CRESCENT:-build/crescent}" models/bert.lua pairs=true -o "$work/c" 2>"$work/log" || ! grep -q 'bert.lua:[0-9]*: error: pairs=true is for task=classify' "$work/log"; then
	cat "$work/log"
	echo "pairs=true without task=classify: an error expected"
	exit 1
fi
