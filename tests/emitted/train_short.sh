#!/bin/sh
# Each model of images learns a little from a few bundled ones: its loss falls, below a bound that it keeps with room to spare, and
# it guesses better than chance. `make train-all` asks for real scores.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${CRESCENT:=$PWD/build/crescent}"
data=models/data/fashion_mnist_2k
work=$(mktemp -d "${TMPDIR:-/tmp}/crescent-train.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
cc=cc
if command -v clang >/dev/null; then cc=clang; fi        # at -O1 it is twice as quick as gcc with files of this size

# first FROM TO HEAD COUNT BYTES: an IDX file's head of HEAD bytes, its big-endian count replaced, and the first COUNT records
first() {
	{
		dd if="$1" bs=1 count=4
		printf "\\000\\000\\$(printf %03o $(($4 / 256)))\\$(printf %03o $(($4 % 256)))"
		dd if="$1" bs=1 skip=8 count=$(($3 - 8))
		tail -c +$(($3 + 1)) "$1" | head -c $(($4 * $5))
	} 2>/dev/null >"$2"
}

few() {
	mkdir -p "$work/$1"
	first $data/train-images-idx3-ubyte "$work/$1/train-images-idx3-ubyte" 16 "$1" 784
	first $data/train-labels-idx1-ubyte "$work/$1/train-labels-idx1-ubyte" 8 "$1" 1
	first $data/t10k-images-idx3-ubyte "$work/$1/t10k-images-idx3-ubyte" 16 100 784
	first $data/t10k-labels-idx1-ubyte "$work/$1/t10k-labels-idx1-ubyte" 8 100 1
}

# learns LOSS COLUMN LEAST IMAGES MODEL ARGS...: after training on that many images the last epoch's loss is at most LOSS and the
# first's, and the best value of the log's COLUMN at least LEAST
learns() {
	loss=$1 column=$2 least=$3 images=$4 model=$5
	shift 5
	[ -d "$work/$images" ] || few "$images"
	if ! "$CRESCENT" run "models/$model.lua" train "$@" "--data=$work/$images" "--log=$work/log.csv" \
		--cc=$cc --cflags="-O1 -march=native" --quiet; then
		echo "FAIL $model: the run failed"
		failed=1
		return 0
	fi
	awk -F, -v model="$model" -v bound="$loss" -v column="$column" -v least="$least" '
		NR == 1 { for (i = 1; i <= NF; i++) { if ($i == column) a = i; if ($i == "loss") l = i }; next }
		NR == 2 { before = $l }
		{ after = $l; if ($a > best) best = $a }
		END {
			good = a && l && after < before && after <= bound && best >= least
			printf "%s %s: loss %.4f to %.4f, at most %.2f expected; %s %.2f, at least %.2f expected\n",
				good ? "ok  " : "FAIL", model, before, after, bound, column, best, least
			exit !good
		}' "$work/log.csv" || failed=1
}

learns 0.80 val_accuracy 0.60 512 mlp --epochs=5
learns 1.10 val_accuracy 0.55 512 cnn --epochs=4
learns 2.10 val_accuracy 0.30 512 alexnet size=32 batch=32 lr=0.02 --epochs=4
learns 2.00 val_accuracy 0.30 256 resnet batch=32 lr=0.05 --epochs=4
# batch norm's statistics of fifty layers follow slowly: after so few steps only the batch's own are good
learns 2.15 accuracy 0.20 128 mobilenet images=grey28 width=0.35 batch=16 --epochs=5
exit $failed
