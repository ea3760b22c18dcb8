/*
 * feel_cases.c - runs the text corpora of tests/feel/cases.
 *
 * A row is `expression ⇥ context JSON ⇥ expected`.  Expected is a FEEL
 * expression whose value must be the same (null: with at least one note, unless
 * written `null!`, which allows none); `error` says the text must be refused by
 * the parser.  `#` begins a comment.  Every result is also printed and parsed
 * again and must then be the same value.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"
#include "feel/run.h"

enum { NOW_MS = 0x19c5a3b8f00 };      /* an instant; now() and today() must give it */

struct row { const char *file; size_t line; struct str expression, context, expected; };

static struct str printed(struct arena *arena, const struct feel_value *value)
{
    struct buf out;

    buf_init(&out, arena, 0);
    feel_print(&out, value);
    return buf_done(&out);
}

static const struct feel_value *value_of(struct arena *arena, struct str text, const struct feel_value *context,
                                         struct feel_notes *notes, enum err *err)
{
    const struct feel_expr *expr;
    struct feel_scope scope = { .now_ms = NOW_MS };
    struct feel_names names = { 0 };
    struct fault why = { 0 };

    scope.names = context->context;
    names.count = context->context.count;
    struct str *list = arena_array(arena, struct str, names.count);
    for (size_t i = 0; i < names.count; i++) list[i] = context->context.entries[i].name;
    names.names = list;
    *err = feel_parse(arena, text, &names, &expr, &why);
    return *err ? &FEEL_NULL_VALUE : feel_eval(arena, expr, &scope, notes);
}

static bool has_function(const struct feel_value *value)
{
    if (value->type == FEEL_FUNCTION) return true;
    for (size_t i = 0; value->type == FEEL_LIST && i < value->list.count; i++)
        if (has_function(&value->list.items[i])) return true;
    for (size_t i = 0; value->type == FEEL_CONTEXT && i < value->context.count; i++)
        if (has_function(value->context.entries[i].value)) return true;
    return false;
}

/* The value printed and parsed again; true when it is the same. */
static bool survives_printing(struct arena *arena, const struct feel_value *value)
{
    static const struct feel_value NO_NAMES = { .type = FEEL_CONTEXT };
    struct feel_notes notes = { 0 };
    enum err err;

    if (has_function(value)) return true;
    const struct feel_value *again = value_of(arena, printed(arena, value), &NO_NAMES, &notes, &err);
    return err == ERR_OK && feel_same(value, again);
}

static bool check(struct arena *arena, const struct row *row)
{
    struct json_t *json = NULL;
    struct fault why = { 0 };
    struct feel_notes notes = { 0 }, expected_notes = { 0 };
    static const struct feel_value EMPTY = { .type = FEEL_CONTEXT };
    const struct feel_value *context = &EMPTY, *got, *want;
    enum err err, want_err;
    bool quiet_null = str_is(row->expected, "null!"), refuse = str_is(row->expected, "error");

    if (row->context.len > 0) {
        if (json_parse(arena, row->context, &json, &why)) {
            print_error("%s:%zu: context: %s\n", row->file, row->line, why.en);
            return false;
        }
        context = feel_from_json(arena, json);
    }
    got = value_of(arena, row->expression, context, &notes, &err);
    if (refuse || err) {
        if (refuse && err) return true;
        print_error("%s:%zu: %.*s: %s\n", row->file, row->line, STR_ARG(row->expression), err ? "is refused" : "is not refused");
        return false;
    }
    want = value_of(arena, quiet_null ? STR("null") : row->expected, context, &expected_notes, &want_err);
    bool same = want_err == ERR_OK && feel_same(got, want);
    bool notes_fit = got->type != FEEL_NULL || (notes.count > 0) == !quiet_null;
    if (same && notes_fit && survives_printing(arena, got)) return true;
    print_error("%s:%zu: %.*s gives %.*s (%zu notes: %s), expected %.*s\n", row->file, row->line, STR_ARG(row->expression),
                STR_ARG(printed(arena, got)), notes.count, notes.count ? notes.first[0].en : "", STR_ARG(row->expected));
    return false;
}

static size_t run_file(const char *folder, struct str name, size_t *rows)
{
    struct arena *arena = arena_open(256u << 20);
    struct str text, line, path = str_format(arena, "%s/%.*s", folder, STR_ARG(name));
    struct fault why = { 0 };
    size_t failed = 0, number = 0;

    assert_int_equal(io_read(arena, path.at, 1u << 20, &text, &why), ERR_OK);
    while (str_split(&text, '\n', &line)) {
        struct row row = { .file = path.at, .line = ++number };
        if (line.len == 0 || line.at[0] == '#') continue;
        if (!str_split(&line, '\t', &row.expression) || !str_split(&line, '\t', &row.context) || !str_split(&line, '\t', &row.expected)) {
            print_error("%s:%zu: three columns are needed\n", path.at, number);
            failed++;
            continue;
        }
        struct arena *own = arena_open(64u << 20);
        failed += !check(own, &row);
        arena_close(own);
        ++*rows;
    }
    arena_close(arena);
    return failed;
}

static void test_corpora(void **state)
{
    const char *folder = *state;
    struct arena *arena = arena_open(1u << 20);
    struct str *names;
    struct fault why = { 0 };
    size_t count, failed = 0, rows = 0;

    assert_int_equal(io_list(arena, folder, STR(".tsv"), &names, &count, &why), ERR_OK);
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) failed += run_file(folder, names[i], &rows);
    print_message("%zu rows in %zu files\n", rows, count);
    assert_true(rows > 500);
    assert_int_equal(failed, 0);
    arena_close(arena);
}

int main(int argc, char **argv)
{
    char *folder = argc > 1 ? argv[1] : "tests/feel/cases";
    const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(test_corpora, folder) };

    return cmocka_run_group_tests_name("feel", tests, NULL, NULL);
}
