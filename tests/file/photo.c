/*
 * photo.c - photos: metadata gone, turned upright, bounds held, evidence sealed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <pthread.h>
#include <vips/vips.h>

#define MAKER "SpyCam-7"

enum form { FORM_JPEG, FORM_PNG, FORM_WEBP };

/* A picture, dark on the left and bright on the right, with the traces a phone leaves. */
static struct str picture(struct arena *arena, int width, int height, enum form form, int orientation)
{
    VipsImage *ramp = NULL, *image = NULL, *tagged = NULL;
    void *bytes = NULL;
    size_t size = 0;
    int failed;
    struct str out;

    assert_int_equal(vips_grey(&ramp, width, height, "uchar", TRUE, NULL), 0);
    assert_int_equal(vips_bandjoin_const(ramp, &image, (double[]){ 40, 200 }, 2, NULL), 0);
    assert_int_equal(vips_copy(image, &tagged, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), 0);
    vips_image_set_string(tagged, "exif-ifd0-Make", MAKER " (" MAKER ", ASCII, 9 components, 9 bytes)");
    vips_image_set_string(tagged, "exif-ifd3-GPSLatitude", "32/1 3/1 37/1 (32, 3, 37, Rational, 3 components, 24 bytes)");
    vips_image_set_string(tagged, "exif-ifd3-GPSLongitude", "118/1 47/1 48/1 (118, 47, 48, Rational, 3 components, 24 bytes)");
    vips_image_set_blob_copy(tagged, "xmp-data", "<x:xmpmeta>" MAKER "</x:xmpmeta>", 31);
    if (orientation) vips_image_set_int(tagged, "orientation", orientation);
    if (form == FORM_JPEG)
        failed = vips_jpegsave_buffer(tagged, &bytes, &size, "Q", 90, NULL);
    else if (form == FORM_PNG)
        failed = vips_pngsave_buffer(tagged, &bytes, &size, NULL);
    else
        failed = vips_webpsave_buffer(tagged, &bytes, &size, NULL);
    assert_int_equal(failed, 0);
    out = str_dup(arena, (struct str){ bytes, size });
    g_free(bytes);
    g_object_unref(ramp);
    g_object_unref(image);
    g_object_unref(tagged);
    return out;
}

static struct str stored(struct place *p, const struct file_info *info)
{
    struct str bytes;
    struct fault why = { 0 };

    if (file_read(p->arena, p->store, str_from_c(info->digest), 1 << 24, &bytes, &why)) fail_msg("%s", why.en);
    return bytes;
}

static bool has_traces(struct str bytes)
{
    static const char *const traces[] = { MAKER, "Exif", "http://ns.adobe.com", "xmpmeta", "ICC_PROFILE", "GPS" };

    for (size_t i = 0; i < COUNT_OF(traces); i++)
        if (str_find(bytes, str_from_c(traces[i])) >= 0) return true;
    return false;
}

/* Mean brightness of the first band over one corner of a stored JPEG. */
static double brightness(struct str bytes, bool right, bool bottom)
{
    VipsImage *image = vips_image_new_from_buffer(bytes.at, bytes.len, "", NULL), *corner = NULL;
    int w, h;
    double mean = -1;

    assert_non_null(image);
    w = vips_image_get_width(image) / 4;
    h = vips_image_get_height(image) / 4;
    assert_int_equal(vips_crop(image, &corner, right ? 3 * w : 0, bottom ? 3 * h : 0, w, h, NULL), 0);
    assert_int_equal(vips_avg(corner, &mean, NULL), 0);
    g_object_unref(corner);
    g_object_unref(image);
    return mean;
}

static void test_a_residents_photo_keeps_no_metadata(void **state)
{
    static const struct { const char *name; enum form form; bool traced; } rows[] = {
        { "JPEG", FORM_JPEG, true }, { "PNG (compressed inside)", FORM_PNG, false }, { "WebP", FORM_WEBP, true },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str bytes = picture(p->arena, 3000, 1000, rows[i].form, 0);
        struct file_photo photo = { 0 };
        int before = files_in(p);

        CHECK(rows[i].name, has_traces(bytes) == rows[i].traced);
        CHECK(rows[i].name, file_put_photo(p->store, bytes, FILE_PHOTO_RESIDENT, &photo, NULL) == ERR_OK);
        CHECK(rows[i].name, photo.original.digest[0] == 0);
        CHECK(rows[i].name, files_in(p) == before + 2);
        CHECK(rows[i].name, strcmp(photo.shown.media, "image/jpeg") == 0 && strcmp(photo.thumb.media, "image/jpeg") == 0);
        CHECK(rows[i].name, photo.shown.width == FILE_SHOWN_SIDE_MAX && photo.shown.height == 853);
        CHECK(rows[i].name, photo.thumb.width == FILE_THUMB_SIDE_MAX && photo.thumb.height == 160);
        CHECK(rows[i].name, !has_traces(stored(p, &photo.shown)) && !has_traces(stored(p, &photo.thumb)));
        CHECK(rows[i].name, stored(p, &photo.shown).len == photo.shown.size);
    }
}

static void test_orientation_is_applied(void **state)
{
    /* bright side: right in the raw picture; 6 turns it clockwise (bottom), 8 the other way (top), 3 around (left) */
    static const struct { int orientation, width, height; bool right, bottom; } rows[] = {
        { 1, 400, 200, true, false }, { 3, 400, 200, false, false }, { 6, 200, 400, false, true }, { 8, 200, 400, false, false },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str bytes = picture(p->arena, 400, 200, FORM_JPEG, rows[i].orientation);
        struct file_photo photo;
        struct str shown;

        assert_int_equal(file_put_photo(p->store, bytes, FILE_PHOTO_RESIDENT, &photo, NULL), ERR_OK);
        assert_int_equal(photo.shown.width, rows[i].width);
        assert_int_equal(photo.shown.height, rows[i].height);
        shown = stored(p, &photo.shown);
        assert_true(brightness(shown, rows[i].right, rows[i].bottom) > brightness(shown, !rows[i].right, !rows[i].bottom));
    }
}

static void test_evidence_is_sealed_as_taken(void **state)
{
    struct place *p = *state;
    struct str bytes = picture(p->arena, 800, 600, FORM_JPEG, 6);
    struct file_photo photo;

    assert_int_equal(file_put_photo(p->store, bytes, FILE_PHOTO_EVIDENCE, &photo, NULL), ERR_OK);
    assert_true(str_eq(stored(p, &photo.original), bytes));
    assert_true(photo.original.width == 800 && photo.original.height == 600);
    assert_true(photo.shown.width == 600 && photo.shown.height == 800);
    assert_false(has_traces(stored(p, &photo.shown)));
    assert_string_not_equal(photo.original.digest, photo.shown.digest);
    assert_int_equal(files_in(p), 3);
}

static void test_small_pictures_are_not_blown_up(void **state)
{
    struct place *p = *state;
    struct file_photo photo;

    assert_int_equal(file_put_photo(p->store, picture(p->arena, 30, 20, FORM_PNG, 0), FILE_PHOTO_RESIDENT, &photo, NULL), 0);
    assert_true(photo.shown.width == 30 && photo.thumb.width == 30 && photo.thumb.height == 20);
}

static void test_transparency_becomes_white(void **state)
{
    struct place *p = *state;
    VipsImage *black = NULL, *clear = NULL;
    struct file_photo photo;
    void *bytes;
    size_t size;

    assert_int_equal(vips_black(&black, 50, 50, "bands", 4, NULL), 0);
    assert_int_equal(vips_copy(black, &clear, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), 0);
    assert_int_equal(vips_pngsave_buffer(clear, &bytes, &size, NULL), 0);
    assert_int_equal(file_put_photo(p->store, (struct str){ bytes, size }, FILE_PHOTO_RESIDENT, &photo, NULL), ERR_OK);
    assert_true(brightness(stored(p, &photo.shown), false, false) > 250);
    g_free(bytes);
    g_object_unref(black);
    g_object_unref(clear);
}

static size_t put_chunk(char *out, const char *kind, const void *data, uint32_t size)
{
    uint32_t crc = 0xffffffff;

    for (int i = 0; i < 4; i++) out[i] = (char)(size >> (24 - 8 * i));
    memcpy(out + 4, kind, 4);
    memcpy(out + 8, data, size);
    for (size_t i = 4; i < 8 + size; i++) {
        crc ^= (unsigned char)out[i];
        for (int k = 0; k < 8; k++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    for (int i = 0; i < 4; i++) out[8 + size + (size_t)i] = (char)(~crc >> (24 - 8 * i));
    return size + 12;
}

/* A PNG that says it is huge, with the right checksums and hardly any data. */
static struct str huge_png(struct arena *arena, uint32_t width, uint32_t height)
{
    static const unsigned char data[] = { 0x78, 0x9c, 0x63, 0x60, 0x60, 0x60, 0, 0 };
    unsigned char head[13] = { [8] = 8, [9] = 2 };
    char *bytes = arena_alloc(arena, 128);
    size_t at = 8;

    for (int i = 0; i < 4; i++) {
        head[i] = (unsigned char)(width >> (24 - 8 * i));
        head[4 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    memcpy(bytes, "\x89PNG\r\n\x1a\n", 8);
    at += put_chunk(bytes + at, "IHDR", head, sizeof head);
    at += put_chunk(bytes + at, "IDAT", data, sizeof data);
    at += put_chunk(bytes + at, "IEND", "", 0);
    return (struct str){ bytes, at };
}

static void test_refusals(void **state)
{
    struct place *p = *state;
    struct str jpeg = picture(p->arena, 600, 400, FORM_JPEG, 0), png = picture(p->arena, 600, 400, FORM_PNG, 0);
    struct str webp = picture(p->arena, 600, 400, FORM_WEBP, 0);
    struct str huge = { arena_alloc(p->arena, FILE_PHOTO_MAX + 1), FILE_PHOTO_MAX + 1 };
    const struct { const char *name; struct str bytes; enum err err; } rows[] = {
        { "nothing", STR(""), ERR_INVALID },
        { "a page that calls itself photo.jpg", STR("<html><script>alert(1)</script></html>"), ERR_MEDIA_TYPE },
        { "a vector picture", STR("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
          ERR_MEDIA_TYPE },
        { "a GIF", STR("GIF89a\1\0\1\0\0\0\0;"), ERR_MEDIA_TYPE },
        { "a PDF", STR("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"), ERR_MEDIA_TYPE },
        { "only a JPEG's first bytes", STR("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1"), ERR_INVALID },
        { "a cut JPEG", str_sub(jpeg, 0, jpeg.len / 2), ERR_INVALID },
        { "a JPEG without its end", str_sub(jpeg, 0, jpeg.len - 40), ERR_INVALID },
        { "a cut PNG", str_sub(png, 0, png.len / 2), ERR_INVALID },
        { "a cut WebP", str_sub(webp, 0, webp.len / 2), ERR_INVALID },
        { "more bytes than allowed", huge, ERR_TOO_LARGE },
        { "a PNG of 60,000 x 60,000", huge_png(p->arena, 60000, 60000), ERR_TOO_LARGE },
        { "a PNG of 2^31 x 2^31", huge_png(p->arena, 0x7fffffff, 0x7fffffff), ERR_INVALID },
        { "a PNG with hardly any data", huge_png(p->arena, 4000, 4000), ERR_INVALID },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int kind = FILE_PHOTO_RESIDENT; kind <= FILE_PHOTO_EVIDENCE; kind++) {
            struct file_photo photo = { .shown.size = 77 };
            struct fault why = { 0 };
            enum err err = file_put_photo(p->store, rows[i].bytes, (enum file_photo_kind)kind, &photo, &why);

            if (err != rows[i].err) fail_msg("%s: %s, not %s", rows[i].name, err_name(err), err_name(rows[i].err));
            CHECK(rows[i].name, photo.shown.size == 77 && why.zh[0] && why.en[0]);
        }
    assert_int_equal(files_in(p), 0);
}

/* What hides behind or inside a real picture does not reach the shown one. */
static void test_polyglots(void **state)
{
    struct place *p = *state;
    struct str jpeg = picture(p->arena, 600, 400, FORM_JPEG, 0);
    struct str tail = STR("PK\3\4<script>alert('" MAKER "')</script>%PDF-1.4");
    char *both = arena_alloc(p->arena, jpeg.len + tail.len), *comment = arena_alloc(p->arena, jpeg.len + tail.len + 4);
    struct str polyglots[2] = { { both, jpeg.len + tail.len }, { comment, jpeg.len + tail.len + 4 } };

    memcpy(both, jpeg.at, jpeg.len);
    memcpy(both + jpeg.len, tail.at, tail.len);
    memcpy(comment, jpeg.at, 2);
    memcpy(comment + 2, (char[]){ (char)0xff, (char)0xfe, 0, (char)(tail.len + 2) }, 4);
    memcpy(comment + 6, tail.at, tail.len);
    memcpy(comment + 6 + tail.len, jpeg.at + 2, jpeg.len - 2);
    for (size_t i = 0; i < COUNT_OF(polyglots); i++) {
        struct file_photo photo;
        struct str shown;

        assert_int_equal(file_put_photo(p->store, polyglots[i], FILE_PHOTO_RESIDENT, &photo, NULL), ERR_OK);
        shown = stored(p, &photo.shown);
        assert_int_equal(str_find(shown, STR("script")), -1);
        assert_int_equal(str_find(shown, STR("%PDF")), -1);
        assert_int_equal(str_find(stored(p, &photo.thumb), STR("script")), -1);
    }
}

/* Bytes of a good picture, hit at random: accepted or refused, never a crash, never a trace. */
static void test_damaged_pictures(void **state)
{
    struct place *p = *state;
    static const enum form forms[] = { FORM_JPEG, FORM_PNG, FORM_WEBP };
    uint64_t dice = 99;

    for (int i = 0; i < 60; i++) {
        struct str good = picture(p->arena, 64, 48, forms[i % 3], 0), bad = str_dup(p->arena, good);
        struct file_photo photo;

        for (int hits = 0; hits < 1 + i % 7; hits++) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            ((char *)bad.at)[(dice >> 33) % bad.len] = (char)(dice >> 25);
        }
        if (file_put_photo(p->store, bad, FILE_PHOTO_RESIDENT, &photo, NULL) == ERR_OK)
            assert_false(has_traces(stored(p, &photo.shown)));
    }
}

struct job {
    struct file_store *store;
    struct str bytes;
    struct file_photo photo;
    enum err err;
};

static void *put_in_thread(void *arg)
{
    struct job *job = arg;

    job->err = file_put_photo(job->store, job->bytes, FILE_PHOTO_EVIDENCE, &job->photo, NULL);
    return NULL;
}

/* The same photo from several threads at once is stored once. */
static void test_threads(void **state)
{
    struct place *p = *state;
    struct job jobs[6];
    pthread_t threads[COUNT_OF(jobs)];
    struct str bytes = picture(p->arena, 900, 700, FORM_JPEG, 3);

    for (size_t i = 0; i < COUNT_OF(jobs); i++) {
        jobs[i] = (struct job){ .store = p->store, .bytes = bytes };
        assert_int_equal(pthread_create(&threads[i], NULL, put_in_thread, &jobs[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(jobs); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].err, ERR_OK);
        assert_string_equal(jobs[i].photo.shown.digest, jobs[0].photo.shown.digest);
    }
    assert_int_equal(files_in(p), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_residents_photo_keeps_no_metadata, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_orientation_is_applied, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_evidence_is_sealed_as_taken, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_small_pictures_are_not_blown_up, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_transparency_becomes_white, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_refusals, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_polyglots, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_damaged_pictures, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_threads, place_open, place_close),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
