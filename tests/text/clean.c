/*
 * clean.c - what is kept and what is dropped of text that will be stored.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static void test_clean(void **state)
{
    static const struct { const char *name, *in, *out, *line; } rows[] = {
        { "plain", "占道经营，请处理。", "占道经营，请处理。", "占道经营，请处理。" },
        { "full-width punctuation and numbers stay", "①号楼（东）：３层", "①号楼（东）：３层", "①号楼（东）：３层" },
        { "blanks around", "  \t 你好 \n ", "你好", "你好" },
        { "blanks inside are one", "a \t  b", "a b", "a b" },
        { "ideographic space", "一　二", "一 二", "一 二" },
        { "line ends", "a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d" },
        { "many empty lines", "a\n\n\n \n\nb", "a\n\nb", "a b" },
        { "direction marks", "abc\u202Etxt.exe\u202C\u200F", "abctxt.exe", "abctxt.exe" },
        { "zero width space and mark", "占\u200B道\uFEFF", "占道", "占道" },
        { "joiners stay for emoji", "👨\u200D👩", "👨\u200D👩", "👨\u200D👩" },
        { "controls", "a\x01\x7f\xC2\x85""b", "ab", "ab" },
        { "composed", "e\u0301", "é", "é" },
        { "a tower of accents is cut", "a\u0315\u0315\u0315\u0315\u0315\u0315\u0315\u0315", "a\u0315\u0315\u0315\u0315", "a\u0315\u0315\u0315\u0315" },
        { "tags and fillers", "a\U000E0041\u3164\uFFA0b", "ab", "ab" },
        { "noncharacters and private use", "a\uFFFE\uFDD0\uE000b", "ab", "ab" },
        { "quotes are text", "Robert'); DROP TABLE x;--", "Robert'); DROP TABLE x;--", "Robert'); DROP TABLE x;--" },
        { "nothing", "", "", "" },
        { "nothing but blanks", " \n\t\u200B ", "", "" },
    };
    struct arena *arena = arena_open(1 << 22);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out, line;

        CHECK(rows[i].name, text_clean(arena, str_from_c(rows[i].in), 0, &out, NULL) == ERR_OK);
        CHECK(rows[i].name, text_clean_line(arena, str_from_c(rows[i].in), 0, &line, NULL) == ERR_OK);
        if (!str_is(out, rows[i].out)) fail_msg("%s: \"%.*s\"", rows[i].name, STR_ARG(out));
        if (!str_is(line, rows[i].line)) fail_msg("%s, one line: \"%.*s\"", rows[i].name, STR_ARG(line));
    }
    arena_close(arena);
}

static void test_refusals(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    struct str out = STR("kept");
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(text_clean(arena, STR("a\xC3"), 0, &out, &why), ERR_INVALID);
    assert_int_equal(text_clean(arena, STR("\xED\xA0\x80"), 0, &out, &why), ERR_INVALID);
    assert_int_equal(text_clean(arena, STR("五个字太多"), 4, &out, &why), ERR_TOO_LARGE);
    assert_true(str_is(out, "kept") && why.zh[0] && why.en[0]);
    assert_int_equal(text_clean(arena, STR("四个字\u200B好 "), 4, &out, &why), ERR_OK);
    assert_int_equal(text_clean(arena, (struct str){ "a\0b", 3 }, 0, &out, &why), ERR_OK);
    assert_true(str_is(out, "ab"));
    arena_close(arena);
}

/* Whatever comes in, what comes out is well-formed, clean, and the same when cleaned again. */
static void test_hostile(void **state)
{
    size_t accepted = 0;
    (void)state;

    for (int i = 0; i < 20000; i++) {
        struct arena *arena = arena_open(1 << 22);
        struct str in = hostile(arena, (size_t)roll(0, i % 3 ? 6 : 200)), out, again;

        if (text_clean(arena, in, 0, &out, NULL) == ERR_OK) {
            accepted++;
            assert_true(utf8_valid(in) && utf8_valid(out));
            for (size_t k = 0; k < out.len; k++) assert_true((unsigned char)out.at[k] >= 0x20 || out.at[k] == '\n');
            assert_int_equal(str_find(out, STR("\u202E")), -1);
            assert_int_equal(text_clean(arena, out, 0, &again, NULL), ERR_OK);
            assert_true(str_eq(out, again));
        } else {
            assert_false(utf8_valid(in));
        }
        arena_close(arena);
    }
    assert_true(accepted > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
