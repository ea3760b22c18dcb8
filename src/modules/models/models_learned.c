/*
 * models_learned.c - models of words (分类模型): the list, training one, putting one in force.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/learned.h"
#include "modules/models/models_view.h"
#include "org/account.h"

/* All trainings and changes of what is in force run one after another. */
enum { LEARNED_JOB_KEY = 2 };

struct training { struct learned_made made; int64_t used; };

static double part(int64_t count, int64_t of)
{
    return of ? (double)count / (double)of : 0;
}

/* How it came out for each type: of its texts so many found, of those guessed so many right. */
static enum err write_types(struct call *call, struct str text, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct json_t *list;
    enum err err = json_parse(call->arena, text, &list, why);

    if (err) return err;
    json_list(&call->out, "types");
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_t *one = json_at(list, i);
        const struct item *item = world_item(world, json_get_str(one, "code"));
        int64_t texts = json_get_int(one, "texts", 0), right = json_get_int(one, "right", 0), given = json_get_int(one, "given", 0);

        json_object(&call->out, NULL);
        json_str(&call->out, "code", json_get_str(one, "code"));
        json_str(&call->out, "name", item ? item->name : json_get_str(one, "code"));
        json_str(&call->out, "name_en", item ? item->name_en : json_get_str(one, "code"));
        json_int(&call->out, "texts", texts);
        json_double(&call->out, "found", part(right, texts), 3);
        json_double(&call->out, "right", part(right, given), 3);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_model(struct call *call, const struct learned_row *m, struct fault *why)
{
    struct json_out *out = &call->out;

    json_id(out, "id", m->id);
    json_int(out, "number", m->number);
    json_time(out, "made_at", m->made_at);
    json_str(out, "made_by_name", m->made_by_name);
    json_int(out, "cases", m->cases);
    json_int(out, "corrected", m->corrected);
    json_int(out, "runs", m->runs);
    json_double(out, "words_accuracy", part(m->words_right, m->judged), 3);
    json_double(out, "cases_accuracy", part(m->learned_right, m->judged), 3);
    json_double(out, "accuracy", part(m->both_right, m->judged), 3);
    json_double(out, "share", m->share, 2);
    json_double(out, "sure", m->sure, 2);
    json_double(out, "sure_share", part(m->sure_count, m->judged), 3);
    json_double(out, "sure_right", part(m->sure_right, m->sure_count), 3);
    json_str(out, "digest", m->digest);
    json_bool(out, "in_force", m->in_force);
    json_bool(out, "can_use", !m->in_force && m->made_by != call->user->account_id);
    return write_types(call, m->types, why);
}

enum err type_models_list(struct call *call, struct fault *why)
{
    struct learned_row *list;
    size_t count;
    enum err err = learned_list(call->db, call->arena, &list, &count, why);

    if (!err) json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++) {
        json_object(&call->out, NULL);
        err = write_model(call, &list[i], why);
        json_close(&call->out);
    }
    if (!err) json_close(&call->out);
    return err;
}

static enum err audit(struct db *db, const struct call *call, const char *action, int64_t id, struct fault *why)
{
    const struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = id, .detail = STR("type model") };

    return org_audit(db, &entry, why);
}

/* 422 with too few closed cases, 503 while another training runs. */
enum err type_model_train_prepare(struct call *call, struct fault *why)
{
    struct training *work = arena_new(call->arena, struct training);

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    call->work = work;
    call->key = LEARNED_JOB_KEY;
    return learned_train(app_of(call)->world, call->db, call->arena, call->now_ms, &work->made, why);
}

enum err type_model_train_apply(struct db *db, struct call *call, struct fault *why)
{
    struct training *work = call->work;
    enum err err = learned_keep(db, &work->made, call->user->account_id, why);

    return err ? err : audit(db, call, "model.train", work->made.row.id, why);
}

enum err type_model_train_reply(struct call *call, struct fault *why)
{
    struct training *work = call->work;

    work->made.row.made_by_name = call->user->name;
    return write_model(call, &work->made.row, why);
}

/* 403 for whoever trained it, 404 no such model, 409 when it is in force already. */
enum err type_model_use_prepare(struct call *call, struct fault *why)
{
    struct training *work = arena_new(call->arena, struct training);
    int64_t id = json_get_id(call->body, "id");
    enum err err = ERR_OK;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (id) err = learned_read(call->db, call->arena, id, &work->made.row, why);
    if (!err && id && work->made.row.made_by == call->user->account_id)
        err = fault_set(why, ERR_FORBIDDEN, "训练的人不能自己批准启用", "whoever trained it may not put it in force");
    work->used = id;
    call->work = work;
    call->key = LEARNED_JOB_KEY;
    return err;
}

enum err type_model_use_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct training *work = call->work;
    enum err err = learned_use(db, work->used, call->user->account_id, call->now_ms, why);

    return err ? err : audit(db, call, "model.use", work->used, why);
}

enum err type_model_use_reply(struct call *call, struct fault *why)
{
    /* Other servers follow within two seconds, and so does this one should the commit fail. */
    enum err err = learned_follow(world_learned(app_of(call)->world), call->db, why);

    return err ? err : type_models_list(call, why);
}
