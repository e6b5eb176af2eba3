#!/bin/sh
# The emitted C compiles without a warning at every optimisation level with gcc and clang, for narrow and wide vectors; the
# header is includable from C++.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strict="-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror -Iruntime"
emit() {
	"${CRESCENT:-build/crescent}" "$@" --quiet
}
emit models/mlp.lua -o "$work/mlp" --main
emit models/custom.lua -o "$work/custom" --main
emit models/saliency.lua -o "$work/saliency" --main
emit tests/lua/local_names.lua -o "$work/local_names"
for m in activations losses indexing optimisers; do
	emit tests/golden/models/$m.lua -o "$work/$m"
done
failed=0
compile() { # FILE COMPILER FLAGS...
	file=$1
	shift
	# shellcheck disable=SC2086
	"$@" $strict -I"${file%/*}" -c "$file" -o "$work/object.o" || { echo "$* ${file##*/}: warns"; failed=1; }
}
for file in "$work"/*/*.c; do
	compile "$file" gcc -O0
	compile "$file" gcc -O2
	compile "$file" clang -O1
done
mkdir "$work/large"
for m in cnn alexnet resnet mobilenet; do        # what takes optimisers long: by the front ends alone
	emit models/$m.lua -o "$work/large/$m" --main
	compile "$work/large/$m/$m.c" gcc -O0
	compile "$work/large/$m/$m.c" clang -O0
done
for flags in -O1 -O3 "-O2 -march=x86-64-v3" "-O2 -march=x86-64-v4" "-O2 -DCR_VEC_SCALAR" "-Os" "-O2 -DCR_USE_CBLAS"; do
	for cc in gcc clang; do
		# shellcheck disable=SC2086
		compile "$work/mlp/mlp.c" $cc $flags
	done
done
for cc in g++ clang++; do
	for standard in c++11 c++20; do
		for m in mlp custom saliency optimisers; do
			printf '#include "%s.h"\nint main() { return %s_PARAMS_SIZE > 0 ? 0 : 1; }\n' $m "$(echo $m | tr a-z A-Z)" >"$work/use.cc"
			$cc -std=$standard -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wundef -Wzero-as-null-pointer-constant -Werror \
				-Iruntime -I"$work/$m" -c "$work/use.cc" -o "$work/use.o" || { echo "$cc $standard $m.h: warns"; failed=1; }
		done
	done
done
exit $failed
