# models/gpt2.lua and its kin: known sizes, published names, and what is said to whoever is wrong about them.
. tests/cli/common
run 0 summary models/gpt2.lua size=124M
prints "Total params: 124,439,808"
run 0 summary models/bert.lua size=base
run 0 summary models/transformer.lua num_layers=6 d_model=512 num_heads=8 dff=2048

# a small random checkpoint under Hugging Face's names
run 0 models/gpt2.lua --function=logits -o "$work/gpt2" --quiet
cat >"$work/main.c" <<'C'
#include "gpt2.h"
#include "hosted/cr_hosted.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gpt2_params params;
static gpt2_init_workspace space;

static void theirs(const char *ours, char *to)
{
	static const char *const end[][2] = { { ".kernel", ".weight" }, { ".gamma", ".weight" }, { ".beta", ".bias" }, { ".embeddings", ".weight" } };
	strcpy(to, ours);
	for (size_t i = 0; i < 4; i++) {
		const size_t n = strlen(to), k = strlen(end[i][0]);
		if (n > k && strcmp(to + n - k, end[i][0]) == 0) {
			strcpy(to + n - k, end[i][1]);
			return;
		}
	}
}

int main(int argc, char **argv)
{
	cr_bytes file;
	cr_error error;
	if (argc == 2) {                             /* the digest of a file under our names */
		if (cr_file_read(argv[1], &file, &error) != CR_OK || gpt2_load(&params, file.data, file.size, CR_LOAD_STRICT, 0, &error) != CR_OK)
			return 1;
		printf("%016" PRIx64 "\n", gpt2_digest(&params));
		return 0;
	}
	static char head[1 << 16], name[256];
	size_t n = 0, at = 0;
	gpt2_init(&params, &space, 11);
	n += (size_t)sprintf(head, "{\"__metadata__\":{\"format\":\"pt\"}");
	for (uint32_t i = 0; i < GPT2_TENSORS; i++) {
		size_t elements = 1;
		theirs(gpt2_tensors[i].name, name);
		n += (size_t)sprintf(head + n, ",\"%s%s\":{\"dtype\":\"F32\",\"shape\":[", argv[2], name);
		for (int k = 0; k < gpt2_tensors[i].rank; k++) {
			elements *= (size_t)gpt2_tensors[i].shape[k];
			n += (size_t)sprintf(head + n, "%s%d", k ? "," : "", (int)gpt2_tensors[i].shape[k]);
		}
		n += (size_t)sprintf(head + n, "],\"data_offsets\":[%zu,%zu]}", at, at + elements * 4);
		at += elements * 4;
	}
	n += (size_t)sprintf(head + n, "}");
	while (n % 8)
		head[n++] = ' ';
	const uint64_t size = n;
	FILE *f = fopen(argv[1], "wb");
	fwrite(&size, 8, 1, f);
	fwrite(head, 1, n, f);
	for (uint32_t i = 0; i < GPT2_TENSORS; i++) {
		size_t elements = 1;
		for (int k = 0; k < gpt2_tensors[i].rank; k++)
			elements *= (size_t)gpt2_tensors[i].shape[k];
		float *v = malloc(elements * sizeof *v);
		gpt2_get(&params, i, v);
		fwrite(v, 4, elements, f);
		free(v);
	}
	fclose(f);
	printf("%016" PRIx64 "\n", gpt2_digest(&params));
	return 0;
}
C
${CC:-cc} -std=c11 -O1 -Iruntime -I"$work/gpt2" "$work/main.c" "$work/gpt2/gpt2.c" build/libcrescent.a -lz -lm -o "$work/program" || fail "it does not compile"
made=$("$work/program" "$work/hf.safetensors" "")
"$work/program" "$work/lm.safetensors" transformer. >/dev/null
run 0 weights models/gpt2.lua "$work/hf.safetensors" --format=huggingface --to="$work/ours.safetensors"
[ "$("$work/program" "$work/ours.safetensors")" = "$made" ] || fail "other parameters under our names than under theirs"

# and back: every name, shape and byte of the file that came from there, also through a checkpoint of a program of ours
run 0 weights models/gpt2.lua "$work/ours.safetensors" --to="$work/back.safetensors" --to-format=huggingface
cmp "$work/hf.safetensors" "$work/back.safetensors" || fail "another file under their names than the one that was read"
run 0 weights models/gpt2.lua "$work/back.safetensors" --format=huggingface --to="$work/again.safetensors"
cmp "$work/ours.safetensors" "$work/again.safetensors" || fail "another file under our names after the way there and back"
run 0 weights models/gpt2.lua "$work/hf.safetensors" --format=huggingface --to="$work/back.safetensors" --to-format=huggingface_lm
cmp "$work/lm.safetensors" "$work/back.safetensors" || fail "from one format to the other: another file than the one made there"
run 1 weights models/gpt2.lua "$work/ours.safetensors" --to="$work/x" --to-format=hugging_face
says 'no m:checkpoint "hugging_face" for --to-format; did you mean "huggingface"?'
[ ! -e "$work/x" ] || fail "a file for a format that does not exist"
run 0 weights models/gpt2.lua "$work/lm.safetensors" --format=huggingface_lm --to="$work/ours.safetensors"
[ "$("$work/program" "$work/ours.safetensors")" = "$made" ] || fail "other parameters behind a prefix"

# one of another size: which tensor, which shapes
run 3 weights models/gpt2.lua size=124M "$work/hf.safetensors" --format=huggingface
cat "$work/err" >>"$work/out"
prints "wte.weight"
prints "f32[50257,768]"
prints "f32[256,128]"
run 3 weights models/gpt2.lua "$work/hf.safetensors"

# sequences past the maximum, heads that do not divide, unknown sizes
run 1 models/gpt2.lua length=200 -o "$work/x"
says "128"
run 1 models/transformer.lua num_heads=3 -o "$work/x"
says "num_heads; a divisor of d_model, 128, expected; found 3"
run 1 summary models/gpt2.lua size=125M
says "124M"
finish
