# The bits do not depend on the number of threads: parameters, metrics and outputs of one, two and three threads are equal, in the
# fast profile, in plain and in wide builds. Three threads share few extents evenly: pieces begin and end in the middle of vectors.
. tests/cli/common
cat >"$work/mixed.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = { a = nn.dense(300, { activation = "gelu" }), norm = nn.layer_norm(), drop = nn.dropout(0.1), b = nn.dense(257) }
local m = cr.model("mixed", net)
local function out(x)
  return net.b(net.drop(net.norm(net.a(x))))
end
m:func("infer", { x = cr.f32 { 201, 257 } }, { "y", "rows", "columns", "all", "largest" }, function(x)
  local y = nn.softmax(out(x))
  return y, cr.tanh(y):sum(-1), (y * x):sum(1), y:norm(), cr.argmax(y + x, 1)
end)
m:func("dots", { v = cr.f32 { 257 }, rows = cr.f32 { 4099, 257 } }, { "y" }, function(v, rows) return rows:matmul(v) end)
m:train { inputs = { x = cr.f32 { 257 } }, batch = 101, optimizer = optim.adamw { lr = 0.01, weight_decay = 0.1 }, clip_norm = 0.5,
  loss = function(x) return nn.mse(out(x), x) end,
  metrics = { far = function(x) return cr.abs(out(x) - x):max(-1) end } }
LUA
cat >"$work/mixed_parts.h" <<'C'
#define MODEL(name) mixed_##name
#define COUNT 101
#define STEP(n) MODEL(train_step)(&params, &state, &workspace, n, x, &metrics)
static float x[201 * 257];
static void more(FILE *out)
{
	static mixed_infer_workspace scratch;
	static struct { float y[201 * 257], rows[201], columns[257], all[1]; int32_t largest[257]; } o;
	mixed_infer(&params, &scratch, x, o.y, o.rows, o.columns, o.all, o.largest);
	fwrite(&o, sizeof o, 1, out);
	static mixed_dots_workspace none;
	static float rows[4099 * 257], y[4099];
	for (size_t i = 0; i < 4099 * 257; i++)
		rows[i] = x[i % (201 * 257)];
	mixed_dots(&params, &none, x, rows, y);
	fwrite(y, sizeof y, 1, out);
}
C
cat >"$work/heads.lua" <<'LUA'
-- Products of each example and head, whose packed operands are a thread's own; few examples, so that heads are shared as well. Rows with
-- scratch: softmax, norms, losses.
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = { q = nn.dense(96), k = nn.dense(96), v = nn.dense(96), norm = nn.layer_norm(), drop = nn.dropout(0.1), out = nn.dense(257) }
local m = cr.model("heads", net)
local function heads(x, causal)
  local shape = { x:dim(1), x:dim(2), 4, 24 }
  local q, k, v = net.q(x):reshape(shape), net.k(x):reshape(shape), net.v(x):reshape(shape)
  return net.out(net.drop(net.norm(nn.attention(q, k, v, { causal = causal }):flatten(3, 4))))
end
m:func("infer", { x = cr.f32 { 1, 71, 48 } }, { "y", "last" }, function(x)
  local y = nn.softmax(heads(x, true))
  return y, y:slice(2, 71, 71)
end)
m:train { inputs = { x = cr.f32 { 71, 48 } }, batch = 5, optimizer = optim.adamw { lr = 0.01 },
  loss = function(x)
    local classes = cr.convert(cr.clamp(x:slice(3, 1, 1):flatten(2, 3), 0, 255), "i32")
    return nn.softmax_cross_entropy(heads(x, true) + heads(x, false), classes):mean(-1)
  end }
LUA
cat >"$work/heads_parts.h" <<'C'
#define MODEL(name) heads_##name
#define COUNT 5
#define STEP(n) MODEL(train_step)(&params, &state, &workspace, (n) > COUNT ? 3 : (n), x, &metrics)
static float x[5 * 71 * 48];
static void more(FILE *out)
{
	static heads_infer_workspace scratch;
	static struct { float y[71 * 257], last[257]; } o;
	heads_infer(&params, &scratch, x, o.y, o.last);
	fwrite(&o, sizeof o, 1, out);
}
C
for model in mlp cnn; do
	cat >"$work/${model}_parts.h" <<C
#define MODEL(name) ${model}_##name
#define COUNT 32
#define STEP(n) MODEL(train_step)(&params, &state, &workspace, n, x, label, &metrics)
static uint8_t x[32 * 784], label[32];
static void more(FILE *out)
{
	static ${model}_infer_workspace scratch;
	float probs[10];
	int32_t best[1];
	${model}_infer(&params, &scratch, x, probs, best);
	fwrite(probs, sizeof probs, 1, out);
	fwrite(best, sizeof best, 1, out);
}
C
done
cat >"$work/main.c" <<'C'
/* Some steps, the last of a smaller batch; then all that can be seen. */
#include <stdio.h>
#include <stdlib.h>
#include EMITTED
#define JOIN(a, b) a##b
#define OF(m, name) JOIN(m, name)
static OF(NAME, _params) params;
static OF(NAME, _train_state) state;
static OF(NAME, _train_workspace) workspace;
static OF(NAME, _init_workspace) init;
static OF(NAME, _metrics) metrics;
#include PARTS

int main(int argc, char **argv)
{
	FILE *out = fopen(argv[1], "wb");
	uint32_t bits = 1;
	if (argc != 2 || !out)
		return 2;
	MODEL(init)(&params, &init, 7);
	MODEL(train_init)(&state, 7);
	for (int step = 0; step < STEPS; step++) {
		for (size_t i = 0; i < sizeof x / sizeof *x; i++)
			x[i] = (bits = bits * 1664525u + 1013904223u) >> 24;
		if (STEP((size_t)(step + 1 < STEPS ? COUNT : COUNT - 6)) != CR_OK)
			return 3;
		fwrite(&metrics, sizeof metrics, 1, out);
	}
	more(out);
	fwrite(&params, sizeof params, 1, out);
	fwrite(&state, sizeof state, 1, out);
	return fclose(out) != 0;
}
C
# same MODEL FILE STEPS N FLAGS: N threads, and fewer of them than the C asks for, give the bits of one
same() {
	model=$1 many=$4
	for threads in 1 "$many"; do
		dir=$work/${model}_$threads
		[ -f "$dir/$model.c" ] || run 0 "$2" --threads="$threads" -o "$dir" --quiet
		omp=-fopenmp
		[ "$threads" != 1 ] || omp=
		# shellcheck disable=SC2086
		gcc -std=c11 $5 $omp "-I$dir" -Iruntime -DNAME="$model" "-DEMITTED=\"$model.h\"" "-DPARTS=\"$work/${model}_parts.h\"" \
			-DSTEPS="$3" "$work/main.c" "$dir/$model.c" -lm -o "$dir/main" || fail "$model, $threads threads: gcc $5"
	done
	"$work/${model}_1/main" "$work/one" || fail "$model: one thread"
	for limit in $(seq "$many"); do
		OMP_THREAD_LIMIT=$limit "$work/${model}_$many/main" "$work/other" || fail "$model: $limit threads"
		cmp "$work/one" "$work/other" >"$work/err" || fail "$model, gcc $5: $limit threads of $many give other bits than one"
	done
	! grep -q 'omp parallel' "$work/${model}_1/$model.c" || fail "$model: one thread needs no pragma"
	grep -q 'omp parallel' "$work/${model}_$many/$model.c" || fail "$model: work is shared"
}
same mlp models/mlp.lua 6 2 "-O2 -march=x86-64-v3"
same mixed "$work/mixed.lua" 4 3 "-O2 -march=x86-64-v3"
same mixed "$work/mixed.lua" 4 3 "-O2"
same heads "$work/heads.lua" 4 3 "-O2 -march=x86-64-v3"
same cnn models/cnn.lua 2 3 "-O2 -march=x86-64-v3"

# gcc is told of loops whose passes are independent: in a shared loop it does not know that the parameters are restrict
for word in "for CR_SIMD" CR_INDEPENDENT; do
	grep -q "$word" "$work/mixed_3/mixed.c" || fail "mixed: loops of three threads have $word"
	! grep -q "$word" "$work/mixed_1/mixed.c" || fail "mixed: one thread needs no $word"
done

# little work is left to one thread: an update of a bias takes no longer than waking others
awk '/^static void/ { name = $3 } /omp parallel/ && name ~ /bias/ { bad = 1 } END { exit bad }' "$work/mlp_2/mlp.c" ||
	fail "mlp: updates of biases are not shared"
finish
