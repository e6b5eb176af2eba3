#!/bin/sh
# Loops become vector code: `gcc -O2 -march=x86-64-v3` makes packed instructions of every class of kernel, and as many as that class needs.
set -eu
cd "$(dirname "$0")/../.."
[ "$(uname -m)" = x86_64 ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/classes.lua" <<'END'
local cr, nn = require "crescent", require "crescent.nn"
local m = cr.model("classes")
local vector, matrix = cr.f32 { 4096 }, cr.f32 { 64, 256 }
m:func("product", { a = cr.f32 { 64, 96 }, b = cr.f32 { 96, 64 } }, { "y" }, function(a, b) return a:matmul(b) end)
m:func("row", { a = cr.f32 { 1, 512 }, b = cr.f32 { 512, 256 } }, { "y" }, function(a, b) return a:matmul(b) end)
m:func("update", { p = vector, g = vector, m = vector, v = vector }, { "p2", "m2", "v2" }, function(p, g, m, v)
  m, v = m * 0.9 + g * 0.1, v * 0.999 + g * g * 0.001
  return p - m * 0.001 / (v:sqrt() + 1e-8), m, v
end)
m:func("sum", { x = vector }, { "y" }, function(x) return x:sum() end)
m:func("largest", { x = vector }, { "y" }, function(x) return x:max() end)
m:func("columns", { x = matrix }, { "y" }, function(x) return x:sum(1) end)
m:func("softmax", { x = matrix }, { "y" }, function(x) return nn.softmax(x) end)
m:func("relu", { x = vector }, { "y" }, function(x) return nn.relu(x) end)
m:func("tanh", { x = vector }, { "y" }, function(x) return x:tanh() end)
m:func("bytes", { x = cr.u8 { 4096 } }, { "y" }, function(x) return cr.convert(x, "f32") / 255 end)
END
failed=0
check() { # FUNCTION INSTRUCTIONS AT_LEAST
	"${CRESCENT:-build/crescent}" "$work/classes.lua" --function="$1" -o "$work/$1" --quiet
	gcc -std=c11 -O2 -march=x86-64-v3 -Iruntime -S "$work/$1/classes.c" -o "$work/$1.s"
	found=$(grep -cE "^[[:space:]]*($2)[[:space:]].*%ymm" "$work/$1.s" || :)
	[ "$found" -ge "$3" ] || { echo "$1: $found packed $2; at least $3 expected"; failed=1; }
}
check product 'vfn?madd[0-9]+ps' 12
check row 'vfn?madd[0-9]+ps' 8
check update 'v(f(n?m(add|sub))[0-9]+|mul|add|sub)ps' 5
check update 'v(sqrt|rsqrt)ps' 1
check update 'v(div|rcp)ps' 1
check sum 'vaddps' 2
check largest 'v(max|cmp[a-z_]*|blendv)ps' 2
check columns 'vaddps' 1
check softmax 'v(max|cmp[a-z_]*|blendv)ps' 2
check softmax 'vf(n?m(add|sub))[0-9]+ps' 4
check relu 'v(max|and|andn|cmp[a-z_]*|blendv)ps' 1
check tanh 'v(f(n?m(add|sub))[0-9]+|mul)ps' 4
check bytes 'vcvtdq2ps' 1
exit $failed
