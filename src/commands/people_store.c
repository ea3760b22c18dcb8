/*
 * people_store.c - accounts by role and place.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/people_store.h"

#include <stdlib.h>

QUERY(PEOPLE_AT_UNITS) = {
    .name = "people_at_units",
    .sql = "SELECT g.role, g.unit_id, g.account_id FROM role_grant g JOIN account a ON a.id = g.account_id "
           "WHERE a.state = 'active' AND g.role <> 'worker' ORDER BY g.id",
    .gives = { STORE_TEXT, STORE_INT, STORE_INT },
};
QUERY(PEOPLE_AT_GRIDS) = {
    .name = "people_at_grids",
    .sql = "SELECT w.grid_id, w.account_id FROM grid_worker w JOIN account a ON a.id = w.account_id "
           "WHERE a.state = 'active' ORDER BY w.grid_id, w.account_id",
    .gives = { STORE_INT, STORE_INT },
};

struct people {
    struct arena *arena;
    size_t count, cap;
    struct person *list;           /* by place, then role */
};

static enum err add(struct people *people, struct str role, int64_t place_id, int64_t account_id, struct fault *why)
{
    if (people->count == people->cap)
        return fault_set(why, ERR_TOO_LARGE, "账号太多", "there are too many accounts");
    people->list[people->count++] = (struct person){ str_dup(people->arena, role), place_id, account_id };
    return people->list[people->count - 1].role.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err add_unit(const struct rows *row, void *arg, struct fault *why)
{
    return add(arg, row_str(row, 0, 0), row_int(row, 0, 1), row_int(row, 0, 2), why);
}

static enum err add_grid(const struct rows *row, void *arg, struct fault *why)
{
    return add(arg, STR("worker"), row_int(row, 0, 0), row_int(row, 0, 1), why);
}

static int by_place(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    int roles;

    if (x->place_id != y->place_id) return x->place_id < y->place_id ? -1 : 1;
    roles = str_compare(x->role, y->role);
    if (roles) return roles;
    return (x->account_id > y->account_id) - (x->account_id < y->account_id);
}

enum err people_read(struct db *db, struct arena *arena, struct people **out, struct fault *why)
{
    enum { PEOPLE_MAX = 200000 };
    struct people *people = arena_new(arena, struct people);
    enum err err;

    if (!people) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    people->arena = arena;
    people->cap = PEOPLE_MAX;
    people->list = arena_array(arena, struct person, PEOPLE_MAX);
    if (!people->list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_each(db, arena, &PEOPLE_AT_UNITS, NO_ARGS, add_unit, people, why);
    if (!err) err = store_each(db, arena, &PEOPLE_AT_GRIDS, NO_ARGS, add_grid, people, why);
    if (err) return err;
    qsort(people->list, people->count, sizeof *people->list, by_place);
    *out = people;
    return ERR_OK;
}

int64_t people_find(const struct people *people, struct str role, int64_t place_id, size_t nth)
{
    size_t low = 0, high = people->count, found = 0, first;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct person *p = &people->list[middle];
        if (p->place_id < place_id || (p->place_id == place_id && str_compare(p->role, role) < 0)) low = middle + 1;
        else high = middle;
    }
    first = low;
    while (first + found < people->count && people->list[first + found].place_id == place_id &&
           str_eq(people->list[first + found].role, role))
        found++;
    return found ? people->list[first + nth % found].account_id : 0;
}

const struct person *people_of(const struct people *people, int64_t account_id, int64_t place_id)
{
    const struct person *any = NULL;

    for (size_t i = 0; i < people->count; i++) {
        const struct person *p = &people->list[i];
        if (p->account_id != account_id) continue;
        if (p->place_id == place_id) return p;
        if (!any) any = p;
    }
    return any;
}
