/*
 * demo.c - accounts of the demo, all synthetic (合成).
 *
 * Logins: workers as in the city (w00001 …); others UNITCODE-role-n.  The demo
 * street's desks also have the short logins listed in accounts.txt.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo.h"

#include "commands/demo_day.h"
#include "commands/demo_duty.h"
#include "commands/demo_plan.h"
#include "commands/demo_place.h"
#include "commands/demo_staff.h"
#include "base/civil.h"
#include "base/crypto.h"
#include "base/id.h"
#include "base/io.h"
#include "org/account.h"
#include "org/session.h"

struct demo {
    struct arena *arena;
    const struct city *city;
    const struct city_ids *ids;
    struct str hash;
    int64_t now;
    int64_t grid_manager;      /* of the demo street */
    int64_t *workers, *desks;  /* accounts beside city->workers and city->communities */
    int64_t *handlers;         /* two for each team of a street: (street * teams + team) * 2 */
    int64_t login_worker;      /* the easy login */
    struct buf list, keys;     /* accounts.txt, its keys last */
    struct demo_duty duty;     /* who stands on the roster of the demo street */
};

static enum err add_person(struct db *db, struct demo *d, struct str login, struct str name, int64_t unit, const char *role, int64_t role_unit,
                           int64_t *id, struct fault *why)
{
    struct account_new account = { .id = id_new(), .login = login, .name = name, .password_hash = d->hash, .unit_id = unit,
                                   .language = STR("zh"), .created_at = d->now };
    struct grant_new grant = { .id = id_new(), .account_id = account.id, .role = str_from_c(role), .unit_id = role_unit, .granted_at = d->now };
    enum err err = org_account_insert(db, &account, why);

    if (!err) err = org_grant_insert(db, &grant, why);
    if (!err && id) *id = account.id;
    return err;
}

/* "code-role-n" and "NAMEn（合成）". */
static enum err add_staff(struct db *db, struct demo *d, struct str code, const char *role, const char *title, int n, int64_t unit,
                          int64_t role_unit, int64_t *id, struct fault *why)
{
    return add_person(db, d, str_format(d->arena, "%.*s-%s-%d", STR_ARG(code), role, n), str_format(d->arena, "%s%d（合成）", title, n), unit,
                      role, role_unit, id, why);
}

static enum err write_workers(struct db *db, struct store_job *job, struct fault *why)
{
    struct demo *d = job->arg;

    for (size_t i = 0; i < d->city->worker_count; i++) {
        const struct city_worker *worker = &d->city->workers[i];
        int64_t community = d->ids->communities[d->city->grids[worker->grid].community], id;
        enum err err = add_person(db, d, worker->code, worker->name, community, "worker", community, &id, why);
        if (!err) err = org_worker_insert(db, id, d->ids->grids[worker->grid], why);
        if (err) return err;
        d->workers[i] = id;
    }
    return ERR_OK;
}

/* One handler of a team is on duty in the middle of its street. */
static enum err put_on_duty(struct db *db, struct demo *d, int64_t account, int64_t unit, struct geo_point centre, struct fault *why)
{
    enum err err = org_duty_begin(db, account, unit, d->now, why);

    return err ? err : org_duty_fix(db, account, centre.lon, centre.lat, d->now, why);
}

static enum err write_street(struct db *db, struct demo *d, size_t i, struct fault *why)
{
    const struct city_area *street = &d->city->streets[i];
    int64_t unit = d->ids->streets[i], *teams = d->ids->street_team_ids + i * d->ids->street_teams.count, id;
    static const struct { const char *role, *title; } CENTRE[] = {
        { "intake", "受理员" }, { "dispatch", "派遣员" }, { "command", "指挥长" }, { "clerk", "坐席" },
    };
    enum err err = ERR_OK;

    for (size_t k = 0; !err && k < COUNT_OF(CENTRE); k++)
        err = add_staff(db, d, street->code, CENTRE[k].role, CENTRE[k].title, 1, unit, unit, NULL, why);
    for (size_t k = 0; !err && k < d->ids->street_teams.count; k++) {
        struct str code = str_format(d->arena, "%.*s-%.*s", STR_ARG(street->code), STR_ARG(d->ids->street_teams.at[k].code));
        for (int n = 1; !err && n <= 2; n++) {
            err = add_staff(db, d, code, "handle", "承办人", n, teams[k], teams[k], &id, why);
            if (!err) d->handlers[(i * d->ids->street_teams.count + k) * 2 + (size_t)n - 1] = id;
            if (!err && n == 1) err = put_on_duty(db, d, id, teams[k], street->centre, why);
        }
        if (!err) err = add_staff(db, d, code, "leader", "负责人", 1, teams[k], teams[k], NULL, why);
    }
    return err;
}

static enum err write_departments(struct db *db, struct demo *d, const struct city_area *area, int64_t unit, const int64_t *departments,
                                  struct fault *why)
{
    enum err err = add_staff(db, d, area->code, "district", "区派遣员", 1, unit, unit, NULL, why);

    if (!err) err = add_staff(db, d, area->code, "viewer", "区查看员", 1, unit, unit, NULL, why);
    for (size_t k = 0; !err && k < d->ids->departments.count; k++) {
        struct str code = str_format(d->arena, "%.*s-%.*s", STR_ARG(area->code), STR_ARG(d->ids->departments.at[k].code));
        int64_t id;
        err = add_staff(db, d, code, "handle", "承办人", 1, departments[k], departments[k], &id, why);
        if (!err) err = put_on_duty(db, d, id, departments[k], area->centre, why);
        if (!err) err = add_staff(db, d, code, "leader", "负责人", 1, departments[k], departments[k], NULL, why);
    }
    return err;
}

static enum err write_staff(struct db *db, struct store_job *job, struct fault *why)
{
    struct demo *d = job->arg;
    const struct city *c = d->city;
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < c->street_count; i++) err = write_street(db, d, i, why);
    for (size_t i = 0; !err && i < c->community_count; i++)
        err = add_staff(db, d, c->communities[i].code, "desk", "社区值守", 1, d->ids->communities[i], d->ids->communities[i], &d->desks[i], why);
    for (size_t i = 0; !err && i < c->district_count; i++)
        err = write_departments(db, d, &c->districts[i], d->ids->districts[i], d->ids->department_ids + i * d->ids->departments.count, why);
    for (size_t i = 0; !err && i < c->steering_count; i++)
        err = write_departments(db, d, &c->steering[i], d->ids->steering[i], d->ids->steering_department_ids + i * d->ids->departments.count, why);
    return err;
}

/* ── The easy logins ───────────────────────────────────────────────────── */

static size_t find_area(const struct city_area *areas, size_t count, struct str code)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(areas[i].code, code)) return i;
    return 0;
}

static size_t find_team(const struct teams *teams, const char *code)
{
    for (size_t i = 0; i < teams->count; i++)
        if (str_is(teams->at[i].code, code)) return i;
    return 0;
}

static void list_login(struct demo *d, const char *login, const char *what)
{
    buf_printf(&d->list, "%-12s %s\n", login, what);
}

static enum err easy(struct db *db, struct demo *d, const char *login, const char *title, const char *role, int64_t unit, int64_t *id, struct fault *why)
{
    list_login(d, login, title);
    return add_person(db, d, str_from_c(login), str_format(d->arena, "%s（合成）", title), unit, role, unit, id, why);
}

/* A system with a key of its own, which accounts.txt tells. */
static enum err add_system(struct db *db, struct demo *d, const char *login, const char *title, const char *role, const char *rights, const char *source,
                           struct fault *why)
{
    unsigned char random[TOKEN_SIZE];
    char text[TOKEN_TEXT];
    int64_t account;
    enum err err = easy(db, d, login, title, role, d->ids->city, &account, why);

    if (err) return err;
    crypto_random(random, sizeof random);
    hex_print(random, sizeof random, text);
    buf_printf(&d->keys, "API key of the demo %s: %s\n", login, text);
    return key_insert(db, &(struct key_new){ .id = id_new(), .key = str_from_c(text), .name = str_format(d->arena, "demo %s", login), .rights = str_from_c(rights),
                                             .source = str_from_c(source), .account_id = account, .created_at = d->now }, why);
}

static void on_roster(struct demo *d, const char *post, int64_t account, int64_t unit)
{
    if (d->duty.count < DEMO_SHIFTS_MAX) {
        d->duty.on[d->duty.count].post = post;
        d->duty.on[d->duty.count].account = account;
        d->duty.on[d->duty.count++].unit = unit;
    }
}

/* Who blows and approves whistles, and two departments that answer them. */
static enum err easy_whistles(struct db *db, struct demo *d, int64_t street, int64_t community, int32_t district, struct fault *why)
{
    const int64_t *departments = d->ids->department_ids + (size_t)district * d->ids->departments.count;
    int64_t deputy = 0;
    enum err err = easy(db, d, "head", "社区书记", "head", community, NULL, why);

    if (!err) err = easy(db, d, "secretary", "街道工委书记", "secretary", street, NULL, why);
    if (!err) err = easy(db, d, "director", "街道办事处主任", "director", street, NULL, why);
    if (!err) err = easy(db, d, "deputy", "街道分管领导", "deputy", street, &deputy, why);
    if (!err) on_roster(d, "leader", deputy, street);
    if (!err) err = easy(db, d, "urban", "区城管承办人", "handle", departments[find_team(&d->ids->departments, "urban")], NULL, why);
    return err ? err : easy(db, d, "fire", "区消防承办人", "handle", departments[find_team(&d->ids->departments, "fire")], NULL, why);
}

static enum err write_easy(struct db *db, struct store_job *job, struct fault *why)
{
    struct demo *d = job->arg;
    const struct city *c = d->city;
    size_t street = find_area(c->streets, c->street_count, STR(DEMO_STREET)), community = 0, teams = d->ids->street_teams.count;
    int64_t street_id = d->ids->streets[street], district_id = d->ids->districts[c->streets[street].parent], worker, id = 0;
    const int64_t *team = d->ids->street_team_ids + street * teams;
    enum err err;

    while (c->communities[community].parent != (int32_t)street) community++;
    d->list.len = d->keys.len = 0;
    d->duty.count = 0;
    buf_printf(&d->list, "demo accounts, password %s (street %.*s)\n", DEMO_PASSWORD, STR_ARG(c->streets[street].name));
    err = easy(db, d, "worker", "网格员", "worker", street_id, &worker, why);
    for (size_t g = 0; !err && g < c->comprehensive_count; g++)
        if (c->communities[c->grids[g].community].parent == (int32_t)street) err = org_worker_insert(db, worker, d->ids->grids[g], why);
    d->login_worker = worker;
    if (!err) err = easy(db, d, "community", "社区值守", "desk", d->ids->communities[community], NULL, why);
    if (!err) err = easy(db, d, "intake", "受理员", "intake", street_id, NULL, why);
    if (!err) err = easy(db, d, "dispatch", "派遣员", "dispatch", street_id, NULL, why);
    if (!err) err = easy(db, d, "command", "指挥中心主任", "command", street_id, &id, why);
    if (!err) on_roster(d, "chief", id, street_id);
    d->duty.by = id;
    d->duty.street = street_id;
    if (!err) err = easy(db, d, "grid", "网格管理员", "grid", street_id, &d->grid_manager, why);
    if (!err) err = easy(db, d, "clerk", "热线坐席", "clerk", street_id, &id, why);
    if (!err) on_roster(d, "clerk", id, street_id);
    if (!err) err = easy(db, d, "handler", "综合执法队员", "handle", team[find_team(&d->ids->street_teams, "enforcement")], &id, why);
    if (!err) on_roster(d, "team", id, team[find_team(&d->ids->street_teams, "enforcement")]);
    if (!err) err = easy(db, d, "leader", "综合执法队长", "leader", team[find_team(&d->ids->street_teams, "enforcement")], NULL, why);
    if (!err) err = easy(db, d, "sanitation", "环卫所承办人", "handle", team[find_team(&d->ids->street_teams, "sanitation")], &id, why);
    if (!err) on_roster(d, "team", id, team[find_team(&d->ids->street_teams, "sanitation")]);
    if (!err) err = easy_whistles(db, d, street_id, d->ids->communities[community], c->streets[street].parent, why);
    if (!err) err = easy(db, d, "district", "区派遣员", "district", district_id, NULL, why);
    if (!err) err = easy(db, d, "viewer", "市查看员", "viewer", d->ids->city, NULL, why);
    if (!err) err = easy(db, d, "screen", "指挥大屏", "screen", district_id, NULL, why);
    if (!err) err = easy(db, d, "process", "流程管理员", "process", district_id, NULL, why);
    if (!err) err = easy(db, d, "modeler", "流程编制员", "modeler", d->ids->city, NULL, why);
    if (!err) err = easy(db, d, "sysadmin", "系统管理员", "sysadmin", d->ids->city, NULL, why);
    if (!err) err = easy(db, d, "secadmin", "安全管理员", "secadmin", d->ids->city, NULL, why);
    if (!err) err = easy(db, d, "auditor", "审计管理员", "auditor", d->ids->city, NULL, why);
    if (!err) err = add_system(db, d, "camera", "视频AI来源", "source", "source.post case.report", "camera", why);
    if (!err) err = add_system(db, d, "simulator", "模拟程序", "relay", "source.relay", "resident", why);
    if (!err) buf_str(&d->list, buf_done(&d->keys));
    return err;
}

/* In the first community of the demo street. */
static enum err write_plan(struct db *db, struct store_job *job, struct fault *why)
{
    struct demo *d = job->arg;
    size_t street = find_area(d->city->streets, d->city->street_count, STR(DEMO_STREET)), community = 0;

    while (d->city->communities[community].parent != (int32_t)street) community++;
    return demo_plan_write(db, d->city, d->ids, community, d->grid_manager, d->now, why);
}

static enum err write_day(struct db *db, struct store_job *job, struct fault *why)
{
    const struct demo *d = job->arg;
    const struct demo_day day = { .city = d->city, .ids = d->ids, .workers = d->workers, .now_ms = d->now, .grid_manager = d->grid_manager, .login_worker = d->login_worker,
                                  .street = find_area(d->city->streets, d->city->street_count, STR(DEMO_STREET)) };

    struct demo_duty duty = d->duty;
    enum err err = demo_day_write(db, &day, why);

    duty.now_ms = d->now;
    return err ? err : demo_duty_write(db, &duty, why);
}

static enum err write_people(struct db *db, struct store_job *job, struct fault *why)
{
    const struct demo *d = job->arg;
    const struct demo_staff staff = { .city = d->city, .ids = d->ids, .workers = d->workers, .desks = d->desks, .handlers = d->handlers, .grid_manager = d->grid_manager, .now_ms = d->now, .login_worker = d->login_worker,
                                      .street = find_area(d->city->streets, d->city->street_count, STR(DEMO_STREET)) };

    const struct demo_place place = { .city = d->city, .ids = d->ids, .street = staff.street, .now_ms = d->now };
    enum err err = demo_staff_write(db, &staff, why);

    return err ? err : demo_place_write(db, &place, why);
}

enum err demo_write(struct store *store, struct arena *arena, const struct city *city, const struct city_ids *ids, const char *folder,
                    struct fault *why)
{
    struct demo d = { .arena = arena, .city = city, .ids = ids, .now = time_now_ms() };
    enum err err = password_hash(arena, STR(DEMO_PASSWORD), &d.hash);

    if (err) return fault_set(why, err, "口令散列失败", "the password could not be hashed");
    buf_init(&d.list, arena, 16 * 1024);
    buf_init(&d.keys, arena, 1024);
    d.workers = arena_array(arena, int64_t, city->worker_count + 1);
    d.desks = arena_array(arena, int64_t, city->community_count + 1);
    d.handlers = arena_array(arena, int64_t, city->street_count * ids->street_teams.count * 2 + 1);
    if (!d.workers || !d.desks || !d.handlers) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_transact(store, 0, write_workers, &d, why);
    if (!err) err = store_transact(store, 0, write_staff, &d, why);
    if (!err) err = store_transact(store, 0, write_easy, &d, why);
    if (!err) err = store_transact(store, 0, write_plan, &d, why);
    if (!err) err = store_transact(store, 0, write_day, &d, why);
    if (!err) err = store_transact(store, 0, write_people, &d, why);
    return err ? err : io_write(str_format(arena, "%s/accounts.txt", folder).at, buf_done(&d.list), why);
}
