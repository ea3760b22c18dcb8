/*
 * count.c - the counters a case stands in.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/count.h"

#include "base/civil.h"
#include "case/paper.h"

static bool on_time(const struct case_record *r)
{
    int64_t finished = r->feedback_at ? r->feedback_at : r->closed_at;

    return !r->due_at || finished < r->due_at;
}

static enum err add(struct arena *arena, struct str street, const struct case_record *r, const char *metric, int64_t at,
                    struct count_keys *out, struct fault *why)
{
    char day[11];

    day_print(day_of_ms(at), day);
    const struct { const char *dimension; struct str value; } places[] = { { "t", r->item }, { "s", r->source }, { "d", str_from_c(day) } };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct str key = str_format(arena, COUNT_PREFIX "%.*s/%s/%.*s/%s", STR_ARG(street), places[i].dimension, STR_ARG(places[i].value), metric);
        if (!key.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        out->keys[out->count++] = key;
    }
    return ERR_OK;
}

enum err count_keys(struct arena *arena, const struct org *org, const struct case_record *r, struct count_keys *out, struct fault *why)
{
    const struct unit *unit = org_unit(org, r->street_id);
    struct str street = unit ? unit->code : STR("0");
    struct count_keys keys = { 0 };
    enum err err;

    if (paper_is(r)) {
        *out = keys;
        return ERR_OK;
    }
    err = add(arena, street, r, "opened", r->opened_at, &keys, why);

    switch (r->state) {
    case CASE_OPEN:
    case CASE_PAUSED:
        if (!err && r->overdue) err = add(arena, street, r, "overdue", r->opened_at, &keys, why);
        break;
    case CASE_CLOSED:
        if (!err) err = add(arena, street, r, "closed", r->closed_at, &keys, why);
        if (!err && on_time(r)) err = add(arena, street, r, "ontime", r->closed_at, &keys, why);
        break;
    case CASE_MERGED:
    case CASE_VOID:
        if (!err) err = add(arena, street, r, "void", r->closed_at ? r->closed_at : r->opened_at, &keys, why);
        break;
    case CASE__STATES: break;
    }
    if (!err) *out = keys;
    return err;
}

bool count_same(const struct case_record *a, const struct case_record *b)
{
    return a->street_id == b->street_id && str_eq(a->item, b->item) && str_eq(a->source, b->source) && a->state == b->state &&
           a->overdue == b->overdue && a->opened_at == b->opened_at && a->closed_at == b->closed_at &&
           a->feedback_at == b->feedback_at && a->due_at == b->due_at;
}
