#!/bin/sh
# What the core asks of the product: copying memory and roots, nothing else; no malloc, no stdio. All it has of its own is
# documented entry points, and nothing that is written: no .data, no .bss.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for model in models/mlp.lua models/custom.lua tests/golden/models/activations.lua tests/golden/models/indexing.lua; do
	name=$(basename "$model" .lua)
	"${CRESCENT:-build/crescent}" "$model" -o "$work/$name" --quiet
	for cc in gcc clang; do
		for flags in -O0 "-O2 -ffreestanding" "-O2 -march=x86-64-v3"; do
			# shellcheck disable=SC2086
			$cc -std=c11 $flags -Iruntime -c "$work/$name/$name.c" -o "$work/core.o"
			nm -u "$work/core.o" | awk '{ print $NF }' | grep -vxE '_GLOBAL_OFFSET_TABLE_|mem(cpy|set|move|cmp)|sqrtf' >"$work/found" || :
			if [ -s "$work/found" ]; then
				echo "$name, $cc $flags asks for: $(tr '\n' ' ' <"$work/found")"
				failed=1
			fi
			nm --defined-only -g "$work/core.o" | awk '{ print $NF }' | grep -v "^${name}_" >"$work/found" || :
			if [ -s "$work/found" ]; then
				echo "$name, $cc $flags has the names: $(tr '\n' ' ' <"$work/found")"
				failed=1
			fi
			written=$(size -A "$work/core.o" | awk '($1 == ".data" || $1 == ".bss") { n += $2 } END { print n + 0 }')
			[ "$written" -eq 0 ] || { echo "$name, $cc $flags has $written bytes that can be written"; failed=1; }
		done
	done
done
exit $failed
