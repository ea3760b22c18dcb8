/*
 * base.h - the few macros every file uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* The compiler complains when the result is dropped. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Argument `fmt` is a printf format, its values start at `first` (0: a va_list). */
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

#endif
