/*
 * brief_test.c - briefings: counted from the cases' facts, made once when their time is over, replaced until then, swept.
 *
 * A briefing goes by the time in a case's id, so the ward's clock is the real one here.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../../case/ward.h"

#include "base/id.h"
#include "case/measure.h"
#include "modules/command/brief.h"

static struct brief made_of(struct ward *w, int64_t area, struct brief_span span, int64_t at)
{
    struct org *org = world_org(w->world);
    struct db *db = store_reader_take(w->store);
    struct brief brief;

    if (brief_make(w->world, db, w->arena, org_unit(org, area), span, at, &brief, &w->why)) fail_msg("%s", w->why.en);
    store_reader_give(w->store, db);
    org_unref(org);
    return brief;
}

static const struct brief_line *line(const struct brief *brief, enum brief_by by, const char *key)
{
    for (size_t i = 0; i < brief->lines[by].count; i++)
        if (str_is(brief->lines[by].at[i]->key, key)) return brief->lines[by].at[i];
    return NULL;
}

static int64_t reported(const struct brief *brief, enum brief_by by, const char *key)
{
    const struct brief_line *one = line(brief, by, key);

    return one ? one->sums[MEASURE_REPORTED] : 0;
}

struct putting { const struct brief *brief; int64_t id; };

static enum err put(struct db *db, struct store_job *job, struct fault *why)
{
    struct putting *p = job->arg;
    struct str content;
    enum err err = brief_content(p->brief->arena, p->brief, &content, why);

    return err ? err : brief_put(db, p->brief, content, &p->id, why);
}

static size_t listed(struct ward *w, int64_t area, enum brief_kind kind, struct brief_row **rows)
{
    struct db *db = store_reader_take(w->store);
    size_t count = 0;

    if (brief_list(db, w->arena, area, kind, (struct day){ INT32_MAX }, 50, rows, &count, &w->why)) fail_msg("%s", w->why.en);
    store_reader_give(w->store, db);
    return count;
}

/* Three in one street, of which one is closed, one next door, one in a steered street. */
static void begin(struct ward *w)
{
    int64_t first;

    w->now = time_now_ms();
    first = ward_filed(w, "0504");
    (void)ward_filed(w, "0504");
    (void)ward_filed(w, "0102");
    (void)ward_open(w, (struct opening){ .account = WORKER_SOUTH, .grid = SOUTH_ONE, .item = "0504", .source = "worker" });
    (void)ward_open(w, (struct opening){ .account = WORKER_NORTH, .grid = NORTH_ONE, .item = "0110", .source = "worker" });
    ward_op(w, COMMAND, first, "force-close", "{\"authority\":\"主任批准\",\"reason\":\"理由\"}");
}

static void test_spans(void **state)
{
    static const struct { enum brief_kind kind; int day, from_month, from_day, length; } ROWS[] = {
        { BRIEF_DAY, 18, 3, 18, 1 }, { BRIEF_WEEK, 18, 3, 16, 7 }, { BRIEF_WEEK, 16, 3, 16, 7 }, { BRIEF_WEEK, 22, 3, 16, 7 }, { BRIEF_WEEK, 1, 2, 23, 7 }, { BRIEF_MONTH, 1, 3, 1, 31 }, { BRIEF_MONTH, 31, 3, 1, 31 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct brief_span span = brief_span_of(ROWS[i].kind, day_from_ymd(2026, 3, ROWS[i].day)), before = brief_span_before(span);
        assert_int_equal(span.from.since_epoch, day_from_ymd(2026, ROWS[i].from_month, ROWS[i].from_day).since_epoch);
        assert_int_equal(span.to.since_epoch - span.from.since_epoch, ROWS[i].length);
        assert_int_equal(before.to.since_epoch, span.from.since_epoch);
    }
    assert_int_equal(brief_span_before(brief_span_of(BRIEF_MONTH, day_from_ymd(2026, 1, 5))).from.since_epoch, day_from_ymd(2025, 12, 1).since_epoch);
}

static void test_what_is_counted(void **state)
{
    struct ward *w = *state;
    struct brief_span today = brief_span_of(BRIEF_DAY, day_of_ms(time_now_ms()));
    struct brief street, district, steering, city, month, yesterday;

    begin(w);
    street = made_of(w, ZHUJIANG, today, w->now);
    assert_true(street.total[MEASURE_REPORTED] == 3 && street.total[MEASURE_CLOSED] == 1 && street.total[MEASURE_OPEN] == 2 && street.open == 2 && !street.whole);
    assert_true(reported(&street, BRIEF_BY_TYPE, "0504") == 2 && reported(&street, BRIEF_BY_TYPE, "0102") == 1 && reported(&street, BRIEF_BY_SOURCE, "worker") == 3);
    assert_int_equal(reported(&street, BRIEF_BY_AREA, str_format(w->arena, "%d", EAST).at), 3);
    assert_int_equal(street.lines[BRIEF_BY_SLOT].count, 24);
    district = made_of(w, XUANWU, today, w->now);
    assert_int_equal(district.total[MEASURE_REPORTED], 4);
    assert_int_equal(reported(&district, BRIEF_BY_AREA, str_format(w->arena, "%d", ZHUJIANG).at), 3);
    assert_int_equal(reported(&district, BRIEF_BY_TYPE, "0504"), 3);
    steering = made_of(w, JIANGBEI, today, w->now);
    assert_int_equal(steering.total[MEASURE_REPORTED], 1);
    assert_int_equal(made_of(w, PUKOU, today, w->now).total[MEASURE_REPORTED], 0);   /* its street counts where it is steered */
    city = made_of(w, CITY, today, w->now);
    assert_int_equal(city.total[MEASURE_REPORTED], 5);
    assert_int_equal(reported(&city, BRIEF_BY_AREA, str_format(w->arena, "%d", XUANWU).at), 4);
    month = made_of(w, ZHUJIANG, brief_span_of(BRIEF_MONTH, day_of_ms(w->now)), w->now);
    assert_memory_equal(month.total, street.total, sizeof street.total);
    yesterday = made_of(w, ZHUJIANG, brief_span_before(today), w->now);
    assert_true(yesterday.total[MEASURE_REPORTED] == 0 && yesterday.whole);
    assert_int_equal(made_of(w, ZHUJIANG, brief_span_of(BRIEF_DAY, (struct day){ today.to.since_epoch }), w->now).before[MEASURE_REPORTED], 3);
}

/* Each number is as long as its list. */
static void test_numbers_have_their_lists(void **state)
{
    struct ward *w = *state;
    struct brief_span today = brief_span_of(BRIEF_DAY, day_of_ms(time_now_ms()));
    struct brief street;
    struct db *db;

    begin(w);
    street = made_of(w, ZHUJIANG, today, w->now);
    db = store_reader_take(w->store);
    for (int m = 0; m < MEASURE__COUNT; m++) {
        struct measure_filter filter = {
            .street_id = ZHUJIANG, .from_month = measure_month_of(w->now), .to_month = measure_month_of(w->now), .facts = 1u << m, .limit = 50,
            .from_id = id_floor(day_start_ms(today.from)), .until_id = id_floor(day_start_ms(today.to)),
        };
        struct measured found[50];
        size_t count = 0;
        assert_int_equal(measure_list(db, w->arena, &filter, found, &count, &w->why), ERR_OK);
        if ((int64_t)count != street.total[m]) fail_msg("%s: %lld, the list has %zu", measure_name((enum measure)m), (long long)street.total[m], count);
        filter.from_id = id_floor(day_start_ms(today.to));
        filter.until_id = 0;
        assert_int_equal(measure_list(db, w->arena, &filter, found, &count, &w->why), ERR_OK);
        assert_int_equal(count, 0);
    }
    store_reader_give(w->store, db);
}

static void test_made_by_the_clock(void **state)
{
    struct ward *w = *state;
    struct brief_span today = brief_span_of(BRIEF_DAY, day_of_ms(time_now_ms()));
    int64_t tomorrow = day_start_ms(today.to) + MS_PER_MINUTE, made = 0, first;
    struct putting p;
    struct brief soon, read;
    struct brief_row *rows;
    struct db *db;

    begin(w);
    soon = made_of(w, ZHUJIANG, today, w->now);
    soon.id = id_new();
    soon.made_by = COMMAND;
    p.brief = &soon;
    ward_do(w, put, &p);
    first = p.id;
    soon.id = id_new();
    ward_do(w, put, &p);                      /* so far, again: the same row */
    assert_true(p.id == first && listed(w, ZHUJIANG, BRIEF_DAY, &rows) == 1 && !rows[0].whole);
    /* Three streets, the two districts they are ranked in, the city: of the day, the week and the month before. */
    assert_int_equal(brief_make_due(w->world, tomorrow, &made, &w->why), ERR_OK);
    assert_int_equal(made, 18);
    assert_int_equal(brief_make_due(w->world, tomorrow + MS_PER_HOUR, &made, &w->why), ERR_OK);
    assert_int_equal(made, 0);
    assert_true(listed(w, ZHUJIANG, BRIEF_DAY, &rows) == 1 && rows[0].whole && rows[0].id == first && rows[0].reported == 3 && rows[0].closed == 1);
    assert_true(listed(w, CITY, BRIEF_DAY, &rows) == 1 && rows[0].reported == 5);
    assert_true(listed(w, XUANWU, BRIEF_WEEK, &rows) == 1 && listed(w, JIANGBEI, BRIEF_MONTH, &rows) == 1 && listed(w, PUKOU, BRIEF_DAY, &rows) == 0);
    /* Final is final. */
    assert_int_equal(store_transact(w->store, 0, put, &p, &w->why), ERR_CONFLICT);
    db = store_reader_take(w->store);
    assert_int_equal(brief_read(db, w->arena, first, &read, &w->why), ERR_OK);
    assert_int_equal(brief_read(db, w->arena, 1, &read, &w->why), ERR_NOT_FOUND);
    store_reader_give(w->store, db);
    assert_memory_equal(read.total, soon.total, sizeof soon.total);
    assert_true(read.made_by == 0 && read.whole && reported(&read, BRIEF_BY_TYPE, "0504") == 2 && read.lines[BRIEF_BY_SLOT].count == 24);
    /* Years later it is gone, and what is due then is made. */
    assert_int_equal(brief_make_due(w->world, tomorrow + 2000 * MS_PER_DAY, &made, &w->why), ERR_OK);
    assert_true(made == 18 && listed(w, ZHUJIANG, BRIEF_DAY, &rows) == 1 && rows[0].id != first);
}

int main(void)
{
    const struct CMUnitTest tests[] = { WARD_TEST(test_spans), WARD_FRESH(test_what_is_counted), WARD_FRESH(test_numbers_have_their_lists), WARD_FRESH(test_made_by_the_clock) };

    return ward_run("brief", tests, COUNT_OF(tests));
}
