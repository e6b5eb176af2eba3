# recurrent: how a recurrent layer is compiled: one product and one pass of gates a turn, everything else outside the loop; as much C for
# 4096 steps as for 64; memory with and without a checkpoint; lengths that data get wrong.
. tests/cli/common
model=tests/bench/bench_rnn.lua

# in_loops COUNT CELL: so many kernels run in the loops of a training step, none of them a copy or a packing
in_loops() {
	run 0 "$model" "cell=$2" units=32 steps=8 --dump=kernels
	found=$(awk '
		/^function / { here = $2 == "train_step" }
		!here { next }
		/^kernel / { idle[$2] = $NF == "copy" || $NF == "pack" }
		/^loop / { loops++; open++ }
		/^end/ { open-- }
		/^ *call / && open { calls++; if (idle[$3]) print "a copy or a packing in a loop" }
		END { print loops " loops " calls " kernels" }' "$work/out")
	[ "$found" = "2 loops $1 kernels" ] || fail "$2: \"2 loops $1 kernels\" expected; found \"$found\""
}
in_loops 4 lstm
in_loops 3 simple_rnn

# what is done for all steps at once: the input's product before the loop, both weights' gradients after it
run 0 "$model" units=32 steps=8 --dump=kernels
awk '/^function / { here = $2 == "train_step" } here && /^kernel / { name = $2 } here && /taps/ { print name }' "$work/out" >"$work/taps"
[ "$(wc -l <"$work/taps")" -eq 2 ] || fail "two products over steps and batch expected (the weights' gradients)"

for steps in 64 4096; do
	run 0 "$model" "steps=$steps" -o "$work/$steps" --quiet
	tr -cd ';' <"$work/$steps/rnn.c" | wc -c >"$work/statements.$steps"
done
cmp -s "$work/statements.64" "$work/statements.4096" || fail "as many statements for 4096 steps as for 64 expected"

# floats of the training workspace
floats() { sed -n 's/.*struct rnn_train_workspace {.*float memory\[\([0-9]*\)\].*/\1/p; /struct rnn_train_workspace {/,/}/s/^ *\tfloat memory\[\([0-9]*\)\].*/\1/p' "$1/rnn.h" | head -n 1; }
run 0 "$model" steps=1024 -o "$work/all" --quiet
run 0 "$model" steps=1024 checkpoint=sqrt -o "$work/sqrt" --quiet
all=$(floats "$work/all")
sqrt=$(floats "$work/sqrt")
[ -n "$all" ] && [ -n "$sqrt" ] && [ "$sqrt" -lt $((all / 8)) ] || fail "with checkpoint=sqrt less than an eighth of $all floats expected; found $sqrt"

cat >"$work/lengths.lua" <<'END'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local l = nn.gru(2)
local m = cr.model("lengths", { l = l })
m:train { inputs = { x = cr.f32 { 4 }, length = cr.i32 {}, y = cr.f32 { 2 } }, batch = 2,
  loss = function(x, length, y) return nn.mse(l(x:expand(3), { lengths = length }), y) end,
  optimizer = optim.sgd { lr = 0.1 },
  data = { train = cr.data.csv { file = "lengths.csv", header = false, x = { 1, 2, 3, 4 }, length = 5, y = { 6, 7 } } } }
END
printf '1,2,3,4,4,0,0\n1,2,3,4,9,0,0\n' >"$work/lengths.csv"
run 1 run "$work/lengths.lua" train "--data=$work" $unoptimised
says "length: example 1 has 9; 0 .. 4 expected"
finish
