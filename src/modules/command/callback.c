/*
 * callback.c - GET /api/callbacks: the queue of the call-back desk.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/callback.h"

#include "case/list.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"

enum err callback_queue(struct call *call, struct fault *why)
{
    const struct task_filter filter = { .stage = STR("CALLBACK"), .world = app_of(call)->world, .limit = json_get_int(call->query, "limit", 100) };
    struct task_view *tasks;
    size_t count;
    bool more;
    enum err err = list_tasks(call->db, call->arena, call->user, &filter, &tasks, &count, &more, why);

    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count && !err; i++) {
        int64_t calls = 0, last_at = 0;
        err = callback_calls(call->db, call->arena, tasks[i].case_id, &calls, &last_at, why);
        json_object(&call->out, NULL);
        json_object(&call->out, "task");
        view_task_row(call, &tasks[i]);
        json_close(&call->out);
        json_int(&call->out, "calls", calls);
        json_time(&call->out, "last_at", last_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_bool(&call->out, "more", more);
    return err;
}
