/* help.c - what --help says: short, grouped, with something to type. */
#include "cli.h"

#include <string.h>

static bool takes(const Verb *v, const OptionInfo *o)
{
	return strchr(o->verbs, v->letter) != NULL;
}

static void print_option(const OptionInfo *o, FILE *out)
{
	char left[64];
	snprintf(left, sizeof left, "%s%s%s%s", o->name[1] ? "--" : "-", o->name, !o->value ? "" : o->name[1] ? "=" : " ",
	         o->value ? o->value : "");
	fprintf(out, "  %-26s %s\n", left, o->help);
}

static void print_verb(const Verb *v, FILE *out)
{
	fprintf(out, "crescent %s%s%s\n\n%s\n", v->name, *v->name ? " " : "", v->arguments, v->what);
	bool any = false;
	for (size_t i = 0; i < OPT_COUNT; i++)
		if (takes(v, &option_table[i])) {
			fputs(any ? "" : "\noptions\n", out);
			any = true;
			print_option(&option_table[i], out);
		}
	fputs("\nwith every verb\n", out);
	for (size_t i = 0; i < OPT_COUNT; i++)
		if (strchr(option_table[i].verbs, 'A'))
			print_option(&option_table[i], out);
	fprintf(out, "\n%s", v->more);
}

static void print_all(FILE *out)
{
	fputs("Crescent compiles a model written in Lua into C that trains and infers.\n\n"
	      "  crescent MODEL.lua [NAME=VALUE ...] [options]         the model becomes C\n"
	      "  crescent VERB MODEL.lua [NAME=VALUE ...] [options]    something else with it\n\n"
	      "try\n"
	      "  crescent new first.lua                        a small model to start from\n"
	      "  crescent summary first.lua                    its layers, parameters, memory\n"
	      "  crescent run first.lua train --epochs=5 --save=first.safetensors\n"
	      "  crescent first.lua -o generated/first         first.h and first.c, for your program\n\n"
	      "verbs\n", out);
	for (size_t i = 0; i < verb_count; i++)
		if (*verb_table[i].name)
			fprintf(out, "  %-9s %s\n", verb_table[i].name, verb_table[i].what);
	fputs("\nNAME=VALUE sets a cr.option of the model file.  Options are --name=value or --name value.\n\n", out);
	print_verb(&verb_table[0], out);
	fputs("\nexit status\n  0 good   1 the model, the data or a file is wrong   2 usage   3 a check said no   70 a fault in Crescent\n"
	      "\n\"crescent VERB --help\" explains a verb.\n", out);
}

void help_print(const Verb *verb, FILE *out)
{
	if (verb && *verb->name)
		print_verb(verb, out);
	else
		print_all(out);
}
