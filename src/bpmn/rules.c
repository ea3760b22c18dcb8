/*
 * rules.c - runs the rules over a file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

bool bpmn_rule_among(const struct bpmn_xml *node, const char *elements)
{
    struct str rest = str_from_c(elements), piece;

    if (!node || node->space != SPACE_MODEL) return false;
    while (str_split(&rest, ' ', &piece))
        if (str_eq(node->name, piece)) return true;
    return false;
}

const struct rule_links *bpmn_rule_links(const struct rules *r, const struct bpmn_xml *node)
{
    static const struct rule_links none = { 0 };
    struct str id = bpmn_xml_attr(node, "id");
    const struct rule_links *links = id.at ? table_get(&r->links, id) : NULL;

    return links ? links : &none;
}

const struct bpmn_xml *bpmn_rule_ref(const struct rules *r, const struct bpmn_xml *node, const char *attribute)
{
    return bpmn_load_ref(r->l, bpmn_xml_attr(node, attribute));
}

bool bpmn_rule_event_subprocess(const struct bpmn_xml *node)
{
    return bpmn_xml_is(node, "subProcess") && bpmn_xml_flag(node, "triggeredByEvent", false);
}

size_t bpmn_rule_children(const struct bpmn_xml *node, const char *elements)
{
    size_t count = 0;

    for (const struct bpmn_xml *at = node->first; at; at = at->next) count += bpmn_rule_among(at, elements);
    return count;
}

const struct bpmn_xml *bpmn_rule_trigger(const struct rules *r, const struct bpmn_xml *event,
                                         const struct bpmn_xml **at)
{
    for (*at = *at ? (*at)->next : event->first; *at; *at = (*at)->next) {
        if ((*at)->space != SPACE_MODEL) continue;
        if (bpmn_xml_is(*at, "eventDefinitionRef")) {
            const struct bpmn_xml *found = bpmn_load_ref(r->l, (*at)->text);
            if (found) return found;
        } else if (str_ends((*at)->name, STR("EventDefinition"))) {
            return *at;
        }
    }
    return NULL;
}

const struct bpmn_xml *bpmn_rule_has_trigger(const struct rules *r, const struct bpmn_xml *event, const char *type)
{
    const struct bpmn_xml *at = NULL, *trigger;

    while ((trigger = bpmn_rule_trigger(r, event, &at)))
        if (bpmn_xml_is(trigger, type)) return trigger;
    return NULL;
}

size_t bpmn_rule_trigger_count(const struct rules *r, const struct bpmn_xml *event)
{
    const struct bpmn_xml *at = NULL;
    size_t count = 0;

    while (bpmn_rule_trigger(r, event, &at)) count++;
    return count;
}

static struct rule_links *links_at(struct rules *r, const struct bpmn_xml *node)
{
    struct str id = node ? bpmn_xml_attr(node, "id") : STR_NONE;
    struct rule_links *links;

    if (!id.at) return NULL;
    links = table_get(&r->links, id);
    if (links) return links;
    links = arena_new(r->l->arena, struct rule_links);
    return links && !table_put(&r->links, id, links) ? links : NULL;
}

static struct rule_links *links_of(struct rules *r, struct str reference)
{
    return links_at(r, bpmn_load_ref(r->l, reference));
}

/* Two passes: count the flows of each node, then list them; containers are marked on the way. */
static bool collect_links(struct rules *r)
{
    struct arena *arena = r->l->arena;

    table_init(&r->links, arena);
    for (int pass = 0; pass < 2; pass++)
        for (const struct bpmn_xml *at = r->l->root; at; at = bpmn_xml_next(r->l->root, at)) {
            struct rule_links *source, *target;

            if (pass == 0 && (bpmn_xml_is(at, "incoming") || bpmn_xml_is(at, "outgoing")) && at->parent) {
                struct rule_links *container = links_at(r, at->parent->parent);
                if (container) container->lists = true;
            }
            if (!bpmn_xml_is(at, "sequenceFlow")) continue;
            source = links_of(r, bpmn_xml_attr(at, "sourceRef"));
            target = links_of(r, bpmn_xml_attr(at, "targetRef"));
            if (pass == 0) {
                if (source) source->out++;
                if (target) target->in++;
                continue;
            }
            if (source && !source->outgoing) {
                source->outgoing = arena_array(arena, const struct bpmn_xml *, source->out);
                source->out = 0;
            }
            if (target && !target->incoming) {
                target->incoming = arena_array(arena, const struct bpmn_xml *, target->in);
                target->in = 0;
            }
            if ((source && !source->outgoing) || (target && !target->incoming)) return false;
            if (source) source->outgoing[source->out++] = at;
            if (source && bpmn_xml_child(at, "conditionExpression")) source->conditions++;
            if (target) target->incoming[target->in++] = at;
        }
    return true;
}

/*
 * Rule after rule, each over the whole file: the fundamental ones speak first.
 * What breaks one is found everywhere; the next ones rely on it.
 */
static enum err run_set(const struct rules *r, const struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = &set->rules[i];

        for (const struct bpmn_xml *at = r->l->root; at; at = bpmn_xml_next(r->l->root, at))
            if (bpmn_rule_among(at, rule->elements) && rule->broken(r, at)) {
                enum err err = bpmn_load_refuse(r->l, ERR_INVALID, at, rule->zh, rule->en);
                if (!bpmn_load_goes_on(r->l, err)) return err;
            }
        if (bpmn_load_settle(r->l)) return ERR_INVALID;
    }
    return ERR_OK;
}

enum err bpmn_rules_check(struct loader *l)
{
    static const struct rule_set *const sets[] = { &BPMN_REFERENCE_RULES, &BPMN_FLOW_RULES,     &BPMN_GATEWAY_RULES,
                                                   &BPMN_EVENT_RULES,     &BPMN_ACTIVITY_RULES, &BPMN_DATA_RULES,
                                                   &BPMN_MESSAGE_RULES };
    struct rules r = { .l = l };

    if (!collect_links(&r)) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        enum err err = run_set(&r, sets[i]);
        if (err) return err;
    }
    return ERR_OK;
}
