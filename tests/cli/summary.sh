# summary: what it says of the published GPT sizes against their formulas, equal layers said once, workspaces as the C has them.
. tests/cli/common

# number KEY: of the summary in $work/out;  of NAME KEY: of the line of that function, or training
number() { sed -n "s/^  \"$1\": \([0-9]*\),*\$/\1/p" "$work/out"; }
of() { sed -n "s/.*\"name\": \"$1\", .*\"$2\": \([0-9]*\).*/\1/p" "$work/out"; }

# Parameters: embeddings, and of each layer two norms, 4 d^2 in attention, 8 d^2 behind it, and biases. A decoded token: two FLOPs a
# weight of a product, two a key and a value of the whole context; a learned one three times that, over 9/16 of the keys (causal rows
# come in eighths), whose scores are made twice; elementwise arithmetic is at most a tenth of all, in models as small as the first.
while read -r size layers width vocabulary context batch; do
	run 0 summary models/gpt2.lua "size=$size" --json
	awk -v L="$layers" -v d="$width" -v V="$vocabulary" -v T="$context" -v B="$batch" -v trainable="$(number trainable)" \
		-v bytes="$(number parameter_bytes)" -v state="$(number state_bytes)" -v kept="$(number train_state_bytes)" \
		-v inference="$(number inference_bytes)" -v training="$(of train bytes)" -v work="$(of train_step workspace)" \
		-v generating="$(of generate workspace)" -v reading="$(of logits workspace)" -v decode="$(of decode flops)" -v learn="$(of train_step flops)" \
		-v learned="$(of train_step tokens)" -v decoded="$(of decode tokens)" '
		function near(what, x, y, most) { if (!(x >= y && x <= y * most)) { print what, x, "beside", y; bad = 1 } }
		BEGIN {
			P = V * d + T * d + L * (12 * d * d + 13 * d) + 2 * d
			products = 2 * (12 * L * d * d + V * d)
			keys = 2 * L * d * T
			near("parameters", trainable, P, 1)
			near("bytes", bytes, 4 * P, 1)
			near("a stream", state, 8 * L * T * d, 1)
			near("AdamW", kept, 8 * P + 24, 1)
			near("inference", inference, bytes + state + (generating > reading ? generating : reading), 1)
			near("training", training, bytes + kept + work, 1)
			near("tokens", learned, B * T, 1)
			near("token", decoded, 1, 1)
			near("decoding", decode, products + 2 * keys, 1.03)
			near("learning", learn, B * T * (3 * products + 7 * keys * 9 / 16), 1.1)
			exit bad
		}' || fail "size $size"
done <<'END'
tiny        4   128   256  128 16
124M       12   768 50257 1024  4
355M       24  1024 50257 1024  4
774M       36  1280 50257 1024  4
1558M      48  1600 50257 1024  4
gpt3-125M  12   768 50257 2048  4
gpt3-1.3B  24  2048 50257 2048  4
gpt3-6.7B  32  4096 50257 2048  4
gpt3-13B   40  5120 50257 2048  4
gpt3-175B  96 12288 50257 2048  4
codex-300M 24  1024 50257 4096  4
codex-12B  40  5120 50257 4096  4
END

# a person reads it: ninety-six equal layers are one
run 0 summary models/gpt2.lua size=gpt3-175B
prints "h.0..95.mlp.c_fc     dense               f32[1,n,49152]  96 x 604,028,928"
prints "  h.0..95.ln_1: axis=-1"
prints "h.*.mlp.c_fc.kernel (96)"
prints "Total params: 174,604,259,328 (650.5 GiB)"
[ "$(wc -l <"$work/out")" -lt 60 ] || fail "$last: fewer than 60 lines expected"

# blocks in blocks; what differs in anything is said by itself; numbers need not begin at 0
cat >"$work/blocks.lua" <<'END'
local cr, nn = require "crescent", require "crescent.nn"
local stage, order = {}, {}
for i = 1, 3 do
  stage[i] = { block = {}, down = nn.dense(8) }
  for k = 1, 2 do stage[i].block[k] = { a = nn.dense(8), b = nn.layer_norm {} } end
end
local tail = { nn.dense(8), nn.dense(8), nn.dense(9), nn.dense(9) }
local m = cr.model("m", { stage = stage, tail = tail })
m:func("infer", { x = cr.f32 { 8 } }, { "y" }, function(x)
  for i = 1, 3 do
    for k = 1, 2 do x = stage[i].block[k].b(stage[i].block[k].a(x)) end
    x = stage[i].down(x)
  end
  for i = 1, 4 do x = tail[i](x) end
  return x
end)
END
run 0 summary "$work/blocks.lua"
prints "stage.0..2.block.0..1.a  dense       f32[8]      6 x 72"
prints "stage.0..2.block.0..1.b  layer_norm  f32[8]      6 x 16"
prints "stage.0..2.down          dense       f32[8]      3 x 72"
prints "tail.0..1                dense       f32[8]      2 x 72"
prints "tail.2                   dense       f32[9]          81"
prints "tail.3                   dense       f32[9]          90"
prints "Total params: 1,059"

# the workspaces are those of the C: whole words of each; the training loop's own data come beside the step's
for model in models/gpt2.lua models/lstm_text.lua "$work/tiny.lua"; do
	run 0 "$model" -o "$work/c" --quiet
	header=$(echo "$work"/c/*.h)
	run 0 summary "$model" --json
	for name in $(sed -n 's/.*"name": "\([a-z_]*\)", "kind": "user".*/\1/p' "$work/out") train; do
		upper=$(printf %s "$name" | tr a-z A-Z)
		emitted=$(sed -n "s/^#define [A-Z0-9_]*_${upper}_WORKSPACE_SIZE *\([0-9]*\).*/\1/p" "$header")
		said=$(of "$name$([ "$name" = train ] && echo _step)" workspace)
		words=$(((said + 3) / 4 * 4))
		[ "$words" -gt 0 ] || words=4
		if [ "$name" = train ]; then
			[ "$emitted" -ge "$words" ] && [ "$emitted" -le $((words + words / 50 + 4096)) ] || fail "$model: train: $emitted bytes in the header, $said here"
		else
			[ "$emitted" -eq "$words" ] || fail "$model: $name: $emitted bytes in the header, $said here"
		fi
	done
	rm -r "$work/c"
done

# arithmetic in loops counts for every turn
cat >"$work/loop.lua" <<'END'
local cr = require "crescent"
local m = cr.model("m", {})
m:func("f", { x = cr.f32 { 10, 8, 8 } }, { "y" }, function(x)
  return (cr.scan(cr.ones(cr.f32 { 8, 8 }), x, function(c, v) return cr.matmul(c, v) end))
end)
m:func("g", { x = cr.f32 { 8, 8 }, p = cr.bool {} }, { "y" }, function(x, p)
  return cr.cond(p, function() return cr.matmul(x, x) end, function() return cr.tanh(x) end)
end)
END
run 0 summary "$work/loop.lua" --json
[ "$(of f flops)" -eq 10240 ] || fail "$last: a loop's 10240 FLOPs expected; found $(of f flops)"
[ "$(of g flops)" -eq 1024 ] || fail "$last: the dearer arm's 1024 FLOPs expected; found $(of g flops)"
finish
