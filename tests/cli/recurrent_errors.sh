# recurrent_errors: what a user's own script with a mistake in a loop is told: status 1, one message, the file and line, the layer.
. tests/cli/common
cd "$work" || exit 1

# wrong LINE MESSAGE: the script on standard input, two lines below its head, ends with that message at that line
wrong() {
	{
		echo 'local cr, nn = require "crescent", require "crescent.nn"'
		echo 'local m'
		cat
	} >net.lua
	run 1 net.lua -o net --quiet
	says "net.lua:$1: error: $2"
	[ "$(grep -c ' error: ' "$work/err")" -eq 1 ] || fail "one message expected for: $2"
	[ ! -e net ] || fail "no output expected for: $2"
}

# layer LINE MESSAGE MADE CALL: one layer, "enc", called so in a function of x [2,5,3] and h [1,4]; the layer is named too
layer() {
	wrong "$1" "$2" <<-END
	local enc = $3
	m = cr.model("net", { enc = enc })
	m:func("infer", { x = cr.f32 { 2, 5, 3 }, h = cr.f32 { 1, 4 } }, { "y" }, function(x, h)
	  return (enc$4)
	end)
	END
	says 'in layer enc, called from infer (net.lua:6)'
}
layer 3 'lstm: a sequence without steps; at least 1 expected; found f32[2,0,3]' 'nn.lstm(4)' '(cr.zeros(cr.f32 { 2, 0, 3 }))'
layer 3 'lstm: lengths; 0 .. 5 expected, the steps of the input; found 6' 'nn.lstm(4)' '(x, { lengths = cr.constant({ 2, 6 }, cr.i32 { 2 }) })'
layer 3 'gru: initial_state 1; f32[2,4] expected; found f32[1,4]' 'nn.gru(4)' '(x, { initial_state = h })'
layer 3 'lstm: initial_state 2; f32[2,4] expected; found f32[1,4]' 'nn.lstm(4)' ':step(x:slice(2, 1, 1):squeeze(2), { cr.zeros(cr.f32 { 2, 4 }), h })'
layer 3 'gru: mask; bool[2,5] expected; found f32[2,5,3]' 'nn.gru(4)' '(x, { mask = x })'

# a stateful layer keeps the state of one batch
wrong 3 'state "enc.h" is f32[2,4] since net.lua:3; the same type expected; found f32[3,4]' <<'END'
local enc = nn.gru(4, { stateful = true })
m = cr.model("net", { enc = enc })
m:func("two", { x = cr.f32 { 2, 5, 3 } }, { "y" }, function(x) return enc(x) end)
m:func("three", { x = cr.f32 { 3, 5, 3 } }, { "y" }, function(x) return enc(x) end)
END
wrong 3 'state "enc.h": constant extents of at least 1 expected; found f32[n,4]' <<'END'
local enc = nn.gru(4, { stateful = true })
m = cr.model("net", { enc = enc })
m:func("some", { x = cr.f32 { cr.dim("n", 8), 5, 3 } }, { "y" }, function(x) return enc(x) end)
END

# no steps at all
wrong 5 'input "x": extents of at least 1 expected; found f32[2,0,3]' <<'END'
local enc = nn.gru(4)
m = cr.model("net", { enc = enc })
m:func("infer", { x = cr.f32 { 2, 0, 3 } }, { "y" }, function(x) return enc(x) end)
END

# loops written by hand
loop() {
	wrong "$1" "$2" <<-END
	m = cr.model("net", {})
	m:func("infer", { x = cr.f32 { 5, 4 } }, { "y" }, function(x)
	  local _ = x
	  return ($3)
	end)
	END
}
loop 6 'scan: the carry "h" changes; starts as f32[4,64]; the body returns f32[4,128]' \
	'cr.scan({ h = cr.zeros(cr.f32 { 4, 64 }) }, x, function() return { h = cr.zeros(cr.f32 { 4, 128 }) } end).h'
loop 6 'scan: the carry "carry" changes; starts as f32[4]; the body returns i32[4]' 'cr.scan(x:mean(1), x, function(c) return cr.convert(c, "i32") end)'
loop 6 'scan: no steps; a length of at least 1 expected; found 0' 'cr.scan(x, nil, function(c) return c end, { length = 0 })'
loop 6 'scan: lengths; 0 .. 5 expected, the steps of the loop; found 7' 'cr.scan(x:mean(1), x, function(c) return c end, { lengths = cr.full(cr.i32 { 4 }, 7) })'
loop 6 'while_loop: a limit is required; { limit = n } expected; found nothing' 'cr.while_loop(x:sum(), function(c) return cr.less(c, 9) end, function(c) return c * 2 end)'
loop 6 'while_loop: the carry "carry" changes; starts as f32[]; the body returns f32[1]' \
	'cr.while_loop(x:sum(), function(c) return cr.less(c, 9) end, function(c) return c:expand(1) end, { limit = 9 })'
finish
