/*
 * measuring.c - see measuring.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "measuring.h"

#include "store/tally.h"

QUERY(ALL_CASES) = {
    .name = "see_all_cases",
    .sql = "SELECT count(*), sum(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) FROM case_record WHERE channel <> 'internal'",
    .gives = { STORE_INT, STORE_INT },
};

struct sum { enum measure measure; int64_t value; };

static enum err add(const struct tally *tally, void *arg, struct fault *why)
{
    struct sum *sum = arg;

    (void)why;
    sum->value += tally->sums[sum->measure];
    return ERR_OK;
}

int64_t measuring_sum(struct ward *w, const char *prefix, enum measure measure)
{
    struct db *db = store_reader_take(w->store);
    struct sum sum = { .measure = measure };

    assert_int_equal(store_tally_each(db, w->arena, str_from_c(prefix), str_format(w->arena, "%s~", prefix), add, &sum, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    return sum.value;
}

int64_t measuring_listed(struct ward *w, struct measure_filter filter)
{
    struct db *db = store_reader_take(w->store);
    struct measured page[3];
    size_t count = COUNT_OF(page);
    int64_t listed = 0;

    filter.limit = COUNT_OF(page);
    while (count == COUNT_OF(page)) {
        assert_int_equal(measure_list(db, w->arena, &filter, page, &count, &w->why), ERR_OK);
        for (size_t i = 0; i < count; i++) {
            struct case_record record;
            assert_int_equal(case_read(db, w->arena, page[i].case_id, &record, &w->why), ERR_OK);
            assert_int_equal(measure_facts(&record) & filter.facts, filter.facts);
            assert_true(measure_month(&record) == page[i].month && record.street_id == filter.street_id);
            assert_true(!filter.before_month || page[i].month < filter.before_month || (page[i].month == filter.before_month && page[i].case_id < filter.before_id));
            filter.before_month = page[i].month;
            filter.before_id = page[i].case_id;
        }
        listed += (int64_t)count;
    }
    store_reader_give(w->store, db);
    return listed;
}

struct kept { struct tally at[400]; size_t count; struct arena *arena; };

static enum err keep(const struct tally *tally, void *arg, struct fault *why)
{
    struct kept *kept = arg;

    (void)why;
    assert_true(kept->count < COUNT_OF(kept->at));
    kept->at[kept->count] = *tally;
    kept->at[kept->count++].key = str_dup(kept->arena, tally->key);
    return ERR_OK;
}

static int64_t number(struct str text)
{
    int64_t n;

    assert_int_equal(num_parse_int(text, 0, INT64_MAX, &n), ERR_OK);
    return n;
}

static struct measure_filter filter_of(struct str key)
{
    struct measure_filter f = { .item = STR(""), .source = STR("") };
    struct str rest = key, kind, piece;

    assert_true(str_split(&rest, '/', &kind) && str_split(&rest, '/', &piece));
    f.street_id = number(piece);
    assert_true(str_split(&rest, '/', &piece));
    f.from_month = f.to_month = number(piece);
    if (str_is(kind, "u")) f.unit_id = number(rest);
    else if (str_is(kind, "g")) {
        assert_true(str_split(&rest, '/', &piece));
        f.community_id = number(piece);
        f.grid_id = number(rest);
    } else {
        assert_true(str_split(&rest, '/', &f.item));
        f.source = rest;
    }
    return f;
}

static void check_parts(const struct tally *tally)
{
    static const struct { enum measure part, whole; } INSIDE[] = {
        { MEASURE_FILED, MEASURE_REPORTED }, { MEASURE_FILED_RIGHT, MEASURE_FILED }, { MEASURE_DUE, MEASURE_FILED },
        { MEASURE_CLOSED, MEASURE_DUE }, { MEASURE_CLOSED_IN_TIME, MEASURE_CLOSED }, { MEASURE_URGENT_CLOSED, MEASURE_URGENT_DUE },
        { MEASURE_URGENT_IN_TIME, MEASURE_URGENT_CLOSED }, { MEASURE_DISPATCHED_RIGHT, MEASURE_DISPATCHED }, { MEASURE_HANDLED_IN_TIME, MEASURE_TO_HANDLE },
        { MEASURE_REWORKED, MEASURE_ANSWERED }, { MEASURE_FAILED_CHECKS, MEASURE_REWORKED }, { MEASURE_SELF_CLOSED, MEASURE_REPORTED },
        { MEASURE_MISSED, MEASURE_FILED }, { MEASURE_REPEATED, MEASURE_FILED }, { MEASURE_SIGNED_IN_TIME, MEASURE_TO_SIGN },
        { MEASURE_SOLVED, MEASURE_ASKED }, { MEASURE_SATISFIED, MEASURE_RATED }, { MEASURE_OVERDUE, MEASURE_OPEN },
    };

    for (size_t i = 0; i < COUNT_OF(INSIDE); i++)
        if (tally->sums[INSIDE[i].part] > tally->sums[INSIDE[i].whole])
            fail_msg("%.*s: %s %lld is more than %s %lld", STR_ARG(tally->key), measure_name(INSIDE[i].part), (long long)tally->sums[INSIDE[i].part],
                     measure_name(INSIDE[i].whole), (long long)tally->sums[INSIDE[i].whole]);
}

void measuring_check(struct ward *w)
{
    static struct kept kept;
    struct db *db = store_reader_take(w->store);
    struct rows rows;

    kept.count = 0;
    kept.arena = w->arena;
    assert_int_equal(store_tally_each(db, w->arena, STR(""), STR("~"), keep, &kept, &w->why), ERR_OK);
    assert_int_equal(store_one(db, w->arena, &ALL_CASES, NO_ARGS, &rows, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    for (size_t i = 0; i < kept.count; i++) {
        check_parts(&kept.at[i]);
        for (uint32_t m = 0; m < MEASURE__COUNT; m++) {
            struct measure_filter filter = filter_of(kept.at[i].key);
            int64_t listed;
            filter.facts = 1u << m;
            listed = measuring_listed(w, filter);
            if (listed != kept.at[i].sums[m])
                fail_msg("%.*s: %s says %lld, its list has %lld", STR_ARG(kept.at[i].key), measure_name((enum measure)m), (long long)kept.at[i].sums[m], (long long)listed);
        }
    }
    assert_int_equal(measuring_sum(w, "x/", MEASURE_REPORTED), row_int(&rows, 0, 0));
    assert_int_equal(measuring_sum(w, "g/", MEASURE_REPORTED), row_int(&rows, 0, 0));
    assert_int_equal(measuring_sum(w, "u/", MEASURE_REPORTED), row_int(&rows, 0, 1));
}
