/* gpt2 - the program that trains and predicts. Emitted by Crescent 1.0.0 from gpt2.lua, command:
 *     crescent gpt2.lua --main
 * Do not edit; edit gpt2.lua. */
#include "gpt2.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	gpt2_init((gpt2_params *)params, (gpt2_init_workspace *)workspace, seed);
}

static void state_init(void *state)
{
	gpt2_state_init((gpt2_state *)state);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return gpt2_load((gpt2_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return gpt2_save((const gpt2_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	gpt2_train_init((gpt2_train_state *)call->train_state, seed);
}

static const cr_main_port train_inputs[] = {
	{ "tokens", CR_I32, 1, 0, 0, { 129 } },
};
static const cr_main_field train_train_fields[] = {
	{ "tokens", "shakespeare_as_you_like_it.txt", "u8:129,128" },
};

static const cr_main_train trains[] = {
	{
		.model = gpt2_train_table,
		.state_size = sizeof(gpt2_train_state), .workspace_size = sizeof(gpt2_train_workspace),
		.init = train_init,
		.inputs = train_inputs,
		.train = {
			.kind = "tokens",
			.fields = train_train_fields, .field_count = 1,
			.no_header = 0, .keep_order = 0,
			.split = "last",
		},
		.validation = {
			.share = 0.1,
		},
	},
};

static cr_status call_logits(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                             void *const *outputs)
{
	return gpt2_logits((gpt2_params *)call->params, (gpt2_logits_workspace *)call->workspace, extents[0],
	                   (const int32_t *)inputs[0], (float *)outputs[0]);
}
static const cr_main_port logits_inputs[] = {
	{ "tokens", CR_I32, 1, 0, 1, { 128 } },
};
static const cr_main_port logits_outputs[] = {
	{ "logits", CR_F32, 2, 0, 1, { 128, 256 } },
};
static const size_t logits_extents[] = { 128 };

static cr_status call_prefill(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                              void *const *outputs)
{
	return gpt2_prefill((gpt2_params *)call->params, (gpt2_state *)call->state,
	                    (gpt2_prefill_workspace *)call->workspace, extents[0], (const int32_t *)inputs[0],
	                    (float *)outputs[0]);
}
static const cr_main_port prefill_inputs[] = {
	{ "tokens", CR_I32, 1, 0, 1, { 128 } },
};
static const cr_main_port prefill_outputs[] = {
	{ "logits", CR_F32, 1, 0, 0, { 256 } },
};
static const size_t prefill_extents[] = { 128 };

static cr_status call_decode(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                             void *const *outputs)
{
	return gpt2_decode((gpt2_params *)call->params, (gpt2_state *)call->state,
	                   (gpt2_decode_workspace *)call->workspace, extents[0], (const int32_t *)inputs[0],
	                   (float *)outputs[0]);
}
static const cr_main_port decode_inputs[] = {
	{ "token", CR_I32, 0, 0, 0, { 0 } },
};
static const cr_main_port decode_outputs[] = {
	{ "logits", CR_F32, 1, 0, 0, { 256 } },
};
static const size_t decode_extents[] = { 128 };

static cr_status call_generate(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                               void *const *outputs)
{
	return gpt2_generate((gpt2_params *)call->params, (gpt2_generate_workspace *)call->workspace,
	                     extents[0], extents[1], (const int32_t *)inputs[0], (const float *)inputs[1],
	                     (const int32_t *)inputs[2], (const float *)inputs[3], *(const uint64_t *)inputs[4],
	                     (int32_t *)outputs[0]);
}
static const cr_main_port generate_inputs[] = {
	{ "tokens", CR_I32, 1, 0, 1, { 128 } },
	{ "temperature", CR_F32, 0, 0, 0, { 0 } },
	{ "top_k", CR_I32, 0, 0, 0, { 0 } },
	{ "top_p", CR_F32, 0, 0, 0, { 0 } },
	{ "seed", CR_U32, 1, 1, 0, { 4 } },
};
static const cr_main_port generate_outputs[] = {
	{ "text", CR_I32, 1, 0, 2, { 128 } },
};
static const size_t generate_extents[] = { 128, 128 };

static const cr_main_function functions[] = {
	{
		.name = "logits", .call = call_logits, .workspace_size = sizeof(gpt2_logits_workspace), .trains = 0,
		.inputs = logits_inputs, .input_count = 1,
		.outputs = logits_outputs, .output_count = 1,
		.extents = logits_extents, .extent_count = 1,
	},
	{
		.name = "prefill", .call = call_prefill, .workspace_size = sizeof(gpt2_prefill_workspace), .trains = 0,
		.inputs = prefill_inputs, .input_count = 1,
		.outputs = prefill_outputs, .output_count = 1,
		.extents = prefill_extents, .extent_count = 1,
	},
	{
		.name = "decode", .call = call_decode, .workspace_size = sizeof(gpt2_decode_workspace), .trains = 0,
		.inputs = decode_inputs, .input_count = 1,
		.outputs = decode_outputs, .output_count = 1,
		.extents = decode_extents, .extent_count = 1,
	},
	{
		.name = "generate", .call = call_generate, .workspace_size = sizeof(gpt2_generate_workspace), .trains = 0,
		.inputs = generate_inputs, .input_count = 5,
		.outputs = generate_outputs, .output_count = 1,
		.extents = generate_extents, .extent_count = 2,
	},
};

static const cr_main_model model = {
	.name = "gpt2", .version = GPT2_VERSION,
	.params_size = sizeof(gpt2_params), .init_workspace_size = sizeof(gpt2_init_workspace),
	.state_size = sizeof(gpt2_state),
	.init = init,
	.state_init = state_init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 4,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
