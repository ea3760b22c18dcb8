/*
 * brief_handlers.c - briefings listed, shown, made and taken away as PDF and workbook.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/evaluate.h"
#include "document/document.h"
#include "modules/command/brief.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"

/* Where what is carried from prepare to apply and reply stands. */
struct making { struct brief brief; struct str content; int64_t id; };

static enum err out_of_reach(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这份简报，或不在您的范围内", "no such briefing within your reach");
}

/* The area of the query, or the highest of the user's own. */
static const struct unit *asked_area(struct call *call, int64_t id)
{
    const struct unit *found = NULL;

    if (id) return user_may(call->org, call->user, RIGHT_STATISTICS, id) ? org_unit(call->org, id) : NULL;
    for (size_t i = 0; i < call->user->grant_count; i++) {
        const struct unit *own = org_unit(call->org, call->user->grants[i].unit_id);
        if (!own || !(call->user->grants[i].rights >> RIGHT_STATISTICS & 1)) continue;
        if (!brief_has(own)) own = org_unit(call->org, own->street_id ? own->street_id : own->parent_id);
        if (own && brief_has(own) && user_may(call->org, call->user, RIGHT_STATISTICS, own->id) && (!found || own->kind < found->kind)) found = own;
    }
    return found;
}

static enum err read_brief(struct call *call, struct brief *out, struct fault *why)
{
    enum err err = brief_read(call->db, call->arena, call->path_id, out, why);

    if (err == ERR_NOT_FOUND || (!err && !user_may(call->org, call->user, RIGHT_STATISTICS, out->area_id))) return out_of_reach(why);
    return err;
}

static void write_day(struct call *call, const char *key, struct day day)
{
    char text[11];

    day_print(day, text);
    json_text(&call->out, key, text);
}

static void write_span(struct call *call, struct brief_span span)
{
    json_text(&call->out, "kind", brief_kind_name(span.kind));
    write_day(call, "from", span.from);
    write_day(call, "to", (struct day){ span.to.since_epoch - 1 });
}

/* 404 for an area out of reach. */
enum err brief_list_show(struct call *call, struct fault *why)
{
    const struct unit *area = asked_area(call, json_get_id(call->query, "area"));
    struct str kind_name = json_get_str(call->query, "kind"), after = json_get_str(call->query, "after");
    enum brief_kind kind = kind_name.len ? brief_kind_from(kind_name) : BRIEF_DAY;
    struct day before = { INT32_MAX };
    int64_t limit = json_get_int(call->query, "limit", 30);
    struct brief_row *rows;
    size_t count;
    enum err err;

    if (!area) return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
    if (kind == BRIEF__KINDS) return fault_field(why, STR("kind"), fault_set(why, ERR_INVALID, "只有日报、周报、月报", "there are briefings of a day, a week and a month"));
    if (after.len && day_parse(after, &before)) return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is not valid"));
    err = brief_list(call->db, call->arena, area->id, kind, before, limit, &rows, &count, why);
    if (err) return err;
    view_unit(call, "area", area->id);
    json_bool(&call->out, "has", brief_has(area));
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", rows[i].id);
        write_span(call, rows[i].span);
        json_time(&call->out, "made_at", rows[i].made_at);
        json_bool(&call->out, "whole", rows[i].whole);
        json_int(&call->out, "reported", rows[i].reported);
        json_int(&call->out, "closed", rows[i].closed);
        json_int(&call->out, "open", rows[i].open);
        json_int(&call->out, "overdue", rows[i].overdue);
        json_close(&call->out);
    }
    json_close(&call->out);
    if ((int64_t)count == limit) write_day(call, "next", rows[count - 1].span.from);
    else json_null(&call->out, "next");
    return ERR_OK;
}

/* ── One ───────────────────────────────────────────────────────────────── */

static void write_rates(struct call *call, const struct evaluation *e, const char *key, const int64_t *sums)
{
    json_list(&call->out, key);
    for (size_t i = 0; i < e->indicator_count; i++) {
        double percent;
        if (evaluation_rate(&e->indicators[i], sums, &percent)) json_double(&call->out, NULL, percent, 2);
        else json_null(&call->out, NULL);
    }
    json_close(&call->out);
}

static void write_figures(struct call *call, const char *key, const int64_t *sums)
{
    json_list(&call->out, key);
    for (int m = 0; m < MEASURE__COUNT; m++) json_int(&call->out, NULL, sums[m]);
    json_close(&call->out);
}

static void write_definitions(struct call *call, const struct evaluation *e)
{
    json_list(&call->out, "measures");
    for (int m = 0; m < MEASURE__COUNT; m++) {
        json_object(&call->out, NULL);
        json_text(&call->out, "code", measure_name((enum measure)m));
        json_str(&call->out, "name", e->words[m].zh);
        json_str(&call->out, "name_en", e->words[m].en);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_list(&call->out, "indicators");
    for (size_t i = 0; i < e->indicator_count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "code", e->indicators[i].code);
        json_str(&call->out, "name", e->indicators[i].zh);
        json_str(&call->out, "name_en", e->indicators[i].en);
        if (e->indicators[i].target < 0) json_null(&call->out, "target");
        else json_double(&call->out, "target", e->indicators[i].target, 3);
        json_text(&call->out, "numerator", measure_name(e->indicators[i].numerator));
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* The instants a slot begins and ends, for the list behind its numbers. */
static void write_slot(struct call *call, const struct brief *b, const struct brief_line *line)
{
    int64_t from = 0, step = b->span.kind == BRIEF_DAY ? MS_PER_HOUR : MS_PER_DAY, hour = 0;
    struct day day;

    if (b->span.kind == BRIEF_DAY && !num_parse_int(line->key, 0, 23, &hour)) from = day_start_ms(b->span.from) + hour * MS_PER_HOUR;
    else if (!day_parse(line->key, &day)) from = day_start_ms(day);
    json_int(&call->out, "since", from);
    json_int(&call->out, "until", from + step);
}

static void write_lines(struct call *call, const struct brief *b, const struct evaluation *e, enum brief_by by)
{
    json_object(&call->out, NULL);
    json_text(&call->out, "by", brief_by_name(by));
    json_list(&call->out, "items");
    for (size_t i = 0; i < b->lines[by].count; i++) {
        const struct brief_line *line = b->lines[by].at[i];
        struct str zh, en;
        brief_line_name(call, b, by, line, &zh, &en);
        json_object(&call->out, NULL);
        json_str(&call->out, "key", line->key);
        json_str(&call->out, "name", zh);
        json_str(&call->out, "name_en", en);
        if (by == BRIEF_BY_SLOT) write_slot(call, b, line);
        else json_null(&call->out, "since"), json_null(&call->out, "until");
        write_figures(call, "figures", line->sums);
        write_rates(call, e, "rates", line->sums);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_close(&call->out);
}

static enum err write_brief(struct call *call, const struct brief *b, struct fault *why)
{
    struct evaluation e;
    enum err err = brief_definitions(call, b, &e, why);

    if (err) return err;
    json_id(&call->out, "id", b->id);
    view_unit(call, "area", b->area_id);
    write_span(call, b->span);
    json_int(&call->out, "since", day_start_ms(b->span.from));
    json_int(&call->out, "until", day_start_ms(b->span.to));
    json_time(&call->out, "made_at", b->made_at);
    json_bool(&call->out, "whole", b->whole);
    json_bool(&call->out, "by_clock", b->made_by == 0);
    json_int(&call->out, "open", b->open);
    json_int(&call->out, "overdue", b->overdue);
    write_definitions(call, &e);
    write_figures(call, "figures", b->total);
    write_figures(call, "before", b->before);
    write_rates(call, &e, "rates", b->total);
    write_rates(call, &e, "rates_before", b->before);
    json_list(&call->out, "groups");
    for (int by = 0; by < BRIEF__BY; by++) write_lines(call, b, &e, (enum brief_by)by);
    json_close(&call->out);
    return ERR_OK;
}

enum err brief_show(struct call *call, struct fault *why)
{
    struct brief b;
    enum err err = read_brief(call, &b, why);

    return err ? err : write_brief(call, &b, why);
}

static enum err send_document(struct call *call, enum err (*write)(struct arena *, const struct document *, struct str *, struct fault *), const char *media, struct fault *why)
{
    struct document document = { .parts = NULL };
    struct brief b;
    enum err err = read_brief(call, &b, why);

    if (!err) err = brief_document(call, &b, str_is(json_get_str(call->query, "lang"), "en"), &document, why);
    if (!err) err = write(call->arena, &document, &call->raw, why);
    if (!err) call->raw_type = media;
    return err;
}

enum err brief_pdf(struct call *call, struct fault *why)
{
    return send_document(call, document_pdf, "application/pdf", why);
}

enum err brief_workbook(struct call *call, struct fault *why)
{
    return send_document(call, document_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", why);
}

/* ── Making one now ────────────────────────────────────────────────────── */

/* 409 when the final one is there; 400 for an area without briefings or a day to come. */
enum err brief_make_prepare(struct call *call, struct fault *why)
{
    const struct unit *area = asked_area(call, json_get_id(call->body, "area"));
    enum brief_kind kind = brief_kind_from(json_get_str(call->body, "kind"));
    struct making *m = arena_new(call->arena, struct making);
    struct str text = json_get_str(call->body, "day");
    struct day day = day_of_ms(call->now_ms);
    enum err err;

    if (!m) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!area) return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
    if (kind == BRIEF__KINDS) return fault_field(why, STR("kind"), fault_set(why, ERR_INVALID, "只有日报、周报、月报", "there are briefings of a day, a week and a month"));
    if (text.len && (day_parse(text, &day) || day.since_epoch > day_of_ms(call->now_ms).since_epoch))
        return fault_field(why, STR("day"), fault_set(why, ERR_INVALID, "日期不对，或还没有到", "the day is not valid, or is still to come"));
    err = brief_make(app_of(call)->world, call->db, call->arena, area, brief_span_of(kind, day), call->now_ms, &m->brief, why);
    if (err) return fault_field(why, STR("area"), err);
    m->brief.id = id_new();
    m->brief.made_by = call->user->account_id;
    call->work = m;
    return brief_content(call->arena, &m->brief, &m->content, why);
}

enum err brief_make_apply(struct db *db, struct call *call, struct fault *why)
{
    struct making *m = call->work;

    return brief_put(db, &m->brief, m->content, &m->id, why);
}

enum err brief_make_reply(struct call *call, struct fault *why)
{
    struct making *m = call->work;

    m->brief.id = m->id;
    return write_brief(call, &m->brief, why);
}
