/*
 * tiling.c - cutting into faces, joining them, settling lost ones.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"
#include "geo/tiling.h"

static void lines(struct geo_segments *list, const int (*rows)[4], size_t count)
{
    for (size_t i = 0; i < count; i++)
        geo_segment_add(list, (struct geo_point){ rows[i][0], rows[i][1] }, (struct geo_point){ rows[i][2], rows[i][3] });
}

/* A board of 3 x 3 fields from eight long lines that cross. */
static const int BOARD[][4] = { { 0, 0, 30, 0 },  { 0, 10, 30, 10 }, { 0, 20, 30, 20 }, { 0, 30, 30, 30 },
                                { 0, 0, 0, 30 },  { 10, 0, 10, 30 }, { 20, 0, 20, 30 }, { 30, 0, 30, 30 } };

static int32_t field(const struct tiling *t, size_t face)
{
    struct geo_point c = geo_shape_centre(&t->faces[face]);

    return c.lat / 10 * 3 + c.lon / 10;
}

static void test_join(void **state)
{
    /* owner of each field, from the south-west; '.' none */
    static const struct { const char *name, *owners; size_t rings; int64_t area2; int first; } rows[] = {
        { "one field", "a........", 1, 200, 1 },
        { "all of them", "aaaaaaaaa", 1, 1800, 1 },
        { "a ring with a hole", "aaaa.aaaa", 2, 1600, 1 },
        { "hole filled by another", "aaaabaaaa", 2, 1600, 1 },
        { "two apart", "a.a......", 2, 400, 1 },
        { "two that touch at a corner stay two", "a...a....", 2, 400, 1 },
        { "the board's white fields", ".a.a.a.a.", 4, 800, 1 },
        { "the board's black fields", "a.a.a.a.a", 5, 1000, 1 },
        { "a hole that touches the outside at a corner", "aaaa.aaa.", 2, 1400, 1 },
    };
    struct arena *arena = arena_open(64 << 20);
    struct geo_segments segments = { .arena = arena };
    struct tiling tiling;
    (void)state;

    lines(&segments, BOARD, COUNT_OF(BOARD));
    assert_int_equal(tiling_cut(arena, &segments, &tiling, NULL), ERR_OK);
    assert_int_equal(tiling.count, 9);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int32_t owners[9];
        struct geo_shape shapes[2];

        for (size_t f = 0; f < 9; f++) {
            char owner = rows[i].owners[field(&tiling, f)];
            owners[f] = owner == '.' ? TILING_NONE : owner - 'a';
        }
        CHECK(rows[i].name, tiling_join(arena, &tiling, owners, shapes, 2, NULL) == ERR_OK);
        CHECK(rows[i].name, shapes[0].count == rows[i].rings);
        CHECK(rows[i].name, geo_shape_area2(&shapes[0]) == rows[i].area2);
        CHECK(rows[i].name, geo_ring_area2(&shapes[0].rings[0]) > 0);
        for (size_t f = 0; f < 9; f++)
            CHECK(rows[i].name, (geo_shape_side(&shapes[0], geo_shape_centre(&tiling.faces[f])) == GEO_INSIDE) ==
                                    (owners[f] == 0));
    }
    arena_close(arena);
}

static void test_refusals(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct geo_shape over[] = { shape_of(arena, "0,0 10,0 10,10 0,10"), shape_of(arena, "0,0 10,0 5,5") };
    struct geo_shape apart[] = { shape_of(arena, "0,0 10,0 10,10 0,10"), shape_of(arena, "10,0 20,0 20,10 10,10") };
    struct tiling tiling;
    int32_t owners[2] = { 0, 9 };
    struct geo_shape shapes[2];
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(tiling_adopt(arena, over, 2, &tiling, &why), ERR_INVALID);
    assert_true(why.zh[0] && why.en[0]);
    assert_int_equal(tiling_adopt(arena, apart, 2, &tiling, &why), ERR_OK);
    assert_int_equal(tiling_across(&tiling, (struct geo_point){ 10, 0 }, (struct geo_point){ 10, 10 }), 1);
    assert_int_equal(tiling_across(&tiling, (struct geo_point){ 0, 0 }, (struct geo_point){ 10, 0 }), TILING_NONE);
    assert_int_equal(tiling_join(arena, &tiling, owners, shapes, 2, &why), ERR_INVALID);
    arena_close(arena);
}

static bool anyone(const void *context, size_t face, size_t neighbour)
{
    (void)context, (void)face, (void)neighbour;
    return true;
}

static bool nobody(const void *context, size_t face, size_t neighbour)
{
    (void)context, (void)face, (void)neighbour;
    return false;
}

static void test_settle(void **state)
{
    /* three in a row and a tall one beside the last: 0 | 1 | 2, where 1 is lost */
    struct arena *arena = arena_open(1 << 20);
    struct geo_shape faces[] = { shape_of(arena, "0,0 10,0 10,10 0,10"), shape_of(arena, "10,0 20,0 20,10 20,30 10,30 10,10"),
                                 shape_of(arena, "20,10 30,10 30,30 20,30"), shape_of(arena, "50,50 60,50 60,60 50,60") };
    struct tiling tiling;
    int32_t owners[] = { 0, 1, 2, 3 };
    bool lost[] = { false, true, false, true };
    (void)state;

    assert_int_equal(tiling_adopt(arena, faces, 4, &tiling, NULL), ERR_OK);
    assert_int_equal(tiling_settle(&tiling, owners, lost, nobody, NULL), 2);
    assert_int_equal(owners[1], 1);
    assert_int_equal(tiling_settle(&tiling, owners, lost, anyone, NULL), 1);
    assert_int_equal(owners[1], 2);   /* 20 of shared border beat 10 */
    assert_true(lost[3] && owners[3] == 3);
    arena_close(arena);
}

/* Random crossing lines: the faces' areas add up to the frame's, whatever was snapped. */
static void test_snapped_faces_add_up(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct arena *arena = arena_open(64 << 20);
        struct geo_segments segments = { .arena = arena };
        struct geo_shape frame = shape_of(arena, "0,0 1000,0 1000,1000 0,1000"), whole;
        struct tiling tiling;
        int64_t sum = 0;
        int32_t *owners;

        geo_segments_of_shape(&segments, &frame);
        for (int i = 0; i < 40; i++)
            geo_segment_add(&segments, (struct geo_point){ 0, roll(0, 1000) }, (struct geo_point){ roll(0, 1000), i % 2 ? 0 : 1000 });
        assert_int_equal(tiling_cut(arena, &segments, &tiling, NULL), ERR_OK);
        for (size_t f = 0; f < tiling.count; f++) sum += geo_shape_area2(&tiling.faces[f]);
        assert_int_equal(sum, 2000000);
        owners = arena_array(arena, int32_t, tiling.count);
        assert_int_equal(tiling_join(arena, &tiling, owners, &whole, 1, NULL), ERR_OK);
        assert_int_equal(geo_shape_area2(&whole), 2000000);
        assert_int_equal(whole.count, 1);
        arena_close(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_settle),
        cmocka_unit_test(test_snapped_faces_add_up),
    };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
