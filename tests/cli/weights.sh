# Weight files: those that fit, and every way in which one can be wrong.
. tests/cli/common
cat >"$work/pair.lua" <<'END'
local cr = require "crescent"
local m = cr.model("pair")
local a = m:param("a", cr.f32 { 2, 3 }, { init = "zeros" })
local b = m:param("b", cr.f32 { 2 }, { init = "zeros" })
m:checkpoint("theirs", { { "a", "x.weight" } }, { prefix = "net.", ignore = { "junk.*" } })
m:checkpoint("turned", { { "a", "x.weight", transpose = true } }, { optional = { "b" } })
m:func("f", { x = cr.f32 { 3 } }, { "y" }, function(x) return a:matmul(x:reshape { 3, 1 }):reshape { 2 } + b end)
END
model=$work/pair.lua
f=$work/f.safetensors

byte() { printf '%b' "\\0$(printf %o $(($1 % 256)))"; }
# file HEADER BYTES: a safetensors file with BYTES bytes of data, each 0x3f (0.747 as f32)
file() {
	n=${#1}
	for shift in 0 8 16 24 32 40 48 56; do byte $((n >> shift)); done >"$f"
	printf '%s' "$1" >>"$f"
	head -c "$2" /dev/zero | tr '\0' '?' >>"$f"
}
A='"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}'
B='"b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}'

file "{$A,$B}" 32
run 0 weights "$f"
prints "f32[2,3]"
prints "0.747"
run 0 weights "$model" "$f"
prints "2 loaded, 0 missing, 0 unexpected, 0 misshaped"
run 0 "$model" -o "$work/c" --weights="$f"
grep -q 0.747 "$work/c/pair_weights.c" || fail "--weights: values in pair_weights.c expected"
cc -std=c11 -Wall -Wextra -Werror -Iruntime -c "$work/c/pair_weights.c" -o "$work/o.o" 2>"$work/err" || fail "cc pair_weights.c"
run 0 weights "$model" "$f" --to="$work/to.safetensors"
run 0 weights "$f" --diff="$work/to.safetensors"
prints "all equal"

# broken files: one line that names the file, status 1, from every verb that reads it
broken() {
	for how in "weights $f" "weights $model $f" "$model -o $work/none --weights=$f"; do
		run 1 $how
		says "$f: error:"
		[ -z "${1:-}" ] || says "$1"
		one_line
	done
	[ ! -e "$work/none" ] || fail "a broken weight file: no folder expected"
}
: >"$f"; broken "8 bytes expected"
printf 'abc' >"$f"; broken "8 bytes expected"
file "{$A,$B}" 31; broken
file "{$A,$B}" 33; broken "belong to no tensor"
file "{$A,$B}" 32; head -c 60 "$f" >"$work/cut"; cp "$work/cut" "$f"; broken "header of"
{ printf '\377\377\377\377\377\377\377\177'; printf '{}'; } >"$f"; broken "header of"
{ printf '\001\000\000\000\000\000\000\000'; printf '{}'; } >"$f"; broken "header of"
file "{$A,\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[20,28]}}" 28; broken "overlap"
file "{$A,\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,999]}}" 32; broken '"b"'
file "{$A,\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[32,24]}}" 32; broken '"b"'
file "{$A,\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,32]}}" 32; broken '"b"'
file "{$A,\"b\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[24,32]}}" 32; broken
file "{$A,$A}" 24; broken
file "{$A,$B" 32; broken
file "[]" 0; broken "'{' expected"
file "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2,3],\"data_offsets\":[0,24]}}" 24; broken
file "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,24]}}" 24; broken
rm "$f"; broken "cannot read it"
mkdir "$f"; broken "cannot read it"; rmdir "$f"

# sound files that do not fit: status 3 (1 where they are to be used)
misfit() { text=$1; shift; run 3 weights "$model" "$f" "$@"; says "$text"; run 1 "$model" -o "$work/none" --weights="$f" "$@"; says "$text"; }
file "{$A}" 24; misfit 'tensor "b"; f32[2] expected; it is not in the file'
file "{$A,$B,\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[32,36]}}" 36; misfit 'tensor "c" is not part of the model'
file "{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]},$B}" 32; misfit 'f32[2,3] expected; found f32[6]'
file "{\"a\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]},$B}" 32
misfit 'tensor "a"; f32[2,3] expected; found f32[3,2]'
says "transposed: add transpose = true"
file "{\"a\":{\"dtype\":\"I32\",\"shape\":[2,3],\"data_offsets\":[0,24]},$B}" 32; misfit 'found i32[2,3]'
[ ! -e "$work/none" ] || fail "misfits: no folder expected"

# numbers that are not finite are counted, and not loaded
file "{$A,$B}" 32
n=$(wc -c <"$f")
{ head -c $((n - 4)) "$f"; printf '\000\000\300\177'; } >"$work/nan" && cp "$work/nan" "$f"
run 0 weights "$f"
prints "1 numbers are not finite"
run 1 "$model" -o "$work/none" --weights="$f"
says "finite number expected"

# other names
file '{"net.x.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"net.b":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},"junk.k":{"dtype":"U8","shape":[1],"data_offsets":[32,33]}}' 33
run 0 weights "$model" "$f" --format=theirs --to="$work/ours.safetensors"
run 0 weights "$model" "$work/ours.safetensors"
run 3 weights "$model" "$f"
run 1 weights "$model" "$f" --format=thiers
says 'did you mean "theirs"?'
file '{"x.weight":{"dtype":"F16","shape":[3,2],"data_offsets":[0,12]}}' 12
run 0 weights "$model" "$f" --format=turned --to="$work/turned.safetensors"
run 0 weights "$work/turned.safetensors"
prints "f32[2,3]"
prints "1.81"
file '{"x.weight":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]}}' 12
run 3 weights "$model" "$f" --format=turned
says "remove transpose = true"
says "pair.lua:6"

# two files
run 3 weights "$work/ours.safetensors" --diff="$work/turned.safetensors"
prints "numbers differ"
run 2 weights "$f" --to="$work/x"
run 2 weights "$model" "$f" --to-format=turned
says "--to=FILE expected"

# there and back where axes are in reverse; an optional part that is not in the file is in none that is made from it
bytes='\001\002\003\004\005\006\007\010\011\012\013\014\015\016\017\020\021\022\023\024\025\026\027\030'
file '{"x.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]}}' 0
printf "$bytes" >>"$f"
run 0 weights "$model" "$f" --format=turned --to="$work/half.safetensors"
says "left out of $work/half.safetensors, because it is not there: b"
run 0 weights "$work/half.safetensors"
grep -q '^b ' "$work/out" && fail "weights --to: a tensor that the file does not have"
prints "1 tensors, 6 numbers"
run 3 weights "$model" "$work/half.safetensors"
tail -c 24 "$work/half.safetensors" >"$work/tail"
printf '\001\002\003\004\011\012\013\014\021\022\023\024\005\006\007\010\015\016\017\020\025\026\027\030' | cmp - "$work/tail" || fail "--to: the rows of a are the columns of x.weight"
run 0 weights "$model" "$f" --format=turned --to="$work/back.safetensors" --to-format=turned
prints "1 loaded, 0 missing, 0 unexpected, 0 misshaped"
run 0 weights "$f" --diff="$work/back.safetensors"
tail -c 24 "$work/back.safetensors" >"$work/tail"
printf "$bytes" | cmp - "$work/tail" || fail "--to-format: other bytes than the file that was read"
file "{$A,$B}" 32
run 2 "$model" --format=theirs -o "$work/none"
run 1 weights "$model" "$work/ours.safetensors" --to="$work/nosuch/x"
says "nosuch/x"
finish
