/* new.c - the verb: a commented model to start from. */
#include "cli.h"

#include <string.h>

static const char starter[] =
	"-- NAME: a small network, to change.  Try:\n"
	"--\n"
	"--     crescent summary NAME.lua\n"
	"--     crescent run NAME.lua train --data=DIR --epochs=5 --save=NAME.safetensors\n"
	"--     crescent NAME.lua -o generated/NAME          -- C for your program\n"
	"local cr, nn, optim = require \"crescent\", require \"crescent.nn\", require \"crescent.optim\"\n"
	"\n"
	"local inputs, classes = 4, 3\n"
	"local batch = cr.option(\"batch\", 16, { doc = \"examples a training step\" })      -- on the command line: batch=32\n"
	"\n"
	"-- Layers run in order. Their parameters are named after them: dense_1.kernel, dense_1.bias, dense_2.kernel, ...\n"
	"local net = nn.sequential {\n"
	"  nn.dense(32, { activation = \"relu\" }),\n"
	"  nn.dense(classes),\n"
	"}\n"
	"\n"
	"local m = cr.model(\"NAME\", net)\n"
	"\n"
	"-- What the product calls: NAME_infer(params, workspace, x, probs) in C.\n"
	"m:func(\"infer\", { x = cr.f32 { inputs } }, { \"probs\" }, function(x)\n"
	"  return nn.softmax(net(x))\n"
	"end)\n"
	"\n"
	"-- Training sees a batch of each input: x is f32 [batch, inputs], label i32 [batch]. A loss is one value an example.\n"
	"m:train {\n"
	"  inputs    = { x = cr.f32 { inputs }, label = cr.i32 {} }, batch = batch,\n"
	"  loss      = function(x, label) return nn.softmax_cross_entropy(net(x), label) end,\n"
	"  metrics   = { accuracy = function(x, label) return nn.accuracy(net(x), label) end },\n"
	"  optimizer = optim.adam { lr = 1e-3 },\n"
	"  -- --data=DIR holds data.csv: four columns of numbers, then the class, 0 to 2; a tenth of the rows validates.\n"
	"  data      = { train = cr.data.csv { file = \"data.csv\", header = false, x = { 1, 2, 3, 4 }, label = 5 }, validation = 0.1 },\n"
	"}\n";

/* The file's name without folder and suffix, made a C identifier. */
static const char *model_name(Arena *a, const char *path)
{
	const char *base = base_name(path);
	char *name = arena_strndup(a, base, strcspn(base, "."));
	for (char *s = name; *s; s++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *s))
			*s = '_';
	return !*name || strchr("0123456789", *name) ? arena_printf(a, "model_%s", name) : name;
}

int verb_new(Cli *c)
{
	const char *path = c->argument.at[0], *name = model_name(&c->cc.arena, path), *why;
	Text t = text_new(&c->cc.arena);
	if (path_exists(path))
		return file_error(c, path, "it exists; a new name expected");
	for (const char *s = starter; *s;) {
		const char *next = strstr(s, "NAME");
		text_bytes(&t, s, next ? (size_t)(next - s) : strlen(s));
		if (!next)
			break;
		text_add(&t, "%s", name);
		s = next + 4;
	}
	if (!file_replace(path, text_str(&t), t.n, &c->cc.arena, &why))
		return file_error(c, path, "cannot write it; %s", why);
	if (!c->quiet)
		printf("%s: now try  crescent summary %s\n", path, path);
	return STATUS_GOOD;
}
