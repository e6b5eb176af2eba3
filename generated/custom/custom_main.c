/* custom - the program that trains and predicts. Emitted by Crescent 1.0.0 from custom.lua, command:
 *     crescent custom.lua --main
 * Do not edit; edit custom.lua. */
#include "custom.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	custom_init((custom_params *)params, (custom_init_workspace *)workspace, seed);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return custom_load((custom_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return custom_save((const custom_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	custom_train_init((custom_train_state *)call->train_state, seed);
}

static void train_set_lr(void *train_state, float value)
{
	custom_train_set_lr((custom_train_state *)train_state, value);
}

static const cr_main_hyper train_hypers[] = {
	{ "lr", train_set_lr, 1, 0, 0.0f, 0.0f },
};
static const cr_main_port train_inputs[] = {
	{ "x", CR_F32, 1, 0, 0, { 4 } },
	{ "label", CR_I32, 0, 0, 0, { 0 } },
};
static const cr_main_field train_train_fields[] = {
	{ "label", "penguins.csv", "7" },
	{ "x", "penguins.csv", "1,2,3,4" },
};

static const cr_main_train trains[] = {
	{
		.model = custom_train_table,
		.state_size = sizeof(custom_train_state), .workspace_size = sizeof(custom_train_workspace),
		.init = train_init,
		.hypers = train_hypers, .hyper_count = 1,
		.inputs = train_inputs,
		.train = {
			.kind = "csv",
			.fields = train_train_fields, .field_count = 2,
			.no_header = 1, .keep_order = 0,
			.missing = "error", .missing_value = 0.0f,
			.split = "hash",
		},
		.validation = {
			.share = 0.2,
		},
	},
};

static cr_status call_infer(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                            void *const *outputs)
{
	(void)extents;
	custom_infer((custom_params *)call->params, (custom_infer_workspace *)call->workspace,
	             (const float *)inputs[0], (float *)outputs[0]);
	return CR_OK;
}
static const cr_main_port infer_inputs[] = {
	{ "x", CR_F32, 1, 0, 0, { 4 } },
};
static const cr_main_port infer_outputs[] = {
	{ "probs", CR_F32, 1, 0, 0, { 3 } },
};

static const cr_main_function functions[] = {
	{
		.name = "infer", .call = call_infer, .workspace_size = sizeof(custom_infer_workspace), .trains = 0,
		.inputs = infer_inputs, .input_count = 1,
		.outputs = infer_outputs, .output_count = 1,
	},
};

static const char *const labels[] = { "adelie", "chinstrap", "gentoo" };
static const cr_main_model model = {
	.name = "custom", .version = CUSTOM_VERSION,
	.params_size = sizeof(custom_params), .init_workspace_size = sizeof(custom_init_workspace),
	.init = init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 1,
	.labels = labels, .label_count = 3,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
