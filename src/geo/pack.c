/*
 * pack.c - polygons as bytes.
 *
 * Little-endian: mark "shaoGEO1", stamp (8), checksum of the rest (8), entry
 * count (4); each entry: layer (1), id (8), code length (1), code, ring count
 * (4); each ring: point count (4), then lon and lat (4 each).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/buf.h"
#include "geo/index.h"

#include <string.h>

static const char MARK[8] = { 's', 'h', 'a', 'o', 'G', 'E', 'O', '1' };
enum { HEAD = 24, CODE_MAX = 64 };

static void put(struct buf *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) buf_byte(b, (char)(value >> (8 * i) & 0xff));
}

static void put_ring(struct buf *b, const struct geo_ring *ring)
{
    put(b, ring->count, 4);
    for (size_t i = 0; i < ring->count; i++) {
        put(b, (uint32_t)ring->points[i].lon, 4);
        put(b, (uint32_t)ring->points[i].lat, 4);
    }
}

enum err geo_pack(struct arena *arena, const struct geo_entry *entries, size_t count, int64_t stamp, struct str *out,
                  struct fault *why)
{
    struct buf body, all;

    if (count > GEO_INDEX_MAX) return fault_set(why, ERR_INVALID, "网格过多", "too many grids");
    buf_init(&body, arena, 0);
    buf_init(&all, arena, 0);
    put(&body, count, 4);
    for (size_t i = 0; i < count; i++) {
        const struct geo_entry *e = &entries[i];

        if (e->code.len > CODE_MAX) return fault_set(why, ERR_INVALID, "网格编码过长", "a grid code is too long");
        put(&body, (uint64_t)e->layer, 1);
        put(&body, (uint64_t)e->id, 8);
        put(&body, e->code.len, 1);
        buf_str(&body, e->code);
        put(&body, e->shape.count, 4);
        for (size_t r = 0; r < e->shape.count; r++) put_ring(&body, &e->shape.rings[r]);
    }
    buf_bytes(&all, MARK, sizeof MARK);
    put(&all, (uint64_t)stamp, 8);
    put(&all, str_hash(buf_done(&body)), 8);
    buf_str(&all, buf_done(&body));
    if (!buf_ok(&body) || !buf_ok(&all)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = buf_done(&all);
    return ERR_OK;
}

/* Bytes still to read; `short_of` once more was asked than there is. */
struct reader {
    struct str rest;
    bool short_of;
};

static struct str take(struct reader *r, size_t bytes)
{
    struct str piece = { r->rest.at, bytes };

    if (r->short_of || bytes > r->rest.len) {
        r->short_of = true;
        return STR_NONE;
    }
    r->rest.at += bytes;
    r->rest.len -= bytes;
    return piece;
}

static uint64_t get(struct reader *r, size_t bytes)
{
    struct str piece = take(r, bytes);
    uint64_t value = 0;

    for (size_t i = 0; i < piece.len; i++) value |= (uint64_t)(unsigned char)piece.at[i] << (8 * i);
    return value;
}

static bool get_ring(struct arena *arena, struct reader *r, struct geo_ring *ring)
{
    ring->count = get(r, 4);
    if (ring->count < 3 || ring->count > r->rest.len / 8) return false;
    ring->points = arena_array(arena, struct geo_point, ring->count);
    if (!ring->points) return false;
    for (size_t i = 0; i < ring->count; i++) {
        ring->points[i].lon = (int32_t)(uint32_t)get(r, 4);
        ring->points[i].lat = (int32_t)(uint32_t)get(r, 4);
    }
    return true;
}

static bool get_entry(struct arena *arena, struct reader *r, struct geo_entry *e)
{
    uint64_t layer = get(r, 1);

    if (layer >= GEO__LAYERS) return false;
    e->layer = (enum geo_layer)layer;
    e->id = (int64_t)get(r, 8);
    e->code = str_dup(arena, take(r, get(r, 1)));
    e->shape.count = get(r, 4);
    if (!e->code.at || e->shape.count > r->rest.len / 4) return false;
    e->shape.rings = arena_array(arena, struct geo_ring, e->shape.count + 1);
    if (!e->shape.rings) return false;
    for (size_t i = 0; i < e->shape.count; i++)
        if (!get_ring(arena, r, &e->shape.rings[i])) return false;
    geo_shape_measure_box(&e->shape);
    return !r->short_of;
}

enum err geo_unpack(struct arena *arena, struct str bytes, int64_t stamp, struct geo_entry **entries, size_t *count,
                    struct fault *why)
{
    struct reader r = { bytes, false };
    struct str mark = take(&r, sizeof MARK);
    int64_t found = (int64_t)get(&r, 8);
    uint64_t checksum = get(&r, 8);
    struct geo_entry *list = NULL;
    size_t n = 0;
    bool ok = bytes.len >= HEAD && mark.at && memcmp(mark.at, MARK, sizeof MARK) == 0 && found == stamp &&
              checksum == str_hash(r.rest);

    if (ok) {
        n = get(&r, 4);
        ok = n <= r.rest.len / 14 && (list = arena_array(arena, struct geo_entry, n + 1)) != NULL;
    }
    for (size_t i = 0; i < n && ok; i++) ok = get_entry(arena, &r, &list[i]);
    if (!ok || r.rest.len > 0)
        return fault_set(why, ERR_INVALID, "网格缓存无效或已过期", "the grid cache is invalid or out of date");
    *entries = list;
    *count = n;
    return ERR_OK;
}
