/*
 * city.c - the steps of drawing a city, dedicated grids and workers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/city.h"

#include "geo/city_draw.h"

#include <math.h>

#define METRES_PER_MICRO 0.1111949
/* A dedicated grid is a site of 25-180 m around the middle of its host, well inside it. */
#define SITE_MIN_M 25.0
#define SITE_MAX_M 180.0

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static const struct kind *pick_kind(struct draw *draw)
{
    int64_t sum = 0, at;
    size_t i = 0;

    for (size_t k = 0; k < draw->kind_count; k++) sum += draw->kinds[k].weight;
    at = dice_pick(&draw->dice, 1, sum);
    while (at > draw->kinds[i].weight) at -= draw->kinds[i++].weight;
    return &draw->kinds[i];
}

/* A convex site within `radius_m` of the centre: 5 to 8 corners, counter-clockwise. */
static bool make_site(struct draw *draw, struct geo_point centre, double radius_m, struct geo_shape *out)
{
    size_t corners = (size_t)dice_pick(&draw->dice, 5, 8);
    double start = dice_fraction(&draw->dice) * 2 * M_PI, squeeze = cos(geo_degrees(centre.lat) * M_PI / 180.0);

    out->count = 1;
    out->rings = arena_new(draw->arena, struct geo_ring);
    if (!out->rings) return false;
    out->rings->count = corners;
    out->rings->points = arena_array(draw->arena, struct geo_point, corners);
    if (!out->rings->points) return false;
    for (size_t i = 0; i < corners; i++) {
        double angle = start + ((double)i + 0.5 * dice_fraction(&draw->dice)) * 2 * M_PI / (double)corners;
        double reach = radius_m * (0.8 + 0.2 * dice_fraction(&draw->dice)) / METRES_PER_MICRO;

        out->rings->points[i] = (struct geo_point){ centre.lon + (int32_t)(cos(angle) * reach / squeeze),
                                                    centre.lat + (int32_t)(sin(angle) * reach) };
    }
    geo_shape_measure_box(out);
    return true;
}

/* Chooses hosts at random: comprehensive grids with room for a site, one site each. */
static enum err choose_hosts(struct draw *draw, bool *hosts, double *room, struct fault *why)
{
    struct city *city = draw->city;
    size_t count = city->comprehensive_count;
    int32_t *order = arena_array(draw->scratch, int32_t, count + 1);
    int64_t chosen = 0;

    if (!order) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        size_t k = (size_t)dice_pick(&draw->dice, 0, (int64_t)i);
        order[i] = order[k];
        order[k] = (int32_t)i;
    }
    for (size_t i = 0; i < count && chosen < draw->dedicated; i++) {
        struct city_grid *grid = &city->grids[order[i]];

        room[order[i]] = geo_shape_border_distance_m(&grid->shape, grid->centre) * 0.9;
        if (room[order[i]] < SITE_MIN_M) continue;
        hosts[order[i]] = true;
        chosen++;
    }
    if (chosen < draw->dedicated)
        return fault_set(why, ERR_INVALID, "放不下这么多专属网格", "there is no room for so many dedicated grids");
    return ERR_OK;
}

static enum err make_dedicated(struct draw *draw, struct fault *why)
{
    struct city *city = draw->city;
    bool *hosts = arena_array(draw->scratch, bool, city->comprehensive_count + 1);
    double *room = arena_array(draw->scratch, double, city->comprehensive_count + 1);
    size_t serial = 0;
    enum err err;

    if (!hosts || !room) return out_of_memory(why);
    err = choose_hosts(draw, hosts, room, why);
    if (err) return err;
    for (size_t i = 0; i < city->comprehensive_count; i++) {
        const struct city_grid *host = &city->grids[i];
        const struct city_area *community = &city->communities[host->community];
        struct city_grid *grid = &city->grids[city->grid_count];
        const struct kind *kind;
        double radius;

        if (!hosts[i]) continue;
        radius = SITE_MIN_M + dice_fraction(&draw->dice) * (fmin(room[i], SITE_MAX_M) - SITE_MIN_M);
        kind = pick_kind(draw);
        serial = city->grid_count > city->comprehensive_count && grid[-1].community == host->community ? serial + 1 : 1;
        *grid = (struct city_grid){ .layer = GEO_DEDICATED, .community = host->community, .host = (int32_t)i,
                                    .kind = kind->code, .centre = host->centre };
        if (!make_site(draw, host->centre, radius, &grid->shape)) return out_of_memory(why);
        grid->code = str_format(draw->arena, "%.*sS%03zu", STR_ARG(community->code), serial);
        grid->name = str_format(draw->arena, "%.*s专属网格%zu %.*s(合成)",
                                STR_ARG(city_short_name(draw->arena, community->name)), serial, STR_ARG(kind->name));
        if (!grid->code.at || !grid->name.at) return out_of_memory(why);
        city->grid_count++;
    }
    return ERR_OK;
}

/* Every comprehensive grid has a worker; the rest go to grids at random. */
static enum err make_workers(struct draw *draw, struct fault *why)
{
    struct city *city = draw->city;
    size_t count = (size_t)draw->workers, grids = city->comprehensive_count;
    size_t *wanted = arena_array(draw->scratch, size_t, grids + 1);

    city->workers = arena_array(draw->arena, struct city_worker, count + 1);
    if (!wanted || !city->workers) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) wanted[i < grids ? i : (size_t)dice_pick(&draw->dice, 0, (int64_t)grids - 1)]++;
    for (size_t g = 0; g < grids; g++)
        for (size_t k = 0; k < wanted[g]; k++) {
            struct city_worker *worker = &city->workers[city->worker_count++];

            worker->grid = (int32_t)g;
            worker->code = str_format(draw->arena, "w%05zu", city->worker_count);
            worker->name = str_format(draw->arena, "网格员%05zu(合成)", city->worker_count);
            if (!worker->code.at || !worker->name.at) return out_of_memory(why);
        }
    return ERR_OK;
}

enum err city_settle_grids(struct draw *draw, struct fault *why)
{
    enum err err = make_dedicated(draw, why);

    return err ? err : make_workers(draw, why);
}

enum err city_generate(struct arena *arena, const struct city_texts *texts, uint64_t seed, struct city **out,
                       struct fault *why)
{
    enum { SCRATCH_MAX = 1 << 30 };
    struct draw draw = { .arena = arena, .scratch = arena_open(SCRATCH_MAX), .dice = { seed } };
    enum err err = ERR_OK;

    draw.city = arena_new(arena, struct city);
    if (!draw.city || !draw.scratch) err = out_of_memory(why);
    if (!err) err = city_read(&draw, texts, why);
    if (!err) err = city_sow(&draw, why);
    if (!err) err = city_cut(&draw, why);
    if (!err) err = city_settle_grids(&draw, why);
    arena_close(draw.scratch);
    if (!err) *out = draw.city;
    return err;
}

enum err city_entries(struct arena *arena, const struct city *city, struct geo_entry **out, struct fault *why)
{
    struct geo_entry *entries = arena_array(arena, struct geo_entry, city->grid_count + 1);

    if (!entries) return out_of_memory(why);
    for (size_t i = 0; i < city->grid_count; i++)
        entries[i] = (struct geo_entry){ .code = city->grids[i].code, .layer = city->grids[i].layer, .id = (int64_t)i,
                                         .shape = city->grids[i].shape };
    *out = entries;
    return ERR_OK;
}
