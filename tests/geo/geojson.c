/*
 * geojson.c - GeoJSON geometries in and out, and what is refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

static enum err read_text(struct arena *arena, const char *text, struct geo_shape *shape, struct fault *why)
{
    struct json_t *node;
    enum err err = json_parse(arena, str_from_c(text), &node, why);

    return err ? err : geo_shape_read(arena, node, shape, why);
}

static struct str write_text(struct arena *arena, const struct geo_shape *shape)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    geo_shape_write(&out, "geometry", shape);
    json_close(&out);
    assert_true(json_done(&out) && buf_ok(&buf));
    return buf_done(&buf);
}

static void test_round_trip(void **state)
{
    static const struct { const char *name, *in, *out; } rows[] = {
        { "polygon", "{\"type\":\"Polygon\",\"coordinates\":[[[118,32],[118.1,32],[118.1,32.000001],[118,32]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[118,32],[118.1,32],[118.1,32.000001],[118,32]]]}}" },
        { "a bow tie without area", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}" },
        { "clockwise is turned", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,0],[1,1],[0,1],[0,0],[1,0]]]}}" },
        { "a hole runs the other way",
          "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[2,2],[2,1],[1,1],[2,2]]]}}" },
        { "multipolygon with a hole",
          "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],"
          "[[[5,5],[9,5],[9,9],[5,5]],[[7,6],[8,6],[8,7],[7,6]]]]}",
          "{\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],"
          "[[[5,5],[9,5],[9,9],[5,5]],[[8,7],[8,6],[7,6],[8,7]]]]}}" },
        { "negative degrees and heights", "{\"type\":\"Polygon\",\"coordinates\":[[[-0.5,-0.25,7],[1,0,7],[1,1,7]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-0.5,-0.25],[1,0],[1,1],[-0.5,-0.25]]]}}" },
        { "repeated points are dropped", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,0],[1,0],[1,0],[1,1],[0,0],[0,0]]]}",
          "{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}" },
    };
    struct arena *arena = arena_open(1 << 20);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct geo_shape shape;
        struct str text;

        CHECK(rows[i].name, read_text(arena, rows[i].in, &shape, NULL) == ERR_OK);
        text = write_text(arena, &shape);
        if (!str_is(text, rows[i].out)) fail_msg("%s: %.*s", rows[i].name, STR_ARG(text));
    }
    arena_close(arena);
}

static void test_refusals(void **state)
{
    static const struct { const char *name, *in; } rows[] = {
        { "no type", "{}" },
        { "a list", "[]" },
        { "a point", "{\"type\":\"Point\",\"coordinates\":[118,32]}" },
        { "no coordinates", "{\"type\":\"Polygon\"}" },
        { "empty", "{\"type\":\"Polygon\",\"coordinates\":[]}" },
        { "empty multipolygon", "{\"type\":\"MultiPolygon\",\"coordinates\":[]}" },
        { "multipolygon of nothing", "{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}" },
        { "empty ring", "{\"type\":\"Polygon\",\"coordinates\":[[]]}" },
        { "two points", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}" },
        { "one number", "{\"type\":\"Polygon\",\"coordinates\":[[[0],[1],[2]]]}" },
        { "text", "{\"type\":\"Polygon\",\"coordinates\":[[[\"0\",\"0\"],[1,1],[2,0]]]}" },
        { "not on Earth", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[181,1],[2,0]]]}" },
        { "depth of another type", "{\"type\":\"MultiPolygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}" },
        { "objects for lists", "{\"type\":\"Polygon\",\"coordinates\":{\"0\":1}}" },
    };
    struct arena *arena = arena_open(1 << 20);
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct geo_shape shape = { .count = 77 };
        struct fault why = { 0 };

        CHECK(rows[i].name, read_text(arena, rows[i].in, &shape, &why) == ERR_INVALID);
        CHECK(rows[i].name, shape.count == 77 && why.zh[0] && why.en[0]);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_round_trip), cmocka_unit_test(test_refusals) };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
