/*
 * query_index.c - every query of the program, found by its address.
 *
 * QUERY() puts a pointer to each query in the ELF section `shao_query`; the
 * linker makes its bounds known.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store_backend.h"

#include <stdio.h>

extern const struct query *const __start_shao_query[];
extern const struct query *const __stop_shao_query[];

static size_t slot_of(const struct query_index *index, const struct query *query)
{
    size_t slot = (size_t)(((uintptr_t)query >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 32) & index->mask;

    while (index->slots[slot] && index->slots[slot] != query) slot = (slot + 1) & index->mask;
    return slot;
}

enum err query_index_init(struct query_index *index, struct arena *arena, struct fault *why)
{
    size_t count = ((uintptr_t)__stop_shao_query - (uintptr_t)__start_shao_query) / sizeof(const struct query *);
    size_t slots = 16;

    if (count > UINT16_MAX) return fault_set(why, ERR_INTERNAL, "查询过多：%zu", "too many queries: %zu", count);
    while (slots < count * 2) slots *= 2;
    index->listed = __start_shao_query;
    index->count = count;
    index->mask = slots - 1;
    index->slots = arena_array(arena, const struct query *, slots);
    index->numbers = arena_array(arena, uint16_t, slots);
    if (!index->slots || !index->numbers) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t slot = slot_of(index, index->listed[i]);

        index->slots[slot] = index->listed[i];
        index->numbers[slot] = (uint16_t)i;
    }
    return ERR_OK;
}

struct statement *statement_of(struct db *db, const struct query *query)
{
    const struct query_index *index = store_index(db->store);
    size_t slot = slot_of(index, query);

    return index->slots[slot] ? &db->statements[index->numbers[slot]] : NULL;
}

/* The set of $n in `sql`, outside of 'quoted' text, as bits from 0. */
static uint64_t places_in(const char *sql)
{
    uint64_t places = 0;
    bool quoted = false;

    for (const char *at = sql; *at; at++) {
        if (*at == '\'') quoted = !quoted;
        if (*at != '$' || quoted) continue;
        unsigned n = 0;
        while (at[1] >= '0' && at[1] <= '9' && n <= QUERY_ARGS_MAX) n = n * 10 + (unsigned)(*++at - '0');
        if (n >= 1 && n <= QUERY_ARGS_MAX) places |= UINT64_C(1) << (n - 1);
    }
    return places;
}

enum err statement_init(struct statement *statement, const struct query *query, bool postgres, size_t number,
                        struct fault *why)
{
    const char *sql = postgres && query->pg ? query->pg : query->sql;
    size_t takes = 0, gives = 0;

    while (takes < QUERY_ARGS_MAX && query->takes[takes] != STORE_END) takes++;
    while (gives < QUERY_OUTS_MAX && query->gives[gives] != STORE_END) gives++;
    if (places_in(sql) != (UINT64_C(1) << takes) - 1)
        return fault_set(why, ERR_INTERNAL, "查询 %s：$1…$n 与 takes 的个数（%zu）不符",
                         "query %s: its $1…$n are not the %zu of takes", query->name, takes);
    *statement = (struct statement){ .query = query, .takes = (uint8_t)takes, .gives = (uint8_t)gives };
    (void)snprintf(statement->name, sizeof statement->name, "q%zu", number);
    return ERR_OK;
}
