/*
 * fields.c - pairs of text to typed JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/fields.h"

#include <string.h>

#include "base/num.h"
#include "http/router.h"

static const struct json_field NO_FIELDS[] = { { 0 } };

enum err pairs_parse(struct arena *arena, struct str text, struct pairs *out, struct fault *why)
{
    struct str piece;

    out->count = 0;
    while (text.len && str_split(&text, '&', &piece)) {
        const char *sign = piece.len ? memchr(piece.at, '=', piece.len) : NULL;
        size_t len = sign ? (size_t)(sign - piece.at) : piece.len;
        struct pair *pair;
        enum err err;
        if (piece.len == 0) continue;
        if (out->count == PAIRS_MAX) return fault_set(why, ERR_INVALID, "参数过多", "too many parameters");
        pair = &out->list[out->count++];
        err = url_decode(arena, str_sub(piece, 0, len), true, &pair->name);
        if (!err) err = url_decode(arena, sign ? str_sub(piece, len + 1, piece.len) : STR(""), true, &pair->value);
        if (err) return fault_set(why, err, "参数中有不合法的字符", "a parameter holds an illegal character");
    }
    return ERR_OK;
}

static const struct json_field *find(const struct json_field *fields, struct str name)
{
    for (; fields->name; fields++) {
        if (str_is(name, fields->name)) return fields;
    }
    return NULL;
}

/* Is `value` a JSON number as it stands? */
static bool is_number(struct str value)
{
    double number;

    return num_parse_double(value, -1e300, 1e300, &number) == ERR_OK;
}

static enum err put_value(struct json_out *out, const char *key, const struct json_field *field, struct str value, struct fault *why)
{
    int64_t integer;
    double number;

    switch (field->type) {
    case JSON_INT:
        if (num_parse_int(value, INT64_MIN, INT64_MAX, &integer))
            return fault_set(why, ERR_INVALID, "“%s”（%s）应为整数", "%2$s (%1$s) must be a whole number", field->zh, field->name);
        json_int(out, key, integer);
        return ERR_OK;
    case JSON_NUMBER:
        if (!is_number(value) || num_parse_double(value, -1e300, 1e300, &number))
            return fault_set(why, ERR_INVALID, "“%s”（%s）应为数字", "%2$s (%1$s) must be a number", field->zh, field->name);
        json_double(out, key, number, 9);
        return ERR_OK;
    case JSON_BOOL:
        if (!str_is(value, "true") && !str_is(value, "1") && !str_is(value, "on") && !str_is(value, "false") && !str_is(value, "0"))
            return fault_set(why, ERR_INVALID, "“%s”（%s）应为 true 或 false", "%2$s (%1$s) must be true or false", field->zh, field->name);
        json_bool(out, key, !str_is(value, "false") && !str_is(value, "0"));
        return ERR_OK;
    case JSON_TEXT: case JSON_ID: case JSON_TIME: case JSON_LIST: case JSON_OBJECT: case JSON_ANY:
        json_str(out, key, value);
        return ERR_OK;
    }
    return ERR_INVALID;
}

/* Writes one field: its single value, or all values of a list. */
static enum err put_field(struct json_out *out, const struct pairs *pairs, size_t at, const struct json_field *field, struct fault *why)
{
    bool list = field->type == JSON_LIST;

    for (size_t i = 0; i < at; i++) {
        if (!str_eq(pairs->list[i].name, pairs->list[at].name) || pairs->list[i].value.len == 0) continue;
        if (list) return ERR_OK;   /* written with the first */
        return fault_set(why, ERR_INVALID, "“%s”（%s）重复", "%2$s (%1$s) appears twice", field->zh, field->name);
    }
    if (!list) return put_value(out, field->name, field, pairs->list[at].value, why);
    json_list(out, field->name);
    for (size_t i = at; i < pairs->count; i++) {
        if (str_eq(pairs->list[i].name, pairs->list[at].name) && pairs->list[i].value.len) json_str(out, NULL, pairs->list[i].value);
    }
    json_close(out);
    return ERR_OK;
}

enum err fields_typed(struct arena *arena, const struct pairs *pairs, const struct json_field *fields,
                      const struct json_t **out, struct fault *why)
{
    struct json_out json;
    struct json_t *node;
    struct buf buf;
    enum err err;

    if (!fields) fields = NO_FIELDS;
    buf_init(&buf, arena, 0);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct json_field *field = find(fields, pairs->list[i].name);
        struct str name = utf8_prefix(pairs->list[i].name, 40);
        if (!field) return fault_field(why, name, fault_set(why, ERR_INVALID, "不认识的参数“%.*s”", "unknown parameter \"%.*s\"", STR_ARG(name)));
        if (pairs->list[i].value.len == 0) continue;
        err = fault_field(why, str_from_c(field->name), put_field(&json, pairs, i, field, why));
        if (err) return err;
    }
    json_close(&json);
    if (!json_done(&json)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = json_parse(arena, buf_done(&buf), &node, why);
    if (!err) err = json_check(node, fields, why);
    if (err) return err;
    *out = node;
    return ERR_OK;
}
