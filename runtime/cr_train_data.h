/* cr_train_data.h - examples into batches.  Whole arrays in their own order are used in place; all
 * else is gathered into the room that the workspace has for a batch. */
#ifndef CR_TRAIN_DATA_H
#define CR_TRAIN_DATA_H
#include "cr_train_model.h"

CR_SMALL_INLINE int64_t cr_train_integer(const unsigned char *at, uint8_t type)
{
	union { uint32_t u32; uint16_t u16; uint8_t u8; unsigned char bytes[4]; } v = { .u32 = 0 };
	cr_bytes_copy(v.bytes, at, cr_type_size(type));
	switch (type) {
	case CR_I32:
		return (int64_t)v.u32 - (v.u32 > INT32_MAX ? INT64_C(1) << 32 : 0);
	case CR_U32:
		return (int64_t)v.u32;
	case CR_I16:
		return (int64_t)v.u16 - (v.u16 > INT16_MAX ? INT64_C(1) << 16 : 0);
	case CR_U16:
		return (int64_t)v.u16;
	case CR_I8:
		return (int64_t)v.u8 - (v.u8 > INT8_MAX ? INT64_C(1) << 8 : 0);
	default:
		return (int64_t)v.u8;
	}
}

CR_SMALL_INLINE cr_status cr_train_bad_value(const cr_train_field *f, uint64_t example, int64_t value, cr_error *error)
{
	cr_fail(error, CR_ERR_DATA, -1, example, f->name);
	cr_say(error, ": example ");
	cr_say_u64(error, example);
	if (f->type == CR_F32) {
		cr_say(error, " is not finite");
		return CR_ERR_DATA;
	}
	cr_say(error, " has ");
	cr_say_i64(error, value);
	cr_say(error, "; ");
	cr_say_i64(error, f->low);
	cr_say(error, " .. ");
	cr_say_i64(error, f->high);
	cr_say(error, " expected");
	return CR_ERR_DATA;
}

/* Every element of one example of a field. */
CR_SMALL_INLINE cr_status cr_train_check_example(const cr_train_field *f, const void *values, uint64_t example,
                                                 cr_error *error)
{
	const unsigned char *at = (const unsigned char *)values;
	uint32_t width = cr_type_size(f->type);
	for (uint32_t i = 0; i < f->bytes; i += width) {
		if (f->type == CR_F32) {
			uint32_t bits;
			cr_bytes_copy(&bits, at + i, 4);
			if ((f->check & CR_CHECK_FINITE) && !cr_st_finite_bits(bits))
				return cr_train_bad_value(f, example, 0, error);
			continue;
		}
		if (!(f->check & CR_CHECK_RANGE))
			break;
		int64_t value = cr_train_integer(at + i, f->type);
		int ignored = (f->check & CR_CHECK_IGNORE) && value == f->ignore;
		if (!ignored && (value < f->low || value > f->high))
			return cr_train_bad_value(f, example, value, error);
	}
	return CR_OK;
}

/* Before a run: is everything there?  Whole arrays are checked here, once; what read gives, as it
 * comes. */
CR_SMALL_INLINE cr_status cr_train_check_source(const cr_train_model *m, const cr_train_source *source, cr_error *error)
{
	if (source->read)
		return CR_OK;
	for (uint32_t i = 0; i < m->field_count; i++) {
		const cr_train_field *f = &m->fields[i];
		if (!source->arrays || !source->arrays[i]) {
			cr_fail(error, CR_ERR_ARGUMENT, -1, 0, "data: neither read nor an array of ");
			cr_say(error, f->name);
			return CR_ERR_ARGUMENT;
		}
		if (source->count > SIZE_MAX / 2 / f->bytes) {
			cr_fail(error, CR_ERR_ARGUMENT, -1, 0, "data: more examples than memory can hold of ");
			cr_say(error, f->name);
			return CR_ERR_ARGUMENT;
		}
		for (uint64_t k = 0; k < source->count && f->check; k++) {
			const char *at = (const char *)source->arrays[i] + (size_t)k * f->bytes;
			cr_status status = cr_train_check_example(f, at, k, error);
			if (status != CR_OK)
				return status;
		}
	}
	return CR_OK;
}

CR_SMALL_INLINE cr_status cr_train_read(const cr_train_model *m, const cr_train_source *source, uint64_t index,
                                        void *const *out, cr_error *error)
{
	if (!source->read) {
		for (uint32_t i = 0; i < m->field_count; i++)
			cr_bytes_copy(out[i], (const char *)source->arrays[i] + (size_t)index * m->fields[i].bytes, m->fields[i].bytes);
		return CR_OK;
	}
	cr_status status = source->read(source->user, index, out);
	if (status < 0) {
		cr_fail(error, status, -1, index, "data: reading example ");
		cr_say_u64(error, index);
		cr_say(error, " failed");
		return status;
	}
	for (uint32_t i = 0; i < m->field_count; i++)
		if (m->fields[i].check && (status = cr_train_check_example(&m->fields[i], out[i], index, error)) != CR_OK)
			return status;
	return CR_OK;
}

/* Examples position .. position + count - 1 of an epoch, count <= batch; inputs[] points at them.
 * run: gives the shuffled order (seed and epoch); null: the data's own. */
CR_SMALL_INLINE cr_status cr_train_gather(const cr_train_model *m, const cr_train_call *call,
                                          const cr_train_source *source, const cr_train_run *run, uint64_t position,
                                          size_t count, const void **inputs, cr_error *error)
{
	if (!source->read && !run) {
		for (uint32_t i = 0; i < m->field_count; i++)
			inputs[i] = (const char *)source->arrays[i] + (size_t)position * m->fields[i].bytes;
		return CR_OK;
	}
	for (uint32_t i = 0; i < m->field_count; i++)
		inputs[i] = (char *)call->workspace + m->fields[i].offset;
	for (size_t k = 0; k < count; k++) {
		void *out[CR_FIELDS_MAX];
		uint64_t index = position + k;
		if (run)
			index = cr_permute(index, source->count, run->seed, run->epoch);
		for (uint32_t i = 0; i < m->field_count; i++)
			out[i] = (char *)call->workspace + m->fields[i].offset + k * m->fields[i].bytes;
		cr_status status = cr_train_read(m, source, index, out, error);
		if (status < 0)
			return status;
	}
	return CR_OK;
}
#endif
