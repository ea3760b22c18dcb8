/*
 * rules_flow.c - rules of sequence flows and of how a container begins and ends.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static bool no_id(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_xml_attr(node, "id").len == 0;
}

static bool end_unknown(const struct rules *r, const struct bpmn_xml *node)
{
    return !bpmn_rule_among(bpmn_rule_ref(r, node, "sourceRef"), RULE_NODES) ||
           !bpmn_rule_among(bpmn_rule_ref(r, node, "targetRef"), RULE_NODES);
}

static bool crosses(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *source = bpmn_rule_ref(r, node, "sourceRef"), *target = bpmn_rule_ref(r, node, "targetRef");

    return source->parent != target->parent;
}

static bool immediate_false(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return !bpmn_xml_flag(node, "isImmediate", true);
}

/* A lone way out cannot depend on a condition. */
static bool lone_condition(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    return links->conditions > 0 && links->out < 2;
}

static bool into_event_subprocess(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    return bpmn_rule_event_subprocess(node) && (links->in || links->out);
}

static bool foreign_default(const struct rules *r, const struct bpmn_xml *node)
{
    struct str id = bpmn_xml_attr(node, "default");
    const struct rule_links *links = bpmn_rule_links(r, node);

    if (!id.at) return false;
    for (size_t i = 0; i < links->out; i++)
        if (links->outgoing[i] == bpmn_load_ref(r->l, id)) return false;
    return true;
}

static bool conditional_default(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *flow = bpmn_rule_ref(r, node, "default");

    return flow && bpmn_xml_child(flow, "conditionExpression");
}

/* ── The lists of incoming and outgoing flows, where a file has them ───── */

static bool list_has(const struct rules *r, const struct bpmn_xml *node, const char *list, const struct bpmn_xml *flow)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        if (bpmn_xml_is(at, list) && bpmn_load_ref(r->l, at->text) == flow) return true;
    return false;
}

/* Does every listed flow really go in or out here? */
static bool list_true(const struct rules *r, const struct bpmn_xml *node, const char *list, const char *end)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        const struct bpmn_xml *flow;

        if (!bpmn_xml_is(at, list)) continue;
        flow = bpmn_load_ref(r->l, at->text);
        if (!bpmn_xml_is(flow, "sequenceFlow") || bpmn_rule_ref(r, flow, end) != node) return false;
    }
    return true;
}

static bool lists_disagree(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    if (!node->parent || !bpmn_rule_links(r, node->parent)->lists) return false;
    for (size_t i = 0; i < links->in; i++)
        if (!list_has(r, node, "incoming", links->incoming[i])) return true;
    for (size_t i = 0; i < links->out; i++)
        if (!list_has(r, node, "outgoing", links->outgoing[i])) return true;
    return !list_true(r, node, "incoming", "targetRef") || !list_true(r, node, "outgoing", "sourceRef");
}

/* ── Beginning and end ─────────────────────────────────────────────────── */

static bool start_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->in > 0;
}

static bool start_not_left(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out == 0;
}

static bool start_conditional(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->conditions > 0;
}

static bool end_left(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out > 0;
}

static bool end_not_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->in == 0;
}

static bool instantiates(const struct bpmn_xml *container)
{
    for (const struct bpmn_xml *at = container->first; at; at = at->next)
        if (bpmn_xml_flag(at, "instantiate", false)) return true;
    return false;
}

static bool ends_without_start(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, "endEvent") && !bpmn_rule_children(node, "startEvent") && !instantiates(node);
}

static bool starts_without_end(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, "startEvent") && !bpmn_rule_children(node, "endEvent");
}

static bool is_link(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_has_trigger(r, node, "linkEventDefinition") != NULL;
}

/* Nothing leads here although its container has a start event. */
static bool unreachable(const struct rules *r, const struct bpmn_xml *node)
{
    if (bpmn_rule_links(r, node)->in > 0 || bpmn_rule_event_subprocess(node) ||
        bpmn_xml_flag(node, "isForCompensation", false))
        return false;
    if (bpmn_xml_flag(node, "instantiate", false)) return false;
    return bpmn_rule_children(node->parent, "startEvent") > 0;
}

static bool dead_end(const struct rules *r, const struct bpmn_xml *node)
{
    if (bpmn_rule_links(r, node)->out > 0 || bpmn_rule_event_subprocess(node) ||
        bpmn_xml_flag(node, "isForCompensation", false))
        return false;
    return bpmn_rule_children(node->parent, "endEvent") > 0;
}

static bool handler_linked(const struct rules *r, const struct bpmn_xml *node)
{
    const struct rule_links *links = bpmn_rule_links(r, node);

    return bpmn_xml_flag(node, "isForCompensation", false) && (links->in || links->out);
}

static bool intermediate_not_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->in == 0 && !(bpmn_xml_is(node, "intermediateCatchEvent") && is_link(r, node));
}

static bool intermediate_not_left(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_rule_links(r, node)->out == 0 && !(bpmn_xml_is(node, "intermediateThrowEvent") && is_link(r, node));
}

static bool quantity_below_one(const struct rules *r, const struct bpmn_xml *node)
{
    static const char *const names[] = { "startQuantity", "completionQuantity" };
    int64_t number;

    (void)r;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str text = bpmn_xml_attr(node, names[i]);
        if (text.at && num_parse_int(text, 1, 100, &number)) return true;
    }
    return false;
}

static bool public_executable(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return str_is(bpmn_xml_attr(node, "processType"), "Public") && bpmn_xml_flag(node, "isExecutable", false);
}

static const struct rule RULES[] = {
    { "process sequenceFlow " RULE_NODES, no_id, "没有 id", "it has no id" },
    { "process", public_executable, "公共流程（processType=Public）不能执行", "a public process cannot be executable" },
    { "sequenceFlow", end_unknown, "顺序流的起点和终点必须是活动、网关或事件",
      "a sequence flow must lead from and to an activity, gateway or event" },
    { "sequenceFlow", crosses, "顺序流不能跨越子流程边界", "a sequence flow cannot cross a subprocess border" },
    { "sequenceFlow", immediate_false, "可执行流程不能使用 isImmediate=false",
      "isImmediate=false is not allowed in an executable process" },
    { RULE_NODES, lists_disagree, "incoming/outgoing 与顺序流不一致",
      "its incoming and outgoing lists disagree with the sequence flows" },
    { RULE_ACTIVITIES, lone_condition, "唯一的流出顺序流不能带条件", "its only outgoing flow cannot have a condition" },
    { RULE_ACTIVITIES " " RULE_GATEWAYS, foreign_default, "默认流不是它的流出顺序流",
      "the default flow is not one of its outgoing flows" },
    { RULE_ACTIVITIES " " RULE_GATEWAYS, conditional_default, "默认流不能带条件",
      "the default flow cannot have a condition" },
    { "subProcess", into_event_subprocess, "事件子流程不能有流入或流出顺序流",
      "an event subprocess cannot have incoming or outgoing flows" },
    { RULE_ACTIVITIES, quantity_below_one, "startQuantity、completionQuantity 必须在 1 到 100 之间",
      "startQuantity and completionQuantity must be between 1 and 100" },
    { RULE_ACTIVITIES, handler_linked, "补偿活动不能有顺序流", "a compensation activity cannot have sequence flows" },
    { "startEvent", start_entered, "开始事件不能有流入顺序流", "a start event cannot have incoming flows" },
    { "startEvent", start_not_left, "开始事件没有流出顺序流", "the start event has no outgoing flow" },
    { "startEvent", start_conditional, "开始事件的流出顺序流不能带条件",
      "a flow out of a start event cannot have a condition" },
    { "endEvent", end_left, "结束事件不能有流出顺序流", "an end event cannot have outgoing flows" },
    { "endEvent", end_not_entered, "结束事件没有流入顺序流", "the end event has no incoming flow" },
    { "process subProcess transaction", ends_without_start, "有结束事件就必须有开始事件",
      "with an end event there must be a start event" },
    { "process subProcess transaction", starts_without_end, "有开始事件就必须有结束事件",
      "with a start event there must be an end event" },
    { "intermediateCatchEvent intermediateThrowEvent", intermediate_not_entered, "中间事件没有流入顺序流",
      "the intermediate event has no incoming flow" },
    { "intermediateCatchEvent intermediateThrowEvent", intermediate_not_left, "中间事件没有流出顺序流",
      "the intermediate event has no outgoing flow" },
    { RULE_ACTIVITIES " " RULE_GATEWAYS, unreachable, "没有顺序流到达它", "no sequence flow leads to it" },
    { RULE_ACTIVITIES " " RULE_GATEWAYS, dead_end, "没有顺序流离开它", "no sequence flow leaves it" },
};

const struct rule_set BPMN_FLOW_RULES = { RULES, COUNT_OF(RULES) };
