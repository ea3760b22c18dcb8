/*
 * brief_store.c - briefings as rows; their sums as JSON:
 * {"total": [n of each measure], "before": […], "lines": {"type": [["0501", n, …], …], …}}.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/brief.h"

enum { CONTENT_MAX = 1 << 20 };

#define I STORE_INT
#define T STORE_TEXT

QUERY(BRIEF_PUT) = {
    .name = "brief_put",
    .sql = "INSERT INTO brief (id, area_id, kind, from_day, to_day, made_at, made_by, whole, reported, closed, open, overdue, content)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (area_id, kind, from_day) DO UPDATE SET"
           " made_at = excluded.made_at, made_by = excluded.made_by, whole = excluded.whole, reported = excluded.reported, closed = excluded.closed,"
           " open = excluded.open, overdue = excluded.overdue, content = excluded.content WHERE brief.whole = 0",
    .takes = { I, I, I, I, I, I, I, I, I, I, I, I, T },
};
QUERY(BRIEF_ID) = {
    .name = "brief_id",
    .sql = "SELECT id FROM brief WHERE area_id = $1 AND kind = $2 AND from_day = $3",
    .takes = { I, I, I },
    .gives = { I },
};
QUERY(BRIEF_SWEEP) = { .name = "brief_sweep", .sql = "DELETE FROM brief WHERE made_at < $1", .takes = { I } };
QUERY(BRIEF_READ) = {
    .name = "brief_read",
    .sql = "SELECT area_id, kind, from_day, to_day, made_at, made_by, whole, open, overdue, content FROM brief WHERE id = $1",
    .takes = { I },
    .gives = { I, I, I, I, I, I, I, I, I, T },
};
QUERY(BRIEF_LIST) = {
    .name = "brief_list",
    .sql = "SELECT id, from_day, to_day, made_at, whole, reported, closed, open, overdue FROM brief"
           " WHERE area_id = $1 AND kind = $2 AND from_day < $3 ORDER BY from_day DESC LIMIT $4",
    .takes = { I, I, I, I },
    .gives = { I, I, I, I, I, I, I, I, I },
};
QUERY(BRIEF_MADE) = {
    .name = "brief_made",
    .sql = "SELECT area_id FROM brief WHERE kind = $1 AND from_day = $2 AND whole = 1 ORDER BY area_id",
    .takes = { I, I },
    .gives = { I },
};

#undef I
#undef T

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err brief_put(struct db *db, const struct brief *b, struct str content, int64_t *id, struct fault *why)
{
    struct rows row;
    int64_t changed = 0;
    enum err err = store_run(db, &BRIEF_PUT,
                             ARGS(arg_int(b->id), arg_int(b->area_id), arg_int(b->span.kind), arg_int(b->span.from.since_epoch), arg_int(b->span.to.since_epoch),
                                  arg_int(b->made_at), arg_int(b->made_by), arg_int(b->whole), arg_int(b->total[MEASURE_REPORTED]), arg_int(b->total[MEASURE_CLOSED]),
                                  arg_int(b->open), arg_int(b->overdue), arg_text(content)),
                             &changed, why);

    if (err) return err;
    if (!changed) return fault_set(why, ERR_CONFLICT, "这一期的简报已经编制", "the briefing of this span has been made");
    err = store_one(db, store_scratch(db), &BRIEF_ID, ARGS(arg_int(b->area_id), arg_int(b->span.kind), arg_int(b->span.from.since_epoch)), &row, why);
    if (!err) *id = row_int(&row, 0, 0);
    return err;
}

enum err brief_sweep(struct db *db, int64_t before_ms, struct fault *why)
{
    return store_run(db, &BRIEF_SWEEP, ARGS(arg_int(before_ms)), NULL, why);
}

/* ── Sums as JSON ──────────────────────────────────────────────────────── */

static void write_sums(struct json_out *out, const char *key, const struct str *name, const int64_t *sums)
{
    json_list(out, key);
    if (name) json_str(out, NULL, *name);
    for (int m = 0; m < MEASURE__COUNT; m++) json_int(out, NULL, sums[m]);
    json_close(out);
}

enum err brief_content(struct arena *arena, const struct brief *b, struct str *out, struct fault *why)
{
    struct json_out json;
    struct buf buf;

    buf_init(&buf, arena, CONTENT_MAX);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    write_sums(&json, "total", NULL, b->total);
    write_sums(&json, "before", NULL, b->before);
    json_object(&json, "lines");
    for (int by = 0; by < BRIEF__BY; by++) {
        json_list(&json, brief_by_name((enum brief_by)by));
        for (size_t i = 0; i < b->lines[by].count; i++) write_sums(&json, NULL, &b->lines[by].at[i]->key, b->lines[by].at[i]->sums);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    if (!json_done(&json) || !buf_ok(&buf)) return no_memory(why);
    *out = buf_done(&buf);
    return ERR_OK;
}

static void read_sums(const struct json_t *list, size_t skip, int64_t *sums)
{
    for (size_t m = 0; m < MEASURE__COUNT; m++) sums[m] = json_as_int(json_at(list, m + skip));
}

static enum err read_lines(struct arena *arena, const struct json_t *list, brief_lines *out, struct fault *why)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_t *row = json_at(list, i);
        struct brief_line *line = arena_new(arena, struct brief_line), **slot = line ? LIST_ADD(arena, out) : NULL;
        if (!slot) return no_memory(why);
        *slot = line;
        if (!json_is_text(json_at(row, 0), &line->key)) line->key = STR("");
        read_sums(row, 1, line->sums);
    }
    return ERR_OK;
}

enum err brief_read(struct db *db, struct arena *arena, int64_t id, struct brief *out, struct fault *why)
{
    struct json_t *content = NULL;
    struct rows row;
    enum err err = store_one(db, arena, &BRIEF_READ, ARGS(arg_int(id)), &row, why);

    if (!err) err = json_parse(arena, row_str(&row, 0, 9), &content, why);
    if (err) return err;
    *out = (struct brief){
        .id = id, .area_id = row_int(&row, 0, 0), .arena = arena, .made_at = row_int(&row, 0, 4), .made_by = row_int(&row, 0, 5), .whole = row_int(&row, 0, 6) != 0,
        .span = { (enum brief_kind)row_int(&row, 0, 1), { (int32_t)row_int(&row, 0, 2) }, { (int32_t)row_int(&row, 0, 3) } }, .open = row_int(&row, 0, 7), .overdue = row_int(&row, 0, 8),
    };
    read_sums(json_get(content, "total"), 0, out->total);
    read_sums(json_get(content, "before"), 0, out->before);
    for (int by = 0; !err && by < BRIEF__BY; by++) err = read_lines(arena, json_get(json_get(content, "lines"), brief_by_name((enum brief_by)by)), &out->lines[by], why);
    return err;
}

enum err brief_list(struct db *db, struct arena *arena, int64_t area_id, enum brief_kind kind, struct day before, int64_t limit, struct brief_row **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &BRIEF_LIST, ARGS(arg_int(area_id), arg_int(kind), arg_int(before.since_epoch), arg_int(limit)), &rows, why);

    if (err) return err;
    *out = arena_array(arena, struct brief_row, rows.count + 1);
    if (!*out) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++)
        (*out)[i] = (struct brief_row){
            .id = row_int(&rows, i, 0), .span = { kind, { (int32_t)row_int(&rows, i, 1) }, { (int32_t)row_int(&rows, i, 2) } }, .made_at = row_int(&rows, i, 3),
            .whole = row_int(&rows, i, 4) != 0, .reported = row_int(&rows, i, 5), .closed = row_int(&rows, i, 6), .open = row_int(&rows, i, 7), .overdue = row_int(&rows, i, 8),
        };
    *count = rows.count;
    return ERR_OK;
}

enum err brief_made(struct db *db, struct arena *arena, struct brief_span span, int64_t **areas, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &BRIEF_MADE, ARGS(arg_int(span.kind), arg_int(span.from.since_epoch)), &rows, why);

    if (err) return err;
    *areas = arena_array(arena, int64_t, rows.count + 1);
    if (!*areas) return no_memory(why);
    for (size_t i = 0; i < rows.count; i++) (*areas)[i] = row_int(&rows, i, 0);
    *count = rows.count;
    return ERR_OK;
}
