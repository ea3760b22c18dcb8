/*
 * load_loop.c - standard loops and multi-instance characteristics.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

/* An expression child of `node` named `name`; absent is fine. */
static enum err optional(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node, const char *name,
                         const struct feel_expr **out)
{
    const struct bpmn_xml *child = bpmn_xml_child(node, name);

    if (!child) return ERR_OK;
    return bpmn_load_expression(l, owner, child, name, out);
}

static enum err load_standard(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                              struct bpmn_loop *loop)
{
    struct str maximum = bpmn_xml_attr(node, "loopMaximum");

    loop->kind = LOOP_STANDARD;
    loop->test_before = bpmn_xml_flag(node, "testBefore", false);
    if (maximum.at && num_parse_int(maximum, 1, 1000000, &loop->maximum))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "循环上限 loopMaximum 不是正整数",
                                "loopMaximum is not a positive number");
    return optional(l, owner, node, "loopCondition", &loop->condition);
}

/* The variable a data reference stands for: the name of what it points at, or the text itself. */
static struct str data_name(const struct loader *l, struct str reference)
{
    const struct bpmn_xml *target = bpmn_load_ref(l, reference);
    struct str name = target ? bpmn_xml_attr(target, "name") : STR_NONE;

    return name.len ? name : reference;
}

static enum err load_collections(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                                 struct bpmn_loop *loop)
{
    const struct bpmn_xml *zeebe = bpmn_xml_zeebe(node, "loopCharacteristics"), *child;
    enum err err = ERR_OK;

    if (zeebe) {
        struct str output = bpmn_xml_attr(zeebe, "outputElement");

        err = bpmn_load_feel(l, owner, "inputCollection", bpmn_xml_attr(zeebe, "inputCollection"), &loop->collection);
        loop->item = bpmn_xml_attr(zeebe, "inputElement");
        loop->collected = bpmn_xml_attr(zeebe, "outputCollection");
        if (!err && output.len) err = bpmn_load_feel(l, owner, "outputElement", output, &loop->output);
        if (!err && (loop->collected.len > 0) != (loop->output != NULL))
            return bpmn_load_refuse(l, ERR_INVALID, owner, "outputCollection 与 outputElement 要同时填写",
                                    "outputCollection and outputElement belong together");
        return err;
    }
    child = bpmn_xml_child(node, "loopDataInputRef");
    if (child) err = bpmn_load_feel(l, owner, "loopDataInputRef", data_name(l, child->text), &loop->collection);
    child = bpmn_xml_child(node, "inputDataItem");
    if (child) loop->item = bpmn_xml_attr(child, bpmn_xml_attr(child, "name").len ? "name" : "id");
    child = bpmn_xml_child(node, "loopDataOutputRef");
    if (child) loop->collected = data_name(l, child->text);
    child = bpmn_xml_child(node, "outputDataItem");
    if (!err && child && loop->collected.len)
        err = bpmn_load_feel(l, owner, "outputDataItem",
                             bpmn_xml_attr(child, bpmn_xml_attr(child, "name").len ? "name" : "id"), &loop->output);
    return err;
}

static enum err load_behavior(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                              struct bpmn_loop *loop)
{
    struct str behavior = bpmn_xml_attr(node, "behavior"), reference = STR_NONE;
    const struct bpmn_xml *definition;

    loop->behavior = str_is(behavior, "None")      ? BEHAVIOR_NONE
                     : str_is(behavior, "One")     ? BEHAVIOR_ONE
                     : str_is(behavior, "Complex") ? BEHAVIOR_COMPLEX
                                                   : BEHAVIOR_ALL;
    if (loop->behavior == BEHAVIOR_NONE) reference = bpmn_xml_attr(node, "noneBehaviorEventRef");
    if (loop->behavior == BEHAVIOR_ONE) reference = bpmn_xml_attr(node, "oneBehaviorEventRef");
    if (!reference.at) return ERR_OK;
    definition = bpmn_load_ref(l, reference);
    if (!definition)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "多实例要抛出的事件定义不存在",
                                "the event its instances throw does not exist");
    loop->thrown = arena_new(l->arena, struct bpmn_trigger);
    if (!loop->thrown) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return bpmn_load_trigger(l, owner, definition, loop->thrown);
}

static enum err load_rule(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                          struct bpmn_loop *loop)
{
    const struct bpmn_xml *condition = bpmn_xml_child(node, "condition"), *event = bpmn_xml_child(node, "event");
    struct bpmn_behavior_rule *rule = &loop->rules[loop->rule_count++];
    const struct bpmn_xml *definition = NULL;
    enum err err;

    if (!condition || condition->text.len == 0 || !event)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "complexBehaviorDefinition 要有条件和事件",
                                "a complexBehaviorDefinition needs a condition and an event");
    for (const struct bpmn_xml *at = event->first; at; at = at->next) {
        if (at->space == SPACE_MODEL && str_ends(at->name, STR("EventDefinition"))) definition = at;
        if (bpmn_xml_is(at, "eventDefinitionRef")) definition = bpmn_load_ref(l, at->text);
    }
    if (!definition)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "complexBehaviorDefinition 的事件没有定义",
                                "the event of a complexBehaviorDefinition has no definition");
    err = bpmn_load_expression(l, owner, condition, "condition", &rule->condition);
    return err ? err : bpmn_load_trigger(l, owner, definition, &rule->thrown);
}

static enum err load_multi(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                           struct bpmn_loop *loop)
{
    size_t rules = 0;
    enum err err;

    loop->kind = bpmn_xml_flag(node, "isSequential", false) ? LOOP_SEQUENTIAL : LOOP_PARALLEL;
    err = optional(l, owner, node, "loopCardinality", &loop->cardinality);
    if (!err) err = optional(l, owner, node, "completionCondition", &loop->completion);
    if (!err) err = load_collections(l, owner, node, loop);
    if (!err) err = load_behavior(l, owner, node, loop);
    if (err) return err;
    if (!loop->cardinality && !loop->collection)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "多实例没有写明次数或集合",
                                "multi-instance needs a cardinality or a collection");
    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        rules += bpmn_xml_is(at, "complexBehaviorDefinition");
    loop->rules = arena_array(l->arena, struct bpmn_behavior_rule, rules + 1);
    if (!loop->rules) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (const struct bpmn_xml *at = node->first; at && !err; at = at->next)
        if (bpmn_xml_is(at, "complexBehaviorDefinition")) err = load_rule(l, owner, at, loop);
    return err;
}

enum err bpmn_load_loop(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el)
{
    const struct bpmn_xml *standard = bpmn_xml_child(node, "standardLoopCharacteristics");
    const struct bpmn_xml *multi = bpmn_xml_child(node, "multiInstanceLoopCharacteristics");
    struct bpmn_loop *loop;
    enum err err;

    if (!standard && !multi) return ERR_OK;
    if (el->kind == KIND_PROCESS || el->kind == KIND_EVENT_SUBPROCESS || el->kind >= KIND_EXCLUSIVE ||
        (standard && multi))
        return bpmn_load_refuse(l, ERR_INVALID, node, "循环标记不合法", "its loop marker is not allowed");
    loop = arena_new(l->arena, struct bpmn_loop);
    if (!loop) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = standard ? load_standard(l, node, standard, loop) : load_multi(l, node, multi, loop);
    if (!err) el->loop = loop;
    return err;
}
