/*
 * Packed bytes: any input packs and unpacks to itself, and taken as packed bytes it is refused or unpacks within the bound.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/pack.h"

#include <assert.h>

enum { MOST = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct str input = { (const char *)data, size }, back;
    struct fault why = { 0 };
    struct buf out;

    buf_init(&out, arena, 0);
    pack(&out, input);
    assert(unpack(arena, buf_done(&out), size, &back, &why) == ERR_OK && str_eq(back, input));
    if (unpack(arena, input, MOST, &back, &why) == ERR_OK) assert(back.len <= MOST && back.at[back.len] == 0);
    else assert(why.zh[0] && why.en[0]);
    arena_close(arena);
    return 0;
}
