/* test_sandbox.c - what a script can and cannot do. */
#define _DEFAULT_SOURCE
#include "script_fixture.h"

Suite *sandbox_suite(void);

#define MODEL "require('crescent').model('net')\n"

static void passes(const char *text)
{
	Scripted *s = scripted_text(text, NULL);
	ck_good(s);
	scripted_close(s);
}

static void fails(const char *text, const char *message)
{
	Scripted *s = scripted_text(text, NULL);
	ck_assert_msg(s->m == NULL, "it should have failed");
	ck_says(s, message);
	scripted_close(s);
}

START_TEST(pairs_visit_numbers_then_strings_then_booleans)
{
	passes(MODEL
	       "local t = { b = 1, a = 2, [3] = 3, [1.5] = 4, [-1] = 5, [true] = 6, [false] = 7, z = 8, ['a\\0b'] = 9 }\n"
	       "local seen = {}\n"
	       "for k in pairs(t) do seen[#seen + 1] = tostring(k) end\n"
	       "assert(table.concat(seen, ' ') == '-1 1.5 3 a a\\0b b z false true')\n"
	       "local again, k = {}, next(t)\n"
	       "while k ~= nil do again[#again + 1] = tostring(k) k = next(t, k) end\n"
	       "assert(table.concat(again, ' ') == table.concat(seen, ' '))\n"
	       "assert(next({}) == nil)\n");
}
END_TEST

START_TEST(pairs_pass_over_keys_removed_meanwhile)
{
	passes(MODEL
	       "local t, n = { a = 1, b = 2, c = 3 }, 0\n"
	       "for k in pairs(t) do t.b = nil n = n + 1 end\n"
	       "assert(n == 2)\n"
	       "for k, v in pairs(setmetatable({}, { __pairs = function() return next, { x = 1 } end })) do assert(k == 'x') end\n");
}
END_TEST

START_TEST(pairs_refuse_keys_without_an_order)
{
	fails("for k in pairs { [{}] = 1, [{}] = 2 } do end\n", "test.lua:1: error: pairs: keys that are tables or functions");
}
END_TEST

START_TEST(pairs_sort_many_keys)
{
	passes(MODEL
	       "local t, last, n = {}, '', 0\n"
	       "for i = 1, 5000 do t['k' .. (i * 7919 % 100003)] = i end\n"
	       "for k in pairs(t) do assert(k > last) last = k n = n + 1 end\n"
	       "assert(n == 5000)\n");
}
END_TEST

START_TEST(texts_show_no_address)
{
	passes(MODEL
	       "assert(tostring({}) == 'table' and tostring(print) == 'function')\n"
	       "assert(string.format('%s %5.1f %d %q', {}, 1.25, 3, 'x') == 'table   1.2 3 \"x\"')\n"
	       "assert(tostring(setmetatable({}, { __tostring = function() return 'mine' end })) == 'mine')\n");
	fails("string.format('%p', {})", "%p is not available");
	fails("string.format('%10a', 1.5)", "%a is not available");
}
END_TEST

START_TEST(dangerous_functions_are_gone)
{
	passes(MODEL
	       "for _, name in ipairs { 'io', 'os', 'debug', 'load', 'loadstring', 'dofile', 'loadfile', 'collectgarbage', 'package' } do\n"
	       "  assert(_G[name] == nil, name)\n"
	       "end\n"
	       "assert(string.dump == nil)\n");
	fails("\033Lua binary", "compiled Lua");
}
END_TEST

START_TEST(elementary_functions_are_accurate)
{
	passes(MODEL
	       "local function near(a, b) assert(math.abs(a - b) <= 2e-16 * math.max(1, math.abs(b)), a .. ' ' .. b) end\n"
	       "near(math.exp(1), 2.718281828459045) near(math.exp(-20), 2.061153622438558e-09)\n"
	       "near(math.log(10), 2.302585092994046) near(math.log(8, 2), 3) near(math.log(1e-310), -713.8013788281542)\n"
	       "near(math.sin(1), 0.8414709848078965) near(math.cos(1), 0.5403023058681398) near(math.sin(100), -0.5063656411097588)\n"
	       "near(math.atan(1), math.pi / 4) near(math.atan(-1, -1), -3 * math.pi / 4) near(math.asin(1), math.pi / 2)\n"
	       "near(math.acos(0), math.pi / 2) near(math.tan(0.5), 0.5463024898437905)\n"
	       "assert(math.exp(1000) == math.huge and math.exp(-1000) == 0 and math.log(0) == -math.huge)\n"
	       "assert(math.log(-1) ~= math.log(-1) and math.sin(math.huge) ~= math.sin(math.huge))\n");
}
END_TEST

START_TEST(random_numbers_repeat_and_are_noted)
{
	const char *text = MODEL "print(math.random(1000000), math.random(1000000))\n";
	Scripted *a = scripted_text(text, NULL), *b = scripted_text(text, NULL);
	ck_good(a);
	ck_assert_str_eq(a->printed, b->printed);
	ck_says(a, "math.random gives the same numbers in every run");
	scripted_close(a);
	scripted_close(b);
	fails("math.randomseed()", "math.randomseed: a number expected");
}
END_TEST

START_TEST(limits_climb_out_of_handlers)
{
	ScriptLimits limits = { .steps = 50000, .memory = (size_t)8 << 20 };
	static const char *const endless[] = {
		"while true do end",
		"while true do pcall(function() while true do end end) end",
		"while true do xpcall(function() while true do end end, function(e) while true do end end) end",
		"local co = coroutine.wrap(function() while true do end end) while true do pcall(co) end",
		"while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
		"local m = { __close = function() while true do end end } local function f() local x <close> = setmetatable({}, m) f(1) end pcall(f)",
		"local m = { __close = function() while true do end end } local c = coroutine.wrap(function() local x <close> = setmetatable({}, m) while 1 do end end) while 1 do pcall(c) end",
		"local t = setmetatable({}, { __index = function(t, k) while true do end end }) local x = t.y",
		"table.sort({ 1, 2, 3 }, function() while true do end end)",
	};
	for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
		Scripted *s = scripted_text(endless[i], &limits);
		ck_assert_ptr_null(s->m);
		ck_says(s, "test.lua:1: error: script ran for more than 50000 steps");
		scripted_close(s);
	}
	static const char *const greedy[] = {
		"local t = {} while true do t[#t + 1] = {} end",
		"local s = 'x' while true do s = s .. s end",
		"local s = ('x'):rep(1 << 26)",
		"pcall(string.rep, 'x', 1 << 26) local n = 0 while n < 1e4 do n = n + 1 end",
		"local t = {} pcall(function() while true do t[#t + 1] = {} end end) while true do pcall(function() t[#t + 1] = {} end) end",
		"coroutine.resume(coroutine.create(function() return ('x'):rep(1 << 26) end))",
	};
	limits.steps = 0;
	for (size_t i = 0; i < sizeof greedy / sizeof *greedy; i++) {
		Scripted *s = scripted_text(greedy[i], &limits);
		ck_assert_ptr_null(s->m);
		ck_says(s, "script needs more than 8 MiB of memory; raise it with --lua-memory");
		scripted_close(s);
	}
}
END_TEST

START_TEST(deep_recursion_is_a_clean_error)
{
	fails("local function f() return 1 + f() end f()", "test.lua:1: error: the script calls itself too deeply");
	fails("local function f() return (string.gsub('x', 'x', f)) end f()", "error:");
	fails("local t = {} setmetatable(t, { __index = t }) local x = t.y", "error:");
	passes(MODEL "assert(not pcall(function() local function f() return 1 + f() end f() end))\n");
}
END_TEST

START_TEST(protected_calls_and_coroutines_work)
{
	passes(MODEL
	       "local ok, e = pcall(error, { code = 3 })\n"
	       "assert(not ok and e.code == 3)\n"
	       "assert(select('#', pcall(function() return 1, nil, 3 end)) == 4)\n"
	       "local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) local _, c = pcall(coroutine.yield, b + 1) return c end)\n"
	       "assert(co(1) == 2 and co(5) == 6 and co(9) == 9)\n"
	       "local good, err = pcall(function() local cr = require 'crescent' cr.zeros(3) end)\n"
	       "assert(not good and tostring(err):find 'test.lua:7: error: zeros')\n");
}
END_TEST

START_TEST(tail_calls_keep_results_and_lines)
{
	passes(MODEL
	       "local function count(...) return select('#', ...) end\n"
	       "local function all(...) return count(...) end\n"
	       "assert(all(1, nil, nil) == 3)\n"
	       "local function closes() local x <close> = setmetatable({}, { __close = function() end }) return all(1) end\n"
	       "assert(closes() == 1)\n");
	fails("local cr = require 'crescent'\nlocal function f()\n  return cr.zeros(1)\nend\nf()\n", "test.lua:3: error: zeros");
}
END_TEST

START_TEST(modules_stay_in_the_folder)
{
	fails("require '..secret'", "outside the model's folder");
	fails("require '/etc/passwd'", "outside the model's folder");
	fails("require 'a\\\\b'", "outside the model's folder");
	fails("require 'no.such.file'", "module \"no.such.file\" not found");
	fails("require('crescent').load('../x.npy')", "outside the model's folder");
}
END_TEST

START_TEST(finalisers_are_refused)
{
	fails("setmetatable({}, { __gc = function() end })", "__gc is not available");
	fails("setmetatable({}, { __mode = 'k' })", "__mode is not available");
}
END_TEST

Suite *sandbox_suite(void)
{
	Suite *s = suite_create("sandbox");
	TCase *t = tcase_create("scripts");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, pairs_visit_numbers_then_strings_then_booleans);
	tcase_add_test(t, pairs_pass_over_keys_removed_meanwhile);
	tcase_add_test(t, pairs_refuse_keys_without_an_order);
	tcase_add_test(t, pairs_sort_many_keys);
	tcase_add_test(t, texts_show_no_address);
	tcase_add_test(t, dangerous_functions_are_gone);
	tcase_add_test(t, elementary_functions_are_accurate);
	tcase_add_test(t, random_numbers_repeat_and_are_noted);
	tcase_add_test(t, limits_climb_out_of_handlers);
	tcase_add_test(t, deep_recursion_is_a_clean_error);
	tcase_add_test(t, protected_calls_and_coroutines_work);
	tcase_add_test(t, tail_calls_keep_results_and_lines);
	tcase_add_test(t, modules_stay_in_the_folder);
	tcase_add_test(t, finalisers_are_refused);
	suite_add_tcase(s, t);
	return s;
}
