/* fuzz.c - differential fuzzing: random functions, simplified, lowered, planned, proven, emitted, compiled and run, against the
 * reference interpreter on the graph as it was made.
 *
 *     fuzz GRAPHS SEED [DIR] [--only K] [--from K] [--steps N] [--variant V] [--quick]
 *
 * Functions are made and compiled in batches, each batch in a process of its own and under one variant: a C compiler, its
 * flags, and switches of ours. A failure prints the seed, the function's number K, the graph and the first wrong element;
 * `fuzz 0 SEED --only K` replays it, `fuzz K+1 SEED --from K` the batch it was in. A failing function is then made again with
 * fewer ops, as long as it still fails. --quick: only the variants of tcc. */
#define _DEFAULT_SOURCE                  /* MAP_ANONYMOUS */
#include "generate.h"

#include "../../compiler/lower/lower.h"
#include "../../compiler/passes/passes.h"
#include "../../compiler/plan/plan.h"
#include "../emitted/rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARN " -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wundef -Werror "
/* x < x, sums of one value over and over: what the simplifier would have found */
#define PLAIN "-Wno-tautological-compare -Wno-tautological-constant-compare -Wno-type-limits -Wno-unused-variable "
#define SAN "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer "

/* How a batch is compiled. gcc's sanitizers take a minute over optimised loops: they look at -O0, clang's at -O1. */
typedef struct Variant { const char *compile; bool blas, plain, large; int threads; } Variant;     /* plain: neither simplified nor in panels */
static const Variant variants[] = {
	{ "clang -O1 " WARN SAN, true, false, false, 1 },
	{ "gcc -O0 " WARN SAN, false, false, true, 1 },
	{ "gcc -O2 -march=native " WARN PLAIN, true, true, false, 1 },
	{ "clang -O1 -DCR_VEC_SCALAR " WARN SAN, false, false, true, 1 },
	{ "clang -O1 -mavx2 -mfma " WARN SAN, true, false, true, 1 },
	{ "gcc -O1 -fopenmp " WARN, true, false, false, 2 },
	{ "clang -O2 -march=native " WARN, false, false, true, 1 },
	{ "clang -O1 " WARN PLAIN SAN, false, true, true, 1 },
	{ "gcc -O3 -mavx2 -mfma " WARN, true, false, true, 1 },
	{ "gcc -O0 -DCR_VEC_SCALAR " WARN SAN, true, false, false, 2 },
	/* in no time, where it is installed; these stay last */
	{ "tcc -std=c11 ", true, false, false, 1 },
	{ "tcc -std=c11 ", true, false, true, 1 },
	{ "tcc -std=c11 ", false, false, true, 1 },
	{ "tcc -std=c11 ", true, true, false, 1 },
};
enum { VARIANTS = sizeof variants / sizeof variants[0], TCC = 4, BATCH = 40, RUNS = 4, MAX_SHOWN = 12 };

/* What a batch's process tells its parent, whatever becomes of it. */
typedef struct Report {
	uint64_t at;                     /* the function at hand; NOWHERE: none in particular */
	const char *stage;
	bool failed[BATCH], skip[BATCH];
} Report;
#define NOWHERE UINT64_MAX

typedef struct Plan {
	uint64_t seed, first, count;     /* functions first .. first + count - 1 */
	unsigned steps;                  /* 0: all */
	int variant;
	const char *dir;
	bool quiet;
	Report *report;
} Plan;

static uint64_t function_seed(uint64_t seed, uint64_t k)
{
	uint64_t state = seed * UINT64_C(0xd1342543de82ef95) + k;
	return random_bits(&state);
}

/* ---- one function --------------------------------------------------------------------------------------------- */

typedef struct Case {
	uint64_t k;
	Function *f;
	const Graph *made;               /* before simplification, for the oracle */
	const char *dump;
	Value *slots;                    /* by slot index: what they hold before each run */
	int64_t *extent[RUNS];
	Value *in[RUNS], *out[RUNS], *sets[RUNS];
} Case;

typedef struct Batch {
	Compilation cc;
	const Plan *plan;
	const Variant *variant;
	Model *m;
	VEC(Case) cases;
	Program **programs;
	bool wrong;
} Batch;

/* Of a function that fails, what is found first is told. */
static void fault(Batch *b, const Case *c, const char *what)
{
	bool *failed = &b->plan->report->failed[c->k - b->plan->first];
	const bool known = *failed;
	b->wrong = *failed = true;
	if (b->plan->quiet || known)
		return;
	printf("FAIL seed %llu function %llu (variant %d, %s)\n  %s\n%s\n  replay: fuzz 0 %llu --only %llu --variant %d\n",
	       (unsigned long long)b->plan->seed, (unsigned long long)c->k, b->plan->variant, b->plan->report->stage, what, c->dump,
	       (unsigned long long)b->plan->seed, (unsigned long long)c->k, b->plan->variant);
	fflush(stdout);
}

/* Every eighth function is its predecessor over again, under another name: both call the same kernels. */
static uint64_t source_of(uint64_t k) { return k % 8 == 7 ? k - 1 : k; }

static void make_case(Batch *b, uint64_t k)
{
	const Plan *p = b->plan;
	Arena *a = &b->cc.arena;
	const uint64_t seed = function_seed(p->seed, source_of(k));
	unsigned options = (seed & 1 ? FUZZ_GRADIENT : 0) | (seed & 6 ? FUZZ_SLOTS : 0) | (b->variant->large ? FUZZ_LARGE : 0) |
	                   (b->variant->plain ? FUZZ_NO_CUSTOM : 0) |
	                   p->steps * FUZZ_STEPS;
	Case c = { .k = k, .f = fuzz_function(b->m, seed, options) };
	Text dump = text_new(a);
	c.f->name = arena_printf(a, "f%llu", (unsigned long long)k);
	function_record_uses(c.f);
	function_verify(c.f, "the generator");
	function_dump(c.f, &dump);
	c.dump = text_str(&dump);
	c.made = c.f->graph;
	vec_push(a, b->cases, c);
}

/* Extents 1, 2, the greatest, and random ones. */
static void make_extents(Batch *b, Case *c, int run, uint64_t *rng)
{
	c->extent[run] = NEW_ARRAY(&b->cc.arena, int64_t, b->m->symbols.n + 1);
	for (size_t s = 0; s < b->m->symbols.n; s++) {
		const int64_t max = b->m->symbols.at[s].max;
		c->extent[run][s] = run == 0 ? max : run == 1 ? 1 + random_below(rng, max) : run == 2 ? 1 : max < 2 ? max : 2;
	}
}

static int runs_of(const Case *c)
{
	for (size_t i = 0; i < c->f->inputs.n; i++)
		if (type_is_bounded(&c->f->inputs.at[i].type))
			return RUNS;
	return 1;
}

static void run_oracle(Batch *b, Case *c)
{
	Arena *a = &b->cc.arena;
	uint64_t rng = function_seed(b->plan->seed + 1, c->k);
	c->slots = NEW_ARRAY(a, Value, b->m->slots.n + 1);
	for (size_t i = 0; i < b->m->slots.n; i++)
		c->slots[i] = fuzz_value(b->m, &b->m->slots.at[i]->type, NULL, &rng, a);
	for (int run = 0; run < runs_of(c); run++) {
		make_extents(b, c, run, &rng);
		c->in[run] = NEW_ARRAY(a, Value, c->f->inputs.n + 1);
		c->out[run] = NEW_ARRAY(a, Value, c->f->outputs.n + 1);
		c->sets[run] = NEW_ARRAY(a, Value, c->f->sets.n + 1);
		for (size_t i = 0; i < c->f->inputs.n; i++)
			c->in[run][i] = fuzz_value(b->m, &c->f->inputs.at[i].type, c->extent[run], &rng, a);
		const InterpArgs args = { .extent = c->extent[run], .inputs = c->in[run], .slots = c->slots };
		function_interpret(c->f, &args, a, c->out[run], c->sets[run]);
	}
}

/* ---- our stages -------------------------------------------------------------------------------------------------- */

static void simplify_cases(Batch *b)
{
	b->plan->report->stage = "simplify";
	for (size_t i = 0; i < b->cases.n && !b->variant->plain; i++) {
		b->plan->report->at = b->cases.at[i].k;
		function_simplify(b->cases.at[i].f);
		function_verify(b->cases.at[i].f, "simplification");
	}
	b->plan->report->stage = "layout";
	b->plan->report->at = NOWHERE;
	if (!b->variant->plain)
		choose_layouts(b->m);
}

static void compile_case(Batch *b, Case *c, Program **to)
{
	Report *r = b->plan->report;
	const LowerOptions options = { .blas = b->variant->blas, .threads = b->variant->threads, .plain_layout = b->variant->plain };
	uint64_t accesses;
	r->at = c->k;
	r->stage = "lower";
	Program *p = lower_function(c->f, &options);
	r->stage = "plan";
	plan_program(p);
	const char *verdict = plan_check(p, &b->cc.arena);
	if (!verdict) {
		r->stage = "prove";
		verdict = prove_program(p, &b->cc.arena, &accesses);
	}
	if (verdict)
		fault(b, c, verdict);
	*to = p;
}

/* ---- comparing ------------------------------------------------------------------------------------------------------ */

/* Integers and bools are equal. An f32 is within what rounding does: 1e-4 of the larger of its value and 1, where sums have
 * few terms; values of generate.h are moderate, so are condition numbers. */
static bool agrees(const Batch *b, DType d, double expected, double found)
{
	if (d != DT_F32 || isnan(expected) || isinf(expected))
		return expected == found || (isnan(expected) && isnan(found)) || (d == DT_F32 && isinf(expected) && isnan(found));
	return fabs(expected - found) <= (b->variant->large ? 1e-3 : 1e-4) * (1 + fabs(expected));
}

static void compare(Batch *b, const Case *c, int run, const char *name, const Value *expected, const Value *found)
{
	for (int64_t i = 0; i < expected->count; i++) {
		if (agrees(b, expected->type.dtype, expected->at[i], found->at[i]))
			continue;
		Text t = text_new(&b->cc.arena);
		text_add(&t, "%s[%lld] of %s is %.9g; %.9g expected; extents", name, (long long)i, type_text(b->m, &expected->type),
		         found->at[i], expected->at[i]);
		for (size_t s = 0; s < b->m->symbols.n; s++)
			text_add(&t, " %s=%lld", b->m->symbols.at[s].name, (long long)c->extent[run][s]);
		fault(b, c, text_str(&t));
		return;
	}
}

/* The slots a case mentions: its own. */
static bool mine(const Case *c, const Slot *s)
{
	for (size_t i = 0; i < c->made->nodes.n; i++) {
		const Node *n = c->made->nodes.at[i];
		if ((n->op == OP_param || n->op == OP_buffer || n->op == OP_state) && (uint32_t)n->attr[0] == s->index)
			return true;
	}
	return false;
}

static const Value *expected_slot(const Case *c, int run, const Slot *s)
{
	for (size_t i = 0; i < c->f->sets.n; i++)
		if (c->f->sets.at[i].slot == s)
			return &c->sets[run][i];
	return &c->slots[s->index];
}

static void ask(Batch *b, Rig *r)
{
	for (size_t i = 0; i < b->cases.n; i++) {
		const Case *c = &b->cases.at[i];
		for (int run = 0; run < runs_of(c); run++) {
			for (size_t s = 0; s < b->m->slots.n; s++)
				if (mine(c, b->m->slots.at[s]))
					rig_poke(r, b->m->slots.at[s], &c->slots[s]);
			rig_call(r, c->f, c->extent[run], c->in[run]);
			for (size_t s = 0; s < b->m->slots.n; s++)
				if (mine(c, b->m->slots.at[s]))
					rig_peek(r, b->m->slots.at[s]);
		}
	}
}

static void judge_run(Batch *b, Rig *r, const Case *c, int run)
{
	Value *out = NEW_ARRAY(r->arena, Value, c->f->outputs.n + 1), v;
	r->why.n = 0;
	if (!rig_called(r, c->f, c->extent[run], c->in[run], out)) {
		fault(b, c, text_str(&r->why));
		if (rig_ended(r))
			return;
	}
	for (size_t i = 0; i < c->f->outputs.n; i++)
		compare(b, c, run, c->f->outputs.at[i].name, &c->out[run][i], &out[i]);
	for (size_t s = 0; s < b->m->slots.n; s++)
		if (mine(c, b->m->slots.at[s]) && rig_peeked(r, b->m->slots.at[s], &v))
			compare(b, c, run, b->m->slots.at[s]->name, expected_slot(c, run, b->m->slots.at[s]), &v);
}

/* ---- a batch ------------------------------------------------------------------------------------------------------------ */

/* In a process of its own: the exit status is 0 if all is well, 1 if report says what is not; others are crashes. */
static int run_batch(const Plan *p)
{
	Batch b = { .plan = p, .variant = &variants[p->variant] };
	Arena *a = &b.cc.arena;
	p->report->at = NOWHERE;
	p->report->stage = "make";
	b.m = model_new(&b.cc, "fz");
	for (uint64_t k = p->first; k < p->first + p->count; k++) {
		p->report->at = k;
		if (!p->report->skip[k - p->first])
			make_case(&b, k);
	}
	p->report->stage = "interpret";
	for (size_t i = 0; i < b.cases.n; i++) {
		p->report->at = b.cases.at[i].k;
		run_oracle(&b, &b.cases.at[i]);
	}
	simplify_cases(&b);
	b.programs = NEW_ARRAY(a, Program *, b.cases.n + 1);
	for (size_t i = 0; i < b.cases.n; i++)
		compile_case(&b, &b.cases.at[i], &b.programs[i]);
	if (b.wrong || !b.cases.n)
		return b.wrong;
	p->report->at = NOWHERE;
	p->report->stage = "emit";
	Rig r = rig_new(a, b.m, b.programs, p->dir);
	const EmitOptions o = { .prefix = "fz", .command = "fuzz", .source = "fuzz", .threads = b.variant->threads };
	if (!rig_build(&r, &o, b.variant->compile)) {
		if (p->count == 1)
			fault(&b, &b.cases.at[0], text_str(&r.why));
		return 2;
	}
	p->report->stage = "run";
	ask(&b, &r);
	const bool ran = rig_run(&r);
	const char *why = ran ? NULL : arena_strdup(a, text_str(&r.why));
	for (size_t i = 0; i < b.cases.n; i++)
		for (int run = 0; run < runs_of(&b.cases.at[i]); run++) {
			if (!ran && rig_ended(&r)) {
				fault(&b, &b.cases.at[i], why);
				return 1;
			}
			judge_run(&b, &r, &b.cases.at[i], run);
		}
	const int status = b.wrong || !ran;
	arena_free(a);
	return status;
}

static int fork_batch(const Plan *p)
{
	int status = 0;
	fflush(stdout);
	const pid_t child = fork();
	if (child < 0)
		BUG("cannot fork");
	if (child == 0)
		exit(run_batch(p));
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* One function alone. */
static bool fails_alone(const Plan *batch, uint64_t k, unsigned steps, bool quiet)
{
	Plan p = *batch;
	p.first = k;
	p.count = 1;
	p.steps = steps;
	p.quiet = quiet;
	memset(p.report, 0, sizeof *p.report);
	const int status = fork_batch(&p);
	if (status && !quiet && !p.report->failed[0]) {
		printf("FAIL seed %llu function %llu (variant %d, steps %u): stopped in %s with status %d\n", (unsigned long long)p.seed,
		       (unsigned long long)k, p.variant, steps, p.report->stage, status);
		fflush(stdout);
	}
	return status != 0;
}

/* The fewest ops with which it still fails, shown. */
static void shrink(const Plan *p, uint64_t k)
{
	if (!freopen("/dev/null", "w", stderr))
		return;
	for (unsigned steps = 1; steps <= 12; steps++)
		if (fails_alone(p, k, steps, true)) {
			printf("smallest: --steps %u\n", steps);
			fails_alone(p, k, steps, false);
			return;
		}
	printf("fails only in company or whole\n");
	fails_alone(p, k, 0, false);
}

/* The variant of a batch, of those that can be compiled here. */
static int variant_of(uint64_t seed, uint64_t first, int least)
{
	static int usable;
	if (!usable)
		usable = system("command -v tcc >/dev/null") == 0 ? VARIANTS : VARIANTS - TCC;
	return least + (int)((seed + first / BATCH) % (uint64_t)(usable - least));
}

/* How many functions of the batch fail. Those that stop a stage are left out in the next try. */
static int settle(const Plan *p, int *shown)
{
	Report found = { 0 };
	int failures = 0;
	for (int try = 0; try < BATCH; try++) {
		*p->report = (Report){ 0 };
		memcpy(p->report->skip, found.skip, sizeof found.skip);
		const int status = fork_batch(p);
		if (status == 0)
			break;
		bool any = false;
		for (uint64_t i = 0; i < p->count; i++)
			if (p->report->failed[i] && !found.skip[i])
				any = found.skip[i] = true;
		if (!any && p->report->at != NOWHERE)
			any = found.skip[p->report->at - p->first] = true;
		if (any)
			continue;
		printf("batch at %llu: status %d in %s; each function alone\n", (unsigned long long)p->first, status, p->report->stage);
		for (uint64_t i = 0; i < p->count; i++)
			if (!found.skip[i])
				found.skip[i] = fails_alone(p, p->first + i, 0, true);
		break;
	}
	for (uint64_t i = 0; i < p->count; i++)
		if (found.skip[i]) {
			failures++;
			printf("FAILED: seed %llu function %llu variant %d\n", (unsigned long long)p->seed, (unsigned long long)(p->first + i), p->variant);
			if ((*shown)++ < MAX_SHOWN) {
				fflush(stdout);
				const pid_t child = fork();
				if (child == 0) {
					shrink(p, p->first + i);
					fflush(stdout);
					_exit(0);
				}
				waitpid(child, NULL, 0);
			}
		}
	return failures;
}

int main(int argc, char **argv)
{
	Plan p = { .dir = "build/fuzz" };
	uint64_t only = NOWHERE, graphs = 0, words = 0;
	int variant = -1, least = 0, failures = 0, shown = 0;
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "0";
		if (strcmp(argv[i], "--quick") == 0)
			least = VARIANTS - TCC;
		else if (strcmp(argv[i], "--from") == 0)
			p.first = strtoull(value, NULL, 10) / BATCH * BATCH, i++;
		else if (strcmp(argv[i], "--only") == 0)
			only = strtoull(value, NULL, 10), i++;
		else if (strcmp(argv[i], "--steps") == 0)
			p.steps = (unsigned)strtoul(value, NULL, 10), i++;
		else if (strcmp(argv[i], "--variant") == 0)
			variant = (int)strtol(value, NULL, 10), i++;
		else if (words++ == 0)
			graphs = strtoull(argv[i], NULL, 10);
		else if (words == 2)
			p.seed = strtoull(argv[i], NULL, 10);
		else
			p.dir = argv[i];
	}
	p.report = mmap(NULL, sizeof *p.report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p.report == MAP_FAILED || variant >= VARIANTS || words < 2) {
		fprintf(stderr, "usage: fuzz GRAPHS SEED [DIR] [--only K] [--from K] [--steps N] [--variant V] [--quick]\n");
		return 2;
	}
	if (only != NOWHERE) {
		p.variant = variant >= 0 ? variant : variant_of(p.seed, only, least);
		return fails_alone(&p, only, p.steps, false);
	}
	for (; p.first < graphs; p.first += BATCH) {
		p.count = graphs - p.first < BATCH ? graphs - p.first : BATCH;
		p.variant = variant >= 0 ? variant : variant_of(p.seed, p.first, least);
		failures += settle(&p, &shown);
		if (p.first / BATCH % 10 == 9)
			printf("%llu functions, %d failures\n", (unsigned long long)(p.first + p.count), failures);
		fflush(stdout);
	}
	printf("seed %llu: %llu functions, %d failures\n", (unsigned long long)p.seed, (unsigned long long)graphs, failures);
	return failures != 0;
}
