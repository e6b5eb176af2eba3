# Indices and labels out of range, given to entry points: reported, and nothing is changed.
. tests/cli/common
cat >"$work/ids.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local table_, wide = nn.embedding(7, 4), nn.embedding(300, 4)
local m = cr.model("ids", { small = table_, wide = wide })
local calls = m:state("calls", cr.i32 {}, { init = 0 })
local n = cr.dim("n", 8)
m:func("look", { ids = cr.i32 { n }, narrow = cr.i8 { 3 }, any = cr.u8 { n } }, { "y", "z" }, function(ids, narrow, any)
  calls:set(calls + 1)
  return table_(ids) + wide(any), table_(narrow)
end)
m:func("fixed", { ids = cr.i32 { 2 } }, { "y" }, function(ids) return table_(ids) end)
-- the first column counts to 5, the second to 300; which is which is not looked at
m:func("columns", { pair = cr.u16 { n, 2 } }, { "y" }, function(pair) return table_(cr.at(pair, 2, 1)) + wide(cr.at(pair, 2, 2)) end)
m:train {
  inputs = { ids = cr.i32 { 3 }, label = cr.i16 { 3 } }, batch = 4,
  loss = function(ids, label) return nn.softmax_cross_entropy(table_(ids), label, { ignore = -1 }) end,
  optimizer = optim.sgd { lr = 0.1 },
}
LUA
run 0 "$work/ids.lua" -o "$work/ids" --quiet
grep -q 'ids 0 .. 6, narrow 0 .. 6: another value is CR_ERR_DATA' "$work/ids/ids.h" || fail "the header does not say what look takes"
grep -q 'ids 0 .. 6, label 0 .. 3 or -1: another value' "$work/ids/ids.h" || fail "the header does not say what the step takes"
cat >"$work/main.c" <<'C'
#include "ids.h"
#include <stdio.h>
#include <string.h>
#define CHECK(c) do { if (!(c)) { printf("line %d: %s\n", __LINE__, #c); return 1; } } while (0)
static ids_params params, before;
static ids_state state;
static ids_train_state train_state, train_before;
static ids_train_workspace work;
int main(void)
{
	static ids_init_workspace init;
	static ids_look_workspace look;
	static ids_columns_workspace columns;
	float y[64], z[12];
	int32_t ids[8] = { 0, 6, 3, 0, 0, 0, 0, 0 };
	int8_t narrow[3] = { 0, 6, 1 };
	const uint8_t any[8] = { 255, 0 };
	ids_init(&params, &init, 1);
	ids_state_init(&state);
	CHECK(ids_look(&params, &state, &look, 8, ids, narrow, any, y, z) == CR_OK && state.calls[0] == 1);
	ids[2] = 7;
	CHECK(ids_look(&params, &state, &look, 8, ids, narrow, any, y, z) == CR_ERR_DATA && state.calls[0] == 1);
	CHECK(ids_look(&params, &state, &look, 2, ids, narrow, any, y, z) == CR_OK && state.calls[0] == 2);      /* behind n: nobody's */
	CHECK(ids_look(&params, &state, &look, 9, ids, narrow, any, y, z) == CR_ERR_ARGUMENT);
	narrow[1] = -1;
	CHECK(ids_look(&params, &state, &look, 2, ids, narrow, any, y, z) == CR_ERR_DATA && state.calls[0] == 2);
	const int32_t bad[4] = { -1, 7, INT32_MIN, INT32_MAX };
	for (int i = 0; i < 4; i++) {
		narrow[1] = 0;
		ids[0] = bad[i];
		CHECK(ids_look(&params, &state, &look, 1, ids, narrow, any, y, z) == CR_ERR_DATA);
	}
	uint16_t pair[4] = { 6, 299, 0, 6 };
	CHECK(ids_columns(&params, &columns, 2, pair, y) == CR_OK);
	pair[3] = 300;
	CHECK(ids_columns(&params, &columns, 2, pair, y) == CR_ERR_DATA && ids_columns(&params, &columns, 1, pair, y) == CR_OK);

	int32_t x[12] = { 0, 1, 2, 3, 4, 5, 6 };
	int16_t label[12] = { 0, 3, -1, 1, 2, 0, 1 };
	ids_metrics metrics;
	ids_train_init(&train_state, 1);
	CHECK(ids_train_step(&params, &train_state, &work, 4, x, label, &metrics) == CR_OK);
	before = params;
	train_before = train_state;
	label[11] = 4;
	CHECK(ids_train_step(&params, &train_state, &work, 4, x, label, &metrics) == CR_ERR_DATA);
	CHECK(ids_evaluate(&params, &work, 4, x, label, &metrics) == CR_ERR_DATA);
	CHECK(ids_evaluate(&params, &work, 3, x, label, &metrics) == CR_OK);
	label[11] = -2;
	ids_train_begin(&train_state, &work, 4, x, label);
	CHECK(ids_train_continue(&params, &train_state, &work, 1, &metrics) == CR_ERR_DATA);
	CHECK(ids_train_continue(&params, &train_state, &work, 1, &metrics) == CR_ERR_ARGUMENT);     /* given up */
	label[11] = 0;
	x[0] = -1;                                /* ignored as a label, no index */
	CHECK(ids_train_step(&params, &train_state, &work, 4, x, label, &metrics) == CR_ERR_DATA);
	CHECK(memcmp(&params, &before, sizeof params) == 0 && memcmp(&train_state, &train_before, sizeof train_state) == 0);
	x[0] = 0;
	CHECK(ids_train_step(&params, &train_state, &work, 4, x, label, &metrics) == CR_OK);
	return 0;
}
C
${CC:-cc} -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Werror -fsanitize=address,undefined -Iruntime -I"$work/ids" "$work/main.c" "$work/ids/ids.c" -lm \
	-o "$work/program" || fail "it does not compile"
"$work/program" >"$work/out" || fail "$(cat "$work/out")"

# from a file: the example is named
dict="{'descr':'|u1','fortran_order':False,'shape':(2,2),}"
{ printf '\223NUMPY\001\000'; printf "\\$(printf %o ${#dict})\\0"; printf '%s\001\002\003\011' "$dict"; } >"$work/x.npy"
cat >"$work/one.lua" <<'LUA'
local cr, nn = require "crescent", require "crescent.nn"
local e = nn.embedding(7, 4)
local n = cr.dim("n", 1)
cr.model("one", { e = e }):func("f", { ids = cr.i32 { n, 2 } }, { "y" }, function(ids) return e(ids) end)
LUA
head='{"e.embeddings":{"dtype":"F32","shape":[7,4],"data_offsets":[0,112]}}'
{ printf "\\$(printf %o ${#head})\\0\\0\\0\\0\\0\\0\\0"; printf %s "$head"; head -c 112 /dev/zero; } >"$work/one.safetensors"
run 1 run "$work/one.lua" predict --weights="$work/one.safetensors" --input="$work/x.npy"
says "example 1 has an index or label out of range"
finish
