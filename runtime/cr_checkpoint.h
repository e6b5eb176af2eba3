/* cr_checkpoint.h - a training run as one safetensors file: the parameters as params/PATH, the
 * optimiser's memory and counters as state/PATH, a stateful model's as stream/PATH, and the loop's own
 * numbers as loop/run, u32 words in the order of the struct, 64 bits as two words, low first.  The
 * metadata says what it is of, where it stands, and a checksum of the data. */
#ifndef CR_CHECKPOINT_H
#define CR_CHECKPOINT_H
#include "cr_train_model.h"

#define CR_CHECKPOINT_FORMAT "crescent checkpoint 1"
enum { CR_RUN_WORDS = 10 + 4 * CR_METRICS_MAX + 8 };

/* ---- the run as words ----------------------------------------------------------------------------------- */

typedef struct cr_run_words {
	uint32_t word[CR_RUN_WORDS];
	uint32_t at;
	int reading;
} cr_run_words;

/* Each moves one member: into the words, or, when reading, out of them. */
CR_SMALL_INLINE void cr_run_u32(cr_run_words *w, uint32_t *value)
{
	if (w->reading)
		*value = w->word[w->at];
	else
		w->word[w->at] = *value;
	w->at++;
}

CR_SMALL_INLINE void cr_run_u64(cr_run_words *w, uint64_t *value)
{
	uint32_t low = (uint32_t)*value, high = (uint32_t)(*value >> 32);
	cr_run_u32(w, &low);
	cr_run_u32(w, &high);
	*value = (uint64_t)high << 32 | low;
}

CR_SMALL_INLINE void cr_run_f64(cr_run_words *w, double *value)
{
	union { double value; uint64_t bits; } u = { .value = *value };
	cr_run_u64(w, &u.bits);
	*value = u.value;
}

CR_SMALL_INLINE void cr_run_f32(cr_run_words *w, float *value)
{
	union { float value; uint32_t bits; } u = { .value = *value };
	cr_run_u32(w, &u.bits);
	*value = u.value;
}

CR_SMALL_INLINE void cr_run_move(cr_run_words *w, cr_train_run *run)
{
	w->at = 0;
	cr_run_u64(w, &run->seed);
	cr_run_u64(w, &run->count);
	cr_run_u64(w, &run->position);
	cr_run_u64(w, &run->step);
	cr_run_u64(w, &run->examples);
	for (uint32_t i = 0; i < CR_METRICS_MAX; i++)
		cr_run_f64(w, &run->values[i]);
	for (uint32_t i = 0; i < CR_METRICS_MAX; i++)
		cr_run_f64(w, &run->weights[i]);
	cr_run_u32(w, &run->epoch);
	cr_run_u32(w, &run->best_epoch);
	cr_run_u32(w, &run->bad_epochs);
	cr_run_u32(w, &run->flags);
	cr_run_f32(w, &run->best);
	cr_run_f32(w, &run->loss);
	cr_run_f32(w, &run->learning_rate);
	cr_run_f32(w, &run->gradient_norm);
}

/* ---- the parts of the file ----------------------------------------------------------------------------- */

typedef struct cr_checkpoint_parts {
	cr_st_part part[4];
	uint32_t count;
	cr_run_words words;
	cr_tensor row;
	cr_st_layout layout;
	size_t offset;
} cr_checkpoint_parts;

CR_SMALL_INLINE void cr_checkpoint_add(cr_checkpoint_parts *p, const cr_st_layout *layout, const char *prefix, void *values)
{
	if (layout && values)
		p->part[p->count++] = (cr_st_part){ layout, prefix, values, values };
}

/* p points into itself: it must not be copied. */
CR_SMALL_INLINE void cr_checkpoint_open(cr_checkpoint_parts *p, const cr_train_model *m, const cr_train_call *call)
{
	*p = (cr_checkpoint_parts){ .row = { .name = "run", .type = CR_U32, .rank = 1, .saved = 1, .shape = { CR_RUN_WORDS } } };
	p->layout = (cr_st_layout){ .tensors = &p->row, .count = 1, .offset = &p->offset };
	cr_checkpoint_add(p, &p->layout, "loop/", p->words.word);
	cr_checkpoint_add(p, m->params, "params/", call->params);
	cr_checkpoint_add(p, m->train_state, "state/", call->train_state);
	cr_checkpoint_add(p, m->state, "stream/", call->state);
}

CR_SMALL_INLINE void cr_decimal(uint64_t value, char out[21])
{
	char digits[20];
	int at = 20, n = 0;
	do {
		digits[--at] = (char)('0' + (char)(value % 10));
		value /= 10;
	} while (value);
	while (at < 20)
		out[n++] = digits[at++];
	out[n] = 0;
}

/* NAME_train_save.  Between updates only: what is accumulated is not in it. */
CR_SMALL_INLINE cr_status cr_train_save(const cr_train_model *m, const cr_train_call *call, const cr_store *store)
{
	cr_checkpoint_parts p;
	cr_train_run run = *(const cr_train_run *)call->train_state;
	char signature[19], graph[19], seed[19], checksum[19], epoch[21], step[21], count[21];
	cr_checkpoint_open(&p, m, call);
	cr_run_move(&p.words, &run);
	cr_st_hex_text(m->identity.signature, signature);
	cr_st_hex_text(m->identity.graph, graph);
	cr_st_hex_text(run.seed, seed);
	cr_st_hex_text(cr_st_parts_checksum(p.part, p.count), checksum);
	cr_decimal(run.epoch, epoch);
	cr_decimal(run.step, step);
	cr_decimal(run.count, count);
	const cr_st_pair pairs[] = {
		{ "format", CR_CHECKPOINT_FORMAT }, { "model", m->identity.model }, { "train", m->train },
		{ "signature", signature }, { "graph", graph }, { "epoch", epoch }, { "step", step },
		{ "seed", seed }, { "count", count }, { "checksum", checksum }
	};
	return cr_st_save(p.part, p.count, pairs, sizeof pairs / sizeof pairs[0], store);
}

/* ---- loading ------------------------------------------------------------------------------------------------ */

/* Is the file a checkpoint, and of this very training function? */
CR_SMALL_INLINE cr_status cr_checkpoint_identify(const cr_train_model *m, const cr_st_reader *r, cr_error *error)
{
	char text[64];
	uint64_t signature = 0, graph = 0;
	if (!cr_st_metadata(r, "format", text, sizeof text) || !cr_text_equal(text, CR_CHECKPOINT_FORMAT))
		return cr_fail(error, CR_ERR_FORMAT, -1, 0, "not a training checkpoint; format \"" CR_CHECKPOINT_FORMAT "\" expected");
	if (!cr_st_metadata(r, "model", text, sizeof text) || !cr_text_equal(text, m->identity.model)) {
		cr_fail(error, CR_ERR_MODEL, -1, 0, "checkpoint of another model; \"");
		cr_say(error, m->identity.model);
		cr_say(error, "\" expected; found \"");
		cr_say(error, text);
		cr_say(error, "\"");
		return CR_ERR_MODEL;
	}
	if (!cr_st_metadata(r, "train", text, sizeof text) || !cr_text_equal(text, m->train))
		return cr_fail(error, CR_ERR_MODEL, -1, 0, "checkpoint of another training function of the model");
	if (!cr_st_metadata_hex(r, "signature", &signature) || signature != m->identity.signature)
		return cr_fail(error, CR_ERR_MODEL, -1, 0, "checkpoint of a model with other parameters (its signature differs)");
	if (!cr_st_metadata_hex(r, "graph", &graph) || graph != m->identity.graph)
		return cr_fail(error, CR_ERR_MODEL, -1, 0, "checkpoint of another loss or optimiser (its graph differs)");
	if (!cr_st_metadata(r, "checksum", text, sizeof text))
		return cr_fail(error, CR_ERR_FORMAT, -1, 0, "checkpoint without a checksum");
	return CR_OK;
}

CR_SMALL_INLINE int cr_checkpoint_sane(const cr_train_run *run)
{
	uint32_t known = CR_RUN_OPTIONS | CR_RUN_HAS_BEST | CR_RUN_HAS_FINITE;
	if (run->flags == 0)
		return run->step == 0 && run->epoch == 0 && run->position == 0;
	return (run->flags & CR_RUN_BEGUN) && !(run->flags & ~known) && run->count && run->position <= run->count &&
	       run->best_epoch <= run->epoch && run->bad_epochs <= run->epoch;
}

/* NAME_train_load: params, train state and the run, or nothing unless CR_OK.  CR_ERR_FORMAT,
 * CR_ERR_MODEL (another model, loss or optimiser), CR_ERR_MISMATCH, CR_ERR_DATA. */
CR_SMALL_INLINE cr_status cr_train_load(const cr_train_model *m, const cr_train_call *call, const void *file, size_t size,
                                        cr_error *error)
{
	cr_st_reader reader;
	cr_checkpoint_parts p;
	cr_train_run run;
	cr_status status = cr_st_open(&reader, file, size, error);
	if (status == CR_OK)
		status = cr_checkpoint_identify(m, &reader, error);
	if (status != CR_OK)
		return status;
	cr_checkpoint_open(&p, m, call);
	/* the loop's numbers first, alone: they are judged before anything is written */
	status = cr_st_load(p.part, 1, 0, file, size, CR_LOAD_SUBSET, 0, error);
	if (status != CR_OK)
		return status;
	p.words.reading = 1;
	cr_run_move(&p.words, &run);
	if (!cr_checkpoint_sane(&run))
		return cr_fail(error, CR_ERR_FORMAT, -1, 0, "checkpoint: the run's numbers contradict each other");
	status = cr_st_load(p.part, p.count, 0, file, size, CR_LOAD_NONFINITE, 0, error);
	if (status == CR_OK)
		*(cr_train_run *)call->train_state = run;
	return status;
}
#endif
