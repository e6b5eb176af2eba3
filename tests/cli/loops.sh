# loops: what the interpreter says of loops, branches and their gradients is what the C says; code does not grow with the length.
. tests/cli/common
run 0 golden record tests/lua/scan_cases.lua -o "$work/g" --tolerance=2e-4 --cases=2
run 0 golden check "$work/g" $unoptimised --tolerance=2e-4
prints "comparisons agree"
for length in 64 4096; do
	cat >"$work/lasting.lua" <<-END
	local cr = require "crescent"
	local m = cr.model("lasting", {})
	m:func("f", { x = cr.f32 { $length, 8 }, w = cr.f32 { 8, 8 } }, { "d" }, function(x, w)
	  local _, y = cr.scan(cr.zeros(cr.f32 { 1, 8 }), x, function(c, v)
	    local h = cr.tanh(c:matmul(w) + v)
	    return h, h
	  end)
	  return cr.grad((y * y):sum(), w)
	end)
	END
	run 0 "$work/lasting.lua" -o "$work/$length" --quiet
	tr -cd ';' <"$work/$length/lasting.c" | wc -c >"$work/statements.$length"      # lines break earlier where numbers are longer
done
cmp -s "$work/statements.64" "$work/statements.4096" || fail "as much C for 4096 steps as for 64 expected"
finish
