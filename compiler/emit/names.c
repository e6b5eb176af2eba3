/* names.c - identifiers that every C and C++ compiler, and the headers products include, leave alone. */
#include "print.h"

#include <string.h>

/* Sorted for bisection. C11, C++20, macros of common system and vendor headers, and words the emitted code needs. */
static const char *const reserved[] = {
	"ANSI", "B0", "B1", "BIG_ENDIAN", "BOOL", "CALLBACK", "CONST", "DEFAULT", "DELETE", "DIFFERENCE", "DOMAIN",
	"EOF", "ERROR", "EXP1", "F", "FALSE", "I", "IN", "INFINITY", "INPUT", "LITTLE_ENDIAN", "NAN", "NULL",
	"OPTIONAL", "OUT", "OUTPUT", "OVERFLOW", "PI", "SHORT", "TRUE", "UNDERFLOW", "VOID",
	"abs", "alignas", "alignof", "and", "and_eq", "asm", "assert", "atomic_cancel", "auto", "bitand", "bitor", "bool", "break",
	"case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield",
	"compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype",
	"default", "delete", "do", "double", "dynamic_cast", "else", "enum", "errno", "explicit", "export", "extern",
	"false", "far", "float", "for", "fortran", "friend", "goto", "huge", "if", "imaginary", "inline", "int", "interface",
	"linux", "long", "main", "max", "min", "mutable", "namespace", "near", "new", "noexcept", "not", "not_eq",
	"nullptr", "offsetof", "operator", "or", "or_eq", "pascal", "private", "protected", "public", "register",
	"reinterpret_cast", "requires", "restrict", "return", "round", "short", "signed", "sizeof", "small", "static",
	"static_assert", "static_cast", "stderr", "stdin", "stdout", "struct", "switch", "template", "this",
	"thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "union", "unix", "unsigned", "using",
	"va_arg", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
};

bool name_reserved(const char *s)
{
	size_t low = 0, high = sizeof reserved / sizeof *reserved;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(s, reserved[mid]);
		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	/* the runtime's, and what the language keeps for itself */
	return strncmp(s, "cr_", 3) == 0 || strncmp(s, "CR_", 3) == 0 || strncmp(s, "__", 2) == 0
	       || (s[0] == '_' && s[1] >= 'A' && s[1] <= 'Z');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

char *name_identifier(Arena *a, const char *s)
{
	size_t n = strlen(s);
	char *out = arena_alloc(a, n + 3), *to = out;
	if (n == 0 || !is_letter(s[0])) {
		*to++ = 'n';
		if (n == 0 || !is_digit(s[0]))
			*to++ = '_';
	}
	for (size_t i = 0; i < n; i++)
		*to++ = is_letter(s[i]) || is_digit(s[i]) ? s[i] : '_';
	return out;
}

char *name_upper(Arena *a, const char *s)
{
	char *out = name_identifier(a, s);
	for (char *c = out; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return out;
}

Scope scope_new(Arena *a)
{
	Scope s = { .arena = a };
	return s;
}

static bool scope_has(const Scope *s, const char *name)
{
	for (size_t i = 0; i < s->names.n; i++)
		if (strcmp(s->names.at[i], name) == 0)
			return true;
	return false;
}

void scope_take(Scope *s, const char *name)
{
	vec_push(s->arena, s->names, name);
}

const char *scope_name(Scope *s, const char *wanted)
{
	if (s->form) {
		scope_take(s, arena_printf(s->arena, "v%u", ++s->given));
		return s->names.at[s->names.n - 1];
	}
	const char *stem = name_identifier(s->arena, wanted), *name = stem;
	if (name_reserved(name))
		name = stem = arena_printf(s->arena, "%s_", stem);
	bool digit = is_digit(stem[strlen(stem) - 1]);
	for (int i = 2; scope_has(s, name); i++)
		name = arena_printf(s->arena, digit ? "%s_%d" : "%s%d", stem, i);
	scope_take(s, name);
	return name;
}
