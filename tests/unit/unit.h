/*
 * unit - what the tests of core and port share
 *
 * Each test is a case of its own, so that CK_RUN_CASE reruns just that one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_UNIT_H
#define TOC_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

#define UNIT_TIMEOUT_S 20

// Add a START_TEST, under its own name.
#define UNIT_ADD(suite, test) \
    do { \
        TCase *unit_case = tcase_create(#test); \
        tcase_set_timeout(unit_case, UNIT_TIMEOUT_S); \
        tcase_add_test(unit_case, test); \
        suite_add_tcase(suite, unit_case); \
    } while (0)

// The same, once for each i from 0 to `count` - 1, which is _i in the test.
#define UNIT_ADD_LOOP(suite, test, count) \
    do { \
        TCase *unit_case = tcase_create(#test); \
        tcase_set_timeout(unit_case, UNIT_TIMEOUT_S); \
        tcase_add_loop_test(unit_case, test, 0, count); \
        suite_add_tcase(suite, unit_case); \
    } while (0)

static inline int unit_run(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
