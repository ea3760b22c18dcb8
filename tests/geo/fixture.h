/*
 * fixture.h - what the geometry tests share: rows, dice, small shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_GEO_FIXTURE_H
#define TESTS_GEO_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/io.h"
#include "geo/geo.h"

#define CHECK(name, condition)                                                                                         \
    do {                                                                                                               \
        if (!(condition)) fail_msg("%s: %s", name, #condition);                                                        \
    } while (0)

static uint64_t dice_state = 42;

static inline int32_t roll(int32_t low, int32_t high)
{
    dice_state ^= dice_state << 13;
    dice_state ^= dice_state >> 7;
    dice_state ^= dice_state << 17;
    return low + (int32_t)(dice_state % (uint64_t)((int64_t)high - low + 1));
}

/* A shape from "x,y x,y x,y; x,y …": rings as written. */
static inline struct geo_shape shape_of(struct arena *arena, const char *text)
{
    struct geo_shape shape = { .rings = arena_array(arena, struct geo_ring, 16) };
    struct geo_ring *ring = NULL;

    for (const char *at = text; *at;) {
        int x, y, used;

        if (!ring) {
            ring = &shape.rings[shape.count++];
            ring->points = arena_array(arena, struct geo_point, 64);
        }
        if (sscanf(at, " %d,%d%n", &x, &y, &used) != 2) fail_msg("bad shape in a test: %s", at);
        ring->points[ring->count++] = (struct geo_point){ x, y };
        at += used;
        if (*at == ';') at++, ring = NULL;
    }
    geo_shape_measure_box(&shape);
    return shape;
}

#endif
