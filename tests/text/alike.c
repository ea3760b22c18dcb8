/*
 * alike.c - texts that say the same are alike, those that share only filler are not.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include "base/buf.h"
#include "text/alike.h"

static void test_alike(void **state)
{
    static const char *const WORDS[] = {
        "夜市烧烤摊油烟呛人，晚上不敢开窗", "夜市的烧烤摊油烟太大，不敢开窗", "请问城管能不能来管一管，路灯不亮", "请问城管能不能来管一管，井盖没了", "", "！？…",
    };
    struct arena *arena = arena_open(1 << 24);
    struct str texts[COUNT_OF(WORDS)];
    double scores[COUNT_OF(WORDS)];
    struct fault why = { 0 };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(WORDS); i++) texts[i] = str_from_c(WORDS[i]);
    assert_int_equal(text_alike(arena, texts[0], texts, COUNT_OF(WORDS), scores, &why), ERR_OK);
    assert_true(scores[0] > 0.999 && scores[0] < 1.001);
    assert_true(scores[1] > 0.5);
    for (size_t i = 2; i < COUNT_OF(WORDS); i++)
        if (scores[i] > 0.05) fail_msg("%s: %f", WORDS[i], scores[i]);
    assert_int_equal(text_alike(arena, texts[2], texts, COUNT_OF(WORDS), scores, &why), ERR_OK);
    assert_true(scores[3] < scores[2] && scores[3] > scores[0]);
    assert_int_equal(text_alike(arena, texts[4], texts, COUNT_OF(WORDS), scores, &why), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) assert_true(scores[i] == 0);
    assert_int_equal(text_alike(arena, texts[0], texts, TEXT_ALIKE_TEXTS + 1, scores, &why), ERR_TOO_LARGE);
    arena_close(arena);
}

/* As alike one way as the other, never above one, whatever the texts. */
static void test_symmetric(void **state)
{
    struct arena *arena = arena_open(1 << 24);
    uint32_t seed = 7;
    (void)state;

    for (int round = 0; round < 50; round++) {
        struct str texts[2], pair[3];
        double there[2], back[2];
        for (int t = 0; t < 2; t++) {
            struct buf out;
            buf_init(&out, arena, 0);
            for (int i = 0; i < 40; i++) {
                char bytes[4];
                seed = seed * 1103515245 + 12345;
                buf_bytes(&out, bytes, utf8_encode(0x4e00 + (int32_t)(seed >> 16) % 12, bytes));
            }
            texts[t] = buf_done(&out);
        }
        pair[0] = texts[0], pair[1] = texts[1];
        assert_int_equal(text_alike(arena, texts[0], pair + 1, 1, there, NULL), ERR_OK);
        assert_int_equal(text_alike(arena, texts[1], pair, 1, back, NULL), ERR_OK);
        assert_true(there[0] - back[0] < 1e-9 && back[0] - there[0] < 1e-9 && there[0] <= 1 + 1e-9 && there[0] >= 0);
    }
    arena_close(arena);
}

static void test_the_longest_run(void **state)
{
    static const struct { const char *a, *b, *run; } ROWS[] = {
        { "夜市烧烤摊油烟呛人", "那边烧烤摊油烟大", "烧烤摊油烟" }, { "ＡＢＣ路12号", "在abc路12号门口", "abc路12号" }, { "路灯不亮", "井盖没了", "" },
        { "甲乙", "甲乙", "" }, { "甲乙，丙丁", "甲乙丙丁", "" }, { "", "甲", "" },
    };
    struct arena *arena = arena_open(1 << 22);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str run = text_alike_run(arena, str_from_c(ROWS[i].a), str_from_c(ROWS[i].b));
        if (!str_eq(run, str_from_c(ROWS[i].run))) fail_msg("%s, %s: \"%.*s\"", ROWS[i].a, ROWS[i].b, STR_ARG(run));
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_alike), cmocka_unit_test(test_symmetric), cmocka_unit_test(test_the_longest_run) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
