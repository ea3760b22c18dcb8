/*
 * guess.c - the catalogue's words and a learned model together, and what each deserves.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <math.h>

#include "text/guess.h"

static const struct str STALLS[] = { STR("摆摊") }, PARKING[] = { STR("违停") }, NOISE[] = { STR("噪音") };
static const struct text_type TYPES[] = {
    { STR("0501"), STR("占道经营"), STALLS, 1, NULL, 0 },
    { STR("0505"), STR("机动车违停"), PARKING, 1, NULL, 0 },
    { STR("0510"), STR("社会生活噪声"), NOISE, 1, NULL, 0 },
};
static const struct str LABELS[] = { STR("0505"), STR("0510") };   /* in another order than the catalogue, and without 0501 */

/* Words of which the catalogue knows nothing. */
static const char *const CARS[] = { "小轿车堵在消防通道口", "轿车又停在消防通道", "消防通道停了三辆轿车", "一辆轿车横在通道口", "通道口的轿车没人挪", "消防车进不来，通道有轿车",
                                    "轿车占了消防通道半个月", "轿车停得通道都过不去" };
static const char *const MUSIC[] = { "半夜音响震得睡不着", "楼下音响天天放到半夜", "音响声音太大，孩子睡不着", "广场音响半夜还在响", "音响震得窗户响", "半夜唱歌睡不着觉",
                                     "隔壁唱歌唱到半夜", "唱歌的音响吵得没法睡" };

struct fixed {
    struct arena *arena;
    struct text_guesser g;
    struct text_set set;
};

static struct fixed fixed_open(void)
{
    struct fixed f = { .arena = arena_open((size_t)256 << 20) };
    struct text_sample *samples = arena_array(f.arena, struct text_sample, 32);
    struct text_classifier *c = NULL;
    size_t count = 0;

    assert_int_equal(text_classifier_new(f.arena, TYPES, COUNT_OF(TYPES), &c, NULL), ERR_OK);
    f.g = (struct text_guesser){ .classifier = c, .types = TYPES, .type_count = COUNT_OF(TYPES) };
    for (size_t i = 0; i < COUNT_OF(CARS); i++) {
        samples[count++] = (struct text_sample){ .title = STR(""), .body = str_from_c(CARS[i]), .label = 0 };
        samples[count++] = (struct text_sample){ .title = STR(""), .body = str_from_c(MUSIC[i]), .label = 1 };
    }
    f.set = (struct text_set){ LABELS, COUNT_OF(LABELS), samples, count };
    return f;
}

static void teach(struct fixed *f, double share)
{
    struct text_model *model = NULL;

    assert_int_equal(text_train(f->arena, &f->set, &TEXT_TRAINING, &model, NULL), ERR_OK);
    f->g.model = model;
    f->g.reader = text_reader_new(f->arena, model);
    f->g.share = share;
}

static void test_without_model(void **state)
{
    struct fixed f = fixed_open();
    static const char *const words[] = { "门口摆摊", "违停还有噪音", "占道经营，天天摆摊", "没有关系的话", "" };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct text_suggestion was[4];
        struct text_guess is[4];
        size_t n = text_classify(f.arena, f.g.classifier, str_from_c(words[i]), was, 4);

        assert_int_equal(text_guess(f.arena, &f.g, str_from_c(words[i]), is, 4), n);
        for (size_t k = 0; k < n; k++) {
            CHECK(words[i], is[k].type == was[k].type && fabs(is[k].score - was[k].score) < 1e-12 && is[k].learned == 0);
            CHECK(words[i], is[k].said_count == was[k].matched_count && str_eq(is[k].said[0], was[k].matched[0]));
        }
    }
    arena_close(f.arena);
}

static void test_with_model(void **state)
{
    struct fixed f = fixed_open();
    struct text_guess s[3];
    size_t n;
    (void)state;

    teach(&f, 0.6);
    n = text_guess(f.arena, &f.g, STR("有一辆轿车在消防通道口"), s, 3);   /* no word of the catalogue */
    assert_true(n >= 1 && str_is(TYPES[s[0].type].code, "0505"));
    assert_true(s[0].words == 0 && s[0].learned > 0.5 && s[0].known > 0.5 && fabs(s[0].score - 0.6 * s[0].known * s[0].learned) < 1e-9);
    assert_true(s[0].said_count > 0 && str_find(STR("有一辆轿车在消防通道口"), s[0].said[0]) >= 0);
    n = text_guess(f.arena, &f.g, STR("摆摊的轿车，天天摆摊"), s, 3);      /* the catalogue says one thing, the model another it does not know */
    assert_true(n >= 2);
    for (size_t i = 0; i < n; i++) assert_true(fabs(s[i].score - (1 - 0.6 * s[i].known) * s[i].words - 0.6 * s[i].known * s[i].learned) < 1e-9);
    for (size_t i = 0; i < n; i++)
        if (str_is(TYPES[s[i].type].code, "0501")) assert_true(s[i].learned == 0 && s[i].words > 0 && str_is(s[i].said[0], "摆摊"));
    f.g.share = 0;                                                         /* a model that deserves nothing changes nothing */
    n = text_guess(f.arena, &f.g, STR("有一辆轿车在消防通道口"), s, 3);
    assert_int_equal(n, 0);
    arena_close(f.arena);
}

/* Whatever is read: scores between 0 and 1, falling, together at most 1; the same words the same guess. */
static void test_any_words(void **state)
{
    struct fixed f = fixed_open();
    (void)state;

    teach(&f, 0.5);
    for (int round = 0; round < 3000; round++) {
        struct arena *one = arena_open(1 << 22);
        struct str words = hostile(one, (size_t)roll(0, 200));
        struct text_guess a[3], b[3];
        size_t n = text_guess(one, &f.g, words, a, 3);
        double sum = 0;

        for (size_t i = 0; i < n; i++) {
            sum += a[i].score;
            assert_true(isfinite(a[i].score) && a[i].score >= 0 && (i == 0 || a[i].score <= a[i - 1].score) && a[i].type < COUNT_OF(TYPES));
            for (size_t k = 0; k < a[i].said_count; k++) assert_true(utf8_valid(a[i].said[k]) && a[i].said[k].len > 0);
        }
        assert_true(sum <= 1 + 1e-9);
        assert_int_equal(text_guess(one, &f.g, words, b, 3), n);
        for (size_t i = 0; i < n; i++) assert_true(a[i].type == b[i].type && a[i].score == b[i].score);
        arena_close(one);
    }
    arena_close(f.arena);
}

static void test_fit(void **state)
{
    struct fixed f = fixed_open();
    const struct text_fitting fitting = { &TEXT_TRAINING, 4, 0.9, 0.3 };
    struct text_fit fit = { .judged = 7 };
    (void)state;

    assert_int_equal(text_guess_fit(f.arena, &f.g, &f.set, &fitting, &fit, NULL), ERR_OK);
    assert_int_equal(fit.judged, 2 * COUNT_OF(CARS));
    assert_int_equal(fit.words_right, 0);                                  /* the catalogue knows none of these words */
    assert_true(fit.learned_right > 12 && fit.both_right > 12 && fit.share > 0 && fit.share <= 0.8);
    assert_true(fit.sure >= 0.3 && (double)fit.sure_right >= 0.9 * (double)fit.sure_count && fit.sure_count <= fit.judged);
    assert_int_equal(fit.types[0].texts + fit.types[1].texts, fit.judged);
    assert_int_equal(fit.types[0].right + fit.types[1].right, fit.both_right);
    arena_close(f.arena);
}

/* The same words under both labels: no score reaches what is wanted, so nothing is sure. */
static void test_fit_hopeless(void **state)
{
    struct fixed f = fixed_open();
    struct text_sample *samples = arena_array(f.arena, struct text_sample, 2 * COUNT_OF(CARS));
    const struct text_fitting fitting = { &TEXT_TRAINING, 4, 0.95, 0.3 };
    struct text_fit fit;
    (void)state;

    for (size_t i = 0; i < 2 * COUNT_OF(CARS); i++) samples[i] = (struct text_sample){ .title = STR(""), .body = str_from_c(CARS[i / 2]), .label = (int32_t)(i % 2) };
    f.set.samples = samples;
    f.set.count = 2 * COUNT_OF(CARS);
    assert_int_equal(text_guess_fit(f.arena, &f.g, &f.set, &fitting, &fit, NULL), ERR_OK);
    assert_true(fit.sure > 1 && fit.sure_count == 0);
    arena_close(f.arena);
}

static void test_refused(void **state)
{
    static const struct str strange[] = { STR("0505"), STR("9999") };
    struct fixed f = fixed_open();
    struct text_fitting fitting = { &TEXT_TRAINING, 1, 0.9, 0.3 };
    struct text_fit fit = { .judged = 7 };
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(text_guess_fit(f.arena, &f.g, &f.set, &fitting, &fit, &why), ERR_INVALID);
    fitting.folds = 4;
    f.set.labels = strange;
    assert_int_equal(text_guess_fit(f.arena, &f.g, &f.set, &fitting, &fit, &why), ERR_INVALID);
    assert_int_equal(fit.judged, 7);                                       /* untouched */
    arena_close(f.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_model), cmocka_unit_test(test_with_model), cmocka_unit_test(test_any_words),
        cmocka_unit_test(test_fit), cmocka_unit_test(test_fit_hopeless), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
