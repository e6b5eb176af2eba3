#!/bin/sh
# Convolutional networks: the emitted C beside every framework found, in one run. THREADS="1 2", SECONDS_EACH=1, PEERS_PYTHON=python3.
#
# A table a thread count: microseconds, Crescent's share of the machine's multiply-add peak (where its product is what counts), and
# the fastest other framework divided by Crescent: above 1 Crescent is ahead.
set -eu
cd "$(dirname "$0")/../.."
out=build/bench
mkdir -p "$out"
cc=${CC:-cc}
flags="-O2 -march=native -std=c11 -D_POSIX_C_SOURCE=200809L -Iruntime"
lines=$out/cnn.txt
: >"$lines"

# one NAME THREADS PIXELS CLASSES C-FLAGS CRESCENT-OPTIONS...
one() {
	name=$1 threads=$2 pixels=$3 classes=$4 more=$5
	shift 5
	dir=$out/${name}_$threads
	build/crescent "models/$name.lua" "$@" "--threads=$threads" -o "$dir" --quiet
	[ "$threads" = 1 ] || more="$more -fopenmp"
	# shellcheck disable=SC2086
	$cc $flags $more -I"$dir" -include "$dir/$name.h" "-DMODEL=$name" "-DPIXELS=$pixels" "-DCLASSES=$classes" "-DTHREADS=$threads" \
		tests/bench/bench_cnn.c "$dir/$name.c" -lm -o "$dir/bench"
	OMP_NUM_THREADS=$threads "$dir/bench" >>"$lines"
}

# Without training where only inference is timed: it is what takes the C compiler's time.
for threads in ${THREADS:-1 2}; do
	one cnn "$threads" 784 10 -DBATCH=32
	one resnet "$threads" 3072 10 "" images=rgb32 --function=infer
	one mobilenet "$threads" 150528 1000 "" --function=infer
	one alexnet "$threads" 154587 1000 "" --function=infer
done
sed -i 's/resnet_infer1/resnet20_infer1/' "$lines"
for threads in ${THREADS:-1 2}; do
	sh tests/bench/bench_conv.sh "$threads" | awk -v threads="$threads" '
		/^3x3, 56x56x64/ { row = "conv3x3" } /^1x1, 28x28x256/ { row = "conv1x1" }
		/^11x11/ { row = "conv11x11" } /^depthwise 3x3/ { row = "depthwise" }
		/ us / && row { for (i = 1; i <= NF; i++) if ($i == "us") print "crescent threads", threads, row, $(i - 1); row = "" }
		/peak [0-9]+ GFLOP/ { print "peak", $3 }' >>"$lines"
done
if command -v "${PEERS_PYTHON:-python3}" >/dev/null 2>&1; then
	"${PEERS_PYTHON:-python3}" -B tests/bench/peers_cnn.py --threads "$(echo ${THREADS:-1 2} | tr ' ' ,)" --seconds "${SECONDS_EACH:-1}" >>"$lines" ||
		echo "peers: could not be measured"
else
	echo "peers: python3 is absent"
fi

awk '
	BEGIN {
		# Arithmetic of a row in GFLOP: two a multiply-add.
		split("cnn_train32 cnn_infer1 resnet20_infer1 mobilenet_infer1 alexnet_infer1 conv3x3 conv1x1 depthwise conv11x11", row)
		split("0.729 0.00774 0.0816 0.6015 1.449 0.2312 0.1028 0.00723 0.2108", work)
	}
	$1 == "peak" { peak = $2 }
	$1 == "peer" && $3 == "absent" { absent[$2] = $0 }
	$1 == "crescent" { ours[$3, $4] = $5; threads[$3] = 1 }
	$1 == "peer" && $3 == "threads" {
		threads[$4] = 1
		if (!($2 in known)) { known[$2] = 1; peer[++peers] = $2 }
		theirs[$2, $4, $5] = $6
	}
	END {
		for (t in threads) {
			printf "threads %d: microseconds; peak %s GFLOP/s a thread\n%-18s %10s %6s", t, peak, "", "crescent", "peak"
			for (p = 1; p <= peers; p++) printf " %14s", peer[p]
			printf "  fastest other / crescent\n"
			for (i = 1; i in row; i++) {
				mine = ours[t, row[i]]
				printf "%-18s %10s %6s", row[i], mine == "" ? "-" : mine, mine == "" || !peak ? "-" : sprintf("%.0f%%", 100 * work[i] / (mine * 1e-6) / peak / t)
				fastest = 0
				for (p = 1; p <= peers; p++) {
					v = theirs[peer[p], t, row[i]]
					printf " %14s", v == "" ? "-" : v
					if (v != "" && (!fastest || v + 0 < fastest)) fastest = v + 0
				}
				printf "  %s\n", mine != "" && fastest ? sprintf("%.2f", fastest / mine) : "-"
			}
		}
		for (p in absent) print absent[p]
	}' "$lines"
