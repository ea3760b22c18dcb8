/*
 * rules_message.c - rules of collaborations: participants and message flows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static bool multiplicity_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    int64_t minimum = 0, maximum = 1;

    (void)r;
    if (bpmn_xml_attr(node, "minimum").at && num_parse_int(bpmn_xml_attr(node, "minimum"), 0, INT32_MAX, &minimum))
        return true;
    if (bpmn_xml_attr(node, "maximum").at && num_parse_int(bpmn_xml_attr(node, "maximum"), 1, INT32_MAX, &maximum))
        return true;
    return minimum > maximum;
}

#define MESSAGE_ENDS "participant " RULE_ACTIVITIES " " RULE_EVENTS

static bool ends_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return !bpmn_rule_among(bpmn_rule_ref(r, node, "sourceRef"), MESSAGE_ENDS) ||
           !bpmn_rule_among(bpmn_rule_ref(r, node, "targetRef"), MESSAGE_ENDS);
}

/* The process a node or participant belongs to; a participant without process stands for itself. */
static const struct bpmn_xml *pool_of(const struct rules *r, const struct bpmn_xml *node)
{
    if (bpmn_xml_is(node, "participant")) {
        const struct bpmn_xml *process = bpmn_rule_ref(r, node, "processRef");
        return process ? process : node;
    }
    while (node && !bpmn_xml_is(node, "process")) node = node->parent;
    return node;
}

static bool same_pool(const struct rules *r, const struct bpmn_xml *node)
{
    return pool_of(r, bpmn_rule_ref(r, node, "sourceRef")) == pool_of(r, bpmn_rule_ref(r, node, "targetRef"));
}

static bool sends(const struct rules *r, const struct bpmn_xml *node)
{
    if (bpmn_rule_among(node, "startEvent intermediateCatchEvent boundaryEvent receiveTask")) return false;
    if (bpmn_rule_among(node, "endEvent intermediateThrowEvent"))
        return bpmn_rule_has_trigger(r, node, "messageEventDefinition") != NULL;
    return true;
}

static bool receives(const struct bpmn_xml *node)
{
    return !bpmn_rule_among(node, "endEvent intermediateThrowEvent sendTask");
}

static bool source_sends_not(const struct rules *r, const struct bpmn_xml *node)
{
    return !sends(r, bpmn_rule_ref(r, node, "sourceRef"));
}

static bool target_receives_not(const struct rules *r, const struct bpmn_xml *node)
{
    return !receives(bpmn_rule_ref(r, node, "targetRef"));
}

static bool always(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r, (void)node;
    return true;
}

static const struct rule RULES[] = {
    { "choreography globalChoreographyTask globalConversation callConversation", always, "不支持编排和会话",
      "choreographies and conversations are not supported" },
    { "participantMultiplicity", multiplicity_wrong, "参与者的最小数不能大于最大数",
      "the minimum of participants is above the maximum" },
    { "messageFlow", ends_wrong, "消息流的两端必须是参与者、活动或事件",
      "a message flow must join participants, activities or events" },
    { "messageFlow", same_pool, "消息流不能连接同一个参与者", "a message flow cannot join a participant with itself" },
    { "messageFlow", source_sends_not, "消息流的起点不能发出消息",
      "the source of the message flow cannot send messages" },
    { "messageFlow", target_receives_not, "消息流的终点不能接收消息",
      "the target of the message flow cannot receive messages" },
};

const struct rule_set BPMN_MESSAGE_RULES = { RULES, COUNT_OF(RULES) };
