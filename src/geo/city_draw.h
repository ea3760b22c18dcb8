/*
 * city_draw.h - what the steps of drawing a city share; used by city*.c only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_CITY_DRAW_H
#define GEO_CITY_DRAW_H

#include "geo/city.h"
#include "geo/tiling.h"

/* Longitudes are drawn shorter by this factor (cos 32°), so that cells come out round on the ground. */
#define DRAW_SQUEEZE 0.8480481

struct dice {
    uint64_t state;
};

/* A comprehensive grid before it has a shape. */
struct seed {
    struct geo_point at;
    int32_t district, street, community;
    int64_t key;                  /* for sorting */
};

struct kind {
    struct str code, name;
    int64_t weight;
};

struct draw {
    struct arena *arena;          /* the city's */
    struct arena *scratch;
    struct city *city;
    struct dice dice;
    int64_t dedicated, workers;   /* how many */
    struct geo_point *middles;    /* of each district's people */
    size_t *share;                /* grids of each community */
    struct seed *seeds;           /* grouped by district */
    size_t seed_count;
    size_t *district_seeds;       /* first seed of each district, district_count + 1 */
    struct geo_index *districts;  /* which district a point lies in */
    struct kind *kinds;
    size_t kind_count;
};

uint64_t dice_roll(struct dice *dice);
int64_t dice_pick(struct dice *dice, int64_t low, int64_t high);   /* both included */
double dice_fraction(struct dice *dice);                           /* 0 <= x < 1 */

/* Reads the texts into the city (without shapes below the districts) and the draw. */
enum err city_read(struct draw *draw, const struct city_texts *texts, struct fault *why) MUST_CHECK;
/* Puts seeds into districts and gives each to a street and community. */
enum err city_sow(struct draw *draw, struct fault *why) MUST_CHECK;
/* Cuts the districts into one face per seed and joins them upwards. */
enum err city_cut(struct draw *draw, struct fault *why) MUST_CHECK;
/* Moves grids that are cut off from their community to a neighbour; `grids` has one face per seed. */
enum err city_gather(struct draw *draw, const struct tiling *grids, struct fault *why) MUST_CHECK;
/* Dedicated grids inside comprehensive ones; workers. */
enum err city_settle_grids(struct draw *draw, struct fault *why) MUST_CHECK;

/* 梅园新村社区居委会 -> 梅园新村社区 */
struct str city_short_name(struct arena *arena, struct str name);

#endif
