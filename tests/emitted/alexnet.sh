# The whole AlexNet, 227 x 227 x 3 and 1000 classes: its parameters, what compiling it costs, an image and a training step through it.
. tests/cli/common
run 0 summary models/alexnet.lua
prints "Total params: 60,965,224"

# far more than it takes: a fraction of a second and 30 MB
start=$(date +%s)
(ulimit -v 262144 && "$CRESCENT" models/alexnet.lua lr=0.0002 -o "$work/alexnet" --quiet) || fail "AlexNet compiles in 256 MiB"
seconds=$(($(date +%s) - start))
[ "$seconds" -le 20 ] || fail "AlexNet took $seconds s to compile"

cat >"$work/main.c" <<'C'
#include "alexnet.h"
#include <stdio.h>
#include <stdlib.h>

enum { PIXELS = 227 * 227 * 3, CLASSES = 1000 };

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "main.c:%d: %s\n", __LINE__, #c); return 1; } } while (0)

static alexnet_infer_workspace infer_space;
static alexnet_init_workspace init_space;

int main(void)
{
	alexnet_params *params = malloc(sizeof *params);
	alexnet_train_state *state = malloc(sizeof *state);
	alexnet_train_workspace *workspace = malloc(sizeof *workspace);
	static uint8_t x[2 * PIXELS];
	const int32_t label[2] = { 7, 993 };
	static float probs[CLASSES];
	int32_t best;
	alexnet_metrics first, last;
	CHECK(params && state && workspace);
	for (size_t i = 0; i < sizeof x; i++)
		x[i] = (uint8_t)(i * 2654435761u >> 24);
	alexnet_init(params, &init_space, 1);
	alexnet_train_init(state, 1);

	/* untrained: a distribution that favours nothing much, the same again */
	float sum = 0;
	alexnet_infer(params, &infer_space, x, probs, &best);
	for (int i = 0; i < CLASSES; i++)
		sum += probs[i];
	CHECK(sum > 0.999f && sum < 1.001f && best >= 0 && best < CLASSES && probs[best] < 0.01f);
	const float was = probs[best];
	alexnet_infer(params, &infer_space, x, probs, &best);
	CHECK(was == probs[best]);

	/* about ln 1000; a few steps on two images make it less */
	CHECK(alexnet_evaluate(params, workspace, 2, x, label, &first) == CR_OK);
	CHECK(first.loss > 6.5f && first.loss < 7.3f);
	for (int i = 0; i < 3; i++)
		CHECK(alexnet_train_step(params, state, workspace, 2, x, label, &last) == CR_OK);
	CHECK(alexnet_evaluate(params, workspace, 2, x, label, &last) == CR_OK);
	printf("alexnet: loss %.4f, after three steps %.4f\n", (double)first.loss, (double)last.loss);
	CHECK(last.loss < first.loss - 0.005f);
	return 0;
}
C
cc=gcc
if command -v clang >/dev/null; then cc=clang; fi
$cc -std=c11 -O1 -march=native -Wall -Wextra -Werror "-I$work/alexnet" "-I$root/runtime" "$work/main.c" "$work/alexnet/alexnet.c" -lm -o "$work/main" || fail "it compiles"
"$work/main" || fail "the whole AlexNet"
finish
