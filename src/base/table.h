/*
 * table.h - a hash table from text to pointer, in an arena.
 * Keys are borrowed; values are never NULL.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/err.h"
#include "base/str.h"

struct table {
    struct arena *arena;
    struct table_slot { struct str key; void *value; } *slots;
    size_t count, cap;   /* cap is 0 or a power of two */
};

void table_init(struct table *t, struct arena *arena);
/* Adds or replaces; ERR_NO_MEMORY past the arena's limit. */
enum err table_put(struct table *t, struct str key, void *value) MUST_CHECK;
void *table_get(const struct table *t, struct str key);   /* NULL when absent */

#endif
