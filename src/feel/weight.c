/*
 * weight.c - how much there is to walk in a value.
 *
 * Values share their parts, so a short expression can make a list of itself twice, and
 * that twice, until walking it takes for ever.  What is built therefore knows its
 * weight, and too heavy or too deep a value is never built.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"

enum { BYTES_A_NODE = 64, NODES_A_STEP = 16 };

uint32_t feel_weight(const struct feel_value *value)
{
    size_t weight = 0;

    if (value->type == FEEL_STRING) weight = value->string.len / BYTES_A_NODE;
    if (value->type == FEEL_LIST) weight = value->list.weight > value->list.count ? value->list.weight : value->list.count;
    if (value->type == FEEL_CONTEXT) weight = value->context.weight > value->context.count ? value->context.weight : value->context.count;
    return weight < FEEL_WEIGHT_MAX ? (uint32_t)weight : FEEL_WEIGHT_MAX + 1u;
}

static uint16_t depth_of(const struct feel_value *value)
{
    return value->type == FEEL_LIST ? value->list.depth : value->type == FEEL_CONTEXT ? value->context.depth : 0;
}

void feel_weigh(struct feel_load *load, const struct feel_value *value)
{
    uint64_t weight = load->weight + UINT64_C(1) + feel_weight(value);
    uint16_t depth = depth_of(value);

    load->weight = weight > FEEL_WEIGHT_MAX ? FEEL_WEIGHT_MAX + 1u : (uint32_t)weight;
    if (depth >= load->depth) load->depth = (uint16_t)(depth + 1);
}

bool feel_bearable(struct feel_run *run, const struct feel_load *load)
{
    if (load->weight <= FEEL_WEIGHT_MAX && load->depth <= FEEL_NEST_MAX) return true;
    feel_stop(run, "计算结果过大或嵌套过深，已停止", "a value is too large or nested too deeply, evaluation was stopped");
    return false;
}

struct feel_list feel_list_of(const struct feel_value *items, size_t count)
{
    struct feel_load load = { 0 };

    for (size_t i = 0; i < count; i++) feel_weigh(&load, &items[i]);
    return (struct feel_list){ count, items, load.weight, load.depth };
}

struct feel_context feel_context_of(const struct feel_entry *entries, size_t count)
{
    struct feel_load load = { 0 };

    for (size_t i = 0; i < count; i++) feel_weigh(&load, entries[i].value);
    return (struct feel_context){ count, entries, load.weight, load.depth };
}

bool feel_charge(struct feel_run *run, size_t weight)
{
    run->steps += (uint32_t)(weight / NODES_A_STEP);
    if (run->steps <= FEEL_STEPS_MAX) return true;
    feel_stop(run, "计算步骤过多，已停止", "too many steps, evaluation was stopped");
    return false;
}
