/* progress.c - where a training run stands, for a person who watches.
 *
 *     epoch 3/10 [########----------------]  210/600  loss 0.3122  accuracy 0.8910  ETA 1:05
 *     epoch  3/10  loss 0.3051  accuracy 0.8932  val_loss 0.3290  val_accuracy 0.8841  4.2 s
 *
 * The first is redrawn in place, at most ten times a second, and only on a terminal; the second
 * stays, one an epoch. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "hosted.h"

typedef struct { char text[512]; size_t n; } line;

static void line_add(line *l, const char *text)
{
	size_t n = strlen(text);
	if (n > sizeof l->text - 1 - l->n)
		n = sizeof l->text - 1 - l->n;
	memcpy(l->text + l->n, text, n);
	l->n += n;
	l->text[l->n] = 0;
}

/* Adds a piece only where it fits the columns whole. */
static int line_fit(line *l, const char *text, int width)
{
	if ((int)(l->n + strlen(text)) > width)
		return 0;
	line_add(l, text);
	return 1;
}

void cr_progress_init(cr_progress *p, FILE *out)
{
	const char *term = getenv("TERM");
	struct winsize size;
	*p = (cr_progress){ .out = out, .width = 80 };
	p->terminal = isatty(fileno(out)) && term && strcmp(term, "dumb") != 0;
	if (p->terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		p->width = size.ws_col;
}

void cr_progress_clear(cr_progress *p)
{
	if (p->shown)
		fputs("\r\x1b[K", p->out);
	p->shown = 0;
	fflush(p->out);
}

static void metric_text(char *out, size_t size, const char *prefix, const char *name, float value)
{
	double v = (double)value, magnitude = v < 0 ? -v : v;
	int plain = v != v || (magnitude >= 1e-3 && magnitude < 1e5) || magnitude == 0.0;
	snprintf(out, size, plain ? "  %s%s %.4f" : "  %s%s %.3e", prefix, name, v);
}

static void time_text(char *out, size_t size, double seconds)
{
	unsigned long s = seconds > 0 && seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 0;
	if (s >= 3600)
		snprintf(out, size, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(out, size, "%lu:%02lu", s / 60, s % 60);
}

/* Updates of one epoch, where the run's length is a whole number of epochs; else of the run. */
static void place_in_epoch(const cr_event *e, uint64_t *done, uint64_t *all)
{
	uint64_t per = e->epochs && e->steps % e->epochs == 0 ? e->steps / e->epochs : 0;
	uint64_t before = per ? per * (e->epoch ? e->epoch - 1 : 0) : 0;
	if (!per || e->step < before || e->step - before > per) {
		*done = e->step;
		*all = e->steps;
	} else {
		*done = e->step - before;
		*all = per;
	}
}

static void draw_bar(cr_progress *p, const cr_event *e)
{
	enum { CELLS = 24 };
	char piece[128], eta[32], bar[CELLS + 4];
	line l = { .n = 0 };
	uint64_t done, all, made = e->step - p->first_step, left = e->steps > e->step ? e->steps - e->step : 0;
	double now = hosted_seconds();
	int width = p->width - 1;          /* the last column stays free: some terminals wrap there */
	if (now - p->drawn < 0.1)
		return;
	p->drawn = now;
	place_in_epoch(e, &done, &all);
	snprintf(piece, sizeof piece, "epoch %u/%u", (unsigned)e->epoch, (unsigned)e->epochs);
	line_fit(&l, piece, width);
	if (p->width >= 72) {
		int filled = all ? (int)(CELLS * (double)done / (double)all) : 0;
		bar[0] = ' ';
		bar[1] = '[';
		for (int i = 0; i < CELLS; i++)
			bar[2 + i] = i < filled ? '#' : '-';
		bar[CELLS + 2] = ']';
		bar[CELLS + 3] = 0;
		line_fit(&l, bar, width);
	}
	snprintf(piece, sizeof piece, "  %llu/%llu", (unsigned long long)done, (unsigned long long)all);
	line_fit(&l, piece, width);
	time_text(eta, sizeof eta, made ? (now - p->begun) / (double)made * (double)left : 0);
	int room = width - (int)strlen(eta) - 6;
	for (uint32_t i = 0; i < e->metric_count; i++) {
		metric_text(piece, sizeof piece, "", e->metric_names[i], e->train[i]);
		if (!line_fit(&l, piece, i ? room : width))
			break;
	}
	snprintf(piece, sizeof piece, "  ETA %s", eta);
	if (made)
		line_fit(&l, piece, width);
	fprintf(p->out, "\r%s\x1b[K", l.text);
	fflush(p->out);
	p->shown = 1;
}

static int digits(uint32_t n)
{
	int d = 1;
	for (; n >= 10; n /= 10)
		d++;
	return d;
}

static void epoch_line(cr_progress *p, const cr_event *e)
{
	char piece[128];
	line l = { .n = 0 };
	double now = hosted_seconds();
	cr_progress_clear(p);
	snprintf(piece, sizeof piece, "epoch %*u/%u", digits(e->epochs), (unsigned)e->epoch, (unsigned)e->epochs);
	line_add(&l, piece);
	for (uint32_t i = 0; i < e->metric_count; i++) {
		metric_text(piece, sizeof piece, "", e->metric_names[i], e->train[i]);
		line_add(&l, piece);
	}
	for (uint32_t i = 0; e->validation && i < e->metric_count; i++) {
		metric_text(piece, sizeof piece, "val_", e->metric_names[i], e->validation[i]);
		line_add(&l, piece);
	}
	snprintf(piece, sizeof piece, "  %.1f s", now - p->epoch_begun);
	line_add(&l, piece);
	fprintf(p->out, "%s\n", l.text);
	fflush(p->out);
	p->epoch_begun = now;
}

cr_action cr_progress_event(void *user, const cr_event *event)
{
	cr_progress *p = user;
	switch (event->kind) {
	case CR_RUN_BEGIN:
		p->begun = p->epoch_begun = hosted_seconds();
		p->first_step = event->step;
		break;
	case CR_STEP:
		if (p->terminal)
			draw_bar(p, event);
		break;
	case CR_EPOCH_END:
		epoch_line(p, event);
		break;
	case CR_ROLLED_BACK:
		cr_progress_clear(p);
		fprintf(p->out, "step %llu: not finite; back to the parameters of the epoch's begin\n", (unsigned long long)event->step + 1);
		break;
	case CR_RUN_END:
		cr_progress_clear(p);
		break;
	default:
		break;
	}
	return CR_CONTINUE;
}
