/*
 * shape.c - inside, outside and border; areas and middles.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

#include <math.h>

static const char SQUARE[] = "0,0 10,0 10,10 0,10";
static const char HOLED[] = "0,0 30,0 30,30 0,30; 10,10 10,20 20,20 20,10";
static const char TWO[] = "0,0 10,0 10,10 0,10; 20,0 30,0 30,10 20,10";
static const char DIAMOND[] = "0,-10 10,0 0,10 -10,0";

static void test_sides(void **state)
{
    static const struct { const char *name, *shape; struct geo_point p; enum geo_side side; } rows[] = {
        { "middle", SQUARE, { 5, 5 }, GEO_INSIDE },
        { "left edge", SQUARE, { 0, 5 }, GEO_BORDER },
        { "top edge", SQUARE, { 5, 10 }, GEO_BORDER },
        { "corner", SQUARE, { 10, 10 }, GEO_BORDER },
        { "west of it at an edge's height", SQUARE, { -1, 10 }, GEO_OUTSIDE },
        { "east of it at a corner's height", SQUARE, { 11, 0 }, GEO_OUTSIDE },
        { "in the hole", HOLED, { 15, 15 }, GEO_OUTSIDE },
        { "on the hole's border", HOLED, { 10, 15 }, GEO_BORDER },
        { "at the height of the hole's corner", HOLED, { 5, 10 }, GEO_INSIDE },
        { "in the second part", TWO, { 25, 5 }, GEO_INSIDE },
        { "between the parts", TWO, { 15, 5 }, GEO_OUTSIDE },
        { "level with two corners", DIAMOND, { 5, 0 }, GEO_INSIDE },
        { "level with a corner, outside", DIAMOND, { -11, 0 }, GEO_OUTSIDE },
        { "under the tip", DIAMOND, { -5, -10 }, GEO_OUTSIDE },
        { "on a slanted edge", DIAMOND, { 5, 5 }, GEO_BORDER },
        { "next to a slanted edge", DIAMOND, { 6, 5 }, GEO_OUTSIDE },
    };
    struct arena *arena = arena_open(1 << 20);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct geo_shape shape = shape_of(arena, rows[i].shape);
        CHECK(rows[i].name, geo_shape_side(&shape, rows[i].p) == rows[i].side);
    }
    arena_close(arena);
}

/* Twice the winding angle by quadrants, in integers: another way to the same answer for simple rings. */
static int winding(const struct geo_ring *ring, struct geo_point p)
{
    int turns = 0;

    for (size_t i = 0; i < ring->count; i++) {
        struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
        int64_t cross = ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) -
                        ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);

        if (a.lat <= p.lat && b.lat > p.lat && cross > 0) turns++;
        if (a.lat > p.lat && b.lat <= p.lat && cross < 0) turns--;
    }
    return turns;
}

static bool on_border(const struct geo_ring *ring, struct geo_point p)
{
    for (size_t i = 0; i < ring->count; i++) {
        struct geo_point a = ring->points[i], b = ring->points[(i + 1) % ring->count];
        double length = hypot(b.lon - a.lon, b.lat - a.lat);

        if (fabs(hypot(p.lon - a.lon, p.lat - a.lat) + hypot(p.lon - b.lon, p.lat - b.lat) - length) < 1e-9) return true;
    }
    return false;
}

/* Star-shaped polygons on a tiny lattice, so that points often fall on borders and levels. */
static void test_sides_against_winding(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    int seen[3] = { 0 };
    (void)state;

    for (int round = 0; round < 3000; round++) {
        struct geo_ring ring = { arena_array(arena, struct geo_point, 12), (size_t)roll(3, 12) };
        struct geo_shape shape = { &ring, 1, { { 0 } } };

        for (size_t i = 0; i < ring.count; i++) {
            double angle = 2 * M_PI * (double)i / (double)ring.count, reach = roll(3, 12);
            ring.points[i] = (struct geo_point){ (int32_t)lround(cos(angle) * reach), (int32_t)lround(sin(angle) * reach) };
        }
        geo_shape_measure_box(&shape);
        for (int32_t x = -13; x <= 13; x++)
            for (int32_t y = -13; y <= 13; y++) {
                struct geo_point p = { x, y };
                enum geo_side side = geo_shape_side(&shape, p);
                enum geo_side other = on_border(&ring, p) ? GEO_BORDER : winding(&ring, p) % 2 ? GEO_INSIDE : GEO_OUTSIDE;

                seen[side]++;
                if (side != other) fail_msg("round %d, %d,%d: %d, not %d", round, x, y, side, other);
            }
        arena_reset(arena);
    }
    assert_true(seen[GEO_INSIDE] > 1000 && seen[GEO_BORDER] > 1000 && seen[GEO_OUTSIDE] > 1000);
    arena_close(arena);
}

static void test_measures(void **state)
{
    static const struct { const char *name, *shape; int64_t area2; } rows[] = {
        { "square", SQUARE, 200 }, { "hole subtracts", HOLED, 1600 }, { "parts add", TWO, 400 }, { "diamond", DIAMOND, 400 },
    };
    struct arena *arena = arena_open(1 << 20);
    struct geo_shape km = shape_of(arena, "118000000,32000000 118010000,32000000 118010000,32010000 118000000,32010000");
    struct geo_shape bent = shape_of(arena, "0,0 300,0 300,300 200,300 200,100 100,100 100,300 0,300");
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct geo_shape shape = shape_of(arena, rows[i].shape);
        CHECK(rows[i].name, geo_shape_area2(&shape) == rows[i].area2);
    }
    assert_true(fabs(geo_shape_area_m2(&km) / (1111.95 * 1111.95 * cos(32.005 * M_PI / 180)) - 1) < 1e-4);
    assert_true(fabs(geo_shape_border_distance_m(&km, (struct geo_point){ 118005000, 32001000 }) - 111.195) < 0.1);
    assert_int_equal(geo_shape_side(&bent, geo_shape_centre(&bent)), GEO_INSIDE);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_sides_against_winding),
        cmocka_unit_test(test_measures),
    };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
