/*
 * day_test.c - what synthetic days are made of: chance, sentences, decisions of people, pictures.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../base/check.h"

#include <string.h>

#include "base/io.h"
#include "commands/acting.h"
#include "commands/picture.h"
#include "commands/sentences.h"

static int open_arena(void **state)
{
    *state = arena_open(64u << 20);
    return *state == NULL;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static struct str content(struct arena *arena, const char *name)
{
    struct fault why = { 0 };
    struct str text;

    if (io_read(arena, str_format(arena, SOURCE_ROOT "/content/%s", name).at, 1 << 20, &text, &why)) fail_msg("%s", why.en);
    return text;
}

static void the_same_seed_gives_the_same_day(void **state)
{
    struct chance a = { 7 }, b = { 7 }, c = { 8 };
    size_t counts[10] = { 0 }, differing = 0;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        uint64_t x = chance_next(&a);
        assert_true(x == chance_next(&b));
        differing += x != chance_next(&c);
        counts[chance_below(&a, 10)]++;
        (void)chance_below(&b, 10);
        assert_true(chance_unit(&c) < 1.0);
    }
    assert_int_equal(differing, 10000);
    for (int i = 0; i < 10; i++) assert_in_range(counts[i], 850, 1150);
}

static void a_wheel_turns_by_its_weights(void **state)
{
    struct chance chance = { 1 };
    struct fault why = { 0 };
    struct csv csv;
    struct wheel wheel;
    size_t heavy = 0;

    assert_int_equal(csv_parse(*state, STR("kind,key,weight\nhour,7,1\ntype,a,9\ntype,b,0\ntype,c,1\n"), &csv, &why), ERR_OK);
    assert_int_equal(wheel_read(*state, &csv, "type", &wheel, &why), ERR_OK);
    assert_int_equal(wheel.count, 3);
    for (int i = 0; i < 1000; i++) {
        struct str key = wheel_spin(&wheel, &chance);
        assert_false(str_is(key, "b"));
        assert_false(str_is(key, "7"));
        heavy += str_is(key, "a");
    }
    assert_in_range(heavy, 850, 950);
    assert_int_equal(wheel_read(*state, &csv, "source", &wheel, &why), ERR_INVALID);
    assert_int_equal(csv_parse(*state, STR("kind,key,weight\ntype,a,-1\n"), &csv, &why), ERR_OK);
    assert_int_equal(wheel_read(*state, &csv, "type", &wheel, &why), ERR_INVALID);
}

/* Every type of the catalogue has sentences of its own, and no {place} is left open. */
static void every_type_has_its_sentences(void **state)
{
    struct fault why = { 0 };
    struct chance chance = { 3 };
    struct sentences *sentences;
    struct csv events;

    assert_int_equal(sentences_load(*state, content(*state, "simulate/sentences.csv"), &sentences, &why), ERR_OK);
    assert_int_equal(csv_parse(*state, content(*state, "catalogues/events.csv"), &events, &why), ERR_OK);
    for (size_t i = 0; i < events.rows; i++) {
        struct str code = csv_get(&events, i, "code"), first = sentences_report(sentences, *state, &chance, code);
        size_t other = 0;
        for (int k = 0; k < 30; k++) {
            struct str text = sentences_report(sentences, *state, &chance, code);
            assert_true(text.len > 20);
            assert_true(str_find(text, STR("{")) < 0 && str_find(text, STR("}")) < 0);
            assert_false(str_eq(text, sentences_note(sentences, &chance, STR("any"))));
            other += !str_eq(text, first);
        }
        if (other < 20) fail_msg("%.*s: always the same words", STR_ARG(code));
    }
    assert_true(sentences_note(sentences, &chance, STR("return")).len > 0);
    assert_true(sentences_note(sentences, &chance, STR("nothing_of_the_kind")).len > 0);
}

static void broken_sentences_are_refused(void **state)
{
    static const struct { const char *name, *text; } ROWS[] = {
        { "a word nobody wrote", "kind,key,text\nnote,any,好\nreport,0501,{where}有摊\n" },
        { "no text", "kind,key,text\nnote,any,好\nreport,0501,\n" },
        { "no general note", "kind,key,text\nreport,0501,有摊\n" },
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct sentences *sentences = NULL;
        struct fault why = { 0 };
        enum err err = sentences_load(*state, str_from_c(ROWS[i].text), &sentences, &why);
        if (err != ERR_INVALID || sentences || !why.zh[0]) fail_msg("%s: %s", ROWS[i].name, err_name(err));
    }
}

static void most_take_the_usual_way_out(void **state)
{
    static const struct way WAYS[] = { { false, true }, { true, false }, { false, false } };
    struct chance chance = { 5 };
    size_t counts[3] = { 0 };

    (void)state;
    for (int i = 0; i < 10000; i++) counts[acting_choose(&chance, WAYS, 3)]++;
    assert_in_range(counts[1], 8600, 9300);
    assert_in_range(counts[2], 600, 1100);
    assert_in_range(counts[0], 100, 350);
    assert_int_equal(acting_choose(&chance, WAYS + 2, 1), 0);
}

/* Required fields are filled with what the form allows, the others left alone. */
static void forms_are_filled_as_they_ask(void **state)
{
    struct fault why = { 0 };
    struct chance chance = { 5 };
    struct json_t *form, *fields;

    assert_int_equal(json_parse(*state, content(*state, "forms/callback.form"), &form, &why), ERR_OK);
    for (int i = 0; i < 20; i++) {
        struct str text = acting_fields(*state, &chance, form);
        bool allowed = false;
        assert_int_equal(json_parse(*state, text, &fields, &why), ERR_OK);
        static const char *const REACHED[] = { "phone", "visit", "message", "no_answer", "unreachable", "anonymous", "declined" };
        for (size_t k = 0; k < COUNT_OF(REACHED); k++) allowed |= str_is(json_get_str(fields, "reached"), REACHED[k]);
        assert_true(allowed);
        assert_null(json_get(fields, "words"));
    }
    CHECK_STR("no form", acting_fields(*state, &chance, NULL), "{}");
}

static void pictures_are_jpegs_and_differ(void **state)
{
    struct chance chance = { 9 };
    struct fault why = { 0 };
    struct str one, other;

    assert_int_equal(picture_start(&why), ERR_OK);
    assert_int_equal(picture_jpeg(*state, &chance, &one, &why), ERR_OK);
    assert_int_equal(picture_jpeg(*state, &chance, &other, &why), ERR_OK);
    assert_true(one.len > 1000 && one.len < 100000);
    assert_memory_equal(one.at, "\xFF\xD8\xFF", 3);
    assert_false(str_eq(one, other));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_seed_gives_the_same_day), TEST(a_wheel_turns_by_its_weights), TEST(every_type_has_its_sentences),
        TEST(broken_sentences_are_refused), TEST(most_take_the_usual_way_out), TEST(forms_are_filled_as_they_ask),
        TEST(pictures_are_jpegs_and_differ),
    };
    return cmocka_run_group_tests_name("commands/day", tests, NULL, NULL);
}
