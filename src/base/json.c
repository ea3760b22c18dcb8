/*
 * json.c - JSON in, over jansson.
 * SPDX-License-Identifier: Apache-2.0
 */
/* jansson's name for its node type gives way to ours. */
#define JSON_OBJECT JANSSON_OBJECT
#include <jansson.h>
#undef JSON_OBJECT

#include "base/civil.h"
#include "base/json.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

/* ── Parsing ───────────────────────────────────────────────────────────── */

/* Where the text goes deeper than JSON_DEPTH_MAX, or text.len. */
static size_t too_deep_at(struct str text)
{
    bool quoted = false;
    int depth = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quoted) {
            if (c == '\\') i++;
            else if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JSON_DEPTH_MAX) return i;
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    return text.len;
}

static enum err fault_parse(const json_error_t *error, struct fault *why)
{
    static const struct {
        enum json_error_code code;
        const char *zh, *en;
    } SENTENCES[] = {
        { json_error_invalid_utf8, "JSON 中有不合法的 UTF-8", "the JSON text is not valid UTF-8" },
        { json_error_null_character, "JSON 中不允许 U+0000", "U+0000 is not allowed in JSON text" },
        { json_error_null_byte_in_key, "JSON 的键中不允许 U+0000", "U+0000 is not allowed in a JSON key" },
        { json_error_duplicate_key, "JSON 对象中有重复的键", "a key appears twice in a JSON object" },
        { json_error_numeric_overflow, "JSON 数字超出范围", "a JSON number is out of range" },
        { json_error_end_of_input_expected, "JSON 之后有多余内容", "text follows the JSON value" },
        { json_error_premature_end_of_input, "JSON 不完整", "the JSON text ends too early" },
    };
    size_t at = error->position > 0 ? (size_t)error->position : 0;
    enum json_error_code code = json_error_code(error);

    if (code == json_error_out_of_memory) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < COUNT_OF(SENTENCES); i++) {
        if (SENTENCES[i].code == code)
            return fault_at(why, ERR_INVALID, at, "%s%.0s", "%.0s%s", SENTENCES[i].zh, SENTENCES[i].en);
    }
    return fault_at(why, ERR_INVALID, at, "JSON 格式有误（第 %d 行第 %d 列）", "not JSON (line %d, column %d)",
                    error->line, error->column);
}

static void release_node(void *node)
{
    json_decref(node);
}

enum err json_parse(struct arena *arena, struct str text, struct json_t **out, struct fault *why)
{
    json_error_t error;
    size_t deep = too_deep_at(text);

    if (deep < text.len)
        return fault_at(why, ERR_INVALID, deep, "JSON 嵌套超过 %d 层", "JSON is nested deeper than %d levels", JSON_DEPTH_MAX);
    json_t *node = json_loadb(text.at ? text.at : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!node) return fault_parse(&error, why);
    if (!arena_defer(arena, release_node, node)) {
        json_decref(node);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = node;
    return ERR_OK;
}

/* ── Looking at nodes ──────────────────────────────────────────────────── */

enum json_type json_type_of(const struct json_t *node)
{
    if (!node) return JSON_ANY;
    switch (json_typeof(node)) {
    case JANSSON_OBJECT: return JSON_OBJECT;
    case JSON_ARRAY: return JSON_LIST;
    case JSON_STRING: return JSON_TEXT;
    case JSON_INTEGER: return JSON_INT;
    case JSON_REAL: return JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE: return JSON_BOOL;
    case JSON_NULL: return JSON_ANY;
    }
    return JSON_ANY;
}

bool json_is_text(const struct json_t *node, struct str *out)
{
    if (json_type_of(node) != JSON_TEXT) return false;
    *out = (struct str){ json_string_value(node), json_string_length(node) };
    return true;
}

int64_t json_as_int(const struct json_t *node)
{
    return json_type_of(node) == JSON_INT ? json_integer_value(node) : 0;
}

double json_as_number(const struct json_t *node)
{
    return json_number_value(node);
}

bool json_as_bool(const struct json_t *node)
{
    return node && json_typeof(node) == JSON_TRUE;
}

bool json_next(const struct json_t *object, void **step, struct str *key, const struct json_t **value)
{
    if (json_type_of(object) != JSON_OBJECT) return false;
    /* jansson takes a plain pointer here but only reads. */
    json_t *node = (json_t *)(uintptr_t)object;
    *step = *step ? json_object_iter_next(node, *step) : json_object_iter(node);
    if (!*step) return false;
    *key = (struct str){ json_object_iter_key(*step), json_object_iter_key_len(*step) };
    *value = json_object_iter_value(*step);
    return true;
}

const struct json_t *json_get(const struct json_t *object, const char *name)
{
    const json_t *node = json_type_of(object) == JSON_OBJECT ? json_object_get(object, name) : NULL;

    return node && json_typeof(node) != JSON_NULL ? node : NULL;
}

struct str json_get_str(const struct json_t *object, const char *name)
{
    struct str s = STR_NONE;

    (void)json_is_text(json_get(object, name), &s);
    return s;
}

int64_t json_get_int(const struct json_t *object, const char *name, int64_t absent)
{
    const struct json_t *node = json_get(object, name);

    return json_type_of(node) == JSON_INT ? json_as_int(node) : absent;
}

double json_get_number(const struct json_t *object, const char *name, double absent)
{
    const struct json_t *node = json_get(object, name);
    enum json_type type = json_type_of(node);

    return type == JSON_INT || type == JSON_NUMBER ? json_as_number(node) : absent;
}

bool json_get_bool(const struct json_t *object, const char *name, bool absent)
{
    const struct json_t *node = json_get(object, name);

    return json_type_of(node) == JSON_BOOL ? json_as_bool(node) : absent;
}

static bool is_id(const struct json_t *node, int64_t *id)
{
    struct str s;

    return json_is_text(node, &s) && num_parse_int(s, 1, INT64_MAX, id) == ERR_OK;
}

int64_t json_get_id(const struct json_t *object, const char *name)
{
    int64_t id = 0;

    (void)is_id(json_get(object, name), &id);
    return id;
}

size_t json_count(const struct json_t *list)
{
    return json_type_of(list) == JSON_LIST ? json_array_size(list) : 0;
}

const struct json_t *json_at(const struct json_t *list, size_t i)
{
    return json_type_of(list) == JSON_LIST ? json_array_get(list, i) : NULL;
}

/* ── Checking an object against a field table ──────────────────────────── */

static bool in_bounds(const struct json_field *field, size_t n)
{
    return n <= INT64_MAX && (int64_t)n >= field->min && (int64_t)n <= field->max;
}

static enum err fault_type(const struct json_field *field, struct fault *why)
{
    const char *zh = "值", *en = "a value";

    switch (field->type) {
    case JSON_TEXT: zh = "文字", en = "text"; break;
    case JSON_INT: zh = "整数", en = "an integer"; break;
    case JSON_NUMBER: zh = "数字", en = "a number"; break;
    case JSON_BOOL: zh = "true 或 false", en = "true or false"; break;
    case JSON_ID: zh = "编号（用引号）", en = "an id in quotes"; break;
    case JSON_TIME: zh = "时间（RFC 3339）", en = "an RFC 3339 time"; break;
    case JSON_LIST: zh = "列表", en = "a list"; break;
    case JSON_OBJECT: zh = "对象", en = "an object"; break;
    case JSON_ANY: break;
    }
    return fault_set(why, ERR_INVALID, "“%s”（%s）应为%s%.0s", "%2$s (%1$s) must be %4$s%3$.0s", field->zh,
                     field->name, zh, en);
}

static enum err fault_bounds(const struct json_field *field, struct fault *why)
{
    long long min = field->min, max = field->max;

    if (field->type == JSON_TEXT)
        return fault_set(why, ERR_INVALID, "“%s”（%s）应为 %lld 到 %lld 个字", "%2$s (%1$s) must have %3$lld to %4$lld characters",
                         field->zh, field->name, min, max);
    if (field->type == JSON_LIST)
        return fault_set(why, ERR_INVALID, "“%s”（%s）应有 %lld 到 %lld 项", "%2$s (%1$s) must have %3$lld to %4$lld elements",
                         field->zh, field->name, min, max);
    return fault_set(why, ERR_INVALID, "“%s”（%s）应在 %lld 到 %lld 之间", "%2$s (%1$s) must be between %3$lld and %4$lld",
                     field->zh, field->name, min, max);
}

static enum err check_value(const struct json_t *node, const struct json_field *field, struct fault *why)
{
    enum json_type type = json_type_of(node);
    struct str text = STR_NONE;
    int64_t number;

    (void)json_is_text(node, &text);
    switch (field->type) {
    case JSON_TEXT:
        if (!text.at) return fault_type(field, why);
        return in_bounds(field, utf8_length(text)) ? ERR_OK : fault_bounds(field, why);
    case JSON_INT:
        if (type != JSON_INT) return fault_type(field, why);
        number = json_as_int(node);
        return number >= field->min && number <= field->max ? ERR_OK : fault_bounds(field, why);
    case JSON_LIST:
        if (type != JSON_LIST) return fault_type(field, why);
        return in_bounds(field, json_count(node)) ? ERR_OK : fault_bounds(field, why);
    case JSON_NUMBER: return type == JSON_INT || type == JSON_NUMBER ? ERR_OK : fault_type(field, why);
    case JSON_BOOL:
    case JSON_OBJECT: return type == field->type ? ERR_OK : fault_type(field, why);
    case JSON_ID: return is_id(node, &number) ? ERR_OK : fault_type(field, why);
    case JSON_TIME: return text.at && time_parse(text, &number) == ERR_OK ? ERR_OK : fault_type(field, why);
    case JSON_ANY: return ERR_OK;
    }
    return fault_type(field, why);
}

static bool is_known(const struct json_field *fields, struct str key)
{
    for (; fields->name; fields++) {
        if (str_is(key, fields->name)) return true;
    }
    return false;
}

enum err json_check(const struct json_t *object, const struct json_field *fields, struct fault *why)
{
    const struct json_t *value;
    struct str key;

    if (json_type_of(object) != JSON_OBJECT)
        return fault_set(why, ERR_INVALID, "请求内容应为 JSON 对象", "the body must be a JSON object");
    for (void *step = NULL; json_next(object, &step, &key, &value);) {
        if (is_known(fields, key)) continue;
        struct str name = utf8_prefix(key, 40);
        return fault_field(why, name, fault_set(why, ERR_INVALID, "不认识的字段“%.*s”", "unknown field \"%.*s\"", STR_ARG(name)));
    }
    for (; fields->name; fields++) {
        value = json_get(object, fields->name);
        if (!value && fields->optional) continue;
        if (!value)
            return fault_field(why, str_from_c(fields->name),
                               fault_set(why, ERR_INVALID, "缺少“%s”（%s）", "%2$s (%1$s) is missing", fields->zh, fields->name));
        enum err err = fault_field(why, str_from_c(fields->name), check_value(value, fields, why));
        if (err) return err;
    }
    return ERR_OK;
}
