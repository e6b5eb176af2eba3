/* notation.c - small graphs as text: a recursive descent over the grammar in notation.h, and back. */
#include "notation.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader { Fixture *x; const char *text, *at; } Reader;

static bool accept(Reader *r, char c)
{
	if (*r->at != c)
		return false;
	r->at++;
	return true;
}

static void expect(Reader *r, char c)
{
	if (!accept(r, c))
		BUG("'%c' expected at \"%s\" in \"%s\"", c, r->at, r->text);
}

/* Up to a delimiter of the grammar, in the arena. */
static const char *word(Reader *r, const char *until)
{
	size_t n = strcspn(r->at, until);
	r->at += n;
	return arena_strndup(&r->x->cc.arena, r->at - n, n);
}

static Type read_type(Reader *r) { return fixture_type(r->x, word(r, ",;():")); }

static Node *read_number(Reader *r)
{
	double value = strtod(word(r, ",;():"), NULL);
	if (!accept(r, ':'))
		return node_splat(r->x->g, &r->x->f->inputs.at[0].type, value);
	const Type t = read_type(r);
	return node_splat(r->x->g, &t, value);
}

enum { MOST_ATTRS = 16 };        /* of a row; convolution has 10 */

/* The attributes' letters in order, from ops.def's text: "start:L limit:L" is "LL". */
static size_t attr_letters(Op op, char letters[MOST_ATTRS])
{
	size_t n = 0;
	for (const char *s = op_table[op].attrs; (s = strchr(s, ':')); s++)
		letters[n++] = s[1];
	return n;
}

static void read_attrs(Reader *r, Op op, int64_t *attr, size_t *n)
{
	char letters[MOST_ATTRS];
	const size_t lists = attr_letters(op, letters);
	for (size_t i = 0; i < lists; i++) {
		expect(r, ';');
		const bool list = letters[i] == 'V' || letters[i] == 'L';
		const size_t count = (*n)++;
		if (!list)
			*n = count;
		while (isdigit((unsigned char)*r->at) || *r->at == '-') {
			char *end;
			attr[(*n)++] = strtoll(r->at, &end, 10);
			r->at = end;
			accept(r, ',');
		}
		if (list)
			attr[count] = (int64_t)(*n - count - 1);
	}
}

static Node *read_node(Reader *r)
{
	if (!isalpha((unsigned char)*r->at) || strncmp(r->at, "nan", 3) == 0 || strncmp(r->at, "inf", 3) == 0)
		return read_number(r);
	const char *name = word(r, ",;():");
	if (name[0] == 'x')
		return r->x->f->inputs.at[strtol(name + 1, NULL, 10)].node;
	const Op op = op_by_name(name);
	if (op == OP_COUNT)
		BUG("no op \"%s\" in \"%s\"", name, r->text);
	Node *in[8] = { 0 };
	size_t arity = 0, attrs = 0;
	int64_t attr[64];
	Type type;
	const Type *stated = NULL;
	expect(r, '(');
	while (*r->at != ')' && *r->at != ';' && *r->at != ':') {
		in[arity++] = read_node(r);
		if (accept(r, ':')) {
			type = read_type(r);
			stated = &type;
		}
		accept(r, ',');
	}
	if (accept(r, ':')) {
		type = read_type(r);
		stated = &type;
	}
	read_attrs(r, op, attr, &attrs);
	expect(r, ')');
	return node_make(r->x->g, op, stated, in, arity, attr, attrs);
}

Node *notation_read(Fixture *x, const char *text)
{
	Reader r = { x, text, text };
	Node *n = read_node(&r);
	if (*r.at)
		BUG("\"%s\" is left of \"%s\"", r.at, text);
	return n;
}

static void write_number(Text *out, double v)
{
	if (isnan(v))
		text_add(out, "nan");
	else
		text_add(out, "%.10g", v);
}

static void write_attrs(Text *out, const Node *n)
{
	char letters[MOST_ATTRS];
	const size_t lists = attr_letters(n->op, letters);
	for (size_t i = 0; i < lists; i++) {
		size_t count;
		const int64_t *items = node_attr(n, (int)i, &count);
		text_char(out, ';');
		for (size_t k = 0; k < count; k++)
			text_add(out, "%s%lld", k ? "," : "", (long long)items[k]);
	}
}

static void write_node(Text *out, const Node *n)
{
	double value;
	if (node_is_splat(n, &value)) {
		write_number(out, value);
	} else if (n->op == OP_input) {
		text_add(out, "%s", n->name);
	} else if (n->op == OP_constant) {
		for (int64_t i = 0; i < type_elements(&n->type); i++) {
			text_char(out, i ? ' ' : '[');
			write_number(out, constant_element(n, i));
		}
		text_char(out, ']');
	} else {
		text_add(out, "%s(", op_table[n->op].name);
		for (uint32_t i = 0; i < n->arity; i++) {
			if (i)
				text_char(out, ',');
			write_node(out, n->in[i]);
		}
		write_attrs(out, n);
		text_char(out, ')');
	}
}

const char *notation_write(Fixture *x, const Node *n)
{
	Text out = text_new(&x->cc.arena);
	write_node(&out, n);
	return text_str(&out);
}
