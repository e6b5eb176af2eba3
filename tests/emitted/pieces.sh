# A training step in pieces: the bits of the whole step, parameters that change in the last piece only, and a debug build that
# notices who writes in between. The second training accumulates, averages and drops out.
. tests/cli/common
cat >"$work/net.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.sequential { nn.dense(24, { activation = "relu" }), nn.batch_norm(), nn.dropout(0.3), nn.dense(3) }
local m = cr.model("net", net)
local seen = m:state("seen", cr.f32 {})
local inputs = { x = cr.f32 { 5 }, label = cr.u8 {} }
local function loss(x, label) return nn.softmax_cross_entropy(net(x), label) end
m:train { inputs = inputs, batch = 8, optimizer = optim.adam { lr = cr.hyper("lr", 0.05) }, loss = loss,
  metrics = { accuracy = function(x, label) return nn.accuracy(net(x), label) end } }
m:train("slow", { inputs = inputs, batch = 8, optimizer = optim.sgd { lr = 0.1, momentum = 0.9 }, accumulate = 3, ema = 0.9,
  clip_norm = 1, loss = function(x, label)
    seen:set(seen + cr.sum(x))
    return loss(x, label) + 0 * seen
  end })
LUA
cat >"$work/main.c" <<'C'
#include "net.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)
enum { COUNT = 8, STEPS = 7 };

typedef struct everything { net_params params; net_state state; net_train_state train; net_slow_state slow; } everything;
static everything a, b, before;
static net_train_workspace train_space, train_space_2;
static net_slow_workspace slow_space, slow_space_2;
static float x[COUNT * 5];
static uint8_t label[COUNT];

static void start(everything *e)
{
	static net_init_workspace space;
	memset(e, 0, sizeof *e);
	net_init(&e->params, &space, 1);
	net_state_init(&e->state);
	net_train_init(&e->train, 2);
	net_slow_init(&e->slow, 3);
}

/* Where pieces stand is the only difference. */
static int same(everything *p, everything *q)
{
	q->train.piece_check = p->train.piece_check;
	q->slow.piece_check = p->slow.piece_check;
	return memcmp(p, q, sizeof *p) == 0;
}

static int in_pieces(size_t n, uint32_t budget)
{
	net_metrics whole, part = { 0 };
	const cr_status wanted = net_train_step(&a.params, &a.train, &train_space, n, x, label, &whole);
	cr_status status;
	int pieces = 1;
	net_train_begin(&b.train, &train_space_2, n, x, label);
	memcpy(&before, &b, sizeof b);
	while ((status = net_train_continue(&b.params, &b.train, &train_space_2, budget, &part)) == CR_MORE) {
		before.train.piece = b.train.piece;
		CHECK(same(&b, &before));
		pieces++;
	}
	CHECK(status == wanted && memcmp(&whole, &part, sizeof whole) == 0);
	CHECK(same(&b, &a));
	return pieces;
}

static void accumulated(size_t n, uint32_t budget)
{
	net_slow_metrics whole, part = { 0 };
	const cr_status wanted = net_slow_step(&a.params, &a.state, &a.slow, &slow_space, n, x, label, &whole);
	cr_status status;
	net_slow_begin(&b.slow, &slow_space_2, n, x, label);
	while ((status = net_slow_continue(&b.params, &b.state, &b.slow, &slow_space_2, budget, &part)) == CR_MORE)
		;
	CHECK(status == wanted && memcmp(&whole, &part, sizeof whole) == 0);
	CHECK(same(&b, &a));
}

int main(void)
{
	for (int i = 0; i < COUNT * 5; i++)
		x[i] = (float)(i * 37 % 64) / 32 - 1;
	for (int i = 0; i < COUNT; i++)
		label[i] = (uint8_t)(i % 3);
	start(&a);
	start(&b);
	for (uint32_t i = 0; i < STEPS; i++) {
		const int pieces = in_pieces(i % 2 ? 5 : 8, i + 1);
		CHECK(i > 0 || pieces > 5);
		accumulated(i % 3 ? 3 : 8, i + 1);
	}
	CHECK(in_pieces(8, UINT32_MAX) == 1);

	/* a step that is not finite changes nothing, in pieces too */
	x[0] = (float)(1e300 * 1e300);
	in_pieces(8, 1);
	x[0] = 0;

	/* mistakes */
	net_metrics none;
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 1, &none) == CR_ERR_ARGUMENT);
	net_train_begin(&b.train, &train_space_2, 0, x, label);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 1, &none) == CR_ERR_ARGUMENT);
	net_train_begin(&b.train, &train_space_2, COUNT + 1, x, label);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 1, &none) == CR_ERR_ARGUMENT);

	/* given up: begun again, or another step */
	net_train_begin(&b.train, &train_space_2, 8, x, label);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_MORE);
	in_pieces(8, 3);
	net_train_begin(&b.train, &train_space_2, 8, x, label);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_MORE);
	CHECK(net_train_step(&b.params, &b.train, &train_space_2, 8, x, label, 0) == CR_OK);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_ERR_ARGUMENT);
#ifdef CR_DEBUG
	net_train_begin(&b.train, &train_space_2, 8, x, label);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_MORE);
	train_space_2.memory[1] += 1.0f;
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_ERR_ARGUMENT);
	net_train_begin(&b.train, &train_space_2, 8, x, label);
	net_train_set_lr(&b.train, 0.5f);
	CHECK(net_train_continue(&b.params, &b.train, &train_space_2, 2, 0) == CR_ERR_ARGUMENT);
#endif
	return 0;
}
C
run 0 "$work/net.lua" -o "$work/net" --quiet
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	for more in "-O2" "-O1 -DCR_DEBUG -fsanitize=address,undefined -fno-sanitize-recover=all"; do
		# shellcheck disable=SC2086
		$cc -std=c11 $more -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror "-I$work/net" -Iruntime \
			"$work/main.c" "$work/net/net.c" -lm -o "$work/main" || fail "$cc $more: compiles"
		ASAN_OPTIONS=detect_leaks=0 "$work/main" || fail "$cc $more: a step in pieces"
	done
done
finish
