/*
 * form_test.c - forms filled in and drawn, and the buckets of the figures of steps.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "case/form.h"
#include "case/heat.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static const struct json_t *json(const char *text)
{
    struct json_t *node = NULL;
    struct fault why = { 0 };

    if (json_parse(arena, str_from_c(text), &node, &why)) fail_msg("%s: %s", text, why.en);
    return node;
}

#define FORM(components) "{\"id\":\"f\",\"components\":[" components "]}"
#define TEXT FORM("{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"甲\",\"validate\":{\"required\":true,\"minLength\":2,\"maxLength\":4,\"pattern\":\"^[a-z]+$\"}}")
#define NUMBER FORM("{\"type\":\"number\",\"key\":\"n\",\"label\":\"数\",\"decimalDigits\":1,\"validate\":{\"min\":0,\"max\":\"=limit\"}}")
#define CHOICE FORM("{\"type\":\"select\",\"key\":\"c\",\"label\":\"选\",\"values\":[{\"label\":\"一\",\"value\":\"1\"},{\"label\":\"二\",\"value\":\"2\"}]}")
#define CHOICES FORM("{\"type\":\"checklist\",\"key\":\"c\",\"label\":\"选\",\"validate\":{\"required\":true},\"values\":[{\"label\":\"一\",\"value\":\"1\"},{\"label\":\"二\",\"value\":\"2\"}]}")
#define COMPUTED FORM("{\"type\":\"radio\",\"key\":\"c\",\"label\":\"选\",\"valuesExpression\":\"=units\"}")
#define FLAG FORM("{\"type\":\"checkbox\",\"key\":\"b\",\"label\":\"是\",\"validate\":{\"required\":true}}")
#define DATE FORM("{\"type\":\"datetime\",\"key\":\"d\",\"subtype\":\"date\",\"dateLabel\":\"日\",\"disallowPassedDates\":true},{\"type\":\"datetime\",\"key\":\"t\",\"subtype\":\"time\",\"timeLabel\":\"时\"}")
#define HIDDEN FORM("{\"type\":\"checkbox\",\"key\":\"b\",\"label\":\"是\"},{\"type\":\"group\",\"id\":\"g\",\"conditional\":{\"hide\":\"=not(b = true)\"},\"components\":["         \
                    "{\"type\":\"textfield\",\"key\":\"why\",\"label\":\"缘由\",\"validate\":{\"required\":true}}]}")
#define FIXED FORM("{\"type\":\"textfield\",\"key\":\"k\",\"label\":\"定\",\"readonly\":\"=locked\"},{\"type\":\"number\",\"key\":\"m\",\"label\":\"死\",\"disabled\":true}")
#define MAIL FORM("{\"type\":\"textfield\",\"key\":\"e\",\"label\":\"邮\",\"validate\":{\"validationType\":\"email\"}},{\"type\":\"textfield\",\"key\":\"p\",\"label\":\"话\",\"validate\":{\"validationType\":\"phone\"}}")

static const struct { const char *name, *form, *fields; const char *wrong; } ROWS[] = {
    { "a good text", TEXT, "{\"a\":\"abc\"}", NULL },
    { "required", TEXT, "{}", "a" },
    { "required, null", TEXT, "{\"a\":null}", "a" },
    { "required, blanks", TEXT, "{\"a\":\"   \"}", "a" },
    { "too short", TEXT, "{\"a\":\"a\"}", "a" },
    { "too long", TEXT, "{\"a\":\"abcde\"}", "a" },
    { "wrong pattern", TEXT, "{\"a\":\"ABC\"}", "a" },
    { "no text", TEXT, "{\"a\":5}", "a" },
    { "a list for a text", TEXT, "{\"a\":[]}", "a" },
    { "a number", NUMBER, "{\"n\":2.5}", NULL },
    { "no number needed", NUMBER, "{}", NULL },
    { "below", NUMBER, "{\"n\":-1}", "n" },
    { "above what an expression says", NUMBER, "{\"n\":11}", "n" },
    { "as much as it says", NUMBER, "{\"n\":10}", NULL },
    { "too exact", NUMBER, "{\"n\":0.25}", "n" },
    { "text for a number", NUMBER, "{\"n\":\"5\"}", "n" },
    { "a choice", CHOICE, "{\"c\":\"2\"}", NULL },
    { "no choice", CHOICE, "{\"c\":\"\"}", NULL },
    { "not a choice", CHOICE, "{\"c\":\"3\"}", "c" },
    { "a number for a choice", CHOICE, "{\"c\":2}", "c" },
    { "several choices", CHOICES, "{\"c\":[\"1\",\"2\"]}", NULL },
    { "none of several", CHOICES, "{\"c\":[]}", "c" },
    { "twice the same", CHOICES, "{\"c\":[\"1\",\"1\"]}", "c" },
    { "one that is none", CHOICES, "{\"c\":[\"1\",\"9\"]}", "c" },
    { "a text for several", CHOICES, "{\"c\":\"1\"}", "c" },
    { "a computed choice", COMPUTED, "{\"c\":\"x\"}", NULL },
    { "not among the computed", COMPUTED, "{\"c\":\"z\"}", "c" },
    { "ticked", FLAG, "{\"b\":true}", NULL },
    { "must be ticked", FLAG, "{\"b\":false}", "b" },
    { "no tick", FLAG, "{\"b\":\"yes\"}", "b" },
    { "a day", DATE, "{\"d\":\"2026-03-02\",\"t\":\"23:59\"}", NULL },
    { "a day that is over", DATE, "{\"d\":\"2026-03-01\"}", "d" },
    { "no day", DATE, "{\"d\":\"2026-02-30\"}", "d" },
    { "no time", DATE, "{\"t\":\"24:00\"}", "t" },
    { "hidden and not given", HIDDEN, "{\"b\":false}", NULL },
    { "hidden with its group, but given", HIDDEN, "{\"why\":\"x\"}", "why" },
    { "shown and required", HIDDEN, "{\"b\":true}", "why" },
    { "shown and given", HIDDEN, "{\"b\":true,\"why\":\"x\"}", NULL },
    { "fixed, as it was", FIXED, "{\"k\":\"old\"}", NULL },
    { "fixed, changed", FIXED, "{\"k\":\"new\"}", "k" },
    { "disabled, given", FIXED, "{\"m\":1}", "m" },
    { "an address", MAIL, "{\"e\":\"a@b.cn\",\"p\":\"025-8400 1234\"}", NULL },
    { "no address", MAIL, "{\"e\":\"a@b\"}", "e" },
    { "no phone", MAIL, "{\"p\":\"call me\"}", "p" },
    { "unknown", TEXT, "{\"a\":\"abc\",\"z\":1}", "z" },
    { "unknown, but null", TEXT, "{\"a\":\"abc\",\"z\":null}", NULL },
    { "no object", TEXT, "[]", "" },
};

static void test_what_is_filled_in(void **state)
{
    const struct feel_value *variables = feel_from_json(arena, json("{\"limit\":10,\"units\":[\"x\",{\"label\":\"Y\",\"value\":\"y\"}],\"k\":\"old\",\"locked\":true}"));

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct form_answer answer = { json(ROWS[i].fields), variables, INT64_C(1772416800000) };   /* 2026-03-02 */
        const struct feel_value *untouched = &FEEL_TRUE_VALUE, *out = untouched;
        struct findings findings = { .arena = arena };
        struct fault why = { 0 };
        enum err err = form_fill(arena, json(ROWS[i].form), &answer, &findings, &out, &why);

        if (!ROWS[i].wrong) {
            if (err) fail_msg("%s: %s", ROWS[i].name, why.en);
            assert_int_equal(out->type, FEEL_CONTEXT);
            assert_int_equal(findings.count, 0);
            continue;
        }
        if (!err) fail_msg("%s: taken", ROWS[i].name);
        assert_ptr_equal(out, untouched);
        assert_true(why.zh[0] && why.en[0]);
        if (*ROWS[i].wrong && (findings.count != 1 || !str_is(findings.at[0].element, ROWS[i].wrong) || !str_is(str_from_c(why.field), ROWS[i].wrong)))
            fail_msg("%s: %zu findings, field %s: %s", ROWS[i].name, findings.count, why.field, why.en);
    }
}

static void test_every_mistake_is_named(void **state)
{
    const struct form_answer answer = { json("{\"n\":\"x\",\"z\":1}"), NULL, 0 };
    struct findings findings = { .arena = arena };
    const struct feel_value *out;

    (void)state;
    assert_int_equal(form_fill(arena, json(FORM("{\"type\":\"number\",\"key\":\"n\"},{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"required\":true}}")), &answer, &findings, &out, NULL),
                     ERR_INVALID);
    assert_int_equal(findings.count, 3);
    /* Nothing may be given where no form is. */
    assert_int_equal(form_fill(arena, NULL, &answer, NULL, &out, NULL), ERR_INVALID);
    assert_int_equal(form_fill(arena, NULL, &(struct form_answer){ 0 }, NULL, &out, NULL), ERR_OK);
}

/* The page gets what its form shows or asks about, and nothing else of the case. */
static void test_what_the_page_is_told(void **state)
{
    static const char form[] = "{\"components\":[{\"type\":\"text\",\"text\":\"{{route.reason}}\"},{\"type\":\"group\",\"components\":["
                               "{\"type\":\"number\",\"key\":\"depth\",\"conditional\":{\"hide\":\"=item.code != \\\"0406\\\"\"}}]},"
                               "{\"type\":\"textfield\",\"key\":\"unit\",\"readonly\":true,\"label\":\"secret\"}]}";
    const struct feel_value *variables = feel_from_json(arena, json("{\"item\":{\"code\":\"0406\"},\"route\":{\"reason\":\"r\"},\"unit\":\"u\",\"secret\":1,\"case\":{}}"));
    const struct feel_value *seen = form_seen(arena, json(form), variables);

    (void)state;
    assert_int_equal(seen->context.count, 3);
    assert_true(str_is(feel_get_str(feel_get(seen, STR("item")), "code"), "0406") && str_is(feel_get_str(seen, "unit"), "u"));
    assert_int_equal(feel_get(seen, STR("route"))->type, FEEL_CONTEXT);
    assert_int_equal(form_seen(arena, json(form), &FEEL_NULL_VALUE)->context.count, 0);
    assert_int_equal(form_seen(arena, json("{\"components\":[]}"), variables)->context.count, 0);
}

static void test_what_is_too_much(void **state)
{
    struct buf deep, wide;
    const struct form_answer answer = { json("{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}"), NULL, 0 };
    const struct feel_value *out;
    struct fault why = { 0 };

    (void)state;
    buf_init(&deep, arena, 0);
    for (int i = 0; i < 20; i++) buf_text(&deep, "{\"type\":\"group\",\"components\":[");
    for (int i = 0; i < 20; i++) buf_text(&deep, "]}");
    assert_int_equal(form_fill(arena, json(str_format(arena, "{\"components\":[%s]}", str_c(arena, buf_done(&deep))).at), &answer, NULL, &out, &why), ERR_TOO_LARGE);
    buf_init(&wide, arena, 0);
    for (int i = 0; i < 400; i++) buf_printf(&wide, "%s{\"type\":\"number\",\"key\":\"n%d\"}", i ? "," : "", i);
    assert_int_equal(form_fill(arena, json(str_format(arena, "{\"components\":[%s]}", str_c(arena, buf_done(&wide))).at), &answer, NULL, &out, &why), ERR_TOO_LARGE);
    /* A pattern that would take for ever is given up, and nothing passes it. */
    assert_int_equal(form_fill(arena, json(FORM("{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"pattern\":\"^(a+)+$\"}}")), &answer, NULL, &out, &why), ERR_INVALID);
}

/* ── Figures of steps ──────────────────────────────────────────────────── */

static void test_buckets(void **state)
{
    (void)state;
    for (int b = 0; b < HEAT_BUCKETS - 1; b++) {
        int64_t begins = heat_bucket_begins(b), next = heat_bucket_begins(b + 1);
        assert_true(next > begins);
        assert_int_equal(heat_bucket(begins * 1000), b);
        assert_int_equal(heat_bucket(next * 1000 - 1), b);
        assert_true(begins < 4 || (next - begins) * 4 <= begins);      /* no wider than a quarter of where it begins */
    }
    assert_int_equal(heat_bucket(-5), 0);
    assert_int_equal(heat_bucket(INT64_MAX), HEAT_BUCKETS - 1);
}

/* Against sorting them all. */
static void test_percentiles(void **state)
{
    static int64_t counts[HEAT_BUCKETS];
    int64_t times[1000], seed = 7;

    (void)state;
    assert_int_equal(heat_percentile(counts, 50), -1);
    for (int i = 0; i < 1000; i++) {
        seed = (seed * 1103515245 + 12345) & 0x7fffffff;
        times[i] = 1 + seed % 500 * (1 + i % 40);
        counts[heat_bucket(times[i] * 1000)]++;
    }
    for (int i = 1; i < 1000; i++)
        for (int k = i; k && times[k] < times[k - 1]; k--) {
            int64_t swapped = times[k];
            times[k] = times[k - 1];
            times[k - 1] = swapped;
        }
    for (int share = 5; share <= 95; share += 5) {
        int64_t exact = times[share * 10 - 1], found = heat_percentile(counts, share);
        if (found * 100 < exact * 80 || found * 100 > exact * 125) fail_msg("%d %%: %lld, not %lld", share, (long long)found, (long long)exact);
    }
}

static void test_keys_are_of_steps(void **state)
{
    const struct heat_task done = { STR("p"), STR("e"), STR("accept"), TASK_DONE, 0, 3600000 }, back = { STR("p"), STR("e"), STR("return"), TASK_CANCELLED, 0, 5000 },
                           held = { STR("p"), STR("e"), STR("held"), TASK_CANCELLED, 0, 5000 }, open = { STR("p"), STR("e"), STR(""), TASK_OPEN, 0, 0 };
    struct heat_keys keys;

    (void)state;
    assert_int_equal(heat_task_keys(arena, STR("320102002"), &done, &keys, NULL), ERR_OK);
    assert_int_equal(keys.count, 4);
    assert_true(str_is(keys.keys[0], "h/u/p/320102002/1970-01/e/n") && str_is(keys.keys[2], "h/u/p/all/1970-01/e/n"));
    assert_int_equal(heat_task_keys(arena, STR("1"), &back, &keys, NULL), ERR_OK);
    assert_true(keys.count == 4 && str_is(keys.keys[1], "h/u/p/1/1970-01/e/r"));
    assert_int_equal(heat_task_keys(arena, STR("1"), &held, &keys, NULL), ERR_OK);
    assert_int_equal(keys.count, 0);
    assert_int_equal(heat_task_keys(arena, STR("1"), &open, &keys, NULL), ERR_OK);
    assert_int_equal(keys.count, 0);
    assert_true(str_is(heat_path_key(arena, 0, STR("+p/e")), "h/p/p/1970-01/+e") && str_is(heat_path_key(arena, 0, STR(">p/f")), "h/p/p/1970-01/>f"));
    assert_null(heat_path_key(arena, 0, STR("p/f")).at);
    assert_null(heat_path_key(arena, 0, STR("+p")).at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_filled_in), cmocka_unit_test(test_every_mistake_is_named), cmocka_unit_test(test_what_is_too_much), cmocka_unit_test(test_what_the_page_is_told),
        cmocka_unit_test(test_buckets), cmocka_unit_test(test_percentiles), cmocka_unit_test(test_keys_are_of_steps),
    };

    return cmocka_run_group_tests_name("form", tests, setup, teardown);
}
