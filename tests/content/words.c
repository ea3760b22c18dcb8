/*
 * words.c - what residents write leads to the type they mean.
 *
 * The classifier is the real one; what is tested is the catalogue's words.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"
#include "text/text.h"

enum { TYPES = 64, WORDS = 64 };

static struct arena *arena;
static struct csv events;
static struct text_classifier *classifier;

static size_t words_of(struct str cell, struct str **out)
{
    struct str *list = arena_array(arena, struct str, WORDS), piece;
    size_t n = 0;

    assert_non_null(list);
    while (cell.len && str_split(&cell, '|', &piece)) {
        assert_true(n < WORDS);
        list[n++] = piece;
    }
    *out = list;
    return n;
}

static int setup(void **state)
{
    struct text_type *types;
    struct fault why = { 0 };

    (void)state;
    arena = arena_open(64 << 20);
    events = content_csv(arena, "catalogues/events.csv");
    assert_in_range(events.rows, 1, TYPES);
    types = arena_array(arena, struct text_type, events.rows);
    assert_non_null(types);
    for (size_t i = 0; i < events.rows; i++) {
        struct str *synonyms, *phrases;
        size_t synonym_count = words_of(csv_get(&events, i, "synonyms"), &synonyms);
        size_t phrase_count = words_of(csv_get(&events, i, "phrases"), &phrases);
        types[i] = (struct text_type){ csv_get(&events, i, "code"), csv_get(&events, i, "name"), synonyms, synonym_count, phrases, phrase_count };
    }
    if (text_classifier_new(arena, types, events.rows, &classifier, &why)) fail_msg("%s", why.en);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* The first suggestion's code, or empty. */
static struct str first(struct str words)
{
    struct text_suggestion best[3];
    size_t n = text_classify(arena, classifier, words, best, COUNT_OF(best));

    return n ? csv_get(&events, best[0].type, "code") : STR("");
}

/* A word may not speak for two types at once. */
static void test_words_are_not_shared(void **state)
{
    static const char *const COLUMNS[] = { "synonyms", "phrases" };
    (void)state;

    for (size_t i = 0; i < events.rows; i++)
        for (size_t c = 0; c < COUNT_OF(COLUMNS); c++) {
            struct str cell = csv_get(&events, i, COLUMNS[c]), word;
            while (cell.len && str_split(&cell, '|', &word)) {
                CHECK(word.at, word.len > 0);
                for (size_t j = 0; j < events.rows; j++)
                    for (size_t d = 0; d < COUNT_OF(COLUMNS); d++) {
                        struct str other = csv_get(&events, j, COLUMNS[d]), piece;
                        while (other.len && str_split(&other, '|', &piece))
                            if ((i != j || c != d) && str_eq(word, piece))
                                fail_msg("%.*s stands in rows %zu and %zu", STR_ARG(word), i + 2, j + 2);
                    }
            }
        }
}

static void test_each_phrase_leads_home(void **state)
{
    (void)state;
    for (size_t i = 0; i < events.rows; i++) {
        struct str cell = csv_get(&events, i, "phrases"), phrase;
        while (cell.len && str_split(&cell, '|', &phrase)) {
            struct str code = first(phrase);
            if (!str_eq(code, csv_get(&events, i, "code")))
                fail_msg("%.*s leads to %.*s, not to %.*s", STR_ARG(phrase), STR_ARG(code), STR_ARG(csv_get(&events, i, "code")));
        }
    }
}

/* Sentences as people write them, none of which is in the catalogue. */
static void test_new_sentences(void **state)
{
    static const struct { const char *words, *code; } rows[] = {
        { "每天傍晚地铁口有七八个摊贩，人行道都走不了人，还油腻腻的", "0501" },
        { "菜场旁边一辆三轮车天天停在那里卖水果，堵得公交车都过不去", "0501" },
        { "楼下五金店把货都摆到人行道上来了，老人推轮椅只能走马路", "0504" },
        { "火锅店晚上在门口摆桌子，一直占到马路牙子", "0504" },
        { "学校门口双黄线那里停了一排车，接送孩子很危险", "0505" },
        { "有辆白色小汽车停在人行道上一个星期没动过", "0505" },
        { "共享单车堆得到处都是，盲道全占了", "0506" },
        { "小区北门垃圾桶满了三天没人收，苍蝇一大片", "0102" },
        { "昨晚有卡车在空地偷倒建筑垃圾", "0103" },
        { "隔壁装修，把砸下来的砖头水泥袋子全堆在路边，装修垃圾一个月没清", "0103" },
        { "五楼住户把纸箱鞋柜都堆在楼道里，走路都要侧着身子，楼道堆物", "0507" },
        { "顶楼邻居正在搭阳光房，半夜还在焊", "0101" },
        { "单元门上又被贴满了开锁疏通的小广告", "0201" },
        { "路口那家店的招牌被风吹得摇摇晃晃，怕掉下来砸人", "0202" },
        { "人行道地砖翘起来一大片，我妈昨天绊了一跤", "0110" },
        { "中山路公交站旁的窨井盖不见了，只插了根树枝", "P0101" },
        { "下大雨地下车库进水，车都泡了", "0406" },
        { "台风过后路边一棵大树倒在路上，压住一辆车", "0411" },
        { "我们这条巷子路灯不亮已经两个礼拜了", "P0118" },
        { "凌晨两点工地还在打桩，全家睡不着", "0301" },
        { "一楼饭店油烟直接排到我家阳台", "0116" },
        { "广场舞大妈晚上十点还在放音响，孩子要高考", "0510" },
        { "有人从三楼窗户拉电线下来给电瓶车充电，飞线", "2101" },
        { "消防通道被私家车堵死了，消防车根本进不来", "2102" },
        { "楼上漏水把我家天花板泡了，对方不肯赔，请社区来调解", "2201" },
        { "老板拖欠工资三个月，找他就吵架", "2201" },
        { "房东把三室一厅隔成七间出租，群租，每天进进出出二十多人", "2501" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str code = first(str_from_c(rows[i].words));
        if (!str_is(code, rows[i].code)) fail_msg("%s leads to %.*s, not to %s", rows[i].words, STR_ARG(code), rows[i].code);
    }
}

/* Words that speak of nothing in the catalogue get no suggestion. */
static void test_nothing_is_suggested_for_nothing(void **state)
{
    static const char *const rows[] = { "", "你好", "请问社保卡怎么补办", "谢谢工作人员", "asdf 1234" };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (first(str_from_c(rows[i])).len) fail_msg("%s leads to %.*s", rows[i], STR_ARG(first(str_from_c(rows[i]))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_not_shared),
        cmocka_unit_test(test_each_phrase_leads_home),
        cmocka_unit_test(test_new_sentences),
        cmocka_unit_test(test_nothing_is_suggested_for_nothing),
    };
    return cmocka_run_group_tests_name("content", tests, setup, teardown);
}
