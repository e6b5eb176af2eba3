# models/saliency.lua with weights that cnn.lua learned: the map is the gradient of the greatest logit (against differences of the
# logits themselves), and the adversary's step does what it says.
. tests/cli/common
data=models/data/fashion_mnist_2k
run 0 run models/cnn.lua train --data=$data --epochs=2 --cflags="-O1 -march=native" --save="$work/cnn.safetensors" --quiet
run 0 models/saliency.lua "--weights=$work/cnn.safetensors" -o "$work/saliency" --quiet

# the same network, open to the test: logits of real pixels
sed -n '1,/^local m = /p' models/saliency.lua | sed 's/"saliency"/"opened"/' >"$work/opened.lua"
cat >>"$work/opened.lua" <<'LUA'
m:func("logits", { x = cr.f32 { 28, 28 } }, { "z" }, function(x) return net(x:expand(-1):expand(1)):squeeze(1) end)
LUA
run 0 "$work/opened.lua" "--weights=$work/cnn.safetensors" -o "$work/opened" --quiet

cat >"$work/main.c" <<'C'
#include "opened.h"
#include "saliency.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { IMAGES = 60, SIDE = 28, PIXELS = SIDE * SIDE, EVERY = 13 };

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "main.c:%d: %s\n", __LINE__, #c); failed = 1; } } while (0)

static int failed;
static uint8_t image[IMAGES][PIXELS], label[IMAGES];
static saliency_infer_workspace infer_space;
static saliency_saliency_workspace map_space;
static saliency_adversary_workspace adversary_space;
static opened_logits_workspace logits_space;

static void read_records(const char *path, long head, void *to, size_t size)
{
	FILE *f = fopen(path, "rb");
	if (!f || fseek(f, head, SEEK_SET) || fread(to, 1, size, f) != size)
		exit(2);
	fclose(f);
}

static double loss(const uint8_t *x, int kind, int32_t *best)
{
	float probs[10];
	saliency_infer(&saliency_weights, &infer_space, x, probs, best);
	return -log((double)probs[kind] + 1e-30);
}

static float logit(const float *x, int kind)
{
	float z[10];
	opened_logits(&opened_weights, &logits_space, x, z);
	return z[kind];
}

/* Differences of the logit at some pixels. Noise on the images, whose black is all equal: at equal values a maximum has no slope. A
 * kink of a relu or a maximum lies between the two sides at a few. */
static void gradients(void)
{
	const float h = 1.0f / 1024;
	uint32_t noise = 1;
	int all = 0, near = 0, apart = 0;
	for (int n = 0; n < IMAGES; n++) {
		uint8_t noisy[PIXELS];
		float x[PIXELS], map[PIXELS], most = 0;
		int32_t best, other;
		for (int p = 0; p < PIXELS; p++) {
			noise = noise * 1664525u + 1013904223u;
			noisy[p] = (uint8_t)(image[n][p] / 2 + (noise >> 25));
			x[p] = (float)noisy[p] / 255;
		}
		saliency_saliency(&saliency_weights, &map_space, noisy, map, &best);
		(void)loss(noisy, 0, &other);
		CHECK(best == other);
		for (int p = 0; p < PIXELS; p++)
			most = fmaxf(most, fabsf(map[p]));
		CHECK(most > 0);
		for (int p = n % EVERY; p < PIXELS; p += EVERY, all++) {
			const float was = x[p];
			x[p] = was + h;
			const float above = logit(x, best);
			x[p] = was - h;
			const float slope = (above - logit(x, best)) / (2 * h);
			x[p] = was;
			near += fabsf(slope - map[p]) < 0.02f * most;
			apart += fabsf(slope + map[p]) < 0.02f * most;      /* what a wrong sign would pass */
		}
	}
	printf("saliency: %d of %d slopes are the map's, %d its opposite's\n", near, all, apart);
	CHECK(near > all * 95 / 100);
	CHECK(apart < all * 10 / 100);
}

/* the mean loss of all images after a step of that many grey levels; raised, right: how many */
static double stepped(int levels, int *raised, int *right)
{
	double sum = 0;
	*raised = *right = 0;
	for (int n = 0; n < IMAGES; n++) {
		const float epsilon = (float)levels / 255;
		uint8_t moved[PIXELS];
		int32_t best, answer, unmoved;
		saliency_adversary(&saliency_weights, &adversary_space, image[n], &label[n], &epsilon, moved, &best);
		const double after = loss(moved, label[n], &answer), before = loss(image[n], label[n], &unmoved);
		CHECK(best == answer);
		for (int p = 0; p < PIXELS; p++)
			CHECK(abs(moved[p] - image[n][p]) <= abs(levels));
		*raised += after > before;
		*right += answer == label[n];
		sum += after;
	}
	return sum / IMAGES;
}

int main(int argc, char **argv)
{
	char path[4096];
	int raised, right, before;
	if (argc < 2)
		return 2;
	snprintf(path, sizeof path, "%s/t10k-images-idx3-ubyte", argv[1]);
	read_records(path, 16, image, sizeof image);
	snprintf(path, sizeof path, "%s/t10k-labels-idx1-ubyte", argv[1]);
	read_records(path, 8, label, sizeof label);
	gradients();
	const double still = stepped(0, &raised, &before);
	CHECK(raised == 0);
	for (int levels = 2; levels <= 16; levels *= 2) {
		const double up = stepped(levels, &raised, &right);
		printf("adversary: %d levels: loss %.3f, was %.3f; raised in %d, right in %d of %d, was %d\n", levels, up, still, raised, right, IMAGES, before);
		CHECK(raised >= IMAGES * 95 / 100);
		CHECK(up > still);
	}
	CHECK(right <= before * 3 / 4);
	CHECK(stepped(-2, &raised, &right) < still && right >= before);
	return failed;
}
C
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	$cc -std=c11 -O1 -Wall -Wextra -Werror "-I$work/saliency" "-I$work/opened" "-I$root/runtime" "$work/main.c" "$work"/saliency/*.c "$work"/opened/*.c \
		-lm -o "$work/main" || fail "$cc: it compiles"
	"$work/main" $data || fail "$cc: the map or the adversary"
done
finish
