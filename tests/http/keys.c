/*
 * keys.c - the town has no world: what is sealed is sealed with these keys.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/world.h"

const struct world_keys *world_keys(const struct world *world)
{
    static const struct world_keys keys = { .seal = "0123456789abcdef0123456789abcde" };

    (void)world;
    return &keys;
}
