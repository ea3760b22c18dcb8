/*
 * stock.c - stocks for emergencies (应急物资): a unit's list, a new row, a count.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/stock.h"

#include "base/id.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"

static void write_stock(struct call *call, const struct stock *s)
{
    struct json_out *out = &call->out;

    json_id(out, "id", s->id);
    view_unit(call, "unit", s->unit_id);
    json_str(out, "kind", s->kind);
    json_str(out, "name", s->name);
    json_str(out, "measure", s->measure);
    json_int(out, "quantity", s->quantity);
    json_int(out, "least", s->least);
    json_bool(out, "short", s->quantity < s->least);
    json_str(out, "place", s->place);
    json_str(out, "keeper", s->keeper);
    json_int(out, "version", s->version);
    json_time(out, "changed_at", s->changed_at);
}

enum err stock_list(struct call *call, struct fault *why)
{
    int64_t unit = json_get_id(call->query, "unit");
    struct stock *list;
    size_t count;
    enum err err;

    if (!unit) unit = call->user->unit_id;
    if (!user_may(call->org, call->user, RIGHT_CASE_READ, unit))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    err = stock_of(call->db, call->arena, unit, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        write_stock(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err read_new(struct call *call, struct stock *s, struct fault *why)
{
    const struct unit *unit = org_unit_by_code(call->org, json_get_str(call->body, "unit"));

    if (!unit || !user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, unit->id))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    s->unit_id = unit->id;
    s->kind = json_get_str(call->body, "kind").at ? json_get_str(call->body, "kind") : STR("");
    s->name = str_trim(json_get_str(call->body, "name"));
    s->measure = str_trim(json_get_str(call->body, "measure"));
    if (s->name.len && s->measure.len) return ERR_OK;
    return fault_field(why, s->name.len ? STR("measure") : STR("name"), fault_set(why, ERR_INVALID, "请写明物资名称和计量单位", "name the stock and its measure"));
}

/* POST /api/emergency-stocks, and with {id} a new count. */
enum err stock_save_prepare(struct call *call, struct fault *why)
{
    struct stock *s = arena_new(call->arena, struct stock);
    struct str place = json_get_str(call->body, "place"), keeper = json_get_str(call->body, "keeper");
    enum err err;

    if (!s) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (call->path_id) {
        err = stock_read(call->db, call->arena, call->path_id, s, why);
        if (!err && !user_may(call->org, call->user, RIGHT_CASE_SUPERVISE, s->unit_id)) err = fault_set(why, ERR_NOT_FOUND, "没有这项物资，或不在您的范围内", "no such stock within your reach");
        if (!err) s->version = json_get_int(call->body, "version", 0);
    } else {
        *s = (struct stock){ .id = id_new(), .place = STR(""), .keeper = STR("") };
        err = read_new(call, s, why);
    }
    if (err) return err;
    s->quantity = json_get_int(call->body, "quantity", 0);
    s->least = json_get_int(call->body, "least", s->least);
    if (place.at) s->place = str_trim(place);
    if (keeper.at) s->keeper = str_trim(keeper);
    s->changed_at = call->now_ms;
    s->changed_by = call->user->account_id;
    call->work = s;
    call->key = s->id;
    return ERR_OK;
}

enum err stock_save_apply(struct db *db, struct call *call, struct fault *why)
{
    return call->path_id ? stock_change(db, call->work, why) : stock_insert(db, call->work, why);
}

enum err stock_reply(struct call *call, struct fault *why)
{
    struct stock s;
    enum err err = stock_read(call->db, call->arena, ((const struct stock *)call->work)->id, &s, why);

    if (!err) write_stock(call, &s);
    return err;
}
