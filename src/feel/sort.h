/*
 * sort.h - a stable merge sort of values.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_SORT_H
#define FEEL_SORT_H

#include "feel/run.h"

typedef bool (*sort_less)(struct feel_run *run, const void *data, const struct feel_value *a, const struct feel_value *b);

/* A sorted copy; NULL (and stopped) when out of memory or steps. */
const struct feel_value *sort_values(struct feel_run *run, const struct feel_value *items, size_t count, sort_less less, const void *data);

#endif
