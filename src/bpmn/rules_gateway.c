/*
 * rules_gateway.c - rules of gateways.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static bool against_direction(const struct rules *r, const struct bpmn_xml *node)
{
    struct str direction = bpmn_xml_attr(node, "gatewayDirection");
    const struct rule_links *links = bpmn_rule_links(r, node);

    if (str_is(direction, "Diverging")) return links->in > 1 || links->out < 2;
    if (str_is(direction, "Converging")) return links->in < 2 || links->out > 1;
    if (str_is(direction, "Mixed")) return links->in < 2 || links->out < 2;
    return false;
}

/* An event-based gateway that starts the process, and only such a one, has no incoming flow. */
static bool neither_splits_nor_joins(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    return links->in < 2 && links->out < 2;
}

static bool undecided(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);
    bool has_default = bpmn_xml_attr(node, "default").at != NULL;

    return links->out > 1 && links->conditions + has_default < links->out;
}

static bool events_too_few(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out < 2;
}

static bool events_conditional(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->conditions > 0;
}

static bool may_follow(const struct rules *r, const struct bpmn_xml *target)
{
    static const char *const allowed[] = { "messageEventDefinition", "signalEventDefinition", "timerEventDefinition",
                                           "conditionalEventDefinition" };
    const struct bpmn_xml *at = NULL, *trigger;
    size_t count = 0;

    if (bpmn_xml_is(target, "receiveTask")) return true;
    if (!bpmn_xml_is(target, "intermediateCatchEvent")) return false;
    while ((trigger = bpmn_rule_trigger(r, target, &at))) {
        bool fine = false;

        count++;
        for (size_t i = 0; i < COUNT_OF(allowed); i++) fine |= bpmn_xml_is(trigger, allowed[i]);
        if (!fine) return false;
    }
    return count > 0;
}

static bool event_target_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    for (size_t i = 0; i < links->out; i++)
        if (!may_follow(r, bpmn_rule_ref(r, links->outgoing[i], "targetRef"))) return true;
    return false;
}

static bool mixes_messages(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);
    bool message = false, receive = false;

    for (size_t i = 0; i < links->out; i++) {
        const struct bpmn_xml *target = bpmn_rule_ref(r, links->outgoing[i], "targetRef");
        if (bpmn_xml_is(target, "receiveTask"))
            receive = true;
        else if (bpmn_rule_has_trigger(r, target, "messageEventDefinition"))
            message = true;
    }
    return message && receive;
}

static bool has_boundary(const struct rules *r, const struct bpmn_xml *node)
{
    for (const struct bpmn_xml *at = node->parent->first; at; at = at->next)
        if (bpmn_xml_is(at, "boundaryEvent") && bpmn_rule_ref(r, at, "attachedToRef") == node) return true;
    return false;
}

static bool event_target_shared(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    for (size_t i = 0; i < links->out; i++) {
        const struct bpmn_xml *target = bpmn_rule_ref(r, links->outgoing[i], "targetRef");
        if (bpmn_rule_links(r, target)->in > 1 || (bpmn_xml_is(target, "receiveTask") && has_boundary(r, target)))
            return true;
    }
    return false;
}

static bool starts_but_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_xml_flag(node, "instantiate", false) && bpmn_rule_links(r, node)->in > 0;
}

/* Clause 10.6.6: only a gateway that starts the process may wait for all its events. */
static bool parallel_not_starting(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return str_is(bpmn_xml_attr(node, "eventGatewayType"), "Parallel") && !bpmn_xml_flag(node, "instantiate", false);
}

static const struct rule RULES[] = {
    { RULE_GATEWAYS, against_direction, "连线与 gatewayDirection 不符", "its flows do not fit its gatewayDirection" },
    { RULE_GATEWAYS, neither_splits_nor_joins, "网关必须有多条流入或多条流出顺序流",
      "a gateway needs several incoming or several outgoing flows" },
    { "exclusiveGateway", undecided, "每条流出顺序流都要有条件，或设为默认流",
      "each outgoing flow needs a condition or must be the default" },
    { "eventBasedGateway", events_too_few, "事件网关至少要有两条流出顺序流",
      "an event-based gateway needs at least two outgoing flows" },
    { "eventBasedGateway", events_conditional, "事件网关的流出顺序流不能带条件",
      "the flows out of an event-based gateway cannot have conditions" },
    { "eventBasedGateway", event_target_wrong, "事件网关之后只能是消息、信号、定时、条件事件或接收任务",
      "an event-based gateway must be followed by message, signal, timer or conditional events or receive tasks" },
    { "eventBasedGateway", mixes_messages, "事件网关之后不能同时有消息事件和接收任务",
      "message events and receive tasks cannot both follow an event-based gateway" },
    { "eventBasedGateway", event_target_shared, "事件网关之后的元素不能有其他流入顺序流或边界事件",
      "what follows an event-based gateway cannot have other incoming flows or boundary events" },
    { "eventBasedGateway", starts_but_entered, "启动流程的事件网关不能有流入顺序流",
      "an event-based gateway that starts the process cannot have incoming flows" },
    { "eventBasedGateway", parallel_not_starting, "只有启动流程的事件网关（instantiate）可以是并行的",
      "only an event-based gateway that starts the process (instantiate) can be parallel" },
};

const struct rule_set BPMN_GATEWAY_RULES = { RULES, COUNT_OF(RULES) };
