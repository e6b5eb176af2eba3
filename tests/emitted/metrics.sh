# Metrics that are no means (F1, an area under a curve, R2, ...): of one call, of an epoch with a smaller last batch, of validation,
# and of a run that was stopped in the middle of an epoch, against the same numbers computed plainly over all examples.
. tests/cli/common
cat >"$work/met.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(3)
local m = cr.model("met", { net = net })
m:func("table", { x = cr.f32 { 20, 2 }, label = cr.i32 { 20 } }, { "t" }, function(x, label) return nn.confusion(net(x), label) end)
local function p(x) return nn.sigmoid(net(x):at(2, 1)) end
m:train { inputs = { x = cr.f32 { 2 }, label = cr.i32 {}, y = cr.f32 {} }, batch = 8, optimizer = optim.sgd { lr = cr.hyper("lr", 0.05, { min = 0 }) }, monitor = "f1",
  mode = "max",
  loss = function(x, label) return nn.softmax_cross_entropy(net(x), label) end,
  metrics = {
    accuracy = function(x, label) return nn.accuracy(net(x), label) end,
    auc = function(x, y) return nn.auc(p(x), y, { thresholds = 4 }) end,
    f1 = function(x, y) return nn.f1(p(x), y, { threshold = 0.4 }) end,
    f1_macro = function(x, label) return nn.f1(net(x), label) end,
    largest = function(x) return nn.running({ sum = x:sum(1) }, function(c) return c.sum:max() end) end,
    perplexity = function(x, label) return nn.perplexity(net(x), label) end,
    precision = function(x, y) return nn.precision(p(x), y) end,
    r2 = function(x, y) return nn.r2(p(x), y) end,
    recall = function(x, y) return nn.recall(p(x), y) end,
    rmse = function(x, y) return nn.rmse(p(x), y) end,
  },
  data = { train = cr.data.csv { file = "met.csv", header = false, x = { 1, 2 }, label = 3, y = 4 }, validation = 0.3 } }
LUA
cat >"$work/main.c" <<'C'
#include "met.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 20, METRICS = MET_METRICS };
static float x[COUNT * 2], y[COUNT];
static int32_t label[COUNT];
static met_train_workspace space;
static met_params params;
static const char *const names[METRICS] = { "loss", "accuracy", "auc", "f1", "f1_macro", "largest", "perplexity", "precision", "r2", "recall", "rmse" };
static int failed;

static void near(const char *what, const char *name, double found, double expected)
{
	if (fabs(found - expected) > 2e-5 * (1 + fabs(expected)) || isnan(found)) {
		fprintf(stderr, "%s: %s %.9g; %.9g expected\n", what, name, found, expected);
		failed = 1;
	}
}

/* Everything in double, from the definitions. */
static void plainly(size_t first, size_t n, double *out)
{
	double hit[3] = { 0 }, said[3] = { 0 }, truth[3] = { 0 }, up[4] = { 0 }, down[4] = { 0 }, columns[2] = { 0 };
	double tp = 0, sp = 0, tp4 = 0, sp4 = 0, positives = 0, right = 0, nats = 0, left = 0, sum = 0, squares = 0;
	for (size_t i = first; i < first + n; i++) {
		double z[3], all = 0;
		int best = 0;
		for (int j = 0; j < 3; j++) {
			z[j] = params.net_kernel[j] * (double)x[2 * i] + params.net_kernel[3 + j] * (double)x[2 * i + 1] + (double)params.net_bias[j];
			best = z[j] > z[best] ? j : best;
			all += exp(z[j]);
		}
		const double p = 1 / (1 + exp(-z[0])), t = (double)y[i];
		said[best]++;
		truth[label[i]]++;
		hit[best] += best == label[i];
		right += best == label[i];
		nats += log(all) - z[label[i]];
		tp += p > 0.5 && t > 0.5, sp += p > 0.5, tp4 += p > 0.4 && t > 0.5, sp4 += p > 0.4, positives += t > 0.5;
		(t > 0.5 ? up : down)[(int)(p * 4)]++;
		left += (p - t) * (p - t), sum += t, squares += t * t;
		columns[0] += (double)x[2 * i], columns[1] += (double)x[2 * i + 1];
	}
	double pairs = 0, above = 0, macro = 0;
	for (int b = 3; b >= 0; b--) {
		pairs += down[b] * (above + up[b] / 2);
		above += up[b];
	}
	for (int j = 0; j < 3; j++)
		macro += said[j] + truth[j] > 0 ? 2 * hit[j] / (said[j] + truth[j]) / 3 : 0;
	const double c = (double)n, result[METRICS] = { nats / c, right / c, pairs / (positives * (c - positives)), 2 * tp4 / (sp4 + positives), macro,
		fmax(columns[0], columns[1]), exp(nats / c), sp > 0 ? tp / sp : 0, 1 - left / (squares - sum * sum / c), tp / positives, sqrt(left / c) };
	memcpy(out, result, sizeof result);
}

static void compare(const char *what, const float *found, size_t first, size_t n)
{
	double expected[METRICS];
	plainly(first, n, expected);
	for (int i = 0; i < METRICS; i++)
		near(what, names[i], (double)found[i], expected[i]);
}

typedef struct seen { float train[METRICS]; int epochs; uint64_t stop_at; } seen;
static cr_action listen(void *user, const cr_event *e)
{
	seen *s = user;
	for (uint32_t i = 0; i < e->metric_count; i++)
		if (strcmp(e->metric_names[i], names[i]) != 0)
			exit(9);
	if (e->kind == CR_STEP && e->step == s->stop_at)
		return CR_STOP;
	if (e->kind != CR_EPOCH_END)
		return CR_CONTINUE;
	s->epochs++;
	memcpy(s->train, e->train, sizeof s->train);
	compare("validation", e->validation, 3, 11);
	return CR_CONTINUE;
}

static unsigned char file[65536];
static size_t filled;
static cr_status begin(void *user, uint64_t size) { (void)user; filled = 0; return size <= sizeof file ? CR_OK : CR_ERR_IO; }
static cr_status append(void *user, const void *bytes, size_t size) { (void)user; memcpy(file + filled, bytes, size); filled += size; return CR_OK; }
static cr_status commit(void *user) { (void)user; return CR_OK; }

int main(void)
{
	static met_train_state state, other;
	static met_init_workspace init;
	static met_table_workspace scratch;
	met_metrics one;
	float t[9];
	uint32_t bits = 7;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t k = 0; k < 2; k++)
			x[2 * i + k] = (float)((bits = bits * 1664525u + 1013904223u) >> 20) / 1024 - 2;
		label[i] = (int32_t)((bits = bits * 1664525u + 1013904223u) >> 20) % 3;
		y[i] = (float)((bits >> 9) % 2);
	}
	met_init(&params, &init, 5);

	/* one call, whole and partial batches */
	if (met_evaluate(&params, &space, 8, x, label, y, &one) != CR_OK)
		return 3;
	compare("eight", &one.loss, 0, 8);
	if (met_evaluate(&params, &space, 5, x + 16, label + 8, y + 8, &one) != CR_OK)
		return 3;
	compare("five", &one.loss, 8, 5);

	/* the table of confusion */
	met_table(&params, &scratch, x, label, t);
	double right = 0, all = 0, expected[METRICS];
	plainly(0, COUNT, expected);
	for (int i = 0; i < 9; i++) {
		right += i % 4 == 0 ? (double)t[i] : 0;
		all += (double)t[i];
	}
	near("table", "accuracy", right / all, expected[1]);
	near("table", "count", all, COUNT);

	/* a step says what it found before its update */
	met_train_init(&state, 1);
	met_params kept = params;
	if (met_train_step(&params, &state, &space, 8, x, label, y, &one) != CR_OK)
		return 4;
	params = kept;
	compare("step", &one.loss, 0, 8);

	/* the loop: the monitored metric is the best; a run that stops inside an epoch goes on counting */
	const met_train_data data = { .count = COUNT, .x = x, .label = label, .y = y };
	const met_train_data valid = { .count = 11, .x = x + 6, .label = label + 3, .y = y + 3 };
	seen whole = { .stop_at = 0 }, parts = { .stop_at = 2 };
	cr_train_options o = { .epochs = 2, .seed = 3, .on_event = listen, .event_user = &whole };
	cr_train_result result;
	cr_error error;
	met_train_init(&state, 3);
	if (met_train(&params, &state, &space, &data, &valid, &o, &result, &error) != CR_OK || whole.epochs != 2)
		return 5;
	const met_params trained = params;
	params = kept;
	met_train_init(&state, 3);
	o.event_user = &parts;
	o.event_every = 1;
	if (met_train(&params, &state, &space, &data, &valid, &o, &result, &error) != CR_STOPPED)
		return 6;
	const cr_store store = { begin, append, commit, 0 };
	if (met_train_save(&params, &state, &store) != CR_OK)
		return 7;
	memset(&other, 0x5a, sizeof other);
	met_train_init(&other, 8);
	memset(&params, 0, sizeof params);
	memset(&space, 0x5a, sizeof space);
	if (met_train_load(&params, &other, file, filled, &error) != CR_OK)
		return 8;
	parts.stop_at = 0;
	if (met_train(&params, &other, &space, &data, &valid, &o, &result, &error) != CR_OK || parts.epochs != 2)
		return 9;
	if (memcmp(&params, &trained, sizeof params) != 0 || memcmp(parts.train, whole.train, sizeof whole.train) != 0) {
		fprintf(stderr, "a run in two parts gives other metrics than one in one\n");
		failed = 1;
	}

	/* over two epochs whose updates change nothing: all examples, however they were batched */
	seen still = { .stop_at = 0 };
	params = kept;
	met_train_init(&state, 3);
	met_train_set_lr(&state, 0);
	o = (cr_train_options){ .epochs = 2, .seed = 4, .on_event = listen, .event_user = &still };
	if (met_train(&params, &state, &space, &data, &valid, &o, &result, &error) != CR_OK)
		return 10;
	compare("epoch", still.train, 0, COUNT);
	plainly(3, 11, expected);
	near("monitor", "f1", (double)result.best, expected[3]);
	return failed;
}
C
run 0 "$work/met.lua" -o "$work/met" --main --quiet
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	$cc -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror -I"$work/met" -Iruntime -c "$work/met/met.c" \
		-o "$work/met.o" || fail "$cc: no warning expected"
	$cc -std=c11 -O1 -Wall -Wextra -Werror -I"$work/met" -Iruntime "$work/main.c" "$work/met.o" -lm -o "$work/main" && "$work/main" || fail "$cc: metrics"
done

# the whole program: trained, evaluated
awk 'BEGIN { srand(3); for (i = 0; i < 60; i++) printf "%f,%f,%d,%d\n", rand(), rand(), i % 3, i % 2 }' >"$work/met.csv"
# shellcheck disable=SC2086
run 0 run "$work/met.lua" train --data="$work" --epochs=2 --save="$work/w" --log="$work/log.csv" --quiet $unoptimised
grep -q 'loss,accuracy,auc,f1,f1_macro,largest,perplexity,precision,r2,recall,rmse,val_loss' "$work/log.csv" || fail "the log has every metric"
# shellcheck disable=SC2086
run 0 run "$work/met.lua" eval --data="$work" --weights="$work/w" $unoptimised
prints "  rmse $(tail -n 1 "$work/log.csv" | cut -d, -f27)"
prints "  auc $(tail -n 1 "$work/log.csv" | cut -d, -f19)"

# mistakes
bad() {
	cat >"$work/bad.lua" <<LUA
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local net = nn.dense(3)
local m = cr.model("bad", { net = net })
m:train { inputs = { x = cr.f32 { 2 } }, batch = 8, optimizer = optim.sgd {}, loss = function(x) return cr.square(net(x)) end, metrics = {
  $1
} }
LUA
	run 1 "$work/bad.lua" -o "$work/bad"
	says "$2"
}
bad 'f = function(x) return nn.running({ a = x:sum(2) }, function(c) return c.a end) end' \
	'bad.lua:5: error: running: the count "a"; f32 of constant shape, a sum over the batch, expected; found f32[n]'
bad 'f = function(x) return nn.running({ a = x:sum(1) }, function(c) return c.a end) end' \
	'train "train": metric "f": finish; an f32 scalar expected; found f32[2]'
bad 'f = function(x) return nn.running({}, function(c) return c.a end) end' \
	'bad.lua:5: error: running: counts; a table of f32 tensors by name expected'
bad 'f = function(x) return nn.rmse(net(x), x) end' 'bad.lua:5: error: rmse'
bad 'finite = function(x) return net(x) end' 'the metric "finite"; another name expected'
finish
