/*
 * terms.c - search terms.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static void test_terms(void **state)
{
    static const struct { const char *name, *in, *out; } rows[] = {
        { "bigrams overlap", "占道经营", "占道 道经 经营" },
        { "one character alone", "水", "水" },
        { "punctuation separates", "占道，水。路灯", "占道 水 路灯" },
        { "words in lower case", "ABC Road No.12", "abc road no 12" },
        { "mixed", "A3区大道12号", "a3 区大 大道 12 号" },
        { "full-width letters are letters", "ＡＢＣ１２", "abc12" },
        { "compatibility forms", "①㎡", "1m2" },
        { "sharp s and accents", "Straße É", "strasse é" },
        { "decomposed equals composed", "e\u0301", "é" },
        { "kana and hangul pair too", "カフェ한국어", "カフ フェ ェ한 한국 국어" },
        { "rare characters beyond the first plane", "𠮷野家", "𠮷野 野家" },
        { "symbols vanish", "\"NEAR(*)^:- OR {}", "near or" },
        { "nothing", "", "" },
        { "nothing but symbols", "！？…", "" },
        { "direction marks do not separate", "占\u200B道", "占道" },
        { "quotes", "it's 'x'--", "it s x" },
    };
    struct arena *arena = arena_open(1 << 22);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out = text_terms(arena, str_from_c(rows[i].in));
        if (!out.at || !str_is(out, rows[i].out)) fail_msg("%s: \"%.*s\"", rows[i].name, STR_ARG(out));
    }
    arena_close(arena);
}

/* A piece of a text is found: its terms are all among the text's terms. */
static void test_pieces_are_found(void **state)
{
    static const struct str text = STR("建宁路与中山北路交叉口东南角人行道上有流动摊贩占道经营");
    struct arena *arena = arena_open(1 << 22);
    struct str all = str_format(arena, " %s ", text_terms(arena, text).at);
    size_t points = utf8_length(text);
    (void)state;

    for (size_t from = 0; from < points; from++)
        for (size_t len = 2; from + len <= points; len++) {
            struct str head = utf8_prefix(text, from), piece = utf8_prefix(str_sub(text, head.len, SIZE_MAX), len);
            struct str terms = text_terms(arena, piece), term;

            while (str_split(&terms, ' ', &term))
                if (str_find(all, str_format(arena, " %.*s ", STR_ARG(term))) < 0) fail_msg("%.*s", STR_ARG(term));
        }
    arena_close(arena);
}

static void test_hostile(void **state)
{
    (void)state;
    for (int i = 0; i < 5000; i++) {
        struct arena *arena = arena_open(1 << 22);
        struct str terms = text_terms(arena, hostile(arena, (size_t)roll(0, 300)));

        assert_non_null(terms.at);
        assert_true(utf8_valid(terms));
        for (size_t k = 0; k < terms.len; k++) {
            unsigned char c = (unsigned char)terms.at[k];
            assert_true(c >= 0x80 || c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
            assert_false(c == ' ' && (k == 0 || k + 1 == terms.len || terms.at[k - 1] == ' '));
        }
        arena_close(arena);
    }
}

static void test_long_text_is_cut_not_refused(void **state)
{
    struct arena *arena = arena_open(64 << 20), *small = arena_open(1 << 12);
    char *bytes = arena_alloc(arena, 1 << 20);
    struct str terms;
    (void)state;

    for (size_t i = 0; i + 3 <= 1 << 20; i += 3) memcpy(bytes + i, "水", 3);
    terms = text_terms(arena, (struct str){ bytes, 1 << 20 });
    assert_true(utf8_valid(terms));
    assert_int_equal(terms.len, (TEXT_INPUT_MAX / 3 - 1) * 7 - 1);
    assert_null(text_terms(small, (struct str){ bytes, 1 << 20 }).at);
    arena_close(arena);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_pieces_are_found),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_long_text_is_cut_not_refused),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
