/*
 * JSON in: refusals, field tables. JSON out: escapes, balance. And the way back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int open_arena(void **state)
{
    *state = arena_open(1 << 20);
    return *state ? 0 : -1;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static struct json_t *parsed(struct arena *arena, const char *text)
{
    struct json_t *node = NULL;
    struct fault why = { 0 };

    if (json_parse(arena, str_from_c(text), &node, &why)) fail_msg("%s: %s", text, why.en);
    return node;
}

static void hostile_text_is_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        { "nothing", "" },
        { "white space", "  " },
        { "cut object", "{\"a\":1" },
        { "cut string", "\"abc" },
        { "trailing text", "{} {}" },
        { "trailing comma", "[1,]" },
        { "comment", "[1] // x" },
        { "single quotes", "{'a':1}" },
        { "bare key", "{a:1}" },
        { "duplicate key", "{\"a\":1,\"a\":2}" },
        { "duplicate by escape", "{\"a\":1,\"\\u0061\":2}" },
        { "NaN", "[NaN]" },
        { "Infinity", "[-Infinity]" },
        { "number too large", "[1e999]" },
        { "integer too large", "[9223372036854775808]" },
        { "leading zero", "[01]" },
        { "plus", "[+1]" },
        { "hex", "[0x10]" },
        { "escaped NUL", "[\"a\\u0000b\"]" },
        { "NUL in key", "{\"a\\u0000\":1}" },
        { "broken UTF-8", "[\"\xFF\"]" },
        { "overlong UTF-8", "[\"\xC0\xAF\"]" },
        { "surrogate in UTF-8", "[\"\xED\xA0\x80\"]" },
        { "lone surrogate escape", "[\"\\ud800\"]" },
        { "control character", "[\"a\nb\"]" },
        { "unknown escape", "[\"\\x\"]" },
        { "byte order mark", "\xEF\xBB\xBF{}" },
        { "true in capitals", "[TRUE]" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_t *node = NULL;
        struct fault why = { 0 };
        CHECK_ERR(cases[i].name, json_parse(*state, str_from_c(cases[i].text), &node, &why), ERR_INVALID);
        CHECK(cases[i].name, node == NULL && why.zh[0] && why.en[0] && why.code == ERR_INVALID);
    }
    struct json_t *node = NULL;
    CHECK_ERR("raw NUL", json_parse(*state, (struct str){ "[1]\0", 4 }, &node, NULL), ERR_INVALID);
    CHECK_ERR("none", json_parse(*state, STR_NONE, &node, NULL), ERR_INVALID);
    assert_null(node);
}

static void depth_is_bounded(void **state)
{
    char text[2 * (JSON_DEPTH_MAX + 1) + 1] = { 0 };
    struct json_t *node = NULL;

    for (int depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        CHECK_INT("depth", json_parse(*state, (struct str){ text, 2 * (size_t)depth }, &node, NULL),
                  depth > JSON_DEPTH_MAX ? ERR_INVALID : ERR_OK);
    }
    char quoted[300];
    memset(quoted, '[', sizeof quoted);
    memcpy(quoted, "\"\\\"", 3);
    quoted[299] = '"';
    CHECK_ERR("brackets in text do not count", json_parse(*state, (struct str){ quoted, 300 }, &node, NULL), ERR_OK);
    char million[100000];
    memset(million, '[', sizeof million);
    CHECK_ERR("far too deep", json_parse(*state, (struct str){ million, sizeof million }, &node, NULL), ERR_INVALID);
}

static void parsing_without_memory_leaks_nothing(void **state)
{
    struct json_t *node = NULL;

    arena_fail_after(1);
    CHECK_ERR("no memory", json_parse(*state, STR("{\"a\":[1,2]}"), &node, NULL), ERR_NO_MEMORY);
    arena_fail_after(0);
    assert_null(node);
}

static void values_are_read(void **state)
{
    struct json_t *o = parsed(*state, "{\"t\":\"哨\",\"i\":9007199254740993,\"n\":1.5,\"b\":true,\"id\":\"9007199254740993\","
                                      "\"z\":null,\"l\":[1,\"x\"],\"bad\":\"12x\",\"min\":-9223372036854775808}");

    CHECK_STR("text", json_get_str(o, "t"), "哨");
    CHECK_STR("not text", json_get_str(o, "i"), NULL);
    CHECK_STR("absent", json_get_str(o, "x"), NULL);
    assert_true(json_get_int(o, "i", 0) == INT64_C(9007199254740993));
    assert_true(json_get_int(o, "min", 0) == INT64_MIN);
    CHECK_INT("real is no integer", json_get_int(o, "n", -1), -1);
    assert_true(json_get_number(o, "n", 0) == 1.5 && json_get_number(o, "t", 7) == 7);
    assert_true(json_get_bool(o, "b", false) && json_get_bool(o, "x", true) && !json_get_bool(o, "i", false));
    assert_true(json_get_id(o, "id") == INT64_C(9007199254740993));
    CHECK_INT("bad id", json_get_id(o, "bad"), 0);
    CHECK_INT("number is no id", json_get_id(o, "i"), 0);
    assert_null(json_get(o, "z"));
    assert_null(json_get(NULL, "z"));
    assert_null(json_get(json_get(o, "l"), "z"));
    CHECK_INT("count", json_count(json_get(o, "l")), 2);
    CHECK_INT("count of no list", json_count(o), 0);
    CHECK_INT("element", json_as_int(json_at(json_get(o, "l"), 0)), 1);
    assert_null(json_at(json_get(o, "l"), 2));
    assert_null(json_at(o, 0));
}

static void objects_are_walked_in_order(void **state)
{
    struct json_t *o = parsed(*state, "{\"z\":1,\"a\":null,\"m\":{}}");
    static const char *const keys[] = { "z", "a", "m" };
    static const enum json_type types[] = { JSON_INT, JSON_ANY, JSON_OBJECT };
    const struct json_t *value;
    struct str key;
    size_t n = 0;

    for (const struct json_t *step = NULL; json_next(o, &step, &key, &value); n++) {
        CHECK_STR("key", key, keys[n]);
        CHECK_INT(keys[n], json_type_of(value), types[n]);
    }
    assert_int_equal(n, 3);
    const struct json_t *step = NULL;
    assert_false(json_next(json_get(o, "m"), &step, &key, &value));
    step = NULL;
    assert_false(json_next(NULL, &step, &key, &value));
}

static const struct json_field FIELDS[] = {
    { "text", JSON_TEXT, 1, 4, false, "描述", "what happened" },
    { "count", JSON_INT, 1, 5, true, "数量", "how many" },
    { "photos", JSON_LIST, 0, 2, true, "照片", "tokens" },
    { "lon", JSON_NUMBER, 0, 0, true, "经度", "degrees" },
    { "urgent", JSON_BOOL, 0, 0, true, "紧急", "yes or no" },
    { "case", JSON_ID, 0, 0, true, "办件", "id" },
    { "at", JSON_TIME, 0, 0, true, "时间", "when" },
    { "fields", JSON_OBJECT, 0, 0, true, "字段", "form" },
    { "any", JSON_ANY, 0, 0, true, "任意", "anything" },
    { 0 },
};

static void field_tables_are_kept(void **state)
{
    static const struct {
        const char *text, *names;   /* the field the sentence must name; NULL: accepted */
    } cases[] = {
        { "{\"text\":\"四个字吧\"}", NULL },
        { "{\"text\":\"x\",\"count\":5,\"photos\":[1,2],\"lon\":118.7,\"urgent\":false,\"case\":\"12\","
          "\"at\":\"2026-02-13T09:30:00+08:00\",\"fields\":{},\"any\":[null]}", NULL },
        { "{\"text\":\"x\",\"lon\":118,\"count\":null}", NULL },
        { "{}", "text" },
        { "{\"text\":null}", "text" },
        { "{\"text\":\"\"}", "text" },
        { "{\"text\":\"五个字太多了\"}", "text" },
        { "{\"text\":5}", "text" },
        { "{\"text\":\"x\",\"extra\":1}", "extra" },
        { "{\"text\":\"x\",\"count\":6}", "count" },
        { "{\"text\":\"x\",\"count\":0}", "count" },
        { "{\"text\":\"x\",\"count\":1.0}", "count" },
        { "{\"text\":\"x\",\"count\":\"1\"}", "count" },
        { "{\"text\":\"x\",\"photos\":[1,2,3]}", "photos" },
        { "{\"text\":\"x\",\"photos\":{}}", "photos" },
        { "{\"text\":\"x\",\"lon\":\"118\"}", "lon" },
        { "{\"text\":\"x\",\"urgent\":1}", "urgent" },
        { "{\"text\":\"x\",\"case\":12}", "case" },
        { "{\"text\":\"x\",\"case\":\"-1\"}", "case" },
        { "{\"text\":\"x\",\"case\":\"12 \"}", "case" },
        { "{\"text\":\"x\",\"at\":\"yesterday\"}", "at" },
        { "{\"text\":\"x\",\"fields\":[]}", "fields" },
        { "[]", "object" },
        { "\"x\"", "object" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fault why = { 0 };
        enum err err = json_check(parsed(*state, cases[i].text), FIELDS, &why);
        CHECK_ERR(cases[i].text, err, cases[i].names ? ERR_INVALID : ERR_OK);
        if (cases[i].names) CHECK(cases[i].text, strstr(why.en, cases[i].names) && why.zh[0]);
        if (cases[i].names && strstr(cases[i].text, "{")) CHECK(cases[i].text, strstr(why.field, cases[i].names) == why.field);
    }
    assert_int_equal(json_check(NULL, FIELDS, NULL), ERR_INVALID);
}

static void fields_within_fields(void **state)
{
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(fault_field(&why, STR("none"), ERR_OK), ERR_OK);
    assert_string_equal(why.field, "");
    assert_int_equal(fault_field(&why, STR("fields"), fault_field(&why, STR("place"), fault_set(&why, ERR_INVALID, "不对", "wrong"))), ERR_INVALID);
    assert_string_equal(why.field, "fields.place");
    (void)fault_field(&why, STR("哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨哨"), ERR_INVALID);
    assert_true(utf8_valid(str_from_c(why.field)));
    (void)fault_set(&why, ERR_CONFLICT, "别的", "another");
    assert_string_equal(why.field, "");   /* another fault is about none */
    assert_int_equal(fault_field(NULL, STR("x"), ERR_GONE), ERR_GONE);
}

static void unknown_fields_are_named_shortly(void **state)
{
    char text[2100] = "{\"";
    struct fault why = { 0 };

    for (int i = 0; i < 600; i++) strcat(text, "哨");
    strcat(text, "\":1}");
    CHECK_ERR("long key", json_check(parsed(*state, text), FIELDS, &why), ERR_INVALID);
    assert_true(utf8_valid(str_from_c(why.zh)) && strlen(why.zh) < 200);
}

static void writing(void **state)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, *state, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_text(&out, "plain", "吹哨");
    json_str(&out, "none", STR_NONE);
    json_str(&out, "escapes", STR("\"\\\n\r\t\x01/"));
    json_str(&out, "nul", (struct str){ "a\0b", 3 });
    json_str(&out, "broken", STR("a\xFF\xE5\x93" "b"));
    json_str(&out, "empty", STR(""));
    json_text(&out, "key \"quoted\"", NULL);
    json_int(&out, "int", INT64_MIN);
    json_id(&out, "id", INT64_C(9007199254740993));
    json_id(&out, "no_id", 0);
    json_bool(&out, "bool", true);
    json_double(&out, "lon", 118.7960001, 6);
    json_double(&out, "whole", 5, 2);
    json_double(&out, "minus", -0.0000001, 3);
    json_double(&out, "nan", NAN, 3);
    json_time(&out, "at", 1);
    json_time(&out, "never", 0);
    json_list(&out, "list");
    json_int(&out, NULL, 1);
    json_object(&out, NULL);
    json_close(&out);
    json_null(&out, NULL);
    json_close(&out);
    json_raw(&out, "raw", STR("[1]"));
    json_close(&out);
    assert_true(json_done(&out));
    CHECK_STR("text", buf_done(&buf),
              "{\"plain\":\"吹哨\",\"none\":null,\"escapes\":\"\\\"\\\\\\n\\r\\t\\u0001/\",\"nul\":\"a\\u0000b\","
              "\"broken\":\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" "b\",\"empty\":\"\",\"key \\\"quoted\\\"\":null,"
              "\"int\":-9223372036854775808,\"id\":\"9007199254740993\",\"no_id\":null,\"bool\":true,"
              "\"lon\":118.796,\"whole\":5,\"minus\":0,\"nan\":null,\"at\":\"1970-01-01T08:00:00.001+08:00\","
              "\"never\":null,\"list\":[1,{},null],\"raw\":[1]}");
}

static void mistakes_show(void **state)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, *state, 0);
    json_begin(&out, &buf);
    assert_false(json_done(&out));   /* nothing written */
    json_object(&out, NULL);
    assert_false(json_done(&out));   /* not closed */
    json_close(&out);
    assert_true(json_done(&out));
    json_close(&out);
    assert_false(json_done(&out));   /* closed twice */

    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_int(&out, NULL, 1);         /* no key in an object */
    json_close(&out);
    assert_false(json_done(&out));

    json_begin(&out, &buf);
    json_list(&out, NULL);
    json_int(&out, "key", 1);        /* a key in a list */
    json_close(&out);
    assert_false(json_done(&out));

    json_begin(&out, &buf);
    json_int(&out, NULL, 1);
    json_int(&out, NULL, 2);         /* two values */
    assert_false(json_done(&out));

    json_begin(&out, &buf);
    for (int i = 0; i < JSON_DEPTH_MAX + 1; i++) json_list(&out, NULL);
    for (int i = 0; i < JSON_DEPTH_MAX + 1; i++) json_close(&out);
    assert_false(json_done(&out));   /* too deep */

    buf_init(&buf, *state, 4);
    json_begin(&out, &buf);
    json_text(&out, NULL, "too long");
    assert_false(json_done(&out));   /* no room */
}

static void trees_are_written_sorted(void **state)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        { "{\"b\":1,\"a\":{\"d\":[true,false,null],\"c\":\"\\u54e8\\n\"}}", "{\"a\":{\"c\":\"哨\\n\",\"d\":[true,false,null]},\"b\":1}" },
        { "[1.0, 0.1, 1e100, -2.50, 1E2]", "[1.0,0.1,1e+100,-2.5,100.0]" },
        { "9223372036854775807", "9223372036854775807" },
        { "\"x\"", "\"x\"" },
        { "[[],{}]", "[[],{}]" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf;
        struct json_out out;
        buf_init(&buf, *state, 0);
        json_begin(&out, &buf);
        json_write_node(&out, NULL, parsed(*state, cases[i].text));
        CHECK(cases[i].text, json_done(&out));
        CHECK_STR(cases[i].text, buf_done(&buf), cases[i].written);
    }
}

static void trees_are_written_under_a_key(void **state)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, *state, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_write_node(&out, "a", parsed(*state, "[1]"));
    json_write_node(&out, "b", NULL);
    json_close(&out);
    CHECK_STR("object", buf_done(&buf), "{\"a\":[1],\"b\":null}");
    /* Without memory for sorting the result is refused, not half a text. */
    struct json_t *node = parsed(*state, "{\"b\":1}");
    buf_init(&buf, *state, 0);
    json_begin(&out, &buf);
    buf_bytes(&buf, "", 0);
    arena_fail_after(1);
    json_write_node(&out, NULL, node);
    arena_fail_after(0);
    assert_false(json_done(&out));
}

/* What printf would have written, without its zeros at the end. */
static void expect_as_printf(struct arena *arena, double value, int digits)
{
    struct buf buf;
    struct json_out out;
    char text[400];
    int len = snprintf(text, sizeof text, "%.*f", digits, value);

    while (digits > 0 && text[len - 1] == '0') len--;
    if (digits > 0 && text[len - 1] == '.') len--;
    text[len] = 0;
    arena_reset(arena);
    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_double(&out, NULL, value, digits);
    CHECK_STR(text, buf_done(&buf), strcmp(text, "-0") ? text : "0");
}

static void numbers_are_written_as_printf_does(void **state)
{
    static const double EDGES[] = { 0, 0.5, 1.5, -0.5, 0.0000005, 0.0000015, 0.125, 2.675, -118.7999995, 999999999999.0, 1e12, 1e15, 1e300,
                                    -1e-300, 118.762345, 0.1, 0.3, 1.0 / 3, 4503599627370497.5, 123456.7890625 };
    uint64_t seed = 88172645463325252u;

    for (size_t i = 0; i < COUNT_OF(EDGES); i++)
        for (int digits = 0; digits <= 7; digits++) expect_as_printf(*state, EDGES[i], digits);
    for (int i = 0; i < 20000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        expect_as_printf(*state, (double)(int64_t)seed / (double)(INT64_C(1) << (20 + seed % 40)), (int)(seed % 8));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hostile_text_is_refused), TEST(depth_is_bounded),      TEST(parsing_without_memory_leaks_nothing),
        TEST(values_are_read),         TEST(objects_are_walked_in_order), TEST(field_tables_are_kept),
        TEST(fields_within_fields), TEST(unknown_fields_are_named_shortly), TEST(writing),      TEST(mistakes_show), TEST(numbers_are_written_as_printf_does),
        TEST(trees_are_written_sorted), TEST(trees_are_written_under_a_key),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
