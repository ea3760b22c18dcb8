/*
 * demo_staff.c - who works for the streets of the demo.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_staff.h"

#include "base/id.h"
#include "modules/grid/staff.h"

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

enum err demo_staff_write(struct db *db, const struct demo_staff *d, struct fault *why)
{
    enum err err = workers(db, d, why);

    if (!err) err = heads(db, d, why);
    return err ? err : neighbours(db, d, why);
}
