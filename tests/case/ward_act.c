/*
 * ward_act.c - people of the small city do their work.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include "case/places.h"

#include <stdio.h>
#include <string.h>

#include "org/account.h"

static const struct case_photo AFTER[] = { { STR_NONE, "after" } };

/* ── Who ───────────────────────────────────────────────────────────────── */

const struct user *ward_user(struct ward *ward, int64_t account)
{
    const struct user *user = NULL;
    struct org *org;
    struct db *db;
    enum err err;

    if (account <= 0) return NULL;
    org = world_org(ward->world);
    db = store_reader_take(ward->store);
    err = org_user(db, ward->arena, org, account, &user, &ward->why);
    store_reader_give(ward->store, db);
    org_unref(org);
    if (err) fail_msg("account %lld: %s", (long long)account, ward->why.en);
    return user;
}

static struct case_actor actor_of(struct ward *ward, int64_t account)
{
    const struct user *user = ward_user(ward, account);

    return (struct case_actor){ .user = user, .unit_id = user ? user->unit_id : 0, .system = account == WARD_SYSTEM };
}

int64_t ward_server(const struct ward *ward, const struct task_view *task)
{
    static const struct { int64_t place, account; const char *role; } DESKS[] = {
        { EAST_ONE, WORKER, "worker" }, { EAST_TWO, WORKER, "worker" }, { WEST_ONE, WORKER_WEST, "worker" },
        { SOUTH_ONE, WORKER_SOUTH, "worker" }, { NORTH_ONE, WORKER_NORTH, "worker" },
        { EAST, DESK_EAST, "desk" }, { WEST, DESK_WEST, "desk" }, { SOUTH, DESK_SOUTH, "desk" }, { NORTH, DESK_NORTH, "desk" },
        { ZHUJIANG, INTAKE, "intake" }, { ZHUJIANG, DISPATCH, "dispatch" }, { ZHUJIANG, COMMAND, "command" },
        { XINJIE, INTAKE_SOUTH, "intake" }, { XINJIE, DISPATCH_SOUTH, "dispatch" }, { XINJIE, COMMAND_SOUTH, "command" },
        { TAISHAN, INTAKE_NORTH, "intake" }, { TAISHAN, DISPATCH_NORTH, "dispatch" }, { TAISHAN, COMMAND_NORTH, "command" },
        { EAST, HEAD_EAST, "head" }, { ZHUJIANG, SECRETARY, "secretary" }, { ZHUJIANG, DIRECTOR, "director" }, { ZHUJIANG, DEPUTY, "deputy" },
        { XUANWU, DISTRICT, "district" }, { PUKOU, DISTRICT_PUKOU, "district" }, { JIANGBEI, DISTRICT_STEERING, "district" },
    };

    (void)ward;
    if (task->assignee) return task->assignee;
    if (str_is(task->role, "handle")) return ward_handler(task->place_id, 1);
    if (str_is(task->role, "leader")) return ward_leader(task->place_id);
    for (size_t i = 0; i < COUNT_OF(DESKS); i++)
        if (DESKS[i].place == task->place_id && str_is(task->role, DESKS[i].role)) return DESKS[i].account;
    fail_msg("nobody serves the desk %.*s at %lld", STR_ARG(task->role), (long long)task->place_id);
    return 0;
}

struct duty { int64_t account, unit, at; double lon, lat; bool on, fix; };

static enum err apply_duty(struct db *db, struct store_job *job, struct fault *why)
{
    const struct duty *d = job->arg;

    if (d->fix) return org_duty_fix(db, d->account, (int32_t)(d->lon * 1e6), (int32_t)(d->lat * 1e6), d->at, why);
    return d->on ? org_duty_begin(db, d->account, d->unit, d->at, why) : org_duty_end(db, d->account, d->at, why);
}

void ward_on_duty(struct ward *ward, int64_t account, int64_t unit, bool on)
{
    ward_do(ward, apply_duty, &(struct duty){ .account = account, .unit = unit, .at = ward->now, .on = on });
}

void ward_fix(struct ward *ward, int64_t account, double lon, double lat, int64_t at)
{
    ward_do(ward, apply_duty, &(struct duty){ .account = account, .at = at, .lon = lon, .lat = lat, .fix = true });
}

/* ── Plans ─────────────────────────────────────────────────────────────── */

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

enum err ward_apply(struct ward *ward, struct case_plan *plan)
{
    return store_transact(ward->store, case_plan_key(plan), apply_plan, plan, &ward->why);
}

enum err ward_try_open(struct ward *ward, struct opening o, int64_t *id)
{
    const struct source *source = world_source(ward->world, str_from_c(o.source));
    const struct case_actor actor = actor_of(ward, o.account);
    struct case_draft draft = {
        .text = str_from_c(o.text ? o.text : "测试"), .address = str_from_c(o.address ? o.address : "珠江路 1 号"),
        .item = o.item ? str_from_c(o.item) : STR(""), .lon = o.lon, .lat = o.lat, .source = str_from_c(o.source), .channel = STR("test"),
        .source_no = str_from_c(o.source_no ? o.source_no : ""), .is_public = source && source->is_public, .staff_chose = o.item && source && source->is_staff,
        .on_spot = o.on_spot, .confidence = o.confidence, .urgency = o.urgency, .duplicate_of = o.duplicate_of,
        .contact_phone = str_from_c(o.contact ? o.contact : ""), .kind = str_from_c(o.kind ? o.kind : ""),
    };
    struct json_t *facts = NULL;
    struct case_plan *plan = NULL;
    struct db *db;
    enum err err;

    ward->why = (struct fault){ 0 };
    if (o.lon == 0) ward_spot(ward, o.grid ? o.grid : EAST_ONE, &draft.lon, &draft.lat);
    if (o.facts) assert_int_equal(json_parse(ward->arena, str_from_c(o.facts), &facts, &ward->why), ERR_OK);
    draft.facts = facts;
    db = store_reader_take(ward->store);
    err = case_plan_open(ward->world, db, ward->arena, &draft, &actor, ward->now, &plan, &ward->why);
    store_reader_give(ward->store, db);
    if (!err) err = ward_apply(ward, plan);
    if (!err) *id = case_plan_met(plan) ? case_plan_met(plan) : case_plan_record(plan)->id;
    return err;
}

int64_t ward_open(struct ward *ward, struct opening opening)
{
    int64_t id = 0;

    if (ward_try_open(ward, opening, &id)) fail_msg("%s", ward->why.en);
    return id;
}

int64_t ward_filed(struct ward *ward, const char *item)
{
    return ward_open(ward, (struct opening){ .account = WORKER, .item = item, .source = "worker" });
}

enum err ward_try(struct ward *ward, int64_t account, int64_t case_id, const char *element, const char *outcome, struct step step)
{
    const struct task_view *task = step.task ? NULL : ward_task(ward, case_id, element);
    const struct case_actor actor = actor_of(ward, account);
    struct case_photo photo[] = { AFTER[0] };
    struct task_answer answer = {
        .task_id = step.task ? step.task : task ? task->id : 0, .version = step.version, .outcome = str_from_c(outcome),
        .note = step.note ? str_from_c(step.note) : STR(""), .unit = step.unit ? str_from_c(step.unit) : STR(""),
        .photos = photo, .photo_count = step.photo,
    };
    struct str codes[16], rest = step.units ? str_from_c(step.units) : STR("");
    struct json_t *fields = NULL;
    struct case_plan *plan = NULL;
    struct db *db;
    enum err err;

    ward->why = (struct fault){ 0 };
    answer.units = codes;
    while (step.units && answer.unit_count < COUNT_OF(codes) && str_split(&rest, ' ', &codes[answer.unit_count])) answer.unit_count++;
    answer.has_position = step.lon > 0;
    answer.lon = step.lon;
    answer.lat = step.lat;
    photo[0].digest = STR("00000000000000000000000000000000000000000000000000000000000000aa");
    if (step.fields) assert_int_equal(json_parse(ward->arena, str_from_c(step.fields), &fields, &ward->why), ERR_OK);
    answer.fields = fields;
    db = store_reader_take(ward->store);
    err = case_plan_complete(ward->world, db, ward->arena, &answer, &actor, ward->now, &plan, &ward->why);
    store_reader_give(ward->store, db);
    return err ? err : ward_apply(ward, plan);
}

void ward_complete(struct ward *ward, int64_t account, int64_t case_id, const char *element, const char *outcome, struct step step)
{
    if (!step.task && !ward_task(ward, case_id, element)) fail_msg("no open task %s, the case is %s\n", element, ward_snapshot(ward, case_id));
    if (ward_try(ward, account, case_id, element, outcome, step)) fail_msg("%s=%s: %s", element, outcome, ward->why.en);
}

enum err ward_try_op(struct ward *ward, int64_t account, int64_t case_id, const char *name, const char *text)
{
    const struct case_actor actor = actor_of(ward, account);
    const struct case_op *op = case_op_find(str_from_c(name));
    struct json_t *fields;
    struct case_plan *plan = NULL;
    struct db *db;
    enum err err;

    ward->why = (struct fault){ 0 };
    assert_non_null(op);
    assert_int_equal(json_parse(ward->arena, str_from_c(text), &fields, &ward->why), ERR_OK);
    db = store_reader_take(ward->store);
    err = case_plan_op(ward->world, db, ward->arena, op, case_id, json_get_int(fields, "version", 0), fields, &actor, ward->now, &plan,
                       &ward->why);
    store_reader_give(ward->store, db);
    return err ? err : ward_apply(ward, plan);
}

void ward_op(struct ward *ward, int64_t account, int64_t case_id, const char *op, const char *fields)
{
    if (ward_try_op(ward, account, case_id, op, fields)) fail_msg("%s: %s", op, ward->why.en);
}

enum err ward_try_hold(struct ward *ward, int64_t account, int64_t task, enum task_hold how)
{
    const struct case_actor actor = actor_of(ward, account);
    struct case_plan *plan = NULL;
    struct db *db = store_reader_take(ward->store);
    enum err err;

    ward->why = (struct fault){ 0 };
    err = case_plan_hold(ward->world, db, ward->arena, how, task, 0, 0, STR(""), &actor, ward->now, &plan, &ward->why);
    store_reader_give(ward->store, db);
    return err ? err : ward_apply(ward, plan);
}

void ward_hold(struct ward *ward, int64_t account, int64_t task, enum task_hold how)
{
    if (ward_try_hold(ward, account, task, how)) fail_msg("hold: %s", ward->why.en);
}

enum err ward_rate(struct ward *ward, int64_t case_id, int64_t score, int64_t solved)
{
    struct case_plan *plan = NULL;
    struct db *db = store_reader_take(ward->store);
    enum err err;

    ward->why = (struct fault){ 0 };
    err = case_plan_rate(ward->world, db, ward->arena, case_id, score, solved, STR("谢谢"), ward->now, &plan, &ward->why);
    store_reader_give(ward->store, db);
    return err ? err : ward_apply(ward, plan);
}

static void walk_step(struct ward *ward, int64_t case_id, struct str step)
{
    struct str element, outcome, unit;
    const struct task_view *task;
    struct step answer = { .note = "理由", .photo = true };

    (void)str_split(&step, '=', &element);
    (void)str_split(&step, ':', &outcome);
    unit = step;
    task = ward_task(ward, case_id, str_c(ward->arena, element));
    if (!task) fail_msg("no open task %.*s, the case is %s", STR_ARG(element), ward_snapshot(ward, case_id));
    if (unit.len) answer.unit = str_c(ward->arena, unit);
    if (str_starts(element, STR("callback"))) answer.fields = "{\"reached\":\"phone\"}";
    ward_complete(ward, ward_server(ward, task), case_id, str_c(ward->arena, element), str_c(ward->arena, outcome), answer);
}

/* What each operation is given when a walk or a table asks for it; the unit, type and place are used by nothing else. */
static enum err insert_cover(struct db *db, struct store_job *job, struct fault *why)
{
    const struct place_record *cover = job->arg;
    struct place_record there;
    enum err err = place_read_code(db, store_scratch(db), cover->code, &there, NULL);

    return err == ERR_NOT_FOUND ? place_insert(db, cover, why) : err;
}

/* A manhole cover of 珠江路, nobody's. */
static const char *cover_fields(struct ward *ward)
{
    struct place_record cover = { .id = 7001, .code = STR("3201020102999901"), .kind = STR("component"), .class = STR("0102"), .name = STR("井盖"), .address = STR(""), .lon_e6 = 118801000,
                                  .lat_e6 = 32051000, .community_id = EAST, .street_id = ZHUJIANG, .district_id = XUANWU, .until = { PLACE_OPEN }, .attributes = STR("{}"), .source = STR("") };

    ward_do(ward, insert_cover, &cover);
    return "{\"code\":\"3201020102999901\",\"reason\":\"理由\"}";
}

const char *ward_op_fields(struct ward *ward, struct str op, const char *other)
{
    static const struct { const char *op, *fields; } FIELDS[] = {
        { "transfer", "{\"unit\":\"320102002-service\",\"reason\":\"理由\"}" },
        { "retype", "{\"type\":\"0506\",\"reason\":\"理由\"}" },
        { "relocate", "{\"lon\":118.8531,\"lat\":32.0601,\"address\":\"西路 2 号\",\"reason\":\"理由\"}" },
        { "supervise", "{\"level\":2,\"note\":\"理由\"}" },
        { "force-close", "{\"authority\":\"主任批准\",\"reason\":\"理由\"}" },
        { "note", "{\"text\":\"说明\"}" }, { "urge", "{\"note\":\"请快办\"}" }, { "unmerge", "{}" },
    };

    for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
        if (str_is(op, FIELDS[i].op)) return FIELDS[i].fields;
    if (str_is(op, "place")) return cover_fields(ward);
    if (str_is(op, "merge")) return str_format(ward->arena, "{\"into\":\"%s\",\"reason\":\"理由\"}", other).at;
    if (str_is(op, "link") || str_is(op, "unlink")) return str_format(ward->arena, "{\"to\":\"%s\"}", other).at;
    return "{\"reason\":\"理由\"}";
}

/* "2h", "3d", "20m": time passes and what is due fires. */
static void walk_time(struct ward *ward, struct str span)
{
    int64_t n;
    char unit = span.len ? span.at[span.len - 1] : 0;

    assert_int_equal(num_parse_int(str_sub(span, 0, span.len - 1), 1, 1000, &n), ERR_OK);
    ward->now += n * (unit == 'd' ? MS_PER_DAY : unit == 'h' ? MS_PER_HOUR : MS_PER_MINUTE);
    (void)ward_fire(ward);
}

void ward_walk(struct ward *ward, int64_t case_id, const char *steps)
{
    struct str rest = str_from_c(steps), step;

    while (str_split(&rest, ' ', &step)) {
        struct str name = str_sub(step, 1, step.len);
        if (!step.len) continue;
        if (step.at[0] == '+') walk_time(ward, name);
        else if (step.at[0] == '!') ward_op(ward, WARD_SYSTEM, case_id, str_c(ward->arena, name), ward_op_fields(ward, name, NULL));
        else walk_step(ward, case_id, step);
    }
}

int64_t ward_fire(struct ward *ward)
{
    int64_t fired, total = 0;

    for (int round = 0; round < 200; round++) {
        if (runner_fire_due(ward->world, ward->now, &fired, &ward->why)) fail_msg("%s", ward->why.en);
        if (!fired) return total;
        total += fired;
    }
    fail_msg("timers never end");
    return total;
}
