/*
 * brief_count.c - counting what a briefing tells; see brief.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "base/id.h"
#include "modules/command/brief.h"
#include "modules/command/evaluation.h"
#include "modules/command/figures.h"

static const size_t MEMORY = (size_t)64 << 20;

const char *brief_kind_name(enum brief_kind kind)
{
    static const char *const NAMES[BRIEF__KINDS] = { "day", "week", "month" };

    return NAMES[kind];
}

enum brief_kind brief_kind_from(struct str name)
{
    int kind = 0;

    while (kind < BRIEF__KINDS && !str_is(name, brief_kind_name((enum brief_kind)kind))) kind++;
    return (enum brief_kind)kind;
}

const char *brief_by_name(enum brief_by by)
{
    static const char *const NAMES[BRIEF__BY] = { "slot", "type", "source", "area", "unit" };

    return NAMES[by];
}

struct brief_span brief_span_of(enum brief_kind kind, struct day day)
{
    struct brief_span span = { .kind = kind, .from = day, .to = { day.since_epoch + 1 } };
    int year, month, of_month;

    if (kind == BRIEF_WEEK) {
        span.from.since_epoch = day.since_epoch - day_of_week(day) + 1;
        span.to.since_epoch = span.from.since_epoch + 7;
    } else if (kind == BRIEF_MONTH) {
        day_to_ymd(day, &year, &month, &of_month);
        span.from = day_from_ymd(year, month, 1);
        span.to = month == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, month + 1, 1);
    }
    return span;
}

struct brief_span brief_span_before(struct brief_span span)
{
    return brief_span_of(span.kind, (struct day){ span.from.since_epoch - 1 });
}

bool brief_has(const struct unit *area)
{
    return area->kind == UNIT_CITY || area->kind == UNIT_DISTRICT || area->kind == UNIT_STEERING || area->kind == UNIT_STREET;
}

/* ── Lines ─────────────────────────────────────────────────────────────── */

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

void brief_begin(struct brief *brief, struct arena *arena, int64_t area_id, struct brief_span span)
{
    *brief = (struct brief){ .area_id = area_id, .span = span, .arena = arena };
    table_init(&brief->by_key, arena);
}

static enum err line_of(struct brief *b, enum brief_by by, struct str key, struct brief_line **out, struct fault *why)
{
    struct str full = str_format(b->arena, "%d %.*s", (int)by, STR_ARG(key));
    struct brief_line *line = full.at ? table_get(&b->by_key, full) : NULL, **slot;

    if (!line) {
        line = full.at ? arena_new(b->arena, struct brief_line) : NULL;
        slot = line ? LIST_ADD(b->arena, &b->lines[by]) : NULL;
        if (!slot || table_put(&b->by_key, full, line)) return no_memory(why);
        line->key = str_sub(full, 2, full.len);
        *slot = line;
    }
    *out = line;
    return ERR_OK;
}

static void add_facts(int64_t *sums, uint32_t facts)
{
    for (int m = 0; m < MEASURE__COUNT; m++) sums[m] += facts >> m & 1;
}

static void add_sums(int64_t *to, const int64_t *more)
{
    for (int m = 0; m < MEASURE__COUNT; m++) to[m] += more[m];
}

/* ── A street ──────────────────────────────────────────────────────────── */

struct counting { struct brief *brief; struct brief_span span; };

static struct str slot_of(const struct counting *c, int64_t case_id)
{
    int64_t at = id_time_ms(case_id);
    struct day day = day_of_ms(at);
    char text[11];

    if (c->span.kind == BRIEF_DAY) return str_format(c->brief->arena, "%02lld", (long long)((at - day_start_ms(day)) / MS_PER_HOUR));
    day_print(day, text);
    return str_dup(c->brief->arena, str_from_c(text));
}

static struct str id_key(struct arena *arena, int64_t id)
{
    return str_format(arena, "%lld", (long long)id);
}

static enum err count_case(const struct measure_row *row, void *arg, struct fault *why)
{
    struct counting *c = arg;
    struct brief *b = c->brief;
    const struct str keys[BRIEF__BY] = {
        [BRIEF_BY_SLOT] = slot_of(c, row->case_id), [BRIEF_BY_TYPE] = row->item, [BRIEF_BY_SOURCE] = row->source,
        [BRIEF_BY_AREA] = id_key(b->arena, row->community_id), [BRIEF_BY_UNIT] = row->unit_id ? id_key(b->arena, row->unit_id) : STR_NONE,
    };
    enum err err = ERR_OK;

    add_facts(b->total, row->facts);
    for (int by = 0; !err && by < BRIEF__BY; by++) {
        struct brief_line *line = NULL;
        if (!keys[by].len) continue;
        err = line_of(b, (enum brief_by)by, keys[by], &line, why);
        if (!err) add_facts(line->sums, row->facts);
    }
    return err;
}

static enum err count_before(const struct measure_row *row, void *arg, struct fault *why)
{
    struct counting *c = arg;

    (void)why;
    add_facts(c->brief->before, row->facts);
    return ERR_OK;
}

/* Every hour and day of the span has a line, so that a chart shows the empty ones. */
static enum err lay_slots(struct brief *b, struct fault *why)
{
    int32_t count = b->span.kind == BRIEF_DAY ? 24 : b->span.to.since_epoch - b->span.from.since_epoch;
    struct brief_line *line;
    enum err err = ERR_OK;

    for (int32_t i = 0; !err && i < count; i++) {
        char text[11];
        day_print((struct day){ b->span.from.since_epoch + i }, text);
        err = line_of(b, BRIEF_BY_SLOT, b->span.kind == BRIEF_DAY ? str_format(b->arena, "%02d", (int)i) : str_dup(b->arena, str_from_c(text)), &line, why);
    }
    return err;
}

static enum err count_now(struct db *db, struct brief *b, const struct unit *street, struct fault *why)
{
    struct figure_row *rows;
    size_t count;
    enum err err = figures_of_street(db, b->arena, street->code, &rows, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        if (rows[i].dimension != 't') continue;
        b->open += figures_open(&rows[i].figures);
        b->overdue += rows[i].figures.overdue;
    }
    return err;
}

enum err brief_count_street(struct db *db, struct brief *b, const struct unit *street, struct fault *why)
{
    struct brief_span before = brief_span_before(b->span);
    struct counting c = { b, b->span };
    enum err err = lay_slots(b, why);

    if (!err) err = measure_each(db, b->arena, street->id, day_start_ms(b->span.from), day_start_ms(b->span.to), count_case, &c, why);
    if (!err) err = measure_each(db, b->arena, street->id, day_start_ms(before.from), day_start_ms(before.to), count_before, &c, why);
    return err ? err : count_now(db, b, street, why);
}

enum err brief_add(struct brief *b, const struct brief *part, int64_t part_id, struct fault *why)
{
    struct brief_line *line = NULL;
    struct str key = id_key(b->arena, part_id);
    enum err err = key.at ? line_of(b, BRIEF_BY_AREA, key, &line, why) : no_memory(why);

    if (err) return err;
    add_sums(line->sums, part->total);
    add_sums(b->total, part->total);
    add_sums(b->before, part->before);
    b->open += part->open;
    b->overdue += part->overdue;
    for (int by = 0; by < BRIEF__BY; by++)
        for (size_t i = 0; !err && by != BRIEF_BY_AREA && i < part->lines[by].count; i++) {
            err = line_of(b, (enum brief_by)by, part->lines[by].at[i]->key, &line, why);
            if (!err) add_sums(line->sums, part->lines[by].at[i]->sums);
        }
    return err;
}

static int by_key(const void *a, const void *b)
{
    return str_compare((*(struct brief_line *const *)a)->key, (*(struct brief_line *const *)b)->key);
}

static int by_measure(const void *a, const void *b, enum measure measure)
{
    const struct brief_line *x = *(struct brief_line *const *)a, *y = *(struct brief_line *const *)b;

    return x->sums[measure] == y->sums[measure] ? by_key(a, b) : x->sums[measure] < y->sums[measure] ? 1 : -1;
}

static int by_reported(const void *a, const void *b) { return by_measure(a, b, MEASURE_REPORTED); }
static int by_handled(const void *a, const void *b) { return by_measure(a, b, MEASURE_TO_HANDLE); }

void brief_end(struct brief *b)
{
    for (int by = 0; by < BRIEF__BY; by++) {
        brief_lines *lines = &b->lines[by];
        if (!lines->count) continue;
        qsort(lines->at, lines->count, sizeof *lines->at, by == BRIEF_BY_SLOT ? by_key : by == BRIEF_BY_UNIT ? by_handled : by_reported);
        if (by != BRIEF_BY_SLOT && lines->count > BRIEF_LINES) lines->count = BRIEF_LINES;
    }
}

/* ── One ───────────────────────────────────────────────────────────────── */

enum err brief_make(struct world *world, struct db *db, struct arena *arena, const struct unit *area, struct brief_span span, int64_t now_ms, struct brief *out, struct fault *why)
{
    struct org *org = world_org(world);
    enum err err = brief_has(area) ? ERR_OK : fault_set(why, ERR_INVALID, "简报按街道、区或全市编制", "briefings are of streets, districts and the city");

    brief_begin(out, arena, area->id, span);
    out->made_at = now_ms;
    out->whole = now_ms >= day_start_ms(span.to);
    for (size_t i = 0; !err && i < org_unit_count(org); i++) {
        const struct unit *street = org_unit_at(org, i);
        struct arena *room;
        struct brief part;
        if (!evaluation_covers(org, street, area)) continue;
        if (area->kind == UNIT_STREET) {
            err = brief_count_street(db, out, street, why);
            continue;
        }
        room = arena_open(MEMORY);
        if (!room) err = no_memory(why);
        brief_begin(&part, room, street->id, span);
        if (!err) err = brief_count_street(db, &part, street, why);
        if (!err) err = brief_add(out, &part, area->kind == UNIT_CITY ? evaluation_district(street) : street->id, why);
        if (room) arena_close(room);
    }
    org_unref(org);
    brief_end(out);
    return err;
}

/* ── All that are due ──────────────────────────────────────────────────── */

struct due { struct world *world; struct org *org; struct db *db; int64_t now_ms, made; struct brief_span span; const int64_t *there; size_t there_count; };
struct writing { const struct brief *brief; struct str content; };

static enum err write_one(struct db *db, struct store_job *job, struct fault *why)
{
    const struct writing *w = job->arg;
    int64_t id;

    return brief_put(db, w->brief, w->content, &id, why);
}

static bool is_there(const struct due *d, int64_t area)
{
    for (size_t i = 0; i < d->there_count; i++)
        if (d->there[i] == area) return true;
    return false;
}

static enum err keep(struct due *d, struct brief *b, struct fault *why)
{
    struct writing w = { .brief = b };
    enum err err;

    if (is_there(d, b->area_id)) return ERR_OK;
    brief_end(b);
    b->id = id_new();
    b->made_at = d->now_ms;
    b->whole = true;
    err = brief_content(b->arena, b, &w.content, why);
    if (!err) err = store_transact(world_store(d->world), 0, write_one, &w, why);
    if (err == ERR_CONFLICT) return ERR_OK;   /* another server was first */
    if (!err) d->made++;
    return err;
}

/* The streets of a district one after the other, each kept and added to the district. */
static enum err make_district(struct due *d, const struct unit *district, struct brief *city, struct fault *why)
{
    struct arena *arena = arena_open(MEMORY);
    struct brief whole;
    bool any = false;
    enum err err = arena ? ERR_OK : no_memory(why);

    if (err) return err;
    brief_begin(&whole, arena, district->id, d->span);
    for (size_t i = 0; !err && i < org_unit_count(d->org); i++) {
        const struct unit *street = org_unit_at(d->org, i);
        struct arena *room;
        struct brief part;
        if (street->kind != UNIT_STREET || evaluation_district(street) != district->id) continue;
        room = arena_open(MEMORY);
        if (!room) {
            err = no_memory(why);
            break;
        }
        any = true;
        brief_begin(&part, room, street->id, d->span);
        err = brief_count_street(d->db, &part, street, why);
        if (!err) err = brief_add(&whole, &part, street->id, why);
        if (!err) err = keep(d, &part, why);
        arena_close(room);
    }
    if (!err && any) err = brief_add(city, &whole, district->id, why);
    if (!err && any) err = keep(d, &whole, why);
    arena_close(arena);
    return err;
}

static enum err make_span(struct due *d, struct fault *why)
{
    struct arena *arena = arena_open(MEMORY);
    const struct unit *city = NULL;
    struct brief whole;
    int64_t *there;
    enum err err = arena ? brief_made(d->db, arena, d->span, &there, &d->there_count, why) : no_memory(why);

    if (err) goto done;
    d->there = there;
    for (size_t i = 0; i < org_unit_count(d->org) && !city; i++)
        if (org_unit_at(d->org, i)->kind == UNIT_CITY) city = org_unit_at(d->org, i);
    if (!city || is_there(d, city->id)) goto done;   /* the city's is the last of them to be made */
    brief_begin(&whole, arena, city->id, d->span);
    for (size_t i = 0; !err && i < org_unit_count(d->org); i++) {
        const struct unit *district = org_unit_at(d->org, i);
        if (district->kind == UNIT_DISTRICT || district->kind == UNIT_STEERING) err = make_district(d, district, &whole, why);
    }
    if (!err) err = keep(d, &whole, why);
done:
    if (arena) arena_close(arena);
    return err;
}

static enum err sweep_old(struct db *db, struct store_job *job, struct fault *why)
{
    return brief_sweep(db, *(const int64_t *)job->arg, why);
}

enum err brief_make_due(struct world *world, int64_t now_ms, int64_t *made, struct fault *why)
{
    struct due d = { .world = world, .org = world_org(world), .now_ms = now_ms, .db = store_reader_take(world_store(world)) };
    int64_t kept = now_ms - org_setting(d.org, "brief.kept", 1100) * MS_PER_DAY;
    enum err err = ERR_OK;

    for (int kind = 0; !err && kind < BRIEF__KINDS; kind++) {
        d.span = brief_span_before(brief_span_of((enum brief_kind)kind, day_of_ms(now_ms)));
        err = make_span(&d, why);
    }
    store_reader_give(world_store(world), d.db);
    org_unref(d.org);
    if (!err) err = store_transact(world_store(world), 0, sweep_old, &kept, why);
    *made = d.made;
    return err;
}
