# A recurrent layer used in every way a product has, against one call over the whole sequence: two stateful calls after each other in separate
# calls of the C, the same again after NAME_state_init, single steps of a stream, states handed over by the caller, two streams at once.
. tests/cli/common
cat >"$work/net.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local cell = cr.option("cell", "lstm", { choices = { "simple_rnn", "lstm", "gru", "gru_before" } })
local kind, T, D, U = cell:match "^gru" or cell, 12, 3, 5
local o = { return_sequences = true, return_state = true, stateful = true, bias_initializer = "normal" }
if cell == "gru_before" then o.reset_after = false end
local kept = nn[kind](U, o)
local m = cr.model("net", { kept = kept })
local zeros, n = cr.zeros(cr.f32 { 1, U }), kind == "lstm" and 2 or 1

-- y of a call that is given its states does not depend on what is kept
m:func("whole", { x = cr.f32 { T, D } }, { "y" }, function(x)
  local first = {}
  for i = 1, n do first[i] = zeros end
  local s, ys = first, {}
  for t = 1, T do ys[t], s = kept:step(cr.slice(x, 1, t, t), s) end
  return cr.concat(ys, 1)
end)
m:func("part", { x = cr.f32 { T // 3, D } }, { "y", "h" }, function(x)
  local y, h = kept(x:expand(1))
  return y:squeeze(1), h:squeeze(1)
end)
local length = cr.dim("length", T)
m:func("some", { x = cr.f32 { length, D } }, { "y", "h" }, function(x)
  local y, h = kept(x:expand(1))
  return y:squeeze(1), h:squeeze(1)
end)
local states = {}
for i = 1, n do states[i] = m:state("stream" .. i, cr.f32 { 1, U }) end
m:func("step", { x = cr.f32 { D } }, { "y" }, function(x)
  local y, new = kept:step(x:expand(1), states)
  for i, s in ipairs(new) do states[i]:set(s) end
  return y:squeeze(1)
end)
m:func("given", { x = cr.f32 { T // 3, D }, h = cr.f32 { U }, c = cr.f32 { U } }, { "y", "last_h", "last_c" }, function(x, h, c)
  local y, new_h, new_c = kept(x:expand(1), { initial_state = n == 2 and { h:expand(1), c:expand(1) } or { h:expand(1) } })
  return y:squeeze(1), new_h:squeeze(1), (new_c or c):reshape { U }
end)
LUA
cat >"$work/main.c" <<'C'
#include "net.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)
enum { T = 12, P = T / 3, D = 3, U = 5 };

static net_params params;
static net_state state, other;
static union {
	net_init_workspace init;
	net_whole_workspace whole;
	net_part_workspace part;
	net_some_workspace some;
	net_step_workspace step;
	net_given_workspace given;
} space;
static float x[T * D], z[T * D], y[T * U], y_z[T * U], found[T * U], h[U], c[U];

/* So many steps of `found` are those; then nothing is left of them, nor of any workspace. */
static void same(const float *wanted, int steps)
{
	for (int i = 0; i < steps * U; i++)
		if (!(fabsf(found[i] - wanted[i]) <= 1e-6f)) {
			fprintf(stderr, "step %d, unit %d: %.9g; %.9g expected\n", i / U, i % U, (double)found[i], (double)wanted[i]);
			exit(1);
		}
	memset(found, 0xff, sizeof found);
	memset(&space, 0xff, sizeof space);
}

static void parts(net_state *s, const float *in)
{
	for (int t = 0; t < T; t += P)
		net_part(&params, s, &space.part, in + t * D, found + t * U, h);
	CHECK(memcmp(h, found + (T - 1) * U, sizeof h) == 0);
}

int main(void)
{
	for (int t = 0; t < T; t++)
		for (int d = 0; d < D; d++) {
			x[t * D + d] = (float)((t * 7 + d * 5) % 11) / 5 - 1;
			z[t * D + d] = (float)((t * 3 + d * 4) % 13) / 6 - 1;
		}
	net_init(&params, &space.init, 3);
	net_whole(&params, &space.whole, x, y);
	net_whole(&params, &space.whole, z, y_z);
	CHECK(memcmp(y, y_z, sizeof y) != 0);

	/* a stateful layer in calls of a third each; on from there is something else; from the beginning once more */
	net_state_init(&state);
	parts(&state, x);
	same(y, T);
	parts(&state, x);
	CHECK(memcmp(found, y, sizeof y) != 0);
	memset(&state, 0xff, sizeof state);
	net_state_init(&state);
	parts(&state, x);
	same(y, T);

	/* calls of any length; two streams with a state each */
	net_state_init(&state);
	net_state_init(&other);
	for (size_t t = 0, n = 1; t < T; t += n, n = n + t > T - 2 ? T - t : n + 1) {
		float last[U];
		CHECK(net_some(&params, &state, &space.some, n, x + t * D, found + t * U, last) == CR_OK);
		CHECK(net_some(&params, &other, &space.some, n, z + t * D, y_z + t * U, h) == CR_OK);
	}
	same(y, T);
	net_whole(&params, &space.whole, z, found);
	same(y_z, T);
	CHECK(net_some(&params, &state, &space.some, 0, x, found, h) == CR_ERR_ARGUMENT);
	CHECK(net_some(&params, &state, &space.some, T + 1, x, found, h) == CR_ERR_ARGUMENT);

	/* step by step, as a stream gives them */
	net_state_init(&state);
	for (int t = 0; t < T; t++)
		net_step(&params, &state, &space.step, x + t * D, found + t * U);
	same(y, T);
	net_state_init(&state);
	net_step(&params, &state, &space.step, x, found);
	same(y, 1);

	/* states that the caller holds; what such a call ends with is kept as well */
	memset(h, 0, sizeof h);
	memset(c, 0, sizeof c);
	for (int t = 0; t < 2 * P; t += P) {
		float next_h[U], next_c[U];
		net_given(&params, &state, &space.given, x + t * D, h, c, found + t * U, next_h, next_c);
		memcpy(h, next_h, sizeof h);
		memcpy(c, next_c, sizeof c);
	}
	net_part(&params, &state, &space.part, x + 2 * P * D, found + 2 * P * U, h);
	same(y, T);
	return 0;
}
C
cc=gcc
if command -v clang >/dev/null; then cc=clang; fi
for cell in simple_rnn lstm gru gru_before; do
	"$CRESCENT" "$work/net.lua" cell=$cell --quiet -o "$work/net" || { fail "$cell does not compile"; continue; }
	for optimised in "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all" "-O2 -march=native"; do
		# shellcheck disable=SC2086
		$cc -std=c11 -Wall -Wextra -Werror $optimised -Iruntime -I"$work/net" "$work/main.c" "$work/net/net.c" -lm -o "$work/main" &&
			ASAN_OPTIONS=detect_leaks=0 "$work/main" || fail "$cell $optimised"
	done
done

# the example of models/README.md, as a reader would copy it: a text in two pieces is the text
awk '$0 == "```" && inside { exit } inside; $0 == "```c" { inside = 1 }' models/README.md >"$work/example.c"
"$CRESCENT" models/lstm_text.lua --function=next,score --quiet -o "$work/text" &&
	$cc -std=c11 -O1 "$work/example.c" "$work/text/lstm_text.c" -I"$work/text" -Iruntime -lm -o "$work/example" &&
	"$work/example" | awk 'NF == 3 && $1 > 1 && $1 - $2 < 0.01 && $2 - $1 < 0.01 { good = 1 } END { exit !good }' ||
	fail "the example of models/README.md"
finish
