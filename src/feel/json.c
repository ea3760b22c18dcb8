/*
 * json.c - values from and to JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"

static bool fill(struct arena *arena, const struct json_t *node, struct feel_value *out);

static bool fill_list(struct arena *arena, const struct json_t *node, struct feel_value *out)
{
    size_t count = json_count(node);
    struct feel_value *items = arena_array(arena, struct feel_value, count);

    if (count && !items) return false;
    for (size_t i = 0; i < count; i++)
        if (!fill(arena, json_at(node, i), &items[i])) return false;
    out->type = FEEL_LIST;
    out->list = feel_list_of(items, count);
    return true;
}

static bool fill_context(struct arena *arena, const struct json_t *node, struct feel_value *out)
{
    size_t count = 0, i = 0;
    struct feel_entry *entries;
    struct feel_value *values;
    struct str key;
    const struct json_t *value;

    for (const struct json_t *step = NULL; json_next(node, &step, &key, &value);) count++;
    entries = arena_array(arena, struct feel_entry, count);
    values = arena_array(arena, struct feel_value, count);
    if (count && (!entries || !values)) return false;
    for (const struct json_t *step = NULL; json_next(node, &step, &key, &value); i++) {
        entries[i] = (struct feel_entry){ str_dup(arena, key), &values[i] };
        if (!entries[i].name.at || !fill(arena, value, &values[i])) return false;
    }
    out->type = FEEL_CONTEXT;
    out->context = feel_context_of(entries, count);
    return true;
}

static bool fill_number(const struct json_t *node, struct feel_value *out)
{
    out->type = FEEL_NUMBER;
    if (json_type_of(node) == JSON_INT) out->number = decimal_from_int(json_as_int(node));
    else out->number = decimal_from_double(json_as_number(node));
    return true;
}

static bool fill(struct arena *arena, const struct json_t *node, struct feel_value *out)
{
    struct str text;

    *out = FEEL_NULL_VALUE;
    switch (json_type_of(node)) {
    case JSON_TEXT:
        if (!json_is_text(node, &text)) return false;
        out->type = FEEL_STRING;
        out->string = str_dup(arena, text);
        return out->string.at != NULL;
    case JSON_INT: case JSON_NUMBER: return fill_number(node, out);
    case JSON_BOOL:
        *out = *feel_boolean(json_as_bool(node));
        return true;
    case JSON_LIST: return fill_list(arena, node, out);
    case JSON_OBJECT: return fill_context(arena, node, out);
    case JSON_ID: case JSON_TIME: case JSON_ANY: break;
    }
    return true;
}

const struct feel_value *feel_from_json(struct arena *arena, const struct json_t *node)
{
    struct feel_value *value = arena_new(arena, struct feel_value);
    return value && fill(arena, node, value) ? value : &FEEL_NULL_VALUE;
}

/* What JSON has no form for goes out as text. */
static void text_to_json(struct json_out *out, const char *key, const struct feel_value *value, bool raw)
{
    struct buf text;

    buf_init(&text, out->buf->arena, 0);
    feel_print_plain(&text, value);
    if (raw) json_raw(out, key, buf_done(&text));
    else json_str(out, key, buf_done(&text));
}

void feel_to_json(struct json_out *out, const char *key, const struct feel_value *value)
{
    switch (value->type) {
    case FEEL_NULL: case FEEL__TYPES: json_null(out, key); break;
    case FEEL_BOOLEAN: json_bool(out, key, value->boolean); break;
    case FEEL_NUMBER: text_to_json(out, key, value, true); break;
    case FEEL_STRING: json_str(out, key, value->string); break;
    case FEEL_LIST:
        json_list(out, key);
        for (size_t i = 0; i < value->list.count; i++) feel_to_json(out, NULL, &value->list.items[i]);
        json_close(out);
        break;
    case FEEL_CONTEXT:
        json_object(out, key);
        for (size_t i = 0; i < value->context.count; i++) {
            const char *name = str_c(out->buf->arena, value->context.entries[i].name);
            feel_to_json(out, name ? name : "", value->context.entries[i].value);
        }
        json_close(out);
        break;
    case FEEL_DATE: case FEEL_TIME: case FEEL_DATE_TIME: case FEEL_DAYS_DURATION: case FEEL_MONTHS_DURATION:
    case FEEL_RANGE: case FEEL_FUNCTION: text_to_json(out, key, value, false); break;
    }
}

struct str feel_json_text(struct arena *arena, const struct feel_value *value, size_t max)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, max);
    json_begin(&out, &buf);
    feel_to_json(&out, NULL, value);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}
