/*
 * Borrowed text, UTF-8 and the sentences of a fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include <string.h>

static void comparing(void **state)
{
    (void)state;
    static const struct {
        const char *name, *a, *b;
        int order;
        bool starts, ends;
    } cases[] = {
        { "same", "abc", "abc", 0, true, true },
        { "shorter first", "ab", "abc", -1, false, false },
        { "prefix", "abc", "ab", 1, true, false },
        { "suffix", "abc", "bc", -1, false, true },
        { "empty", "", "", 0, true, true },
        { "empty is in all", "x", "", 1, true, true },
        { "bytes are unsigned", "\xE5", "z", 1, false, false },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str a = str_from_c(cases[i].a), b = str_from_c(cases[i].b);
        int order = str_compare(a, b);
        CHECK_INT(cases[i].name, (order > 0) - (order < 0), cases[i].order);
        CHECK_INT(cases[i].name, str_eq(a, b), cases[i].order == 0);
        CHECK_INT(cases[i].name, str_starts(a, b), cases[i].starts);
        CHECK_INT(cases[i].name, str_ends(a, b), cases[i].ends);
    }
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq((struct str){ "a\0b", 3 }, (struct str){ "a\0b", 3 }));
    assert_false(str_eq((struct str){ "a\0b", 3 }, (struct str){ "a\0c", 3 }));
}

static void cutting(void **state)
{
    (void)state;
    CHECK_STR("inside", str_sub(STR("abcdef"), 2, 3), "cde");
    CHECK_STR("too long", str_sub(STR("abc"), 1, SIZE_MAX), "bc");
    CHECK_STR("too late", str_sub(STR("abc"), 9, 1), "");
    CHECK_STR("nothing", str_sub(STR_NONE, 0, 1), NULL);
    CHECK_STR("trim", str_trim(STR(" \t\r\n a b \v\f")), "a b");
    CHECK_STR("all space", str_trim(STR("  \n")), "");
    CHECK_INT("found", str_find(STR("吹哨报到"), STR("哨")), 3);
    CHECK_INT("not found", str_find(STR("abc"), STR("abcd")), -1);
    CHECK_INT("empty needle", str_find(STR(""), STR("")), 0);
}

static void splitting(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pieces[5];
    } cases[] = {
        { "a,b", { "a", "b" } }, { "a,", { "a", "" } }, { ",a", { "", "a" } },
        { "", { "" } },          { ",,", { "", "", "" } }, { "abc", { "abc" } },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str rest = str_from_c(cases[i].text), piece;
        size_t n = 0;
        for (; str_split(&rest, ',', &piece); n++) CHECK_STR(cases[i].text, piece, cases[i].pieces[n]);
        CHECK(cases[i].text, cases[i].pieces[n] == NULL);
    }
    struct str none = STR_NONE, piece;
    assert_false(str_split(&none, ',', &piece));
}

static void formatting(void **state)
{
    (void)state;
    struct arena *arena = arena_open(4096);

    CHECK_STR("format", str_format(arena, "%s-%d", "x", 7), "x-7");
    CHECK_STR("past the limit", str_format(arena, "%5000d", 1), NULL);
    CHECK_STR("copy", str_dup(arena, STR("abc")), "abc");
    assert_string_equal(str_c(arena, STR_NONE), "");
    arena_fail_after(1);
    assert_null(str_dup(arena, STR("x")).at);
    arena_fail_after(0);
    arena_close(arena);
}

static void utf8_well_formed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        size_t length;
        bool valid;
    } cases[] = {
        { "empty", "", 0, true },
        { "ascii", "abc", 3, true },
        { "two bytes", "\xC2\x80", 1, true },
        { "chinese", "网格", 2, true },
        { "outside the plane", "\xF0\xA0\xAE\xB7", 1, true },
        { "last code point", "\xF4\x8F\xBF\xBF", 1, true },
        { "past the last", "\xF4\x90\x80\x80", 4, false },
        { "lone tail", "\x80", 1, false },
        { "overlong slash", "\xC0\xAF", 2, false },
        { "overlong three", "\xE0\x80\xAF", 3, false },
        { "overlong four", "\xF0\x80\x80\xAF", 4, false },
        { "surrogate", "\xED\xA0\x80", 3, false },
        { "last before surrogates", "\xED\x9F\xBF", 1, true },
        { "cut two", "\xC3", 1, false },
        { "cut three", "\xE7\xBD", 2, false },
        { "cut four", "\xF0\xA0\xAE", 3, false },
        { "FF", "\xFF", 1, false },
        { "broken in the middle", "a\xFF" "b", 3, false },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str s = str_from_c(cases[i].text);
        CHECK_INT(cases[i].name, utf8_valid(s), cases[i].valid);
        CHECK_INT(cases[i].name, utf8_length(s), cases[i].length);
    }
    assert_true(utf8_valid((struct str){ "a\0b", 3 }));
    assert_true(utf8_valid(STR_NONE));
}

static void utf8_print_and_parse_are_inverse(void **state)
{
    (void)state;
    char bytes[4];

    for (int32_t code = -2; code <= 0x110001; code++) {
        size_t size = utf8_encode(code, bytes), at = 0;
        bool legal = code >= 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        if (!legal) {
            assert_int_equal(size, 0);
            continue;
        }
        assert_int_equal(utf8_next((struct str){ bytes, size }, &at), code);
        assert_int_equal(at, size);
    }
}

static void utf8_moves_past_broken_bytes(void **state)
{
    (void)state;
    struct str s = STR("\xFF" "a");
    size_t at = 0;

    assert_int_equal(utf8_next(s, &at), -1);
    assert_int_equal(at, 1);
    assert_int_equal(utf8_next(s, &at), 'a');
    assert_int_equal(utf8_next(s, &at), -1);
    assert_int_equal(at, 2);
    CHECK_STR("prefix", utf8_prefix(STR("吹哨报到"), 2), "吹哨");
    CHECK_STR("whole", utf8_prefix(STR("吹"), 9), "吹");
    CHECK_STR("none", utf8_prefix(STR("吹"), 0), "");
}

static void faults_speak_both_languages(void **state)
{
    (void)state;
    struct fault why = { 0 };

    CHECK_ERR("code", fault_at(&why, ERR_CONFLICT, 7, "第 %d 行", "row %d", 3), ERR_CONFLICT);
    assert_int_equal(why.code, ERR_CONFLICT);
    assert_int_equal(why.at, 7);
    assert_string_equal(why.zh, "第 3 行");
    assert_string_equal(why.en, "row 3");
    CHECK_ERR("nobody asks why", fault_set(NULL, ERR_BUSY, "忙", "busy"), ERR_BUSY);
    assert_int_equal(err_status(ERR_CONFLICT), 409);
    assert_string_equal(err_name(ERR_TOO_MANY), "TOO_MANY");
    for (int code = 0; code < ERR__COUNT; code++) assert_true(err_zh(code)[0] && err_en(code)[0]);
}

static void long_faults_are_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const FILLS[] = { "", "a", "ab", "abc" };
    char text[1000];

    for (size_t i = 0; i < COUNT_OF(FILLS); i++) {
        struct fault why = { 0 };
        size_t n = strlen(FILLS[i]);
        memcpy(text, FILLS[i], n);
        for (int j = 0; j < 90; j++, n += 3) memcpy(text + n, "哨", 3);
        for (int j = 0; j < 20; j++, n += 4) memcpy(text + n, "\xF0\xA0\xAE\xB7", 4);
        text[n] = '\0';
        CHECK_ERR(FILLS[i], fault_set(&why, ERR_INVALID, "%s", "%s", text), ERR_INVALID);
        CHECK(FILLS[i], utf8_valid(str_from_c(why.zh)) && strlen(why.zh) >= 252);
        CHECK(FILLS[i], strncmp(why.zh, text, strlen(why.zh)) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(cutting),
        cmocka_unit_test(splitting),
        cmocka_unit_test(formatting),
        cmocka_unit_test(utf8_well_formed),
        cmocka_unit_test(utf8_print_and_parse_are_inverse),
        cmocka_unit_test(utf8_moves_past_broken_bytes),
        cmocka_unit_test(faults_speak_both_languages),
        cmocka_unit_test(long_faults_are_cut_at_a_character),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
