/*
 * model.c - a classifier learned from texts made here; its file; who decided; how good it is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "text/train.h"

static const struct str LABELS[] = { STR("卫生"), STR("噪声"), STR("道路") };
/* Words of each label, and words that say nothing. */
static const char *const WORDS[][6] = {
    { "垃圾没人清运", "臭气熏天", "垃圾桶满了", "污水横流", "苍蝇很多", "卫生太差" },
    { "半夜施工太吵", "音响声音大", "吵得睡不着", "噪音扰民", "喇叭叫卖", "广场舞很吵" },
    { "路面坑洼", "井盖松动", "人行道破损", "路灯不亮", "道路积水", "护栏倒了" },
};
static const char *const FILLER[] = { "我们小区门口", "请有关部门处理", "已经反映多次", "希望尽快解决", "附近居民意见很大", "谢谢领导" };

static struct str make_text(struct arena *arena, size_t label, int pieces)
{
    struct buf b;

    buf_init(&b, arena, 0);
    for (int i = 0; i < pieces; i++) {
        buf_text(&b, FILLER[roll(0, COUNT_OF(FILLER) - 1)]);
        buf_text(&b, "，");
        buf_text(&b, WORDS[label][roll(0, 5)]);
        buf_text(&b, "。");
    }
    return buf_done(&b);
}

static struct text_set make_set(struct arena *arena, size_t count)
{
    struct text_sample *samples = arena_array(arena, struct text_sample, count);

    for (size_t i = 0; i < count; i++) {
        size_t label = i % COUNT_OF(LABELS);
        samples[i] = (struct text_sample){ make_text(arena, label, 1), make_text(arena, label, 3), i % 5 == 4 ? TEXT_UNLABELLED : (int32_t)label, false };
    }
    samples[count - 1] = (struct text_sample){ STR("环境卫生 垃圾"), STR(""), 0, true };
    return (struct text_set){ LABELS, COUNT_OF(LABELS), samples, count };
}

static struct text_model *trained(struct arena *arena)
{
    struct text_set set = make_set(arena, 120);
    struct text_model *model = NULL;
    struct fault why = { 0 };

    if (text_train(arena, &set, &TEXT_TRAINING, &model, &why)) fail_msg("%s", why.en);
    return model;
}

static void test_learns(void **state)
{
    static const struct { const char *name, *title, *body; size_t label; } rows[] = {
        { "a title alone", "垃圾没人清运", "", 0 },
        { "a body alone", "", "楼下广场舞很吵，睡不着", 1 },
        { "full width and other punctuation", "【路面坑洼】！！", "", 2 },
        { "the title weighs more than the body", "路灯不亮", "喇叭叫卖", 2 },
    };
    struct arena *arena = arena_open(64 << 20);
    struct text_reader *reader = text_reader_new(arena, trained(arena));
    struct text_verdict v, again;
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double sum = 0;
        assert_true(text_read(reader, str_from_c(rows[i].title), str_from_c(rows[i].body), &v));
        CHECK(rows[i].name, v.label == rows[i].label);
        for (size_t c = 0; c < COUNT_OF(LABELS); c++) sum += v.confidences[c];
        CHECK(rows[i].name, fabs(sum - 1) < 1e-9 && v.confidence == v.confidences[v.label] && v.confidence > 1.0 / 3);
        text_read(reader, STR("x"), STR("y"), &again);
        text_read(reader, str_from_c(rows[i].title), str_from_c(rows[i].body), &again);
        CHECK(rows[i].name, again.confidence == v.confidence);   /* nothing is left of the text between */
    }
    assert_true(text_read(reader, STR(""), STR("@@ qqq"), &v));
    assert_true(v.confidence < 0.9);
    arena_close(arena);
}

static void test_decided(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text_reader *reader = text_reader_new(arena, trained(arena));
    struct text_decided decided[TEXT_DECIDED_MAX];
    struct text_verdict v;
    size_t n;
    (void)state;

    assert_true(text_read(reader, STR("我们小区门口噪音扰民"), STR("希望尽快解决"), &v));
    n = text_decided_by(reader, arena, v.label, decided, COUNT_OF(decided));
    assert_true(n > 0 && n <= TEXT_DECIDED_MAX);
    assert_true(str_find(STR("噪音扰民"), decided[0].gram) >= 0);
    for (size_t i = 0; i < n; i++) {
        assert_true(decided[i].weight > 0 && (i == 0 || decided[i].weight <= decided[i - 1].weight) && utf8_length(decided[i].gram) >= 2);
        for (size_t k = 0; k < i; k++) assert_true(str_find(decided[k].gram, decided[i].gram) < 0);
    }
    assert_int_equal(text_decided_by(reader, arena, v.label, decided, 1), 1);
    assert_int_equal(text_decided_by(reader, arena, 99, decided, 1), 0);
    text_read(reader, STR(""), STR(""), &v);
    assert_int_equal(text_decided_by(reader, arena, v.label, decided, 3), 0);
    arena_close(arena);
}

static void test_file(void **state)
{
    struct arena *arena = arena_open(256 << 20);
    struct text_model *model, *again = NULL;
    struct str bytes, other;
    struct text_verdict a, b;
    struct fault why = { 0 };
    (void)state;

    dice_state = 7;
    model = trained(arena);
    bytes = text_model_write(arena, model);
    dice_state = 7;
    other = text_model_write(arena, trained(arena));
    assert_true(str_eq(bytes, other));   /* the same texts give the same bytes */
    assert_int_equal(text_model_read(arena, bytes, &again, &why), ERR_OK);
    assert_true(str_eq(text_model_write(arena, again), bytes));
    assert_int_equal(text_model_labels(again), COUNT_OF(LABELS));
    assert_true(str_eq(text_model_label(again, 1), LABELS[1]));
    assert_int_equal(text_model_samples(again), text_model_samples(model));
    for (int i = 0; i < 50; i++) {
        struct str text = hostile(arena, (size_t)roll(0, 3000));
        assert_true(text_read(text_reader_new(arena, model), text, text, &a) && text_read(text_reader_new(arena, again), text, text, &b));
        assert_true(a.label == b.label && a.confidence == b.confidence && isfinite(a.confidence));
    }
    arena_close(arena);
}

/* Whatever the bytes are, the reader refuses them with a sentence or gives a model that can be used. */
static void try_file(struct arena *base, struct str bytes, bool must_refuse)
{
    struct arena *arena = arena_open(64 << 20);
    struct text_model *model = NULL;
    struct fault why = { 0 };
    struct text_verdict v;
    enum err err = text_model_read(arena, bytes, &model, &why);
    (void)base;

    if (err) {
        assert_true(why.zh[0] && why.en[0] && !model);
    } else {
        assert_false(must_refuse);
        assert_true(text_read(text_reader_new(arena, model), STR("垃圾没人清运"), STR("噪音"), &v) && v.label < text_model_labels(model));
    }
    arena_close(arena);
}

static void test_hostile_file(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct str bytes = text_model_write(arena, trained(arena));
    char *copy = arena_copy(arena, bytes.at, bytes.len);
    (void)state;

    for (size_t len = 0; len < bytes.len; len += len < 200 ? 1 : 997) try_file(arena, str_sub(bytes, 0, len), true);
    for (size_t i = 0; i < 400; i++) {
        size_t at = i < 120 ? i : (size_t)roll(0, (int32_t)bytes.len - SM3_SIZE - 1);
        char kept = copy[at];

        copy[at] = (char)(kept ^ (1 << roll(0, 7)));
        try_file(arena, (struct str){ copy, bytes.len }, true);   /* the digest does not fit */
        sm3(copy, bytes.len - SM3_SIZE, (unsigned char *)copy + bytes.len - SM3_SIZE);
        try_file(arena, (struct str){ copy, bytes.len }, at < 8);
        copy[at] = kept;
        memcpy(copy + bytes.len - SM3_SIZE, bytes.at + bytes.len - SM3_SIZE, SM3_SIZE);
    }
    try_file(arena, (struct str){ copy, bytes.len }, false);
    arena_close(arena);
}

static void test_refused(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text_set set = make_set(arena, 30), one = set, none = { LABELS, 3, NULL, 0 };
    struct text_training how = TEXT_TRAINING;
    struct text_model *model = NULL;
    struct fault why = { 0 };
    (void)state;

    one.count = 1;
    assert_int_equal(text_train(arena, &one, &TEXT_TRAINING, &model, &why), ERR_INVALID);
    assert_int_equal(text_train(arena, &none, &TEXT_TRAINING, &model, &why), ERR_INVALID);
    how.folds = 1;
    assert_int_equal(text_train(arena, &set, &how, &model, &why), ERR_INVALID);
    set.count = TEXT_SAMPLES_MAX + 1;
    assert_int_equal(text_train(arena, &set, &TEXT_TRAINING, &model, &why), ERR_TOO_LARGE);
    assert_null(model);
    arena_close(arena);
}

static void test_folds(void **state)
{
    struct arena *arena = arena_open(16 << 20);
    struct text_set set = make_set(arena, 123);
    uint8_t *fold = arena_array(arena, uint8_t, set.count), *other = arena_array(arena, uint8_t, set.count);
    size_t count[5][COUNT_OF(LABELS)] = { 0 };
    (void)state;

    text_folds(&set, 5, 1, fold);
    text_folds(&set, 5, 2, other);
    assert_memory_not_equal(fold, other, set.count);
    text_folds(&set, 5, 1, other);
    assert_memory_equal(fold, other, set.count);
    for (size_t i = 0; i < set.count; i++) {
        assert_true((fold[i] == 0xff) == (set.samples[i].label == TEXT_UNLABELLED || set.samples[i].hint));
        if (fold[i] != 0xff) count[fold[i]][set.samples[i].label]++;
    }
    for (size_t c = 0; c < COUNT_OF(LABELS); c++)
        for (size_t f = 1; f < 5; f++) assert_true(labs((long)count[f][c] - (long)count[0][c]) <= 1);
    arena_close(arena);
}

static void test_measured(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text_set set = make_set(arena, 90);
    struct text_measured *m = arena_new(arena, struct text_measured);
    size_t seen = 0;
    (void)state;

    assert_int_equal(text_measure(arena, &set, &TEXT_TRAINING, 5, 2, m, NULL), ERR_OK);
    for (size_t b = 0; b < TEXT_BINS; b++) seen += m->bins[b].count;
    assert_true(m->judged == seen && m->judged % 2 == 0 && m->right > m->judged * 9 / 10);
    /* labels drawn by lot cannot be learned: what is measured was not trained on */
    for (size_t i = 0; i < set.count; i++)
        if (set.samples[i].label != TEXT_UNLABELLED) ((struct text_sample *)(uintptr_t)&set.samples[i])->label = roll(0, 2);
    assert_int_equal(text_measure(arena, &set, &TEXT_TRAINING, 5, 2, m, NULL), ERR_OK);
    assert_true(m->right < m->judged * 6 / 10);
    assert_int_equal(text_measure(arena, &set, &TEXT_TRAINING, 1, 1, m, NULL), ERR_INVALID);
    arena_close(arena);
}

static void test_no_memory(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct text_set set = make_set(arena, 12);
    size_t n = 1;
    enum err err;
    (void)state;

    do {
        struct arena *room = arena_open(32 << 20);
        struct text_model *model = NULL;

        arena_fail_after(n);
        err = text_train(room, &set, &TEXT_TRAINING, &model, NULL);
        arena_fail_after(0);
        assert_true(err ? err == ERR_NO_MEMORY && !model : model != NULL);
        arena_close(room);
    } while (err && n++ < 5000);
    assert_int_equal(err, ERR_OK);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learns), cmocka_unit_test(test_decided), cmocka_unit_test(test_file), cmocka_unit_test(test_hostile_file),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_folds), cmocka_unit_test(test_measured), cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
