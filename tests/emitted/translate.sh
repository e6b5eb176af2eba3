# models/transformer.lua learns to say numbers (a parallel set made from rules here: 347 is "three hundred forty seven") and says those that
# it was not taught; greedy decoding in one loop equals repeated full passes with argmax, beam search equals one written here over full passes.
. tests/cli/common
mkdir "$work/data"
awk -v folder="$work/data" 'BEGIN {
	ORS = ""
	for (n = 0; n < 1000; n++) {
		split("", w)
		k = 0
		if (n >= 100) { w[++k] = 3 + int(n / 100); w[++k] = 31 }
		r = n % 100
		if (r >= 20) { w[++k] = 21 + int(r / 10); if (r % 10) w[++k] = 3 + r % 10 }
		else if (r || !n) w[++k] = 3 + r
		w[++k] = 2
		for (i = 1; i <= 3; i++) printf "%c", (i <= length(n "") ? substr(n "", i, 1) + 1 : 0) > (folder "/source.bytes")
		printf "%c", 1 > (folder "/target.bytes")
		for (i = 1; i <= 5; i++) printf "%c", (i <= k ? w[i] : 0) > (folder "/target.bytes")
	}
}'
npy() { printf '\223NUMPY\001\000\166\000%-117s\n' "{'descr': '|u1', 'fortran_order': False, 'shape': (1000, $2), }"; cat "$work/data/$1.bytes"; }
npy source 3 >"$work/data/source.npy"
npy target 6 >"$work/data/target.npy"
model="models/transformer.lua num_layers=1 d_model=64 num_heads=4 dff=128 source_vocab=11 target_vocab=32 source_length=3 target_length=5
	max_length=8 dropout=0.0 smoothing=0.0 warmup=100 lr=0.003"

run 0 run $model train --data="$work/data" --epochs=40 --seed=3 --save="$work/numbers.st" --quiet
run 0 $model --function=logits,translate,beam -o "$work/transformer" --quiet
cat >"$work/main.c" <<'C'
#include "transformer.h"
#include "hosted/cr_hosted.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 6, SYMBOLS = 32, BEAM = 4, COUNT = 1000, END = 2 };
#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)

static transformer_params params;
static union {
	transformer_logits_workspace logits;
	transformer_translate_workspace translate;
	transformer_beam_workspace beam;
} space;
static unsigned char sources[COUNT][3], targets[COUNT][6];

typedef struct said { int32_t symbol[ROOM + 1]; size_t n; int ended; double score; } said;

static void take(const char *path, void *to, size_t size)
{
	FILE *f = fopen(path, "rb");
	CHECK(f && fread(to, 1, size, f) == size);
	fclose(f);
}

static size_t source_of(int n, int32_t *source)
{
	size_t s = 0;
	for (; s < 3 && sources[n][s]; s++)
		source[s] = sources[n][s];
	return s;
}

/* Logits of the symbol behind a beginning, by a whole pass. */
static const float *behind(const int32_t *source, size_t s, const int32_t *target, size_t n)
{
	static float logits[8 * SYMBOLS];
	CHECK(transformer_logits(&params, &space.logits, s, n, source, target, logits) == CR_OK);
	return logits + (n - 1) * SYMBOLS;
}

static void greedy(const int32_t *source, size_t s, int32_t *target)
{
	int32_t all[ROOM + 1] = { 1 };
	for (size_t n = 1; n <= ROOM && all[n - 1] != END; n++) {
		const float *x = behind(source, s, all, n);
		for (int32_t i = 1; i < SYMBOLS; i++)
			if (x[i] > x[all[n]])
				all[n] = i;
	}
	memcpy(target, all + 1, ROOM * sizeof *target);
}

static double penalised(const said *b) { return b->score / pow((5 + (double)(b->n - 1)) / 6, 0.6); }

static double beam(const int32_t *source, size_t s, int32_t *target)
{
	said now[BEAM] = { { { 1 }, 1, 0, 0 } }, next[BEAM];
	int streams = 1, best = 0;
	for (int turn = 0; turn < ROOM; turn++) {
		int found = 0, ended = 0;
		for (int b = 0; b < streams; b++)
			ended += now[b].ended;
		if (ended == streams)
			break;
		for (int b = 0; b < streams; b++) {
			double sum = 0;
			const float *x = behind(source, s, now[b].symbol, now[b].n);
			for (int i = 0; i < SYMBOLS; i++)
				sum += exp(x[i]);
			for (int32_t i = 0; i < SYMBOLS; i++) {
				said more = now[b];
				if (more.ended && i)
					break;
				if (!more.ended) {
					more.symbol[more.n++] = i;
					more.score += x[i] - log(sum);
					more.ended = i == END;
				}
				int at = found;
				for (; at > 0 && next[at - 1].score < more.score; at--)
					if (at < BEAM)
						next[at] = next[at - 1];
				if (at < BEAM)
					next[at] = more;
				found += found < BEAM;
			}
		}
		memcpy(now, next, sizeof now);
		streams = found;
	}
	for (int b = 1; b < streams; b++)
		if (penalised(&now[b]) > penalised(&now[best]))
			best = b;
	for (size_t i = 0; i < ROOM; i++)
		target[i] = i + 1 < now[best].n ? now[best].symbol[i + 1] : 0;
	return penalised(&now[best]);
}

int main(int argc, char **argv)
{
	cr_bytes file;
	cr_error error;
	int right = 0, right_beam = 0;

	CHECK(argc == 4 && cr_file_read(argv[1], &file, &error) == CR_OK);
	CHECK(transformer_load(&params, file.data, file.size, CR_LOAD_STRICT, 0, &error) == CR_OK);
	take(argv[2], sources, sizeof sources);
	take(argv[3], targets, sizeof targets);
	for (int n = 0; n < COUNT; n++) {
		int32_t source[3], made[ROOM], searched[ROOM], slow[ROOM];
		float score;
		const size_t s = source_of(n, source);
		memset(&space, 0xff, sizeof space);
		CHECK(transformer_translate(&params, &space.translate, s, ROOM, source, made) == CR_OK);
		memset(&space, 0xff, sizeof space);
		CHECK(transformer_beam(&params, &space.beam, s, ROOM, source, searched, &score) == CR_OK);
		int same = 1, same_beam = 1;
		for (int i = 0; i < 5; i++) {
			same &= made[i] == targets[n][i + 1];
			same_beam &= searched[i] == targets[n][i + 1];
		}
		right += same;
		right_beam += same_beam;
		if (n % 9)
			continue;
		greedy(source, s, slow);
		CHECK(memcmp(made, slow, sizeof made) == 0);
		const double expected = beam(source, s, slow);
		CHECK(memcmp(searched, slow, sizeof searched) == 0);
		CHECK(fabs(score - expected) <= 1e-4 * (1 + fabs(expected)));
	}
	printf("%d %d\n", right, right_beam);
	return right < 950 || right_beam < 950;
}
C
${CC:-cc} -std=c11 -O2 -march=native -Wall -Wextra -Werror -Iruntime -I"$work/transformer" "$work/main.c" "$work/transformer/transformer.c" \
	build/libcrescent.a -lz -lm -o "$work/program" || fail "the program does not compile"
"$work/program" "$work/numbers.st" "$work/data/source.bytes" "$work/data/target.bytes" >"$work/out" 2>"$work/err" ||
	fail "decoding is wrong, or less than 95 % of the numbers are said right"
cat "$work/out"
finish
