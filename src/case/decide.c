/*
 * decide.c - decisions of a step: evaluated, logged with what they saw and
 * which rules matched.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "case/plan.h"

enum { LOGGED_MAX = 64 * 1024 };   /* bytes of each text of a row */

static struct str matches_json(struct arena *arena, const struct dmn_result *result)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, LOGGED_MAX);
    json_begin(&out, &buf);
    json_list(&out, NULL);
    for (size_t i = 0; i < result->match_count; i++) {
        const struct dmn_match *match = &result->matches[i];
        json_object(&out, NULL);
        json_str(&out, "decision", match->decision);
        json_str(&out, "rule", match->rule);
        json_int(&out, "row", (int64_t)match->row);
        json_str(&out, "annotation", match->annotation);
        json_close(&out);
    }
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

/* What the explanation keeps of the inputs: the facts of the case and the type, not the whole catalogue row. */
static struct str inputs_json(struct arena *arena, const struct feel_value *inputs)
{
    static const char *const KEPT[] = { "case", "facts", "route", "unit", "outcome", "stage", "urgency", "times", "auto" };
    const struct feel_value *kept = feel_from_json(arena, NULL), *item;

    if (inputs->type != FEEL_CONTEXT) return feel_json_text(arena, inputs, LOGGED_MAX);
    for (size_t i = 0; i < COUNT_OF(KEPT); i++) {
        const struct feel_value *value = feel_get(inputs, str_from_c(KEPT[i]));
        if (value->type != FEEL_NULL) kept = feel_with(arena, kept, KEPT[i], value);
    }
    item = feel_get(inputs, STR("item"));
    if (item->type == FEEL_CONTEXT) kept = feel_with(arena, kept, "type", feel_get(item, STR("code")));
    return feel_json_text(arena, kept, LOGGED_MAX);
}

int64_t decide_figure(const struct feel_value *result, const char *name, int64_t low, int64_t high, int64_t absent)
{
    int64_t n = low - 1;

    if (result->type == FEEL_CONTEXT) n = feel_get_int(result, name, n);
    else if (result->type != FEEL_NUMBER || !decimal_to_int(result->number, &n)) return absent;
    return n >= low && n <= high ? n : absent;
}

enum err decide_run(struct case_plan *plan, struct str decision, const struct feel_value *inputs,
                    const struct feel_value **result, struct fault *why)
{
    struct dmn_result found;
    struct decision_row *row;
    int64_t of_release = 0;
    const struct dmn *dmn = world_decision(plan->world, decision, plan->release, &of_release);
    enum err err;

    if (!dmn) return fault_set(why, ERR_INTERNAL, "没有决策“%.*s”", "there is no decision \"%.*s\"", STR_ARG(decision));
    err = dmn_decide(plan->arena, dmn, decision, inputs, plan->now_ms, &found, why);
    if (err) return err;
    row = LIST_ADD(plan->arena, &plan->decisions);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct decision_row){
        .id = id_new(), .decision = decision, .release = of_release, .inputs = inputs_json(plan->arena, inputs),
        .result = feel_json_text(plan->arena, found.value, LOGGED_MAX), .matches = matches_json(plan->arena, &found),
    };
    if (!row->inputs.at || !row->result.at || !row->matches.at)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *result = found.value;
    return ERR_OK;
}
