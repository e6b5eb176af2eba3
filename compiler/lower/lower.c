/* lower.c - a function from graph to program, in the order in which it happens. */
#include "internal.h"

static void build_region(Lowering *l, Region *r)
{
	if (!r->members.n)
		return;
	switch (r->kind) {
	case REGION_ROWS:
		build_rows(l, r);
		break;
	case REGION_CONTRACT:
		build_contract(l, r);
		break;
	case REGION_ALONE:
		if (r->members.at[0]->bodies)
			build_control(l, r);
		else
			build_alone(l, r);
		break;
	}
}

Buffer *buffer_of(Lowering *l, const Node *n)
{
	return node_is_leaf(n) ? leaf_buffer(l, n) : l->info[n->id].buffer;
}

static void copy_outputs(Lowering *l)
{
	for (size_t i = 0; i < l->f->outputs.n; i++) {
		const Port *p = &l->f->outputs.at[i];
		Buffer *from = buffer_of(l, p->node);
		if (l->port_out) {
			if (from != l->port_out[i])
				build_copy(l, l->port_out[i], from);
			continue;
		}
		if (from->kind == BUF_OUTPUT && from->index == i)
			continue;
		Buffer *to = buffer_new(l, BUF_OUTPUT, &p->node->type, p->name);
		to->index = (uint32_t)i;
		build_copy(l, to, from);
	}
}

/* New values go to their slots last, so that every reader of the old value comes first; a value that is itself a slot's
 * old one is taken aside before any slot changes. */
static void write_slots(Lowering *l)
{
	Buffer **value = NEW_ARRAY(l->arena, Buffer *, l->f->sets.n);
	for (size_t i = 0; i < l->f->sets.n; i++) {
		const Set *s = &l->f->sets.at[i];
		value[i] = buffer_of(l, s->value);
		if (value[i]->kind == BUF_SLOT) {
			Buffer *aside = buffer_new(l, BUF_TEMP, &s->value->type, "old");
			aside->panels = value[i]->panels;
			build_copy(l, aside, value[i]);
			value[i] = aside;
		}
	}
	Buffer **place = NEW_ARRAY(l->arena, Buffer *, l->model->slots.n + 1);
	for (size_t b = l->program->buffers.n; b-- > 0;)
		if (l->program->buffers.at[b]->kind == BUF_SLOT)
			place[l->program->buffers.at[b]->index] = l->program->buffers.at[b];
	for (size_t i = 0; i < l->f->sets.n; i++) {
		const Slot *slot = l->f->sets.at[i].slot;
		Buffer *to = place[slot->index];
		if (!to) {
			to = buffer_new(l, BUF_SLOT, &slot->type, slot->name);
			to->index = slot->index;
			to->panels = slot->panels;
		}
		to->written = true;
		build_copy(l, to, value[i]);
	}
}

void lower_body(Lowering *outer, Function *f, Buffer **in, Buffer **out)
{
	Lowering l = { .f = f, .g = f->graph, .model = outer->model, .arena = outer->arena, .asked = outer->asked, .options = outer->options,
	               .program = outer->program, .around = outer->around, .port_in = in, .port_out = out };
	l.info = NEW_ARRAY(l.arena, Info, l.g->nodes.n + 1);
	form_regions(&l);
	assign_buffers(&l);
	for (size_t i = 0; i < l.regions.n; i++)
		build_region(&l, l.regions.at[i]);
	copy_outputs(&l);
}

Program *lower_function(Function *f, const LowerOptions *options)
{
	Arena *a = &f->graph->cc->arena;
	Arena asked = { 0 };
	Lowering l = { .f = f, .g = f->graph, .model = f->graph->model, .arena = a, .asked = &asked, .options = options };

	l.program = NEW(a, Program);
	l.program->function = f;
	l.program->model = l.model;
	l.info = NEW_ARRAY(a, Info, l.g->nodes.n + 1);
	form_regions(&l);
	assign_buffers(&l);
	for (size_t i = 0; i < l.regions.n; i++)
		build_region(&l, l.regions.at[i]);
	copy_outputs(&l);
	write_slots(&l);
	alias_buffers(&l);
	name_kernels(l.program);
	outline_kernels(l.program);
	arena_free(&asked);
	return l.program;
}
