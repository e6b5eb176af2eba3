/* rnn - the program that trains and predicts. Emitted by Crescent 1.0.0 from rnn.lua, command:
 *     crescent rnn.lua --main
 * Do not edit; edit rnn.lua. */
#include "rnn.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	rnn_init((rnn_params *)params, (rnn_init_workspace *)workspace, seed);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return rnn_load((rnn_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return rnn_save((const rnn_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	rnn_train_init((rnn_train_state *)call->train_state, seed);
}

static const cr_main_port train_inputs[] = {
	{ "x", CR_U8, 2, 0, 0, { 28, 28 } },
	{ "label", CR_U8, 0, 0, 0, { 0 } },
};
static const cr_main_field train_train_fields[] = {
	{ "label", "train-labels-idx1-ubyte", "" },
	{ "x", "train-images-idx3-ubyte", "" },
};
static const cr_main_field train_validation_fields[] = {
	{ "label", "t10k-labels-idx1-ubyte", "" },
	{ "x", "t10k-images-idx3-ubyte", "" },
};

static const cr_main_train trains[] = {
	{
		.model = rnn_train_table,
		.state_size = sizeof(rnn_train_state), .workspace_size = sizeof(rnn_train_workspace),
		.init = train_init,
		.inputs = train_inputs,
		.train = {
			.kind = "idx",
			.fields = train_train_fields, .field_count = 2,
			.no_header = 0, .keep_order = 0,
			.split = "hash",
		},
		.validation = {
			.kind = "idx",
			.fields = train_validation_fields, .field_count = 2,
			.no_header = 0, .keep_order = 0,
			.split = "hash",
		},
	},
};

static cr_status call_infer(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                            void *const *outputs)
{
	(void)extents;
	rnn_infer((rnn_params *)call->params, (rnn_infer_workspace *)call->workspace,
	          (const uint8_t *)inputs[0], (float *)outputs[0], (int32_t *)outputs[1]);
	return CR_OK;
}
static const cr_main_port infer_inputs[] = {
	{ "x", CR_U8, 2, 0, 0, { 28, 28 } },
};
static const cr_main_port infer_outputs[] = {
	{ "probs", CR_F32, 1, 0, 0, { 10 } },
	{ "best", CR_I32, 0, 0, 0, { 0 } },
};

static const cr_main_function functions[] = {
	{
		.name = "infer", .call = call_infer, .workspace_size = sizeof(rnn_infer_workspace), .trains = 0,
		.inputs = infer_inputs, .input_count = 1,
		.outputs = infer_outputs, .output_count = 2,
	},
};

static const cr_main_model model = {
	.name = "rnn", .version = RNN_VERSION,
	.params_size = sizeof(rnn_params), .init_workspace_size = sizeof(rnn_init_workspace),
	.init = init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 1,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
