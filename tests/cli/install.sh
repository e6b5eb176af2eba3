#!/bin/sh
# An installed Crescent stands on its own: compiler, headers, library and pkg-config file, away from the source tree.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s -C "$root" install PREFIX=/opt/crescent DESTDIR="$work" >/dev/null
prefix="$work/opt/crescent"
cp "$root/models/custom.lua" "$root/models/data/penguins.csv" "$work"
cd "$work"
"$prefix/bin/crescent" custom.lua --main -o out --quiet
for f in crescent.h cr_tile.h cr_train.h hosted/cr_main.h; do
	[ -f "$prefix/include/crescent/$f" ] || { echo "missing header $f"; exit 1; }
done
cc -O1 -std=c11 out/*.c -I"$prefix/include/crescent" -L"$prefix/lib" -lcrescent -lz -lm -o custom
./custom train --data=. --epochs=3 --quiet --save=w.safetensors
[ -s w.safetensors ] || { echo "no weights were saved"; exit 1; }
env -u CRESCENT_RUNTIME "$prefix/bin/crescent" run custom.lua eval --weights=w.safetensors --data=. | grep -q accuracy
grep -q '^Version: [0-9]' "$prefix/lib/pkgconfig/crescent.pc" || { echo "pkg-config file has no version"; exit 1; }
