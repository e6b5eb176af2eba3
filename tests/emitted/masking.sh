# models/bert.lua chooses 15 % of the tokens; of those it masks 80 %, replaces 10 % by any token and leaves 10 %. Counters give the same
# draws everywhere, so bounds of five standard deviations hold always or never.
. tests/cli/common
run 0 models/bert.lua --function=mask -o "$work/bert" --quiet
cat >"$work/main.c" <<'C'
#include "bert.h"
#include <stdio.h>
enum { N = 128, SEEDS = 2000, MASK = 256 };
#define BETWEEN(value, low, high) do { if ((value) < (low) || (value) > (high)) { \
	printf("%s: %d .. %d expected; found %d\n", #value, low, high, value); bad = 1; } } while (0)
static bert_params params;
static bert_mask_workspace workspace;
int main(void)
{
	static int other_token[257], at[N], pairs;
	int chosen_all = 0, masked = 0, replaced = 0, kept = 0, changed_others = 0, bad = 0, least = 1 << 30, most = 0, seen = 0;
	int32_t tokens[N], given[N];
	float chosen[N];
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		for (int i = 0; i < N; i++)
			tokens[i] = (int32_t)((seed + 7u * (unsigned)i) % 256);
		if (bert_mask(&params, &workspace, N, tokens, seed, given, chosen) != CR_OK)
			return 1;
		for (int i = 0; i < N; i++) {
			if (chosen[i] == 0.0f) {
				changed_others += given[i] != tokens[i];
				continue;
			}
			chosen_all++;
			at[i]++;
			pairs += i > 0 && chosen[i - 1] != 0.0f;
			masked += given[i] == MASK;
			kept += given[i] == tokens[i];
			if (given[i] != MASK && given[i] != tokens[i]) {
				replaced++;
				if (given[i] < 0 || given[i] > 256)
					return 2;
				other_token[given[i]]++;
			}
		}
	}
	for (int i = 0; i < N; i++) {
		least = at[i] < least ? at[i] : least;
		most = at[i] > most ? at[i] : most;
	}
	for (int i = 0; i < 256; i++)
		seen += other_token[i] > 0;
	BETWEEN(changed_others, 0, 0);
	BETWEEN(chosen_all, 37507, 39293);         /* of 256,000: 38,400, deviation 181 */
	BETWEEN(pairs, 5340, 6090);                /* neighbours, independent: 5,715, deviation 75 */
	BETWEEN(least, 215, 300);                  /* at each place: 300, deviation 16 */
	BETWEEN(most, 300, 385);
	BETWEEN(masked, chosen_all * 79 / 100, chosen_all * 81 / 100);
	BETWEEN(replaced, chosen_all * 92 / 1000, chosen_all * 108 / 1000);     /* any token: one in 256 is the one it was */
	BETWEEN(kept, chosen_all * 93 / 1000, chosen_all * 109 / 1000);
	BETWEEN(masked + replaced + kept, chosen_all, chosen_all);
	BETWEEN(seen, 256, 256);                   /* 3,800 draws of 256 */
	return bad;
}
C
${CC:-cc} -std=c11 -O1 -Wall -Wextra -Werror -Iruntime -I"$work/bert" "$work/main.c" "$work/bert/bert.c" -lm -o "$work/program" || fail "it does not compile"
"$work/program" >"$work/out" || fail "$(cat "$work/out")"
finish
