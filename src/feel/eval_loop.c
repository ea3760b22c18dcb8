/*
 * eval_loop.c - for, some, every and filters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/eval.h"
#include "feel/temporal.h"

/* What an iterator walks: the items of a list, or whole steps between two ends. */
struct domain {
    struct feel_list list;
    const struct feel_value *start;      /* NULL: the list */
    int64_t count;
    int step;
};

/* `count` steps from `low` to `high`; false when they are neither numbers nor dates. */
static bool count_steps(const struct feel_value *low, const struct feel_value *high, struct domain *out)
{
    int64_t distance;

    if (low->type == FEEL_NUMBER && high->type == FEEL_NUMBER) {
        struct decimal span = decimal_sub(high->number, low->number);
        bool down = decimal_compare(high->number, low->number) < 0;
        if (!decimal_to_int(decimal_floor(decimal_abs(span)), &distance)) distance = INT64_MAX - 1;
        if (down) distance = -distance;
    } else if (low->type == FEEL_DATE && high->type == FEEL_DATE) {
        distance = temporal_days(&high->temporal) - temporal_days(&low->temporal);
    } else {
        return false;
    }
    out->start = low;
    out->step = distance < 0 ? -1 : 1;
    out->count = distance * out->step + 1;
    return true;
}

static const struct feel_value *domain_item(struct feel_run *run, const struct domain *domain, int64_t i)
{
    struct feel_temporal date;

    if (!domain->start) return &domain->list.items[i];
    if (domain->start->type == FEEL_NUMBER)
        return feel_make_number(run, decimal_add(domain->start->number, decimal_from_int(i * domain->step)));
    date = domain->start->temporal;
    temporal_set_days(&date, temporal_days(&date) + i * domain->step);
    return feel_make_temporal(run, FEEL_DATE, &date);
}

/* A range value as whole steps: open ends are left out. */
static bool domain_of_range(struct feel_run *run, const struct feel_range *range, struct domain *out)
{
    if (!range->low || !range->high || !count_steps(range->low, range->high, out)) return false;
    if (!range->high_closed) {
        const struct feel_value *last = domain_item(run, out, out->count - 1);
        if (feel_order(last, range->high) == 0) out->count--;
    }
    if (!range->low_closed && out->count > 0) {
        out->start = domain_item(run, out, 1);
        out->count--;
    }
    return true;
}

/* False, with a note, when there is nothing to walk. */
static bool domain_of(struct feel_run *run, const struct node_iterator *each, const struct feel_scope *scope, struct domain *out)
{
    const struct feel_value *from = feel_eval_node(run, each->from, scope);
    const struct feel_value *to = each->to ? feel_eval_node(run, each->to, scope) : NULL;
    bool found = true;

    *out = (struct domain){ .step = 1 };
    if (to) found = count_steps(from, to, out);
    else if (from->type == FEEL_RANGE) found = domain_of_range(run, &from->range, out);
    else if (from->type == FEEL_NULL) found = false;
    else out->list = feel_as_list(from);
    if (!out->start) out->count = (int64_t)out->list.count;
    if (!found) feel_note(run, each->from->at, "这里没有可以逐项处理的列表", "there is no list to walk here");
    return found;
}

/* ── for, some, every ──────────────────────────────────────────────────── */

struct walk {
    const struct node *node;
    struct feel_items results;           /* for */
    struct feel_entry *frame;            /* one entry per iterator, then `partial` */
    int verdict;                         /* some, every: 1, 0, -1 */
    bool failed;
};

/* The results so far: what was built is never changed, so the items are shared. */
static const struct feel_value *partial(struct feel_run *run, const struct walk *walk)
{
    return feel_make_items(run, &walk->results);
}

/* One round of the innermost body; false to stop. */
static bool walk_body(struct feel_run *run, struct walk *walk, const struct feel_scope *scope)
{
    const struct node *node = walk->node;
    const struct feel_value *value = feel_eval_node(run, node->loop.body, scope);
    bool some = node->kind == NODE_SOME;

    if (node->kind == NODE_FOR) return feel_items_add(run, &walk->results, value);
    if (value->type != FEEL_BOOLEAN && value->type != FEEL_NULL) {
        feel_note(run, node->loop.body->at, "条件应当是真或假，得到的是%s%.0s", "the condition must be true or false, found %.0sa %s", feel_type_zh(value->type),
                  feel_type_name(value->type));
        walk->failed = true;
        return false;
    }
    if (value->type == FEEL_NULL) walk->verdict = -1;
    else if (value->boolean == some) walk->verdict = some;
    return !run->stopped && walk->verdict != (int)some;
}

static bool walk_level(struct feel_run *run, struct walk *walk, size_t level, const struct feel_scope *outer)
{
    const struct node *node = walk->node;
    const struct node_iterator *each = &node->loop.each[level];
    struct feel_scope scope = { .outer = outer, .names = { 1, &walk->frame[level] }, .passing = true };
    struct domain domain;

    if (!domain_of(run, each, outer, &domain)) {
        walk->failed = true;
        return false;
    }
    walk->frame[level].name = each->name;
    for (int64_t i = 0; i < domain.count; i++) {
        bool innermost = level + 1 == node->loop.count;
        walk->frame[level].value = domain_item(run, &domain, i);
        if (innermost && node->flag) {
            walk->frame[level + 1] = (struct feel_entry){ STR("partial"), partial(run, walk) };
            scope.names.count = 2;
        }
        if (innermost ? !walk_body(run, walk, &scope) : !walk_level(run, walk, level + 1, &scope)) return false;
    }
    return true;
}

const struct feel_value *eval_for(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct walk walk = { .node = node, .frame = arena_array(run->arena, struct feel_entry, node->loop.count + 1) };

    if (!walk.frame) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    walk_level(run, &walk, 0, scope);
    return walk.failed ? &FEEL_NULL_VALUE : feel_make_items(run, &walk.results);
}

const struct feel_value *eval_quantified(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct walk walk = { .node = node, .frame = arena_array(run->arena, struct feel_entry, node->loop.count + 1),
                         .verdict = node->kind == NODE_EVERY };

    if (!walk.frame) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    walk_level(run, &walk, 0, scope);
    return walk.failed || walk.verdict < 0 ? &FEEL_NULL_VALUE : feel_boolean(walk.verdict);
}

/* ── Filters ───────────────────────────────────────────────────────────── */

/* The filter for one item: its own entries are visible, and the item as `item`. */
static const struct feel_value *filter_item(struct feel_run *run, const struct node *filter,
                                            const struct feel_value *item, const struct feel_scope *outer)
{
    struct feel_entry entry = { STR("item"), item };
    struct feel_scope named = { .outer = outer, .names = { 1, &entry }, .passing = true };
    struct feel_scope own = { .outer = &named };

    if (item->type != FEEL_CONTEXT) return feel_eval_node(run, filter, &named);
    if (!feel_charge(run, item->context.count)) return &FEEL_NULL_VALUE;
    own.names = item->context;
    return feel_eval_node(run, filter, &own);
}

static const struct feel_value *pick(struct feel_run *run, size_t at, const struct feel_list *list, struct decimal number)
{
    int64_t i, count = (int64_t)list->count;

    if (!decimal_to_int(number, &i) || i == 0 || i > count || i < -count)
        return decimal_is_zero(number) ? feel_note(run, at, "列表的序号从 1 开始，没有第 0 项", "a list counts from 1, there is no item 0")
                                       : feel_note(run, at, "列表只有 %zu 项，没有这个序号", "the list has %zu items, none at this index", list->count);
    return &list->items[i > 0 ? i - 1 : count + i];
}

static const struct feel_value *bad_filter(struct feel_run *run, const struct node *node, const struct feel_value *value)
{
    return feel_note(run, node->at, "方括号里应当是条件或序号，得到的是%s%.0s", "a filter must be true, false or an index, found %.0sa %s",
                     feel_type_zh(value->type), feel_type_name(value->type));
}

const struct feel_value *eval_filter(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *of = feel_eval_node(run, node->a, scope);
    struct feel_list list = feel_as_list(of);
    struct feel_items kept = { 0 };

    if (of->type == FEEL_NULL) return feel_note(run, node->at, "这里没有可以筛选的列表", "there is no list to filter here");
    if (node->b->kind == NODE_LITERAL && node->b->literal->type == FEEL_NUMBER)
        return pick(run, node->at, &list, node->b->literal->number);
    if (list.count == 0) {
        const struct feel_value *filter = filter_item(run, node->b, &FEEL_NULL_VALUE, scope);
        if (filter->type == FEEL_NUMBER) return pick(run, node->at, &list, filter->number);
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct feel_value *filter = filter_item(run, node->b, &list.items[i], scope);
        if (filter->type == FEEL_NUMBER && i == 0) return pick(run, node->at, &list, filter->number);
        if (filter->type != FEEL_BOOLEAN && filter->type != FEEL_NULL) return bad_filter(run, node, filter);
        if (feel_is_true(filter) && !feel_items_add(run, &kept, &list.items[i])) return &FEEL_NULL_VALUE;
    }
    return feel_make_items(run, &kept);
}
