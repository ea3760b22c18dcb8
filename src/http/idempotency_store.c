/*
 * idempotency_store.c - the same request twice does its work once.
 *
 * The key is claimed first thing in the job: a second job of the same key waits
 * for or sees the first one's row, and gives its reply instead.  A refused
 * request keeps nothing.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/buf.h"
#include "http/server.h"

enum { KEY_MIN = 8, KEY_MAX = 128 };

QUERY(IDEMPOTENCY_READ) = {
    .name = "idempotency_read",
    .sql = "SELECT body_digest, status, reply FROM idempotency WHERE digest = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_TEXT, STORE_INT, STORE_TEXT },
};

static enum err read_kept(struct exchange *x, struct db *db, bool *found, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, x->arena, &IDEMPOTENCY_READ, ARGS(arg_c(x->key_digest)), &rows, why);

    if (err) return err;
    *found = rows.count > 0;
    if (!*found) return ERR_OK;
    if (!str_is(row_str(&rows, 0, 0), x->body_digest))
        return fault_set(why, ERR_UNPROCESSABLE, "同一个 Idempotency-Key 用于不同内容", "this Idempotency-Key was used with other content");
    x->replayed = true;
    x->kept_status = (int)row_int(&rows, 0, 1);
    x->kept = row_str(&rows, 0, 2);
    return ERR_OK;
}

static bool key_ok(struct str key)
{
    if (key.len < KEY_MIN || key.len > KEY_MAX) return false;
    for (size_t i = 0; i < key.len; i++) {
        if (key.at[i] <= ' ' || key.at[i] > '~') return false;
    }
    return true;
}

enum err idempotency_find(struct exchange *x, struct db *db, bool *found, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    struct buf text;

    *found = false;
    if (!x->head.idempotency_key.at || route->flags & (ROUTE_SECRET | ROUTE_FORM | ROUTE_HTML)) return ERR_OK;
    if (!key_ok(x->head.idempotency_key))
        return fault_set(why, ERR_INVALID, "Idempotency-Key 应为 %d–%d 个可见字符", "an Idempotency-Key is %d to %d visible characters", KEY_MIN, KEY_MAX);
    buf_init(&text, x->arena, 0);
    buf_printf(&text, "%lld %s %.*s\n%.*s", (long long)x->call.user->account_id, http_method_name(x->method), STR_ARG(x->target),
               STR_ARG(x->head.idempotency_key));
    if (!buf_ok(&text)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    token_digest(buf_done(&text), x->key_digest);
    token_digest((struct str){ x->body, x->body_len }, x->body_digest);
    x->keyed = true;
    return read_kept(x, db, found, why);
}

QUERY(IDEMPOTENCY_CLAIM) = {
    .name = "idempotency_claim",
    .sql = "INSERT INTO idempotency (digest, body_digest, account_id, route, status, reply, at)"
           " VALUES ($1, $2, $3, $4, 0, '', $5) ON CONFLICT (digest) DO NOTHING",
    .takes = { STORE_TEXT, STORE_TEXT, STORE_INT, STORE_TEXT, STORE_INT },
};

enum err idempotency_claim(struct exchange *x, struct db *db, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    struct str name = str_format(x->arena, "%s %s", http_method_name(route->method), route->path);
    int64_t changed;
    bool found;
    enum err err = store_run(db, &IDEMPOTENCY_CLAIM,
                             ARGS(arg_c(x->key_digest), arg_c(x->body_digest), arg_id(x->call.user->account_id),
                                  arg_text(name), arg_int(x->call.now_ms)),
                             &changed, why);

    return err || changed ? err : read_kept(x, db, &found, why);
}

QUERY(IDEMPOTENCY_KEEP) = {
    .name = "idempotency_keep",
    .sql = "UPDATE idempotency SET status = $2, reply = $3 WHERE digest = $1",
    .takes = { STORE_TEXT, STORE_INT, STORE_TEXT },
};

enum err idempotency_keep(struct exchange *x, struct db *db, struct fault *why)
{
    return store_run(db, &IDEMPOTENCY_KEEP, ARGS(arg_c(x->key_digest), arg_int(x->kept_status), arg_text(x->kept)), NULL, why);
}

QUERY(IDEMPOTENCY_SWEEP) = {
    .name = "idempotency_sweep",
    .sql = "DELETE FROM idempotency WHERE at < $1",
    .takes = { STORE_INT },
};

enum err idempotency_sweep(struct db *db, int64_t before_ms, struct fault *why)
{
    return store_run(db, &IDEMPOTENCY_SWEEP, ARGS(arg_int(before_ms)), NULL, why);
}
