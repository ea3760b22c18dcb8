/*
 * models_list.c - what is in force, what was, and its texts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/models_view.h"

#include "base/num.h"
#include "org/account.h"

enum { TEXT_MEMORY = 512 << 20, LIVE_MAX = 1000 };

/* ── Shared ────────────────────────────────────────────────────────────── */

enum err models_current(struct call *call, struct fault *why)
{
    int64_t last = 0;
    enum err err = release_last(call->db, &last, why);

    return err ? err : world_catch_up(app_of(call)->world, call->db, last, why);
}

static void close_arena(void *arena)
{
    arena_close(arena);
}

enum err models_arena(struct call *call, struct arena **out, struct fault *why)
{
    struct arena *arena = arena_open(TEXT_MEMORY);

    if (!arena || !arena_defer(call->arena, close_arena, arena)) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = arena;
    return ERR_OK;
}

enum err models_kind(struct str name, enum definition_kind *out, struct fault *why)
{
    enum definition_kind kind = definition_kind_from(name);

    if (kind == DEFINITION__KINDS)
        return fault_set(why, ERR_NOT_FOUND, "种类应为 process、decision、form 或 catalogue", "the kind is process, decision, form or catalogue");
    *out = kind;
    return ERR_OK;
}

enum err models_text_fits(struct str text, struct fault *why)
{
    if (text.len > DRAFT_TEXT_MAX) return fault_set(why, ERR_TOO_LARGE, "文本超过 4 MB", "the text is larger than 4 MiB");
    return ERR_OK;
}

enum err models_with(struct call *call, struct arena *arena, bool versions, struct draft_row *drafts, size_t *count, struct fault *why)
{
    const struct json_t *with = json_get(call->body, "with");

    for (size_t i = 0; i < json_count(with); i++) {
        const struct json_t *item = json_at(with, i);
        struct str text = STR_NONE;
        int64_t id = 0;
        enum err err;
        if (versions) id = json_get_id(item, "id");
        else if (json_is_text(item, &text) && num_parse_int(text, 1, INT64_MAX, &id)) id = 0;
        if (!id) return fault_set(why, ERR_INVALID, "一并提交的草稿写法不对", "`with` must name drafts");
        for (size_t k = 0; k < *count; k++)
            if (drafts[k].id == id) return fault_set(why, ERR_INVALID, "同一个草稿写了两次", "a draft is named twice");
        if (*count == BUNDLE_MAX) return fault_set(why, ERR_TOO_LARGE, "一次最多 %d 个草稿", "at most %d drafts at once", BUNDLE_MAX);
        err = draft_read(call->db, arena, id, &drafts[*count], why);
        if (err) return err;
        if (versions && drafts[*count].version != json_get_int(item, "version", 0))
            return fault_set(why, ERR_CONFLICT, "草稿“%.*s”刚被别人改过，请刷新后再试", "the draft \"%.*s\" was changed first; reload and try again",
                             STR_ARG(drafts[*count].name));
        ++*count;
    }
    return ERR_OK;
}

enum err models_audit(struct db *db, const struct call *call, const char *action, const struct draft_row *draft, struct fault *why)
{
    const struct audit_entry entry = {
        .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = draft->id,
        .detail = str_format(store_scratch(db), "%s %.*s", definition_kind_name(draft->kind), STR_ARG(draft->key)),
    };

    return org_audit(db, &entry, why);
}

/* ── Handlers ──────────────────────────────────────────────────────────── */

enum err models_list(struct call *call, struct fault *why)
{
    struct str kind_name = json_get_str(call->query, "kind");
    enum definition_kind kind = DEFINITION__KINDS;
    struct version_row *list;
    struct draft_row *live;
    size_t count, live_count;
    int64_t last;
    enum err err = kind_name.len ? models_kind(kind_name, &kind, why) : ERR_OK;

    if (!err) err = release_last(call->db, &last, why);
    if (!err) err = release_list(call->db, call->arena, &list, &count, why);
    if (!err) err = draft_list(call->db, call->arena, DRAFT__STATES, 0, LIVE_MAX, &live, &live_count, why);
    if (err) return err;
    json_int(&call->out, "release", last);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        if (kind != DEFINITION__KINDS && list[i].kind != kind) continue;
        json_object(&call->out, NULL);
        models_write_row(call, &list[i], live, live_count);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* /api/models/{kind}/{key} */
enum err model_show(struct call *call, struct fault *why)
{
    enum definition_kind kind;
    struct version_row *history;
    struct draft_row *live;
    size_t count, live_count;
    enum err err = models_kind(call->path_text, &kind, why);

    if (!err) err = release_history(call->db, call->arena, kind, call->path_more, &history, &count, why);
    if (!err) err = draft_list(call->db, call->arena, DRAFT__STATES, 0, LIVE_MAX, &live, &live_count, why);
    if (err) return err;
    models_write_row(call, &history[0], live, live_count);
    json_list(&call->out, "history");
    for (size_t i = 0; i < count; i++) models_write_version(call, &history[i], i == 0);
    json_close(&call->out);
    return ERR_OK;
}

enum err model_text(struct call *call, struct fault *why)
{
    static const char *const TYPES[DEFINITION__KINDS] = { "application/xml; charset=utf-8", "application/xml; charset=utf-8",
                                                          "application/json; charset=utf-8", "text/csv; charset=utf-8" };
    int64_t release = json_get_int(call->query, "release", INT64_MAX);
    enum definition_kind kind;
    enum err err = models_kind(call->path_text, &kind, why);

    if (!err) err = models_current(call, why);
    if (err) return err;
    call->raw = world_text(app_of(call)->world, kind, call->path_more, release);
    if (!call->raw.at) return fault_set(why, ERR_NOT_FOUND, "没有这个定义", "there is no such definition");
    call->raw_type = TYPES[kind];
    return ERR_OK;
}
