/*
 * order.c - orders (督办单): who owes an answer in an area or a unit, by due time, and the orders about one case.
 *
 * An order is a case (case/paper.h); a row of these lists is its row and the case it is about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "case/paper.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/figures.h"
#include "modules/command/work.h"

enum { ORDERS_OF_CASE_MAX = 50 };

struct asked {
    const struct unit *place;             /* an area from the street up, or one unit */
    bool open;
    struct paper_cursor after;
    int64_t limit;
};
struct found { struct case_record *at; size_t count, cap; };

/* An area by name; without one the first that the user's grants read: a street or more, or his unit. */
static enum err read_place(struct call *call, struct asked *asked, struct fault *why)
{
    int64_t area = json_get_id(call->query, "area"), unit = json_get_id(call->query, "unit"), id = unit ? unit : area;

    for (size_t i = 0; !id && i < call->user->grant_count; i++)
        if (call->user->grants[i].rights >> RIGHT_CASE_READ & 1) id = call->user->grants[i].unit_id;
    asked->place = id && user_may(call->org, call->user, RIGHT_CASE_READ, id) ? org_unit(call->org, id) : NULL;
    if (!asked->place)
        return fault_field(why, unit ? STR("unit") : STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (area && !unit && asked->place->kind > UNIT_STREET)
        return fault_field(why, STR("area"), fault_set(why, ERR_INVALID, "辖区须是街道、区或市", "an area is a street, a district or the city"));
    return ERR_OK;
}

static enum err read_asked(struct call *call, struct asked *asked, struct fault *why)
{
    struct str state = json_get_str(call->query, "state"), rest = json_get_str(call->query, "after"), piece;
    enum err err = read_place(call, asked, why);

    if (err) return err;
    asked->limit = json_get_int(call->query, "limit", 50);
    asked->open = !state.len || str_is(state, "open");
    if (!asked->open && !str_is(state, "all"))
        return fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "状态只能是 open 或 all", "state is open or all"));
    if (!rest.len) return ERR_OK;
    if (!str_split(&rest, '-', &piece) || num_parse_int(piece, 0, INT64_MAX, &asked->after.at) || num_parse_int(rest, 1, INT64_MAX, &asked->after.id))
        return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is not valid"));
    return ERR_OK;
}

static int by_due(const void *a, const void *b)
{
    const struct case_record *x = a, *y = b;

    if (x->due_at != y->due_at) return x->due_at < y->due_at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static int newest_first(const void *a, const void *b)
{
    const struct case_record *x = a, *y = b;

    return (x->id < y->id) - (x->id > y->id);
}

static enum err take(struct call *call, const struct asked *asked, enum paper_list list, int64_t place, struct found *found, struct fault *why)
{
    struct case_record *rows;
    size_t count;
    enum err err = paper_orders(call->db, call->arena, list, place, asked->after, asked->limit + 1, &rows, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        struct case_record *slot = list_grow(call->arena, (void **)&found->at, &found->count, &found->cap, sizeof *found->at);
        if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *slot = rows[i];
    }
    return err;
}

/* A range for each street of the area, or one for the unit. */
static enum err find(struct call *call, const struct asked *asked, struct found *found, struct fault *why)
{
    enum err err = ERR_OK;

    if (asked->place->kind > UNIT_STREET) return take(call, asked, asked->open ? PAPERS_OPEN_OF_UNIT : PAPERS_OF_UNIT, asked->place->id, found, why);
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *street = org_unit_at(call->org, i);
        if (figures_cover(call->org, street, asked->place)) err = take(call, asked, asked->open ? PAPERS_OPEN_IN_STREET : PAPERS_IN_STREET, street->id, found, why);
    }
    if (!err && found->count) qsort(found->at, found->count, sizeof *found->at, asked->open ? by_due : newest_first);
    return err;
}

/* ── Rows ──────────────────────────────────────────────────────────────── */

static enum err write_about(struct call *call, const struct case_record *order, struct fault *why)
{
    struct case_record about;
    enum err err = case_read_number(call->db, call->arena, paper_about(order), &about, why);

    if (err == ERR_NOT_FOUND) {
        json_null(&call->out, "about");
        return ERR_OK;
    }
    if (err) return err;
    json_object(&call->out, "about");
    json_id(&call->out, "id", about.id);
    json_str(&call->out, "number", about.number);
    json_str(&call->out, "type", about.item);
    view_type_name(call, about.item);
    json_str(&call->out, "text", utf8_prefix(about.text, 200));
    json_text(&call->out, "state", case_state_name(about.state));
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_order(struct call *call, const struct case_record *order, struct fault *why)
{
    const struct item *item = world_item(app_of(call)->world, order->item);
    enum err err;

    json_object(&call->out, NULL);
    view_case_row(call, order);
    json_int(&call->out, "level", item ? feel_get_int(item->row, "level", 0) : 0);
    json_bool(&call->out, "by_hand", order->created_by != 0);
    json_int(&call->out, "sent_back", order->rework_count);
    json_time(&call->out, "answered_at", order->feedback_at);
    json_time(&call->out, "closed_at", order->closed_at);
    err = write_about(call, order, why);
    json_close(&call->out);
    return err;
}

enum err order_list(struct call *call, struct fault *why)
{
    struct asked asked = { 0 };
    struct found found = { 0 };
    size_t shown;
    enum err err = read_asked(call, &asked, why);

    if (!err) err = find(call, &asked, &found, why);
    if (err) return err;
    shown = found.count > (size_t)asked.limit ? (size_t)asked.limit : found.count;
    view_unit(call, "place", asked.place->id);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < shown; i++) err = write_order(call, &found.at[i], why);
    json_close(&call->out);
    if (shown < found.count)
        json_str(&call->out, "next", str_format(call->arena, "%lld-%lld", (long long)found.at[shown - 1].due_at, (long long)found.at[shown - 1].id));
    else
        json_null(&call->out, "next");
    return err;
}

enum err order_of_case(struct call *call, struct fault *why)
{
    struct case_record record, *orders;
    size_t count = 0;
    enum err err = work_case(call, &record, why);

    if (!err) err = paper_of_case(call->db, call->arena, STR(SOURCE_SUPERVISION), record.number, STR_NONE, ORDERS_OF_CASE_MAX, &orders, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++) err = write_order(call, &orders[i], why);
    json_close(&call->out);
    return err;
}
