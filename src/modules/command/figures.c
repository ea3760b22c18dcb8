/*
 * figures.c - reading counters (keys c/STREET/DIMENSION/VALUE/METRIC).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/figures.h"

#include "store/counter.h"

int64_t figures_open(const struct figures *figures)
{
    return figures->opened - figures->closed - figures->voided;
}

double figures_on_time_rate(const struct figures *figures)
{
    return figures->closed ? (double)figures->on_time * 100.0 / (double)figures->closed : -1;
}

static void add_metric(struct figures *figures, struct str metric, int64_t value)
{
    if (str_is(metric, "opened")) figures->opened += value;
    else if (str_is(metric, "closed")) figures->closed += value;
    else if (str_is(metric, "ontime")) figures->on_time += value;
    else if (str_is(metric, "overdue")) figures->overdue += value;
    else if (str_is(metric, "void")) figures->voided += value;
}

enum err figures_of_street(struct db *db, struct arena *arena, struct str street_code, struct figure_row **out, size_t *count, struct fault *why)
{
    struct str prefix = str_format(arena, "c/%.*s/", STR_ARG(street_code));
    struct rows rows;
    struct figure_row *list;
    enum err err = store_counter_range(db, arena, prefix, &rows, why);

    if (err) return err;
    list = arena_array(arena, struct figure_row, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        struct str key = row_str(&rows, i, 0), rest = str_sub(key, prefix.len, key.len), dimension, value;
        if (!str_split(&rest, '/', &dimension) || !str_split(&rest, '/', &value) || dimension.len != 1) continue;
        /* Keys are sorted: the metrics of one value stand together. */
        if (!*count || list[*count - 1].dimension != dimension.at[0] || !str_eq(list[*count - 1].value, value))
            list[(*count)++] = (struct figure_row){ .dimension = dimension.at[0], .value = value };
        add_metric(&list[*count - 1].figures, rest, row_int(&rows, i, 1));
    }
    *out = list;
    return ERR_OK;
}

bool figures_cover(const struct org *org, const struct unit *street, const struct unit *unit)
{
    return street->kind == UNIT_STREET && org_within(org, street->id, unit->id);
}

enum err figures_of_unit(struct call *call, const struct unit *unit, struct figures *out, struct fault *why)
{
    *out = (struct figures){ 0 };
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        struct figure_row *rows;
        size_t count;
        enum err err;
        if (!figures_cover(call->org, street, unit)) continue;
        err = figures_of_street(call->db, call->arena, street->code, &rows, &count, why);
        if (err) return err;
        for (size_t k = 0; k < count; k++) {
            if (rows[k].dimension != 't') continue;
            out->opened += rows[k].figures.opened;
            out->closed += rows[k].figures.closed;
            out->on_time += rows[k].figures.on_time;
            out->overdue += rows[k].figures.overdue;
            out->voided += rows[k].figures.voided;
        }
    }
    return ERR_OK;
}
