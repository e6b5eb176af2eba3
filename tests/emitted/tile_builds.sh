#!/bin/sh
# The contraction micro-kernel in every vector build that this processor can run, by both compilers, fast and exact.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.c" <<'C'
#include <check.h>
Suite *tile_suite(void);
int main(void)
{
	SRunner *r = srunner_create(tile_suite());
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
C
has() { grep -qw "$1" /proc/cpuinfo 2>/dev/null; }
build() {
	name=$1
	shift
	for cc in gcc clang; do
		command -v $cc >/dev/null || continue
		for profile in "" -DCR_EXACT; do
			# shellcheck disable=SC2086
			$cc -std=c11 -O2 -Wall -Wextra -Wno-psabi -D_GNU_SOURCE "$@" $profile -Iruntime tests/unit/test_tile.c "$work/main.c" \
				-lcheck -lsubunit -lrt -lm -pthread -o "$work/tile" || { echo "$cc $name $profile: does not build"; exit 1; }
			CK_VERBOSITY=silent "$work/tile" || { echo "$cc $name $profile: fails"; exit 1; }
		done
	done
}
build scalar -DCR_VEC_SCALAR
build sse2 -msse2
if has avx2 && has fma; then build avx2 -mavx2 -mfma; fi
if has avx512f && has avx512vl; then build avx512 -mavx512f -mavx512vl -mavx512bw -mavx512dq -mfma; fi
