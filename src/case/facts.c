/*
 * facts.c - what processes and decisions see of a case (docs/spine.md §3).
 *
 * Built anew at every event, so in one piece: an array of entries a context.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"

enum { FACTS_MAX = 32 };

/* A context being built; full or out of memory it stays as it is and shows in facts_end. */
struct facts {
    struct arena *arena;
    struct feel_entry *at;
    size_t count;
};

static void facts_begin(struct facts *f, struct arena *arena)
{
    *f = (struct facts){ .arena = arena, .at = arena_array(arena, struct feel_entry, FACTS_MAX) };
}

static void add(struct facts *f, struct str name, const struct feel_value *value)
{
    if (f->at && f->count < FACTS_MAX) f->at[f->count++] = (struct feel_entry){ name, value };
}

static void add_text(struct facts *f, struct str name, struct str text)
{
    add(f, name, feel_string(f->arena, text.at ? text : STR("")));
}

static void add_number(struct facts *f, struct str name, int64_t n)
{
    add(f, name, feel_integer(f->arena, n));
}

static void add_flag(struct facts *f, struct str name, bool flag)
{
    add(f, name, feel_boolean(flag));
}

static const struct feel_value *facts_end(const struct facts *f)
{
    struct feel_value *value = f->at ? arena_new(f->arena, struct feel_value) : NULL;

    if (!value) return &FEEL_NULL_VALUE;
    value->type = FEEL_CONTEXT;
    value->context = feel_context_of(f->at, f->count);
    return value;
}

/* What was found out when the case was opened stays known: the draft is gone by then. */
static bool known_since_opening(const struct case_plan *plan, const char *name, bool opening)
{
    if (plan->opens || !plan->state) return opening;
    return feel_get_true(feel_get(bpmn_state_variables(plan->state), STR("case")), name);
}

/* What the reporter said; 0 when nothing.  The decided urgency is another figure. */
static int64_t declared_urgency(const struct case_plan *plan)
{
    if (plan->opens || !plan->state) return plan->draft.urgency;
    return feel_get_int(feel_get(bpmn_state_variables(plan->state), STR("case")), "declared_urgency", 0);
}

static const struct feel_value *case_facts(struct case_plan *plan)
{
    const struct case_record *r = &plan->now;
    struct facts f;

    facts_begin(&f, plan->arena);
    add_text(&f, STR("number"), r->number);
    add_text(&f, STR("source"), r->source);
    add_text(&f, STR("channel"), r->channel);
    add_text(&f, STR("state"), str_from_c(case_state_name(r->state)));
    add_text(&f, STR("stage"), r->stage);
    add_text(&f, STR("result"), r->result);
    add_number(&f, STR("urgency"), r->urgency);
    add_number(&f, STR("declared_urgency"), declared_urgency(plan));
    add_number(&f, STR("grade"), r->grade);
    add_number(&f, STR("return_count"), r->return_count);
    add_number(&f, STR("rework_count"), r->rework_count);
    add_number(&f, STR("extension_count"), r->extension_count);
    add_number(&f, STR("reopen_count"), r->reopen_count);
    add_number(&f, STR("supervise"), r->supervise);
    add_number(&f, STR("hour"), (plan->now_ms + CIVIL_OFFSET_MS) % MS_PER_DAY / MS_PER_HOUR);
    add_flag(&f, STR("public"), r->is_public);
    add_flag(&f, STR("staff_chose"), r->staff_chose);
    add_flag(&f, STR("verified"), r->verified);
    add_flag(&f, STR("in_grid"), r->grid_id != 0);
    add_flag(&f, STR("reopened"), r->reopen_count > 0);
    add_flag(&f, STR("overdue"), r->overdue);
    add_flag(&f, STR("duplicate"), known_since_opening(plan, "duplicate", plan->draft.duplicate_of != 0));
    add_flag(&f, STR("on_spot"), known_since_opening(plan, "on_spot", plan->draft.on_spot));
    add(&f, STR("confidence"), feel_number(plan->arena, decimal_from_double(r->confidence)));
    return facts_end(&f);
}

/* Facts a person or sensor declared; decisions read them by name. */
static const struct feel_value *declared_facts(struct case_plan *plan)
{
    if (plan->draft.facts) return feel_from_json(plan->arena, plan->draft.facts);
    return feel_with(plan->arena, &FEEL_NULL_VALUE, "variant", feel_string(plan->arena, STR("")));
}

/* The component or place it is about, with who keeps it and whose it is where that is known. */
static const struct feel_value *place_facts(struct case_plan *plan)
{
    const struct place_record *p = &plan->place;
    const struct unit *owner = org_unit(plan->org, p->owner_id), *maintainer = org_unit(plan->org, p->maintainer_id);
    struct facts f;

    facts_begin(&f, plan->arena);
    add_text(&f, STR("code"), p->code);
    add_text(&f, STR("kind"), p->kind);
    add_text(&f, STR("class"), p->class);
    add_text(&f, STR("name"), p->name);
    if (owner) add_text(&f, STR("owner"), owner->code);
    if (maintainer) add_text(&f, STR("maintainer"), maintainer->code);
    return facts_end(&f);
}

const struct feel_value *engine_variables(struct case_plan *plan)
{
    const struct item *item = world_item(plan->world, plan->now.item);
    const struct unit *unit = org_unit(plan->org, plan->now.unit_id);
    struct facts f;

    facts_begin(&f, plan->arena);
    add(&f, STR("case"), case_facts(plan));
    if (item) add(&f, STR("item"), item->facts);
    if (unit) add_text(&f, STR("unit"), unit->code);
    if (plan->opens) add(&f, STR("facts"), declared_facts(plan));
    if (plan->place_how) add(&f, STR("place"), place_facts(plan));
    return facts_end(&f);
}

const struct feel_value *facts_merge(struct arena *arena, const struct feel_value *under, const struct feel_value *over)
{
    const struct feel_value *all = under && under->type == FEEL_CONTEXT ? under : feel_from_json(arena, NULL);

    if (!over || over->type != FEEL_CONTEXT) return all;
    for (size_t i = 0; i < over->context.count; i++)
        all = feel_context_with(arena, all, over->context.entries[i].name, over->context.entries[i].value);
    return all;
}

const struct feel_value *engine_seen(struct case_plan *plan)
{
    return facts_merge(plan->arena, plan->state ? bpmn_state_variables(plan->state) : NULL, engine_variables(plan));
}

