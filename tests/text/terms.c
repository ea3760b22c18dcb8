/*
 * terms.c - search terms.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include "base/buf.h"

static void test_terms(void **state)
{
    static const struct { const char *name, *in, *out; } rows[] = {
        { "bigrams overlap", "占道经营", "占道 道经 经营 营" },
        { "one character alone", "水", "水" },
        { "punctuation separates", "占道，水。路灯", "占道 道 水 路灯 灯" },
        { "words in lower case", "ABC Road No.12", "abc road no 12" },
        { "mixed", "A3区大道12号", "a3 区大 大道 道 12 号" },
        { "full-width letters are letters", "ＡＢＣ１２", "abc12" },
        { "compatibility forms", "①㎡", "1m2" },
        { "sharp s and accents", "Straße É", "strasse é" },
        { "decomposed equals composed", "e\u0301", "é" },
        { "kana and hangul pair too", "カフェ한국어", "カフ フェ ェ한 한국 국어 어" },
        { "rare characters beyond the first plane", "𠮷野家", "𠮷野 野家 家" },
        { "symbols vanish", "\"NEAR(*)^:- OR {}", "near or" },
        { "nothing", "", "" },
        { "nothing but symbols", "！？…", "" },
        { "direction marks do not separate", "占\u200B道", "占道 道" },
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

static void test_query(void **state)
{
    static const struct { const char *name, *in, *out; } rows[] = {
        { "pairs are whole terms", "大街", "大街" },
        { "a lone character begins one", "号", "号*" },
        { "so does the last word", "大街8", "大街 8*" },
        { "a word with something behind it is whole", "88号", "88 号*" },
        { "a word before a space too", "block b", "block b*" },
        { "closed by a space", "block ", "block" },
        { "character, word, character", "街88号", "街* 88 号*" },
        { "nothing", "", "" }, { "nothing but symbols", "“*”", "" }, { "an asterisk is a separator", "8*", "8" },
    };
    struct arena *arena = arena_open(1 << 22);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out = text_query(arena, str_from_c(rows[i].in));
        if (!out.at || !str_is(out, rows[i].out)) fail_msg("%s: \"%.*s\"", rows[i].name, STR_ARG(out));
    }
    arena_close(arena);
}

static void test_language(void **state)
{
    static const struct { const char *in, *zh, *en; } rows[] = {
        { "签收 | Sign", "签收", "Sign" }, { "签收", "签收", "签收" }, { "", "", "" }, { "a|b", "a|b", "a|b" }, { "甲 | A | B", "甲", "A | B" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(str_is(text_language(str_from_c(rows[i].in), false), rows[i].zh));
        assert_true(str_is(text_language(str_from_c(rows[i].in), true), rows[i].en));
    }
}

static bool is_found(struct arena *arena, struct str text, struct str words)
{
    struct str all = text_terms(arena, text), wanted = text_query(arena, words), one, term, rest;

    while (str_split(&wanted, ' ', &one)) {
        bool served = false;
        for (rest = all; !served && str_split(&rest, ' ', &term);) served = text_term_serves(term, one);
        if (!served) return false;
    }
    return true;
}

static bool inside_word(struct str text, size_t at)
{
    return at > 0 && at < text.len && (unsigned char)text.at[at - 1] < 0x80 && (unsigned char)text.at[at] < 0x80 && text.at[at - 1] != ' ' && text.at[at] != ' ';
}

/* Every piece of a text is found but those that begin inside a word of letters and digits, or end inside one that is not the last. */
static void test_pieces_are_found(void **state)
{
    static const char *const texts[] = {
        "建宁路与中山北路交叉口东南角人行道上有流动摊贩占道经营", "兴隆大街88号院2幢B座1203室", "A3区大道12号（Block C，门口）",
        "江东中路98号-2 万达广场3F",
    };
    struct arena *arena = arena_open(1 << 26);
    size_t looked = 0;
    (void)state;

    for (size_t k = 0; k < COUNT_OF(texts); k++) {
        struct str text = str_from_c(texts[k]);
        size_t points = utf8_length(text);
        for (size_t from = 0; from < points; from++)
            for (size_t len = 1; from + len <= points; len++) {
                struct str head = utf8_prefix(text, from), piece = utf8_prefix(str_sub(text, head.len, SIZE_MAX), len);
                if (inside_word(text, head.len) || !text_query(arena, piece).len) continue;
                if (!is_found(arena, text, piece)) fail_msg("%s: %.*s", texts[k], STR_ARG(piece));
                looked++;
            }
    }
    assert_true(looked > 600);
    assert_false(is_found(arena, STR("兴隆大街88号"), STR("8号")));
    assert_false(is_found(arena, STR("兴隆大街88号"), STR("街道")));
    assert_false(is_found(arena, STR("兴隆大街88号"), STR("院")));
    assert_true(is_found(arena, STR("兴隆大街88号"), STR("号 兴隆")));
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
    assert_int_equal(terms.len, (TEXT_INPUT_MAX / 3 - 1) * 7 + 3);
    assert_null(text_terms(small, (struct str){ bytes, 1 << 20 }).at);
    arena_close(arena);
    arena_close(small);
}

/* What is folded by hand folds as with ICU, which one hard character makes the whole text go through. */
static void test_folded_by_hand_as_by_the_library(void **state)
{
    static const char *const pieces[] = { "水管", "ＡＢＣ８９", "aBc", "88号", "，", "。", "　", "——", "……", "“", "”", "！", "～", "、", "《", "】", "·", "\t", "㐀", "~", "＿" };
    struct arena *arena = arena_open(64 << 20);
    (void)state;

    for (int i = 0; i < 3000; i++) {
        struct buf simple, hard;
        struct str a, b;

        arena_reset(arena);
        buf_init(&simple, arena, 0);
        for (int k = roll(0, 12); k > 0; k--) buf_text(&simple, pieces[roll(0, COUNT_OF(pieces) - 1)]);
        buf_init(&hard, arena, 0);
        buf_str(&hard, buf_done(&simple));
        buf_text(&hard, " ①");
        a = text_terms(arena, buf_done(&simple));
        b = text_terms(arena, buf_done(&hard));
        if (!str_starts(b, a) || b.len - a.len > 2 || !str_ends(b, STR("1"))) fail_msg("%.*s: %.*s, %.*s", STR_ARG(buf_done(&simple)), STR_ARG(a), STR_ARG(b));
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_query), cmocka_unit_test(test_language), cmocka_unit_test(test_pieces_are_found),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_folded_by_hand_as_by_the_library),
        cmocka_unit_test(test_long_text_is_cut_not_refused),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
