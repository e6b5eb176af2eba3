#!/bin/sh
# Branch coverage of compiler/ under the unit tests and the command line's. Needs gcovr (apt-get install gcovr).
set -eu
cd "$(dirname "$0")/.."
command -v gcovr >/dev/null 2>&1 || { echo "coverage: gcovr is absent; apt-get install gcovr"; exit 1; }
make B=build/cov CFLAGS="-O0 -g --coverage" SAN="--coverage" build/cov/crescent build/cov/libcrescent.a build/cov/unit
CK_DEFAULT_TIMEOUT=300 build/cov/unit >/dev/null || true
for t in tests/cli/*.sh; do
	CRESCENT="$PWD/build/cov/crescent" CRESCENT_SAN="$PWD/build/cov/crescent" sh "$t" >/dev/null 2>&1 || true
done
gcovr -r . --filter compiler/ --exclude-throw-branches --branches --print-summary build/cov 2>/dev/null | tail -40
