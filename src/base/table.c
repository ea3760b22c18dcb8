/*
 * table.c - open addressing with linear steps, at most half full.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/table.h"

#include <assert.h>

enum { CAP_FIRST = 16 };

void table_init(struct table *t, struct arena *arena)
{
    *t = (struct table){ .arena = arena };
}

/* The slot that holds `key`, or the empty one where it belongs; `cap` is a power of two with room. */
static struct table_slot *slot_for(struct table_slot *slots, size_t cap, struct str key)
{
    size_t i = (size_t)str_hash(key) & (cap - 1);

    while (slots[i].value && !str_eq(slots[i].key, key)) i = (i + 1) & (cap - 1);
    return &slots[i];
}

static bool table_widen(struct table *t)
{
    size_t cap = t->cap ? t->cap * 2 : CAP_FIRST;
    struct table_slot *slots = arena_array(t->arena, struct table_slot, cap);

    if (!slots) return false;
    for (size_t i = 0; i < t->cap; i++) {
        if (t->slots[i].value) *slot_for(slots, cap, t->slots[i].key) = t->slots[i];
    }
    t->slots = slots;
    t->cap = cap;
    return true;
}

enum err table_put(struct table *t, struct str key, void *value)
{
    assert(value);
    if (t->count >= t->cap / 2 && !table_widen(t)) return ERR_NO_MEMORY;
    struct table_slot *slot = slot_for(t->slots, t->cap, key);
    if (slot->value) {
        slot->value = value;
        return ERR_OK;
    }
    *slot = (struct table_slot){ key, value };
    t->count++;
    return ERR_OK;
}

void *table_get(const struct table *t, struct str key)
{
    return t->cap ? slot_for(t->slots, t->cap, key)->value : NULL;
}
