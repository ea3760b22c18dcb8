/*
 * inside_test.c - places drawn in a polygon lie in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../base/check.h"

#include <math.h>

#include "commands/inside.h"

/* Is the point inside the first polygon?  By the winding of its outer ring, and outside of every hole. */
static bool lies_in(const struct json_t *geometry, double lon, double lat)
{
    const struct json_t *rings = json_get(geometry, "coordinates");
    bool in = false;

    if (str_is(json_get_str(geometry, "type"), "MultiPolygon")) rings = json_at(rings, 0);
    for (size_t r = 0; r < json_count(rings); r++) {
        double turned = 0;
        for (size_t i = 0; i + 1 < json_count(json_at(rings, r)); i++) {
            const struct json_t *a = json_at(json_at(rings, r), i), *b = json_at(json_at(rings, r), i + 1);
            double from = atan2(json_as_number(json_at(a, 1)) - lat, json_as_number(json_at(a, 0)) - lon);
            double to = atan2(json_as_number(json_at(b, 1)) - lat, json_as_number(json_at(b, 0)) - lon);
            turned += remainder(to - from, 2 * M_PI);
        }
        if (fabs(turned) > M_PI) in = r == 0;
    }
    return in;
}

static void places_lie_inside(void **state)
{
    static const struct { const char *name, *text; } rows[] = {
        { "a square", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,4],[0,0]]]}" },
        { "a horseshoe", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[8,9],[8,1],[1,1],[1,9],[0,9],[0,0]]]}" },
        { "a thin arrow", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,5],[0,10],[9.5,5],[0,0]]]}" },
        { "a long edge near the middle", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[100,0],[100,1],[0,1],[0,0]]]}" },
        { "a hole in the middle", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[2,2],[7,2],[7,7],[2,7],[2,2]]]}" },
        { "the first of two", "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[118.80,32.05],[118.81,32.05],[118.805,32.06],[118.80,32.05]]],[[[0,0],[1,0],[1,1],[0,0]]]]}" },
        { "a spiral", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[2,10],[2,4],[6,4],[6,6],[4,6],[4,8],[8,8],[8,2],[0,2],[0,0]]]}" },
    };
    static const char *const none[] = {
        "{}", "{\"type\":\"Point\",\"coordinates\":[1,2]}", "{\"type\":\"Polygon\",\"coordinates\":[]}", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[2,2],[0,0]]]}",
    };
    struct arena *arena = arena_open(1 << 22);
    struct json_t *geometry;
    struct inside place;
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(json_parse(arena, str_from_c(rows[i].text), &geometry, NULL), ERR_OK);
        CHECK(rows[i].name, inside_polygon(arena, geometry, &place));
        CHECK(rows[i].name, lies_in(geometry, place.lon, place.lat));
        for (int k = 0; k < 360; k++) {
            double angle = k * M_PI / 180;
            CHECK(rows[i].name, lies_in(geometry, place.lon + 0.999 * place.reach * cos(angle), place.lat + 0.999 * place.reach * sin(angle)));
        }
    }
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        assert_int_equal(json_parse(arena, str_from_c(none[i]), &geometry, NULL), ERR_OK);
        CHECK(none[i], !inside_polygon(arena, geometry, &place) || place.reach < 1e-9);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(places_lie_inside) };

    return cmocka_run_group_tests_name("inside", tests, NULL, NULL);
}
