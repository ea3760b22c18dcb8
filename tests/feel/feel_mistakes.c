/*
 * feel_mistakes.c - what people get wrong, and what they are told.
 *
 * feel_mistakes FILE: a row is `expression ⇥ character ⇥ Chinese ⇥ English`: the
 * first message about the expression, whether it is refused or evaluated over
 * FACTS, and the character (from 1) it points at.  `cell: ` before it: unary
 * tests, as in a decision table, put to 600.  `feel_mistakes FILE print`
 * prints the rows as they are, to be read before they are kept.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/io.h"
#include "feel/feel.h"

static const char FACTS[] = "{\"amount\":600,\"level\":\"A\",\"done\":true,\"list\":[1,2,3],\"item\":{\"name\":\"n\",\"code\":\"0501\"},"
                            "\"nothing\":null,\"text\":\"500\",\"rate\":0.05}";

static struct arena *arena;
static const struct feel_value *facts;
static struct str rows;

struct said { size_t character; struct str zh, en; };

/* The first message about an expression; zh.at == NULL when there is none. */
static struct said message(struct str text)
{
    const struct feel_expr *expr = NULL;
    struct feel_scope scope = { .names = facts->context };
    struct feel_notes notes = { 0 };
    struct fault why = { 0 };
    bool cell = str_starts(text, STR("cell: "));

    if (cell) text = str_sub(text, 6, text.len);
    if (cell ? feel_parse_tests(arena, text, NULL, &expr, &why) : feel_parse(arena, text, NULL, &expr, &why))
        return (struct said){ feel_spot(text, why.at).character, str_dup(arena, str_from_c(why.zh)), str_dup(arena, str_from_c(why.en)) };
    if (cell) (void)feel_test(arena, expr, feel_integer(arena, 600), &scope, &notes);
    else (void)feel_eval(arena, expr, &scope, &notes);
    if (!notes.count) return (struct said){ 0 };
    return (struct said){ feel_spot(text, notes.first[0].at).character, str_dup(arena, str_from_c(notes.first[0].zh)), str_dup(arena, str_from_c(notes.first[0].en)) };
}

static void print_rows(void)
{
    struct str rest = rows, line, text;

    while (str_split(&rest, '\n', &line)) {
        struct said said;

        if (!line.len || line.at[0] == '#') {
            printf("%.*s\n", STR_ARG(line));
            continue;
        }
        (void)str_split(&line, '\t', &text);
        said = message(text);
        printf("%.*s\t%zu\t%.*s\t%.*s\n", STR_ARG(text), said.character, STR_ARG(said.zh), STR_ARG(said.en));
    }
}

static void mistakes(void **state)
{
    struct str rest = rows, line, text, character, zh, en;
    size_t count = 0, failed = 0;

    (void)state;
    while (str_split(&rest, '\n', &line)) {
        struct said said;

        if (!line.len || line.at[0] == '#') continue;
        assert_true(str_split(&line, '\t', &text) && str_split(&line, '\t', &character) && str_split(&line, '\t', &zh) && str_split(&line, '\t', &en));
        said = message(text);
        count++;
        if (str_eq(said.zh, zh) && str_eq(said.en, en) && str_eq(str_format(arena, "%zu", said.character), character)) continue;
        failed++;
        print_error("%.*s\n  says   %zu %.*s | %.*s\n  wanted %.*s %.*s | %.*s\n", STR_ARG(text), said.character, STR_ARG(said.zh), STR_ARG(said.en),
                    STR_ARG(character), STR_ARG(zh), STR_ARG(en));
    }
    assert_true(count > 100);
    assert_int_equal(failed, 0);
}

/* An excerpt shows the place, on one line, never cut inside a character. */
static void spots(void **state)
{
    static const struct { const char *text, *shown; size_t at, character; } cases[] = {
        { "a == b", "a == b", 2, 3 },
        { "", "", 0, 1 },
        { "金额 ＞ 5", "金额 ＞ 5", 7, 4 },
        { "a\n\t= b", "a  = b", 3, 4 },
        { "level = \"A\" and amount > 500 and done", "level = \"A\" and amount > 500 and…", 0, 1 },
        { "level = \"A\" and amount > 500 and done", "… = \"A\" and amount > 500 and done", 33, 34 },
        { "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", "…九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", 60, 21 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct feel_spot spot = feel_spot(str_from_c(cases[i].text), cases[i].at);
        if (!str_is(str_from_c(spot.text), cases[i].shown) || spot.character != cases[i].character)
            fail_msg("case %zu: \"%s\" at %zu", i, spot.text, spot.character);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(mistakes), cmocka_unit_test(spots) };
    struct json_t *json;
    struct fault why = { 0 };
    int status = 0;

    arena = arena_open(64u << 20);
    if (argc < 2 || io_read(arena, argv[1], 1u << 20, &rows, &why) || json_parse(arena, str_from_c(FACTS), &json, &why)) {
        fprintf(stderr, "feel_mistakes: %s\n", argc < 2 ? "FILE is missing" : why.en);
        return 2;
    }
    facts = feel_from_json(arena, json);
    if (argc > 2) print_rows();
    else status = cmocka_run_group_tests_name("feel", tests, NULL, NULL);
    arena_close(arena);
    return status;
}
