/* gru_forecast - the program that trains and predicts. Emitted by Crescent 1.0.0 from gru_forecast.lua,
 * command:
 *     crescent gru_forecast.lua --main
 * Do not edit; edit gru_forecast.lua. */
#include "gru_forecast.h"
#include "hosted/cr_main.h"

static void init(void *params, void *workspace, uint64_t seed)
{
	gru_forecast_init((gru_forecast_params *)params, (gru_forecast_init_workspace *)workspace, seed);
}

static cr_status load(void *params, const void *file, size_t size, uint32_t flags, cr_load_report *report,
                      cr_error *error)
{
	return gru_forecast_load((gru_forecast_params *)params, file, size, flags, report, error);
}

static cr_status save(const void *params, const cr_store *store)
{
	return gru_forecast_save((const gru_forecast_params *)params, store);
}

static void train_init(const cr_train_call *call, uint64_t seed)
{
	gru_forecast_train_init((gru_forecast_train_state *)call->train_state, seed);
}

static const cr_main_port train_inputs[] = {
	{ "window", CR_I16, 1, 0, 0, { 210 } },
};
static const cr_main_field train_train_fields[] = {
	{ "window", "seattle_weather_i16le.raw", "i16:210,6" },
};

static const cr_main_train trains[] = {
	{
		.model = gru_forecast_train_table,
		.state_size = sizeof(gru_forecast_train_state), .workspace_size = sizeof(gru_forecast_train_workspace),
		.init = train_init,
		.inputs = train_inputs,
		.train = {
			.kind = "tokens",
			.fields = train_train_fields, .field_count = 1,
			.no_header = 0, .keep_order = 0,
			.split = "last",
		},
		.validation = {
			.share = 0.2,
		},
	},
};

static cr_status call_forecast(const cr_train_call *call, const size_t *extents, const void *const *inputs,
                               void *const *outputs)
{
	(void)extents;
	gru_forecast_forecast((gru_forecast_params *)call->params,
	                      (gru_forecast_forecast_workspace *)call->workspace, (const int16_t *)inputs[0],
	                      (float *)outputs[0]);
	return CR_OK;
}
static const cr_main_port forecast_inputs[] = {
	{ "days", CR_I16, 2, 0, 0, { 28, 6 } },
};
static const cr_main_port forecast_outputs[] = {
	{ "degrees", CR_F32, 1, 0, 0, { 7 } },
};

static const cr_main_function functions[] = {
	{
		.name = "forecast", .call = call_forecast, .workspace_size = sizeof(gru_forecast_forecast_workspace), .trains = 0,
		.inputs = forecast_inputs, .input_count = 1,
		.outputs = forecast_outputs, .output_count = 1,
	},
};

static const cr_main_model model = {
	.name = "gru_forecast", .version = GRU_FORECAST_VERSION,
	.params_size = sizeof(gru_forecast_params), .init_workspace_size = sizeof(gru_forecast_init_workspace),
	.init = init,
	.load = load, .save = save,
	.trains = trains, .train_count = 1,
	.functions = functions, .function_count = 1,
};

int main(int argc, char **argv)
{
	return cr_main(&model, argc, argv);
}
