/*
 * parse_kind.c - types, as they are written after `instance of` and behind parameters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/parser.h"

#include <stdio.h>

static const struct feel_kind ANY = { .form = KIND_ANY, .name = { "Any", 3 } };

#define SIMPLE(type, text) { .form = KIND_SIMPLE, .simple = (type), .name = { text, sizeof(text) - 1 } }

/* A name that begins another stands after it. */
static const struct feel_kind SIMPLE_KINDS[] = {
    SIMPLE(FEEL_NUMBER, "number"),
    SIMPLE(FEEL_STRING, "string"),
    SIMPLE(FEEL_BOOLEAN, "boolean"),
    SIMPLE(FEEL_DATE_TIME, "date and time"),
    SIMPLE(FEEL_DATE, "date"),
    SIMPLE(FEEL_TIME, "time"),
    SIMPLE(FEEL_DAYS_DURATION, "days and time duration"),
    SIMPLE(FEEL_MONTHS_DURATION, "years and months duration"),
    SIMPLE(FEEL_DATE_TIME, "dateTime"),
    SIMPLE(FEEL_DAYS_DURATION, "dayTimeDuration"),
    SIMPLE(FEEL_MONTHS_DURATION, "yearMonthDuration"),
    SIMPLE(FEEL_NULL, "Null"),
};

static const struct feel_kind FORMS[] = {
    { .form = KIND_LIST, .of = &ANY, .name = { "list", 4 } },
    { .form = KIND_RANGE, .of = &ANY, .name = { "range", 5 } },
    { .form = KIND_CONTEXT, .name = { "context", 7 } },
    { .form = KIND_FUNCTION, .name = { "function", 8 } },
};

const struct feel_kind *feel_kind_builtin(struct str name)
{
    if (str_eq(name, ANY.name)) return &ANY;
    for (size_t i = 0; i < COUNT_OF(SIMPLE_KINDS); i++)
        if (str_eq(name, SIMPLE_KINDS[i].name)) return &SIMPLE_KINDS[i];
    for (size_t i = 0; i < COUNT_OF(FORMS); i++)
        if (str_eq(name, FORMS[i].name)) return &FORMS[i];
    return NULL;
}

bool feel_kind_is_bare(const struct feel_kind *kind)
{
    return kind >= FORMS && kind < FORMS + COUNT_OF(FORMS);
}

/* The fields of `context<a: string, b: number>`; the parser stands behind `<`. */
static bool parse_fields(struct parser *p, struct feel_kind *kind)
{
    struct pieces fields = { .size = sizeof(struct kind_field) };
    size_t at = p->now.at, end;

    while (p->now.kind != TOKEN_GT) {
        struct kind_field *field = pieces_add(p, &fields);
        if (!field) return false;
        if (!lexer_raw_name(p->lexer.text, at, ":", &field->name, &end)) {
            parse_unexpected(p);
            return false;
        }
        field->name = feel_name_normal(p->arena, field->name);
        parse_go(p, end + 1);
        field->kind = parse_kind(p);
        if (p->err || p->now.kind != TOKEN_COMMA) break;
        at = p->now.end;
        parse_go(p, at);
    }
    kind->fields = fields.at;
    kind->count = fields.count;
    return parse_expect(p, TOKEN_GT, ">");
}

/* `function<number, string> -> boolean`; the parser stands behind `<`. */
static bool parse_signature(struct parser *p, struct feel_kind *kind)
{
    struct pieces params = { .size = sizeof(struct kind_field) };

    while (p->now.kind != TOKEN_GT) {
        struct kind_field *param = pieces_add(p, &params);
        if (!param) return false;
        param->kind = parse_kind(p);
        if (p->err || !parse_take(p, TOKEN_COMMA)) break;
    }
    if (!parse_expect(p, TOKEN_GT, ">") || !parse_expect(p, TOKEN_MINUS, "->") || !parse_expect(p, TOKEN_GT, "->"))
        return false;
    kind->fields = params.at;
    kind->count = params.count;
    kind->of = parse_kind(p);
    return !p->err;
}

static const struct feel_kind *parse_form(struct parser *p, const struct feel_kind *form)
{
    struct feel_kind *kind;

    parse_go(p, p->now.at + form->name.len);
    if (p->now.kind != TOKEN_LT) return form;
    kind = arena_new(p->arena, struct feel_kind);
    if (!kind) {
        parse_no_memory(p);
        return NULL;
    }
    *kind = *form;
    parse_advance(p);
    if (form->form == KIND_CONTEXT) return parse_fields(p, kind) ? kind : NULL;
    if (form->form == KIND_FUNCTION) return parse_signature(p, kind) ? kind : NULL;
    kind->of = parse_kind(p);
    return parse_expect(p, TOKEN_GT, ">") ? kind : NULL;
}

/* The longest run of words and dots at the parser's place that names a type of the model. */
static const struct feel_kind *parse_model_kind(struct parser *p)
{
    struct str text = p->lexer.text;
    size_t start = p->now.at, end = lexer_word(text, start), best_end = start;
    const struct feel_kind *best = NULL, *found;
    struct feel_kind *unknown;

    for (int words = 0; words < 8 && p->grammar->find_kind; words++) {
        size_t next = end;
        struct str name = feel_name_normal(p->arena, str_sub(text, start, end - start));
        found = name.at ? p->grammar->find_kind(p->grammar->data, name) : NULL;
        if (found) {
            best = found;
            best_end = end;
        }
        while (next < text.len && (text.at[next] == ' ' || text.at[next] == '.' || text.at[next] == '-')) next++;
        end = lexer_word(text, next);
        if (end == next) break;
    }
    if (best) {
        parse_go(p, best_end);
        return best;
    }
    unknown = arena_new(p->arena, struct feel_kind);
    if (!unknown) {
        parse_no_memory(p);
        return NULL;
    }
    *unknown = (struct feel_kind){ .form = KIND_UNKNOWN, .name = p->now.text };
    parse_advance(p);
    return unknown;
}

const struct feel_kind *parse_kind(struct parser *p)
{
    struct str text = p->lexer.text;
    size_t end;
    const struct feel_kind *kind;

    if (p->err) return NULL;
    if (p->depth >= FEEL_DEPTH_MAX || (p->now.kind != TOKEN_NAME && p->now.kind != TOKEN_FUNCTION)) {
        parse_unexpected(p);
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(SIMPLE_KINDS); i++) {
        end = lexer_stands(text, p->now.at, SIMPLE_KINDS[i].name);
        if (!end) continue;
        parse_go(p, end);
        return &SIMPLE_KINDS[i];
    }
    p->depth++;
    kind = NULL;
    for (size_t i = 0; i < COUNT_OF(FORMS) && !kind; i++)
        if (lexer_stands(text, p->now.at, FORMS[i].name)) kind = parse_form(p, &FORMS[i]);
    end = lexer_stands(text, p->now.at, ANY.name);
    if (!kind && !p->err && end) {
        parse_go(p, end);
        kind = &ANY;
    } else if (!kind && !p->err) {
        kind = parse_model_kind(p);
    }
    p->depth--;
    return kind;
}
