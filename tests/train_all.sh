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

# least NAME COLUMN MOST DIR MODEL ARGS...: the least value of the log's COLUMN in a run on the data in DIR is below MOST
least() {
	name=$1 column=$2 most=$3 dir=$4 model=$5
	shift 5
	case " ${ONLY:-$name} " in *" $name "*) ;; *) return 0 ;; esac
	start=$(date +%s)
	if ! build/crescent run "models/$model.lua" train "$@" "--data=$dir" "--threads=$THREADS" "--cflags=$cflags" \
		"--log=build/train/$name.csv" "--save=build/train/$name.safetensors" --quiet; then
		echo "FAIL $name: the run failed"
		failed=1
		return 0
	fi
	seconds=$(($(date +%s) - start))
	awk -F, -v name="$name" -v column="$column" -v most="$most" -v seconds="$seconds" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) a = i; next }
		NR == 2 || $a < best { best = $a }
		END {
			good = a && NR > 1 && best < most
			printf "%s %s: %s %.4f, less than %.4f wanted; epochs %d, seconds %d\n", good ? "ok  " : "FAIL", name, column, best, most, NR - 1, seconds
			exit !good
		}' "build/train/$name.csv" || failed=1
}

# The perplexity of what `least lstm_text` left, in one stream, against counting.
beats_counting() {
	case " ${ONLY:-lstm_text} " in *" lstm_text "*) ;; *) return 0 ;; esac
	build/crescent models/lstm_text.lua -o build/train/lstm_text --quiet &&
		"${CC:-cc}" -O2 -march=native -std=c11 -Iruntime -Ibuild/train/lstm_text tests/score_text.c build/train/lstm_text/lstm_text.c -lm \
			-o build/train/score_text &&
		build/train/score_text build/train/lstm_text.safetensors models/data/text/kjv_psalms_proverbs.txt || {
		echo "FAIL lstm_text: counting is as good"
		failed=1
	}
}

# The mean error in degrees of last year's same day as the forecast, over the windows that gru_forecast is validated with.
same_day_last_year() {
	awk -F, 'NR > 1 { t[NR - 2] = $3 }
		END { w = NR - 1 - 35 + 1
		      for (i = w - int(w / 5); i < w; i++) for (k = 28; k < 35; k++) { d = t[i + k] - t[i + k - 365]; sum += d < 0 ? -d : d; n++ }
		      printf "%.4f", sum / n }' models/data/series/seattle_weather.csv
}

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
score rnn         0.82 "$FASHION_MNIST" rnn       --epochs=8
score rnn_digits  0.95 "$MNIST"         rnn       --epochs=8
score layer_norm_lstm 0.85 "$FASHION_MNIST" lstm_cells --epochs=4
score peephole_lstm 0.85 "$FASHION_MNIST" lstm_cells cell=peephole_lstm --epochs=4
least lstm_text    val_loss 1.36 models/data/text   lstm_text    --epochs=30
beats_counting
least gru_forecast val_mae "$(same_day_last_year)" models/data/series gru_forecast --epochs=12
least adding       val_loss 0.005 models/data/adding adding --epochs=200 --steps=2000
exit $failed
