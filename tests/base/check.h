/*
 * check.h - assertions that name the table row they are about.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_BASE_CHECK_H
#define TESTS_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

#define CHECK(name, condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) fail_msg("%s: %s", (name), #condition);                                  \
    } while (0)

#define CHECK_INT(name, got, wanted)                                                               \
    do {                                                                                           \
        long long got_ = (long long)(got), wanted_ = (long long)(wanted);                          \
        if (got_ != wanted_) fail_msg("%s: %s is %lld, not %lld", (name), #got, got_, wanted_);    \
    } while (0)

#define CHECK_ERR(name, got, wanted)                                                               \
    do {                                                                                           \
        enum err got_ = (got), wanted_ = (wanted);                                                 \
        if (got_ != wanted_) fail_msg("%s: %s, not %s", (name), err_name(got_), err_name(wanted_)); \
    } while (0)

#define CHECK_STR(name, got, wanted)                                                               \
    do {                                                                                           \
        struct str got_ = (got), wanted_ = str_from_c(wanted);                                     \
        if (!str_eq(got_, wanted_) || !got_.at != !wanted_.at)                                     \
            fail_msg("%s: \"%.*s\", not \"%.*s\"", (name), STR_ARG(got_), STR_ARG(wanted_));       \
    } while (0)

#endif
