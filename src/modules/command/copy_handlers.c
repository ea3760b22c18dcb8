/*
 * copy_handlers.c - copies sent to me (抄送), and marking one read.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/copy.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

enum err command_page(struct call *call, int64_t *limit, int64_t *after, struct fault *why)
{
    struct str cursor = json_get_str(call->query, "after");

    *limit = json_get_int(call->query, "limit", 20);
    *after = 0;
    if (cursor.len && num_parse_int(cursor, 1, INT64_MAX, after)) return fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is wrong");
    return ERR_OK;
}

enum err copies_list(struct call *call, struct fault *why)
{
    struct copy_view *list;
    struct world *world = app_of(call)->world;
    int64_t limit, after;
    size_t count;
    enum err err = command_page(call, &limit, &after, why);

    if (!err) err = copy_list(call->db, call->arena, call->user, after, limit, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        const struct item *item = world_item(world, list[i].item);
        json_object(&call->out, NULL);
        json_id(&call->out, "id", list[i].id);
        json_id(&call->out, "case_id", list[i].case_id);
        json_str(&call->out, "number", list[i].number);
        json_str(&call->out, "type", list[i].item);
        json_str(&call->out, "type_name", item ? item->name : list[i].item);
        json_str(&call->out, "type_name_en", item ? item->name_en : list[i].item);
        json_str(&call->out, "stage", list[i].stage);
        json_str(&call->out, "stage_zh", world_stage_zh(world, list[i].stage));
        json_str(&call->out, "stage_en", world_stage_en(world, list[i].stage));
        json_str(&call->out, "text", utf8_prefix(list[i].text, 200));
        json_str(&call->out, "by_name", list[i].by_name);
        json_time(&call->out, "at", list[i].at);
        json_time(&call->out, "read_at", list[i].read_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", count == (size_t)limit ? list[count - 1].id : 0);
    return ERR_OK;
}

/* 404 for a copy that is not for me. */
enum err copies_read_prepare(struct call *call, struct fault *why)
{
    call->key = call->user->account_id;
    return copy_check(call->db, call->arena, call->org, call->user, call->path_id, why);
}

enum err copies_read_apply(struct db *db, struct call *call, struct fault *why)
{
    return copy_read(db, call->path_id, call->user->account_id, call->now_ms, why);
}

enum err copies_read_reply(struct call *call, struct fault *why)
{
    (void)why;
    json_id(&call->out, "id", call->path_id);
    return ERR_OK;
}
