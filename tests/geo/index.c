/*
 * index.c - point location against brute force; packed polygons.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"
#include "geo/index.h"

enum { SIDE = 12, STEP = 1700, WEST = 118700000, SOUTH = 32000000 };

/* A patchwork of crooked quadrilaterals that share corners, and sites inside some of them. */
static size_t patchwork(struct arena *arena, struct geo_entry *entries)
{
    static struct geo_point corners[SIDE + 1][SIDE + 1];
    size_t count = 0;

    for (int y = 0; y <= SIDE; y++)
        for (int x = 0; x <= SIDE; x++)
            corners[y][x] = (struct geo_point){ WEST + x * STEP + roll(-500, 500), SOUTH + y * STEP + roll(-500, 500) };
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            struct geo_point c[] = { corners[y][x], corners[y][x + 1], corners[y + 1][x + 1], corners[y + 1][x] };
            struct geo_entry *e = &entries[count];

            e->code = str_format(arena, "Z%03d", (y * 7 + x * 5) % 13 * 144 + y * SIDE + x);
            e->layer = GEO_COMPREHENSIVE;
            e->id = (int64_t)count++;
            e->shape.rings = arena_new(arena, struct geo_ring);
            e->shape.rings->points = arena_array(arena, struct geo_point, 4);
            e->shape.rings->count = 4;
            memcpy(e->shape.rings->points, c, sizeof c);
            e->shape.count = 1;
            geo_shape_measure_box(&e->shape);
            if ((x + y) % 3) continue;
            entries[count] = (struct geo_entry){ .code = str_format(arena, "S%03zu", count), .layer = GEO_DEDICATED,
                                                 .id = (int64_t)count };
            entries[count++].shape = shape_of(arena, str_c(arena, str_format(arena, "%d,%d %d,%d %d,%d",
                WEST + x * STEP + 800, SOUTH + y * STEP + 800, WEST + x * STEP + 900, SOUTH + y * STEP + 800,
                WEST + x * STEP + 850, SOUTH + y * STEP + 900)));
        }
    return count;
}

static int32_t brute(const struct geo_index *index, enum geo_layer layer, struct geo_point p)
{
    for (int32_t i = 0; (size_t)i < geo_index_count(index); i++) {
        const struct geo_entry *e = geo_index_entry(index, i);
        if (e->layer == layer && geo_shape_side(&e->shape, p) != GEO_OUTSIDE) return i;
    }
    return GEO_NONE;
}

static void same_answer(const struct geo_index *index, struct geo_point p)
{
    struct geo_place place = geo_locate(index, p);

    if (place.comprehensive != brute(index, GEO_COMPREHENSIVE, p) || place.dedicated != brute(index, GEO_DEDICATED, p))
        fail_msg("at %d,%d: %d %d, not %d %d", p.lon, p.lat, place.comprehensive, place.dedicated,
                 brute(index, GEO_COMPREHENSIVE, p), brute(index, GEO_DEDICATED, p));
}

static void test_against_brute_force(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct geo_entry *entries = arena_array(arena, struct geo_entry, SIDE * SIDE * 2);
    size_t count = patchwork(arena, entries);
    struct geo_index *index;
    (void)state;

    assert_int_equal(geo_index_build(arena, entries, count, &index, NULL), ERR_OK);
    assert_int_equal(geo_index_count(index), count);
    for (size_t i = 1; i < count; i++)
        assert_true(str_compare(geo_index_entry(index, (int32_t)i - 1)->code, geo_index_entry(index, (int32_t)i)->code) < 0);
    assert_null(geo_index_entry(index, GEO_NONE));
    assert_null(geo_index_entry(index, (int32_t)count));
    for (int i = 0; i < 100000; i++)
        same_answer(index, (struct geo_point){ roll(WEST - 2000, WEST + SIDE * STEP + 2000),
                                               roll(SOUTH - 2000, SOUTH + SIDE * STEP + 2000) });
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < entries[i].shape.rings->count; k++) {
            struct geo_point a = entries[i].shape.rings->points[k];
            struct geo_point b = entries[i].shape.rings->points[(k + 1) % entries[i].shape.rings->count];

            same_answer(index, a);
            same_answer(index, (struct geo_point){ (a.lon + b.lon) / 2, (a.lat + b.lat) / 2 });
        }
    same_answer(index, (struct geo_point){ INT32_MIN, INT32_MAX });
    arena_close(arena);
}

/* A point on the border of two belongs to the lower code, however they were handed in. */
static void test_borders_and_overlaps(void **state)
{
    static const struct { const char *name; struct geo_point p; const char *code; } rows[] = {
        { "left", { 500, 500 }, "B" },          { "right", { 1500, 500 }, "A" },   { "shared edge", { 1000, 500 }, "A" },
        { "overlap", { 1900, 500 }, "A" },      { "third alone", { 2500, 500 }, "C" },
        { "in the hole of the fourth", { 5000, 5000 }, NULL },                    { "fourth", { 4100, 5000 }, "D" },
        { "fifth covers whole cells", { 9000, 9000 }, "E" },                      { "sixth inside it loses", { 9010, 9010 }, "E" },
        { "nowhere", { 3500, 500 }, NULL },
    };
    struct arena *arena = arena_open(64 << 20);
    struct geo_entry entries[] = {
        { STR("C"), GEO_COMPREHENSIVE, 3, shape_of(arena, "1800,0 3000,0 3000,1000 1800,1000") },
        { STR("B"), GEO_COMPREHENSIVE, 2, shape_of(arena, "0,0 1000,0 1000,1000 0,1000") },
        { STR("A"), GEO_COMPREHENSIVE, 1, shape_of(arena, "1000,0 2000,0 2000,1000 1000,1000") },
        { STR("D"), GEO_COMPREHENSIVE, 4, shape_of(arena, "4000,4000 6000,4000 6000,6000 4000,6000; "
                                                          "4200,4200 4200,5800 5800,5800 5800,4200") },
        { STR("F"), GEO_COMPREHENSIVE, 6, shape_of(arena, "9005,9005 9015,9005 9015,9015 9005,9015") },
        { STR("E"), GEO_COMPREHENSIVE, 5, shape_of(arena, "7000,7000 40000,7000 40000,40000 7000,40000") },
    };
    struct geo_index *index;
    (void)state;

    assert_int_equal(geo_index_build(arena, entries, COUNT_OF(entries), &index, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct geo_entry *e = geo_index_entry(index, geo_locate(index, rows[i].p).comprehensive);

        CHECK(rows[i].name, (e != NULL) == (rows[i].code != NULL));
        CHECK(rows[i].name, !e || str_is(e->code, rows[i].code));
        CHECK(rows[i].name, geo_locate(index, rows[i].p).dedicated == GEO_NONE);
    }
    arena_close(arena);
}

static void test_refusals(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct geo_entry twice[] = { { STR("A"), GEO_COMPREHENSIVE, 1, shape_of(arena, "0,0 9,0 9,9") },
                                 { STR("A"), GEO_COMPREHENSIVE, 2, shape_of(arena, "20,0 29,0 29,9") } };
    struct geo_entry flat[] = { { STR("A"), GEO_COMPREHENSIVE, 1, shape_of(arena, "0,0 9,0 18,0") } };
    struct geo_entry none[] = { { STR("A"), GEO_COMPREHENSIVE, 1, { 0 } } };
    struct geo_index *index = NULL;
    struct fault why = { 0 };
    (void)state;

    assert_int_equal(geo_index_build(arena, twice, 2, &index, &why), ERR_INVALID);
    assert_int_equal(geo_index_build(arena, flat, 1, &index, &why), ERR_INVALID);
    assert_int_equal(geo_index_build(arena, none, 1, &index, &why), ERR_INVALID);
    assert_true(index == NULL && why.zh[0] && why.en[0]);
    assert_int_equal(geo_index_build(arena, twice, 0, &index, &why), ERR_OK);
    assert_int_equal(geo_locate(index, (struct geo_point){ 0, 0 }).comprehensive, GEO_NONE);
    arena_close(arena);
}

static void test_pack(void **state)
{
    struct arena *arena = arena_open(256 << 20);
    struct geo_entry *entries = arena_array(arena, struct geo_entry, SIDE * SIDE * 2), *back = NULL;
    size_t count = patchwork(arena, entries), back_count = 0;
    struct str bytes, broken;
    (void)state;

    assert_int_equal(geo_pack(arena, entries, count, 7, &bytes, NULL), ERR_OK);
    assert_int_equal(geo_unpack(arena, bytes, 7, &back, &back_count, NULL), ERR_OK);
    assert_int_equal(back_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct geo_ring *a = entries[i].shape.rings, *b = back[i].shape.rings;

        assert_true(str_eq(entries[i].code, back[i].code) && entries[i].layer == back[i].layer && entries[i].id == back[i].id);
        assert_true(a->count == b->count && memcmp(a->points, b->points, a->count * sizeof *a->points) == 0);
        assert_memory_equal(&entries[i].shape.box, &back[i].shape.box, sizeof back[i].shape.box);
    }
    back = NULL;
    assert_int_equal(geo_unpack(arena, bytes, 8, &back, &back_count, NULL), ERR_INVALID);
    for (size_t cut = 0; cut < bytes.len; cut += cut < 200 ? 1 : 997)
        assert_int_equal(geo_unpack(arena, str_sub(bytes, 0, cut), 7, &back, &back_count, NULL), ERR_INVALID);
    for (size_t at = 0; at < bytes.len; at += at < 200 ? 1 : 997) {
        broken = str_dup(arena, bytes);
        ((char *)broken.at)[at] ^= 0x40;
        assert_int_equal(geo_unpack(arena, broken, 7, &back, &back_count, NULL), ERR_INVALID);
    }
    assert_null(back);
    arena_close(arena);
}

/* Every allocation may fail, in this thread's arenas: a clean refusal each time. */
static void test_out_of_memory(void **state)
{
    struct arena *fixed = arena_open(64 << 20);
    struct geo_entry *entries = arena_array(fixed, struct geo_entry, SIDE * SIDE * 2);
    size_t count = patchwork(fixed, entries), refused = 0;
    struct str bytes;
    enum err err = ERR_NO_MEMORY;
    (void)state;

    assert_int_equal(geo_pack(fixed, entries, count, 7, &bytes, NULL), ERR_OK);
    for (size_t n = 1; err != ERR_OK; n++) {
        struct arena *arena = arena_open(64 << 20);
        struct geo_entry *back = NULL;
        struct geo_index *index = NULL;
        size_t back_count = 0;

        arena_fail_after(n);
        err = geo_unpack(arena, bytes, 7, &back, &back_count, NULL);
        if (err) assert_true(back == NULL && back_count == 0);
        if (!err) err = geo_index_build(arena, back, back_count, &index, NULL);
        arena_fail_after(0);
        assert_true((err == ERR_OK) == (index != NULL));
        refused += err != ERR_OK;
        arena_close(arena);
    }
    assert_true(refused > count);
    arena_close(fixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_brute_force),
        cmocka_unit_test(test_borders_and_overlaps),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_pack),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
