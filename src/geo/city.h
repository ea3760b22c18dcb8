/*
 * city.h - a whole city drawn from facts and a seed.
 *
 * Facts: the list of divisions, the outlines of the districts, which district
 * steers which streets (江北新区), and how many grids and workers there are.
 * Drawn, always the same from one seed: a seamless tiling of each district into
 * streets, communities and comprehensive grids, dedicated grids inside those,
 * and grid workers.  What is drawn is synthetic (合成) and marked so in names.
 *
 * Ownership: a city lives in its arena and borrows from its texts; while it is
 *            drawn, about 100 MB more are used and released.
 * Threads:   pure; nothing is read but the texts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_CITY_H
#define GEO_CITY_H

#include "geo/index.h"

/* The files of content/nanjing with these names. */
struct city_texts {
    struct str divisions;         /* divisions.csv: code,name,level,parent_code */
    struct str districts;         /* districts.geojson: a coverage in WGS-84 */
    struct str steering;          /* steering.csv; may be STR_NONE */
    struct str figures;           /* figures.csv */
    struct str dedicated_kinds;   /* dedicated_kinds.csv */
};

struct city_area {
    struct str code, name;
    int32_t parent;               /* street: its statutory district; community: its street; else GEO_NONE */
    int32_t steering;             /* street: the district that steers it, in `steering`; else GEO_NONE */
    struct geo_shape shape;
    struct geo_point centre;      /* inside the shape */
};

struct city_grid {
    struct str code, name;        /* code: community + Z/S + three digits */
    enum geo_layer layer;
    int32_t community;
    int32_t host;                 /* dedicated: the comprehensive grid around it; else GEO_NONE */
    struct str kind;              /* dedicated: "school" …; else empty */
    struct geo_shape shape;
    struct geo_point centre;
};

struct city_worker {
    struct str code, name;        /* "w00001", "网格员00001(合成)" */
    int32_t grid;                 /* a comprehensive grid */
};

/* Every list is sorted by code. */
struct city {
    struct str code, name;                          /* 3201 南京市 */
    struct city_area *districts, *steering, *streets, *communities;
    size_t district_count, steering_count, street_count, community_count;
    struct city_grid *grids;                        /* comprehensive ones first, then dedicated */
    size_t comprehensive_count, grid_count;
    struct city_worker *workers;
    size_t worker_count;
};

/*
 * Draws the city.  ERR_INVALID when the texts are broken or do not fit one
 * another (a district without outline, more communities than grids).
 */
enum err city_generate(struct arena *arena, const struct city_texts *texts, uint64_t seed, struct city **out,
                       struct fault *why) MUST_CHECK;

/* The grids as entries for geo_index_build; ids are positions in `city->grids`. */
enum err city_entries(struct arena *arena, const struct city *city, struct geo_entry **out, struct fault *why) MUST_CHECK;

#endif
