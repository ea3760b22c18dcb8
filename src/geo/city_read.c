/*
 * city_read.c - from the texts of content/nanjing to areas without shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/num.h"
#include "geo/city_draw.h"

#include <stdlib.h>
#include <string.h>

enum { SPECIAL_UNITS_FROM = 400, STREET_DIGITS = 9 };

static int area_order(const void *a, const void *b)
{
    return str_compare(((const struct city_area *)a)->code, ((const struct city_area *)b)->code);
}

static int32_t find_area(const struct city_area *areas, size_t count, struct str code)
{
    struct city_area key = { .code = code };
    const struct city_area *hit = bsearch(&key, areas, count, sizeof key, area_order);

    return hit ? (int32_t)(hit - areas) : GEO_NONE;
}

/* Streets and towns proper; development zones, scenic areas and farms have a suffix of 400 and more. */
static bool is_special(struct str street_code)
{
    int64_t suffix = 0;

    if (street_code.len < STREET_DIGITS) return true;
    return num_parse_int(str_sub(street_code, 6, 3), 0, 999, &suffix) || suffix >= SPECIAL_UNITS_FROM;
}

static enum err read_divisions(struct draw *draw, struct str text, struct fault *why)
{
    struct city *city = draw->city;
    struct csv csv;
    enum err err = csv_parse(draw->arena, text, &csv, why);

    if (err) return err;
    city->districts = arena_array(draw->arena, struct city_area, csv.rows + 1);
    city->streets = arena_array(draw->arena, struct city_area, csv.rows + 1);
    city->communities = arena_array(draw->arena, struct city_area, csv.rows + 1);
    if (!city->districts || !city->streets || !city->communities)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct str level = csv_get(&csv, i, "level");
        struct city_area area = { .code = csv_get(&csv, i, "code"), .name = csv_get(&csv, i, "name"),
                                  .parent = GEO_NONE, .steering = GEO_NONE };

        if (str_is(level, "city")) {
            city->code = area.code;
            city->name = area.name;
        } else if (str_is(level, "district")) {
            city->districts[city->district_count++] = area;
        } else if (!str_is(level, "street") && !str_is(level, "community")) {
            return fault_at(why, ERR_INVALID, i + 2, "区划表第 %zu 行：层级未知", "divisions, line %zu: unknown level", i + 2);
        } else if (!is_special(area.code)) {
            if (area.code.len == STREET_DIGITS)
                city->streets[city->street_count++] = area;
            else
                city->communities[city->community_count++] = area;
        }
    }
    qsort(city->districts, city->district_count, sizeof *city->districts, area_order);
    qsort(city->streets, city->street_count, sizeof *city->streets, area_order);
    qsort(city->communities, city->community_count, sizeof *city->communities, area_order);
    return ERR_OK;
}

static enum err link_parents(struct city *city, struct fault *why)
{
    for (size_t i = 0; i < city->street_count; i++) {
        struct city_area *street = &city->streets[i];

        street->parent = find_area(city->districts, city->district_count, str_sub(street->code, 0, 6));
        if (street->parent == GEO_NONE)
            return fault_set(why, ERR_INVALID, "街道 %.*s 没有所属区", "street %.*s has no district", STR_ARG(street->code));
    }
    for (size_t i = 0; i < city->community_count; i++) {
        struct city_area *community = &city->communities[i];

        community->parent = find_area(city->streets, city->street_count, str_sub(community->code, 0, STREET_DIGITS));
        if (community->parent == GEO_NONE)
            return fault_set(why, ERR_INVALID, "社区 %.*s 没有所属街道", "community %.*s has no street",
                             STR_ARG(community->code));
    }
    return ERR_OK;
}

static enum err read_outlines(struct draw *draw, struct str text, struct fault *why)
{
    struct city *city = draw->city;
    struct json_t *root;
    const struct json_t *features;
    enum err err = json_parse(draw->scratch, text, &root, why);

    if (err) return err;
    draw->middles = arena_array(draw->scratch, struct geo_point, city->district_count + 1);
    if (!draw->middles) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    features = json_get(root, "features");
    for (size_t i = 0; i < json_count(features); i++) {
        const struct json_t *feature = json_at(features, i);
        const struct json_t *centre = json_get(json_get(feature, "properties"), "centre");
        int32_t at = find_area(city->districts, city->district_count, json_get_str(feature, "id"));

        if (at == GEO_NONE) continue;
        err = geo_shape_read(draw->arena, json_get(feature, "geometry"), &city->districts[at].shape, why);
        if (!err) err = geo_point_from(json_as_number(json_at(centre, 0)), json_as_number(json_at(centre, 1)),
                                       &draw->middles[at], why);
        if (err) return err;
    }
    for (size_t i = 0; i < city->district_count; i++)
        if (city->districts[i].shape.count == 0)
            return fault_set(why, ERR_INVALID, "区 %.*s 没有边界", "district %.*s has no outline",
                             STR_ARG(city->districts[i].code));
    return ERR_OK;
}

static enum err read_steering(struct draw *draw, struct str text, struct fault *why)
{
    struct city *city = draw->city;
    struct csv csv;
    enum err err = csv_parse(draw->arena, text, &csv, why);

    if (err) return err;
    city->steering = arena_array(draw->arena, struct city_area, csv.rows + 1);
    if (!city->steering) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct city_area area = { .code = csv_get(&csv, i, "steering_code"), .name = csv_get(&csv, i, "steering_name"),
                                  .parent = GEO_NONE, .steering = GEO_NONE };
        size_t at = 0;

        while (at < city->steering_count && !str_eq(city->steering[at].code, area.code)) at++;
        if (at == city->steering_count) city->steering[city->steering_count++] = area;
    }
    qsort(city->steering, city->steering_count, sizeof *city->steering, area_order);
    for (size_t i = 0; i < csv.rows; i++) {
        int32_t street = find_area(city->streets, city->street_count, csv_get(&csv, i, "street_code"));

        if (street == GEO_NONE)
            return fault_at(why, ERR_INVALID, i + 2, "共管表第 %zu 行：没有这个街道", "steering, line %zu: no such street", i + 2);
        city->streets[street].steering =
            find_area(city->steering, city->steering_count, csv_get(&csv, i, "steering_code"));
    }
    return ERR_OK;
}

static enum err read_figures(struct draw *draw, struct str text, struct fault *why)
{
    static const char *const names[] = { "comprehensive_grids", "dedicated_grids", "grid_workers" };
    int64_t values[COUNT_OF(names)] = { -1, -1, -1 };
    struct csv csv;
    enum err err = csv_parse(draw->scratch, text, &csv, why);

    if (err) return err;
    for (size_t i = 0; i < csv.rows; i++)
        for (size_t k = 0; k < COUNT_OF(names); k++)
            if (str_is(csv_get(&csv, i, "name"), names[k]) &&
                num_parse_int(csv_get(&csv, i, "value"), 0, 500000, &values[k]))
                return fault_at(why, ERR_INVALID, i + 2, "数字表第 %zu 行有误", "figures, line %zu: not a number", i + 2);
    if (values[0] < (int64_t)draw->city->community_count || values[1] < 0 || values[1] > values[0] ||
        values[2] < values[0])
        return fault_set(why, ERR_INVALID, "网格和人员数量不合理：每个社区至少一个网格，每个综合网格至少一名网格员",
                         "the figures do not fit: every community needs a grid, every comprehensive grid a worker");
    draw->seed_count = (size_t)values[0];
    draw->dedicated = values[1];
    draw->workers = values[2];
    return ERR_OK;
}

static enum err read_kinds(struct draw *draw, struct str text, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(draw->arena, text, &csv, why);

    if (err) return err;
    draw->kinds = arena_array(draw->scratch, struct kind, csv.rows + 1);
    if (!draw->kinds) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct kind *kind = &draw->kinds[draw->kind_count++];

        kind->code = csv_get(&csv, i, "code");
        kind->name = csv_get(&csv, i, "name");
        if (num_parse_int(csv_get(&csv, i, "weight"), 1, 1000, &kind->weight))
            return fault_at(why, ERR_INVALID, i + 2, "专属网格类别第 %zu 行：权重有误", "dedicated kinds, line %zu: wrong weight",
                            i + 2);
    }
    if (draw->kind_count == 0 && draw->dedicated > 0)
        return fault_set(why, ERR_INVALID, "没有专属网格类别", "there are no kinds of dedicated grids");
    return ERR_OK;
}

enum err city_read(struct draw *draw, const struct city_texts *texts, struct fault *why)
{
    enum err err = read_divisions(draw, texts->divisions, why);

    if (!err) err = link_parents(draw->city, why);
    if (!err) err = read_outlines(draw, texts->districts, why);
    if (!err && texts->steering.at) err = read_steering(draw, texts->steering, why);
    if (!err) err = read_figures(draw, texts->figures, why);
    if (!err) err = read_kinds(draw, texts->dedicated_kinds, why);
    return err;
}

struct str city_short_name(struct arena *arena, struct str name)
{
    static const struct { const char *ending, *instead; } endings[] = {
        { "居民委员会", "社区" }, { "居委会", "社区" }, { "村民委员会", "村" }, { "村委会", "村" }, { "委会", "" },
    };

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        struct str ending = str_from_c(endings[i].ending), instead = str_from_c(endings[i].instead);
        struct str stem = str_sub(name, 0, name.len - ending.len);

        if (name.len <= ending.len || !str_ends(name, ending)) continue;
        if (str_ends(stem, STR("社区")) || str_ends(stem, STR("村"))) return stem;
        return str_format(arena, "%.*s%.*s", STR_ARG(stem), STR_ARG(instead));
    }
    return name;
}
