# What the command line accepts, and what it says to the rest.
. tests/cli/common
tiny=$work/tiny.lua

run 0 --version
prints "crescent 1."
run 0 --help
prints "exit status"
for verb in new summary check run weights golden; do
	run 0 $verb --help
	prints "crescent $verb"
	prints "example"
done
"$CRESCENT" >/dev/null 2>"$work/err"
[ $? -eq 2 ] || fail "no arguments: status 2 expected"

# a usage error is one line, with the nearest word, and status 2
usage() { text=$1; shift; run 2 "$@"; says "$text"; one_line; }
usage 'unknown verb "sumary"; did you mean "summary"?' sumary "$tiny"
usage 'unknown option --outt' "$tiny" --outt=x
usage 'did you mean --weights?' "$tiny" --wieghts=x
usage 'did you mean --json?' summary "$tiny" --jsn
usage 'option --epochs does not belong to compiling; it belongs to "crescent run MODEL.lua"' "$tiny" --epochs=3
usage 'needs a value' "$tiny" --prefix
usage 'takes no value' "$tiny" --main=yes
usage 'packed|plain expected; found "flat"' "$tiny" --layout=flat -o "$work/x"
usage 'auto|none expected; found "mkl"' "$tiny" --blas=mkl -o "$work/x"
usage 'a whole number from 1 to 256 expected; found "0"' "$tiny" --threads=0 -o "$work/x"
usage 'a whole number' "$tiny" --threads=two -o "$work/x"
usage 'a C identifier expected; found "3d"' "$tiny" --prefix=3d -o "$work/x"
usage 'auto|always|never expected' "$tiny" --color=sometimes
usage 'did you mean "kernels"?' "$tiny" --dump=kernel
usage 'has no function "infr"; did you mean "infer"?' "$tiny" --function=infr
usage 'unexpected argument' summary "$tiny" more
usage 'missing' summary
usage 'did you mean "train"?' run "$tiny" trian
usage '--weights' run "$tiny" predict
usage 'option --input does not belong to run ... train' run "$tiny" train --input=f
usage 'did you mean "record"?' golden recrod "$tiny"
usage '-o DIR' golden record "$tiny"
usage 'unknown option -q' "$tiny" -q
usage 'a size as in' summary "$tiny" --lua-memory=lots
usage 'a number above 0' summary "$tiny" --lua-steps=0
[ ! -e "$work/x" ] || fail "a usage error left a folder"

# --name value is --name=value; NAME=VALUE goes to the file
run 0 "$tiny" -o "$work/a" --prefix net --quiet
[ -f "$work/a/net.h" ] || fail "--prefix net: net.h expected"
run 0 summary "$tiny" units=7
prints "f32[7]"
run 1 summary "$tiny" unitz=7
says 'did you mean "units"?'

# limits, many errors, colours
printf 'while true do end\n' >"$work/loop.lua"
run 1 summary "$work/loop.lua" --lua-steps=1e6
says "--lua-steps"
printf 'local t = {} for i = 1, 1e9 do t[i] = {} end\n' >"$work/big.lua"
run 1 summary "$work/big.lua" --lua-memory=8M
says "--lua-memory"
run 1 summary "$tiny" --lua-memory=100K
says "--lua-memory"
{
	printf 'local cr = require "crescent"\nlocal m = cr.model("many")\n'
	for i in 1 2 3 4; do
		printf 'm:func("f%s", { x = cr.f32 { 2 } }, { "y" }, function(x) return x + cr.ones(cr.f32 { 3 }) end)\n' "$i"
	done
} >"$work/many.lua"
run 1 summary "$work/many.lua" --max-errors=2
[ "$(grep -c 'many.lua:[0-9]*: error' "$work/err")" -eq 2 ] || fail "--max-errors=2: two errors expected"
says "2 more errors"
run 1 summary "$work/many.lua" --color=always
grep -q "$(printf '\033')" "$work/err" || fail "--color=always: colour expected"
run 1 summary "$work/many.lua"
grep -q "$(printf '\033')" "$work/err" && fail "a file got colour"
run 1 summary "$work/nosuch.lua"
says "nosuch.lua: error: cannot read it"
finish
