/*
 * models_bundle.c - drafts on their way into force: submitted, approved, rejected, withdrawn, rolled back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "modules/models/models_view.h"

/* ── Shared ────────────────────────────────────────────────────────────── */

/* Fits what is in force, as of now; the release it was checked against is kept. */
static enum err check_move(struct call *call, struct bundle_move *move, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct definition_check check;
    struct arena *arena;
    enum err err = models_arena(call, &arena, why);

    if (err) return err;
    move->seen_release = world_release(world);
    for (size_t i = 0; i < move->count; i++)
        if (draft_is_behind(world, &move->drafts[i]))
            return fault_set(why, ERR_CONFLICT, "“%.*s”之后已有新版本生效，请在新版本上修改", "a newer version of \"%.*s\" came into force; redo the change on it",
                             STR_ARG(move->drafts[i].name));
    err = draft_check(world, arena, move->drafts, move->count, &check, why);
    return err ? err : definition_check_fault(&check, why);
}

/* The bundle of the draft in the path, whose version the page saw. */
static enum err read_bundle(struct call *call, struct bundle_move **out, struct fault *why)
{
    struct bundle_move *move = arena_new(call->arena, struct bundle_move);
    struct draft_row draft;
    enum err err = move ? models_current(call, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = draft_read(call->db, call->arena, call->path_id, &draft, why);
    if (!err) err = draft_bundle_read(call->db, call->arena, &draft, move, why);
    if (err) return err;
    if (draft.version != json_get_int(call->body, "version", 0))
        return fault_set(why, ERR_CONFLICT, "草稿刚被别人改过，请刷新后再试", "someone changed this draft first; reload and try again");
    move->by = call->user->account_id;
    move->at = call->now_ms;
    call->work = move;
    call->key = RELEASE_JOB_KEY;
    *out = move;
    return ERR_OK;
}

static enum err audit_all(struct db *db, const struct call *call, const struct bundle_move *move, const char *action, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < move->count; i++) err = models_audit(db, call, action, &move->drafts[i], why);
    return err;
}

/* The date asked for, which must lie ahead; 0: on approval. */
static enum err active_from(struct call *call, int64_t *out, struct fault *why)
{
    struct str text = json_get_str(call->body, "active_from");
    int64_t at = 0;

    if (text.len && time_parse(text, &at)) return fault_set(why, ERR_INVALID, "生效时间不合法", "active_from is no time");
    if (text.len && at <= call->now_ms) return fault_set(why, ERR_UNPROCESSABLE, "生效时间应在将来", "active_from must lie in the future");
    *out = at;
    return ERR_OK;
}

/* ── POST /api/drafts/{id}/submit: 409 stale, not open or behind; 422 with mistakes ── */

static enum err not_twice(const struct bundle_move *move, struct fault *why)
{
    for (size_t i = 0; i < move->count; i++) {
        if (move->drafts[i].state != DRAFT_OPEN)
            return fault_set(why, ERR_CONFLICT, "草稿“%.*s”已经提交", "the draft \"%.*s\" is submitted already", STR_ARG(move->drafts[i].name));
        for (size_t k = 0; k < i; k++)
            if (move->drafts[k].kind == move->drafts[i].kind && str_eq(move->drafts[k].key, move->drafts[i].key))
                return fault_set(why, ERR_CONFLICT, "两个草稿改的是同一个定义“%.*s”", "two of the drafts are of the same definition \"%.*s\"",
                                 STR_ARG(move->drafts[i].key));
    }
    return ERR_OK;
}

enum err bundle_submit_prepare(struct call *call, struct fault *why)
{
    struct bundle_move *move = arena_new(call->arena, struct bundle_move);
    enum err err = move ? models_current(call, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    *move = (struct bundle_move){ .bundle_id = id_new(), .by = call->user->account_id, .at = call->now_ms, .text = json_get_str(call->body, "note"),
                                  .drafts = arena_array(call->arena, struct draft_row, BUNDLE_MAX + 1), .count = 1 };
    if (!move->drafts) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = draft_read(call->db, call->arena, call->path_id, &move->drafts[0], why);
    if (!err && move->drafts[0].version != json_get_int(call->body, "version", 0))
        err = fault_set(why, ERR_CONFLICT, "草稿刚被别人改过，请刷新后再试", "someone changed this draft first; reload and try again");
    if (!err) err = models_with(call, call->arena, true, move->drafts, &move->count, why);
    if (!err) err = not_twice(move, why);
    if (!err) err = active_from(call, &move->active_from, why);
    if (!err) err = check_move(call, move, why);
    call->work = move;
    call->key = RELEASE_JOB_KEY;
    return err;
}

enum err bundle_submit_apply(struct db *db, struct call *call, struct fault *why)
{
    struct bundle_move *move = call->work;
    enum err err = draft_submit(db, move, why);

    return err ? err : audit_all(db, call, move, "model.submit", why);
}

/* ── POST /api/drafts/{id}/approve: 403 for whoever wrote to it; 409 not submitted, stale or behind; 422 when it no longer fits ── */

enum err bundle_approve_prepare(struct call *call, struct fault *why)
{
    struct bundle_move *move = NULL;
    bool wrote = true;
    enum err err = read_bundle(call, &move, why);

    if (!err) err = draft_wrote(call->db, call->arena, move->drafts, move->count, call->user->account_id, &wrote, why);
    if (err) return err;
    if (wrote) return fault_set(why, ERR_FORBIDDEN, "修改或提交过的人不能批准，请由另一人批准", "whoever wrote to it cannot approve it; a second person must");
    if (move->drafts[0].state != DRAFT_SUBMITTED) return fault_set(why, ERR_CONFLICT, "不在待批准状态", "it is not waiting for approval");
    return check_move(call, move, why);
}

enum err bundle_approve_apply(struct db *db, struct call *call, struct fault *why)
{
    struct bundle_move *move = call->work;
    enum err err = draft_approve(db, move, why);

    return err ? err : audit_all(db, call, move, "model.approve", why);
}

/* ── POST /api/drafts/{id}/reject, …/withdraw: 409 not on its way, or stale ── */

static enum err send_back_prepare(struct call *call, bool rejected, struct fault *why)
{
    struct bundle_move *move = NULL;
    enum err err = read_bundle(call, &move, why);
    enum draft_state state;

    if (err) return err;
    state = move->drafts[0].state;
    if (state != DRAFT_SUBMITTED && (rejected || (state != DRAFT_SCHEDULED && state != DRAFT_FAILED)))
        return fault_set(why, ERR_CONFLICT, "现在不能退回", "it cannot be sent back now");
    move->text = json_get_str(call->body, "reason");
    if (!move->text.at) move->text = STR("");
    return ERR_OK;
}

static enum err send_back_apply(struct db *db, struct call *call, bool rejected, struct fault *why)
{
    struct bundle_move *move = call->work;
    enum err err = draft_send_back(db, move, rejected, why);

    return err ? err : audit_all(db, call, move, rejected ? "model.reject" : "model.withdraw", why);
}

enum err bundle_reject_prepare(struct call *call, struct fault *why)
{
    return send_back_prepare(call, true, why);
}

enum err bundle_reject_apply(struct db *db, struct call *call, struct fault *why)
{
    return send_back_apply(db, call, true, why);
}

/* By whoever may edit, or may approve: an approved one that waits for its date can be stopped by both. */
enum err bundle_withdraw_prepare(struct call *call, struct fault *why)
{
    if (!user_has(call->user, RIGHT_MODEL_EDIT) && !user_has(call->user, RIGHT_MODEL_APPROVE))
        return fault_set(why, ERR_FORBIDDEN, "没有权限", "you lack the right for this");
    return send_back_prepare(call, false, why);
}

enum err bundle_withdraw_apply(struct db *db, struct call *call, struct fault *why)
{
    return send_back_apply(db, call, false, why);
}

/* ── POST /api/models/{kind}/{key}/rollback: 404 no such version, 409 in force already ── */

enum err rollback_prepare(struct call *call, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct bundle_move *move = arena_new(call->arena, struct bundle_move);
    struct draft_row *draft = arena_new(call->arena, struct draft_row);
    struct definition_new what = { .key = call->path_more };
    int64_t release = json_get_int(call->body, "release", 0), found = 0, current = 0;
    struct str now;
    enum err err = move && draft ? models_kind(call->path_text, &what.kind, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = models_current(call, why);
    if (err) return err;
    what.text = shelf_text(world_shelf(world), what.kind, what.key, release, &found);
    if (!what.text.at) return fault_set(why, ERR_NOT_FOUND, "没有这个版本", "there is no such version");
    now = shelf_text(world_shelf(world), what.kind, what.key, INT64_MAX, &current);
    if (found == current || str_eq(now, what.text)) return fault_set(why, ERR_CONFLICT, "这个版本正在生效", "this version is in force");
    definition_identify(call->arena, &what);
    *draft = (struct draft_row){ .id = id_new(), .kind = what.kind, .key = call->path_more, .name = what.name, .text = what.text, .state = DRAFT_OPEN,
                                 .base_release = current, .version = 1, .created_at = call->now_ms, .created_by = call->user->account_id,
                                 .changed_at = call->now_ms, .changed_by = call->user->account_id };
    *move = (struct bundle_move){ .drafts = draft, .count = 1, .bundle_id = id_new(), .by = call->user->account_id, .at = call->now_ms,
                                  .text = json_get_str(call->body, "note") };
    err = active_from(call, &move->active_from, why);
    if (!err) err = check_move(call, move, why);
    call->work = move;
    call->key = RELEASE_JOB_KEY;
    return err;
}

enum err rollback_apply(struct db *db, struct call *call, struct fault *why)
{
    struct bundle_move *move = call->work;
    enum err err = draft_insert(db, move->drafts, why);

    if (!err) err = draft_submit(db, move, why);
    return err ? err : audit_all(db, call, move, "model.rollback", why);
}

enum err rollback_reply(struct call *call, struct fault *why)
{
    const struct bundle_move *move = call->work;
    struct draft_row draft;
    enum err err = draft_read(call->db, call->arena, move->drafts[0].id, &draft, why);

    return err ? err : models_write_draft_view(call, &draft, why);
}
