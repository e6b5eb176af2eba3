/* Plans: offsets that meet the lower bound where they can, and a judge that notices what is wrong. */
#include "../../compiler/plan/space.h"
#include "program_fixture.h"

Suite *plan_suite(void);

static Hand h;

static void setup(void) { hand_open(&h); }
static void teardown(void) { hand_close(&h); }

/* One kernel that writes and reads whatever it is given. */
static Kernel *any_kernel(size_t params)
{
	Kernel *k = hand_kernel(&h, "any");
	for (size_t i = 0; i < params; i++)
		hand_param(&h, "t", DT_F32, ACCESS_UPDATE, 1);
	return k;
}

/* Buffer i of `size` elements is needed from call first to call last; calls take what is alive. */
static void program_of(const int64_t (*life)[3], size_t n, size_t calls)
{
	Buffer *b[64], *args[64];
	for (size_t i = 0; i < n; i++)
		b[i] = hand_buffer(&h, BUF_TEMP, DT_F32, life[i][0]);
	for (size_t c = 0; c < calls; c++) {
		size_t alive = 0;
		for (size_t i = 0; i < n; i++)
			if (life[i][1] == (int64_t)c || life[i][2] == (int64_t)c)
				args[alive++] = b[i];
		hand_call(&h, any_kernel(alive), alive, args);
	}
}

START_TEST(a_chain_needs_two_neighbours)
{
	const int64_t life[][3] = { { 100, 0, 1 }, { 60, 1, 2 }, { 80, 2, 3 }, { 40, 3, 4 } };
	program_of(life, 4, 5);
	plan_program(&h.program);
	ck_assert_int_eq(h.program.workspace[DT_F32], h.program.lower_bound[DT_F32]);
	ck_assert_int_ge(h.program.workspace[DT_F32], 160);
	ck_assert_int_le(h.program.workspace[DT_F32], 176);
	ck_assert_ptr_null(plan_check(&h.program, &h.arena));
}
END_TEST

START_TEST(small_buffers_are_not_padded)
{
	const int64_t life[][3] = { { 3, 0, 2 }, { 5, 1, 2 }, { 1, 2, 3 } };
	program_of(life, 3, 4);
	plan_program(&h.program);
	ck_assert_int_eq(h.program.workspace[DT_F32], 9);
	ck_assert_ptr_null(plan_check(&h.program, &h.arena));
}
END_TEST

START_TEST(large_buffers_begin_at_cache_lines)
{
	const int64_t life[][3] = { { 10001, 0, 1 }, { 20000, 1, 2 }, { 7777, 1, 2 } };
	program_of(life, 3, 3);
	plan_program(&h.program);
	for (size_t i = 0; i < h.program.buffers.n; i++)
		ck_assert_int_eq(h.program.buffers.at[i]->offset % 16, 0);
}
END_TEST

START_TEST(element_types_have_arrays_of_their_own)
{
	Buffer *args[2] = { hand_buffer(&h, BUF_TEMP, DT_F32, 40), hand_buffer(&h, BUF_TEMP, DT_I32, 7) };
	hand_call(&h, any_kernel(2), 2, args);
	plan_program(&h.program);
	ck_assert_int_eq(args[0]->offset, 0);
	ck_assert_int_eq(args[1]->offset, 0);
	ck_assert_int_eq(h.program.workspace[DT_I32], 7);
	ck_assert_int_eq(h.program.workspace[DT_U8], 0);
}
END_TEST

/* A case that first fit by size does not solve: four buffers whose bound needs the long one at the bottom. */
START_TEST(the_search_finds_what_greedy_misses)
{
	uint64_t random = 88172645463325252u;
	int met = 0, all = 0;
	for (int trial = 0; trial < 40; trial++) {
		int64_t life[20][3];
		hand_close(&h);
		hand_open(&h);
		for (int i = 0; i < 20; i++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			life[i][0] = 16 * (int64_t)(1 + random % 9);
			life[i][1] = (int64_t)(random / 16 % 22);
			life[i][2] = life[i][1] + 1 + (int64_t)(random / 1024 % 6);
		}
		program_of((const int64_t (*)[3])life, 20, 30);
		plan_program(&h.program);
		ck_assert_msg(plan_check(&h.program, &h.arena) == NULL, "%s", plan_check(&h.program, &h.arena));
		ck_assert_int_ge(h.program.workspace[DT_F32], h.program.lower_bound[DT_F32]);
		met += h.program.workspace[DT_F32] == h.program.lower_bound[DT_F32];
		all++;
	}
	ck_assert_int_ge(met, all - 1);
}
END_TEST

START_TEST(the_same_program_has_the_same_plan)
{
	const int64_t life[][3] = { { 48, 0, 3 }, { 16, 1, 2 }, { 96, 2, 4 }, { 16, 3, 5 }, { 48, 4, 5 } };
	int64_t first[5];
	program_of(life, 5, 6);
	plan_program(&h.program);
	for (size_t i = 0; i < 5; i++)
		first[i] = h.program.buffers.at[i]->offset;
	plan_program(&h.program);
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(h.program.buffers.at[i]->offset, first[i]);
}
END_TEST

/* The tree over the calls against the definition: the lowest place beside everything that is taken at one of these times. */
START_TEST(first_fit_is_the_lowest_free_place)
{
	enum { TIMES = 37, LIVES = 400 };
	struct { size_t first, last; int64_t begin, end; } life[LIVES];
	uint32_t state = (uint32_t)_i + 1;
	Space s = space_new(&h.arena, TIMES);
	space_take(&s, 0, TIMES - 1, (Piece){ 0, 1000 });
	space_clear(&s);
	for (size_t n = 0; n < LIVES; n++) {
		uint32_t draw[3];
		for (size_t k = 0; k < 3; k++)
			draw[k] = (state = state * 1664525 + 1013904223) >> 8;
		const size_t first = draw[0] % TIMES, last = first + draw[1] % (n % 3 ? 4 : TIMES);
		const int64_t size = 1 + (int64_t)(draw[2] % 50);
		life[n].first = first;
		life[n].last = last < TIMES ? last : TIMES - 1;
		int64_t at = 0;
		for (size_t k = 0; k < n; k++)
			if (life[k].first <= life[n].last && life[n].first <= life[k].last && life[k].begin < at + size && at < life[k].end) {
				at = life[k].end;
				k = (size_t)-1;
			}
		ck_assert_int_eq(space_lowest(&s, life[n].first, life[n].last, size), at);
		life[n].begin = at;
		life[n].end = at + size;
		space_take(&s, life[n].first, life[n].last, (Piece){ at, at + size });
	}
}
END_TEST

START_TEST(the_judge_sees_shared_elements)
{
	const int64_t life[][3] = { { 32, 0, 2 }, { 32, 1, 2 } };
	program_of(life, 2, 3);
	plan_program(&h.program);
	h.program.buffers.at[1]->offset = h.program.buffers.at[0]->offset + 31;
	h.program.workspace[DT_F32] = 128;
	const char *verdict = plan_check(&h.program, &h.arena);
	ck_assert_ptr_nonnull(verdict);
	ck_assert_ptr_nonnull(strstr(verdict, "P3"));
}
END_TEST

START_TEST(the_judge_sees_what_lies_outside)
{
	const int64_t life[][3] = { { 32, 0, 1 } };
	program_of(life, 1, 2);
	plan_program(&h.program);
	h.program.workspace[DT_F32] = 31;
	ck_assert_ptr_nonnull(strstr(plan_check(&h.program, &h.arena), "P1"));
}
END_TEST

START_TEST(the_judge_sees_a_read_before_any_write)
{
	Buffer *b = hand_buffer(&h, BUF_TEMP, DT_F32, 4);
	Kernel *k = hand_kernel(&h, "reader");
	hand_param(&h, "x", DT_F32, ACCESS_READ, 4);
	hand_call(&h, k, 1, &b);
	plan_program(&h.program);
	ck_assert_ptr_nonnull(strstr(plan_check(&h.program, &h.arena), "P2"));
}
END_TEST

Suite *plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("plan");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_chain_needs_two_neighbours);
	tcase_add_test(t, small_buffers_are_not_padded);
	tcase_add_test(t, large_buffers_begin_at_cache_lines);
	tcase_add_test(t, element_types_have_arrays_of_their_own);
	tcase_add_test(t, the_search_finds_what_greedy_misses);
	tcase_add_test(t, the_same_program_has_the_same_plan);
	tcase_add_loop_test(t, first_fit_is_the_lowest_free_place, 0, 8);
	tcase_add_test(t, the_judge_sees_shared_elements);
	tcase_add_test(t, the_judge_sees_what_lies_outside);
	tcase_add_test(t, the_judge_sees_a_read_before_any_write);
	suite_add_tcase(s, t);
	return s;
}
