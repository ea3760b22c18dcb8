/*
 * state_value.c - FEEL values in the state's JSON, without loss.
 *
 * null, booleans, text, lists, contexts and whole numbers up to 15 digits are
 * themselves; every other value is {"@": "FEEL text"}.  A context's own names
 * that begin with @ get a second one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state_json.h"

static const int64_t PLAIN_NUMBER_MAX = INT64_C(999999999999999);

static void write_tagged(struct json_out *out, struct arena *arena, const char *key, const struct feel_value *value)
{
    struct buf text;

    buf_init(&text, arena, 0);
    feel_print(&text, value);
    json_object(out, key);
    json_str(out, "@", buf_done(&text));
    json_close(out);
}

static void write_context(struct json_out *out, struct arena *arena, const char *key, const struct feel_value *value)
{
    json_object(out, key);
    for (size_t i = 0; i < value->context.count; i++) {
        struct str name = value->context.entries[i].name;
        const char *text =
            str_starts(name, STR("@")) ? str_format(arena, "@%.*s", STR_ARG(name)).at : str_c(arena, name);

        if (!text) {
            out->broken = true;
            return;
        }
        bpmn_value_write(out, arena, text, value->context.entries[i].value);
    }
    json_close(out);
}

void bpmn_value_write(struct json_out *out, struct arena *arena, const char *key, const struct feel_value *value)
{
    int64_t number;

    switch (value->type) {
    case FEEL_NULL:
    case FEEL_FUNCTION: json_null(out, key); return;
    case FEEL_BOOLEAN: json_bool(out, key, value->boolean); return;
    case FEEL_STRING: json_str(out, key, value->string.at ? value->string : STR("")); return;
    case FEEL_CONTEXT: write_context(out, arena, key, value); return;
    case FEEL_LIST:
        json_list(out, key);
        for (size_t i = 0; i < value->list.count; i++) bpmn_value_write(out, arena, NULL, &value->list.items[i]);
        json_close(out);
        return;
    case FEEL_NUMBER:
        if (decimal_to_int(value->number, &number) && number >= -PLAIN_NUMBER_MAX && number <= PLAIN_NUMBER_MAX) {
            json_int(out, key, number);
            return;
        }
        break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_RANGE:
    case FEEL__TYPES: break;
    }
    write_tagged(out, arena, key, value);
}

/* ── Back ──────────────────────────────────────────────────────────────── */

static const struct feel_value *untag(struct arena *arena, const struct feel_value *value);

static const struct feel_value *untag_text(struct arena *arena, struct str text)
{
    const struct feel_expr *expr;
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };
    const struct feel_value *value;

    if (feel_parse(arena, text, NULL, &expr, NULL)) return NULL;
    value = feel_eval(arena, expr, &scope, &notes);
    return value && value->type != FEEL_NULL && value->type != FEEL_FUNCTION ? value : NULL;
}

static const struct feel_value *untag_context(struct arena *arena, const struct feel_value *value)
{
    size_t count = value->context.count;
    struct feel_entry *entries = arena_array(arena, struct feel_entry, count + 1);
    struct feel_value *copy = arena_new(arena, struct feel_value);

    if (!entries || !copy) return NULL;
    for (size_t i = 0; i < count; i++) {
        entries[i] = value->context.entries[i];
        if (str_starts(entries[i].name, STR("@"))) {
            if (!str_starts(entries[i].name, STR("@@"))) return NULL;
            entries[i].name = str_sub(entries[i].name, 1, entries[i].name.len);
        }
        entries[i].value = untag(arena, entries[i].value);
        if (!entries[i].value) return NULL;
    }
    *copy = (struct feel_value){ .type = FEEL_CONTEXT, .context = { count, entries } };
    return copy;
}

static const struct feel_value *untag_list(struct arena *arena, const struct feel_value *value)
{
    struct feel_value *items = arena_array(arena, struct feel_value, value->list.count + 1);
    struct feel_value *copy = arena_new(arena, struct feel_value);

    if (!items || !copy) return NULL;
    for (size_t i = 0; i < value->list.count; i++) {
        const struct feel_value *item = untag(arena, &value->list.items[i]);
        if (!item) return NULL;
        items[i] = *item;
    }
    *copy = (struct feel_value){ .type = FEEL_LIST, .list = { value->list.count, items } };
    return copy;
}

static const struct feel_value *untag(struct arena *arena, const struct feel_value *value)
{
    if (value->type == FEEL_LIST) return untag_list(arena, value);
    if (value->type != FEEL_CONTEXT) return value;
    if (value->context.count == 1 && str_is(value->context.entries[0].name, "@"))
        return value->context.entries[0].value->type == FEEL_STRING
                   ? untag_text(arena, value->context.entries[0].value->string)
                   : NULL;
    return untag_context(arena, value);
}

const struct feel_value *bpmn_value_read(struct arena *arena, const struct json_t *node)
{
    const struct feel_value *value = node ? feel_from_json(arena, node) : NULL;

    return value ? untag(arena, value) : NULL;
}
