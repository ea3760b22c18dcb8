/*
 * print.c - values as text.
 *
 * feel_print gives FEEL that parses to the same value (functions excepted);
 * feel_print_plain gives what string() gives: dates without @, and at the top
 * a text without quotes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/lexer.h"
#include "feel/run.h"
#include "feel/temporal.h"

static void print_value(struct buf *out, const struct feel_value *value, bool plain, int depth);

static void print_quoted(struct buf *out, struct str text)
{
    size_t from = 0;

    buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = text.at[i] == '"' ? "\\\"" : text.at[i] == '\\' ? "\\\\" : text.at[i] == '\n' ? "\\n"
                           : text.at[i] == '\r' ? "\\r" : text.at[i] == '\t' ? "\\t" : NULL;
        if (!escape) continue;
        buf_bytes(out, text.at + from, i - from);
        buf_text(out, escape);
        from = i + 1;
    }
    buf_bytes(out, text.at + from, text.len - from);
    buf_byte(out, '"');
}

static void print_number(struct buf *out, struct decimal number)
{
    char digits[64];
    size_t len = decimal_print(number, digits, sizeof digits);

    buf_bytes(out, digits, len);
}

static void print_end(struct buf *out, const struct feel_value *end, bool plain, int depth)
{
    if (end) print_value(out, end, plain, depth);
}

static void print_range(struct buf *out, const struct feel_range *range, bool plain, int depth)
{
    if (range->low && range->high) {
        buf_byte(out, range->low_closed ? '[' : '(');
        print_end(out, range->low, plain, depth);
        buf_text(out, "..");
        print_end(out, range->high, plain, depth);
        buf_byte(out, range->high_closed ? ']' : ')');
        return;
    }
    buf_text(out, range->low ? (range->low_closed ? ">=" : ">") : range->high_closed ? "<=" : "<");
    print_end(out, range->low ? range->low : range->high, plain, depth);
}

/* A key that is one plain word needs no quotes. */
static void print_key(struct buf *out, struct str key)
{
    if (key.len > 0 && lexer_word(key, 0) == key.len) buf_str(out, key);
    else print_quoted(out, key);
}

static void print_context(struct buf *out, const struct feel_context *context, bool plain, int depth)
{
    buf_byte(out, '{');
    for (size_t i = 0; i < context->count; i++) {
        if (i > 0) buf_text(out, ", ");
        print_key(out, context->entries[i].name);
        buf_text(out, ": ");
        print_value(out, context->entries[i].value, plain, depth + 1);
    }
    buf_byte(out, '}');
}

static void print_list(struct buf *out, const struct feel_list *list, bool plain, int depth)
{
    buf_byte(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) buf_text(out, ", ");
        print_value(out, &list->items[i], plain, depth + 1);
    }
    buf_byte(out, ']');
}

static void print_temporal(struct buf *out, const struct feel_value *value, bool plain)
{
    if (!plain) buf_text(out, "@\"");
    if (value->type == FEEL_DAYS_DURATION || value->type == FEEL_MONTHS_DURATION) temporal_print_duration(out, value);
    else temporal_print(out, value->type, &value->temporal);
    if (!plain) buf_byte(out, '"');
}

static void print_value(struct buf *out, const struct feel_value *value, bool plain, int depth)
{
    if (depth > FEEL_DEPTH_MAX) {
        buf_text(out, "null");
        return;
    }
    switch (value->type) {
    case FEEL_NULL: case FEEL__TYPES: buf_text(out, "null"); break;
    case FEEL_BOOLEAN: buf_text(out, value->boolean ? "true" : "false"); break;
    case FEEL_NUMBER: print_number(out, value->number); break;
    case FEEL_STRING:
        if (plain && depth == 0) buf_str(out, value->string);
        else print_quoted(out, value->string);
        break;
    case FEEL_DATE: case FEEL_TIME: case FEEL_DATE_TIME: case FEEL_DAYS_DURATION: case FEEL_MONTHS_DURATION:
        print_temporal(out, value, plain);
        break;
    case FEEL_RANGE: print_range(out, &value->range, plain, depth + 1); break;
    case FEEL_LIST: print_list(out, &value->list, plain, depth); break;
    case FEEL_CONTEXT: print_context(out, &value->context, plain, depth); break;
    case FEEL_FUNCTION: buf_text(out, "function"); break;
    }
}

void feel_print(struct buf *out, const struct feel_value *value)
{
    print_value(out, value, false, 0);
}

void feel_print_plain(struct buf *out, const struct feel_value *value)
{
    print_value(out, value, true, 0);
}
