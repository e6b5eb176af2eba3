/* log.c - the curves of a run as CSV: epoch,step,examples,seconds,lr,loss,<metrics>,val_loss,
 * val_<metrics>,grad_norm.  All but seconds are equal in equal runs. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosted.h"

static cr_status log_fail(cr_csv_log *log, const char *what)
{
	if (log->error.status == CR_OK)
		hosted_fail(&log->error, CR_ERR_IO, log->path, 0, "%s: %s", what, strerror(errno));
	return CR_ERR_IO;
}

static void log_header(const cr_csv_log *log, const cr_event *e, char *out, size_t size)
{
	size_t n = (size_t)snprintf(out, size, "epoch,step,examples%s,lr", log->no_time ? "" : ",seconds");
	for (uint32_t i = 0; i < e->metric_count && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, ",%s", e->metric_names[i]);
	for (uint32_t i = 0; i < e->metric_count && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, ",val_%s", e->metric_names[i]);
	if (n < size)
		snprintf(out + n, size - n, ",grad_norm\n");
}

/* How many bytes of an old log belong to a run that goes on from step: the header and the lines up
 * to it, whole ones only.  0 where it is another's file.  *seconds: of the last line kept. */
static size_t log_keep(const cr_bytes *old, const char *header, uint64_t step, int timed, double *seconds)
{
	const char *text = (const char *)old->data;
	size_t at = strlen(header);
	if (old->size < at || memcmp(text, header, at) != 0)
		return 0;
	for (;;) {
		const char *end = memchr(text + at, '\n', old->size - at);
		unsigned long long value[3] = { 0, UINT64_MAX, 0 };     /* epoch, step, examples */
		double time = 0;
		const char *from = text + at;
		char *next = NULL;
		if (!end)
			return at;
		for (int i = 0; i < 3; i++, from = next + 1) {
			value[i] = strtoull(from, &next, 10);
			if (*next != ',')
				return at;
		}
		if (timed)
			time = strtod(from, &next);
		if (value[1] > step || (timed && *next != ','))
			return at;
		*seconds = time;
		at = (size_t)(end - text) + 1;
	}
}

/* Opens the file at the run's begin: new, or behind the lines of the run that goes on. */
static void log_begin(cr_csv_log *log, const cr_event *e)
{
	char header[2048];
	cr_bytes old = { NULL, 0 };
	double seconds = 0;
	size_t keep = 0;
	if (log->file)
		return;
	log_header(log, e, header, sizeof header);
	if (e->step && access(log->path, F_OK) == 0) {
		if (cr_file_read(log->path, &old, &log->error) != CR_OK)
			return;
		int empty = old.size == 0;
		keep = log_keep(&old, header, e->step, !log->no_time, &seconds);
		cr_bytes_free(&old);
		if (!keep && !empty) {
			hosted_fail(&log->error, CR_ERR_FORMAT, log->path, 0, "the log of another run: its columns differ");
			return;
		}
	}
	log->file = fopen(log->path, keep ? "r+" : "w");
	if (!log->file) {
		log_fail(log, "cannot be written");
		return;
	}
	if (keep && (ftruncate(fileno(log->file), (off_t)keep) != 0 || fseek(log->file, 0, SEEK_END) != 0))
		log_fail(log, "cannot be shortened");
	if (!keep && fputs(header, log->file) < 0)
		log_fail(log, "cannot be written");
	log->begun = hosted_seconds() - seconds;
}

static void log_line(cr_csv_log *log, const cr_event *e)
{
	char number[32];
	if (!log->file || log->error.status != CR_OK)
		return;
	fprintf(log->file, "%u,%llu,%llu", (unsigned)e->epoch, (unsigned long long)e->step, (unsigned long long)e->examples);
	if (!log->no_time) {
		unsigned long ms = (unsigned long)((hosted_seconds() - log->begun) * 1000);
		fprintf(log->file, ",%lu.%03lu", ms / 1000, ms % 1000);
	}
	hosted_float_text(number, e->learning_rate);
	fprintf(log->file, ",%s", number);
	for (uint32_t i = 0; i < e->metric_count; i++) {
		hosted_float_text(number, e->train[i]);
		fprintf(log->file, ",%s", number);
	}
	for (uint32_t i = 0; i < e->metric_count; i++) {
		number[0] = 0;
		if (e->validation)
			hosted_float_text(number, e->validation[i]);
		fprintf(log->file, ",%s", number);
	}
	hosted_float_text(number, e->gradient_norm);
	fprintf(log->file, ",%s\n", number);
	if (fflush(log->file) != 0 || ferror(log->file))
		log_fail(log, "cannot be written");
}

cr_action cr_csv_log_event(void *user, const cr_event *event)
{
	cr_csv_log *log = user;
	if (event->kind == CR_RUN_BEGIN)
		log_begin(log, event);
	if (event->kind == CR_EPOCH_END || (event->kind == CR_STEP && log->every_step))
		log_line(log, event);
	return CR_CONTINUE;
}

cr_status cr_csv_log_close(cr_csv_log *log, cr_error *error)
{
	if (log->file && fclose(log->file) != 0)
		log_fail(log, "cannot be written");
	log->file = NULL;
	if (log->error.status != CR_OK && error)
		*error = log->error;
	return log->error.status;
}
