#!/bin/sh
# Installs the Debian packages that Crescent's build and tests need, if any is missing.
# Where it may not install, it prints the command that would.
set -u
packages="liblua5.4-dev libopenblas-dev zlib1g-dev check clang valgrind"

command -v dpkg-query >/dev/null 2>&1 || {
	echo "deps: this is not a Debian system; please install the equivalents of: $packages" >&2
	exit 0
}
missing=""
for p in $packages; do
	state=$(dpkg-query -W -f='${Status}' "$p" 2>/dev/null)
	case "$state" in *"ok installed"*) ;; *) missing="$missing $p" ;; esac
done
[ -z "$missing" ] && exit 0

sudo=""
if [ "$(id -u)" -ne 0 ]; then
	if command -v sudo >/dev/null 2>&1; then
		sudo="sudo"
	else
		echo "deps: missing:$missing" >&2
		echo "deps: run as root:  apt-get install -y$missing" >&2
		exit 1
	fi
fi
echo "deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$sudo apt-get install -y -qq $missing >/dev/null 2>&1 && exit 0
$sudo apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
$sudo apt-get install -y -qq $missing >/dev/null && exit 0
echo "deps: could not install; run:  ${sudo:+$sudo }apt-get update && ${sudo:+$sudo }apt-get install -y$missing" >&2
exit 1
