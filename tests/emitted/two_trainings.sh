# Two m:train in one model, as a GAN has them: each has its own names, seed, hyper-parameters and checkpoint.
. tests/cli/common
cat >"$work/gan.lua" <<'LUA'
local cr, nn, optim = require "crescent", require "crescent.nn", require "crescent.optim"
local gen = nn.sequential { nn.dense(16, { activation = "relu" }), nn.dense(2) }
local disc = nn.sequential { nn.dense(16, { activation = "relu" }), nn.dropout(0.2), nn.dense(1) }
local m = cr.model("gan", { gen = gen, disc = disc })
local rate = cr.hyper("rate", 0.01, { min = 0.001, max = 1 })
m:train("disc", { inputs = { x = cr.f32 { 2 } }, batch = 8, trainable = { "disc.*" }, optimizer = optim.adam { lr = rate },
  loss = function(x) return nn.binary_cross_entropy(disc(x), cr.ones_like(disc(x))) end })
m:train("gene", { inputs = { z = cr.f32 { 4 } }, batch = 8, trainable = { "gen.*" }, optimizer = optim.adam { lr = rate },
  accumulate = 2, ema = 0.9,
  loss = function(z) return nn.binary_cross_entropy(disc(gen(z)), cr.ones_like(disc(gen(z)))) end })
LUA
cat >"$work/main.c" <<'C'
#include "gan.h"
#include "hosted/cr_hosted.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 27, STEPS = 20 };

typedef struct everything {
	gan_params params;
	gan_disc_state disc;
	gan_gene_state gene;
} everything;

static gan_disc_workspace disc_space;
static gan_gene_workspace gene_space;
static float x[COUNT * 2], z[COUNT * 4];

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)

static void begin(everything *e, uint64_t disc_seed, uint64_t gene_seed)
{
	static gan_init_workspace space;
	memset(e, 0x5a, sizeof *e);
	gan_init(&e->params, &space, 3);
	gan_disc_init(&e->disc, disc_seed);
	gan_gene_init(&e->gene, gene_seed);
}

static void steps(everything *e, int from, int to)
{
	for (int i = from; i < to; i++) {
		const size_t at = (size_t)(i % 3) * 8, n = i % 3 == 2 ? 7 : 8;
		CHECK(gan_disc_step(&e->params, &e->disc, &disc_space, n, x + at * 2, 0) == CR_OK);
		CHECK(gan_gene_step(&e->params, &e->gene, &gene_space, n, z + at * 4, 0) == CR_OK);
	}
}

static void save(everything *e, const char *disc, const char *gene)
{
	cr_file_store file;
	cr_store store;
	CHECK(cr_file_store_open(&file, disc, &store, 0) == CR_OK);
	CHECK(gan_disc_save(&e->params, &e->disc, &store) == CR_OK);
	cr_file_store_close(&file);
	CHECK(cr_file_store_open(&file, gene, &store, 0) == CR_OK);
	CHECK(gan_gene_save(&e->params, &e->gene, &store) == CR_OK);
	cr_file_store_close(&file);
}

static void load(everything *e, const char *disc, const char *gene)
{
	cr_bytes a, b;
	cr_error error;
	CHECK(cr_file_read(disc, &a, &error) == CR_OK && cr_file_read(gene, &b, &error) == CR_OK);
	CHECK(gan_disc_load(&e->params, &e->disc, a.data, a.size, &error) == CR_OK);
	CHECK(gan_gene_load(&e->params, &e->gene, b.data, b.size, &error) == CR_OK);
	CHECK(gan_disc_load(&e->params, &e->disc, b.data, b.size, &error) == CR_ERR_MODEL);
	cr_bytes_free(&a);
	cr_bytes_free(&b);
}

static uint64_t after(everything *e, uint64_t disc_seed, uint64_t gene_seed)
{
	begin(e, disc_seed, gene_seed);
	steps(e, 0, STEPS);
	return gan_digest(&e->params);
}

static uint64_t loop(everything *e, uint64_t seed, const char *stop_at)
{
	const gan_disc_data data = { .count = COUNT, .x = x };
	cr_train_options o = { .epochs = 4, .seed = seed };
	cr_train_result result;
	cr_error error;
	begin(e, 9, 9);
	if (stop_at) {
		cr_train_options half = { .epochs = 2, .seed = seed };
		CHECK(gan_disc(&e->params, &e->disc, &disc_space, &data, 0, &half, &result, &error) == CR_OK);
		save(e, stop_at, "gene2.st");
		begin(e, 8, 8);
		load(e, stop_at, "gene2.st");
	}
	CHECK(gan_disc(&e->params, &e->disc, &disc_space, &data, 0, &o, &result, &error) == CR_OK);
	return result.digest;
}

int main(void)
{
	static everything a, b;
	for (int i = 0; i < COUNT * 4; i++)
		z[i] = (float)(i * 37 % 64) / 32 - 1;
	for (int i = 0; i < COUNT * 2; i++)
		x[i] = (float)(i * 29 % 64) / 64;

	/* the dropout of the first depends on its seed; the second draws nothing of its own but the dropout of what it calls */
	const uint64_t one = after(&a, 1, 1);
	CHECK(after(&b, 1, 1) == one);
	CHECK(after(&b, 2, 1) != one);
	CHECK(after(&b, 1, 2) != one);

	/* stopped and resumed, bit for bit; 10 micro-batches are five updates of two */
	begin(&b, 1, 1);
	steps(&b, 0, 10);
	save(&b, "disc.st", "gene.st");
	begin(&b, 7, 7);
	load(&b, "disc.st", "gene.st");
	steps(&b, 10, STEPS);
	CHECK(gan_digest(&b.params) == one);

	/* so in the loop */
	const uint64_t looped = loop(&a, 5, 0);
	CHECK(loop(&b, 5, "disc2.st") == looped);
	CHECK(loop(&b, 6, 0) != looped);

	/* a hyper-parameter has one setter a training, and stays in its range */
	begin(&b, 1, 1);
	gan_disc_set_rate(&b.disc, 0.5f);
	gan_gene_set_rate(&b.gene, 0.5f);
	steps(&b, 0, STEPS);
	CHECK(gan_digest(&b.params) != one);
	gan_disc_set_rate(&b.disc, 2.0f);
	CHECK(b.disc.hyper_rate[0] == 1.0f);
	gan_disc_set_rate(&b.disc, -1.0f);
	CHECK(b.disc.hyper_rate[0] == 0.001f);
	gan_disc_set_rate(&b.disc, (float)(1e308 * 1e308 * 0));
	CHECK(b.disc.hyper_rate[0] == 0.001f);

	/* without an update there is no average: the parameters are evaluated, and stay what they are */
	gan_gene_metrics mean, plain;
	begin(&b, 1, 1);
	const uint64_t initial = gan_digest(&b.params);
	CHECK(gan_gene_evaluate(&b.params, &b.gene, &gene_space, 8, z, &mean) == CR_OK);
	gan_gene_average(&b.params, &b.gene);
	CHECK(gan_digest(&b.params) == initial && mean.loss > 0);
	steps(&b, 0, 2);
	CHECK(gan_gene_evaluate(&b.params, &b.gene, &gene_space, 8, z, &mean) == CR_OK);
	gan_gene_average(&b.params, &b.gene);
	CHECK(gan_gene_evaluate(&b.params, &b.gene, &gene_space, 8, z, &plain) == CR_OK);
	CHECK(mean.loss == plain.loss);
	return 0;
}
C
run 0 "$work/gan.lua" -o "$work/gan" --quiet
cd "$work" || exit 1
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	$cc -std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror -Igan "-I$root/runtime" \
		main.c gan/gan.c "$root/build/libcrescent.a" -lz -lm -o "main-$cc" || fail "$cc: the two trainings compile"
	"./main-$cc" || fail "$cc: the two trainings"
done
cd "$root" || exit 1
finish
