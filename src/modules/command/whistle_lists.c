/*
 * whistle_lists.c - a unit's summons, the whistles of a street, and the lists behind the figures.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/whistle_lists.h"

#include "base/civil.h"
#include "case/case.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/party_view.h"
#include "modules/command/whistle_store.h"

enum err whistle_month(struct call *call, struct month *out, struct fault *why)
{
    struct str text = json_get_str(call->query, "month"), rest = text, piece = STR_NONE;
    int64_t year = 0, month = 0;
    int y, m, d;

    if (!text.len) {
        day_to_ymd(day_of_ms(call->now_ms), &y, &m, &d);
        year = y, month = m;
    } else if (text.len != 7 || !str_split(&rest, '-', &piece) || num_parse_int(piece, 2000, 2999, &year) || num_parse_int(rest, 1, 12, &month)) {
        return fault_field(why, STR("month"), fault_set(why, ERR_INVALID, "月份写作 2026-03", "a month is written 2026-03"));
    }
    out->from_ms = day_start_ms(day_from_ymd((int)year, (int)month, 1));
    out->to_ms = day_start_ms(month == 12 ? day_from_ymd((int)year + 1, 1, 1) : day_from_ymd((int)year, (int)month + 1, 1));
    out->text = str_format(call->arena, "%04d-%02d", (int)year, (int)month);
    return out->text.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

const struct unit *whistle_area(struct call *call, enum right right, struct fault *why)
{
    int64_t id = json_get_id(call->query, "area");
    const struct unit *unit = NULL;

    if (id && user_may(call->org, call->user, right, id)) unit = org_unit(call->org, id);
    for (size_t i = 0; !id && !unit && i < call->user->grant_count; i++) {
        const struct unit *own = org_unit(call->org, call->user->grants[i].unit_id);
        if (!own || !(call->user->grants[i].rights >> right & 1)) continue;
        if (own->kind > UNIT_STREET) own = org_unit(call->org, own->street_id ? own->street_id : own->parent_id);
        unit = own;
    }
    if (!unit || unit->kind > UNIT_STREET) {
        (void)fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
        return NULL;
    }
    return unit;
}

/* ── Summons ───────────────────────────────────────────────────────────── */

static enum err read_cursor(struct str cursor, struct party_filter *f, struct fault *why)
{
    struct str rest = cursor, piece;

    if (!cursor.len) return ERR_OK;
    if (!str_split(&rest, '-', &piece) || num_parse_int(piece, 0, INT64_MAX, &f->after_at) || num_parse_int(rest, 0, INT64_MAX, &f->after_id))
        return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is not valid"));
    return ERR_OK;
}

/* A department's own summons, or those of an area whose figures the user may see. */
static enum err party_scope(struct call *call, struct party_filter *f, const struct unit **area, struct fault *why)
{
    int64_t unit = json_get_id(call->query, "unit");
    const struct unit *own = org_unit(call->org, unit ? unit : call->user->unit_id);

    *area = NULL;
    if (json_get_id(call->query, "area")) {
        *area = whistle_area(call, RIGHT_STATISTICS, why);
        if (!*area) return ERR_NOT_FOUND;
        if ((*area)->kind == UNIT_STREET) f->street_id = (*area)->id;
        f->unit_id = unit;
        if (f->unit_id || f->street_id) return ERR_OK;
        return fault_field(why, STR("unit"), fault_set(why, ERR_INVALID, "请指明单位", "name the unit as well"));
    }
    if (!own || !user_may(call->org, call->user, RIGHT_CASE_READ, own->id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (own->kind == UNIT_DEPARTMENT || own->kind == UNIT_TEAM) f->unit_id = own->id;
    else f->street_id = own->street_id ? own->street_id : own->id;
    return ERR_OK;
}

static enum err read_filter(struct call *call, struct party_filter *f, const struct unit **area, struct fault *why)
{
    struct str metric = json_get_str(call->query, "metric");
    struct month month;
    enum err err = party_scope(call, f, area, why);

    if (!err) err = read_cursor(json_get_str(call->query, "after"), f, why);
    if (err) return err;
    f->limit = json_get_int(call->query, "limit", 20);
    f->item = json_get_str(call->query, "type");
    f->metric = metric.len ? party_metric_from(metric) : PARTY__METRICS;
    if (metric.len && f->metric == PARTY__METRICS)
        return fault_field(why, STR("metric"), fault_set(why, ERR_INVALID, "没有这个指标", "there is no such figure"));
    f->open = json_get_bool(call->query, "open", false);
    if (f->open && !f->unit_id) return fault_field(why, STR("unit"), fault_set(why, ERR_INVALID, "请指明单位", "name the unit"));
    if (f->open || !json_get_str(call->query, "month").len) return ERR_OK;
    err = whistle_month(call, &month, why);
    f->from_ms = month.from_ms;
    f->to_ms = month.to_ms;
    return err;
}

static void write_row(struct call *call, const struct party_view *row)
{
    const struct case_record *r = &row->record;

    json_object(&call->out, NULL);
    view_party(call, &row->party);
    json_id(&call->out, "case_id", r->id);
    json_str(&call->out, "number", r->number);
    json_str(&call->out, "type", r->item);
    view_type_name(call, r->item);
    json_str(&call->out, "text", utf8_prefix(r->text, 200));
    json_str(&call->out, "address", r->address);
    json_str(&call->out, "stage_zh", world_stage_zh(app_of(call)->world, r->stage));
    json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, r->stage));
    json_text(&call->out, "case_state", case_state_name(r->state));
    json_int(&call->out, "urgency", r->urgency);
    view_unit(call, "street", r->street_id);
    json_double(&call->out, "lon", (double)r->lon_e6 / 1e6, 6);
    json_double(&call->out, "lat", (double)r->lat_e6 / 1e6, 6);
    json_close(&call->out);
}

enum err whistle_parties(struct call *call, struct fault *why)
{
    struct party_filter filter = { 0 };
    const struct unit *area;
    struct party_view *rows;
    size_t count;
    bool more;
    enum err err = read_filter(call, &filter, &area, why);

    if (!err) err = party_page(call->db, call->arena, &filter, &rows, &count, &more, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++)
        if (!area || org_within(call->org, rows[i].party.street_id, area->id)) write_row(call, &rows[i]);
    json_close(&call->out);
    if (more)
        json_str(&call->out, "next", str_format(call->arena, "%lld-%lld", (long long)rows[count - 1].party.called_at, (long long)rows[count - 1].party.id));
    else
        json_null(&call->out, "next");
    return ERR_OK;
}

/* ── Whistles blown ────────────────────────────────────────────────────── */

bool whistle_is(const struct case_record *record, struct str what)
{
    bool refused = str_is(record->result, "rejected");

    if (!what.len || str_is(what, "blown")) return true;
    if (str_is(what, "open")) return record->state <= CASE_PAUSED;
    if (str_is(what, "refused")) return refused;
    return str_is(what, "closed") && record->state > CASE_PAUSED && !refused;
}

static void write_whistle(struct call *call, const struct whistle_row *row)
{
    const struct case_record *r = &row->record;

    json_object(&call->out, NULL);
    json_id(&call->out, "id", r->id);
    json_str(&call->out, "number", r->number);
    json_str(&call->out, "type", r->item);
    view_type_name(call, r->item);
    json_str(&call->out, "text", utf8_prefix(r->text, 200));
    json_str(&call->out, "address", r->address);
    json_text(&call->out, "state", case_state_name(r->state));
    json_str(&call->out, "stage_zh", world_stage_zh(app_of(call)->world, r->stage));
    json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, r->stage));
    json_str(&call->out, "result", r->result);
    view_unit(call, "caller", row->whistle.caller_id);
    view_unit(call, "lead", r->unit_id);
    json_time(&call->out, "blown_at", row->whistle.blown_at);
    json_time(&call->out, "muster_at", row->whistle.muster_at);
    json_time(&call->out, "due_at", r->due_at >= CLOCK_NEVER ? 0 : r->due_at);
    json_time(&call->out, "closed_at", r->closed_at);
    json_int(&call->out, "urgency", r->urgency);
    json_int(&call->out, "supervise", r->supervise);
    json_bool(&call->out, "overdue", r->overdue);
    json_close(&call->out);
}

enum err whistle_blown(struct call *call, struct fault *why)
{
    int64_t caller = json_get_id(call->query, "unit");
    const struct unit *area = whistle_area(call, RIGHT_CASE_READ, why);
    struct month month;
    enum err err = area ? whistle_month(call, &month, why) : ERR_NOT_FOUND;

    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        struct whistle_row *rows;
        size_t count;
        if (street->kind != UNIT_STREET || !org_within(call->org, street->id, area->id)) continue;
        err = whistle_list(call->db, call->arena, street->id, month.from_ms, month.to_ms, &rows, &count, why);
        if (err) return err;
        for (size_t k = 0; k < count; k++)
            if ((!caller || caller == rows[k].whistle.caller_id) && whistle_is(&rows[k].record, json_get_str(call->query, "state"))) write_whistle(call, &rows[k]);
    }
    json_close(&call->out);
    return ERR_OK;
}
