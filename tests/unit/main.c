/* main.c - every unit suite in one program. The list of suites is made by the Makefile from the files' names:
 * test_NAME.c defines `Suite *NAME_suite(void)`. */
#include <check.h>
#include <stdlib.h>

#define SUITE(name) Suite *name##_suite(void);
#include "suites.h"
#undef SUITE

int main(void)
{
	SRunner *runner = srunner_create(suite_create("crescent"));
#define SUITE(name) srunner_add_suite(runner, name##_suite());
#include "suites.h"
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
