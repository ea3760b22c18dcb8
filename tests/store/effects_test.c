/*
 * effects_test.c - live events, counters and their rebuilding.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "work.h"

#include <stdio.h>
#include <string.h>

#include "store/tally.h"

static enum err feed_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static const struct feed_event events[] = {
        { .case_id = 11,
          .area_id = 1,
          .unit_id = 4,
          .user_id = 5,
          .kind = "case",
          .body = { "{}", 2 } },
        { .kind = "hello", .body = { NULL, 0 } },
    };
    enum err err = ERR_OK;

    (void)job;
    for (size_t i = 0; i < COUNT_OF(events) && !err; i++) err = store_feed(db, &events[i], why);
    return err;
}

static void events_carry_their_columns(void **state)
{
    static const int64_t wanted[] = { 11, 1, 4, 5 };
    struct place *place = *state;
    struct store *store = place_open(place);
    struct rows rows;

    assert_int_equal(store_transact(store, 0, feed_apply, NULL, NULL), ERR_OK);
    struct db *db = store_reader_take(store);
    assert_int_equal(store_feed_after(db, place->arena, 0, 10, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 2);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_int_equal(row_int(&rows, 0, FEED_CASE + i), wanted[i]);
        assert_int_equal(row_null(&rows, 1, FEED_CASE + i), i > 0);
    }
    assert_int_equal(row_int(&rows, 0, FEED_SEQ), 1);
    assert_int_equal(row_int(&rows, 1, FEED_SEQ), 2);
    assert_true(row_int(&rows, 0, FEED_AT) > INT64_C(1700000000000));
    assert_true(str_is(row_str(&rows, 0, FEED_KIND), "case") && str_is(row_str(&rows, 0, FEED_BODY), "{}"));
    assert_true(str_is(row_str(&rows, 1, FEED_BODY), "") && !row_null(&rows, 1, FEED_BODY));
    assert_int_equal(store_feed_after(db, place->arena, 1, 10, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(store_feed_after(db, place->arena, 0, 1, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(store_feed_after(db, place->arena, 0, 0, &rows, NULL), ERR_INVALID);
    assert_int_equal(store_feed_after(db, place->arena, 0, STORE_ROWS_MAX + 1, &rows, NULL), ERR_INVALID);
    store_reader_give(store, db);
}

static enum err bad_effects_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static char big[300];

    (void)job;
    memset(big, 'k', sizeof big);
    assert_int_equal(store_count(db, STR("a\0b"), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, STR(""), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, STR("\xFF"), 1, why), ERR_INVALID);
    assert_int_equal(store_count(db, (struct str){ big, sizeof big }, 1, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "x", .body = STR("\0") }, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "", .body = STR("x") }, why), ERR_INVALID);
    assert_int_equal(store_feed(db, &(struct feed_event){ .kind = "\xC3", .body = STR("x") }, why), ERR_INVALID);
    return thing_add(db, 1, NULL, why);
}

static void bad_effects_are_refused_where_they_are_made(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);

    assert_int_equal(store_transact(store, 0, bad_effects_apply, NULL, NULL), ERR_OK);
    assert_true(thing_exists(store, 1));
    assert_int_equal(feed_newest(store), 0);
}

static enum err many_counters_apply(struct db *db, struct store_job *job, struct fault *why)
{
    static const struct {
        const char *key;
        int64_t by;
    } deltas[] = { { "open/b", 3 }, { "open/a", 1 }, { "open0", 9 }, { "open/b", -1 }, { "open/", 5 },
                   { "ope", 1 },    { "nil", 4 },    { "nil", -4 },  { "open/é", 2 },  { "open/\xF0\x9F\x94\xA6", 6 } };
    enum err err = ERR_OK;

    (void)job;
    for (size_t i = 0; i < COUNT_OF(deltas) && !err; i++)
        err = store_count(db, str_from_c(deltas[i].key), deltas[i].by, why);
    return err;
}

static void counters_are_summed_and_read_by_prefix(void **state)
{
    static const struct {
        const char *key;
        int64_t value;
    } wanted[] = {
        { "open/", 10 }, { "open/a", 2 }, { "open/b", 4 }, { "open/é", 4 }, { "open/\xF0\x9F\x94\xA6", 12 }
    };
    struct place *place = *state;
    struct store *store = place_open(place);
    struct rows rows;

    assert_int_equal(store_transact(store, 0, many_counters_apply, NULL, NULL), ERR_OK);
    assert_int_equal(store_transact(store, 0, many_counters_apply, NULL, NULL), ERR_OK);
    struct db *db = store_reader_take(store);
    assert_int_equal(store_counter_range(db, place->arena, STR("open/"), &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, COUNT_OF(wanted));
    for (size_t i = 0; i < rows.count; i++) {
        assert_true(str_is(row_str(&rows, i, COUNTER_KEY), wanted[i].key));
        assert_int_equal(row_int(&rows, i, COUNTER_VALUE), wanted[i].value);
    }
    assert_int_equal(store_counter_range(db, place->arena, STR_NONE, &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, COUNT_OF(wanted) + 2);
    assert_int_equal(store_counter_range(db, place->arena, STR("nil"), &rows, NULL), ERR_OK);
    assert_int_equal(rows.count, 0);
    store_reader_give(store, db);
}

QUERY(THINGS_NOW) = {
    .name = "things_now",
    .sql = "SELECT COUNT(*) FROM thing",
    .gives = { STORE_INT },
};

static enum err rebuild_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct rows row;
    enum err err = store_counter_clear(db, STR("thing"), why);

    if (!err) err = store_one(db, store_scratch(db), &THINGS_NOW, NO_ARGS, &row, why);
    if (!err) err = store_count(db, STR("things"), row_int(&row, 0, 0), why);
    if (!err && job->key == 1) err = fault_set(why, ERR_GONE, "算了", "never mind");
    return err;
}

/* The rebuild sees the rows of the jobs before it, whose deltas still wait: they must not count twice. */
static void a_rebuild_inside_a_batch_counts_once(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work works[9];

    place_close(place);
    place_outside(place, "INSERT INTO counter (key, value) VALUES ('things', 777), ('thingz', 5), ('other', 6)");
    store = place_open(place);
    for (size_t i = 0; i < COUNT_OF(works); i++) work_init(&works[i], (int64_t)i + 1);
    works[4].job.apply = rebuild_apply;
    run_batch(store, works, COUNT_OF(works));
    for (size_t i = 0; i < COUNT_OF(works); i++) assert_int_equal(works[i].job.err, ERR_OK);
    assert_int_equal(thing_count(store), COUNT_OF(works) - 1);
    assert_int_equal(counter_value(store, "things"), COUNT_OF(works) - 1);
    assert_int_equal(counter_value(store, "thingz"), 0);
    assert_int_equal(counter_value(store, "other"), 6);
    assert_int_equal(counter_value(store, "even"), 2 + 4 + 6 + 8);
}

static void a_failed_rebuild_changes_nothing(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);
    struct work work;

    for (int64_t i = 1; i <= 3; i++) {
        work_init(&work, i);
        run_batch(store, &work, 1);
    }
    assert_int_equal(store_transact(store, 1, rebuild_apply, NULL, NULL), ERR_GONE);
    assert_int_equal(counter_value(store, "things"), 3);
}

/* ── Tallies ───────────────────────────────────────────────────────────── */

static enum err tally_apply(struct db *db, struct store_job *job, struct fault *why)
{
    enum err err = store_tally(db, STR("x/2/b"), 1u << 0 | 1u << 31, 1u << 5, why);

    if (!err) err = store_tally(db, STR("x/2/a"), 1u << 3, 1u << 3, why);        /* both: nothing */
    if (!err) err = store_tally(db, STR("x/1/z"), 1u << 0, 0, why);
    if (!err && job->key == 4) err = fault_set(why, ERR_GONE, "算了", "never mind");
    return err;
}

struct seen { char text[600]; };

static enum err see_tally(const struct tally *tally, void *arg, struct fault *why)
{
    struct seen *seen = arg;
    size_t used = strlen(seen->text);

    (void)why;
    (void)snprintf(seen->text + used, sizeof seen->text - used, "%.*s:%lld,%lld,%lld ", (int)tally->key.len, tally->key.at, (long long)tally->sums[0],
                   (long long)tally->sums[5], (long long)tally->sums[31]);
    return ERR_OK;
}

static const char *tallies(struct place *place, const char *from, const char *to)
{
    static struct seen seen;
    struct db *db = store_reader_take(place->store);

    seen.text[0] = '\0';
    assert_int_equal(store_tally_each(db, place->arena, str_from_c(from), str_from_c(to), see_tally, &seen, NULL), ERR_OK);
    store_reader_give(place->store, db);
    return seen.text;
}

/* What the jobs of a batch add is summed; a job that fails adds nothing; ranges are by bytes. */
static void tallies_are_summed_and_read_by_range(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);

    for (int64_t i = 1; i <= 5; i++) assert_int_equal(store_transact(store, i, tally_apply, NULL, NULL), i == 4 ? ERR_GONE : ERR_OK);
    assert_string_equal(tallies(place, "x/", "x/~"), "x/1/z:4,0,0 x/2/b:4,-4,4 ");
    assert_string_equal(tallies(place, "x/2/", "x/2/~"), "x/2/b:4,-4,4 ");
    assert_string_equal(tallies(place, "x/1/zz", "x/2/b"), "");
}

static enum err tally_rebuild_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct tally whole = { .key = STR("x/9"), .sums = { [5] = 7 } };
    enum err err = store_tally(db, STR("x/2/b"), 1u, 0, why);

    (void)job;
    if (!err) err = store_tally_clear(db, why);
    return err ? err : store_tally_put(db, &whole, why);
}

static void a_rebuild_of_tallies_starts_from_nothing(void **state)
{
    struct place *place = *state;
    struct store *store = place_open(place);

    assert_int_equal(store_transact(store, 1, tally_apply, NULL, NULL), ERR_OK);
    assert_int_equal(store_transact(store, 2, tally_rebuild_apply, NULL, NULL), ERR_OK);
    assert_string_equal(tallies(place, "", "~"), "x/9:0,7,0 ");
    assert_int_equal(store_transact(store, 3, tally_apply, NULL, NULL), ERR_OK);
    assert_string_equal(tallies(place, "", "~"), "x/1/z:1,0,0 x/2/b:1,-1,1 x/9:0,7,0 ");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        PLACE_TEST(events_carry_their_columns),
        PLACE_TEST(bad_effects_are_refused_where_they_are_made),
        PLACE_TEST(counters_are_summed_and_read_by_prefix),
        PLACE_TEST(tallies_are_summed_and_read_by_range),
        PLACE_TEST(a_rebuild_of_tallies_starts_from_nothing),
        PLACE_TEST(a_rebuild_inside_a_batch_counts_once),
        PLACE_TEST(a_failed_rebuild_changes_nothing),
    };

    return run_everywhere("effects", tests, COUNT_OF(tests));
}
