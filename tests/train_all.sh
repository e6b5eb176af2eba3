#!/bin/sh
# `make train-all`: every model on whole data sets, to the score it must reach. Takes hours; exit status 1 if one falls short.
#
#   FASHION_MNIST  folder with MNIST's four files, plain or gzipped (Debian: dataset-fashion-mnist)
#   MNIST          another such folder, with the digits; no package has them
#   ONLY           names of models; no others
#   THREADS        1
#
# A line a model: its score, what is wanted, how long it took. Logs and weights stay in build/train.
set -u
cd "$(dirname "$0")/.." || exit 1
: "${FASHION_MNIST:=/usr/share/datasets/fashion-mnist}"
: "${MNIST:=/usr/share/datasets/mnist}"
: "${THREADS:=1}"
mkdir -p build/train
cflags="-O2 -march=native"
[ "$THREADS" = 1 ] || cflags="$cflags -fopenmp"
failed=0

# score NAME LEAST DIR MODEL ARGS...: the best val_accuracy of a run on the data in DIR is at least LEAST
score() {
	name=$1 least=$2 dir=$3 model=$4
	shift 4
	case " ${ONLY:-$name} " in *" $name "*) ;; *) return 0 ;; esac
	if [ ! -d "$dir" ]; then
		echo "skip $name: no data in $dir"
		return 0
	fi
	start=$(date +%s)
	if ! build/crescent run "models/$model.lua" train "$@" "--data=$dir" "--threads=$THREADS" "--cflags=$cflags" \
		"--log=build/train/$name.csv" "--save=build/train/$name.safetensors" --quiet; then
		echo "FAIL $name: the run failed"
		failed=1
		return 0
	fi
	seconds=$(($(date +%s) - start))
	awk -F, -v name="$name" -v least="$least" -v seconds="$seconds" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "val_accuracy") column = i; next }
		column && $column > best { best = $column }
		END {
			printf "%s %s: val_accuracy %.4f, wanted %.4f; epochs %d, seconds %d\n",
				(best >= least) ? "ok  " : "FAIL", name, best, least, NR - 1, seconds
			exit !(best >= least)
		}' "build/train/$name.csv" || failed=1
}

score custom      0.95 models/data      custom    --epochs=60
score mlp         0.87 "$FASHION_MNIST" mlp       --epochs=10
score cnn         0.90 "$FASHION_MNIST" cnn       --epochs=10
score cnn_digits  0.99 "$MNIST"         cnn       --epochs=10
score alexnet     0.88 "$FASHION_MNIST" alexnet   size=32 --epochs=3
score resnet      0.90 "$FASHION_MNIST" resnet    --epochs=2
score mobilenet   0.85 "$FASHION_MNIST" mobilenet images=grey28 width=0.35 --epochs=2
exit $failed
