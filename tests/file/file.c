/*
 * file.c - files by content: put, read, open, remove, and paths that lead astray.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <fcntl.h>

static void test_put_and_read(void **state)
{
    struct place *p = *state;
    struct file_info info = { 0 }, again = { 0 };
    struct str bytes;
    char kept[6] = { 0 };
    size_t size = 0;
    int fd = -1;

    assert_int_equal(file_put(p->store, STR("hello"), 100, &info, NULL), ERR_OK);
    /* SM3 of "hello" */
    assert_string_equal(info.digest, "becbbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a645268");
    assert_string_equal(info.media, "text/plain");
    assert_int_equal(info.size, 5);
    assert_int_equal(file_put(p->store, STR("hello"), 100, &again, NULL), ERR_OK);
    assert_string_equal(info.digest, again.digest);
    assert_int_equal(files_in(p), 1);
    assert_int_equal(file_read(p->arena, p->store, str_from_c(info.digest), 5, &bytes, NULL), ERR_OK);
    assert_true(str_is(bytes, "hello"));
    assert_int_equal(file_open(p->store, str_from_c(info.digest), &fd, &size, NULL), ERR_OK);
    assert_int_equal(size, 5);
    assert_int_equal(read(fd, kept, 5), 5);
    assert_string_equal(kept, "hello");
    assert_int_equal(write(fd, "x", 1), -1);
    close(fd);
}

static void test_media_by_content(void **state)
{
    static const struct { const char *name; struct str bytes; const char *media; } rows[] = {
        { "a PDF", { "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n1 0 obj\n", 26 }, "application/pdf" },
        { "a PNG", { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0", 29 }, "image/png" },
        { "a page", { "<!DOCTYPE html><html><script>x</script></html>", 46 }, "text/html" },
        { "a program", { "\x7f" "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0", 24 }, "application/x-executable" },
        { "nothing", { "", 0 }, "application/octet-stream" },
        { "noise", { "\x01\x02\xff\xfe\x00\x99", 6 }, "application/octet-stream" },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char media[FILE_MEDIA_SIZE];

        file_media(p->store, rows[i].bytes, media);
        if (strcmp(media, rows[i].media) != 0) fail_msg("%s: %s", rows[i].name, media);
    }
}

static void test_refusals(void **state)
{
    struct place *p = *state;
    struct file_info info = { .size = 77 };
    struct fault why = { 0 };

    assert_int_equal(file_put(p->store, STR(""), 100, &info, &why), ERR_INVALID);
    assert_int_equal(file_put(p->store, STR("hello"), 4, &info, &why), ERR_TOO_LARGE);
    assert_true(info.size == 77 && why.zh[0] && why.en[0]);
    assert_int_equal(files_in(p), 0);
}

static void test_paths_that_lead_astray(void **state)
{
    static const char *const digests[] = {
        "", "x", "../../etc/passwd", "becbbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a64526",
        "becbbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a6452688",
        "BECBBFAAE6548B8BF0CFCAD5A27183CD1BE6093B1CCECCC303D9C61D0A645268",
        "../../../../../../../../../../../../../../../../../../etc/passwd0",
        "be/bbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a645268",
        "becbbfaae6548b8bf0cfcad5a27183cd1be6093b1cceccc303d9c61d0a645269",
    };
    struct place *p = *state;
    struct file_info info;

    assert_int_equal(file_put(p->store, STR("hello"), 100, &info, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(digests); i++) {
        struct str bytes = STR("kept");
        struct fault why = { 0 };
        size_t size = 9;
        int fd = -7;

        CHECK(digests[i], file_read(p->arena, p->store, str_from_c(digests[i]), 100, &bytes, &why) == ERR_NOT_FOUND);
        CHECK(digests[i], file_open(p->store, str_from_c(digests[i]), &fd, &size, &why) == ERR_NOT_FOUND);
        CHECK(digests[i], file_remove(p->store, str_from_c(digests[i]), &why) == ERR_NOT_FOUND);
        CHECK(digests[i], str_is(bytes, "kept") && fd == -7 && size == 9 && why.zh[0] && why.en[0]);
    }
    assert_int_equal(files_in(p), 1);
}

/* A link in the place of a file is not followed; altered bytes are noticed. */
static void test_tampering(void **state)
{
    struct place *p = *state;
    struct file_info info;
    struct str bytes = STR("kept");
    char path[256];
    size_t size;
    int fd;

    assert_int_equal(file_put(p->store, STR("hello"), 100, &info, NULL), ERR_OK);
    snprintf(path, sizeof path, "%s/%.2s/%s", p->folder, info.digest, info.digest + 2);
    fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "J", 1, 0), 1);
    close(fd);
    assert_int_equal(file_read(p->arena, p->store, str_from_c(info.digest), 100, &bytes, NULL), ERR_INTERNAL);
    assert_true(str_is(bytes, "kept"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_equal(file_open(p->store, str_from_c(info.digest), &fd, &size, NULL), ERR_NOT_FOUND);
    /* storing it again puts the right bytes back */
    assert_int_equal(file_put(p->store, STR("hello"), 100, &info, NULL), ERR_OK);
    assert_int_equal(file_read(p->arena, p->store, str_from_c(info.digest), 100, &bytes, NULL), ERR_OK);
    assert_true(str_is(bytes, "hello"));
}

static void test_remove(void **state)
{
    struct place *p = *state;
    struct file_info info;
    struct str bytes;

    assert_int_equal(file_put(p->store, STR("hello"), 100, &info, NULL), ERR_OK);
    assert_int_equal(file_remove(p->store, str_from_c(info.digest), NULL), ERR_OK);
    assert_int_equal(file_remove(p->store, str_from_c(info.digest), NULL), ERR_NOT_FOUND);
    assert_int_equal(file_read(p->arena, p->store, str_from_c(info.digest), 100, &bytes, NULL), ERR_NOT_FOUND);
    assert_int_equal(files_in(p), 0);
}

static void test_a_store_that_cannot_open(void **state)
{
    struct file_store *store = NULL;
    struct fault why = { 0 };
    (void)state;

    assert_int_not_equal(file_store_open("/proc/no/such/place", &store, &why), ERR_OK);
    assert_true(store == NULL && why.zh[0] && why.en[0]);
    file_store_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_put_and_read, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_media_by_content, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_refusals, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_paths_that_lead_astray, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_tampering, place_open, place_close),
        cmocka_unit_test_setup_teardown(test_remove, place_open, place_close),
        cmocka_unit_test(test_a_store_that_cannot_open),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
