#!/bin/sh
# Same source, same options: the same bytes, whatever the locale, time zone, folder, environment and address layout; and
# generated/ is what models/ give now.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
crescent=${CRESCENT:-$root/build/crescent}
failed=0
for m in $(sed -n 's/^MODELS *:= //p' Makefile); do
	"$crescent" models/$m.lua -o generated/$m --main --check >"$work/diff" || {
		echo "generated/$m is not what models/$m.lua gives; make generated"
		head -n 20 "$work/diff"
		failed=1
	}
done
i=0
for locale in C de_DE.UTF-8 tr_TR.UTF-8 ja_JP.UTF-8; do
	for zone in UTC Asia/Kathmandu America/St_Johns Pacific/Apia Antarctica/Troll; do
		i=$((i + 1))
		here="$work/a place $i"
		mkdir -p "$here/models"
		cp "$root/models/mlp.lua" "$here/models/"
		personality=
		if [ $((i % 2)) -eq 0 ] && setarch -R true 2>/dev/null; then personality="setarch -R"; fi
		(cd "$here" && env -i PATH="$PATH" LC_ALL=$locale TZ=$zone HOME=/nowhere MALLOC_PERTURB_=$((i * 12)) "NOISE$i=$(printf "%0${i}0d" 7)" \
			$personality "$crescent" models/mlp.lua -o "generated/mlp" --main --quiet)
		for file in "$here"/generated/mlp/*; do
			cmp "$file" "$root/generated/mlp/${file##*/}" || { echo "$locale $zone: other bytes"; failed=1; }
		done
	done
done
[ "$i" -eq 20 ] || failed=1
exit $failed
