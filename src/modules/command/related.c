/*
 * related.c - GET /api/cases/{id}/related: probable duplicates, cases in like words, and the dossier of the place and the reporter.
 *
 * Looked at are the newest cases of the community (settings related.*) and
 * those whose reporter left the same phone, which is compared by its keyed
 * digest and never shown.  Each has its reasons in words; the likeliest first.
 * How often the type came back to the place is held against content/catalogues/
 * repeats.csv, whose row says what then is due.  Nothing is kept: relating and
 * merging is what a person does.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/csv.h"
#include "case/contact.h"
#include "case/list.h"
#include "case/paper.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/related_store.h"
#include "modules/command/work.h"
#include "text/alike.h"

enum { PAGE = 200, SHOWN = 12, PEOPLE_MAX = 20, REASONS_MAX = 4, RUN_SHOWN = 12 };
enum reason { REASON_DUPLICATE, REASON_PLACE, REASON_WORDS, REASON_PERSON, REASON__COUNT };

struct other {
    struct case_record record;
    double distance_m, alike, score;
    bool why[REASON__COUNT];
};

struct looking {
    struct call *call;
    struct case_record own;
    struct other *at;
    size_t count, cap;
    int64_t days, near_m, hours, alike;    /* settings */
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Who is looked at ──────────────────────────────────────────────────── */

static void take(struct looking *l, const struct case_record *record)
{
    if (record->id == l->own.id || paper_is(record) || l->count == l->cap) return;
    l->at[l->count++] = (struct other){
        .record = *record, .distance_m = desk_distance_m(l->own.lon_e6, l->own.lat_e6, record->lon_e6, record->lat_e6),
    };
}

/* The newest of the community, open and closed. */
static enum err read_community(struct looking *l, struct fault *why)
{
    struct case_filter filter = {
        .scope = l->own.community_id ? SCOPE_COMMUNITY : SCOPE_STREET, .scope_id = l->own.community_id ? l->own.community_id : l->own.street_id,
        .states = 1u << CASE_OPEN | 1u << CASE_PAUSED | 1u << CASE_CLOSED, .from_ms = l->call->now_ms - l->days * MS_PER_DAY, .limit = PAGE,
    };
    int64_t next = 0;
    enum err err = ERR_OK;

    if (!filter.scope_id) return ERR_OK;
    do {
        struct case_record *page;
        size_t count = 0;
        err = list_cases(l->call->db, l->call->arena, &filter, &page, &count, &next, why);
        for (size_t i = 0; !err && i < count; i++) take(l, &page[i]);
        filter.before_id = next;
    } while (!err && next && l->count + PEOPLE_MAX < l->cap);
    return err;
}

static struct other *find(struct looking *l, int64_t id)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->at[i].record.id == id) return &l->at[i];
    return NULL;
}

static enum err read_person(struct looking *l, struct fault *why)
{
    struct str nobody = contact_digest(l->call->arena, world_keys(app_of(l->call)->world)->code, STR(""));
    int64_t *ids;
    size_t count = 0;
    enum err err = nobody.at ? related_of_person(l->call->db, l->call->arena, l->own.id, nobody, PEOPLE_MAX, &ids, &count, why) : no_memory(why);

    for (size_t i = 0; !err && i < count; i++) {
        struct other *one = find(l, ids[i]);
        struct case_record record;
        if (!one) {
            err = case_read(l->call->db, l->call->arena, ids[i], &record, why);
            if (!err && record.opened_at >= l->call->now_ms - l->days * MS_PER_DAY) take(l, &record);
            one = find(l, ids[i]);
        }
        if (one) one->why[REASON_PERSON] = true;
    }
    return err;
}

/* ── Why ───────────────────────────────────────────────────────────────── */

static enum err weigh(struct looking *l, struct fault *why)
{
    struct arena *a = l->call->arena;
    struct str *texts = arena_array(a, struct str, l->count + 1);
    double *alike = arena_array(a, double, l->count + 1);
    enum err err;

    if (!texts || !alike) return no_memory(why);
    for (size_t i = 0; i < l->count; i++) texts[i] = l->at[i].record.text;
    err = text_alike(a, l->own.text, texts, l->count, alike, why);
    for (size_t i = 0; !err && i < l->count; i++) {
        struct other *o = &l->at[i];
        bool type = str_eq(o->record.item, l->own.item), near = o->distance_m <= (double)l->near_m, ended = o->record.state == CASE_CLOSED;
        double hours = fabs((double)(o->record.opened_at - l->own.opened_at)) / (double)MS_PER_HOUR;
        o->alike = alike[i];
        o->why[REASON_DUPLICATE] = type && near && !ended && hours <= (double)l->hours;
        o->why[REASON_PLACE] = type && near && !o->why[REASON_DUPLICATE];
        o->why[REASON_WORDS] = alike[i] * 100 >= (double)l->alike;
        o->score = 2 * o->why[REASON_DUPLICATE] + o->why[REASON_PLACE] + o->why[REASON_WORDS] + o->why[REASON_PERSON] + o->alike + (near ? 0.5 * (1 - o->distance_m / (double)(l->near_m + 1)) : 0);
    }
    return err;
}

static bool has_reason(const struct other *o)
{
    for (int i = 0; i < REASON__COUNT; i++)
        if (o->why[i]) return true;
    return false;
}

static int by_score(const void *a, const void *b)
{
    const struct other *x = a, *y = b;

    return x->score == y->score ? (x->record.id < y->record.id) - (x->record.id > y->record.id) : x->score < y->score ? 1 : -1;
}

/* ── Out ───────────────────────────────────────────────────────────────── */

static void write_reason(struct call *call, const char *kind, struct str zh, struct str en)
{
    json_object(&call->out, NULL);
    json_text(&call->out, "kind", kind);
    json_str(&call->out, "zh", zh);
    json_str(&call->out, "en", en);
    json_close(&call->out);
}

static void write_reasons(struct looking *l, const struct other *o)
{
    struct arena *a = l->call->arena;
    int metres = (int)lround(o->distance_m), hours = (int)lround(fabs((double)(o->record.opened_at - l->own.opened_at)) / (double)MS_PER_HOUR);
    struct str run = o->why[REASON_WORDS] ? utf8_prefix(text_alike_run(a, l->own.text, o->record.text), RUN_SHOWN) : STR_NONE;

    json_list(&l->call->out, "reasons");
    if (o->why[REASON_DUPLICATE])
        write_reason(l->call, "duplicate", str_format(a, "同类、相距 %d 米、相隔 %d 小时，疑似重复", metres, hours), str_format(a, "same type, %d m and %d h apart: probably the same", metres, hours));
    if (o->why[REASON_PLACE]) write_reason(l->call, "place", str_format(a, "同一地点的同类（相距 %d 米）", metres), str_format(a, "same type at the same place (%d m away)", metres));
    if (o->why[REASON_WORDS] && run.len)
        write_reason(l->call, "words", str_format(a, "文字相近 %.0f%%，都说到“%.*s”", o->alike * 100, STR_ARG(run)), str_format(a, "words %.0f%% alike, both say \"%.*s\"", o->alike * 100, STR_ARG(run)));
    else if (o->why[REASON_WORDS]) write_reason(l->call, "words", str_format(a, "文字相近 %.0f%%", o->alike * 100), str_format(a, "words %.0f%% alike", o->alike * 100));
    if (o->why[REASON_PERSON]) write_reason(l->call, "person", STR("同一联系电话（按加密摘要比对）"), STR("the same phone (compared by its keyed digest)"));
    json_close(&l->call->out);
}

static void write_other(struct looking *l, const struct other *o, const struct link_view *links, size_t link_count)
{
    struct json_out *out = &l->call->out;
    struct str linked = STR_NONE;

    for (size_t i = 0; i < link_count; i++)
        if (links[i].id == o->record.id) linked = links[i].kind;
    json_object(out, NULL);
    view_case_row(l->call, &o->record);
    json_bool(out, "likely", o->why[REASON_DUPLICATE]);
    json_bool(out, "ended", o->record.state == CASE_CLOSED);
    json_str(out, "linked", linked);
    json_int(out, "distance_m", (int64_t)lround(o->distance_m));
    write_reasons(l, o);
    json_close(out);
}

static enum err write_others(struct looking *l, struct fault *why)
{
    struct link_view *links;
    size_t link_count = 0, shown = 0;
    enum err err = list_links(l->call->db, l->call->arena, l->own.id, &links, &link_count, why);

    if (l->count) qsort(l->at, l->count, sizeof *l->at, by_score);
    json_list(&l->call->out, "items");
    for (size_t i = 0; !err && i < l->count && shown < SHOWN; i++) {
        bool visible = false;
        if (!has_reason(&l->at[i])) continue;
        err = case_visible(l->call->db, l->call->arena, l->call->org, l->call->user, &l->at[i].record, &visible, why);
        if (err || !visible) continue;
        write_other(l, &l->at[i], links, link_count);
        shown++;
    }
    json_close(&l->call->out);
    return err;
}

/* ── How often it came back ────────────────────────────────────────────── */

static int64_t cell_int(const struct csv *csv, size_t row, const char *column)
{
    int64_t n = 0;

    return num_parse_int(csv_get(csv, row, column), 1, 100000, &n) ? 0 : n;
}

/* This case and those of its type within the radius in so many days before it. */
static int64_t times_of(const struct looking *l, int64_t days, int64_t radius_m)
{
    int64_t times = 1;

    for (size_t i = 0; i < l->count; i++) {
        const struct other *o = &l->at[i];
        times += str_eq(o->record.item, l->own.item) && o->distance_m <= (double)radius_m && o->record.opened_at <= l->own.opened_at &&
                 o->record.opened_at > l->own.opened_at - days * MS_PER_DAY;
    }
    return times;
}

static enum err write_repeat(struct looking *l, struct fault *why)
{
    struct world *world = app_of(l->call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("repeats"), world_release(world));
    struct json_out *out = &l->call->out;
    struct csv csv = { 0 };
    enum err err = text.at ? csv_parse(l->call->arena, text, &csv, why) : ERR_OK;

    for (size_t i = 0; !err && i < csv.rows; i++) {
        int64_t times = cell_int(&csv, i, "times"), days = cell_int(&csv, i, "days"), radius = cell_int(&csv, i, "radius_m"), count;
        if (!str_eq(csv_get(&csv, i, "type"), l->own.item) || !world_row_in_force(&csv, i, l->own.opened_at) || !times) continue;
        count = times_of(l, days, radius);
        if (count < times) continue;
        json_object(out, "repeat");
        json_int(out, "count", count);
        json_int(out, "days", days);
        json_int(out, "radius_m", radius);
        json_str(out, "zh", csv_get(&csv, i, "zh"));
        json_str(out, "en", csv_get(&csv, i, "en"));
        json_str(out, "whistle", csv_get(&csv, i, "whistle"));
        json_close(out);
        return ERR_OK;
    }
    json_null(out, "repeat");
    return err;
}

enum err case_related(struct call *call, struct fault *why)
{
    struct looking l = {
        .call = call, .days = org_setting(call->org, "related.days", 90), .near_m = org_setting(call->org, "related.distance", 100),
        .hours = org_setting(call->org, "related.hours", 72), .alike = org_setting(call->org, "related.alike", 35),
        .cap = (size_t)org_setting(call->org, "related.cases", 400) + PAGE + PEOPLE_MAX,
    };
    enum err err = work_case(call, &l.own, why);

    if (err) return err;
    if (l.cap > TEXT_ALIKE_TEXTS) l.cap = TEXT_ALIKE_TEXTS;
    l.at = arena_array(call->arena, struct other, l.cap);
    if (!l.at) return no_memory(why);
    if (!paper_is(&l.own)) err = read_community(&l, why);
    if (!err && !paper_is(&l.own)) err = read_person(&l, why);
    if (!err) err = weigh(&l, why);
    if (!err) err = write_repeat(&l, why);
    return err ? err : write_others(&l, why);
}
