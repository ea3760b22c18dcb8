/*
 * grid_check.c - do the grids of a plan cover their community, and what moves when they do.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grid_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

struct cover_rules grid_rules(const struct org *org, enum geo_layer layer)
{
    enum { CENTIMETRES_PER_METRE = 100, CROSSINGS_PER_POINT = 1 };
    int64_t points = org_setting(org, "grid.plan_points", 20000);

    return (struct cover_rules){ .sliver_m = (double)org_setting(org, "grid.sliver", 100) / CENTIMETRES_PER_METRE, .whole = layer == GEO_COMPREHENSIVE,
                                 .points_max = (size_t)points, .crossings_max = (size_t)points * CROSSINGS_PER_POINT };
}

/* ── Checking ──────────────────────────────────────────────────────────── */

static enum err check_names(const struct grids *grids, int64_t community_id, const struct grid_parts *parts, struct fault *why)
{
    for (size_t i = 0; i < parts->count; i++) {
        const struct grid_part *part = &parts->at[i];
        const struct grid_row *row = part->grid_id ? grids_find(grids, part->grid_id) : NULL;

        if (part->grid_id && (!row || row->retired_at || row->community_id != community_id || row->layer != part->layer))
            return fault_at(why, ERR_UNPROCESSABLE, i, "“%.*s”不是这个社区现有的网格", "\"%.*s\" is no grid of this community in force", STR_ARG(part->name));
        for (size_t k = 0; k < i; k++) {
            if (part->grid_id && parts->at[k].grid_id == part->grid_id)
                return fault_at(why, ERR_UNPROCESSABLE, i, "网格“%.*s”出现了两次", "the grid \"%.*s\" appears twice", STR_ARG(part->name));
            if (str_eq(parts->at[k].name, part->name))
                return fault_at(why, ERR_UNPROCESSABLE, i, "名称“%.*s”重复", "the name \"%.*s\" is used twice", STR_ARG(part->name));
        }
    }
    return ERR_OK;
}

static enum err check_layer(struct arena *arena, const struct org *org, const struct geo_shape *outline, const struct grid_parts *parts,
                            enum geo_layer layer, struct grid_check *check, struct fault *why)
{
    struct geo_shape *shapes = arena_array(arena, struct geo_shape, parts->count + 1);
    struct cover_rules rules = grid_rules(org, layer);
    size_t count = 0, *places = arena_array(arena, size_t, parts->count + 1);
    enum err err;

    if (!shapes || !places) return out_of_memory(why);
    for (size_t i = 0; i < parts->count; i++)
        if (parts->at[i].layer == layer) {
            places[count] = i;
            shapes[count++] = parts->at[i].shape;
        }
    check->places[layer] = places;
    if (!count && layer == GEO_DEDICATED) return ERR_OK;
    err = cover_check(arena, outline, shapes, count, &rules, &check->layers[layer], why);
    for (size_t i = 0; !err && i < count; i++) check->fitted.at[places[i]].shape = check->layers[layer].shapes[i];
    return err;
}

enum err grid_check(struct arena *arena, const struct grids *grids, const struct org *org, int64_t community_id, const struct grid_parts *parts,
                    struct grid_check *out, struct fault *why)
{
    struct grid_check check = { .fitted = { arena_array(arena, struct grid_part, parts->count + 1), parts->count } };
    struct geo_shape outline;
    enum err err = check.fitted.at ? check_names(grids, community_id, parts, why) : out_of_memory(why);

    if (!err) err = grid_outline(arena, grids, community_id, &outline, why);
    if (err) return err;
    if (parts->count) memcpy(check.fitted.at, parts->at, parts->count * sizeof *parts->at);
    err = check_layer(arena, org, &outline, parts, GEO_COMPREHENSIVE, &check, why);
    if (!err) err = check_layer(arena, org, &outline, parts, GEO_DEDICATED, &check, why);
    if (err) return err;
    check.ok = !check.layers[GEO_COMPREHENSIVE].fault_count && !check.layers[GEO_DEDICATED].fault_count;
    *out = check;
    return ERR_OK;
}

enum err grid_check_fault(const struct grid_check *check, const struct grid_parts *parts, struct fault *why)
{
    static const struct { const char *zh, *en; } WORDS[COVER__KINDS] = {
        [COVER_CROSSING] = { "边界自相交", "the border crosses itself" }, [COVER_OVERLAP] = { "网格重叠", "grids overlap" },
        [COVER_GAP] = { "有空隙没有网格", "there is a gap without a grid" }, [COVER_OUTSIDE] = { "超出社区范围", "the grid lies outside the community" },
        [COVER_EMPTY] = { "网格没有面积", "the grid has no area" }, [COVER_PIECES] = { "网格不连片", "the grid is in pieces" },
    };

    for (int layer = 0; layer < GEO__LAYERS; layer++) {
        const struct cover_fault *fault = check->layers[layer].faults;
        struct str name;

        if (!check->layers[layer].fault_count) continue;
        name = fault->part == COVER_NONE ? STR("") : parts->at[check->places[layer][fault->part]].name;
        return fault_set(why, ERR_UNPROCESSABLE, "%s%.0s：%.*s（%.6f, %.6f）", "%.0s%s: %.*s (%.6f, %.6f)", WORDS[fault->kind].zh, WORDS[fault->kind].en,
                         STR_ARG(name), geo_degrees(fault->at.lon), geo_degrees(fault->at.lat));
    }
    return ERR_OK;
}

/* ── What moves ────────────────────────────────────────────────────────── */

const char *grid_fate_name(enum grid_fate fate)
{
    static const char *const NAMES[GRID__FATES] = { "same", "new", "changed", "retired" };

    return fate < GRID__FATES ? NAMES[fate] : "";
}

struct moving {
    struct arena *arena;
    const struct grids *grids;
    const struct grid_parts *parts;
    struct grid_moves *out;
};

/* One move for each part, then one for each grid that is no part any more. */
static enum err list_moves(struct moving *m, int64_t community_id, struct fault *why)
{
    const struct grid_row **rows = arena_array(m->arena, const struct grid_row *, GRID_PARTS_MAX + 1);

    m->out->at = arena_array(m->arena, struct grid_move, m->parts->count + 2 * GRID_PARTS_MAX + 1);
    if (!rows || !m->out->at) return out_of_memory(why);
    for (size_t i = 0; i < m->parts->count; i++)
        m->out->at[m->out->count++] = (struct grid_move){ .was = m->parts->at[i].grid_id ? grids_find(m->grids, m->parts->at[i].grid_id) : NULL,
                                                          .part = (int32_t)i, .heir = COVER_NONE };
    for (int layer = 0; layer < GEO__LAYERS; layer++) {
        size_t count = grids_of(m->grids, community_id, (enum geo_layer)layer, rows, GRID_PARTS_MAX);

        for (size_t r = 0; r < count; r++) {
            size_t i = 0;
            while (i < m->parts->count && m->parts->at[i].grid_id != rows[r]->id) i++;
            if (i == m->parts->count) m->out->at[m->out->count++] = (struct grid_move){ .fate = GRID_RETIRED, .was = rows[r], .part = COVER_NONE, .heir = COVER_NONE };
        }
    }
    return ERR_OK;
}

static enum geo_layer layer_of(const struct moving *m, const struct grid_move *move)
{
    return move->part >= 0 ? m->parts->at[move->part].layer : move->was->layer;
}

/* Areas shared between what was and what will be, within a layer. */
static enum err share(struct moving *m, enum geo_layer layer, struct fault *why)
{
    size_t count = m->out->count, old_count = 0, new_count = 0;
    struct geo_shape *old = arena_array(m->arena, struct geo_shape, count + 1), *fresh = arena_array(m->arena, struct geo_shape, count + 1);
    size_t *old_at = arena_array(m->arena, size_t, count + 1), *new_at = arena_array(m->arena, size_t, count + 1);
    double *table;
    enum err err;

    if (!old || !fresh || !old_at || !new_at) return out_of_memory(why);
    for (size_t i = 0; i < count; i++) {
        struct grid_move *move = &m->out->at[i];
        const struct geo_shape *was = move->was ? grids_shape(m->grids, move->was->id) : NULL;

        if (layer_of(m, move) != layer) continue;
        if (was) {
            move->area_before_m2 = geo_shape_area_m2(was);
            old_at[old_count] = i, old[old_count++] = *was;
        }
        if (move->part >= 0) {
            move->area_after_m2 = geo_shape_area_m2(&m->parts->at[move->part].shape);
            new_at[new_count] = i, fresh[new_count++] = m->parts->at[move->part].shape;
        }
    }
    if (!old_count || !new_count) return ERR_OK;
    err = reshape_shares(m->arena, old, old_count, fresh, new_count, &table, why);
    for (size_t o = 0; !err && o < old_count; o++)
        for (size_t n = 0; n < new_count; n++) m->out->shared[old_at[o] * count + new_at[n]] = table[o * new_count + n];
    return err;
}

static enum grid_fate fate_of(const struct moving *m, size_t i)
{
    enum { CORNERS_M2 = 2 };   /* corners put on a border by a neighbour move less than this */
    const struct grid_move *move = &m->out->at[i];
    const struct grid_part *part;
    double kept = m->out->shared[i * m->out->count + i];

    if (move->part < 0) return GRID_RETIRED;
    if (!move->was) return GRID_NEW;
    part = &m->parts->at[move->part];
    if (move->area_before_m2 - kept > CORNERS_M2 || move->area_after_m2 - kept > CORNERS_M2) return GRID_CHANGED;
    return str_eq(part->name, move->was->name) && str_eq(part->kind, move->was->kind) ? GRID_SAME : GRID_CHANGED;
}

/* Who took most of a retired grid; of what a new one is made most. */
static int32_t heir_of(const struct moving *m, size_t i)
{
    const struct grid_moves *moves = m->out;
    int32_t best = COVER_NONE;
    double most = 0;

    for (size_t k = 0; k < moves->count; k++) {
        double area = moves->at[i].fate == GRID_RETIRED ? moves->shared[i * moves->count + k] : moves->shared[k * moves->count + i];
        if (k != i && area > most) most = area, best = (int32_t)k;
    }
    return best;
}

static enum err give_codes(struct moving *m, const struct unit *community, struct fault *why)
{
    for (int layer = 0; layer < GEO__LAYERS; layer++) {
        int64_t serial = grids_last_serial(m->grids, community->id, (enum geo_layer)layer);

        for (size_t i = 0; i < m->out->count; i++) {
            struct grid_move *move = &m->out->at[i];

            if (move->was) move->code = move->was->code;
            if (move->was || layer_of(m, move) != (enum geo_layer)layer) continue;
            if (++serial > GRID_SERIAL_MAX)
                return fault_set(why, ERR_UNPROCESSABLE, "这个社区的网格编号已用完（至多 %d）", "the serial numbers of this community are used up (%d)", (int)GRID_SERIAL_MAX);
            move->code = str_format(m->arena, "%.*s%c%03lld", STR_ARG(community->code), layer == GEO_DEDICATED ? 'S' : 'Z', (long long)serial);
        }
    }
    return ERR_OK;
}

enum err grid_moves(struct arena *arena, const struct grids *grids, const struct org *org, int64_t community_id, const struct grid_parts *parts,
                    struct grid_moves *out, struct fault *why)
{
    struct grid_moves moves = { 0 };
    struct moving m = { arena, grids, parts, &moves };
    const struct unit *community = org_unit(org, community_id);
    enum err err = community ? list_moves(&m, community_id, why) : fault_set(why, ERR_NOT_FOUND, "没有这个社区", "there is no such community");

    if (err) return err;
    moves.shared = arena_array(arena, double, moves.count * moves.count + 1);
    err = moves.shared ? share(&m, GEO_COMPREHENSIVE, why) : out_of_memory(why);
    if (!err) err = share(&m, GEO_DEDICATED, why);
    if (!err) err = give_codes(&m, community, why);
    if (err) return err;
    for (size_t i = 0; i < moves.count; i++) moves.at[i].fate = fate_of(&m, i);
    for (size_t i = 0; i < moves.count; i++) {
        moves.at[i].host_id = moves.at[i].was ? moves.at[i].was->host_id : 0;
        if (moves.at[i].fate == GRID_RETIRED || moves.at[i].fate == GRID_NEW) moves.at[i].heir = heir_of(&m, i);
    }
    *out = moves;
    return ERR_OK;
}

int32_t grid_moves_at(const struct grid_moves *moves, const struct grid_parts *parts, enum geo_layer layer, struct geo_point p)
{
    int32_t border = COVER_NONE;

    for (size_t i = 0; i < moves->count; i++) {
        int32_t part = moves->at[i].part;
        enum geo_side side;

        if (part < 0 || parts->at[part].layer != layer) continue;
        side = geo_shape_side(&parts->at[part].shape, p);
        if (side == GEO_INSIDE) return (int32_t)i;
        /* a point on a border belongs to the lower code */
        if (side == GEO_BORDER && (border == COVER_NONE || str_compare(moves->at[i].code, moves->at[border].code) < 0)) border = (int32_t)i;
    }
    return border;
}
