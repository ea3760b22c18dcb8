/*
 * photo_store.c - photos and tokens in the database.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/photo.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(FILE_INSERT) = {
    .name = "file_insert",
    .sql = "INSERT INTO file (digest, media, size, width, height, shown, thumb, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
           "ON CONFLICT (digest) DO NOTHING",
    .takes = { T, T, I, I, I, T, T, I, I },
};
QUERY(TOKEN_INSERT) = {
    .name = "file_token_insert",
    .sql = "INSERT INTO file_token (token, digest, at, by_id) VALUES ($1, $2, $3, $4)",
    .takes = { T, T, I, I },
};
QUERY(TOKEN_READ) = {
    .name = "file_token_read",
    .sql = "SELECT digest, by_id FROM file_token WHERE token = $1",
    .takes = { T },
    .gives = { T, I },
};
QUERY(TOKEN_USE) = {
    .name = "file_token_use",
    .sql = "DELETE FROM file_token WHERE token = $1",
    .takes = { T },
};
QUERY(FILE_READ) = {
    .name = "file_read",
    .sql = "SELECT digest, media, size, width, height, shown, thumb, by_id FROM file WHERE digest = $1",
    .takes = { T },
    .gives = { T, T, I, I, I, T, T, I },
};
QUERY(FILE_CASES) = {
    .name = "file_cases",
    .sql = "SELECT case_id FROM case_file WHERE digest = $1 ORDER BY case_id DESC LIMIT 20",
    .takes = { T },
    .gives = { I },
};
QUERY(FILE_UNITS) = {
    .name = "file_units",
    .sql = "SELECT unit_id FROM file_unit WHERE digest = $1 ORDER BY unit_id LIMIT 20",
    .takes = { T },
    .gives = { I },
};
QUERY(FILE_OF_UNIT) = {
    .name = "file_of_unit",
    .sql = "INSERT INTO file_unit (digest, unit_id) VALUES ($1, $2) ON CONFLICT (digest, unit_id) DO NOTHING",
    .takes = { T, I },
};

#undef I
#undef T

enum err photo_insert(struct db *db, const struct photo_row *photo, struct str token_digest, int64_t now_ms, struct fault *why)
{
    enum err err = store_run(db, &FILE_INSERT,
                             ARGS(arg_text(photo->digest), arg_text(photo->media), arg_int(photo->size), arg_int(photo->width),
                                  arg_int(photo->height), arg_text(photo->shown), arg_text(photo->thumb), arg_int(now_ms), arg_id(photo->by)),
                             NULL, why);

    if (err) return err;
    return store_run(db, &TOKEN_INSERT, ARGS(arg_text(token_digest), arg_text(photo->digest), arg_int(now_ms), arg_id(photo->by)), NULL, why);
}

enum err photo_by_token(struct db *db, struct arena *arena, struct str token_digest, struct str *digest, int64_t *by, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &TOKEN_READ, ARGS(arg_text(token_digest)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_field(why, STR("photos"), fault_set(why, ERR_UNPROCESSABLE, "照片标记无效或已用过，请重新上传", "this photo token is unknown or used; upload the photo again"));
    if (err) return err;
    *digest = row_str(&rows, 0, 0);
    *by = row_int(&rows, 0, 1);
    return ERR_OK;
}

enum err photo_use_token(struct db *db, struct str token_digest, struct fault *why)
{
    int64_t gone = 0;
    enum err err = store_run(db, &TOKEN_USE, ARGS(arg_text(token_digest)), &gone, why);

    if (err) return err;
    return gone ? ERR_OK : fault_set(why, ERR_CONFLICT, "照片标记已用过，请重新上传", "this photo token was used already; upload the photo again");
}

enum err photo_read(struct db *db, struct arena *arena, struct str digest, struct photo_row *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &FILE_READ, ARGS(arg_text(digest)), &rows, why);

    if (err == ERR_NOT_FOUND) return fault_set(why, err, "没有这张照片", "there is no such photo");
    if (err) return err;
    *out = (struct photo_row){ .digest = row_str(&rows, 0, 0), .media = row_str(&rows, 0, 1), .size = row_int(&rows, 0, 2),
                               .width = row_int(&rows, 0, 3), .height = row_int(&rows, 0, 4), .shown = row_str(&rows, 0, 5),
                               .thumb = row_str(&rows, 0, 6), .by = row_int(&rows, 0, 7) };
    return ERR_OK;
}

enum err photo_cases(struct db *db, struct arena *arena, struct str digest, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &FILE_CASES, ARGS(arg_text(digest)), out, why);
}

enum err photo_units(struct db *db, struct arena *arena, struct str digest, struct rows *out, struct fault *why)
{
    return store_all(db, arena, &FILE_UNITS, ARGS(arg_text(digest)), out, why);
}

enum err photo_of_unit(struct db *db, struct str digest, int64_t unit_id, struct fault *why)
{
    return store_run(db, &FILE_OF_UNIT, ARGS(arg_text(digest), arg_int(unit_id)), NULL, why);
}
