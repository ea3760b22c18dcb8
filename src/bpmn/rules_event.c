/*
 * rules_event.c - rules of events: which triggers stand where, boundary events, links, compensation.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static bool trigger_not_among(const struct rules *r, const struct bpmn_xml *event, const char *allowed)
{
    const struct bpmn_xml *at = NULL, *trigger;

    while ((trigger = bpmn_rule_trigger(r, event, &at)))
        if (!bpmn_rule_among(trigger, allowed)) return true;
    return false;
}

static bool in_event_subprocess(const struct bpmn_xml *node)
{
    return bpmn_rule_event_subprocess(node->parent);
}

static bool start_of_process_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_xml_is(node->parent, "process") &&
           trigger_not_among(
               r, node, "messageEventDefinition timerEventDefinition conditionalEventDefinition signalEventDefinition");
}

static bool start_of_subprocess_triggered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_among(node->parent, RULE_SUBPROCESSES) && !in_event_subprocess(node) &&
           (bpmn_rule_trigger_count(r, node) > 0 || bpmn_xml_child(node, "eventDefinitionRef"));
}

static bool start_of_event_subprocess_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    if (!in_event_subprocess(node)) return false;
    return bpmn_rule_trigger_count(r, node) == 0 ||
           trigger_not_among(
               r, node,
               "messageEventDefinition timerEventDefinition escalationEventDefinition errorEventDefinition "
               "compensateEventDefinition conditionalEventDefinition signalEventDefinition");
}

static bool always_interrupts(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_has_trigger(r, node, "errorEventDefinition") ||
           bpmn_rule_has_trigger(r, node, "compensateEventDefinition") ||
           bpmn_rule_has_trigger(r, node, "cancelEventDefinition");
}

static bool start_not_interrupting(const struct rules *r, const struct bpmn_xml *node)
{
    return in_event_subprocess(node) && !bpmn_xml_flag(node, "isInterrupting", true) && always_interrupts(r, node);
}

static bool boundary_not_interrupting(const struct rules *r, const struct bpmn_xml *node)
{
    return !bpmn_xml_flag(node, "cancelActivity", true) && (bpmn_rule_has_trigger(r, node, "errorEventDefinition") ||
                                                            bpmn_rule_has_trigger(r, node, "cancelEventDefinition"));
}

static bool event_subprocess_starts(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_event_subprocess(node) && bpmn_rule_children(node, "startEvent") != 1;
}

static bool catch_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return (bpmn_rule_trigger_count(r, node) == 0 && !bpmn_xml_child(node, "eventDefinitionRef")) ||
           trigger_not_among(r, node,
                             "messageEventDefinition timerEventDefinition conditionalEventDefinition "
                             "linkEventDefinition signalEventDefinition");
}

static bool throw_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return trigger_not_among(r, node,
                             "messageEventDefinition escalationEventDefinition compensateEventDefinition "
                             "linkEventDefinition signalEventDefinition");
}

static bool boundary_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return (bpmn_rule_trigger_count(r, node) == 0 && !bpmn_xml_child(node, "eventDefinitionRef")) ||
           trigger_not_among(r, node,
                             "messageEventDefinition timerEventDefinition escalationEventDefinition "
                             "errorEventDefinition cancelEventDefinition "
                             "compensateEventDefinition conditionalEventDefinition signalEventDefinition");
}

static bool end_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return trigger_not_among(
        r, node,
        "messageEventDefinition escalationEventDefinition errorEventDefinition cancelEventDefinition "
        "compensateEventDefinition signalEventDefinition terminateEventDefinition");
}

static bool mixed_alone(const struct rules *r, const struct bpmn_xml *node)
{
    static const char *const alone[] = { "linkEventDefinition", "cancelEventDefinition", "terminateEventDefinition" };

    if (bpmn_rule_trigger_count(r, node) < 2 || bpmn_xml_is(node, "boundaryEvent")) return false;
    for (size_t i = 0; i < COUNT_OF(alone); i++)
        if (bpmn_rule_has_trigger(r, node, alone[i])) return true;
    return false;
}

/* ── Boundary events ───────────────────────────────────────────────────── */

static bool boundary_host(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *host = bpmn_rule_ref(r, node, "attachedToRef");

    return !bpmn_rule_among(host, RULE_ACTIVITIES) || bpmn_rule_event_subprocess(host) || host->parent != node->parent;
}

static bool boundary_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->in > 0;
}

static bool boundary_not_left(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out == 0 && !bpmn_rule_has_trigger(r, node, "compensateEventDefinition");
}

static bool boundary_conditional(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->conditions > 0;
}

static bool compensation_left(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out > 0 && bpmn_rule_has_trigger(r, node, "compensateEventDefinition");
}

static bool compensation_handler(const struct rules *r, const struct bpmn_xml *node)
{
    size_t handlers = 0;

    if (!bpmn_rule_has_trigger(r, node, "compensateEventDefinition")) return false;
    for (const struct bpmn_xml *at = r->l->root; at; at = bpmn_xml_next(r->l->root, at)) {
        const struct bpmn_xml *target;

        if (!bpmn_xml_is(at, "association") || bpmn_rule_ref(r, at, "sourceRef") != node) continue;
        target = bpmn_rule_ref(r, at, "targetRef");
        if (bpmn_rule_among(target, "textAnnotation")) continue;
        if (!bpmn_rule_among(target, RULE_ACTIVITIES) || !bpmn_xml_flag(target, "isForCompensation", false))
            return true;
        handlers++;
    }
    return handlers != 1;
}

static bool cancel_without_transaction(const struct rules *r, const struct bpmn_xml *node)
{
    if (!bpmn_rule_has_trigger(r, node, "cancelEventDefinition")) return false;
    if (bpmn_xml_is(node, "boundaryEvent")) return !bpmn_xml_is(bpmn_rule_ref(r, node, "attachedToRef"), "transaction");
    return !bpmn_xml_is(node->parent, "transaction");
}

/* ── Codes ─────────────────────────────────────────────────────────────── */

static bool thrown_without_code(const struct rules *r, const struct bpmn_xml *event, const char *type,
                                const char *reference, const char *attribute)
{
    const struct bpmn_xml *at = NULL, *trigger;

    while ((trigger = bpmn_rule_trigger(r, event, &at))) {
        const struct bpmn_xml *target;

        if (!bpmn_xml_is(trigger, type)) continue;
        target = bpmn_rule_ref(r, trigger, reference);
        if (!target || bpmn_xml_attr(target, attribute).len == 0) return true;
    }
    return false;
}

static bool escalation_without_code(const struct rules *r, const struct bpmn_xml *node)
{
    return thrown_without_code(r, node, "escalationEventDefinition", "escalationRef", "escalationCode");
}

static bool error_without_code(const struct rules *r, const struct bpmn_xml *node)
{
    return thrown_without_code(r, node, "errorEventDefinition", "errorRef", "errorCode");
}

/* ── Links: the same name in the same container, references both ways ──── */

static const struct bpmn_xml *link_of(const struct rules *r, const struct bpmn_xml *event)
{
    return bpmn_rule_has_trigger(r, event, "linkEventDefinition");
}

static bool link_refers(const struct rules *r, const struct bpmn_xml *from, const char *child,
                        const struct bpmn_xml *to)
{
    for (const struct bpmn_xml *at = from->first; at; at = at->next)
        if (bpmn_xml_is(at, child) && bpmn_load_ref(r->l, at->text) == to) return true;
    return false;
}

/* Partners of a link event: the other kind, same container, same name. */
static size_t link_partners(const struct rules *r, const struct bpmn_xml *node, const struct bpmn_xml **last)
{
    const struct bpmn_xml *own = link_of(r, node);
    const char *other =
        bpmn_xml_is(node, "intermediateThrowEvent") ? "intermediateCatchEvent" : "intermediateThrowEvent";
    size_t count = 0;

    for (const struct bpmn_xml *at = node->parent->first; at; at = at->next) {
        const struct bpmn_xml *link = bpmn_xml_is(at, other) ? link_of(r, at) : NULL;
        if (!link || !str_eq(bpmn_xml_attr(link, "name"), bpmn_xml_attr(own, "name"))) continue;
        *last = link;
        count++;
    }
    return count;
}

static bool link_unpaired(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *own = link_of(r, node), *partner = NULL;
    size_t count;

    if (!own) return false;
    count = link_partners(r, node, &partner);
    return bpmn_xml_is(node, "intermediateThrowEvent") ? count != 1 : count < 1;
}

static bool link_one_sided(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *own = link_of(r, node), *container = node->parent;
    bool throws = bpmn_xml_is(node, "intermediateThrowEvent");

    if (!own) return false;
    for (const struct bpmn_xml *at = own->first; at; at = at->next) {
        const struct bpmn_xml *partner;

        if (!bpmn_xml_is(at, throws ? "target" : "source")) continue;
        partner = bpmn_load_ref(r->l, at->text);
        if (!bpmn_xml_is(partner, "linkEventDefinition") || !partner->parent || partner->parent->parent != container)
            return true;
        if (!link_refers(r, partner, throws ? "source" : "target", own)) return true;
    }
    return false;
}

#define INTERMEDIATE "intermediateCatchEvent intermediateThrowEvent"

static const struct rule RULES[] = {
    { "startEvent", start_of_process_wrong, "流程不能用这种事件启动",
      "a process cannot be started by this kind of event" },
    { "startEvent", start_of_subprocess_triggered, "嵌入子流程只能有普通开始事件",
      "the start event of an embedded subprocess cannot have a trigger" },
    { "startEvent", start_of_event_subprocess_wrong, "事件子流程的开始事件要有允许的触发器",
      "the start event of an event subprocess needs a trigger that is allowed there" },
    { "startEvent", start_not_interrupting, "错误和补偿开始事件必须是中断的",
      "error and compensation start events must interrupt" },
    { "subProcess", event_subprocess_starts, "事件子流程必须有且只有一个开始事件",
      "an event subprocess needs exactly one start event" },
    { "intermediateCatchEvent", catch_wrong, "中间捕获事件要有消息、定时、条件、链接或信号触发器",
      "an intermediate catch event needs a message, timer, condition, link or signal" },
    { "intermediateThrowEvent", throw_wrong, "中间抛出事件只能抛出消息、升级、补偿、链接或信号",
      "an intermediate throw event can throw a message, escalation, compensation, link or signal only" },
    { "boundaryEvent", boundary_host, "边界事件要依附在同一层的活动上",
      "a boundary event must be attached to an activity of the same level" },
    { "boundaryEvent", boundary_wrong, "边界事件要有允许的触发器",
      "a boundary event needs a trigger that is allowed there" },
    { "boundaryEvent", boundary_not_interrupting, "错误和取消边界事件必须是中断的",
      "error and cancel boundary events must interrupt" },
    { "boundaryEvent", boundary_entered, "边界事件不能有流入顺序流", "a boundary event cannot have incoming flows" },
    { "boundaryEvent", boundary_not_left, "边界事件没有流出顺序流", "the boundary event has no outgoing flow" },
    { "boundaryEvent", boundary_conditional, "边界事件的流出顺序流不能带条件",
      "a flow out of a boundary event cannot have a condition" },
    { "boundaryEvent", compensation_left, "补偿边界事件不能有流出顺序流",
      "a compensation boundary event cannot have outgoing flows" },
    { "boundaryEvent", compensation_handler, "补偿边界事件要用关联指向一个补偿活动",
      "a compensation boundary event needs an association to one compensation activity" },
    { "endEvent", end_wrong, "结束事件不能有这种触发器", "an end event cannot have this kind of trigger" },
    { RULE_EVENTS, mixed_alone, "链接、取消和终止不能与其他触发器并用",
      "link, cancel and terminate cannot be combined with other triggers" },
    { "endEvent boundaryEvent", cancel_without_transaction, "取消事件只能用于事务",
      "cancel events belong to transactions only" },
    { "endEvent intermediateThrowEvent", escalation_without_code, "抛出的升级要有 escalationCode",
      "a thrown escalation needs an escalationCode" },
    { "endEvent", error_without_code, "抛出的错误要有 errorCode", "a thrown error needs an errorCode" },
    { INTERMEDIATE, link_unpaired, "链接事件在同一层没有对应的同名事件",
      "the link event has no partner of the same name on its level" },
    { INTERMEDIATE, link_one_sided, "链接事件的 source/target 没有相互对应",
      "the source and target of the link events do not refer to each other" },
};

const struct rule_set BPMN_EVENT_RULES = { RULES, COUNT_OF(RULES) };
