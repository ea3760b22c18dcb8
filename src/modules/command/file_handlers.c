/*
 * file_handlers.c - photos in and out.
 *
 * An upload answers with a one-use token; the step that uses the token ties the
 * photo to its case.  Residents' photos are kept without metadata only; staff
 * evidence is sealed as taken and shown as a derivative.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "case/list.h"
#include "modules/command/command.h"
#include "case/photo.h"
#include "modules/command/public.h"

struct upload_work {
    struct photo_row row;
    struct file_photo photo;
    char token[65], token_digest[65];
};

static enum err put_photo(struct call *call, struct str bytes, struct upload_work *work, struct fault *why)
{
    bool staff = call->user->account_id != 0;
    unsigned char random[32];
    const struct file_info *kept;
    enum err err = file_put_photo(app_of(call)->files, bytes, staff ? FILE_PHOTO_EVIDENCE : FILE_PHOTO_RESIDENT, &work->photo, why);

    if (err) return err;
    kept = staff ? &work->photo.original : &work->photo.shown;
    work->row = (struct photo_row){
        .digest = str_from_c(kept->digest), .media = str_from_c(kept->media), .size = (int64_t)kept->size, .width = kept->width,
        .height = kept->height, .shown = str_from_c(work->photo.shown.digest), .thumb = str_from_c(work->photo.thumb.digest),
        .by = call->user->account_id,
    };
    crypto_random(random, sizeof random);
    hex_print(random, sizeof random, work->token);
    photo_token_digest(str_from_c(work->token), work->token_digest);
    return ERR_OK;
}

enum err file_upload_prepare(struct call *call, struct fault *why)
{
    struct upload_work *work = arena_new(call->arena, struct upload_work);

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (call->upload_count != 1)
        return fault_set(why, ERR_INVALID, "请每次上传一张照片", "upload one photo at a time");
    call->work = work;
    return put_photo(call, call->uploads[0].bytes, work, why);
}

enum err file_upload_apply(struct db *db, struct call *call, struct fault *why)
{
    struct upload_work *work = call->work;

    return photo_insert(db, &work->row, str_from_c(work->token_digest), call->now_ms, why);
}

enum err file_upload_reply(struct call *call, struct fault *why)
{
    const struct upload_work *work = call->work;

    (void)why;
    json_text(&call->out, "token", work->token);
    json_str(&call->out, "digest", work->row.digest);
    json_str(&call->out, "media", work->row.media);
    json_int(&call->out, "width", work->row.width);
    json_int(&call->out, "height", work->row.height);
    json_int(&call->out, "size", work->row.size);
    return ERR_OK;
}

/* ── Photos of a step ──────────────────────────────────────────────────── */

enum err work_photos(struct call *call, struct work *work, const struct json_t *list, const char *kind,
                     const struct case_photo **out, size_t *count, struct fault *why)
{
    enum err err = photo_claim(call->db, call->arena, list, call->user->account_id, kind, &work->claim, why);

    if (err) return err;
    *out = work->claim.photos;
    *count = work->claim.count;
    return ERR_OK;
}

enum err work_use_tokens(struct db *db, struct work *work, struct fault *why)
{
    return photo_claim_use(db, &work->claim, why);
}

/* ── Out ───────────────────────────────────────────────────────────────── */

struct str public_photo_url(struct call *call, const struct case_record *record, const struct file_view *file)
{
    return str_format(call->arena, "/api/files/%.*s?size=thumb&number=%.*s&code=%.*s", STR_ARG(file->digest), STR_ARG(record->number),
                      STR_ARG(json_get_str(call->query, "code")));
}

/* Whoever may see the day's work of a unit the photo belongs to. */
static enum err unit_shows(struct call *call, const struct photo_row *photo, bool *out, struct fault *why)
{
    struct rows units;
    enum err err = photo_units(call->db, call->arena, photo->digest, &units, why);

    for (size_t i = 0; !err && i < units.count; i++) *out |= user_may(call->org, call->user, RIGHT_GRID_DAY, row_int(&units, i, 0));
    return err;
}

/* Staff who see a case of the photo, its uploader, or the resident with number and code. */
static enum err may_see(struct call *call, const struct photo_row *photo, bool *out, struct fault *why)
{
    struct str number = json_get_str(call->query, "number");
    struct case_record record;
    struct rows cases;
    enum err err = photo_cases(call->db, call->arena, photo->digest, &cases, why);

    *out = photo->by && photo->by == call->user->account_id;
    if (err || *out) return err;
    if (number.len) {
        err = public_case(call, number, json_get_str(call->query, "code"), &record, why);
        if (err) return err;
        for (size_t i = 0; i < cases.count; i++) *out |= row_int(&cases, i, 0) == record.id;
        return ERR_OK;
    }
    for (size_t i = 0; call->user->account_id && !*out && i < cases.count; i++) {
        err = case_read(call->db, call->arena, row_int(&cases, i, 0), &record, why);
        if (!err) err = case_visible(call->db, call->arena, call->org, call->user, &record, out, why);
        if (err) return err;
    }
    return *out || !call->user->account_id ? ERR_OK : unit_shows(call, photo, out, why);
}

enum err file_show(struct call *call, struct fault *why)
{
    struct photo_row photo;
    bool may = false;
    enum err err;

    if (!file_digest_valid(call->path_text)) return fault_set(why, ERR_NOT_FOUND, "没有这张照片", "there is no such photo");
    err = photo_read(call->db, call->arena, call->path_text, &photo, why);
    if (!err) err = may_see(call, &photo, &may, why);
    if (err) return err;
    if (!may) return fault_set(why, ERR_NOT_FOUND, "没有这张照片", "there is no such photo");
    err = file_read(call->arena, app_of(call)->files, str_is(json_get_str(call->query, "size"), "thumb") ? photo.thumb : photo.shown,
                    FILE_PHOTO_MAX * 2, &call->raw, why);
    call->raw_type = "image/jpeg";
    return err;
}

/* The photos of a plain form: stored like uploads, used at once. */
enum err form_photos(struct call *call, struct work *work, const struct case_photo **out, size_t *count, struct fault *why)
{
    struct case_photo *photos = arena_array(call->arena, struct case_photo, call->upload_count + 1);
    struct photo_row *rows = arena_array(call->arena, struct photo_row, call->upload_count + 1);
    size_t kept = 0;

    if (!photos || !rows) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < call->upload_count && i < COUNT_OF(work->new_tokens); i++) {
        struct upload_work *one = arena_new(call->arena, struct upload_work);
        enum err err;
        if (!one) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        if (!call->uploads[i].bytes.len) continue;   /* an empty file input sends an empty part */
        err = put_photo(call, call->uploads[i].bytes, one, why);
        if (err) return err;
        rows[kept] = one->row;
        photos[kept] = (struct case_photo){ one->row.digest, "before" };
        work->new_tokens[kept] = str_from_c(one->token_digest);
        kept++;
    }
    work->new_photos = rows;
    work->new_photo_count = kept;
    *out = photos;
    *count = kept;
    return ERR_OK;
}

enum err work_insert_photos(struct db *db, struct work *work, int64_t now_ms, struct fault *why)
{
    for (size_t i = 0; i < work->new_photo_count; i++) {
        enum err err = photo_insert(db, &work->new_photos[i], work->new_tokens[i], now_ms, why);
        if (!err) err = photo_use_token(db, work->new_tokens[i], why);
        if (err) return err;
    }
    return ERR_OK;
}
