/*
 * supervise.c - 督办: a level rises, the desks of its row hear of it, and it brings an order (督办单) that must be answered.
 *
 * Levels, who hears of them, their points and orders are rows of
 * content/catalogues/supervision.csv; an order is a case of its own
 * (case/paper.h), so it has a number, an addressee, a clock and a journal.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/paper.h"
#include "case/party_rows.h"
#include "case/plan.h"

enum { TOLD_MAX = 30, QUOTED = 120, ORDERS_SEEN = 50 };

/* ── Papers ────────────────────────────────────────────────────────────── */

enum err paper_open(struct case_plan *plan, const struct case_draft *draft, const char *kind, struct fault *why)
{
    struct case_actor system = { .system = true };
    struct case_plan *other, **slot;
    struct link_change *link;
    enum err err = case_plan_open(plan->world, plan->db, plan->arena, draft, plan->actor.user ? &plan->actor : &system, plan->now_ms, &other, why);

    if (err || other->met) return err;
    slot = LIST_ADD(plan->arena, &plan->also);
    link = slot ? LIST_ADD(plan->arena, &other->links) : NULL;
    if (!link) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = other;
    *link = (struct link_change){ .add = true, .case_id = other->now.id, .other_id = plan->now.id, .kind = kind };
    return ERR_OK;
}

/* ── Whom ──────────────────────────────────────────────────────────────── */

const struct unit *supervise_whom(const struct case_plan *plan, int64_t place_id)
{
    const struct grid_row *grid = place_id ? grids_find(world_grids(plan->world), place_id) : NULL;
    const struct unit *unit = org_unit(plan->org, grid ? grid->community_id : place_id ? place_id : plan->now.unit_id);

    return unit ? unit : org_unit(plan->org, plan->now.street_id);
}

/* Whoever judges the answer is not below who gives it: a street answers to its district. */
static struct str reviewer(const struct unit *to)
{
    return to->kind == UNIT_STREET || to->kind == UNIT_DISTRICT || to->kind == UNIT_STEERING ? STR("dispatch@district") : STR("command@street");
}

static enum err tell_person(struct case_plan *plan, int64_t account_id, struct fault *why)
{
    struct copy_row *row;

    for (size_t i = 0; i < plan->copies.count; i++)
        if (plan->copies.at[i].account_id == account_id) return ERR_OK;
    row = LIST_ADD(plan->arena, &plan->copies);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct copy_row){ .account_id = account_id };
    return ERR_OK;
}

/* "leader@unit|command@street": the people of each desk get a copy; a desk nobody serves hears nothing. */
static enum err tell(struct case_plan *plan, struct str desks, const struct unit *to, struct fault *why)
{
    struct str rest = desks, desk, role;
    int64_t self = plan->actor.user ? plan->actor.user->account_id : 0;
    enum err err = ERR_OK;

    while (!err && rest.len && str_split(&rest, '|', &desk)) {
        struct str place = desk, where = desk;
        struct member *members;
        int64_t at;
        size_t count;
        if (!str_split(&place, '@', &role)) continue;
        if (str_is(place, "unit")) where = str_format(plan->arena, "%.*s@%.*s", STR_ARG(role), STR_ARG(to->code));
        if (desk_resolve(plan, where, &role, &at, NULL)) continue;
        err = org_desk_members(plan->db, plan->arena, role, at, plan->now_ms, &members, &count, why);
        for (size_t i = 0; !err && i < count && i < TOLD_MAX; i++)
            if (members[i].account_id != self) err = tell_person(plan, members[i].account_id, why);
    }
    return err;
}

/* ── The order ─────────────────────────────────────────────────────────── */

static enum err under_way(struct case_plan *plan, struct str paper, const struct unit *to, bool *found, struct fault *why)
{
    struct case_record *orders;
    size_t count;
    enum err err = paper_of_case(plan->db, plan->arena, STR(SOURCE_SUPERVISION), plan->now.number, STR_NONE, ORDERS_SEEN, &orders, &count, why);

    *found = false;
    for (size_t i = 0; !err && i < count; i++)
        *found |= orders[i].state <= CASE_PAUSED && str_eq(orders[i].item, paper) && orders[i].unit_id == to->id;
    return err;
}

/* What the order's process knows; the points count here unless the case's own summons holds them. */
static enum err order_facts(struct case_plan *plan, const struct unit *to, bool counts, const struct json_t **out, struct fault *why)
{
    struct json_out json;
    struct json_t *facts = NULL;
    struct buf buf;
    enum err err;

    buf_init(&buf, plan->arena, 4096);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    json_str(&json, "unit", to->code);
    json_str(&json, "about", plan->now.number);
    json_str(&json, "reviewer", reviewer(to));
    json_bool(&json, "counts", counts);
    json_close(&json);
    err = json_done(&json) ? json_parse(plan->arena, buf_done(&buf), &facts, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = facts;
    return err;
}

static enum err order(struct case_plan *plan, const struct supervision *row, const struct unit *to, struct str demand, bool counts, struct fault *why)
{
    const struct item *item = world_item(plan->world, row->paper);
    struct case_draft draft = {
        .item = row->paper, .kind = STR("paper"), .source = STR(SOURCE_SUPERVISION), .channel = STR(PAPER_CHANNEL), .staff_chose = true,
        .address = plan->now.address, .lon = (double)plan->now.lon_e6 / 1e6, .lat = (double)plan->now.lat_e6 / 1e6, .urgency = plan->now.urgency,
    };
    enum err err = ERR_OK;

    if (!item) return fault_set(why, ERR_INTERNAL, "内部件表没有“%s”", "there is no paper \"%s\"", str_c(plan->arena, row->paper));
    draft.text = str_format(plan->arena, "%.*s：%.*s%s%.*s", STR_ARG(plan->now.number), STR_ARG(utf8_prefix(plan->now.text, QUOTED)),
                            demand.len ? "。督办要求：" : "", STR_ARG(demand));
    draft.source_no = str_format(plan->arena, "%.*s/%03lld-%.*s", STR_ARG(plan->now.number), (long long)(plan->now.journal_seq + 1), STR_ARG(to->code));
    if (!draft.text.at || !draft.source_no.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = order_facts(plan, to, counts, &draft.facts, why);
    return err ? err : paper_open(plan, &draft, "related", why);
}

/* Types whose lateness is only marked ("orders" no in papers.csv) bring no order by the clock. */
static bool only_marked(const struct case_plan *plan)
{
    const struct item *item = world_item(plan->world, plan->now.item);

    return item && str_is(feel_get_str(item->row, "orders"), "no");
}

enum err supervise_raise(struct case_plan *plan, int64_t level, const struct unit *to, struct str demand, bool by_hand, struct fault *why)
{
    const struct supervision *row = world_supervision(plan->world, level, plan->now_ms);
    const struct party_row *party;
    bool rises = level > plan->now.supervise, busy = false;
    enum err err = party_load(plan, why);

    if (err) return err;
    party = to ? party_of(plan, to->id) : NULL;
    /* An order whose points stand elsewhere gathers none of its own. */
    if (party && paper_is(&plan->now) && !party->now.supervise) party = NULL;
    rises |= party && !paper_is(&plan->now) && level > party->now.supervise;
    if (party) err = party_raise(plan, to->id, level, why);
    if (err) return err;
    if (by_hand || level > plan->now.supervise) plan->now.supervise = level;
    if (!row || !to || (!by_hand && (!rises || only_marked(plan)))) return ERR_OK;
    err = tell(plan, row->notify, to, why);
    if (err || !row->paper.len) return err;
    err = under_way(plan, row->paper, to, &busy, why);
    if (err) return err;
    return busy ? ERR_OK : order(plan, row, to, demand, !party && !paper_is(&plan->now), why);
}
