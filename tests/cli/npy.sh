# cr.load of .npy files: every legal spelling of the header, in all three versions of the format; others with what is wrong.
. tests/cli/common
octal() { printf '\\%o' "$1"; }
# npy VERSION HEADER BYTES: the file $work/a.npy; BYTES is for printf
npy() {
	long=
	[ "$1" -eq 1 ] || long='\0\0'
	{ printf '\223NUMPY'; printf "$(octal "$1")\\0$(octal ${#2})\\0$long"; printf %s "$2"; printf "$3"; } >"$work/a.npy"
}
cat >"$work/a.lua" <<'END'
local cr = require "crescent"
local a = cr.load "a.npy"
cr.model("a"):func("f", {}, { "y" }, function() return cr.convert(a, "f32") end)
cr.note(tostring(a))
END
# takes TYPE VALUES: cr.load reads it so
takes() {
	run 0 "$work/a.lua" -o "$work/c" --function=f
	says "$1"
	grep -qF -- "$2" "$work/c/a.c" || fail "$last: values $2 expected"
}
for version in 1 2 3; do
	for header in "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }    " "{'descr': '<f4', 'fortran_order': False, 'shape': (2,),}" \
		"{'descr':'<f4','fortran_order':False,'shape':(2,)}" "{\"shape\" : ( 2L , ), \"fortran_order\" : False , \"descr\" : \"<f4\" }"; do
		npy $version "$header" '\0\0\300\077\0\0\200\277'
		takes "f32[2]" "1.5f, -1.0f"
	done
done
npy 1 "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }" '\077\300\0\0\277\200\0\0'
takes "f32[2]" "1.5f, -1.0f"
npy 1 "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 1), }" '\377\376\1\2'
takes "i16[2,1]" "-2.0f, 258.0f"
refuses() {
	npy 1 "$1" '\0\0\0\0'
	run 1 "$work/a.lua" -o "$work/c"
	says "$2"
}
refuses "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }" "Fortran's order"
refuses "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }" "True or False"
refuses "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }" "numbers or booleans"
refuses "{'descr': '<f44', 'fortran_order': False, 'shape': (1,), }" "numbers or booleans"
refuses "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }" "a simple type of elements"
refuses "{'descr': '<f4', 'fortran_order': False, }" "descr, fortran_order and shape"
refuses "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }" "descr, fortran_order and shape"
refuses "{'descr': '<f4', 'fortran_order': False, 'shape': (1" "expected in the header"
refuses "{'descr': '<f4" "short string"
refuses "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }" "truncated"
finish
