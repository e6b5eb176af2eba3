/* events.c - several event callbacks in place of one, and Ctrl-C as one of them. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>

#include "hosted.h"

int cr_events_add(cr_events *events, cr_event_fn call, void *user)
{
	if (events->count == sizeof events->to / sizeof events->to[0])
		return 0;
	events->to[events->count].call = call;
	events->to[events->count++].user = user;
	return 1;
}

cr_action cr_events_send(void *user, const cr_event *event)
{
	const cr_events *events = user;
	cr_action action = CR_CONTINUE;
	for (uint32_t i = 0; i < events->count; i++)
		action |= events->to[i].call(events->to[i].user, event);
	return action;
}

/* A signal has no other way to tell than a global: the only one of the library. */
static volatile sig_atomic_t interrupted;

static void remember(int number)
{
	(void)number;
	interrupted = 1;
}

void cr_interrupt_catch(void)
{
	struct sigaction action = { .sa_flags = (int)SA_RESETHAND };
	action.sa_handler = remember;
	sigemptyset(&action.sa_mask);
	interrupted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

int cr_interrupted(void)
{
	return interrupted;
}

cr_action cr_interrupt_event(void *unused, const cr_event *event)
{
	(void)unused;
	(void)event;
	return interrupted ? CR_STOP | CR_SAVE : CR_CONTINUE;
}
