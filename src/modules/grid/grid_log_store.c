/*
 * grid_log_store.c - entries of the grid log, and their shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_log.h"

#include "case/photo.h"
#include "modules/grid/grid_view.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(LOG_INSERT) = {
    .name = "grid_log_insert",
    .sql = "INSERT INTO grid_log (id, account_id, grid_id, community_id, street_id, day, duty, text, at, done_at, said_at, skew_s, case_id)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    .takes = { I, I, I, I, I, I, T, T, I, I, I, I, I },
};

QUERY(LOG_PHOTO_INSERT) = {
    .name = "grid_log_photo_insert", .sql = "INSERT INTO grid_log_photo (log_id, seq, digest) VALUES ($1, $2, $3)", .takes = { I, I, T },
};

static enum err insert_photos(struct db *db, const struct grid_log *r, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < r->photo_count; i++) {
        err = store_run(db, &LOG_PHOTO_INSERT, ARGS(arg_int(r->id), arg_int((int64_t)i), arg_text(r->photos[i])), NULL, why);
        if (!err) err = photo_of_unit(db, r->photos[i], r->community_id, why);
    }
    return err;
}

enum err grid_log_insert(struct db *db, const struct grid_log *r, struct fault *why)
{
    const struct moment *t = &r->moment;
    struct store_arg skew = arg_int(t->skew_s);
    enum err err;

    skew.null = !t->has_skew;
    err = store_run(db, &LOG_INSERT,
                    ARGS(arg_int(r->id), arg_int(r->account_id), arg_int(r->grid_id), arg_int(r->community_id), arg_int(r->street_id), arg_int(t->day.since_epoch),
                         arg_text(r->duty), arg_text(r->text), arg_int(t->at), arg_int(t->done_at), arg_id(t->said_at), skew, arg_id(r->case_id)),
                    NULL, why);
    return err ? err : insert_photos(db, r, why);
}

#define LOGS                                                                                                       \
    "SELECT l.id, l.account_id, l.grid_id, l.community_id, l.street_id, l.day, l.duty, l.text, l.at, l.done_at, l.said_at, l.skew_s, l.case_id, a.name, c.number" \
    "  FROM grid_log l JOIN account a ON a.id = l.account_id LEFT JOIN case_record c ON c.id = l.case_id"
#define LOG_TYPES I, I, I, I, I, I, T, T, I, I, I, I, I, T, T

QUERY(LOGS_OF) = {
    .name = "grid_logs_of", .sql = LOGS " WHERE l.account_id = $1 ORDER BY l.id DESC LIMIT $2", .takes = { I, I }, .gives = { LOG_TYPES },
};
QUERY(LOGS_ON) = {
    .name = "grid_logs_on", .sql = LOGS " WHERE l.street_id = $1 AND l.day = $2 ORDER BY l.id DESC LIMIT 2000", .takes = { I, I }, .gives = { LOG_TYPES },
};

QUERY(PHOTOS_OF) = {
    .name = "grid_log_photos_of",
    .sql = "SELECT p.log_id, p.digest FROM grid_log l JOIN grid_log_photo p ON p.log_id = l.id WHERE l.account_id = $1 AND l.id >= $2 ORDER BY p.log_id DESC, p.seq",
    .takes = { I, I }, .gives = { I, T },
};
QUERY(PHOTOS_ON) = {
    .name = "grid_log_photos_on",
    .sql = "SELECT p.log_id, p.digest FROM grid_log l JOIN grid_log_photo p ON p.log_id = l.id WHERE l.street_id = $1 AND l.day = $2 ORDER BY p.log_id DESC, p.seq",
    .takes = { I, I }, .gives = { I, T },
};

/* Both lists run from the newest entry to the oldest. */
static enum err read_photos(struct db *db, struct arena *arena, const struct query *query, int64_t a, int64_t b, struct grid_log *list, size_t count, struct fault *why)
{
    struct str *digests;
    struct rows rows;
    size_t at = 0;
    enum err err = store_all(db, arena, query, ARGS(arg_int(a), arg_int(b)), &rows, why);

    if (err) return err;
    digests = arena_array(arena, struct str, rows.count + 1);
    if (!digests) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        while (at < rows.count && row_int(&rows, at, 0) > list[i].id) at++;
        list[i].photos = digests + at;
        for (; at < rows.count && row_int(&rows, at, 0) == list[i].id; at++, list[i].photo_count++) digests[at] = row_str(&rows, at, 1);
    }
    return ERR_OK;
}

static enum err read_logs(struct db *db, struct arena *arena, const struct query *query, int64_t a, int64_t b, struct grid_log **out, size_t *count, struct fault *why)
{
    struct grid_log *list;
    struct rows rows;
    enum err err = store_all(db, arena, query, ARGS(arg_int(a), arg_int(b)), &rows, why);

    if (err) return err;
    list = arena_array(arena, struct grid_log, rows.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct grid_log){
            .id = row_int(&rows, i, 0), .account_id = row_int(&rows, i, 1), .grid_id = row_int(&rows, i, 2), .community_id = row_int(&rows, i, 3),
            .street_id = row_int(&rows, i, 4), .duty = row_str(&rows, i, 6), .text = row_str(&rows, i, 7), .case_id = row_int(&rows, i, 12),
            .person = row_str(&rows, i, 13), .number = row_str(&rows, i, 14),
            .moment = { .day = { (int32_t)row_int(&rows, i, 5) }, .at = row_int(&rows, i, 8), .done_at = row_int(&rows, i, 9), .said_at = row_int(&rows, i, 10),
                        .skew_s = row_int(&rows, i, 11), .has_skew = !row_null(&rows, i, 11) },
        };
    *out = list;
    *count = rows.count;
    return ERR_OK;
}

enum err grid_logs_of(struct db *db, struct arena *arena, int64_t account_id, int64_t limit, struct grid_log **out, size_t *count, struct fault *why)
{
    enum err err = read_logs(db, arena, &LOGS_OF, account_id, limit, out, count, why);

    return err || !*count ? err : read_photos(db, arena, &PHOTOS_OF, account_id, (*out)[*count - 1].id, *out, *count, why);
}

enum err grid_logs_on(struct db *db, struct arena *arena, int64_t street_id, struct day day, struct grid_log **out, size_t *count, struct fault *why)
{
    enum err err = read_logs(db, arena, &LOGS_ON, street_id, day.since_epoch, out, count, why);

    return err ? err : read_photos(db, arena, &PHOTOS_ON, street_id, day.since_epoch, *out, *count, why);
}

/* ── Shapes ────────────────────────────────────────────────────────────── */

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

static SHAPE(TYPE_SHAPE, "DutyType", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT });
static SHAPE(DUTY_SHAPE, "GridDuty", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "hint", JSON_TEXT }, { "hint_en", JSON_TEXT },
             { "action", JSON_TEXT }, { "action_en", JSON_TEXT }, { "types", JSON_LIST, false, &TYPE_SHAPE });
static SHAPE(GRID_LOG_PHOTO_SHAPE, "GridLogPhoto", { "digest", JSON_TEXT });
static SHAPE(LOG_SHAPE, "GridLog", { "id", JSON_ID }, { "duty", JSON_TEXT }, { "text", JSON_TEXT }, { "person", JSON_TEXT }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE },
             DAY_MOMENT_SHAPE, { "case_id", JSON_ID, true }, { "number", JSON_TEXT, true }, { "photos", JSON_LIST, false, &GRID_LOG_PHOTO_SHAPE });
SHAPE(GRID_LOG_MADE_SHAPE, "GridLogMade", { "id", JSON_ID }, { "case_id", JSON_ID, true }, { "number", JSON_TEXT, true });
SHAPE(GRID_LOGS_MINE_SHAPE, "GridLogsOfMine", { "duties", JSON_LIST, false, &DUTY_SHAPE }, { "items", JSON_LIST, false, &LOG_SHAPE });
SHAPE(GRID_LOGS_DAY_SHAPE, "GridLogDay", { "duties", JSON_LIST, false, &DUTY_SHAPE }, { "day", JSON_TEXT }, { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE },
      { "items", JSON_LIST, false, &LOG_SHAPE });
