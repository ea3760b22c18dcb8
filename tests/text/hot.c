/*
 * hot.c - places in text; hot spots among made-up messages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include "base/buf.h"
#include "base/num.h"
#include "text/fold.h"
#include "text/hot.h"
#include "text/place.h"

#define WORDS "kind,word\nspot,小区\nspot,苑\nspot,路\nspot,广场\nspot,城\narea,市\narea,区\narea,镇\nlead,在\nlead,的\nlead,投诉\nlead,附近\nnot,道路\nnot,城市\nnot,小区路\n" \
              "plain,小区\nfiller,投诉\nfiller,问题\nfiller,请\nfiller,附近\nfiller,编号\n"
static const struct hot_rules RULES = { .title_weight = 6, .join = 22, .merge = 30, .place_bonus = 20, .place_penalty = 10, .place_clash = 100, .forget = 2, .window_days = 30,
                                        .least = 3, .number = 100, .people = 60, .votes = 20, .rise = 40, .lasting = 10 };
static const int64_t DAY_MS = 24 * 60 * 60 * 1000;

static struct place_words *place_list(struct arena *arena)
{
    struct place_words *words = NULL;
    struct fault why = { 0 };

    if (place_words_load(arena, STR(WORDS), &words, &why)) fail_msg("%s", why.en);
    return words;
}

static void test_places(void **state)
{
    static const struct { const char *name, *text, *found; } rows[] = {
        { "after areas", "A市玄武区锁金苑垃圾", "A市* 玄武区* 锁金苑" },
        { "after a leading word", "我们在长江路散步", "长江路" },
        { "a plain end is left off", "投诉锦绣苑小区噪音", "锦绣苑" },
        { "but not when no name is left", "长小区", "" },
        { "a longer name after a shorter", "滨河苑望江城项目", "滨河苑 滨河苑望江城" },
        { "no name before the end", "在小区里，路上", "" },
        { "words that only look like one", "很多道路，城市", "" },
        { "not over a comma", "锦绣，苑", "" },
        { "too long for a name", "一二三四五六七八九十苑", "" },
        { "an area is short", "很多很多秣陵镇事情", "多秣陵镇*" },
        { "one character names no area", "夜市，很吵", "" },
        { "nothing", "", "" },
    };
    struct arena *arena = arena_open(16 << 20);
    const struct place_words *words = place_list(arena);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct place_name names[8];
        struct folded text;
        struct buf b;
        size_t n;

        assert_true(text_fold(arena, str_from_c(rows[i].text), &text));
        n = place_names(words, &text, names, COUNT_OF(names));
        buf_init(&b, arena, 0);
        for (size_t k = 0; k < n; k++) {
            char bytes[4];
            if (k) buf_byte(&b, ' ');
            for (size_t p = 0; p < names[k].count; p++) {
                int32_t code = names[k].at[p];
                buf_bytes(&b, bytes, utf8_encode(code >= 'a' && code <= 'z' ? code - 32 : code, bytes));
            }
            if (names[k].area) buf_byte(&b, '*');
        }
        if (!str_is(buf_done(&b), rows[i].found)) fail_msg("%s: %.*s", rows[i].name, STR_ARG(buf_done(&b)));
    }
    arena_close(arena);
}

static void test_place_words_refused(void **state)
{
    static const char *const bad[] = { "kind,word\nspot,\n", "kind,word\nnothing,苑\n", "kind,word\nspot,一二三四五六七八九\n", "kind\nspot\n", "kind,word\nspot,，\n" };
    struct arena *arena = arena_open(16 << 20);
    struct place_words *words = NULL;
    struct fault why = { 0 };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        enum err err = place_words_load(arena, str_from_c(bad[i]), &words, &why);
        if (err != ERR_INVALID || words || !why.zh[0]) fail_msg("%s", bad[i]);
    }
    arena_close(arena);
}

/* Two matters at one place, one matter at another place, a matter without a place, and chatter. */
static const struct { const char *place, *says[4]; } MATTERS[] = {
    { "锦绣苑", { "搅拌厂粉尘污染", "搅拌厂夜里噪音粉尘", "搅拌厂污染环境", "搅拌厂灰尘大噪音大" } },
    { "锦绣苑", { "电梯坏了没人修", "电梯故障困人", "电梯经常坏", "电梯故障" } },
    { "望江城", { "搅拌厂粉尘污染", "搅拌厂夜里噪音粉尘", "搅拌厂污染环境", "搅拌厂灰尘大噪音大" } },
    { "", { "住房公积金提取太慢", "公积金提取材料", "公积金提取申请", "公积金怎么提取" } },
};
static const char *const CHATTER[] = { "树枝", "路灯", "公交", "狗", "井盖", "垃圾", "菜价", "学位", "暖气", "宽带", "快递", "花坛" };

static void make_message(struct arena *arena, size_t i, struct hot_message *m, size_t *matter)
{
    *matter = i % 5;
    if (*matter < 4) {
        const char *says = MATTERS[*matter].says[roll(0, 3)];
        m->title = str_format(arena, "投诉%s附近%s", MATTERS[*matter].place, says);
        m->body = str_format(arena, "在%s，%s，请处理", MATTERS[*matter].place, says);
    } else {
        m->title = str_format(arena, "%s%s的问题", CHATTER[roll(0, 11)], CHATTER[roll(0, 11)]);
        m->body = str_format(arena, "%s%s%s", CHATTER[roll(0, 11)], CHATTER[roll(0, 11)], CHATTER[roll(0, 11)]);
    }
    m->id = str_format(arena, "%zu", i);
    m->person = str_format(arena, "p%zu", i / 10);   /* a few people write often */
    m->at_ms = (int64_t)i * DAY_MS / 4;
    m->votes = (int64_t)(i % 3);
}

/* How many of a matter are in the spot. */
static size_t count_of(const struct hot_spot *s, size_t matter)
{
    size_t n = 0;

    for (size_t i = 0; i < s->size; i++) {
        int64_t id;
        assert_int_equal(num_parse_int(s->ids[i], 0, 1000, &id), ERR_OK);
        n += (size_t)id % 5 == matter;
    }
    return n;
}

static void test_matters_come_out_whole(void **state)
{
    static const struct { const char *place, *subject; } expected[] = { { "锦绣苑", "搅拌厂" }, { "锦绣苑", "电梯" }, { "望江城", "搅拌厂" }, { "", "公积金提取" } };
    (void)state;

    for (int learned = 0; learned < 2; learned++) {
        struct arena *arena = arena_open(256 << 20);
        struct hot *hot = hot_new(arena, &RULES, place_list(arena));
        struct hot_spot *spots;
        size_t count, matter;

        for (int walk = learned ? 0 : 1; walk < 2; walk++) {
            dice_state = 11;
            for (size_t i = 0; i < 200; i++) {
                struct hot_message m = { 0 };
                make_message(arena, i, &m, &matter);
                if (walk == 0) assert_true(hot_learn(hot, m.title, m.body));
                else assert_int_equal(hot_add(hot, &m, NULL), ERR_OK);
            }
        }
        assert_true(hot_settle(hot));
        assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
        assert_true(count >= 4);
        for (size_t m = 0; m < 4; m++) {
            const struct hot_spot *best = &spots[0];
            for (size_t i = 0; i < count; i++)
                if (count_of(&spots[i], m) > count_of(best, m)) best = &spots[i];
            if (count_of(best, m) < 36 || best->size > count_of(best, m) + 2)
                fail_msg("matter %zu: %zu of 40 in a spot of %zu", m, count_of(best, m), best->size);
            CHECK(expected[m].place, str_is(best->place, expected[m].place));
            if (str_find(best->subject, str_from_c(expected[m].subject)) < 0) fail_msg("%s: %.*s", expected[m].subject, STR_ARG(best->subject));
            assert_true(best->people <= 20 && best->people >= 18 && best->rise > 0 && best->last_ms > best->first_ms && best->votes >= 0);
            for (size_t i = 1; i < best->size; i++) assert_true(best->times[i] >= best->times[i - 1]);
        }
        for (size_t i = 1; i < count; i++) assert_true(spots[i].heat <= spots[i - 1].heat && spots[i].size >= 3);
        arena_close(arena);
    }
}

/* A fifth comes later, one by one, with nothing gathered anew: each joins its own; then some leave, and a person makes two of them one. */
static void test_live(void **state)
{
    enum { FIRST = 160, ALL = 200 };
    struct arena *arena = arena_open(256 << 20);
    struct hot *hot = hot_new(arena, &RULES, place_list(arena));
    struct hot_message m[ALL] = { { .at_ms = 0 } };
    struct hot_pair pairs[50];
    struct hot_spot *spots;
    size_t count, matter, lift = 0, mixing = 0, before;
    (void)state;

    dice_state = 11;
    for (size_t i = 0; i < ALL; i++) make_message(arena, i, &m[i], &matter);
    for (size_t i = 0; i < FIRST; i++) assert_true(hot_learn(hot, m[i].title, m[i].body));
    for (size_t i = 0; i < FIRST; i++) assert_int_equal(hot_add(hot, &m[i], NULL), ERR_OK);
    assert_true(hot_settle(hot));
    for (size_t i = FIRST; i < ALL; i++) {
        assert_true(hot_learn(hot, m[i].title, m[i].body));
        assert_int_equal(hot_add(hot, &m[i], NULL), ERR_OK);
    }
    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
    for (size_t k = 0; k < 4; k++) {
        size_t best = 0;
        for (size_t i = 0; i < count; i++)
            if (count_of(&spots[i], k) > count_of(&spots[best], k)) best = i;
        if (count_of(&spots[best], k) < 34 || spots[best].size > count_of(&spots[best], k) + 2) fail_msg("matter %zu: %zu of 40 in a spot of %zu", k, count_of(&spots[best], k), spots[best].size);
        if (k == 0) mixing = best;
        if (k == 1) lift = best;
    }
    /* Alike in something, so that they may be asked about; most alike first, each pair once. */
    before = hot_kin(hot, spots, count, 0.001, pairs, COUNT_OF(pairs));
    for (size_t i = 0; i < before; i++) assert_true(pairs[i].a < pairs[i].b && pairs[i].alike >= 0.001 && pairs[i].alike <= 1.001 && (i == 0 || pairs[i].alike <= pairs[i - 1].alike));
    assert_int_equal(hot_kin(hot, spots, count, 1.1, pairs, COUNT_OF(pairs)), 0);
    assert_int_equal(hot_kin(hot, spots, count, 0.001, pairs, 1), before ? 1 : 0);
    /* Out: it is in no spot any more, taken out twice is once; what is left settles without it. */
    before = spots[lift].size;
    for (int again = 0; again < 2; again++) assert_true(hot_remove(hot, 1) && hot_remove(hot, 6));
    assert_true(hot_settle(hot));
    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < spots[i].size; k++) assert_false(str_is(spots[i].ids[k], "1") || str_is(spots[i].ids[k], "6"));
    /* One of two: all of both, and neither any more. */
    assert_true(hot_unite(hot, 0, 11) && hot_unite(hot, 0, 11) && hot_unite(hot, 1, 0));
    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
    for (mixing = 0; mixing < count && !count_of(&spots[mixing], 0); mixing++) { }
    assert_true(mixing < count && count_of(&spots[mixing], 0) >= 30 && count_of(&spots[mixing], 1) >= 30);
    arena_close(arena);
}

static void test_one_at_a_time(void **state)
{
    struct arena *arena = arena_open(256 << 20);
    struct hot *hot = hot_new(arena, &RULES, place_list(arena));
    struct hot_message m = { .title = STR("锦绣苑电梯故障困人"), .body = STR("电梯又坏了"), .place = STR("320102001") };
    struct hot_spot *spots;
    size_t count;
    (void)state;

    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
    assert_int_equal(count, 0);
    for (int i = 0; i < 5; i++) {
        m.id = str_format(arena, "%d", i);
        m.person = i < 3 ? STR("same") : STR("");
        m.at_ms = i * DAY_MS;
        assert_int_equal(hot_add(hot, &m, NULL), ERR_OK);
    }
    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);   /* asked for without settling, and again after it */
    for (int again = 0; again < 2; again++) {
        assert_true(hot_settle(hot));
        assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
        assert_true(count == 1 && spots[0].size == 5 && spots[0].people == 3);   /* unknown people count each for themselves */
        assert_true(str_is(spots[0].place, "锦绣苑"));   /* a code given beside the words is never a name */
    }
    arena_close(arena);
}

static void test_hostile_messages(void **state)
{
    struct arena *arena = arena_open(256 << 20);
    struct hot *hot = hot_new(arena, &RULES, place_list(arena));
    struct hot_spot *spots;
    size_t count, sum = 0;
    (void)state;

    for (int i = 0; i < 300; i++) {
        struct hot_message m = { .id = STR("x"), .title = hostile(arena, (size_t)roll(0, 300)), .body = hostile(arena, (size_t)roll(0, 2000)),
                                 .at_ms = ((int64_t)roll(-1000, 1000)) * DAY_MS };
        assert_int_equal(hot_add(hot, &m, NULL), ERR_OK);
    }
    assert_true(hot_settle(hot));
    assert_int_equal(hot_rank(hot, arena, &spots, &count, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        sum += spots[i].size;
        assert_true(utf8_valid(spots[i].place) && utf8_valid(spots[i].subject));
    }
    assert_true(sum <= 300);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places), cmocka_unit_test(test_place_words_refused), cmocka_unit_test(test_matters_come_out_whole),
        cmocka_unit_test(test_live), cmocka_unit_test(test_one_at_a_time), cmocka_unit_test(test_hostile_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
