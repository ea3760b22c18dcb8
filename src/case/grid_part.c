/*
 * grid_part.c - the grids of a plan, as JSON and from the map.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/grid_plan.h"

#include <string.h>

static enum err out_of_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* The fault of one part, which its position names. */
static enum err at_part(struct fault *why, size_t at, enum err err)
{
    struct fault inner;

    if (!err || !why) return err;
    inner = *why;
    return fault_at(why, err == ERR_INVALID ? ERR_UNPROCESSABLE : err, at, "第 %zu 个网格：%s%.0s", "grid %zu: %.0s%s", at + 1, inner.zh, inner.en);
}

static enum err read_part(struct arena *arena, const struct json_t *node, struct grid_part *out, struct fault *why)
{
    struct str layer = json_get_str(node, "layer"), name = json_get_str(node, "name"), kind = json_get_str(node, "kind");
    struct grid_part part = { .grid_id = json_get_id(node, "id"), .name = str_trim(name), .kind = kind.at ? kind : STR("") };

    if (json_type_of(node) != JSON_OBJECT) return fault_set(why, ERR_UNPROCESSABLE, "应为对象", "expected an object");
    if (!str_is(layer, "comprehensive") && !str_is(layer, "dedicated"))
        return fault_set(why, ERR_UNPROCESSABLE, "类别应为综合或专属网格", "`layer` is comprehensive or dedicated");
    if (!part.name.len || name.len > GRID_NAME_MAX * 4)
        return fault_set(why, ERR_UNPROCESSABLE, "请填写名称（至多 %d 字）", "a name is needed, of at most %d characters", (int)GRID_NAME_MAX);
    if (part.kind.len > 40) return fault_set(why, ERR_UNPROCESSABLE, "种类过长", "the kind is too long");
    part.layer = str_is(layer, "dedicated") ? GEO_DEDICATED : GEO_COMPREHENSIVE;
    *out = part;
    return geo_shape_read(arena, json_get(node, "geometry"), &out->shape, why);
}

enum err grid_parts_read(struct arena *arena, const struct json_t *list, struct grid_parts *out, struct fault *why)
{
    struct grid_parts parts = { .count = json_count(list) };

    if (parts.count > GRID_PARTS_MAX)
        return fault_set(why, ERR_TOO_LARGE, "网格有 %zu 个，一个社区至多 %d 个", "there are %zu grids; a community has at most %d", parts.count, (int)GRID_PARTS_MAX);
    parts.at = arena_array(arena, struct grid_part, parts.count + 1);
    if (!parts.at) return out_of_memory(why);
    for (size_t i = 0; i < parts.count; i++) {
        enum err err = at_part(why, i, read_part(arena, json_at(list, i), &parts.at[i], why));
        if (err) return err;
    }
    *out = parts;
    return ERR_OK;
}

enum err grid_parts_parse(struct arena *arena, struct str text, struct grid_parts *out, struct fault *why)
{
    struct json_t *list;
    enum err err = json_parse(arena, text, &list, why);

    return err ? err : grid_parts_read(arena, list, out, why);
}

void grid_parts_write(struct json_out *out, const char *key, const struct grid_parts *parts)
{
    json_list(out, key);
    for (size_t i = 0; i < parts->count; i++) {
        const struct grid_part *part = &parts->at[i];

        json_object(out, NULL);
        json_id(out, "id", part->grid_id);
        json_text(out, "layer", part->layer == GEO_DEDICATED ? "dedicated" : "comprehensive");
        json_str(out, "kind", part->kind);
        json_str(out, "name", part->name);
        geo_shape_write(out, "geometry", &part->shape);
        json_close(out);
    }
    json_close(out);
}

struct str grid_parts_text(struct arena *arena, const struct grid_parts *parts)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    grid_parts_write(&out, NULL, parts);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

enum err grid_parts_now(struct arena *arena, const struct grids *grids, int64_t community_id, struct grid_parts *out, struct fault *why)
{
    const struct grid_row **rows = arena_array(arena, const struct grid_row *, GRID_PARTS_MAX + 1);
    struct grid_parts parts = { .at = arena_array(arena, struct grid_part, GRID_PARTS_MAX + 1) };

    if (!rows || !parts.at) return out_of_memory(why);
    for (int layer = GEO_COMPREHENSIVE; layer < GEO__LAYERS; layer++) {
        size_t count = grids_of(grids, community_id, (enum geo_layer)layer, rows, GRID_PARTS_MAX - parts.count);

        for (size_t i = 0; i < count; i++) {
            const struct geo_shape *shape = grids_shape(grids, rows[i]->id);

            if (!shape) return fault_set(why, ERR_INTERNAL, "网格没有边界", "a grid has no shape");
            parts.at[parts.count++] = (struct grid_part){ rows[i]->id, rows[i]->layer, rows[i]->kind, rows[i]->name, *shape };
        }
    }
    *out = parts;
    return ERR_OK;
}

enum err grid_outline(struct arena *arena, const struct grids *grids, int64_t community_id, struct geo_shape *out, struct fault *why)
{
    const struct grid_row **rows = arena_array(arena, const struct grid_row *, GRID_PARTS_MAX + 1);
    struct geo_shape *shapes = arena_array(arena, struct geo_shape, GRID_PARTS_MAX + 1);
    size_t count;

    if (!rows || !shapes) return out_of_memory(why);
    count = grids_of(grids, community_id, GEO_COMPREHENSIVE, rows, GRID_PARTS_MAX);
    if (!count) return fault_set(why, ERR_NOT_FOUND, "这个社区没有网格", "the community has no grids");
    for (size_t i = 0; i < count; i++) {
        const struct geo_shape *shape = grids_shape(grids, rows[i]->id);
        if (!shape) return fault_set(why, ERR_INTERNAL, "网格没有边界", "a grid has no shape");
        shapes[i] = *shape;
    }
    return reshape_outline(arena, shapes, count, out, why);
}
