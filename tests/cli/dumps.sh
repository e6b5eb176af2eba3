# --dump: every stage has a text, the same each time; graphs load again.
. tests/cli/common
tiny=$work/tiny.lua
for stage in graph grad simplified kernels plan proof; do
	run 0 "$tiny" --dump=$stage
	[ -s "$work/out" ] || fail "--dump=$stage: a text expected"
	cp "$work/out" "$work/$stage"
	run 0 "$tiny" --dump $stage
	cmp -s "$work/out" "$work/$stage" || fail "--dump=$stage: the same text expected"
done
grep -q train_step "$work/grad" || fail "--dump=grad: train_step expected"
grep -q '"infer"' "$work/grad" && fail "--dump=grad: only functions with gradients expected"
cmp -s "$work/graph" "$work/simplified" && fail "--dump=simplified: another text than the graph's expected"

run 0 "$tiny" -o "$work/d" --dump=graph
run 0 summary "$work/d/tiny.graph.lua"
run 0 "$work/d/tiny.graph.lua" -o "$work/again" --main --quiet
for f in tiny tiny_main; do
	cc -std=c11 -Wall -Wextra -Werror -Iruntime -c "$work/again/$f.c" -o "$work/o.o" 2>"$work/err" || fail "cc $f.c of a dumped graph"
done
run 0 "$work/d/tiny.graph.lua" --dump=graph
strip() { sed 's/ *--.*//' "$1"; }
strip "$work/out" >"$work/a"
strip "$work/graph" >"$work/b"
cmp -s "$work/a" "$work/b" || fail "a dumped graph dumps as itself"

# of several trainings too: without an m:train their steps are functions like others, and can be chosen by the training's name
cat >"$work/pair.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local a, b = nn.dense(3), nn.dense(2)
local m = cr.model("pair", { a = a, b = b })
for name, layer in pairs { first = a, second = b } do
  m:train(name, { inputs = { x = cr.f32 { 2 } }, batch = 4, accumulate = 2, ema = 0.9, optimizer = optim.adam {}, trainable = { name == "first" and "a.*" or "b.*" },
    loss = function(x) return cr.square(layer(x)):sum(-1) end })
end
LUA
run 0 "$work/pair.lua" -o "$work/d" --dump=graph
for function in "" "--function=second"; do
	run 0 "$work/d/pair.graph.lua" -o "$work/pair" --main --quiet $function
	for f in pair pair_main; do
		cc -std=c11 -Wall -Wextra -Werror -Iruntime -c "$work/pair/$f.c" -o "$work/o.o" 2>"$work/err" || fail "cc $f.c of a dumped pair $function"
	done
	grep -q "pair_second_step" "$work/pair/pair.h" || fail "a dumped pair: its second step expected"
done
grep -q "pair_first_step" "$work/pair/pair.h" && fail "--function=second: no first step expected"
run 2 "$work/d/pair.graph.lua" --function=secnd
says 'did you mean "second"'

run 0 "$tiny" --function=half --dump=kernels
grep -q train "$work/out" && fail "--function and --dump: only that function expected"
[ ! -d generated/tiny ] || fail "--dump wrote C"
run 1 "$work/nosuch.lua" --dump=graph
finish
