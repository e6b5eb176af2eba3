/* verbs.c - the verbs, one row each: what help says and what runs. */
#include "cli.h"

const Verb verb_table[] = {
	{ "", 'C', "MODEL.lua [NAME=VALUE ...] [options]", "emits MODEL as C: NAME.h and NAME.c in generated/NAME", 1, 1, verb_compile,
	  "examples\n"
	  "  crescent mlp.lua -o src/mlp --main            with a program that trains\n"
	  "  crescent mlp.lua --function=infer --weights=mlp.safetensors    inference only, weights as constant data\n"
	  "  crescent mlp.lua -o src/mlp --check           in CI: is the committed C still what the model says?\n"
	  "  crescent mlp.lua --dump=kernels --function=infer\n" },
	{ "new", 'N', "FILE.lua", "writes a commented model to start from", 1, 1, verb_new,
	  "example\n  crescent new first.lua && crescent summary first.lua\n" },
	{ "summary", 'S', "MODEL.lua [NAME=VALUE ...]", "layers, shapes, parameters, arithmetic, memory, defaults that change numbers",
	  1, 1, verb_summary, "examples\n  crescent summary mlp.lua\n  crescent summary mlp.lua --json\n" },
	{ "check", 'K', "MODEL.lua [NAME=VALUE ...]", "all stages but C; gradients against finite differences; unused layers", 1, 1,
	  verb_check, "example\n  crescent check mlp.lua\n\nStatus 3 if a gradient is wrong.\n" },
	{ "run", 'R', "MODEL.lua train|predict|eval|LOOP [NAME=VALUE ...] [options]", "compiles the model and its C, and runs it", 2, 2,
	  verb_run,
	  "examples\n"
	  "  crescent run mlp.lua train --data=DIR --epochs=10 --save=mlp.safetensors --log=mlp.csv\n"
	  "  crescent run mlp.lua eval --weights=mlp.safetensors --data=DIR\n"
	  "  crescent run mlp.lua predict --weights=mlp.safetensors --input=images.idx --output=classes.csv\n"
	  "  crescent run mlp.lua train --keep=DIR --cc=clang --cflags=\"-O3 -march=native\"\n\n"
	  "train, predict and eval are those of the file's m:train; a second one named \"disc\" trains as run MODEL.lua disc.\n" },
	{ "weights", 'W', "FILE  |  weights MODEL.lua FILE", "lists a safetensors file; or says whether it fits a model", 1, 2, verb_weights,
	  "examples\n"
	  "  crescent weights mlp.safetensors                      names, types, shapes, ranges\n"
	  "  crescent weights mlp.safetensors --diff=other.safetensors\n"
	  "  crescent weights gpt2.lua model.safetensors --format=huggingface      status 3 unless it fits\n"
	  "  crescent weights gpt2.lua model.safetensors --format=huggingface --to=gpt2.safetensors\n"
	  "  crescent weights gpt2.lua gpt2.safetensors --to=model.safetensors --to-format=huggingface\n" },
	{ "golden", 'G', "record MODEL.lua -o DIR [options]  |  golden check DIR [options]",
	  "pins what a network computes: records by the reference interpreter, compares the C", 2, 2, verb_golden,
	  "examples\n"
	  "  crescent golden record mlp.lua -o golden/mlp --weights=mlp.safetensors\n"
	  "  crescent golden check golden/mlp --cflags=\"-O3 -march=native\" --junit=report.xml\n"
	  "  crescent golden check golden/mlp --cc=aarch64-linux-gnu-gcc --run=\"qemu-aarch64 -L /usr/aarch64-linux-gnu\"\n\n"
	  "Without --weights the initial weights are taken, which pin the structure.  Status 3 on a difference.\n" },
};
const size_t verb_count = sizeof verb_table / sizeof *verb_table;
