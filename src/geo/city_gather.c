/*
 * city_gather.c - communities in one piece.
 *
 * Bisection keeps a community's seeds together, but a bent outline can still
 * cut some of its grids off.  Those go to the neighbouring community with the
 * longest shared border: of the same street if there is one, else of the same
 * district.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/city_draw.h"

struct pieces {
    int32_t *piece;            /* of each grid */
    size_t *size;              /* of each piece, in grids */
    size_t count;
    int32_t *queue;
};

/* Marks everything reachable from `start` within its community as one piece. */
static void flood(const struct draw *draw, const struct tiling *grids, struct pieces *p, size_t start)
{
    size_t head = 0, tail = 0;

    p->queue[tail++] = (int32_t)start;
    p->piece[start] = (int32_t)p->count;
    while (head < tail) {
        const struct geo_shape *shape = &grids->faces[p->queue[head++]];

        for (size_t r = 0; r < shape->count; r++)
            for (size_t i = 0; i < shape->rings[r].count; i++) {
                const struct geo_ring *ring = &shape->rings[r];
                int32_t across = tiling_across(grids, ring->points[i], ring->points[(i + 1) % ring->count]);

                if (across == TILING_NONE || p->piece[across] >= 0) continue;
                if (draw->seeds[across].community != draw->seeds[start].community) continue;
                p->piece[across] = (int32_t)p->count;
                p->queue[tail++] = across;
            }
    }
    p->size[p->count++] = tail;
}

static bool same_street(const void *context, size_t grid, size_t neighbour)
{
    const struct draw *draw = context;

    return draw->seeds[grid].street == draw->seeds[neighbour].street;
}

static bool same_district(const void *context, size_t grid, size_t neighbour)
{
    const struct draw *draw = context;

    return draw->seeds[grid].district == draw->seeds[neighbour].district;
}

enum err city_gather(struct draw *draw, const struct tiling *grids, struct fault *why)
{
    struct city *city = draw->city;
    struct pieces p = { .piece = arena_array(draw->scratch, int32_t, draw->seed_count + 1),
                        .size = arena_array(draw->scratch, size_t, draw->seed_count + 1),
                        .queue = arena_array(draw->scratch, int32_t, draw->seed_count + 1) };
    int32_t *largest = arena_array(draw->scratch, int32_t, city->community_count + 1);
    int32_t *owners = arena_array(draw->scratch, int32_t, draw->seed_count + 1);
    bool *lost = arena_array(draw->scratch, bool, draw->seed_count + 1);

    if (!p.piece || !p.size || !p.queue || !largest || !owners || !lost)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < draw->seed_count; i++) p.piece[i] = -1;
    for (size_t c = 0; c < city->community_count; c++) largest[c] = -1;
    for (size_t i = 0; i < draw->seed_count; i++) {
        int32_t *best = &largest[draw->seeds[i].community];

        owners[i] = draw->seeds[i].community;
        if (p.piece[i] < 0) flood(draw, grids, &p, i);
        if (*best < 0 || p.size[p.piece[i]] > p.size[*best]) *best = p.piece[i];
    }
    for (size_t i = 0; i < draw->seed_count; i++) lost[i] = p.piece[i] != largest[owners[i]];
    if (tiling_settle(grids, owners, lost, same_street, draw) > 0) tiling_settle(grids, owners, lost, same_district, draw);
    for (size_t i = 0; i < draw->seed_count; i++) {
        draw->share[draw->seeds[i].community]--;
        draw->seeds[i].community = owners[i];
        draw->seeds[i].street = city->communities[owners[i]].parent;
        draw->share[owners[i]]++;
    }
    return ERR_OK;
}
