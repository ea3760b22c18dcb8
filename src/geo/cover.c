/*
 * cover.c - gaps, overlaps and crossings of shapes that should cover an area.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/bridge.h"
#include "geo/cover_lay.h"

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

struct check {
    struct arena *arena;
    const struct geo_shape *outline, *parts;
    size_t count;
    const struct cover_rules *rules;
    struct cover *out;
};

static struct cover_fault *add_fault(struct check *c, enum cover_kind kind, int32_t part, int32_t other)
{
    struct cover_fault *fault;

    if (c->out->fault_count == COVER_FAULTS_MAX) {
        c->out->truncated = true;
        return NULL;
    }
    fault = &c->out->faults[c->out->fault_count++];
    *fault = (struct cover_fault){ .kind = kind, .part = part, .other = other };
    return fault;
}

/* ── Bounds ────────────────────────────────────────────────────────────── */

struct edge { struct geo_point a, b; };

static int by_west(const void *left, const void *right)
{
    const struct edge *a = left, *b = right;

    return (a->a.lon > b->a.lon) - (a->a.lon < b->a.lon);
}

static int side_of(struct geo_point a, struct geo_point b, struct geo_point p)
{
    int64_t t = ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) - ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);

    return (t > 0) - (t < 0);
}

static bool cross(const struct edge *x, const struct edge *y)
{
    return side_of(x->a, x->b, y->a) * side_of(x->a, x->b, y->b) < 0 && side_of(y->a, y->b, x->a) * side_of(y->a, y->b, x->b) < 0;
}

/* Combs laid crosswise have millions of crossings: they are counted before GEOS makes a point of each. */
static enum err bound_crossings(const struct check *c, size_t points, struct fault *why)
{
    struct edge *edges = arena_array(c->arena, struct edge, points + 1);
    size_t count = 0, crossings = 0;

    if (!edges) return out_of_memory(why);
    for (size_t s = 0; s < c->count; s++)
        for (size_t r = 0; r < c->parts[s].count; r++)
            for (size_t i = 0; i < c->parts[s].rings[r].count; i++) {
                const struct geo_ring *ring = &c->parts[s].rings[r];
                struct edge e = { ring->points[i], ring->points[(i + 1) % ring->count] };

                if (e.b.lon < e.a.lon) e = (struct edge){ e.b, e.a };
                edges[count++] = e;
            }
    qsort(edges, count, sizeof *edges, by_west);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && edges[k].a.lon <= edges[i].b.lon; k++) {
            if (cross(&edges[i], &edges[k])) crossings++;
            if (crossings > c->rules->crossings_max)
                return fault_set(why, ERR_TOO_LARGE, "边界相互交叉超过 %zu 处，请先清理图形", "the borders cross one another more than %zu times; clean the shapes first",
                                 c->rules->crossings_max);
        }
    return ERR_OK;
}

static enum err bound_size(const struct check *c, struct fault *why)
{
    size_t points = 0;

    if (c->count > COVER_PARTS_MAX)
        return fault_set(why, ERR_TOO_LARGE, "图形有 %zu 个，一次最多 %d 个", "there are %zu shapes; at most %d at once", c->count, (int)COVER_PARTS_MAX);
    for (size_t s = 0; s < c->count; s++)
        for (size_t r = 0; r < c->parts[s].count; r++) points += c->parts[s].rings[r].count;
    if (points > c->rules->points_max)
        return fault_set(why, ERR_TOO_LARGE, "图形共有 %zu 个点，一次最多 %zu 个，请先抽稀或分批", "the shapes have %zu points, at most %zu at once; simplify or divide them",
                         points, c->rules->points_max);
    return bound_crossings(c, points, why);
}

/* ── Each shape by itself ──────────────────────────────────────────────── */

static enum err check_alone(struct check *c, GEOSContextHandle_t geos, size_t part, struct fault *why)
{
    GEOSGeometry *shape = bridge_shape(geos, c->arena, &c->parts[part]), *place = NULL;
    char *reason = NULL;
    char valid = shape ? GEOSisValidDetail_r(geos, shape, 0, &reason, &place) : 2;
    double lon = 0, lat = 0;

    if (valid == 0) {
        struct cover_fault *fault = add_fault(c, COVER_CROSSING, (int32_t)part, COVER_NONE);
        if (place && GEOSGeomGetX_r(geos, place, &lon) && GEOSGeomGetY_r(geos, place, &lat) && fault)
            fault->at = (struct geo_point){ (int32_t)lround(lon), (int32_t)lround(lat) };
        else if (fault)
            fault->at = c->parts[part].rings[0].points[0];
    }
    GEOSFree_r(geos, reason);
    GEOSGeom_destroy_r(geos, place);
    GEOSGeom_destroy_r(geos, shape);
    return valid == 2 ? fault_set(why, ERR_INVALID, "无法检查图形", "the shape cannot be checked") : ERR_OK;
}

static enum err check_each(struct check *c, struct fault *why)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    enum err err = geos ? ERR_OK : out_of_memory(why);

    for (size_t i = 0; !err && i < c->count; i++)
        if (c->parts[i].count) err = check_alone(c, geos, i, why);
        else (void)add_fault(c, COVER_EMPTY, (int32_t)i, COVER_NONE);
    if (geos) GEOS_finish_r(geos);
    return err;
}

/* ── All together ──────────────────────────────────────────────────────── */

/* Faces with the same trouble between the same shapes. */
struct trouble { enum cover_kind kind; int32_t part, other; };

static bool trouble_of(const struct check *c, const struct lay_face *face, struct trouble *out)
{
    if (!face->inside && face->first != COVER_NONE) *out = (struct trouble){ COVER_OUTSIDE, face->first, COVER_NONE };
    else if (face->inside && face->second != COVER_NONE) *out = (struct trouble){ COVER_OVERLAP, face->first, face->second };
    else if (face->inside && face->first == COVER_NONE && c->rules->whole) *out = (struct trouble){ COVER_GAP, COVER_NONE, COVER_NONE };
    else return false;
    return true;
}

/* One fault for each connected piece of trouble. */
static enum err tell_trouble(struct check *c, const struct lay *lay, const struct trouble *kinds, size_t kind_count, const int32_t *group,
                             struct fault *why)
{
    struct geo_shape *shapes = arena_array(c->arena, struct geo_shape, kind_count + 1);
    enum err err = shapes ? tiling_join(c->arena, &lay->tiling, group, shapes, kind_count, why) : out_of_memory(why);

    for (size_t k = 0; !err && k < kind_count; k++)
        for (size_t r = 0; r < shapes[k].count;) {
            struct cover_fault *fault = add_fault(c, kinds[k].kind, kinds[k].part, kinds[k].other);
            size_t first = r++;

            while (r < shapes[k].count && geo_ring_area2(&shapes[k].rings[r]) < 0) r++;
            if (!fault) return ERR_OK;
            fault->shape = (struct geo_shape){ .rings = shapes[k].rings + first, .count = r - first };
            geo_shape_measure_box(&fault->shape);
            fault->area_m2 = geo_shape_area_m2(&fault->shape);
            fault->at = geo_shape_centre(&fault->shape);
        }
    return err;
}

/* Owners of faces; what is thin and wrong is lost, what is wide and wrong is trouble. */
static enum err own(struct check *c, const struct lay *lay, int32_t *owners, struct fault *why)
{
    size_t faces = lay->tiling.count, kinds = 0;
    bool *lost = arena_array(c->arena, bool, faces + 1);
    int32_t *group = arena_array(c->arena, int32_t, faces + 1);
    struct trouble *known = arena_array(c->arena, struct trouble, faces + 1);

    if (!lost || !group || !known) return out_of_memory(why);
    for (size_t f = 0; f < faces; f++) {
        const struct lay_face *face = &lay->faces[f];
        struct trouble trouble;
        size_t k = 0;

        owners[f] = face->inside ? face->first : COVER_NONE;
        group[f] = TILING_NONE;
        if (face->vague && face->inside && c->rules->whole) lost[f] = true;
        if (lost[f] || !trouble_of(c, face, &trouble)) continue;
        if (face->width_m < c->rules->sliver_m) {
            if (trouble.kind != COVER_OUTSIDE) lost[f] = true;
            continue;
        }
        while (k < kinds && memcmp(&known[k], &trouble, sizeof trouble) != 0) k++;
        if (k == kinds) known[kinds++] = trouble;
        group[f] = (int32_t)k;
    }
    (void)tiling_settle(&lay->tiling, owners, lost, lay_any_taker, NULL);
    return kinds ? tell_trouble(c, lay, known, kinds, group, why) : ERR_OK;
}

static size_t pieces_of(const struct geo_shape *shape)
{
    size_t outer = 0;

    for (size_t r = 0; r < shape->count; r++) outer += geo_ring_area2(&shape->rings[r]) > 0;
    return outer;
}

static int larger_first(const void *left, const void *right)
{
    const struct cover_fault *a = left, *b = right;

    if (a->kind != b->kind && (a->kind == COVER_PIECES || b->kind == COVER_PIECES)) return a->kind == COVER_PIECES ? 1 : -1;
    return (a->area_m2 < b->area_m2) - (a->area_m2 > b->area_m2);
}

static enum err check_together(struct check *c, struct fault *why)
{
    struct geo_shape *shapes = arena_array(c->arena, struct geo_shape, c->count + 1);
    struct lay lay;
    int32_t *owners;
    enum err err = shapes ? lay_out(c->arena, c->outline, c->parts, c->count, NULL, &lay, why) : out_of_memory(why);

    if (err) return err;
    owners = arena_array(c->arena, int32_t, lay.tiling.count + 1);
    err = owners ? own(c, &lay, owners, why) : out_of_memory(why);
    if (!err) err = tiling_join(c->arena, &lay.tiling, owners, shapes, c->count, why);
    for (size_t i = 0; !err && i < c->count; i++) {
        size_t pieces = pieces_of(&shapes[i]);
        struct cover_fault *fault = pieces == 1 ? NULL : add_fault(c, pieces ? COVER_PIECES : COVER_EMPTY, (int32_t)i, COVER_NONE);

        if (!fault) continue;
        fault->at = pieces ? shapes[i].rings[0].points[0] : c->parts[i].rings[0].points[0];
        if (pieces) c->out->remark_count++;
    }
    if (err) return err;
    qsort(c->out->faults, c->out->fault_count, sizeof *c->out->faults, larger_first);
    c->out->fault_count -= c->out->remark_count;
    if (!c->out->fault_count) c->out->shapes = shapes;
    return ERR_OK;
}

enum err cover_check(struct arena *arena, const struct geo_shape *outline, const struct geo_shape *parts, size_t count,
                     const struct cover_rules *rules, struct cover *out, struct fault *why)
{
    struct cover cover = { .shapes = arena_array(arena, struct geo_shape, count + 1),
                           .faults = arena_array(arena, struct cover_fault, COVER_FAULTS_MAX + 1) };
    struct check check = { arena, outline, parts, count, rules, &cover };
    enum err err = cover.shapes && cover.faults ? bound_size(&check, why) : out_of_memory(why);

    if (err) return err;
    if (count) memcpy(cover.shapes, parts, count * sizeof *parts);
    err = check_each(&check, why);
    if (!err && !cover.fault_count) err = check_together(&check, why);
    if (!err) *out = cover;
    return err;
}
