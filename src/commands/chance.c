/*
 * chance.c - repeatable chance.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/chance.h"

#include "base/num.h"

enum { WEIGHT_MAX = 1000000 };

uint64_t chance_next(struct chance *chance)
{
    uint64_t z;

    chance->state += UINT64_C(0x9e3779b97f4a7c15);   /* splitmix64: every state once, then mixed */
    z = chance->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t chance_below(struct chance *chance, size_t below)
{
    return (size_t)(chance_next(chance) % below);
}

double chance_unit(struct chance *chance)
{
    return (double)(chance_next(chance) >> 11) * 0x1p-53;
}

bool chance_percent(struct chance *chance, int percent)
{
    return (int)chance_below(chance, 100) < percent;
}

enum err wheel_read(struct arena *arena, const struct csv *csv, const char *kind, struct wheel *out, struct fault *why)
{
    struct wheel wheel = { .keys = arena_array(arena, struct str, csv->rows + 1),
                           .weights = arena_array(arena, int64_t, csv->rows + 1) };

    if (!wheel.keys || !wheel.weights) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv->rows; i++) {
        int64_t weight;
        if (!str_is(csv_get(csv, i, "kind"), kind)) continue;
        if (num_parse_int(csv_get(csv, i, "weight"), 0, WEIGHT_MAX, &weight))
            return fault_set(why, ERR_INVALID, "第 %zu 行的权重不对", "the weight of row %zu is not valid", i + 2);
        wheel.keys[wheel.count] = csv_get(csv, i, "key");
        wheel.weights[wheel.count++] = weight;
        wheel.total += weight;
    }
    if (!wheel.total) return fault_set(why, ERR_INVALID, "没有“%s”的权重", "there are no weights of the kind \"%s\"", kind);
    *out = wheel;
    return ERR_OK;
}

struct str wheel_spin(const struct wheel *wheel, struct chance *chance)
{
    int64_t left = (int64_t)chance_below(chance, (size_t)wheel->total);
    size_t i = 0;

    while (left >= wheel->weights[i]) left -= wheel->weights[i++];
    return wheel->keys[i];
}
