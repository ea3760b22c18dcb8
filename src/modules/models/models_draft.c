/*
 * models_draft.c - drafts: making, saving, checking, dropping.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "base/num.h"
#include "modules/models/models_view.h"

/* ── Reading ───────────────────────────────────────────────────────────── */

enum err drafts_list(struct call *call, struct fault *why)
{
    struct str name = json_get_str(call->query, "state");
    enum draft_state state = name.len ? draft_state_from(name) : DRAFT__STATES;
    int64_t limit = json_get_int(call->query, "limit", 50);
    struct draft_row *list;
    size_t count;
    enum err err;

    if (name.len && state == DRAFT__STATES) return fault_set(why, ERR_INVALID, "没有这种状态", "there is no such state");
    err = models_current(call, why);
    if (!err) err = draft_list(call->db, call->arena, state, json_get_id(call->query, "after"), limit, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        models_write_draft(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", (int64_t)count == limit ? list[count - 1].id : 0);
    return ERR_OK;
}

static enum err show(struct call *call, int64_t id, struct fault *why)
{
    struct draft_row draft;
    enum err err = draft_read(call->db, call->arena, id, &draft, why);

    return err ? err : models_write_draft_view(call, &draft, why);
}

enum err draft_show(struct call *call, struct fault *why)
{
    enum err err = models_current(call, why);

    return err ? err : show(call, call->path_id, why);
}

enum err draft_reply(struct call *call, struct fault *why)
{
    return show(call, call->path_id, why);
}

/* ── Checking ──────────────────────────────────────────────────────────── */

/* A text that is not saved, over what is in force and the drafts of `with`. */
enum err text_check(struct call *call, struct fault *why)
{
    struct draft_row *drafts = arena_array(call->arena, struct draft_row, BUNDLE_MAX + 1);
    struct definition_check check;
    struct definition_new what;
    struct arena *arena;
    size_t count = 1;
    enum err err = drafts ? models_arena(call, &arena, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    drafts[0] = (struct draft_row){ .key = json_get_str(call->body, "key"), .text = json_get_str(call->body, "text") };
    err = models_kind(json_get_str(call->body, "kind"), &drafts[0].kind, why);
    if (!err) err = models_text_fits(drafts[0].text, why);
    if (!err) err = models_current(call, why);
    if (err) return err;
    what = draft_definition(&drafts[0]);
    definition_identify(arena, &what);
    if (!drafts[0].key.len) drafts[0].key = what.key.at ? what.key : STR("");
    err = models_with(call, arena, false, drafts, &count, why);
    if (!err) err = draft_check(app_of(call)->world, arena, drafts, count, &check, why);
    if (err) return err;
    what.key = drafts[0].key;
    models_write_check(call, &what, &check);
    return ERR_OK;
}

/* A saved one, with the rest of its bundle and `with`. */
enum err draft_try(struct call *call, struct fault *why)
{
    struct draft_row *drafts = arena_array(call->arena, struct draft_row, BUNDLE_MAX + 1), *bundle;
    struct definition_check check;
    struct definition_new what;
    struct arena *arena;
    size_t count = 1, members;
    enum err err = drafts ? models_arena(call, &arena, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = models_current(call, why);
    if (!err) err = draft_read(call->db, arena, call->path_id, &drafts[0], why);
    if (err) return err;
    what = draft_definition(&drafts[0]);
    if (drafts[0].bundle_id) {
        err = draft_bundle(call->db, arena, drafts[0].bundle_id, &bundle, &members, why);
        for (size_t i = 0; !err && i < members && count < BUNDLE_MAX; i++)
            if (bundle[i].id != drafts[0].id) drafts[count++] = bundle[i];
    }
    if (!err) err = models_with(call, arena, false, drafts, &count, why);
    if (!err) err = draft_check(app_of(call)->world, arena, drafts, count, &check, why);
    if (!err) models_write_check(call, &what, &check);
    return err;
}

/* ── POST /api/drafts: 413 over 4 MiB, 422 when it has no key ──────────── */

static bool key_legal(struct str key)
{
    bool ok = key.len > 0 && key.len <= 100 && key.at[0] != '-' && key.at[0] != '.';

    for (size_t i = 0; ok && i < key.len; i++) {
        char c = key.at[i];
        ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }
    return ok;
}

/* Key, name and base of a text. */
static enum err describe(struct call *call, struct draft_row *draft, struct fault *why)
{
    struct definition_new what = { .kind = draft->kind, .key = draft->key, .text = draft->text };
    struct arena *arena;
    enum err err = models_arena(call, &arena, why);

    if (!err) err = models_text_fits(draft->text, why);
    if (err) return err;
    definition_identify(arena, &what);
    if (!draft->key.len) draft->key = what.key;
    draft->name = what.name.len ? utf8_prefix(what.name, 200) : draft->key;
    if (!draft->key.len)
        return fault_set(why, ERR_UNPROCESSABLE, "请写明编号（key）：从文本里读不出来", "give a key: it cannot be read from the text");
    if (!key_legal(draft->key))
        return fault_set(why, ERR_UNPROCESSABLE, "编号只能用英文字母、数字和 _ - .", "a key is made of letters, digits and _ - .");
    return ERR_OK;
}

static int64_t release_in_force(const struct call *call, const struct draft_row *draft)
{
    int64_t release = 0;

    (void)shelf_text(world_shelf(app_of(call)->world), draft->kind, draft->key, INT64_MAX, &release);
    return release;
}

enum err draft_create_prepare(struct call *call, struct fault *why)
{
    struct draft_row *draft = arena_new(call->arena, struct draft_row);
    enum err err = draft ? models_current(call, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    *draft = (struct draft_row){ .id = id_new(), .key = json_get_str(call->body, "key"), .text = json_get_str(call->body, "text"),
                                 .created_at = call->now_ms, .created_by = call->user->account_id };
    err = models_kind(json_get_str(call->body, "kind"), &draft->kind, why);
    if (!err) err = describe(call, draft, why);
    if (err) return err;
    draft->base_release = json_get_int(call->body, "base_release", release_in_force(call, draft));
    call->work = draft;
    call->key = RELEASE_JOB_KEY;
    return ERR_OK;
}

enum err draft_create_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct draft_row *draft = call->work;
    enum err err = draft_insert(db, draft, why);

    return err ? err : models_audit(db, call, "model.draft", draft, why);
}

enum err draft_create_reply(struct call *call, struct fault *why)
{
    const struct draft_row *draft = call->work;

    return show(call, draft->id, why);
}

/* ── POST /api/drafts/{id}: 409 stale or not open ──────────────────────── */

enum err draft_change_prepare(struct call *call, struct fault *why)
{
    struct draft_row *draft = arena_new(call->arena, struct draft_row);
    struct str key;
    enum err err = draft ? models_current(call, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) err = draft_read(call->db, call->arena, call->path_id, draft, why);
    if (err) return err;
    if (draft->state != DRAFT_OPEN) return fault_set(why, ERR_CONFLICT, "草稿已提交，不能再改；可先撤回", "the draft is submitted; withdraw it first");
    key = draft->key;
    draft->version = json_get_int(call->body, "version", 0);
    draft->text = json_get_str(call->body, "text");
    draft->base_release = json_get_int(call->body, "base_release", draft->base_release);
    draft->changed_at = call->now_ms;
    draft->changed_by = call->user->account_id;
    err = describe(call, draft, why);
    draft->key = key;
    call->work = draft;
    call->key = RELEASE_JOB_KEY;
    return err;
}

enum err draft_change_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct draft_row *draft = call->work;
    enum err err = draft_save(db, draft, why);

    return err ? err : models_audit(db, call, "model.save", draft, why);
}

/* ── DELETE /api/drafts/{id}: 409 stale or not open ────────────────────── */

enum err draft_drop_prepare(struct call *call, struct fault *why)
{
    struct draft_row *draft = arena_new(call->arena, struct draft_row);

    if (!draft) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    call->work = draft;
    call->key = RELEASE_JOB_KEY;
    return draft_read(call->db, call->arena, call->path_id, draft, why);
}

enum err draft_drop_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct draft_row *draft = call->work;
    enum err err = draft_drop(db, draft->id, json_get_int(call->query, "version", 0), call->user->account_id, call->now_ms, why);

    return err ? err : models_audit(db, call, "model.drop", draft, why);
}
