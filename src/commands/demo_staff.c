/*
 * demo_staff.c - who works for the streets of the demo.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_staff.h"

#include "base/id.h"
#include "modules/grid/partner.h"
#include "modules/grid/post.h"
#include "org/account.h"

/* Which of them is how; the first row that fits. */
enum { NO_HEAD_EVERY = 9, MICRO_EVERY = 3, OVER_EVERY = 11, SOON_EVERY = 13 };
#define OFFICE_HOURS                                                                                               \
    "[{\"day\":1,\"from\":\"08:30\",\"to\":\"17:30\"},{\"day\":2,\"from\":\"08:30\",\"to\":\"17:30\"},{\"day\":3,\"from\":\"08:30\",\"to\":\"17:30\"}," \
    "{\"day\":4,\"from\":\"08:30\",\"to\":\"17:30\"},{\"day\":5,\"from\":\"08:30\",\"to\":\"17:30\"}]"

static bool of_demo_street(const struct demo_staff *d, size_t community)
{
    return d->city->communities[community].parent == (int32_t)d->street;
}

static enum err enter(struct db *db, const struct demo_staff *d, size_t community, struct str name, const char *category, int64_t account, int64_t *id, struct fault *why)
{
    const struct staff_member member = {
        .id = id_new(), .street_id = d->ids->streets[d->city->communities[community].parent], .account_id = account, .name = name, .category = str_from_c(category),
        .phone_masked = STR(""), .from = { day_of_ms(d->now_ms).since_epoch - 400 }, .made_at = d->now_ms,
    };

    *id = member.id;
    return staff_member_insert(db, &member, why);
}

static enum err put(struct db *db, const struct demo_staff *d, size_t grid, int64_t member, const char *role, bool desk, struct fault *why)
{
    const int32_t community = d->city->grids[grid].community;
    const struct staff_place place = {
        .id = id_new(), .member_id = member, .grid_id = d->ids->grids[grid], .community_id = d->ids->communities[community],
        .street_id = d->ids->streets[d->city->communities[community].parent], .role = str_from_c(role), .from = { day_of_ms(d->now_ms).since_epoch - 300 },
        .desk = desk, .begun = true, .week = desk ? STR(OFFICE_HOURS) : STR("[]"), .made_at = d->now_ms,
    };

    return staff_place_insert(db, &place, why);
}

static enum err learned(struct db *db, const struct demo_staff *d, size_t community, size_t n, int64_t member, struct fault *why)
{
    const int32_t today = day_of_ms(d->now_ms).since_epoch;
    const int32_t until = n % OVER_EVERY == 3 ? today - 10 : n % SOON_EVERY == 5 ? today + 12 : today + 200;
    struct staff_record record = { .id = id_new(), .member_id = member, .street_id = d->ids->streets[d->city->communities[community].parent], .kind = STR("induction"),
                                   .got = { today - 390 }, .note = STR("（合成）"), .made_at = d->now_ms };
    enum err err = staff_record_insert(db, &record, why);

    if (err) return err;
    record.id = id_new();
    record.kind = STR("yearly");
    record.has_until = true;
    record.until.since_epoch = until;
    record.got.since_epoch = until - 365;
    return staff_record_insert(db, &record, why);
}

static enum err workers(struct db *db, const struct demo_staff *d, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < d->city->worker_count; i++) {
        const struct city_worker *worker = &d->city->workers[i];
        size_t community = (size_t)d->city->grids[worker->grid].community;
        int64_t member;
        err = enter(db, d, community, worker->name, "grid", d->workers[i], &member, why);
        if (!err) err = put(db, d, (size_t)worker->grid, member, "full", true, why);
        if (!err && of_demo_street(d, community)) err = learned(db, d, community, i, member, why);
    }
    return err;
}

/* The community's desk heads its grids, but for some that wait for a head. */
static enum err heads(struct db *db, const struct demo_staff *d, struct fault *why)
{
    int64_t member = 0;
    int32_t of = -1;
    enum err err = ERR_OK;

    for (size_t g = 0; !err && g < d->city->comprehensive_count; g++) {
        int32_t community = d->city->grids[g].community;
        if (community != of)
            err = enter(db, d, (size_t)community, str_format(store_scratch(db), "社区值守1（合成）"), "institution", d->desks[community], &member, why);
        of = community;
        if (!err && g % NO_HEAD_EVERY != 4) err = put(db, d, g, member, "head", false, why);
    }
    return err;
}

static enum err neighbours(struct db *db, const struct demo_staff *d, struct fault *why)
{
    int64_t member, easy = 0;
    size_t n = 0;
    enum err err = ERR_OK;

    for (size_t g = 0; !err && g < d->city->comprehensive_count; g++) {
        size_t community = (size_t)d->city->grids[g].community;
        if (!of_demo_street(d, community)) continue;
        if (!easy) err = enter(db, d, community, STR("网格员（合成）"), "grid", d->login_worker, &easy, why);
        if (!err) err = put(db, d, g, easy, "part", true, why);
        if (!err && ++n % MICRO_EVERY == 0) {
            err = enter(db, d, community, str_format(store_scratch(db), "楼栋长%zu（合成）", n), "volunteer", 0, &member, why);
            if (!err) err = put(db, d, g, member, "micro", false, why);
        }
    }
    return err;
}

/* ── Posts ─────────────────────────────────────────────────────────────── */

/* The street's teams in the categories their work belongs to. */
static enum err teams(struct db *db, const struct demo_staff *d, struct fault *why)
{
    static const struct { const char *team, *category; } KINDS[] = { { "enforcement", "patrol" }, { "mediation", "mediator" }, { "service", "window" }, { "safety", "safety" } };
    const struct teams *all = &d->ids->street_teams;
    size_t community = 0;
    enum err err = ERR_OK;

    while (!of_demo_street(d, community)) community++;
    for (size_t k = 0; !err && k < all->count; k++) {
        const char *category = "institution";
        for (size_t i = 0; i < COUNT_OF(KINDS); i++)
            if (str_is(all->at[k].code, KINDS[i].team)) category = KINDS[i].category;
        for (size_t n = 0; !err && n < 2; n++) {
            struct str name = str_format(store_scratch(db), "%.*s承办人%zu（合成）", STR_ARG(all->at[k].short_name), n + 1);
            int64_t member;
            err = enter(db, d, community, name, category, d->handlers[(d->street * all->count + k) * 2 + n], &member, why);
        }
    }
    return err;
}

static enum err quota(struct db *db, const struct demo_staff *d, size_t street, const char *category, int64_t count, bool asked, struct fault *why)
{
    const int32_t today = day_of_ms(d->now_ms).since_epoch;
    const struct post_quota row = {
        .id = id_new(), .street_id = d->ids->streets[street], .category = str_from_c(category), .quota = count, .before = asked ? count - 2 : 0,
        .basis = STR("{\"inputs\":{\"comprehensive\":0,\"dedicated\":0,\"communities\":0,\"cases\":null,\"months\":0,\"households\":null,\"floor_area\":null},\"rules\":[],\"count\":null}"),
        .reason = asked ? STR("矛盾纠纷增多，拟增设 2 名（合成）") : STR("年度核定（合成）"), .from = { asked ? today : today - 300 }, .state = asked ? POST_ASKED : POST_APPROVED,
        .asked_at = d->now_ms, .asked_by = asked ? d->grid_manager : 0, .decided_at = asked ? 0 : d->now_ms, .decision = STR(""),
    };

    return post_quota_insert(db, &row, why);
}

static enum err quotas(struct db *db, const struct demo_staff *d, size_t street, struct fault *why)
{
    static const struct { const char *category; int64_t fixed; bool communities, grids; } POSTS[] = {
        { "civil", 30, true, false }, { "institution", 12, true, false }, { "grid", 2, false, true }, { "mediator", 1, true, false }, { "women", 0, true, false },
        { "window", 6, false, false }, { "patrol", 8, false, false }, { "safety", 3, false, false }, { "labor", 0, true, false }, { "disabled", 0, true, false },
    };
    int64_t communities = 0, grids = 0;
    enum err err = ERR_OK;

    for (size_t i = 0; i < d->city->community_count; i++) communities += d->city->communities[i].parent == (int32_t)street;
    for (size_t i = 0; i < d->city->comprehensive_count; i++) grids += d->city->communities[d->city->grids[i].community].parent == (int32_t)street;
    for (size_t i = 0; !err && i < COUNT_OF(POSTS); i++)
        err = quota(db, d, street, POSTS[i].category, POSTS[i].fixed + (POSTS[i].communities ? communities : 0) + (POSTS[i].grids ? grids : 0), false, why);
    if (err || street != d->street) return err;
    err = quota(db, d, street, "mediator", communities + 3, true, why);
    return err ? err : post_basis_save(db, &(struct post_basis){ d->ids->streets[street], 38200, 420, 0, d->now_ms, STR("街道统计台账（合成）") }, 0, why);
}

/* ── Partners ──────────────────────────────────────────────────────────── */

static enum err partners(struct db *db, const struct demo_staff *d, struct fault *why)
{
    static const struct { const char *kind, *name, *contact, *title, *duties; int32_t until; } ROWS[] = {
        { "property", "安居物业（合成）", "周经理（合成）", "物业服务协议（合成）", "楼道堆物、公共照明、电梯困人先期处置", 200 },
        { "operator", "共享单车运营（合成）", "调度员（合成）", "车辆停放管理协议（合成）", "2 小时内归线、夜间清运", 18 },
        { "volunteer", "梅园志愿服务队（合成）", "队长老李（合成）", "志愿服务约定（合成）", "独居老人探访、文明劝导", -6 },
    };
    const struct city_area *area = &d->city->streets[d->street];
    const int32_t today = day_of_ms(d->now_ms).since_epoch;
    const int64_t street = d->ids->streets[d->street], district = d->ids->districts[area->parent];
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(ROWS); i++) {
        struct str short_code = str_format(store_scratch(db), UNIT_PARTNER_PREFIX "%04zu", i + 1);
        const struct unit unit = { .id = id_new(), .code = str_format(store_scratch(db), "%.*s-%.*s", STR_ARG(area->code), STR_ARG(short_code)), .short_code = short_code,
                                   .name = str_from_c(ROWS[i].name), .kind = UNIT_TEAM, .parent_id = street, .street_id = street, .district_id = district };
        const struct partner partner = { .unit_id = unit.id, .street_id = street, .kind = str_from_c(ROWS[i].kind), .contact = str_from_c(ROWS[i].contact), .contact_masked = STR(""),
                                         .made_at = d->now_ms };
        const struct partner_agreement agreement = { .id = id_new(), .unit_id = unit.id, .title = str_from_c(ROWS[i].title), .duties = str_from_c(ROWS[i].duties),
                                                     .signed_on = { today - 170 }, .from = { today - 165 }, .until = { today + ROWS[i].until }, .made_at = d->now_ms };
        err = org_unit_insert(db, &unit, why);
        if (!err) err = partner_insert(db, &partner, why);
        if (!err) err = partner_agreement_insert(db, &agreement, why);
    }
    return err;
}

enum err demo_staff_write(struct db *db, const struct demo_staff *d, struct fault *why)
{
    enum err err = workers(db, d, why);

    if (!err) err = heads(db, d, why);
    if (!err) err = neighbours(db, d, why);
    if (!err) err = teams(db, d, why);
    if (!err) err = partners(db, d, why);
    for (size_t i = 0; !err && i < d->city->street_count; i++) err = quotas(db, d, i, why);
    return err;
}
