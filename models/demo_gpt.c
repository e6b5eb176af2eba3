/* demo_gpt.c - a product that holds a language model: loads its weights once, goes on with texts by one call.
 *
 *     demo_gpt WEIGHTS.safetensors TEXT [TEMPERATURE [TOP_K [TOP_P [SEED]]]]
 *
 * The tiny model of models/gpt2.lua reads and writes bytes, so its tokens are the text. */
#include <stdio.h>
#include <stdlib.h>

#include "gpt2.h"
#include "hosted/cr_hosted.h"

enum { LENGTH = 128 };                /* the context of the tiny model */

static gpt2_params params;
static gpt2_generate_workspace workspace;

static int complain(const char *what)
{
	fprintf(stderr, "demo_gpt: %s\n", what);
	return 1;
}

int main(int argc, char **argv)
{
	cr_bytes file;
	cr_error error;
	int32_t tokens[LENGTH], text[LENGTH];
	size_t n = 0;

	if (argc < 3)
		return complain("usage: demo_gpt WEIGHTS.safetensors TEXT [TEMPERATURE [TOP_K [TOP_P [SEED]]]]");
	if (cr_file_read(argv[1], &file, &error) != CR_OK || gpt2_load(&params, file.data, file.size, CR_LOAD_STRICT, NULL, &error) != CR_OK)
		return complain(error.text);
	cr_bytes_free(&file);
	for (const char *c = argv[2]; *c && n < LENGTH; c++)
		tokens[n++] = (unsigned char)*c;

	const float temperature = argc > 3 ? strtof(argv[3], NULL) : 0.8f, top_p = argc > 5 ? strtof(argv[5], NULL) : 1.0f;
	const int32_t top_k = argc > 4 ? (int32_t)strtol(argv[4], NULL, 10) : 0;
	const uint64_t seed = argc > 6 ? strtoull(argv[6], NULL, 10) : 1;
	if (gpt2_generate(&params, &workspace, n, LENGTH, tokens, &temperature, &top_k, &top_p, seed, text) != CR_OK)
		return complain("a text of 1 to 128 bytes expected");
	for (size_t i = 0; i < LENGTH; i++)
		putchar((int)text[i]);
	putchar('\n');
	return 0;
}
