/* mobilenet - the program that trains and predicts. Emitted by Crescent 1.0.0 from mobilenet.lua, command:
 *     crescent mobilenet.lua --main
 * Do not edit; edit mobilenet.lua. */
#include "mobilenet.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	mobilenet_init((mobilenet_params *)params, (mobilenet_init_workspace *)workspace, seed);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return mobilenet_load((mobilenet_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return mobilenet_save((const mobilenet_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	mobilenet_train_init((mobilenet_train_state *)call->train_state, seed);
}

static void train_average(const cr_train_call *call)
{
	mobilenet_train_average((mobilenet_params *)call->params, (mobilenet_train_state *)call->train_state);
}

static const cr_main_port train_inputs[] = {
	{ "x", CR_U8, 3, 0, 0, { 224, 224, 3 } },
	{ "label", CR_I32, 0, 0, 0, { 0 } },
};
static const cr_main_field train_train_fields[] = {
	{ "label", "train_labels.npy", "" },
	{ "x", "train_images.npy", "" },
};
static const cr_main_field train_validation_fields[] = {
	{ "label", "test_labels.npy", "" },
	{ "x", "test_images.npy", "" },
};

static const cr_main_train trains[] = {
	{
		.model = mobilenet_train_table,
		.state_size = sizeof(mobilenet_train_state), .workspace_size = sizeof(mobilenet_train_workspace),
		.init = train_init,
		.average = train_average,
		.inputs = train_inputs,
		.train = {
			.kind = "npy",
			.fields = train_train_fields, .field_count = 2,
			.no_header = 0, .keep_order = 0,
			.split = "hash",
		},
		.validation = {
			.kind = "npy",
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
	mobilenet_infer((mobilenet_params *)call->params, (mobilenet_infer_workspace *)call->workspace,
	                (const uint8_t *)inputs[0], (float *)outputs[0], (int32_t *)outputs[1]);
	return CR_OK;
}
static const cr_main_port infer_inputs[] = {
	{ "x", CR_U8, 3, 0, 0, { 224, 224, 3 } },
};
static const cr_main_port infer_outputs[] = {
	{ "probs", CR_F32, 1, 0, 0, { 1000 } },
	{ "best", CR_I32, 0, 0, 0, { 0 } },
};

static const cr_main_function functions[] = {
	{
		.name = "infer", .call = call_infer, .workspace_size = sizeof(mobilenet_infer_workspace), .trains = 0,
		.inputs = infer_inputs, .input_count = 1,
		.outputs = infer_outputs, .output_count = 2,
	},
};

static const cr_main_model model = {
	.name = "mobilenet", .version = MOBILENET_VERSION,
	.params_size = sizeof(mobilenet_params), .init_workspace_size = sizeof(mobilenet_init_workspace),
	.init = init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 1,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
