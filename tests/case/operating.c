/*
 * operating.c - see operating.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "operating.h"

const char *with(struct ward *w, const char *name, const char *value)
{
    return str_format(w->arena, "{\"reason\":\"理由\",\"%s\":\"%s\"}", name, value).at;
}

const char *open_tasks(struct ward *w, int64_t id)
{
    const struct task_view *tasks;
    size_t count = ward_tasks(w, id, &tasks);
    struct buf out;

    buf_init(&out, w->arena, 0);
    for (size_t i = 0; i < count; i++) {
        if (str_is(tasks[i].role, "resident")) continue;
        if (out.len) buf_byte(&out, ' ');
        buf_str(&out, tasks[i].element);
    }
    return out.len ? str_c(w->arena, buf_done(&out)) : "";
}

int64_t task_id(struct ward *w, int64_t id, const char *element)
{
    const struct task_view *task = ward_task(w, id, element);

    if (!task) fail_msg("no open task %s, but %s", element, open_tasks(w, id));
    return task->id;
}

const char *on_task(struct ward *w, int64_t id, const char *element, const char *to)
{
    return str_format(w->arena, "{\"reason\":\"理由\",\"task\":\"%lld\"%s%s%s}", (long long)task_id(w, id, element), to ? ",\"to\":\"" : "", to ? to : "", to ? "\"" : "").at;
}

const char *offered(struct ward *w, int64_t id, int64_t account, const char *op, const char *field)
{
    struct case_record record = ward_case(w, id);
    const struct user *user = ward_user(w, account);
    const struct case_actor actor = { .user = user, .unit_id = user ? user->unit_id : 0, .system = account == WARD_SYSTEM };
    struct db *db = store_reader_take(w->store);
    struct case_offer *offers;
    size_t count;
    struct buf out;

    assert_int_equal(case_ops_allowed(w->world, db, w->arena, &record, &actor, w->now, &offers, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    buf_init(&out, w->arena, 0);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; strcmp(case_op_name(offers[i].op), op) == 0 && c < offers[i].choice_count; c++)
            if (strcmp(offers[i].choices[c].field, field) == 0) buf_printf(&out, "%s%.*s", out.len ? " " : "", STR_ARG(offers[i].choices[c].zh));
    return out.len ? str_c(w->arena, buf_done(&out)) : "";
}

const char *offered_value(struct ward *w, int64_t id, int64_t account, const char *op, const char *field, size_t n)
{
    struct case_record record = ward_case(w, id);
    const struct case_actor actor = { .user = ward_user(w, account) };
    struct db *db = store_reader_take(w->store);
    struct case_offer *offers;
    size_t count;

    assert_int_equal(case_ops_allowed(w->world, db, w->arena, &record, &actor, w->now, &offers, &count, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; strcmp(case_op_name(offers[i].op), op) == 0 && c < offers[i].choice_count; c++)
            if (strcmp(offers[i].choices[c].field, field) == 0 && n-- == 0) return str_c(w->arena, offers[i].choices[c].value);
    fail_msg("%s offers no such %s", op, field);
    return NULL;
}

void finish(struct ward *w, int64_t id)
{
    for (int i = 0; i < 40 && ward_case(w, id).state == CASE_OPEN; i++) {
        const struct task_view *tasks;
        size_t count = ward_tasks(w, id, &tasks);
        const char *element = count ? str_c(w->arena, tasks[0].element) : "";
        static const struct { const char *element, *outcome; } WAYS[] = {
            { "dispatch", "dispatch:320102002-enforcement" }, { "sign", "accept" }, { "arrive", "arrived" }, { "act", "rectified" },
            { "check", "pass" }, { "close_review", "close" }, { "callback", "close" }, { "verify", "confirmed" },
        };
        const char *outcome = "ok";
        for (size_t k = 0; k < COUNT_OF(WAYS); k++)
            if (strcmp(element, WAYS[k].element) == 0) outcome = WAYS[k].outcome;
        if (!count) fail_msg("nobody's turn: %s", ward_snapshot(w, id));
        ward_walk(w, id, str_format(w->arena, "%s=%s", element, outcome).at);
    }
    assert_string_equal(case_state_name(ward_case(w, id).state), "closed");
    assert_true(ward_whole(w));
}

int64_t positions(struct ward *w, const char *steps)
{
    int64_t id;

    ward_define(w, "p1-quick", "positions.bpmn");
    id = ward_filed(w, "0504");
    ward_walk(w, id, SENT);
    ward_walk(w, id, steps);
    return id;
}
