/*
 * city_sow.c - where the grids are: seeds spread over the districts, denser
 * where people live, then shared out to streets and communities by repeated
 * bisection, so that each area's seeds lie together.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/city_draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES = 5, TRIES_MAX = 4000 };

uint64_t dice_roll(struct dice *dice)
{
    uint64_t x = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

int64_t dice_pick(struct dice *dice, int64_t low, int64_t high)
{
    return low + (int64_t)(dice_roll(dice) % (uint64_t)(high - low + 1));
}

double dice_fraction(struct dice *dice)
{
    return (double)(dice_roll(dice) >> 11) / 9007199254740992.0;
}

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* Seeds of one district sorted into square buckets, to find near ones quickly. */
struct buckets {
    struct geo_box box;
    int32_t side, columns, rows;
    int32_t *first, *next;     /* chains of positions in `seeds`; -1 ends */
};

static bool buckets_init(struct buckets *b, struct arena *arena, struct geo_box box, size_t seeds)
{
    double width = (double)box.max.lon - box.min.lon + 1, height = (double)box.max.lat - box.min.lat + 1;

    b->box = box;
    b->side = (int32_t)(sqrt(width * height / (double)(seeds + 1)) + 1);
    b->columns = (box.max.lon - box.min.lon) / b->side + 1;
    b->rows = (box.max.lat - box.min.lat) / b->side + 1;
    b->first = arena_array(arena, int32_t, (size_t)b->columns * (size_t)b->rows);
    b->next = arena_array(arena, int32_t, seeds + 1);
    if (!b->first || !b->next) return false;
    memset(b->first, 0xff, (size_t)b->columns * (size_t)b->rows * sizeof *b->first);
    return true;
}

static int32_t *bucket_of(const struct buckets *b, struct geo_point p)
{
    int32_t column = (p.lon - b->box.min.lon) / b->side, row = (p.lat - b->box.min.lat) / b->side;

    return &b->first[row * b->columns + column];
}

static double squeezed_distance(struct geo_point a, struct geo_point b)
{
    return hypot((a.lon - b.lon) * DRAW_SQUEEZE, a.lat - b.lat);
}

/* Distance to the nearest seed, looked for up to three buckets away. */
static double nearest(const struct buckets *b, const struct seed *seeds, struct geo_point p)
{
    int32_t column = (p.lon - b->box.min.lon) / b->side, row = (p.lat - b->box.min.lat) / b->side;
    double best = 3.0 * b->side;

    for (int32_t y = row - 3; y <= row + 3; y++)
        for (int32_t x = column - 3; x <= column + 3; x++) {
            if (y < 0 || x < 0 || y >= b->rows || x >= b->columns) continue;
            for (int32_t i = b->first[y * b->columns + x]; i >= 0; i = b->next[i])
                best = fmin(best, squeezed_distance(seeds[i].at, p));
        }
    return best;
}

/* How densely people live, 0-1.1: falls off from the district's middle. */
static double density(const struct draw *draw, int32_t district, struct geo_point p, double reach)
{
    double away = squeezed_distance(draw->middles[district], p) / reach;

    return 0.1 + 1.0 / (1.0 + away * away);
}

/* A place in the district, by density; false when none was found. */
static bool find_place(struct draw *draw, int32_t district, double reach, struct geo_point *out)
{
    struct geo_box box = draw->city->districts[district].shape.box;

    for (int i = 0; i < TRIES_MAX; i++) {
        struct geo_point p = { (int32_t)dice_pick(&draw->dice, box.min.lon, box.max.lon),
                               (int32_t)dice_pick(&draw->dice, box.min.lat, box.max.lat) };

        if (dice_fraction(&draw->dice) * 1.1 > density(draw, district, p, reach)) continue;
        if (geo_locate(draw->districts, p).comprehensive != district) continue;
        if (geo_shape_side(&draw->city->districts[district].shape, p) != GEO_INSIDE) continue;
        *out = p;
        return true;
    }
    return false;
}

/* Of a few candidates the one farthest from all others, measured against how dense the place is. */
static enum err sow_district(struct draw *draw, int32_t district, struct fault *why)
{
    size_t first = draw->district_seeds[district], count = draw->district_seeds[district + 1] - first;
    struct seed *seeds = draw->seeds + first;
    struct geo_shape *shape = &draw->city->districts[district].shape;
    double reach = 0.25 * sqrt((double)geo_shape_area2(shape) / 2 * DRAW_SQUEEZE);
    struct buckets buckets;

    if (!buckets_init(&buckets, draw->scratch, shape->box, count)) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        double best = 0;
        int32_t *bucket;

        for (int c = 0; c < CANDIDATES || best == 0; c++) {
            struct geo_point p;
            double room;

            if (c > TRIES_MAX || !find_place(draw, district, reach, &p))
                return fault_set(why, ERR_INVALID, "区内放不下这么多网格", "the district has no room for so many grids");
            room = nearest(&buckets, seeds, p) * sqrt(density(draw, district, p, reach));
            if (room > best) best = room, seeds[i].at = p;
        }
        seeds[i].district = district;
        bucket = bucket_of(&buckets, seeds[i].at);
        buckets.next[i] = *bucket;
        *bucket = (int32_t)i;
    }
    return ERR_OK;
}

/* One area that gets `seeds` of the seeds. */
struct part {
    int32_t area;
    size_t seeds;
};

static int by_key(const void *a, const void *b)
{
    const struct seed *left = a, *right = b;

    if (left->key != right->key) return left->key < right->key ? -1 : 1;
    if (left->at.lon != right->at.lon) return left->at.lon < right->at.lon ? -1 : 1;
    return (left->at.lat > right->at.lat) - (left->at.lat < right->at.lat);
}

/* Sorts seeds along a direction, given in radians from east. */
static void sort_along(struct seed *seeds, size_t count, double direction)
{
    double east = cos(direction) * DRAW_SQUEEZE, north = sin(direction);

    for (size_t i = 0; i < count; i++) seeds[i].key = llround(seeds[i].at.lon * east + seeds[i].at.lat * north);
    qsort(seeds, count, sizeof *seeds, by_key);
}

static bool wider_than_high(const struct seed *seeds, size_t count)
{
    struct geo_box box = { seeds[0].at, seeds[0].at };

    for (size_t i = 1; i < count; i++) {
        struct geo_point p = seeds[i].at;
        if (p.lon < box.min.lon) box.min.lon = p.lon;
        if (p.lon > box.max.lon) box.max.lon = p.lon;
        if (p.lat < box.min.lat) box.min.lat = p.lat;
        if (p.lat > box.max.lat) box.max.lat = p.lat;
    }
    return ((double)box.max.lon - box.min.lon) * DRAW_SQUEEZE > (double)box.max.lat - box.min.lat;
}

/*
 * Sorts `seeds` so that each part's seeds stand together and lie together on the
 * ground: halves across the longer side, a little askew as real borders are.
 */
static void bisect(struct dice *dice, struct seed *seeds, const struct part *parts, size_t count)
{
    double askew = (dice_fraction(dice) - 0.5) * M_PI / 3;
    size_t total = 0, left = 0, k = 0;

    if (count < 2) return;
    for (size_t i = 0; i < count; i++) total += parts[i].seeds;
    while (k + 1 < count && (k == 0 || left + parts[k].seeds / 2 < total / 2)) left += parts[k++].seeds;
    sort_along(seeds, total, (wider_than_high(seeds, total) ? 0 : M_PI / 2) + askew);
    bisect(dice, seeds, parts, k);
    bisect(dice, seeds + left, parts + k, count - k);
}

/* The seeds nearest to a place come first. */
static void sort_by_distance(struct seed *seeds, size_t count, struct geo_point to)
{
    for (size_t i = 0; i < count; i++) seeds[i].key = llround(squeezed_distance(seeds[i].at, to));
    qsort(seeds, count, sizeof *seeds, by_key);
}

/* The middle of the points that the districts of one steering district share: there its streets lie. */
static struct geo_point steering_hub(const struct draw *draw, int32_t steering)
{
    const struct city *city = draw->city;
    double lon = 0, lat = 0, count = 0;
    int32_t first = GEO_NONE;

    for (size_t i = 0; i < city->street_count; i++) {
        const struct geo_shape *shape;
        int32_t district = city->streets[i].parent;

        if (city->streets[i].steering != steering) continue;
        if (first == GEO_NONE) first = district;
        if (district == first) continue;
        shape = &city->districts[first].shape;
        for (size_t r = 0; r < shape->count; r++)
            for (size_t k = 0; k < shape->rings[r].count; k++) {
                struct geo_point p = shape->rings[r].points[k];

                if (geo_shape_side(&city->districts[district].shape, p) != GEO_BORDER) continue;
                lon += p.lon;
                lat += p.lat;
                count++;
            }
    }
    if (count == 0) return first == GEO_NONE ? (struct geo_point){ 0, 0 } : draw->middles[first];
    return (struct geo_point){ (int32_t)(lon / count), (int32_t)(lat / count) };
}

static size_t seeds_of_street(const struct draw *draw, int32_t street)
{
    size_t sum = 0;

    for (size_t i = 0; i < draw->city->community_count; i++)
        if (draw->city->communities[i].parent == street) sum += draw->share[i];
    return sum;
}

/* A district's seeds to its streets; steered streets take those nearest to their hub.  Returns how many streets. */
static size_t share_to_streets(struct draw *draw, int32_t district, struct part *parts)
{
    struct city *city = draw->city;
    struct seed *seeds = draw->seeds + draw->district_seeds[district];
    size_t total = draw->district_seeds[district + 1] - draw->district_seeds[district], steered = 0, steered_parts = 0;
    size_t count = 0;
    int32_t steering = GEO_NONE;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < city->street_count; i++) {
            bool is_steered = city->streets[i].steering != GEO_NONE;

            if (city->streets[i].parent != district || is_steered != (pass == 0)) continue;
            parts[count] = (struct part){ (int32_t)i, seeds_of_street(draw, (int32_t)i) };
            if (is_steered) steering = city->streets[i].steering, steered += parts[count].seeds, steered_parts++;
            count++;
        }
    if (steering != GEO_NONE) sort_by_distance(seeds, total, steering_hub(draw, steering));
    bisect(&draw->dice, seeds, parts, steered_parts);
    bisect(&draw->dice, seeds + steered, parts + steered_parts, count - steered_parts);
    return count;
}

static void share_to_communities(struct draw *draw, int32_t street, struct seed *seeds, struct part *parts)
{
    size_t count = 0;

    for (size_t i = 0; i < draw->city->community_count; i++)
        if (draw->city->communities[i].parent == street) parts[count++] = (struct part){ (int32_t)i, draw->share[i] };
    bisect(&draw->dice, seeds, parts, count);
    for (size_t p = 0; p < count; seeds += parts[p++].seeds) {
        sort_along(seeds, parts[p].seeds, -M_PI / 2);   /* grids are numbered from the north */
        for (size_t i = 0; i < parts[p].seeds; i++) {
            seeds[i].street = street;
            seeds[i].community = parts[p].area;
        }
    }
}

/* How many grids each community has: its part of the whole by a random weight, at least one. */
static enum err share_out(struct draw *draw, struct fault *why)
{
    size_t count = draw->city->community_count, left = draw->seed_count - count;
    double *weights = arena_array(draw->scratch, double, count + 1), sum = 0, owed = 0;

    draw->share = arena_array(draw->scratch, size_t, count + 1);
    if (!weights || !draw->share) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) sum += weights[i] = 0.4 + dice_fraction(&draw->dice) * 1.2;
    for (size_t i = 0; i < count; i++) {
        double exact = owed + (double)(draw->seed_count - count) * weights[i] / sum;
        size_t whole = i + 1 == count ? left : (size_t)exact;

        if (whole > left) whole = left;
        draw->share[i] = 1 + whole;
        owed = exact - (double)whole;
        left -= whole;
    }
    return ERR_OK;
}

/* An index of the district outlines, for "which district is this in". */
static enum err index_districts(struct draw *draw, struct fault *why)
{
    size_t count = draw->city->district_count;
    struct geo_entry *entries = arena_array(draw->scratch, struct geo_entry, count + 1);

    if (!entries) return out_of_memory(why);
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct geo_entry){ .code = draw->city->districts[i].code, .id = (int64_t)i,
                                         .shape = draw->city->districts[i].shape };
    return geo_index_build(draw->scratch, entries, count, &draw->districts, why);
}

enum err city_sow(struct draw *draw, struct fault *why)
{
    struct city *city = draw->city;
    struct part *parts = arena_array(draw->scratch, struct part, city->street_count + 1);
    struct part *smaller = arena_array(draw->scratch, struct part, city->community_count + 1);
    enum err err = share_out(draw, why);

    if (!err) err = index_districts(draw, why);
    if (err) return err;
    draw->seeds = arena_array(draw->scratch, struct seed, draw->seed_count + 1);
    draw->district_seeds = arena_array(draw->scratch, size_t, city->district_count + 2);
    if (!parts || !smaller || !draw->seeds || !draw->district_seeds) return out_of_memory(why);
    for (size_t i = 0; i < city->community_count; i++)
        draw->district_seeds[city->streets[city->communities[i].parent].parent + 1] += draw->share[i];
    for (size_t d = 0; d < city->district_count; d++) draw->district_seeds[d + 1] += draw->district_seeds[d];
    for (size_t d = 0; d < city->district_count; d++) {
        struct seed *seeds = draw->seeds + draw->district_seeds[d];
        size_t count;

        err = sow_district(draw, (int32_t)d, why);
        if (err) return err;
        count = share_to_streets(draw, (int32_t)d, parts);
        for (size_t p = 0; p < count; seeds += parts[p++].seeds)
            share_to_communities(draw, parts[p].area, seeds, smaller);
    }
    return ERR_OK;
}
