/*
 * models_heat.c - GET /api/models/process/{key}/heat: how often and how long the steps took.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/num.h"
#include "base/table.h"
#include "case/heat.h"
#include "modules/models/models_view.h"
#include "store/counter.h"

enum { DEFAULT_MONTHS = 6 };

struct element { struct str id; int64_t ended, returned, done, buckets[HEAT_BUCKETS]; };
struct passed { struct str name; int64_t cases; };     /* "+element" or ">flow" */

struct heat {
    struct call *call;
    struct str from, to;                               /* months, both included */
    struct table elements, names;
    LIST(struct element *) element_list;
    LIST(struct passed *) name_list;
};

static bool in_months(const struct heat *h, struct str month)
{
    return str_compare(month, h->from) >= 0 && str_compare(month, h->to) <= 0;
}

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* MONTH/ELEMENT/METRIC */
static enum err add_task(struct heat *h, struct str rest, int64_t value, struct fault *why)
{
    struct str month, id;
    struct element *element, **slot;
    int64_t bucket;

    if (!str_split(&rest, '/', &month) || !str_split(&rest, '/', &id) || !in_months(h, month)) return ERR_OK;
    element = table_get(&h->elements, id);
    if (!element) {
        element = arena_new(h->call->arena, struct element);
        slot = element ? LIST_ADD(h->call->arena, &h->element_list) : NULL;
        if (!slot || table_put(&h->elements, id, element)) return no_memory(why);
        element->id = id;
        *slot = element;
    }
    if (str_is(rest, "n")) element->ended += value;
    else if (str_is(rest, "r")) element->returned += value;
    else if (!num_parse_int(rest, 0, HEAT_BUCKETS - 1, &bucket)) {
        element->buckets[bucket] += value;
        element->done += value;
    }
    return ERR_OK;
}

/* MONTH/+ELEMENT or MONTH/>FLOW */
static enum err add_name(struct heat *h, struct str rest, int64_t value, struct fault *why)
{
    struct passed *passed, **slot;
    struct str month;

    if (!str_split(&rest, '/', &month) || rest.len < 2 || !in_months(h, month)) return ERR_OK;
    passed = table_get(&h->names, rest);
    if (!passed) {
        passed = arena_new(h->call->arena, struct passed);
        slot = passed ? LIST_ADD(h->call->arena, &h->name_list) : NULL;
        if (!slot || table_put(&h->names, rest, passed)) return no_memory(why);
        passed->name = rest;
        *slot = passed;
    }
    passed->cases += value;
    return ERR_OK;
}

static enum err read_counters(struct heat *h, struct str prefix, enum err (*add)(struct heat *, struct str, int64_t, struct fault *), struct fault *why)
{
    struct rows rows;
    enum err err = prefix.at ? store_counter_range(h->call->db, h->call->arena, prefix, &rows, why) : no_memory(why);

    for (size_t i = 0; !err && i < rows.count; i++) {
        struct str key = row_str(&rows, i, COUNTER_KEY);
        err = add(h, str_sub(key, prefix.len, key.len), row_int(&rows, i, COUNTER_VALUE), why);
    }
    return err;
}

/* "2026-03" */
static bool month_legal(struct str text)
{
    struct day day;
    char whole[11] = "YYYY-MM-01";

    if (text.len != 7) return false;
    memcpy(whole, text.at, 7);
    return day_parse(str_from_c(whole), &day) == ERR_OK;
}

static enum err read_months(struct heat *h, struct fault *why)
{
    struct arena *a = h->call->arena;
    char now[HEAT_MONTH], before[HEAT_MONTH];

    heat_month(h->call->now_ms, now);
    heat_month(h->call->now_ms - (DEFAULT_MONTHS - 1) * 30 * MS_PER_DAY, before);
    h->from = json_get_str(h->call->query, "from");
    h->to = json_get_str(h->call->query, "to");
    if (!h->from.len) h->from = str_dup(a, str_from_c(before));
    if (!h->to.len) h->to = str_dup(a, str_from_c(now));
    if (month_legal(h->from) && month_legal(h->to)) return ERR_OK;
    return fault_set(why, ERR_INVALID, "月份写作 2026-03", "a month is written 2026-03");
}

static void write_seconds(struct json_out *out, const char *key, int64_t seconds)
{
    if (seconds < 0) json_null(out, key);
    else json_int(out, key, seconds);
}

static void write_names(struct heat *h, const char *list, const char *key, char mark)
{
    struct json_out *out = &h->call->out;

    json_list(out, list);
    for (size_t i = 0; i < h->name_list.count; i++) {
        const struct passed *p = h->name_list.at[i];
        if (p->name.at[0] != mark || p->cases <= 0) continue;
        json_object(out, NULL);
        json_str(out, key, str_sub(p->name, 1, p->name.len));
        json_int(out, "cases", p->cases);
        json_close(out);
    }
    json_close(out);
}

static void write_heat(struct heat *h, int64_t street)
{
    struct json_out *out = &h->call->out;

    json_str(out, "process", h->call->path_text);
    json_str(out, "from", h->from);
    json_str(out, "to", h->to);
    json_id(out, "street", street);
    json_list(out, "elements");
    for (size_t i = 0; i < h->element_list.count; i++) {
        const struct element *e = h->element_list.at[i];
        if (e->ended <= 0) continue;
        json_object(out, NULL);
        json_str(out, "element", e->id);
        json_int(out, "ended", e->ended);
        json_int(out, "done", e->done);
        json_int(out, "returned", e->returned);
        write_seconds(out, "median_s", heat_percentile(e->buckets, 50));
        write_seconds(out, "p95_s", heat_percentile(e->buckets, 95));
        json_close(out);
    }
    json_close(out);
    write_names(h, "passed", "element", '+');
    write_names(h, "flows", "flow", '>');
}

/* 404 no such process or street. */
enum err model_heat(struct call *call, struct fault *why)
{
    struct heat h = { .call = call };
    struct str key = call->path_text;
    int64_t street = json_get_id(call->query, "street");
    const struct unit *unit = org_unit(call->org, street);
    enum err err = models_current(call, why);

    if (err) return err;
    if (!world_text(app_of(call)->world, DEFINITION_PROCESS, key, INT64_MAX).at) return fault_set(why, ERR_NOT_FOUND, "没有这个流程", "there is no such process");
    if (street && (!unit || unit->kind != UNIT_STREET)) return fault_set(why, ERR_NOT_FOUND, "没有这个街道", "there is no such street");
    table_init(&h.elements, call->arena);
    table_init(&h.names, call->arena);
    err = read_months(&h, why);
    if (!err)
        err = read_counters(&h, str_format(call->arena, HEAT_TASK_PREFIX "%.*s/%.*s/", STR_ARG(key), STR_ARG(unit ? unit->code : STR(HEAT_ALL))), add_task, why);
    if (!err && !unit) err = read_counters(&h, str_format(call->arena, HEAT_PATH_PREFIX "%.*s/", STR_ARG(key)), add_name, why);
    if (!err) write_heat(&h, street);
    return err;
}
