/*
 * city.c - the drawn city: counts, exact tiling, nesting, sameness.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"
#include "geo/city.h"
#include "geo/tiling.h"

#include <math.h>
#include <stdlib.h>

static struct arena *arena;
static struct city *city;
static struct geo_index *city_index;

static struct str content(const char *path)
{
    struct str text;
    struct fault why = { 0 };

    if (io_read(arena, path, 1 << 24, &text, &why)) fail_msg("%s: %s", path, why.en);
    return text;
}

static struct city_texts real_texts(void)
{
    return (struct city_texts){
        .divisions = content(CONTENT "/nanjing/divisions.csv"),
        .districts = content(CONTENT "/nanjing/districts.geojson"),
        .steering = content(CONTENT "/nanjing/steering.csv"),
        .figures = content(CONTENT "/nanjing/figures.csv"),
        .dedicated_kinds = content(CONTENT "/nanjing/dedicated_kinds.csv"),
    };
}

static int draw_once(void **state)
{
    struct city_texts texts;
    struct geo_entry *entries;
    struct fault why = { 0 };
    (void)state;

    arena = arena_open((size_t)1 << 30);
    texts = real_texts();
    if (city_generate(arena, &texts, 1, &city, &why)) fail_msg("city: %s", why.en);
    assert_int_equal(city_entries(arena, city, &entries, NULL), ERR_OK);
    assert_int_equal(geo_index_build(arena, entries, city->grid_count, &city_index, NULL), ERR_OK);
    return 0;
}

static int close_city(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static void test_counts(void **state)
{
    (void)state;
    assert_int_equal(city->district_count, 11);
    assert_int_equal(city->street_count, 101);
    assert_int_equal(city->community_count, 1255);
    assert_int_equal(city->comprehensive_count, 9968);
    assert_int_equal(city->grid_count - city->comprehensive_count, 2442);
    assert_int_equal(city->worker_count, 11002);
    assert_true(str_is(city->code, "3201"));
    assert_int_equal(city->steering_count, 1);
    assert_true(str_is(city->steering[0].code, "320190") && str_is(city->steering[0].name, "江北新区"));
}

static void sorted_codes(const struct city_area *areas, size_t count, size_t digits)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(areas[i].code.len, digits);
        if (i > 0) assert_true(str_compare(areas[i - 1].code, areas[i].code) < 0);
    }
}

static void test_codes(void **state)
{
    (void)state;
    sorted_codes(city->districts, city->district_count, 6);
    sorted_codes(city->streets, city->street_count, 9);
    sorted_codes(city->communities, city->community_count, 12);
    for (size_t i = 0; i < city->grid_count; i++) {
        const struct city_grid *grid = &city->grids[i];
        bool first = i == 0 || i == city->comprehensive_count;

        assert_int_equal(grid->code.len, 16);
        assert_true(str_starts(grid->code, city->communities[grid->community].code));
        assert_int_equal(grid->code.at[12], grid->layer == GEO_DEDICATED ? 'S' : 'Z');
        assert_true(str_ends(grid->name, STR("(合成)")));
        assert_int_equal(grid->layer, i < city->comprehensive_count ? GEO_COMPREHENSIVE : GEO_DEDICATED);
        if (!first) assert_true(str_compare(grid[-1].code, grid->code) < 0);
    }
}

/* Every edge of a grid is another grid's edge the other way round, or lies on the rim; areas add up exactly. */
static void test_exact_tiling(void **state)
{
    struct geo_shape *shapes = arena_array(arena, struct geo_shape, city->comprehensive_count);
    int32_t *zero = arena_array(arena, int32_t, city->comprehensive_count);
    int64_t grids = 0, communities = 0, streets = 0, districts = 0;
    struct geo_shape whole;
    struct tiling tiling;
    (void)state;

    for (size_t i = 0; i < city->comprehensive_count; i++) {
        shapes[i] = city->grids[i].shape;
        assert_true(geo_shape_area2(&shapes[i]) > 0);
        grids += geo_shape_area2(&shapes[i]);
    }
    for (size_t i = 0; i < city->community_count; i++) communities += geo_shape_area2(&city->communities[i].shape);
    for (size_t i = 0; i < city->street_count; i++) streets += geo_shape_area2(&city->streets[i].shape);
    for (size_t i = 0; i < city->district_count; i++) districts += geo_shape_area2(&city->districts[i].shape);
    assert_true(grids == communities && communities == streets && streets == districts);
    assert_int_equal(tiling_adopt(arena, shapes, city->comprehensive_count, &tiling, NULL), ERR_OK);
    assert_int_equal(tiling_join(arena, &tiling, zero, &whole, 1, NULL), ERR_OK);
    assert_true(geo_shape_area2(&whole) == grids);
    assert_true(fabs(geo_shape_area_m2(&whole) / 6587e6 - 1) < 0.02);   /* Nanjing has 6,587 km2 */
    /* the rim is the city's outside only: few rings, none of them a crack */
    assert_true(whole.count < 30);
    for (size_t r = 0; r < whole.count; r++) assert_true(llabs(geo_ring_area2(&whole.rings[r])) > 1000);
}

/* The outlines we were given are kept to the lattice's half step. */
static void test_districts_keep_their_outline(void **state)
{
    struct json_t *root;
    size_t checked = 0;
    (void)state;

    assert_int_equal(json_parse(arena, content(CONTENT "/nanjing/districts.geojson"), &root, NULL), ERR_OK);
    for (size_t i = 0; i < json_count(json_get(root, "features")); i++) {
        const struct json_t *feature = json_at(json_get(root, "features"), i);
        struct geo_shape shape;

        assert_int_equal(geo_shape_read(arena, json_get(feature, "geometry"), &shape, NULL), ERR_OK);
        for (size_t d = 0; d < city->district_count; d++) {
            if (!str_eq(city->districts[d].code, json_get_str(feature, "id"))) continue;
            assert_true(fabs(geo_shape_area_m2(&shape) / geo_shape_area_m2(&city->districts[d].shape) - 1) < 1e-5);
            assert_int_equal(shape.count, city->districts[d].shape.count);
            checked++;
        }
    }
    assert_int_equal(checked, 11);
}

/* How many of the district shapes hold `p` strictly. */
static size_t districts_holding(struct geo_point p)
{
    size_t count = 0;

    for (size_t d = 0; d < city->district_count; d++)
        count += geo_shape_side(&city->districts[d].shape, p) == GEO_INSIDE;
    return count;
}

static void test_every_point_has_one_chain(void **state)
{
    size_t inside = 0, dedicated = 0;
    (void)state;

    for (int i = 0; i < 60000; i++) {
        struct geo_point p = { roll(118350000, 119250000), roll(31220000, 32620000) };
        struct geo_place place = geo_locate(city_index, p);
        const struct geo_entry *entry = geo_index_entry(city_index, place.comprehensive);
        const struct city_grid *grid;
        const struct city_area *community, *street, *district;

        assert_true(districts_holding(p) <= 1);
        if (!entry) {
            assert_int_equal(districts_holding(p), 0);
            assert_int_equal(place.dedicated, GEO_NONE);
            continue;
        }
        grid = &city->grids[entry->id];
        community = &city->communities[grid->community];
        street = &city->streets[community->parent];
        district = &city->districts[street->parent];
        assert_true(geo_shape_side(&grid->shape, p) != GEO_OUTSIDE);
        assert_true(geo_shape_side(&community->shape, p) != GEO_OUTSIDE);
        assert_true(geo_shape_side(&street->shape, p) != GEO_OUTSIDE);
        assert_true(geo_shape_side(&district->shape, p) != GEO_OUTSIDE);
        if (street->steering != GEO_NONE)
            assert_true(geo_shape_side(&city->steering[street->steering].shape, p) != GEO_OUTSIDE);
        inside++;
        if (place.dedicated != GEO_NONE) {
            dedicated++;
            assert_int_equal(city->grids[geo_index_entry(city_index, place.dedicated)->id].host, entry->id);
        }
    }
    assert_true(inside > 20000 && dedicated > 10);
}

/* On a border the lower code wins, at every level and in every district. */
static void test_border_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < city->comprehensive_count; i += 7) {
        const struct geo_ring *ring = &city->grids[i].shape.rings[0];

        for (size_t k = 0; k < ring->count; k++) {
            const struct geo_entry *entry = geo_index_entry(city_index, geo_locate(city_index, ring->points[k]).comprehensive);

            assert_non_null(entry);
            assert_true(geo_shape_side(&entry->shape, ring->points[k]) != GEO_OUTSIDE);
            assert_true(str_compare(entry->code, city->grids[i].code) <= 0);
        }
    }
}

static void test_dedicated_lie_inside(void **state)
{
    (void)state;
    for (size_t i = city->comprehensive_count; i < city->grid_count; i++) {
        const struct city_grid *grid = &city->grids[i], *host = &city->grids[grid->host];

        assert_int_equal(host->community, grid->community);
        assert_int_equal(geo_shape_side(&grid->shape, grid->centre), GEO_INSIDE);
        for (size_t k = 0; k < grid->shape.rings[0].count; k++)
            assert_int_equal(geo_shape_side(&host->shape, grid->shape.rings[0].points[k]), GEO_INSIDE);
        assert_true(grid->kind.len > 0);
        if (i > city->comprehensive_count) assert_true(grid->host > grid[-1].host);   /* one site a host */
    }
}

static void test_areas(void **state)
{
    size_t in_pieces = 0;
    (void)state;

    for (size_t i = 0; i < city->grid_count; i++)
        assert_int_equal(geo_shape_side(&city->grids[i].shape, city->grids[i].centre), GEO_INSIDE);
    for (size_t i = 0; i < city->community_count; i++) {
        assert_int_equal(geo_shape_side(&city->communities[i].shape, city->communities[i].centre), GEO_INSIDE);
        in_pieces += city->communities[i].shape.count > 1;
    }
    assert_true(in_pieces < 13);   /* about one in a hundred: islands */
}

static void test_steering(void **state)
{
    static const char *const steered[] = { "320111001", "320111002", "320111003", "320111007",
                                           "320116001", "320116004", "320116005" };
    int64_t area2 = 0;
    size_t found = 0;
    (void)state;

    for (size_t i = 0; i < city->street_count; i++) {
        const struct city_area *street = &city->streets[i];
        bool expected = false;

        for (size_t k = 0; k < COUNT_OF(steered); k++) expected = expected || str_is(street->code, steered[k]);
        assert_int_equal(street->steering, expected ? 0 : GEO_NONE);
        assert_true(str_starts(street->code, city->districts[street->parent].code));
        found += expected;
        if (expected) area2 += geo_shape_area2(&street->shape);
    }
    assert_int_equal(found, 7);
    assert_true(area2 == geo_shape_area2(&city->steering[0].shape));
}

static void test_workers(void **state)
{
    int *per_grid = arena_array(arena, int, city->comprehensive_count);
    (void)state;

    for (size_t i = 0; i < city->worker_count; i++) {
        const struct city_worker *worker = &city->workers[i];

        assert_true(worker->grid >= 0 && (size_t)worker->grid < city->comprehensive_count);
        per_grid[worker->grid]++;
        assert_true(str_starts(worker->name, STR("网格员")) && str_ends(worker->name, STR("(合成)")));
        if (i > 0) assert_true(str_compare(worker[-1].code, worker->code) < 0);
    }
    for (size_t i = 0; i < city->comprehensive_count; i++) assert_true(per_grid[i] >= 1 && per_grid[i] <= 8);
}

static uint64_t digest(const struct city *c)
{
    struct geo_entry *entries;
    struct str bytes;

    assert_int_equal(city_entries(arena, c, &entries, NULL), ERR_OK);
    assert_int_equal(geo_pack(arena, entries, c->grid_count, 0, &bytes, NULL), ERR_OK);
    return str_hash(bytes);
}

static void test_same_seed_same_city(void **state)
{
    struct city_texts texts = real_texts();
    struct city *again = NULL, *other = NULL;
    (void)state;

    assert_int_equal(city_generate(arena, &texts, 1, &again, NULL), ERR_OK);
    assert_int_equal(city_generate(arena, &texts, 2, &other, NULL), ERR_OK);
    assert_true(digest(city) == digest(again));
    assert_true(digest(city) != digest(other));
    assert_int_equal(other->grid_count, city->grid_count);
    assert_int_equal(again->workers[9000].grid, city->workers[9000].grid);
}

static void test_refusals(void **state)
{
    struct city_texts good = real_texts();
    static const struct { const char *name, *divisions, *districts, *steering, *figures, *kinds; } rows[] = {
        { .name = "a community without street",
          .divisions = "code,name,level,parent_code\n320102,a,district,3201\n320102001001,b,community,320102001\n" },
        { .name = "a street without district", .divisions = "code,name,level,parent_code\n320102001,a,street,320102\n" },
        { .name = "an unknown level", .divisions = "code,name,level,parent_code\n320102001,a,alley,320102\n" },
        { .name = "a district without outline", .districts = "{\"features\":[]}" },
        { .name = "outlines that are no JSON", .districts = "{" },
        { .name = "steering a street that is not there",
          .steering = "street_code,street_name,statutory_code,statutory_name,steering_code,steering_name,source\n1,a,2,b,3,c,d\n" },
        { .name = "fewer grids than communities",
          .figures = "name,value,source\ncomprehensive_grids,1000,x\ndedicated_grids,1,x\ngrid_workers,9999,x\n" },
        { .name = "fewer workers than grids",
          .figures = "name,value,source\ncomprehensive_grids,2000,x\ndedicated_grids,1,x\ngrid_workers,1999,x\n" },
        { .name = "no number", .figures = "name,value,source\ncomprehensive_grids,many,x\n" },
        { .name = "no kinds", .kinds = "code,name,weight,source\n" },
        { .name = "a kind of no weight", .kinds = "code,name,weight,source\na,b,0,c\n" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct city_texts texts = good;
        struct city *none = NULL;
        struct fault why = { 0 };

        if (rows[i].divisions) texts.divisions = str_from_c(rows[i].divisions);
        if (rows[i].districts) texts.districts = str_from_c(rows[i].districts);
        if (rows[i].steering) texts.steering = str_from_c(rows[i].steering);
        if (rows[i].figures) texts.figures = str_from_c(rows[i].figures);
        if (rows[i].kinds) texts.dedicated_kinds = str_from_c(rows[i].kinds);
        CHECK(rows[i].name, city_generate(arena, &texts, 1, &none, &why) == ERR_INVALID);
        CHECK(rows[i].name, none == NULL && why.zh[0] && why.en[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_exact_tiling),
        cmocka_unit_test(test_districts_keep_their_outline),
        cmocka_unit_test(test_every_point_has_one_chain),
        cmocka_unit_test(test_border_points),
        cmocka_unit_test(test_dedicated_lie_inside),
        cmocka_unit_test(test_areas),
        cmocka_unit_test(test_steering),
        cmocka_unit_test(test_workers),
        cmocka_unit_test(test_same_seed_same_city),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("geo", tests, draw_once, close_city);
}
