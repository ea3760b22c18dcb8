/*
 * point.c - coordinates, GCJ-02, distances, boxes and cells.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <math.h>

static void test_points(void **state)
{
    static const struct { const char *name; double lon, lat; enum err err; int32_t lon_e6, lat_e6; } rows[] = {
        { "a place in Nanjing", 118.7969001, 32.0602996, ERR_OK, 118796900, 32060300 },
        { "a corner of the world", -180, 90, ERR_OK, -180000000, 90000000 },
        { "no number", NAN, 32, ERR_INVALID, 0, 0 },
        { "infinity", 118, INFINITY, ERR_INVALID, 0, 0 },
        { "minus infinity", -INFINITY, 32, ERR_INVALID, 0, 0 },
        { "longitude too far", 180.1, 32, ERR_INVALID, 0, 0 },
        { "latitude too far", 118, -90.1, ERR_INVALID, 0, 0 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct geo_point p = { 7, 7 };
        struct fault why = { 0 };

        CHECK(rows[i].name, geo_point_from(rows[i].lon, rows[i].lat, &p, &why) == rows[i].err);
        CHECK(rows[i].name, p.lon == (rows[i].err ? 7 : rows[i].lon_e6) && p.lat == (rows[i].err ? 7 : rows[i].lat_e6));
        CHECK(rows[i].name, (why.zh[0] && why.en[0]) == (rows[i].err != ERR_OK));
    }
}

static void test_gcj02(void **state)
{
    double lon = 116.404, lat = 39.915;
    (void)state;

    geo_gcj02_from_wgs84(&lon, &lat);
    assert_true(fabs(lon - 116.41024449916938) < 1e-9 && fabs(lat - 39.91640428150164) < 1e-9);
    for (int i = 0; i < 20000; i++) {
        double x = roll(74000000, 134000000) / 1e6, y = roll(18000000, 53000000) / 1e6, there_x = x, there_y = y;
        struct geo_point a, b;

        geo_gcj02_from_wgs84(&there_x, &there_y);
        assert_true(fabs(there_x - x) > 1e-6 || fabs(there_y - y) > 1e-6);
        geo_wgs84_from_gcj02(&there_x, &there_y);
        assert_true(fabs(there_x - x) < 1e-7 && fabs(there_y - y) < 1e-7);
        assert_int_equal(geo_point_from(x, y, &a, NULL), ERR_OK);
        assert_int_equal(geo_point_from(there_x, there_y, &b, NULL), ERR_OK);
        assert_true(geo_distance_m(a, b) < 0.2);
    }
    /* in Nanjing the shift is a few hundred metres */
    struct geo_point here = { 118796900, 32060300 }, there;
    lon = 118.7969, lat = 32.0603;
    geo_gcj02_from_wgs84(&lon, &lat);
    assert_int_equal(geo_point_from(lon, lat, &there, NULL), ERR_OK);
    assert_true(geo_distance_m(here, there) > 300 && geo_distance_m(here, there) < 700);
}

static void test_gcj02_abroad(void **state)
{
    double lon = 2.3522, lat = 48.8566;
    (void)state;

    geo_gcj02_from_wgs84(&lon, &lat);
    geo_wgs84_from_gcj02(&lon, &lat);
    assert_true(lon == 2.3522 && lat == 48.8566);
}

static void test_distance(void **state)
{
    static const struct { const char *name; struct geo_point a, b; double metres; } rows[] = {
        { "none", { 118796900, 32060300 }, { 118796900, 32060300 }, 0 },
        { "a degree of the equator", { 0, 0 }, { 1000000, 0 }, 111195.08 },
        { "a degree of a meridian", { 118000000, 32000000 }, { 118000000, 33000000 }, 111195.08 },
        { "a degree of the 60th parallel", { 10000000, 60000000 }, { 11000000, 60000000 }, 55597.0 },
        { "half around", { 0, 0 }, { 180000000, 0 }, 20015114.4 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double m = geo_distance_m(rows[i].a, rows[i].b);
        if (fabs(m - rows[i].metres) > rows[i].metres * 1e-5) fail_msg("%s: %f", rows[i].name, m);
        CHECK(rows[i].name, m == geo_distance_m(rows[i].b, rows[i].a));
    }
}

/* Whatever is near enough lies in the box and in one of the cells. */
static void test_boxes_and_cells_hold_what_is_near(void **state)
{
    size_t near = 0, cells_seen[10] = { 0 };
    (void)state;

    for (int i = 0; i < 200000; i++) {
        struct geo_point c = { roll(118300000, 119300000), roll(31200000, 32700000) };
        struct geo_point p = { c.lon + roll(-900, 900), c.lat + roll(-700, 700) };
        double metres = roll(1, 90);
        struct geo_box box = geo_box_around(c, metres);
        int64_t cells[9];
        size_t count = geo_cells_around(c, metres, cells);
        bool found = false;

        assert_true(count >= 1 && count <= 9);
        cells_seen[count]++;
        for (size_t k = 0; k < count; k++) found = found || cells[k] == geo_cell(p);
        if (geo_distance_m(c, p) > metres) continue;
        near++;
        assert_true(geo_box_has(box, p));
        assert_true(found);
    }
    assert_true(near > 1000 && cells_seen[1] > 0 && cells_seen[2] > 0 && cells_seen[4] > 0);
}

static void test_box_at_the_edge_of_the_world(void **state)
{
    struct geo_box box = geo_box_around((struct geo_point){ 180000000, 90000000 }, 1000);
    (void)state;

    assert_int_equal(box.max.lon, 180000000);
    assert_int_equal(box.max.lat, 90000000);
    assert_true(geo_cell((struct geo_point){ -180000000, -90000000 }) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_gcj02),
        cmocka_unit_test(test_gcj02_abroad),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_boxes_and_cells_hold_what_is_near),
        cmocka_unit_test(test_box_at_the_edge_of_the_world),
    };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
