/* saliency - the program that trains and predicts. Emitted by Crescent 1.0.0 from saliency.lua, command:
 *     crescent saliency.lua --main
 * Do not edit; edit saliency.lua. */
#include "saliency.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	saliency_init((saliency_params *)params, (saliency_init_workspace *)workspace, seed);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return saliency_load((saliency_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return saliency_save((const saliency_params *)params, store);
}

static cr_status call_infer(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                            void *const *outputs)
{
	(void)extents;
	saliency_infer((saliency_params *)call->params, (saliency_infer_workspace *)call->workspace,
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

static cr_status call_saliency(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                               void *const *outputs)
{
	(void)extents;
	saliency_saliency((saliency_params *)call->params, (saliency_saliency_workspace *)call->workspace,
	                  (const uint8_t *)inputs[0], (float *)outputs[0], (int32_t *)outputs[1]);
	return CR_OK;
}
static const cr_main_port saliency_inputs[] = {
	{ "x", CR_U8, 2, 0, 0, { 28, 28 } },
};
static const cr_main_port saliency_outputs[] = {
	{ "map", CR_F32, 2, 0, 0, { 28, 28 } },
	{ "best", CR_I32, 0, 0, 0, { 0 } },
};

static cr_status call_adversary(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                                void *const *outputs)
{
	(void)extents;
	saliency_adversary((saliency_params *)call->params, (saliency_adversary_workspace *)call->workspace,
	                   (const uint8_t *)inputs[0], (const uint8_t *)inputs[1], (const float *)inputs[2],
	                   (uint8_t *)outputs[0], (int32_t *)outputs[1]);
	return CR_OK;
}
static const cr_main_port adversary_inputs[] = {
	{ "x", CR_U8, 2, 0, 0, { 28, 28 } },
	{ "label", CR_U8, 0, 0, 0, { 0 } },
	{ "epsilon", CR_F32, 0, 0, 0, { 0 } },
};
static const cr_main_port adversary_outputs[] = {
	{ "image", CR_U8, 2, 0, 0, { 28, 28 } },
	{ "best", CR_I32, 0, 0, 0, { 0 } },
};

static const cr_main_function functions[] = {
	{
		.name = "infer", .call = call_infer, .workspace_size = sizeof(saliency_infer_workspace), .trains = 0,
		.inputs = infer_inputs, .input_count = 1,
		.outputs = infer_outputs, .output_count = 2,
	},
	{
		.name = "saliency", .call = call_saliency, .workspace_size = sizeof(saliency_saliency_workspace), .trains = 0,
		.inputs = saliency_inputs, .input_count = 1,
		.outputs = saliency_outputs, .output_count = 2,
	},
	{
		.name = "adversary", .call = call_adversary, .workspace_size = sizeof(saliency_adversary_workspace), .trains = 0,
		.inputs = adversary_inputs, .input_count = 3,
		.outputs = adversary_outputs, .output_count = 2,
	},
};

static const cr_main_model model = {
	.name = "saliency", .version = SALIENCY_VERSION,
	.params_size = sizeof(saliency_params), .init_workspace_size = sizeof(saliency_init_workspace),
	.init = init,
	.load = load, .save = save,
	.functions = functions, .function_count = 3,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
