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
static const struct feel_value *kept_of(struct arena *arena, const struct feel_value *inputs)
{
    static const char *const KEPT[] = { "case", "facts", "place", "route", "unit", "outcome", "stage", "urgency", "times", "auto" };
    const struct feel_value *kept = feel_from_json(arena, NULL), *item;

    if (inputs->type != FEEL_CONTEXT) return inputs;
    for (size_t i = 0; i < COUNT_OF(KEPT); i++) {
        const struct feel_value *value = feel_get(inputs, str_from_c(KEPT[i]));
        if (value->type != FEEL_NULL) kept = feel_with(arena, kept, KEPT[i], value);
    }
    item = feel_get(inputs, STR("item"));
    return item->type == FEEL_CONTEXT ? feel_with(arena, kept, "type", feel_get(item, STR("code"))) : kept;
}

/* Is all of `shared` in `all` too?  Then *more is the rest of it. */
static bool shares(struct arena *arena, const struct feel_value *shared, const struct feel_value *all, const struct feel_value **more)
{
    if (shared->type != FEEL_CONTEXT || all->type != FEEL_CONTEXT) return false;
    for (size_t i = 0; i < shared->context.count; i++)
        if (feel_equal(shared->context.entries[i].value, feel_get(all, shared->context.entries[i].name)) != 1) return false;
    *more = feel_from_json(arena, NULL);
    for (size_t i = 0; i < all->context.count; i++)
        if (feel_get(shared, all->context.entries[i].name)->type == FEEL_NULL)
            *more = feel_context_with(arena, *more, all->context.entries[i].name, all->context.entries[i].value);
    return true;
}

/* The row a decision that saw `kept` belongs to, NULL when out of memory; *more is what the others of it did not see, NULL for nothing. */
static struct decision_row *row_for(struct case_plan *plan, const struct feel_value *kept, const struct feel_value **more)
{
    struct decision_row *row = plan->decisions.count ? &plan->decisions.at[plan->decisions.count - 1] : NULL;

    *more = NULL;
    if (row && shares(plan->arena, row->seen, kept, more)) return row;
    row = LIST_ADD(plan->arena, &plan->decisions);
    if (!row) return NULL;
    *row = (struct decision_row){ .id = id_new(), .seen = kept, .inputs = feel_json_text(plan->arena, kept, LOGGED_MAX) };
    return row->inputs.at ? row : NULL;
}

static enum err log_decision(struct case_plan *plan, struct str decision, int64_t release, const struct feel_value *inputs,
                             const struct dmn_result *found, struct fault *why)
{
    const struct feel_value *more;
    struct decision_row *row = row_for(plan, kept_of(plan->arena, inputs), &more);
    struct decided *made = row ? LIST_ADD(plan->arena, &row->made) : NULL;

    if (!made) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *made = (struct decided){
        .decision = decision, .release = release, .more = more && more->context.count ? feel_json_text(plan->arena, more, LOGGED_MAX) : STR(""),
        .result = feel_json_text(plan->arena, found->value, LOGGED_MAX), .matches = matches_json(plan->arena, found),
    };
    return made->more.at && made->result.at && made->matches.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
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
    int64_t of_release = 0;
    const struct dmn *dmn = world_decision(plan->world, decision, plan->release, &of_release);
    enum err err;

    if (!dmn) return fault_set(why, ERR_INTERNAL, "没有决策“%.*s”", "there is no decision \"%.*s\"", STR_ARG(decision));
    err = dmn_decide(plan->arena, dmn, decision, inputs, plan->now_ms, &found, why);
    if (err) return err;
    err = log_decision(plan, decision, of_release, inputs, &found, why);
    if (err) return err;
    *result = found.value;
    return ERR_OK;
}
