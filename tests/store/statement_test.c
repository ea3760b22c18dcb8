/*
 * statement_test.c - values in and out, limits, refusals, snapshots.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "place.h"
#include "store/store_backend.h"

#include <math.h>
#include <string.h>

QUERY(FULL_ADD) = {
    .name = "full_add",
    .sql = "INSERT INTO thing (id, name, weight, size, parent, data) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { STORE_INT, STORE_TEXT, STORE_REAL, STORE_INT, STORE_INT, STORE_BLOB },
};

/* $2 stands before $1, to try that places are found by number. */
QUERY(FULL_READ) = {
    .name = "full_read",
    .sql = "SELECT id, name, weight, size, parent, data FROM thing WHERE name <> $2 AND id = $1",
    .takes = { STORE_INT, STORE_TEXT },
    .gives = { STORE_INT, STORE_TEXT, STORE_REAL, STORE_INT, STORE_INT, STORE_BLOB },
};

QUERY(NAME_RETURN) = {
    .name = "name_return",
    .sql = "UPDATE thing SET name = $2 WHERE id = $1 RETURNING name, id",
    .takes = { STORE_INT, STORE_TEXT },
    .gives = { STORE_TEXT, STORE_INT },
};

QUERY(ALL_SIZE) = {
    .name = "all_size",
    .sql = "UPDATE thing SET size = $1",
    .takes = { STORE_INT },
};

QUERY(SERIES) = {
    .name = "series",
    .sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n",
    .pg = "SELECT i FROM generate_series(1::bigint, $1) AS i",
    .takes = { STORE_INT },
    .gives = { STORE_INT },
};

/* ── Values ────────────────────────────────────────────────────────────── */

struct value_case {
    const char *label;
    struct str name;
    struct store_arg weight, size, parent, data;
};

struct value_job {
    const struct value_case *cases;
    size_t count;
};

static enum err values_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct value_job *values = job->arg;
    enum err err = ERR_OK;

    for (size_t i = 0; i < values->count && !err; i++) {
        const struct value_case *c = &values->cases[i];
        int64_t changed = -1;

        err = store_run(db, &FULL_ADD,
                        ARGS(arg_int((int64_t)i + 1), arg_text(c->name), c->weight, c->size, c->parent, c->data),
                        &changed, why);
        assert_int_equal(changed, err ? -1 : 1);
    }
    return err;
}

static void check_cell(const char *label, const struct rows *row, size_t column, struct store_arg wanted)
{
    assert_int_equal(row_null(row, 0, column), wanted.null);
    if (wanted.type == STORE_INT && row_int(row, 0, column) != (wanted.null ? 0 : wanted.integer))
        fail_msg("%s", label);
    if (wanted.type == STORE_REAL && !(row_real(row, 0, column) == (wanted.null ? 0 : wanted.real)))
        fail_msg("%s", label);
    if ((wanted.type == STORE_TEXT || wanted.type == STORE_BLOB) && !wanted.null) {
        struct str got = row_str(row, 0, column);
        if (got.len != wanted.bytes.len || memcmp(got.at, wanted.bytes.at, got.len) != 0) fail_msg("%s", label);
    }
}

static void values_come_back_as_they_went(void **state)
{
    static char big[100000];
    const struct value_case cases[] = {
        { "plain", STR("路灯不亮"), arg_real(1.5), arg_int(7), arg_id(0), arg_blob(STR("\x00\x01\xFF")) },
        { "all NULL", STR("null"), { .type = STORE_REAL, .null = true }, arg_id(0), arg_id(0), arg_blob(STR_NONE) },
        { "empty texts are not NULL", STR(""), arg_real(0), arg_int(0), arg_id(0), arg_blob(STR("")) },
        { "greatest", STR("greatest"), arg_real(1.7976931348623157e308), arg_int(INT64_MAX), arg_id(1),
          arg_blob(STR("x")) },
        { "smallest", STR("smallest"), arg_real(-5e-324), arg_int(0), arg_id(0), arg_blob(STR("\0\0")) },
        { "a third", STR("third"), arg_real(1.0 / 3), arg_int(1), arg_id(4), arg_blob(STR("\\x00")) },
        { "quotes", STR("Robert'); DROP TABLE thing;-- \" \\ $1 ? %s"), arg_real(1), arg_int(1), arg_id(0),
          arg_blob(STR("'")) },
        { "marks",
          STR("\xE2\x80\xAE"
              "abc\xEF\xBB\xBF\xF0\x9F\x94\xA6\n\t\x01\x7F"),
          arg_real(1), arg_int(1), arg_id(0), arg_blob(STR("b")) },
        { "long", { big, sizeof big }, arg_real(1), arg_int(1), arg_id(0), arg_blob((struct str){ big, sizeof big }) },
    };
    struct place *place = *state;
    struct value_job values = { cases, COUNT_OF(cases) };
    struct fault why = { 0 };

    memset(big, 'a', sizeof big);
    place_open(place);
    if (store_transact(place->store, 0, values_apply, &values, &why)) fail_msg("%s", why.en);
    struct db *db = store_reader_take(place->store);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct value_case *c = &cases[i];
        struct rows row;

        if (store_one(db, place->arena, &FULL_READ, ARGS(arg_int((int64_t)i + 1), arg_c("no such")), &row, &why))
            fail_msg("%s: %s", c->label, why.en);
        assert_int_equal(row.width, 6);
        check_cell(c->label, &row, 1, arg_text(c->name));
        check_cell(c->label, &row, 2, c->weight);
        check_cell(c->label, &row, 3, c->size);
        check_cell(c->label, &row, 4, c->parent);
        check_cell(c->label, &row, 5, c->data);
        assert_int_equal(row_str(&row, 0, 1).at[c->name.len], 0);
    }
    store_reader_give(place->store, db);
}

struct refused_case {
    const char *label;
    struct store_arg name, weight;
    enum err err;
};

static enum err refused_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct refused_case *c = job->arg;

    return store_run(db, &FULL_ADD, ARGS(arg_int(99), c->name, c->weight, arg_int(1), arg_id(0), arg_blob(STR("x"))),
                     NULL, why);
}

static void bad_arguments_are_refused_alike(void **state)
{
    static const char half[] = "\xE8\xB7";
    const struct refused_case cases[] = {
        { "U+0000", arg_text(STR("a\0b")), arg_real(1), ERR_INVALID },
        { "broken UTF-8", arg_c(half), arg_real(1), ERR_INVALID },
        { "a lone surrogate", arg_c("\xED\xA0\x80"), arg_real(1), ERR_INVALID },
        { "an overlong form", arg_c("\xC0\x80"), arg_real(1), ERR_INVALID },
        { "not a number", arg_c("x"), arg_real(NAN), ERR_INVALID },
        { "infinite", arg_c("x"), arg_real(-INFINITY), ERR_INVALID },
        { "NULL where none may be", arg_text(STR_NONE), arg_real(1), ERR_CONFLICT },
        { "a blob for a text", arg_blob(STR("x")), arg_real(1), ERR_INTERNAL },
        { "an integer for a real", arg_c("x"), arg_int(1), ERR_INTERNAL },
    };
    struct place *place = *state;

    place_open(place);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fault why = { 0 };
        struct refused_case c = cases[i];
        enum err err = store_transact(place->store, 0, refused_apply, &c, &why);

        if (err != c.err) fail_msg("%s: %s", c.label, err_name(err));
        assert_fault(why, c.err);
    }
    assert_int_equal(thing_count(place->store), 0);
}

static enum err count_apply(struct db *db, struct store_job *job, struct fault *why)
{
    (void)job;
    return store_run(db, &FULL_ADD, ARGS(arg_int(1)), NULL, why);
}

static void wrong_number_of_arguments_is_an_error_not_a_crash(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };

    place_open(place);
    assert_int_equal(store_transact(place->store, 0, count_apply, NULL, &why), ERR_INTERNAL);
    assert_non_null(strstr(why.en, "full_add"));
}

/* ── Constraints ───────────────────────────────────────────────────────── */

struct constraint_case {
    const char *label;
    int64_t id;
    const char *name;
    int64_t size, parent;
};

static enum err constraint_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct constraint_case *c = job->arg;

    return store_run(
        db, &FULL_ADD,
        ARGS(arg_int(c->id), arg_c(c->name), arg_real(1), arg_int(c->size), arg_id(c->parent), arg_blob(STR("x"))),
        NULL, why);
}

static void broken_constraints_are_conflicts(void **state)
{
    static const struct constraint_case cases[] = {
        { "primary key", 1, "b", 1, 0 },
        { "unique", 2, "a", 1, 0 },
        { "check", 2, "b", -1, 0 },
        { "foreign key", 2, "b", 1, 77 },
    };
    struct place *place = *state;
    struct constraint_case good = { "good", 1, "a", 1, 0 };

    place_open(place);
    assert_int_equal(store_transact(place->store, 0, constraint_apply, &good, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct constraint_case c = cases[i];
        struct fault why = { 0 };
        enum err err = store_transact(place->store, 0, constraint_apply, &c, &why);

        if (err != ERR_CONFLICT) fail_msg("%s: %s", c.label, err_name(err));
        assert_fault(why, ERR_CONFLICT);
    }
    assert_int_equal(thing_count(place->store), 1);
}

/* ── Rows ──────────────────────────────────────────────────────────────── */

static void rows_have_limits(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    struct rows rows = { .count = 12345 };

    place_open(place);
    struct db *db = store_reader_take(place->store);
    assert_int_equal(store_all(db, place->arena, &SERIES, ARGS(arg_int(STORE_ROWS_MAX + 1)), &rows, &why),
                     ERR_TOO_LARGE);
    assert_fault(why, ERR_TOO_LARGE);
    assert_int_equal(rows.count, 12345);
    assert_int_equal(store_all(db, place->arena, &SERIES, ARGS(arg_int(STORE_ROWS_MAX)), &rows, &why), ERR_OK);
    assert_int_equal(rows.count, STORE_ROWS_MAX);
    for (size_t i = 0; i < rows.count; i++) assert_int_equal(row_int(&rows, i, 0), i + 1);
    assert_int_equal(store_one(db, place->arena, &SERIES, ARGS(arg_int(5)), &rows, &why), ERR_OK);
    assert_int_equal(row_int(&rows, 0, 0), 1);
    store_reader_give(place->store, db);
}

static void nothing_is_not_found_and_harmless(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    struct rows rows = { .count = 12345 };

    place_open(place);
    struct db *db = store_reader_take(place->store);
    assert_int_equal(store_one(db, place->arena, &FULL_READ, ARGS(arg_int(1), arg_c("")), &rows, &why), ERR_NOT_FOUND);
    assert_fault(why, ERR_NOT_FOUND);
    assert_int_equal(rows.count, 12345);
    assert_int_equal(store_all(db, place->arena, &FULL_READ, ARGS(arg_int(1), arg_c("")), &rows, &why), ERR_OK);
    assert_int_equal(rows.count, 0);
    store_reader_give(place->store, db);
}

static void memory_of_rows_is_bounded(void **state)
{
    struct place *place = *state;
    struct arena *small = arena_open(20000);
    struct rows rows = { .count = 12345 };
    struct fault why = { 0 };

    place_open(place);
    struct db *db = store_reader_take(place->store);
    assert_int_equal(store_all(db, small, &SERIES, ARGS(arg_int(5000)), &rows, &why), ERR_NO_MEMORY);
    assert_int_equal(rows.count, 12345);
    assert_int_equal(store_one(db, place->arena, &SERIES, ARGS(arg_int(5000)), &rows, &why), ERR_OK);
    store_reader_give(place->store, db);
    arena_close(small);
}

struct sum {
    struct db *db;
    struct arena *arena;
    int64_t rows, stop_at, total;
    enum err nested;
};

static enum err sum_row(const struct rows *row, void *arg, struct fault *why)
{
    struct sum *sum = arg;
    struct rows other;

    assert_int_equal(row->count, 1);
    sum->rows++;
    sum->total += row_int(row, 0, 0);
    if (sum->rows == 1) sum->nested = store_one(sum->db, sum->arena, &SERIES, ARGS(arg_int(1)), &other, NULL);
    return sum->rows == sum->stop_at ? fault_set(why, ERR_GONE, "够了", "enough") : ERR_OK;
}

static void rows_stream_until_stopped(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };

    place_open(place);
    struct db *db = store_reader_take(place->store);
    struct sum sum = { .db = db, .arena = place->arena };
    size_t before = arena_used(place->arena);
    assert_int_equal(store_each(db, place->arena, &SERIES, ARGS(arg_int(100000)), sum_row, &sum, &why), ERR_OK);
    assert_int_equal(sum.rows, 100000);
    assert_int_equal(sum.total, INT64_C(100000) * 100001 / 2);
    assert_int_equal(sum.nested, ERR_INTERNAL);
    assert_true(arena_used(place->arena) - before < 4096);

    sum = (struct sum){ .db = db, .arena = place->arena, .stop_at = 3 };
    assert_int_equal(store_each(db, place->arena, &SERIES, ARGS(arg_int(1000)), sum_row, &sum, &why), ERR_GONE);
    assert_string_equal(why.en, "enough");
    assert_int_equal(sum.rows, 3);
    store_reader_give(place->store, db);
}

static enum err returning_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct rows *row = job->arg, none = { .count = 12345 };
    int64_t changed = 0;
    enum err err = thing_add(db, 1, "a", why);

    if (!err) err = thing_add(db, 2, "b", why);
    if (!err) err = store_one(db, store_scratch(db), &NAME_RETURN, ARGS(arg_int(1), arg_c("c")), row, why);
    if (err) return err;
    assert_true(str_is(row_str(row, 0, 0), "c"));
    assert_int_equal(row_int(row, 0, 1), 1);
    assert_int_equal(store_one(db, store_scratch(db), &NAME_RETURN, ARGS(arg_int(9), arg_c("d")), &none, why),
                     ERR_NOT_FOUND);
    assert_int_equal(none.count, 12345);
    assert_int_equal(store_run(db, &ALL_SIZE, ARGS(arg_int(4)), &changed, why), ERR_OK);
    assert_int_equal(changed, 2);
    assert_int_equal(store_run(db, &NAME_RETURN, ARGS(arg_int(2), arg_c("e")), &changed, why), ERR_OK);
    assert_int_equal(changed, 1);
    assert_int_equal(store_run(db, &NAME_RETURN, ARGS(arg_int(3), arg_c("e")), &changed, why), ERR_OK);
    assert_int_equal(changed, 0);
    return ERR_OK;
}

static void changes_are_counted_and_returned(void **state)
{
    struct place *place = *state;
    struct rows row = { 0 };

    place_open(place);
    assert_int_equal(store_transact(place->store, 0, returning_apply, &row, NULL), ERR_OK);
    assert_int_equal(thing_count(place->store), 2);
}

/* ── Readers ───────────────────────────────────────────────────────────── */

static enum err add_apply(struct db *db, struct store_job *job, struct fault *why)
{
    return thing_add(db, *(int64_t *)job->arg, NULL, why);
}

static bool sees(struct db *db, struct arena *arena, int64_t id)
{
    struct rows row;

    return store_one(db, arena, &FULL_READ, ARGS(arg_int(id), arg_c("")), &row, NULL) == ERR_OK;
}

static void a_reader_sees_one_snapshot(void **state)
{
    struct place *place = *state;
    int64_t one = 1, two = 2;

    place_open(place);
    assert_int_equal(store_transact(place->store, 0, add_apply, &one, NULL), ERR_OK);
    struct db *db = store_reader_take(place->store);
    assert_true(sees(db, place->arena, 1));
    assert_int_equal(store_transact(place->store, 0, add_apply, &two, NULL), ERR_OK);
    assert_false(sees(db, place->arena, 2));
    assert_true(thing_exists(place->store, 2));
    store_reader_give(place->store, db);
    db = store_reader_take(place->store);
    assert_true(sees(db, place->arena, 2));
    store_reader_give(place->store, db);
}

static void a_reader_cannot_write(void **state)
{
    struct place *place = *state;
    struct fault why = { 0 };
    struct rows rows;

    place_open(place);
    struct db *db = store_reader_take(place->store);
    assert_int_equal(thing_add(db, 1, "a", &why), ERR_FORBIDDEN);
    assert_fault(why, ERR_FORBIDDEN);
    /* What failed stays failed until it is given back. */
    assert_int_equal(store_one(db, place->arena, &SERIES, ARGS(arg_int(1)), &rows, &why), ERR_FORBIDDEN);
    assert_int_equal(store_count(db, STR("x"), 1, &why), ERR_INTERNAL);
    store_reader_give(place->store, db);
    for (int i = 0; i < 5; i++) {
        db = store_reader_take(place->store);
        assert_int_equal(store_one(db, place->arena, &SERIES, ARGS(arg_int(1)), &rows, &why), ERR_OK);
        store_reader_give(place->store, db);
    }
    assert_int_equal(thing_count(place->store), 0);
}

/* ── What start-up refuses ─────────────────────────────────────────────── */

static void typos_are_found_when_prepared(void **state)
{
    static const struct {
        struct query query;
        enum err err;
    } cases[] = {
        { { .name = "good",
            .sql = "SELECT id, name FROM thing WHERE id = $1",
            .takes = { STORE_INT },
            .gives = { STORE_INT, STORE_TEXT } },
          ERR_OK },
        { { .name = "misspelt column", .sql = "SELECT nam FROM thing", .gives = { STORE_TEXT } }, ERR_INTERNAL },
        { { .name = "misspelt table", .sql = "SELECT name FROM things", .gives = { STORE_TEXT } }, ERR_INTERNAL },
        { { .name = "quoted misspelling", .sql = "SELECT id FROM thing WHERE name = \"nam\"", .gives = { STORE_INT } },
          ERR_INTERNAL },
        { { .name = "syntax", .sql = "SELEC name FROM thing", .gives = { STORE_TEXT } }, ERR_INTERNAL },
        { { .name = "too few gives", .sql = "SELECT id, name FROM thing", .gives = { STORE_INT } }, ERR_INTERNAL },
        { { .name = "too many gives", .sql = "SELECT id FROM thing", .gives = { STORE_INT, STORE_TEXT } },
          ERR_INTERNAL },
        { { .name = "gives nothing", .sql = "SELECT id FROM thing" }, ERR_INTERNAL },
        { { .name = "text as number", .sql = "SELECT name FROM thing", .gives = { STORE_INT } }, ERR_INTERNAL },
        { { .name = "number as text", .sql = "SELECT id FROM thing", .gives = { STORE_TEXT } }, ERR_INTERNAL },
        { { .name = "blob as text", .sql = "SELECT data FROM thing", .gives = { STORE_TEXT } }, ERR_INTERNAL },
        { { .name = "real as integer", .sql = "SELECT weight FROM thing", .gives = { STORE_INT } }, ERR_INTERNAL },
        { { .name = "unused input",
            .sql = "SELECT id FROM thing WHERE id = $1",
            .takes = { STORE_INT, STORE_INT },
            .gives = { STORE_INT } },
          ERR_INTERNAL },
        { { .name = "undeclared input",
            .sql = "SELECT id FROM thing WHERE id = $2",
            .takes = { STORE_INT },
            .gives = { STORE_INT } },
          ERR_INTERNAL },
        { { .name = "two statements", .sql = "SELECT id FROM thing; DELETE FROM thing", .gives = { STORE_INT } },
          ERR_INTERNAL },
        { { .name = "dollar in a text", .sql = "SELECT id FROM thing WHERE name = '$1'", .gives = { STORE_INT } },
          ERR_OK },
    };
    struct place *place = *state;

    place_open(place);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct db *db = store_reader_take(place->store);
        struct fault why = { 0 };
        enum err err = statement_check(db, &cases[i].query, &why);

        if (err != cases[i].err) fail_msg("%s: %s %s", cases[i].query.name, err_name(err), why.en);
        if (err && !strstr(why.en, cases[i].query.name) && !strstr(why.detail, cases[i].query.name))
            fail_msg("%s is not named: %s %s", cases[i].query.name, why.en, why.detail);
        store_reader_give(place->store, db);
    }
}

static void an_unlisted_query_is_refused(void **state)
{
    static const struct query stray = { .name = "stray", .sql = "SELECT 1", .gives = { STORE_INT } };
    struct place *place = *state;
    struct fault why = { 0 };
    struct rows rows;

    place_open(place);
    struct db *db = store_reader_take(place->store);
    assert_int_equal(store_one(db, place->arena, &stray, NO_ARGS, &rows, &why), ERR_INTERNAL);
    assert_non_null(strstr(why.en, "stray"));
    store_reader_give(place->store, db);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(values_come_back_as_they_went),
        PLACE_TEST(bad_arguments_are_refused_alike),
        PLACE_TEST(wrong_number_of_arguments_is_an_error_not_a_crash),
        PLACE_TEST(broken_constraints_are_conflicts),
        PLACE_TEST(rows_have_limits),
        PLACE_TEST(nothing_is_not_found_and_harmless),
        PLACE_TEST(memory_of_rows_is_bounded),
        PLACE_TEST(rows_stream_until_stopped),
        PLACE_TEST(changes_are_counted_and_returned),
        PLACE_TEST(a_reader_sees_one_snapshot),
        PLACE_TEST(a_reader_cannot_write),
        PLACE_TEST(typos_are_found_when_prepared),
        PLACE_TEST(an_unlisted_query_is_refused),
    };

    return run_everywhere("statement", tests, COUNT_OF(tests));
}
