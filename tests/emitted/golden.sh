#!/bin/sh
# Every golden number through the emitted C, under sanitizers.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ASAN_OPTIONS=detect_leaks=0 build/golden "$work" \
	"clang -O1 -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"
