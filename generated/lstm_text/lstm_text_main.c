/* lstm_text - the program that trains and predicts. Emitted by Crescent 1.0.0 from lstm_text.lua, command:
 *     crescent lstm_text.lua --main
 * Do not edit; edit lstm_text.lua. */
#include "lstm_text.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	lstm_text_init((lstm_text_params *)params, (lstm_text_init_workspace *)workspace, seed);
}

static void state_init(void *state)
{
	lstm_text_state_init((lstm_text_state *)state);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return lstm_text_load((lstm_text_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return lstm_text_save((const lstm_text_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	lstm_text_train_init((lstm_text_train_state *)call->train_state, seed);
}

static const cr_main_port train_inputs[] = {
	{ "text", CR_U8, 1, 0, 0, { 65 } },
};
static const cr_main_field train_train_fields[] = {
	{ "text", "kjv_psalms_proverbs.txt", "u8:65,64" },
};

static const cr_main_train trains[] = {
	{
		.model = lstm_text_train_table,
		.state_size = sizeof(lstm_text_train_state), .workspace_size = sizeof(lstm_text_train_workspace),
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

static cr_status call_sample(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                             void *const *outputs)
{
	return lstm_text_sample((lstm_text_params *)call->params, (lstm_text_sample_workspace *)call->workspace,
	                        extents[0], *(const uint64_t *)inputs[0], (const uint8_t *)inputs[1],
	                        (const float *)inputs[2], (uint8_t *)outputs[0]);
}
static const cr_main_port sample_inputs[] = {
	{ "seed", CR_U32, 1, 1, 0, { 4 } },
	{ "prompt", CR_U8, 1, 0, 1, { 256 } },
	{ "temperature", CR_F32, 0, 0, 0, { 0 } },
};
static const cr_main_port sample_outputs[] = {
	{ "text", CR_U8, 1, 0, 0, { 400 } },
};
static const size_t sample_extents[] = { 256 };

static cr_status call_next(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                           void *const *outputs)
{
	(void)extents;
	lstm_text_next((lstm_text_params *)call->params, (lstm_text_state *)call->state,
	               (lstm_text_next_workspace *)call->workspace, (const uint8_t *)inputs[0],
	               (float *)outputs[0]);
	return CR_OK;
}
static const cr_main_port next_inputs[] = {
	{ "character", CR_U8, 0, 0, 0, { 0 } },
};
static const cr_main_port next_outputs[] = {
	{ "logits", CR_F32, 1, 0, 0, { 256 } },
};

static cr_status call_score(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                            void *const *outputs)
{
	return lstm_text_score((lstm_text_params *)call->params, (lstm_text_state *)call->state,
	                       (lstm_text_score_workspace *)call->workspace, extents[0],
	                       (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], (float *)outputs[0]);
}
static const cr_main_port score_inputs[] = {
	{ "text", CR_U8, 1, 0, 1, { 1024 } },
	{ "target", CR_U8, 1, 0, 1, { 1024 } },
};
static const cr_main_port score_outputs[] = {
	{ "nats", CR_F32, 0, 0, 0, { 0 } },
};
static const size_t score_extents[] = { 1024 };

static const cr_main_function functions[] = {
	{
		.name = "sample", .call = call_sample, .workspace_size = sizeof(lstm_text_sample_workspace), .trains = 0,
		.inputs = sample_inputs, .input_count = 3,
		.outputs = sample_outputs, .output_count = 1,
		.extents = sample_extents, .extent_count = 1,
	},
	{
		.name = "next", .call = call_next, .workspace_size = sizeof(lstm_text_next_workspace), .trains = 0,
		.inputs = next_inputs, .input_count = 1,
		.outputs = next_outputs, .output_count = 1,
	},
	{
		.name = "score", .call = call_score, .workspace_size = sizeof(lstm_text_score_workspace), .trains = 0,
		.inputs = score_inputs, .input_count = 2,
		.outputs = score_outputs, .output_count = 1,
		.extents = score_extents, .extent_count = 1,
	},
};

static const cr_main_model model = {
	.name = "lstm_text", .version = LSTM_TEXT_VERSION,
	.params_size = sizeof(lstm_text_params), .init_workspace_size = sizeof(lstm_text_init_workspace),
	.state_size = sizeof(lstm_text_state),
	.init = init,
	.state_init = state_init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 3,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
