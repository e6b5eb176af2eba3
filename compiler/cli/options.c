/* options.c - argv to a Cli.  A usage error is one line with the nearest known word, and status 2. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const OptionInfo option_table[OPT_COUNT] = {
#define OPT(id, name, value, verbs, program, help) [OPT_##id] = { name, value, verbs, program, help },
#include "options.def"
#undef OPT
};

int usage_error(const Cli *c, const char *fmt, ...)
{
	va_list ap;
	(void)c;
	fputs("crescent: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return STATUS_USAGE;
}

/* ---- names ---------------------------------------------------------------------------------------------- */

static bool verb_takes(const Verb *v, const OptionInfo *o)
{
	return strchr(o->verbs, 'A') || strchr(o->verbs, v->letter);
}

static int unknown_option(const Cli *c, const char *name)
{
	const char *names[OPT_COUNT];
	size_t n = 0;
	for (size_t i = 0; i < OPT_COUNT; i++) {
		if (strcmp(option_table[i].name, name) == 0) {
			for (size_t v = 0; v < verb_count; v++)
				if (verb_takes(&verb_table[v], &option_table[i]))
					return usage_error(c, "option --%s does not belong to %s; it belongs to \"crescent %s%sMODEL.lua\"", name,
					                   *c->verb->name ? c->verb->name : "compiling", verb_table[v].name,
					                   *verb_table[v].name ? " " : "");
		}
		if (verb_takes(c->verb, &option_table[i]))
			names[n++] = option_table[i].name;
	}
	const char *near = nearest_name(name, names, n);
	if (near)
		return usage_error(c, "unknown option --%s; did you mean --%s?", name, near);
	return usage_error(c, "unknown option --%s; \"crescent %s%s--help\" lists them", name, c->verb->name, *c->verb->name ? " " : "");
}

static int find_option(const Verb *v, const char *name, size_t n)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (strlen(option_table[i].name) == n && memcmp(option_table[i].name, name, n) == 0 && verb_takes(v, &option_table[i]))
			return i;
	return -1;
}

/* ---- one argument ----------------------------------------------------------------------------------------- */

/* --name, --name=value, --name value, -o value, -ovalue.  *at moves to the last word used. */
static int take_option(Cli *c, int argc, char **argv, int *at)
{
	const char *word = argv[*at], *value = NULL;
	bool dashes = word[1] == '-';
	const char *name = word + (dashes ? 2 : 1);
	size_t n = dashes ? strcspn(name, "=") : 1;
	if (dashes && name[n] == '=')
		value = name + n + 1;
	else if (!dashes && name[1])
		value = name + 1 + (name[1] == '=');
	if (!dashes && strchr("ohV", *name) == NULL)
		return usage_error(c, "unknown option %s; long options begin with two dashes", word);
	if (!dashes && *name == 'h')
		name = "help", n = 4, value = NULL;
	if (!dashes && *name == 'V')
		name = "version", n = 7, value = NULL;
	int id = find_option(c->verb, name, n);
	if (id < 0)
		return unknown_option(c, arena_strndup(&c->cc.arena, name, n));
	const OptionInfo *o = &option_table[id];
	if (!o->value && value)
		return usage_error(c, "option --%s takes no value; found \"%s\"", o->name, value);
	if (o->value && !value) {
		if (*at + 1 >= argc)
			return usage_error(c, "option %s%s needs a value: %s", o->name[1] ? "--" : "-", o->name, o->value);
		value = argv[++*at];
	}
	c->value[id] = value ? value : "";
	if (id == OPT_set)
		vec_push(&c->cc.arena, c->set, value);
	return STATUS_GOOD;
}

/* The length of NAME in NAME=VALUE, or 0. */
static size_t assignment(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return n && word[n] == '=' && (*word < '0' || *word > '9') ? n : 0;
}

static void take_argument(Cli *c, const char *word)
{
	size_t n = c->argument.n ? assignment(word) : 0;
	if (n) {
		ScriptOption o = { arena_strndup(&c->cc.arena, word, n), word + n + 1 };
		vec_push(&c->cc.arena, c->script, o);
	} else {
		vec_push(&c->cc.arena, c->argument, word);
	}
}

/* ---- the verb ----------------------------------------------------------------------------------------------- */

/* The first word that is not an option, if it is a verb. Options with separate values may stand before it, so verbs come
 * first by convention and only argv[1] is looked at. */
static const Verb *find_verb(const char *word)
{
	for (size_t i = 0; i < verb_count; i++)
		if (strcmp(verb_table[i].name, word) == 0 && *word)
			return &verb_table[i];
	return NULL;
}

/* "crescent sumary": neither a verb nor a file. */
static int check_model_word(Cli *c)
{
	const char *word = c->argument.n ? c->argument.at[0] : NULL;
	if (*c->verb->name || !word || strchr(word, '.') || strchr(word, '/') || access(word, F_OK) == 0)
		return STATUS_GOOD;
	const char *names[16];
	size_t n = 0;
	for (size_t i = 0; i < verb_count && n < 16; i++)
		if (*verb_table[i].name)
			names[n++] = verb_table[i].name;
	const char *near = nearest_name(word, names, n);
	if (near)
		return usage_error(c, "unknown verb \"%s\"; did you mean \"%s\"?", word, near);
	return usage_error(c, "\"%s\" is neither a verb nor a model file; \"crescent --help\" lists the verbs", word);
}

static int check_count(Cli *c)
{
	int n = (int)c->argument.n;
	if (n < c->verb->least)
		return usage_error(c, "%s missing: crescent %s%s%s", n == 0 ? "the first argument is" : "an argument is", c->verb->name,
		                   *c->verb->name ? " " : "", c->verb->arguments);
	if (n > c->verb->most)
		return usage_error(c, "unexpected argument \"%s\": crescent %s%s%s", c->argument.at[c->verb->most], c->verb->name,
		                   *c->verb->name ? " " : "", c->verb->arguments);
	return STATUS_GOOD;
}

static bool is_identifier(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return n && !s[n] && (*s < '0' || *s > '9');
}

static int check_texts(Cli *c)
{
	const char *prefix = c->value[OPT_prefix], *section = c->value[OPT_section];
	if (prefix && !is_identifier(prefix))
		return usage_error(c, "option --prefix; a C identifier expected; found \"%s\"", prefix);
	if (section && (!*section || strpbrk(section, "\"\\\n")))
		return usage_error(c, "option --section; a section's name as in .rodata.model expected; found \"%s\"", section);
	if (c->value[OPT_cc] && !c->value[OPT_cc][strspn(c->value[OPT_cc], " ")])
		return usage_error(c, "option --cc; a C compiler expected; found nothing");
	return STATUS_GOOD;
}

/* Every value is looked at before any work begins, so that what asks for it later cannot fail. */
static int check_values(Cli *c)
{
	static const OptionId choices[] = { OPT_layout, OPT_blas, OPT_color, OPT_kind };
	static const struct { OptionId id; int64_t low, high; } numbers[] = {
		{ OPT_threads, 1, 256 }, { OPT_cases, 1, 1000 }, { OPT_steps, 0, INT64_MAX }, { OPT_max_errors, 1, 1000000 },
		{ OPT_epochs, 0, UINT32_MAX }, { OPT_batch_limit, 1, INT64_MAX }, { OPT_every, 1, UINT32_MAX },
		{ OPT_patience, 0, UINT32_MAX },
	};
	int64_t number = 0;
	double positive;
	size_t size;
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (option_choice(c, choices[i], 0) < 0)
			return STATUS_USAGE;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!option_number(c, numbers[i].id, numbers[i].low, numbers[i].high, &number))
			return STATUS_USAGE;
	if (!option_positive(c, OPT_lua_steps, &positive) || !option_positive(c, OPT_tolerance, &positive) ||
	    !option_size(c, OPT_lua_memory, &size))
		return STATUS_USAGE;
	return check_texts(c);
}

static void common_options(Cli *c)
{
	int64_t errors = 10;
	int color = option_choice(c, OPT_color, 0);
	const char *none = getenv("NO_COLOR");
	option_number(c, OPT_max_errors, 1, 1000000, &errors);
	c->color = color == 1 || (color == 0 && isatty(2) && !(none && *none));
	c->quiet = c->value[OPT_quiet] != NULL;
	c->cc.max_errors = (size_t)errors;
}

int cli_parse(Cli *c, int argc, char **argv)
{
	int at = 1, status;
	bool only_arguments = false;
	c->program = argc > 0 ? argv[0] : "crescent";
	c->verb = argc > 1 ? find_verb(argv[1]) : NULL;
	if (c->verb)
		at = 2;
	else
		c->verb = &verb_table[0];
	for (; at < argc; at++) {
		const char *word = argv[at];
		if (only_arguments || word[0] != '-' || !word[1]) {
			take_argument(c, word);
		} else if (strcmp(word, "--") == 0) {
			only_arguments = true;
		} else if ((status = take_option(c, argc, argv, &at)) != STATUS_GOOD) {
			return status;
		}
	}
	if (c->value[OPT_help] || c->value[OPT_version])
		return STATUS_GOOD;
	if ((status = check_model_word(c)) != STATUS_GOOD || (status = check_count(c)) != STATUS_GOOD)
		return status;
	if ((status = check_values(c)) == STATUS_GOOD)
		common_options(c);
	return status;
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

bool option_number(Cli *c, OptionId id, int64_t low, int64_t high, int64_t *value)
{
	const char *s = c->value[id];
	char *end;
	if (!s)
		return true;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (*s && !*end && errno == 0 && v >= low && v <= high) {
		*value = v;
		return true;
	}
	usage_error(c, "option --%s; a whole number from %lld to %lld expected; found \"%s\"", option_table[id].name, (long long)low,
	            (long long)high, s);
	return false;
}

bool option_positive(Cli *c, OptionId id, double *value)
{
	const char *s = c->value[id];
	char *end;
	if (!s)
		return true;
	double v = strtod(s, &end);
	if (*s && !*end && v > 0 && v <= 1e18) {
		*value = v;
		return true;
	}
	usage_error(c, "option --%s; a number above 0 expected; found \"%s\"", option_table[id].name, s);
	return false;
}

bool option_size(Cli *c, OptionId id, size_t *value)
{
	const char *s = c->value[id];
	char *end;
	if (!s)
		return true;
	double v = strtod(s, &end);
	const char *units = "KMG", *unit = *end ? strchr(units, *end) : NULL;
	if (unit)
		for (end++; unit >= units; unit--)
			v *= 1024;
	if (*s && !*end && v >= 1 && v < 9e18) {
		*value = (size_t)v;
		return true;
	}
	usage_error(c, "option --%s; a size as in 4096, 48K, 256M or 2G expected; found \"%s\"", option_table[id].name, s);
	return false;
}

int option_choice(Cli *c, OptionId id, int standard)
{
	const char *s = c->value[id], *list = option_table[id].value;
	if (!s)
		return standard;
	for (int k = 0; *list; k++) {
		size_t n = strcspn(list, "|");
		if (strlen(s) == n && memcmp(s, list, n) == 0)
			return k;
		list += n + (list[n] == '|');
	}
	usage_error(c, "option --%s; one of %s expected; found \"%s\"", option_table[id].name, option_table[id].value, s);
	return -1;
}

/* ---- the first comment -------------------------------------------------------------------------------------------- */

static int compare_options(const void *a, const void *b)
{
	return strcmp(((const ScriptOption *)a)->name, ((const ScriptOption *)b)->name);
}

const char *cli_command(Cli *c, const char *model)
{
	static const OptionId shaping[] = { OPT_function, OPT_weights, OPT_format, OPT_layout, OPT_blas, OPT_threads, OPT_main,
	                                    OPT_prefix, OPT_section, OPT_no_text, OPT_check_inputs };
	Text t = text_new(&c->cc.arena);
	text_add(&t, "crescent %s", base_name(model));
	ScriptOption *sorted = arena_copy(&c->cc.arena, c->script.at, c->script.n * sizeof *sorted);
	if (c->script.n)
		qsort(sorted, c->script.n, sizeof *sorted, compare_options);
	for (size_t i = 0; i < c->script.n; i++)
		text_add(&t, " %s=%s", sorted[i].name, sorted[i].value);
	for (size_t i = 0; i < sizeof shaping / sizeof *shaping; i++) {
		const char *v = c->value[shaping[i]];
		if (!v)
			continue;
		text_add(&t, " --%s", option_table[shaping[i]].name);
		if (option_table[shaping[i]].value)
			text_add(&t, "=%s", shaping[i] == OPT_weights ? base_name(v) : v);
	}
	return text_str(&t);
}
