/*
 * classify.c - which type of a catalogue the words speak of.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static const struct str STALLS[] = { STR("流动摊贩"), STR("摆摊") }, STALLS_SAY[] = { STR("路边卖"), STR("占用人行道") };
static const struct str PARKING[] = { STR("违停"), STR("乱停车") }, PARKING_SAY[] = { STR("堵住车道"), STR("停在人行道") };
static const struct str RUBBISH[] = { STR("垃圾堆"), STR("KTV垃圾") }, RUBBISH_SAY[] = { STR("没人清理"), STR("臭味") };
static const struct str NOISE[] = { STR("噪音扰民"), STR("KTV") }, NOISE_SAY[] = { STR("睡不着"), STR("广场舞") };

static const struct text_type TYPES[] = {
    { STR("0501"), STR("占道经营"), STALLS, COUNT_OF(STALLS), STALLS_SAY, COUNT_OF(STALLS_SAY) },
    { STR("0505"), STR("机动车违停"), PARKING, COUNT_OF(PARKING), PARKING_SAY, COUNT_OF(PARKING_SAY) },
    { STR("0102"), STR("暴露垃圾"), RUBBISH, COUNT_OF(RUBBISH), RUBBISH_SAY, COUNT_OF(RUBBISH_SAY) },
    { STR("0510"), STR("社会生活噪声"), NOISE, COUNT_OF(NOISE), NOISE_SAY, COUNT_OF(NOISE_SAY) },
};

static struct text_classifier *classifier(struct arena *arena)
{
    struct text_classifier *c = NULL;

    assert_int_equal(text_classifier_new(arena, TYPES, COUNT_OF(TYPES), &c, NULL), ERR_OK);
    return c;
}

static void test_best_type(void **state)
{
    static const struct { const char *name, *words, *code, *matched; } rows[] = {
        { "its name", "这里有人占道经营", "0501", "占道经营" },
        { "a synonym", "门口有流动摊贩，天天来", "0501", "流动摊贩" },
        { "a phrase", "很多车停在人行道上", "0505", "停在人行道" },
        { "the longer match wins over the shorter", "机动车违停", "0505", "机动车违停" },
        { "two phrases beat one", "夜里广场舞吵得睡不着，旁边还有摆摊", "0510", NULL },
        { "a bigram of a phrase", "楼下垃圾三天了", "0102", "垃圾" },
        { "letters without case", "楼下ktv太吵", "0510", "KTV" },
        { "full-width letters", "楼下ＫＴＶ太吵", "0510", "KTV" },
        { "letters inside a longer word do not count", "XKTVY 占道经营", "0501", "占道经营" },
        { "words in other punctuation", "“占道经营”！！", "0501", "占道经营" },
        { "nothing known", "你好", NULL, NULL },
        { "nothing", "", NULL, NULL },
        { "one character", "车", NULL, NULL },
    };
    struct arena *arena = arena_open(1 << 22);
    const struct text_classifier *c = classifier(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text_suggestion s[4] = { 0 };
        size_t count = text_classify(arena, c, str_from_c(rows[i].words), s, COUNT_OF(s));

        CHECK(rows[i].name, (count > 0) == (rows[i].code != NULL));
        if (count == 0) continue;
        if (!str_is(TYPES[s[0].type].code, rows[i].code)) fail_msg("%s: %.*s", rows[i].name, STR_ARG(TYPES[s[0].type].code));
        CHECK(rows[i].name, s[0].matched_count > 0 && s[0].matched_count <= TEXT_MATCHED_MAX);
        if (rows[i].matched && !str_is(s[0].matched[0], rows[i].matched))
            fail_msg("%s: matched %.*s", rows[i].name, STR_ARG(s[0].matched[0]));
    }
    arena_close(arena);
}

static void test_scores(void **state)
{
    struct arena *arena = arena_open(1 << 22);
    const struct text_classifier *c = classifier(arena);
    struct text_suggestion sure[4], unsure[4], many[4], once[4];
    size_t count;
    double sum = 0;
    (void)state;

    assert_true(text_classify(arena, c, STR("占道经营"), sure, 4) >= 1);
    assert_true(text_classify(arena, c, STR("垃圾"), unsure, 4) >= 1);
    assert_true(sure[0].score > 0.7 && unsure[0].score < 0.5 && unsure[0].score > 0);
    count = text_classify(arena, c, STR("占道经营，违停，垃圾堆，噪音扰民"), many, 4);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        sum += many[i].score;
        if (i > 0) assert_true(many[i].score <= many[i - 1].score);
    }
    assert_true(sum < 1);
    assert_int_equal(text_classify(arena, c, STR("占道经营，违停，垃圾堆，噪音扰民"), many, 2), 2);
    /* saying it again does not make it truer */
    assert_true(text_classify(arena, c, STR("占道经营占道经营占道经营"), once, 4) >= 1);
    assert_true(once[0].score <= sure[0].score + 0.05);
    arena_close(arena);
}

static void test_hostile(void **state)
{
    struct arena *base = arena_open(1 << 22);
    const struct text_classifier *c = classifier(base);
    (void)state;

    for (int i = 0; i < 3000; i++) {
        struct arena *arena = arena_open(8 << 20);
        struct text_suggestion s[2];
        size_t count = text_classify(arena, c, hostile(arena, (size_t)roll(0, 3000)), s, 2);

        assert_true(count <= 2);
        for (size_t k = 0; k < count; k++) assert_true(s[k].type < COUNT_OF(TYPES) && s[k].score > 0 && s[k].score < 1);
        arena_close(arena);
    }
    struct arena *arena = arena_open(8 << 20);
    char *flood = arena_alloc(arena, 300000);
    struct text_suggestion s[2];
    for (size_t i = 0; i + 6 <= 300000; i += 6) memcpy(flood + i, "违停", 6);
    assert_int_equal(text_classify(arena, c, (struct str){ flood, 299994 }, s, 2), 1);
    assert_true(str_is(TYPES[s[0].type].code, "0505"));
    arena_close(arena);
    arena_close(base);
}

static void test_empty_catalogue(void **state)
{
    static const struct text_type nameless[] = { { STR("1"), STR(""), NULL, 0, NULL, 0 }, { STR("2"), STR("水"), NULL, 0, NULL, 0 } };
    struct arena *arena = arena_open(1 << 22);
    struct text_classifier *c = NULL;
    struct text_suggestion s[1];
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(text_classifier_new(arena, NULL, 0, &c, &why), ERR_OK);
    assert_int_equal(text_classify(arena, c, STR("占道经营"), s, 1), 0);
    assert_int_equal(text_classifier_new(arena, nameless, 2, &c, &why), ERR_OK);
    assert_int_equal(text_classify(arena, c, STR("水管漏水"), s, 1), 0);
    c = NULL;
    assert_int_equal(text_classifier_new(arena, nameless, TEXT_TYPES_MAX + 1, &c, &why), ERR_INVALID);
    assert_true(c == NULL && why.zh[0] && why.en[0]);
    arena_close(arena);
}

/* Every allocation may fail: no classifier, no suggestions, no terms, but never a wrong one. */
static void test_out_of_memory(void **state)
{
    struct arena *base = arena_open(1 << 22);
    const struct text_classifier *c = classifier(base);
    size_t refused = 0, count = 0;
    enum err err = ERR_NO_MEMORY;
    (void)state;

    for (size_t n = 1; err != ERR_OK; n++) {
        struct arena *arena = arena_open(1 << 22);
        struct text_classifier *again = NULL;

        arena_fail_after(n);
        err = text_classifier_new(arena, TYPES, COUNT_OF(TYPES), &again, NULL);
        arena_fail_after(0);
        assert_true((err == ERR_OK) == (again != NULL));
        refused += err != ERR_OK;
        arena_close(arena);
    }
    assert_true(refused > 10);
    for (size_t n = 1; count == 0; n++) {
        struct arena *arena = arena_open(1 << 22);
        struct text_suggestion s[2];
        struct str cleaned = STR("kept");

        arena_fail_after(n);
        count = text_classify(arena, c, STR("占道经营，垃圾"), s, 2);
        arena_fail_after(n);
        if (text_clean(arena, STR("占道经营"), 0, &cleaned, NULL)) assert_true(str_is(cleaned, "kept"));
        else assert_true(str_is(cleaned, "占道经营"));
        arena_fail_after(0);
        arena_close(arena);
        assert_true(n < 1000);
    }
    assert_int_equal(count, 2);
    arena_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_type),
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_empty_catalogue),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
