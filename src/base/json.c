/*
 * json.c - looking at a JSON tree, and checking it against a field table.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/json_tree.h"
#include "base/num.h"

/* ── Looking at nodes ──────────────────────────────────────────────────── */

enum json_type json_type_of(const struct json_t *node)
{
    return node ? node->type : JSON_ANY;
}

bool json_is_text(const struct json_t *node, struct str *out)
{
    if (json_type_of(node) != JSON_TEXT) return false;
    *out = node->text;
    return true;
}

int64_t json_as_int(const struct json_t *node)
{
    return json_type_of(node) == JSON_INT ? node->integer : 0;
}

double json_as_number(const struct json_t *node)
{
    return json_type_of(node) == JSON_NUMBER ? node->real : (double)json_as_int(node);
}

bool json_as_bool(const struct json_t *node)
{
    return json_type_of(node) == JSON_BOOL && node->truth;
}

bool json_next(const struct json_t *object, const struct json_t **step, struct str *key, const struct json_t **value)
{
    const struct json_t *next;

    if (json_type_of(object) != JSON_OBJECT) return false;
    next = *step ? *step + 1 : object->children;
    if (object->count == 0 || next == object->children + object->count) return false;
    *step = *value = next;
    *key = next->key;
    return true;
}

const struct json_t *json_get(const struct json_t *object, const char *name)
{
    struct str wanted = str_from_c(name);

    if (json_type_of(object) != JSON_OBJECT) return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (str_eq(object->children[i].key, wanted)) return object->children[i].type == JSON_ANY ? NULL : &object->children[i];
    return NULL;
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
    return json_type_of(list) == JSON_LIST ? list->count : 0;
}

const struct json_t *json_at(const struct json_t *list, size_t i)
{
    return i < json_count(list) ? &list->children[i] : NULL;
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
    for (const struct json_t *step = NULL; json_next(object, &step, &key, &value);) {
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
