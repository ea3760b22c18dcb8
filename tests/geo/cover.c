/*
 * cover.c - gaps, overlaps and crossings with their places; splitting, merging, drawing; neighbours keep the line.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <stdlib.h>

#include "geo/city.h"
#include "geo/cover.h"

enum { PARTS_MAX = 8 };
static const struct cover_rules RULES = { .sliver_m = 1, .whole = true, .points_max = 20000, .crossings_max = 10000 };
static const char AREA[] = "0,0 1000,0 1000,1000 0,1000";

static size_t parts_of(struct arena *arena, const char *const *texts, struct geo_shape *parts)
{
    size_t count = 0;

    while (count < PARTS_MAX && texts[count]) {
        parts[count] = shape_of(arena, texts[count]);
        count++;
    }
    return count;
}

static void test_faults(void **state)
{
    /* about 0.11 m to a unit; kinds: X crossing, o overlap, g gap, > outside, e empty; "p" a remark */
    static const struct { const char *name, *parts[PARTS_MAX], *kinds; int lon, lat; } rows[] = {
        { "two halves", { "0,0 500,0 500,1000 0,1000", "500,0 1000,0 1000,1000 500,1000" }, "", 0, 0 },
        { "a gap in the middle", { "0,0 400,0 400,1000 0,1000", "600,0 1000,0 1000,1000 600,1000" }, "g", 500, 500 },
        { "an overlap", { "0,0 600,0 600,1000 0,1000", "500,0 1000,0 1000,1000 500,1000" }, "o", 550, 500 },
        { "over the edge", { "0,0 500,0 500,1000 0,1000", "500,0 1100,0 1100,1000 500,1000" }, ">", 1050, 500 },
        { "a bow tie", { "0,0 500,0 500,1000 0,1000", "500,0 1000,1000 1000,0 500,1000" }, "X", 750, 500 },
        { "a hair of a gap is closed", { "0,0 500,0 500,1000 0,1000", "503,0 1000,0 1000,1000 503,1000" }, "", 0, 0 },
        { "a hair of an overlap is closed", { "0,0 504,0 504,1000 0,1000", "500,0 1000,0 1000,1000 500,1000" }, "", 0, 0 },
        { "a hair over the edge is closed", { "0,0 500,0 500,1003 0,1003", "500,0 1000,0 1000,1000 500,1000" }, "", 0, 0 },
        { "a corner that only one side has", { "0,0 500,0 500,333 500,1000 0,1000", "500,0 1000,0 1000,1000 500,1000" }, "", 0, 0 },
        { "two gaps, the larger first", { "0,0 500,0 500,1000 0,1000", "700,0 950,0 950,1000 700,1000" }, "gg", 600, 500 },
        { "twice the same", { "0,0 1000,0 1000,1000 0,1000", "0,0 1000,0 1000,1000 0,1000" }, "oe", 500, 500 },
        { "nothing left of a hair", { "0,0 1000,0 1000,1000 0,1000", "0,0 1000,0 1000,3 0,3" }, "e", 0, 0 },
        { "a hole that another fills", { "0,0 1000,0 1000,1000 0,1000; 400,400 400,600 600,600 600,400", "400,400 600,400 600,600 400,600" }, "", 0, 0 },
        { "a hole that nobody fills", { "0,0 1000,0 1000,1000 0,1000; 400,400 400,600 600,600 600,400" }, "g", 500, 500 },
        { "in two pieces", { "0,0 400,0 400,1000 0,1000; 600,0 1000,0 1000,1000 600,1000", "400,0 600,0 600,1000 400,1000" }, "p", 0, 0 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static const char LETTERS[] = "Xog>ep";
        struct arena *arena = arena_open(64 << 20);
        struct geo_shape outline = shape_of(arena, AREA), parts[PARTS_MAX];
        size_t count = parts_of(arena, rows[i].parts, parts);
        struct cover cover;
        char kinds[32] = "";

        CHECK(rows[i].name, cover_check(arena, &outline, parts, count, &RULES, &cover, NULL) == ERR_OK);
        for (size_t f = 0; f < cover.fault_count + cover.remark_count; f++) kinds[f] = LETTERS[cover.faults[f].kind];
        if (strcmp(kinds, rows[i].kinds) != 0) fail_msg("%s: found '%s', not '%s'", rows[i].name, kinds, rows[i].kinds);
        if (rows[i].lon && (abs(cover.faults[0].at.lon - rows[i].lon) > 30 || abs(cover.faults[0].at.lat - rows[i].lat) > 30))
            fail_msg("%s: at %d,%d", rows[i].name, cover.faults[0].at.lon, cover.faults[0].at.lat);
        for (size_t f = 0; f < cover.fault_count; f++)
            CHECK(rows[i].name, cover.faults[f].kind == COVER_CROSSING || cover.faults[f].kind == COVER_EMPTY ||
                                    (cover.faults[f].shape.count > 0 && cover.faults[f].area_m2 > 0));
        if (!cover.fault_count) {
            struct geo_shape whole;

            CHECK(rows[i].name, reshape_outline(arena, cover.shapes, count, &whole, NULL) == ERR_OK);
            CHECK(rows[i].name, geo_shape_area2(&whole) == geo_shape_area2(&outline));
        }
        arena_close(arena);
    }
}

static void test_layer_with_gaps(void **state)
{
    struct cover_rules rules = RULES;
    struct arena *arena = arena_open(64 << 20);
    struct geo_shape outline = shape_of(arena, AREA);
    struct geo_shape apart[] = { shape_of(arena, "100,100 200,100 200,200 100,200"), shape_of(arena, "500,500 700,500 700,700") };
    struct geo_shape over[] = { shape_of(arena, "100,100 200,100 200,200 100,200"), shape_of(arena, "150,150 700,150 700,700") };
    struct cover cover;
    (void)state;

    rules.whole = false;
    assert_int_equal(cover_check(arena, &outline, apart, 2, &rules, &cover, NULL), ERR_OK);
    assert_int_equal(cover.fault_count, 0);
    assert_int_equal(geo_shape_area2(&cover.shapes[1]), geo_shape_area2(&apart[1]));
    assert_int_equal(cover_check(arena, &outline, over, 2, &rules, &cover, NULL), ERR_OK);
    assert_int_equal(cover.fault_count, 1);
    assert_int_equal(cover.faults[0].kind, COVER_OVERLAP);
    arena_close(arena);
}

/* A comb of `teeth` strips as one ring, upright or lying. */
static struct geo_shape comb(struct arena *arena, int teeth, bool lying)
{
    struct geo_shape shape = { .rings = arena_array(arena, struct geo_ring, 1), .count = 1 };
    struct geo_ring *ring = shape.rings;

    ring->points = arena_array(arena, struct geo_point, (size_t)teeth * 4 + 4);
    for (int i = 0; i < teeth; i++)
        for (int k = 0; k < 4; k++) {
            int x = i * 40 + (k >= 2 ? 20 : 0), y = k == 1 || k == 2 ? 100000 : 100;
            ring->points[ring->count++] = lying ? (struct geo_point){ y, x } : (struct geo_point){ x, y };
        }
    ring->points[ring->count++] = lying ? (struct geo_point){ 0, teeth * 40 } : (struct geo_point){ teeth * 40, 0 };
    ring->points[ring->count++] = (struct geo_point){ 0, 0 };
    geo_shape_measure_box(&shape);
    return shape;
}

static void test_bounds(void **state)
{
    struct arena *arena = arena_open(256 << 20);
    struct geo_shape outline = shape_of(arena, AREA), combs[2] = { comb(arena, 2000, false), comb(arena, 2000, true) };
    struct cover_rules rules = RULES;
    struct cover cover = { .fault_count = 77 };
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(cover_check(arena, &outline, combs, 2, &rules, &cover, &why), ERR_TOO_LARGE);   /* four million crossings */
    assert_true(strstr(why.en, "cross") != NULL && cover.fault_count == 77);
    rules.points_max = 15000;
    assert_int_equal(cover_check(arena, &outline, combs, 2, &rules, &cover, &why), ERR_TOO_LARGE);
    assert_true(strstr(why.en, "points") != NULL && why.zh[0]);
    assert_int_equal(cover_check(arena, &outline, combs, COVER_PARTS_MAX + 1, &rules, &cover, &why), ERR_TOO_LARGE);
    arena_close(arena);
}

static void test_reshape(void **state)
{
    static const char *const HALVES[] = { "0,0 500,0 500,1000 0,1000", "500,0 1000,0 1000,1000 500,1000", NULL };
    static const bool BOTH[] = { true, true }, TWO_OF_THREE[] = { true, false, true };
    struct arena *arena = arena_open(64 << 20);
    struct geo_shape outline = shape_of(arena, AREA), parts[PARTS_MAX], drawn = shape_of(arena, "400,400 600,400 600,600 400,600");
    struct geo_point line[] = { { 500, 301 }, { 1000, 299 } }, across[] = { { 500, 0 }, { 1000, 1000 } }, aside[] = { { 510, 300 }, { 900, 300 } };
    size_t count = parts_of(arena, HALVES, parts);
    struct reshape cut, merged;
    struct cover cover;
    double *shares;
    (void)state;

    assert_int_equal(reshape_split(arena, parts, count, 1, line, 2, 1, &cut, NULL), ERR_OK);
    assert_int_equal(cut.count, 3);
    assert_true(geo_shape_area2(&cut.shapes[1]) > geo_shape_area2(&cut.shapes[2]));
    assert_int_equal(cut.shapes[0].rings[0].count, 5);   /* the neighbour has the new corner too */
    assert_int_equal(cover_check(arena, &outline, cut.shapes, 3, &RULES, &cover, NULL), ERR_OK);
    assert_int_equal(cover.fault_count, 0);
    assert_int_equal(reshape_shares(arena, parts, 2, cut.shapes, 3, &shares, NULL), ERR_OK);
    assert_true(shares[0] > 0 && shares[1] == 0 && shares[4] > shares[5] && shares[5] > 0);

    assert_int_equal(reshape_split(arena, parts, count, 1, across, 2, 1, &merged, NULL), ERR_OK);   /* from corner to corner */
    for (size_t i = 0; i < 3; i++) assert_int_equal(merged.shapes[i].rings[0].count, i ? 3 : 4);

    assert_int_equal(reshape_merge(arena, cut.shapes, 3, TWO_OF_THREE, 0, &merged, NULL), ERR_OK);
    assert_int_equal(merged.shapes[2].count, 0);
    assert_int_equal(geo_shape_area2(&merged.shapes[0]) + geo_shape_area2(&merged.shapes[1]), geo_shape_area2(&outline));
    assert_int_equal(reshape_merge(arena, parts, 2, BOTH, 1, &merged, NULL), ERR_OK);
    assert_int_equal(geo_shape_area2(&merged.shapes[1]), geo_shape_area2(&outline));

    assert_int_equal(reshape_split(arena, parts, count, 1, aside, 2, 0, &cut, NULL), ERR_UNPROCESSABLE);
    assert_int_equal(reshape_split(arena, parts, count, 1, line, 1, 1, &cut, NULL), ERR_UNPROCESSABLE);
    assert_int_equal(reshape_draw(arena, parts, count, &drawn, &cut, NULL), ERR_OK);
    assert_int_equal(cut.count, 3);
    assert_int_equal(geo_shape_area2(&cut.shapes[2]), geo_shape_area2(&drawn));
    drawn = shape_of(arena, "2000,2000 2100,2000 2100,2100");
    assert_int_equal(reshape_draw(arena, parts, count, &drawn, &cut, NULL), ERR_UNPROCESSABLE);
    parts[1] = shape_of(arena, "600,0 1000,0 1000,1000 600,1000");
    assert_int_equal(reshape_merge(arena, parts, 2, BOTH, 0, &merged, NULL), ERR_UNPROCESSABLE);
    arena_close(arena);
}

static void test_stitch(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct geo_shape before = shape_of(arena, AREA), after = shape_of(arena, "0,0 1000,0 1000,301 1000,700 1000,1000 0,1000");
    struct geo_shape neighbours[] = { shape_of(arena, "1000,0 2000,0 2000,1000 1000,1000"), shape_of(arena, "0,1000 1000,1000 1000,2000 0,2000") };
    struct geo_shape all[3], whole;
    size_t changed = 0;
    (void)state;

    assert_int_equal(reshape_stitch(arena, &before, &after, neighbours, 2, &changed, NULL), ERR_OK);
    assert_int_equal(changed, 1);
    assert_int_equal(neighbours[0].rings[0].count, 6);
    assert_int_equal(neighbours[1].rings[0].count, 4);
    all[0] = after, all[1] = neighbours[0], all[2] = neighbours[1];
    assert_int_equal(reshape_outline(arena, all, 3, &whole, NULL), ERR_OK);
    assert_int_equal(whole.count, 1);
    assert_int_equal(geo_shape_area2(&whole), 6 * 1000 * 1000);
    arena_close(arena);
}

static struct str content(struct arena *arena, const char *name)
{
    struct str text;

    assert_int_equal(io_read(arena, str_format(arena, "%s/nanjing/%s", CONTENT, name).at, 64 << 20, &text, NULL), ERR_OK);
    return text;
}

/* Every community of the drawn city is a whole cover; split by random lines it stays one, and so does the city. */
static void test_city(void **state)
{
    struct arena *arena = arena_open(2u << 30);
    struct city_texts texts = { content(arena, "divisions.csv"), content(arena, "districts.geojson"), content(arena, "steering.csv"),
                                content(arena, "figures.csv"), content(arena, "dedicated_kinds.csv") };
    struct city *city;
    size_t cuts = 0, first = 0;
    (void)state;

    assert_int_equal(city_generate(arena, &texts, 1, &city, NULL), ERR_OK);
    for (size_t c = 0; c < city->community_count; c++) {
        struct arena *a = arena_open(256 << 20);
        struct geo_shape parts[512], outline, after;
        size_t count = 0, changed;
        struct cover cover;
        struct reshape cut;
        struct geo_box box;
        struct geo_point line[2];

        while (first < city->comprehensive_count && city->grids[first].community == (int32_t)c) parts[count++] = city->grids[first++].shape;
        if (c % 9) {
            arena_close(a);
            continue;
        }
        assert_int_equal(reshape_outline(a, parts, count, &outline, NULL), ERR_OK);
        assert_int_equal(geo_shape_area2(&outline), geo_shape_area2(&city->communities[c].shape));
        assert_int_equal(cover_check(a, &outline, parts, count, &RULES, &cover, NULL), ERR_OK);
        assert_int_equal(cover.fault_count, 0);
        for (size_t i = 0; i < count; i++) assert_int_equal(geo_shape_area2(&cover.shapes[i]), geo_shape_area2(&parts[i]));
        box = parts[0].box;
        line[0] = (struct geo_point){ box.min.lon - 50, roll(box.min.lat, box.max.lat) };
        line[1] = (struct geo_point){ box.max.lon + 50, roll(box.min.lat, box.max.lat) };
        if (reshape_split(a, parts, count, 0, line, 2, 1, &cut, NULL) == ERR_OK) {
            struct geo_shape *others = arena_array(a, struct geo_shape, city->comprehensive_count);
            size_t rest = 0;

            cuts++;
            assert_int_equal(cover_check(a, &outline, cut.shapes, cut.count, &RULES, &cover, NULL), ERR_OK);
            assert_int_equal(cover.fault_count, 0);
            assert_int_equal(reshape_outline(a, cover.shapes, cut.count, &after, NULL), ERR_OK);
            for (size_t g = 0; g < city->comprehensive_count; g++)
                if (city->grids[g].community != (int32_t)c) others[rest++] = city->grids[g].shape;
            assert_int_equal(reshape_stitch(a, &outline, &after, others, rest, &changed, NULL), ERR_OK);
            if (cuts < 8) {
                struct geo_shape *all = arena_array(a, struct geo_shape, rest + cut.count), whole;

                memcpy(all, others, rest * sizeof *all);
                memcpy(all + rest, cover.shapes, cut.count * sizeof *all);
                assert_int_equal(reshape_outline(a, all, rest + cut.count, &whole, NULL), ERR_OK);
                for (size_t r = 0; r < whole.count; r++) assert_true(geo_ring_area2(&whole.rings[r]) > 0);   /* no hole: no gap anywhere */
            }
        }
        arena_close(a);
    }
    assert_true(cuts > 50);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults), cmocka_unit_test(test_layer_with_gaps), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_reshape), cmocka_unit_test(test_stitch), cmocka_unit_test(test_city),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
