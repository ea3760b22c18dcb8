/*
 * simulate_acts.c - what people do: report, work on tasks, look again.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/simulate_lane.h"

#include <math.h>

#include "commands/acting.h"
#include "commands/picture.h"

enum { STEPS_MAX = 40, OUTCOMES_SEEN = 16, RETURN_PERCENT = 5, EXTENSION_PERCENT = 3, LATE_PERCENT = 6, LATE_FACTOR = 10 };

/* How long people take at a stage, in minutes. */
static const struct { const char *stage; double minutes; } PACES[] = {
    { "PENDING_VERIFY", 25 }, { "REPORTED", 10 }, { "FILED", 8 },      { "DISPATCHED", 5 }, { "ACCEPTED", 18 },
    { "ON_SITE", 35 },        { "VERIFYING", 25 }, { "FEEDBACK", 20 }, { "CALLBACK", 20 }, { "REWORK", 50 },    { "PROCESSING", 60 },
};
static const double PACE_OTHERS = 30;

static double pace(struct lane *lane, struct str stage)
{
    double minutes = PACE_OTHERS;

    for (size_t i = 0; i < COUNT_OF(PACES); i++)
        if (str_is(stage, PACES[i].stage)) minutes = PACES[i].minutes;
    if (!chance_percent(&lane->chance, LATE_PERCENT)) return minutes;
    atomic_fetch_add(&lane->day->score.overruns, 1);
    return minutes * LATE_FACTOR;
}

/* ── Bodies ────────────────────────────────────────────────────────────── */

struct body { struct buf buf; struct json_out out; };

static void body_begin(struct body *body, struct lane *lane)
{
    buf_init(&body->buf, lane->arena, 0);
    json_begin(&body->out, &body->buf);
    json_object(&body->out, NULL);
}

static struct str body_end(struct body *body)
{
    json_close(&body->out);
    return json_done(&body->out) ? buf_done(&body->buf) : STR("{}");
}

/* Uploads a photo and names its token in the body; `login` empty: a resident. */
static void add_photo(struct lane *lane, struct body *body, struct str login)
{
    struct request request = { .ask = ASK_UPLOAD, .path = "/api/files" };
    struct reply reply;
    struct str token;

    if (picture_jpeg(lane->arena, &lane->chance, &request.photo, NULL)) return;
    if (login.len) lane_call(lane, login, &request, &reply);
    else api_call(&lane->api, lane->arena, &request, &reply);
    token = json_get_str(reply.body, "token");
    json_list(&body->out, "photos");
    if (token.len) json_str(&body->out, NULL, token);
    json_close(&body->out);
}

/* ── Reporting ─────────────────────────────────────────────────────────── */

static struct str reporter(struct lane *lane, const struct sim_street *street, const struct sim_grid *grid, struct str source)
{
    const struct sim_community *community = &street->communities[grid->community];

    if (str_is(source, "worker") && community->worker_count)
        return community->workers[chance_below(&lane->chance, community->worker_count)];
    return str_format(lane->arena, "%.*s-clerk-1", STR_ARG(street->code));
}

static void write_place(struct lane *lane, struct body *body, const struct sim_street *street, const struct sim_grid *grid)
{
    double angle = chance_unit(&lane->chance) * 6.2831853, away = sqrt(chance_unit(&lane->chance)) * grid->reach;

    json_double(&body->out, "lon", grid->lon + away * cos(angle), 6);
    json_double(&body->out, "lat", grid->lat + away * sin(angle), 6);
    json_str(&body->out, "address", str_format(lane->arena, "%.*s%zu号", STR_ARG(street->name), 1 + chance_below(&lane->chance, 400)));
}

static void send_report(struct lane *lane, struct body *body, struct str source, struct str login, struct reply *reply)
{
    struct request request = { .ask = ASK_OPEN, .path = "/api/cases" };

    if (str_is(source, "resident")) {
        request.path = "/api/public/reports";
        request.body = body_end(body);
        api_call(&lane->api, lane->arena, &request, reply);
        return;
    }
    json_str(&body->out, "source", source);
    if (str_is(source, "camera")) {
        json_double(&body->out, "confidence", 0.6 + 0.39 * chance_unit(&lane->chance), 3);
        json_str(&body->out, "source_no", str_format(lane->arena, "ai-%llx", (unsigned long long)chance_next(&lane->chance)));
        request.key = true;
        request.token = lane->day->camera_key;
        request.body = body_end(body);
        api_call(&lane->api, lane->arena, &request, reply);
        return;
    }
    request.body = body_end(body);
    lane_call(lane, login, &request, reply);
}

/* Whoever starts to report is on duty, where he stands: with the reason that is asked for outside of his grids. */
static void go_on_duty(struct lane *lane, struct str login, const struct sim_grid *grid)
{
    struct request request = { .ask = ASK_STEP, .path = "/api/duty" };
    struct reply reply;
    struct body body;

    if (!lane_begins_duty(lane, login)) return;
    body_begin(&body, lane);
    json_bool(&body.out, "on", true);
    json_double(&body.out, "lon", grid->lon, 6);
    json_double(&body.out, "lat", grid->lat, 6);
    json_text(&body.out, "reason", "外勤：在邻近网格处理问题");
    request.body = body_end(&body);
    lane_call(lane, login, &request, &reply);
}

static size_t source_index(const struct day_plan *day, struct str source)
{
    for (size_t i = 0; i < day->sources.count && i < SOURCES_MAX; i++)
        if (str_eq(day->sources.keys[i], source)) return i;
    return 0;
}

void act_open(struct lane *lane)
{
    struct day_plan *day = lane->day;
    const struct sim_street *street = lane->streets[chance_below(&lane->chance, lane->street_count)];
    const struct sim_grid *grid = &street->grids[chance_below(&lane->chance, street->grid_count)];
    struct str source = wheel_spin(&day->sources, &lane->chance), type = wheel_spin(&day->types, &lane->chance), login;
    struct sim_case *c;
    struct reply reply;
    struct body body;

    if (str_is(source, "camera") && !day->camera_key.len) source = STR("worker");
    if (str_is(source, "camera")) type = chance_percent(&lane->chance, 50) ? STR("0501") : STR("0505");
    login = str_is(source, "resident") || str_is(source, "camera") ? STR("") : reporter(lane, street, grid, source);
    if (str_is(source, "worker")) go_on_duty(lane, login, grid);
    body_begin(&body, lane);
    json_str(&body.out, "text", sentences_report(day->sentences, lane->arena, &lane->chance, type));
    if (!str_is(source, "resident") || chance_percent(&lane->chance, 60)) json_str(&body.out, "type", type);
    write_place(lane, &body, street, grid);
    if (!str_is(source, "camera") && chance_percent(&lane->chance, 35)) add_photo(lane, &body, login);
    send_report(lane, &body, source, login, &reply);
    if (reply.status == 429) {
        atomic_fetch_add(&day->score.turned_away, 1);
        lane_plan(lane, HAPPEN_OPEN, NULL, 30);
    }
    if (reply.status != 201) return;
    c = arena_new(lane->keep, struct sim_case);
    if (!c) return;
    *c = (struct sim_case){ .id = str_dup(lane->keep, json_get_str(reply.body, "id")), .number = str_dup(lane->keep, json_get_str(reply.body, "number")),
                            .code = str_dup(lane->keep, json_get_str(reply.body, "code")), .street = street,
                            .is_public = str_is(source, "resident"), .hand = 1 + chance_percent(&lane->chance, 20) };
    atomic_fetch_add(&day->score.opened[source_index(day, source)], 1);
    lane_plan(lane, HAPPEN_STEP, c, pace(lane, STR("PENDING_VERIFY")));
}

/* ── Working ───────────────────────────────────────────────────────────── */

static struct str street_login(struct lane *lane, const struct sim_case *c, const char *role)
{
    return str_format(lane->arena, "%.*s-%s-1", STR_ARG(c->street->code), role);
}

static const struct json_t *show_case(struct lane *lane, const struct sim_case *c, struct str login)
{
    struct request request = { .ask = ASK_READ, .path = str_format(lane->arena, "/api/cases/%.*s", STR_ARG(c->id)).at };
    struct reply reply;

    lane_call(lane, login, &request, &reply);
    return reply.status == 200 ? reply.body : NULL;
}

/* A resident's report is known by its number only. */
static bool find_id(struct lane *lane, struct sim_case *c)
{
    struct request request = { .ask = ASK_READ, .path = str_format(lane->arena, "/api/cases?number=%.*s", STR_ARG(c->number)).at };
    struct reply reply;

    if (c->id.len) return true;
    lane_call(lane, street_login(lane, c, "command"), &request, &reply);
    c->id = str_dup(lane->keep, json_get_str(json_at(json_get(reply.body, "items"), 0), "id"));
    return c->id.len > 0;
}

/* Who serves the desk a task waits at. */
static struct str actor_of(struct lane *lane, struct sim_case *c, const struct json_t *view, const struct json_t *task)
{
    struct str role = json_get_str(task, "role"), community = json_get_str(json_get(view, "community"), "code");
    struct str unit = json_get_str(json_get(view, "unit"), "code"), district = json_get_str(json_get(view, "steering"), "code");

    if (str_is(role, "worker")) {
        for (size_t i = 0; i < c->street->community_count; i++) {
            const struct sim_community *at = &c->street->communities[i];
            if (str_eq(at->code, community) && at->worker_count) return at->workers[chance_below(&lane->chance, at->worker_count)];
        }
        return STR_NONE;
    }
    if (!district.len) district = json_get_str(json_get(view, "district"), "code");
    if (str_is(role, "desk")) return str_format(lane->arena, "%.*s-desk-1", STR_ARG(community));
    if (str_is(role, "handle"))   /* a street's team has two, a department one */
        return str_format(lane->arena, "%.*s-handle-%d", STR_ARG(unit), str_starts(unit, c->street->code) ? c->hand : 1);
    if (str_is(role, "leader")) return str_format(lane->arena, "%.*s-leader-1", STR_ARG(unit));
    if (str_is(json_get_str(task, "stage"), "DISTRICT")) return str_format(lane->arena, "%.*s-district-1", STR_ARG(district));
    return str_format(lane->arena, "%.*s-%.*s-1", STR_ARG(c->street->code), STR_ARG(role));
}

static const struct json_t *first_task(const struct json_t *view)
{
    const struct json_t *tasks = json_get(view, "tasks");

    for (size_t i = 0; i < json_count(tasks); i++)
        if (!str_is(json_get_str(json_at(tasks, i), "role"), "resident")) return json_at(tasks, i);
    return NULL;
}

static const struct json_t *same_task(const struct json_t *view, struct str id)
{
    const struct json_t *tasks = json_get(view, "tasks");

    for (size_t i = 0; i < json_count(tasks); i++)
        if (str_eq(json_get_str(json_at(tasks, i), "id"), id)) return json_at(tasks, i);
    return NULL;
}

static bool may_do(const struct json_t *view, const char *op)
{
    const struct json_t *actions = json_get(view, "actions");

    for (size_t i = 0; i < json_count(actions); i++)
        if (str_is(json_get_str(json_at(actions, i), "op"), op)) return true;
    return false;
}

/* An operation with a reason; true when it was done. */
static bool operate(struct lane *lane, const struct sim_case *c, struct str login, const struct json_t *view, const char *op)
{
    struct request request = { .ask = ASK_STEP, .path = str_format(lane->arena, "/api/cases/%.*s/%s", STR_ARG(c->id), op).at };
    struct reply reply;
    struct body body;

    body_begin(&body, lane);
    json_int(&body.out, "version", json_get_int(view, "version", 0));
    json_str(&body.out, "reason", sentences_note(lane->day->sentences, &lane->chance, str_from_c(op)));
    request.body = body_end(&body);
    lane_call(lane, login, &request, &reply);
    return reply.status == 200;
}

static void write_answer(struct lane *lane, const struct sim_case *c, struct str login, const struct json_t *task, struct body *body)
{
    const struct json_t *outcomes = json_get(task, "outcomes"), *chosen;
    struct way ways[OUTCOMES_SEEN];
    size_t count = json_count(outcomes) < OUTCOMES_SEEN ? json_count(outcomes) : OUTCOMES_SEEN;
    struct str unit = json_get_str(json_get(json_get(task, "proposal"), "unit"), "code"), code;

    for (size_t i = 0; i < count; i++) {
        struct str style = json_get_str(json_at(outcomes, i), "style");
        ways[i] = (struct way){ .primary = str_is(style, "primary"), .danger = str_is(style, "danger") };
    }
    chosen = json_at(outcomes, acting_choose(&lane->chance, ways, count));
    code = json_get_str(chosen, "code");
    json_int(&body->out, "version", json_get_int(task, "version", 0));
    json_str(&body->out, "outcome", code);
    if (json_get_bool(chosen, "note", false)) json_str(&body->out, "note", sentences_note(lane->day->sentences, &lane->chance, code));
    if (json_get_bool(chosen, "unit", false))
        json_str(&body->out, "unit", unit.len ? unit : str_format(lane->arena, "%.*s-enforcement", STR_ARG(c->street->code)));
    json_raw(&body->out, "fields", acting_fields(lane->arena, &lane->chance, json_get(task, "form")));
    if (json_get_bool(chosen, "photo", false)) add_photo(lane, body, login);
}

/* What the answer of a step says about the case, counted; and when it goes on. */
static void after_step(struct lane *lane, struct sim_case *c, const struct json_t *answer)
{
    struct score *score = &lane->day->score;
    struct str state = json_get_str(answer, "state"), stage = json_get_str(answer, "stage");

    atomic_fetch_add(&score->steps, 1);
    c->steps++;
    if (str_is(stage, "REWORK")) atomic_fetch_add(&score->reworks, 1);
    if ((str_is(state, "closed") || str_is(state, "void")) && !c->closed) {
        c->closed = true;
        atomic_fetch_add(&score->closed, 1);
        if (c->is_public) lane_plan(lane, HAPPEN_FOLLOW, c, 120);
    }
    if (!c->closed && c->steps < STEPS_MAX) lane_plan(lane, HAPPEN_STEP, c, pace(lane, stage));
}

static bool complete(struct lane *lane, struct sim_case *c, struct str login, const struct json_t *task)
{
    struct request request = { .ask = ASK_STEP, .path = str_format(lane->arena, "/api/tasks/%.*s/complete", STR_ARG(json_get_str(task, "id"))).at };
    struct reply reply;
    struct body body;

    if (!json_count(json_get(task, "outcomes"))) return false;
    body_begin(&body, lane);
    write_answer(lane, c, login, task, &body);
    request.body = body_end(&body);
    lane_call(lane, login, &request, &reply);
    if (reply.status != 200) return false;
    after_step(lane, c, reply.body);
    return true;
}

/* A handler hands the case back or asks for time instead, now and then. */
static bool instead(struct lane *lane, const struct sim_case *c, struct str login, const struct json_t *view, const struct json_t *task)
{
    struct score *score = &lane->day->score;

    if (str_is(json_get_str(task, "stage"), "DISPATCHED") && may_do(view, "return") && chance_percent(&lane->chance, RETURN_PERCENT) &&
        operate(lane, c, login, view, "return")) {
        atomic_fetch_add(&score->returns, 1);
        return true;
    }
    if (may_do(view, "extension") && chance_percent(&lane->chance, EXTENSION_PERCENT) && operate(lane, c, login, view, "extension"))
        atomic_fetch_add(&score->requests_for_time, 1);
    return false;
}

/* The person looks at the worklist, opens the case and does the task. */
static bool work_as(struct lane *lane, struct sim_case *c, struct str login, const struct json_t *known)
{
    struct request list = { .ask = ASK_READ, .path = "/api/tasks?limit=20" };
    struct reply reply;
    const struct json_t *view, *task;

    if (!login.len || !lane_token(lane, login).len) return false;
    lane_call(lane, login, &list, &reply);
    view = show_case(lane, c, login);
    task = view ? same_task(view, json_get_str(known, "id")) : NULL;
    if (!task || !json_get_bool(task, "can_act", false)) return false;
    if (instead(lane, c, login, view, task)) {
        lane_plan(lane, HAPPEN_STEP, c, pace(lane, STR("RETURNED")));
        return true;
    }
    return complete(lane, c, login, task);
}

void act_step(struct lane *lane, struct sim_case *c)
{
    struct str command = street_login(lane, c, "command");
    const struct json_t *view = find_id(lane, c) ? show_case(lane, c, command) : NULL, *task = view ? first_task(view) : NULL;

    if (!view) return;
    if (str_is(json_get_str(view, "state"), "paused")) {
        (void)operate(lane, c, command, view, "resume");
        lane_plan(lane, HAPPEN_STEP, c, pace(lane, STR("PROCESSING")));
        return;
    }
    if (!task) return;   /* it waits for time, or is over */
    if (work_as(lane, c, actor_of(lane, c, view, task), task)) return;
    c->hand = 3 - c->hand;   /* the other one may have it */
    if (c->steps++ < STEPS_MAX) lane_plan(lane, HAPPEN_STEP, c, pace(lane, json_get_str(task, "stage")));
}

/* ── Looking again ─────────────────────────────────────────────────────── */

void act_follow(struct lane *lane, struct sim_case *c)
{
    struct request request = { .ask = ASK_READ, .path = str_format(lane->arena, "/api/public/reports/%.*s?code=%.*s", STR_ARG(c->number), STR_ARG(c->code)).at };
    bool again = chance_percent(&lane->chance, 6);
    struct reply reply;
    struct body body;

    api_call(&lane->api, lane->arena, &request, &reply);
    if (c->followed || !json_get_bool(reply.body, again ? "can_reopen" : "can_rate", false)) return;
    c->followed = true;
    body_begin(&body, lane);
    json_str(&body.out, "code", c->code);
    if (again) {
        json_str(&body.out, "reason", sentences_note(lane->day->sentences, &lane->chance, STR("reopen")));
    } else {
        bool pleased = chance_percent(&lane->chance, 85);
        json_int(&body.out, "score", pleased ? 4 + (int64_t)chance_below(&lane->chance, 2) : 1 + (int64_t)chance_below(&lane->chance, 3));
        json_bool(&body.out, "solved", pleased || chance_percent(&lane->chance, 40));
        json_str(&body.out, "comment", sentences_note(lane->day->sentences, &lane->chance, pleased ? STR("rate") : STR("rate_low")));
    }
    request = (struct request){ .ask = ASK_RATE, .body = body_end(&body),
                                .path = str_format(lane->arena, "/api/public/reports/%.*s/%s", STR_ARG(c->number), again ? "reopen" : "rating").at };
    api_call(&lane->api, lane->arena, &request, &reply);
    if (reply.status != 200) return;
    atomic_fetch_add(again ? &lane->day->score.reopened : &lane->day->score.rated, 1);
    if (!again) return;
    c->closed = false;
    lane_plan(lane, HAPPEN_STEP, c, pace(lane, STR("FILED")));
}
