/*
 * GeoJSON geometries: refused with a reason, or a shape.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "geo/geo.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct geo_shape shape;
    struct json_t *node;
    struct fault why = { 0 };

    if (json_parse(arena, (struct str){ (const char *)data, size }, &node, NULL) == ERR_OK &&
        geo_shape_read(arena, node, &shape, &why) != ERR_OK)
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)));
    arena_close(arena);
    return 0;
}
