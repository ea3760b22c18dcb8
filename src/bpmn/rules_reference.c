/*
 * rules_reference.c - every reference must lead to an element of the right kind.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

#define DATA "dataObject dataObjectReference dataStoreReference dataStore dataInput dataOutput property"
#define ANYTHING NULL

/* An attribute, or a child element with the reference as its text. */
static const struct {
    const char *on;   /* the element that refers; NULL: any */
    const char *name; /* attribute or child */
    const char *to;   /* allowed kinds; ANYTHING: whatever has an id */
} REFERENCES[] = {
    { NULL, "messageRef", "message" },
    { NULL, "operationRef", "operation" },
    { NULL, "itemSubjectRef", "itemDefinition" },
    { "message", "itemRef", "itemDefinition" },
    { NULL, "signalRef", "signal" },
    { "errorEventDefinition operation", "errorRef", "error" },
    { NULL, "escalationRef", "escalation" },
    { NULL, "inMessageRef", "message" },
    { NULL, "outMessageRef", "message" },
    { "participant", "processRef", "process" },
    { NULL, "interfaceRef", "interface" },
    { NULL, "supportedInterfaceRef", "interface" },
    { "partnerEntity partnerRole", "participantRef", "participant" },
    { NULL, "definitionalCollaborationRef", "collaboration" },
    { NULL, "correlationPropertyRef", "correlationProperty" },
    { NULL, "correlationKeyRef", "correlationKey" },
    { NULL, "dataInputRefs", "dataInput" },
    { NULL, "dataOutputRefs", "dataOutput" },
    { NULL, "inputSetRefs", "inputSet" },
    { NULL, "outputSetRefs", "outputSet" },
    { NULL, "dataObjectRef", "dataObject" },
    { NULL, "dataStoreRef", "dataStore" },
    { NULL, "categoryValueRef", "categoryValue" },
    { "lane", "flowNodeRef", RULE_NODES },
    { "activation", "activityRef", RULE_ACTIVITIES },
    { "dataInputAssociation dataOutputAssociation", "sourceRef", DATA },
    { "dataInputAssociation dataOutputAssociation", "targetRef", DATA },
    { "association", "sourceRef", ANYTHING },
    { "association", "targetRef", ANYTHING },
    { RULE_NODES, "incoming", ANYTHING },
    { RULE_NODES, "outgoing", ANYTHING },
    { RULE_EVENTS, "eventDefinitionRef",
      "messageEventDefinition timerEventDefinition signalEventDefinition conditionalEventDefinition "
      "errorEventDefinition escalationEventDefinition "
      "linkEventDefinition compensateEventDefinition cancelEventDefinition terminateEventDefinition" },
    { NULL, "attachedToRef", RULE_ACTIVITIES },
    { "compensateEventDefinition", "activityRef", RULE_ACTIVITIES },
};

static bool leads_wrong(const struct rules *r, struct str reference, const char *to)
{
    const struct bpmn_xml *target;

    if (!reference.at) return false;
    target = bpmn_load_ref(r->l, reference);
    return !target || (to && !bpmn_rule_among(target, to));
}

static bool reference_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    for (size_t i = 0; i < COUNT_OF(REFERENCES); i++) {
        if (REFERENCES[i].on && !bpmn_rule_among(node, REFERENCES[i].on)) continue;
        if (leads_wrong(r, bpmn_xml_attr(node, REFERENCES[i].name), REFERENCES[i].to)) return true;
        for (const struct bpmn_xml *at = node->first; at; at = at->next)
            if (bpmn_xml_is(at, REFERENCES[i].name) &&
                leads_wrong(r, at->text.at ? at->text : STR(""), REFERENCES[i].to))
                return true;
    }
    return false;
}

#define REFERRING                                                                                                      \
    RULE_NODES                                                                                                         \
    " process participant message signal error escalation operation interface lane association "                       \
    "dataInputAssociation dataOutputAssociation dataObject dataObjectReference dataStoreReference dataStore "          \
    "dataInput dataOutput property inputSet outputSet group messageFlow collaboration partnerEntity "                  \
    "partnerRole correlationKey correlationSubscription correlationPropertyBinding "                                   \
    "correlationPropertyRetrievalExpression messageEventDefinition signalEventDefinition "                             \
    "errorEventDefinition escalationEventDefinition compensateEventDefinition inputDataItem outputDataItem"

/* A call by the standard's attribute stays inside the file; zeebe:calledElement goes beyond it. */
static bool called_unknown(const struct rules *r, const struct bpmn_xml *node)
{
    struct str called = bpmn_xml_attr(node, "calledElement");

    return called.at && !bpmn_xml_zeebe(node, "calledElement") &&
           !bpmn_rule_among(
               bpmn_load_ref(r->l, called),
               "process globalTask globalManualTask globalUserTask globalScriptTask globalBusinessRuleTask");
}

static bool no_object(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return !bpmn_xml_attr(node, "dataObjectRef").at;
}

static bool always(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r, (void)node;
    return true;
}

static const struct rule RULES[] = {
    { "import", always, "不支持导入其他文件", "importing other files is not supported" },
    { "callActivity", called_unknown, "calledElement 要指向本文件中的流程或全局任务，其他流程请用 zeebe:calledElement",
      "calledElement must name a process or global task of this file; use zeebe:calledElement for others" },
    { "dataObjectReference", no_object, "没有指向数据对象", "it refers to no data object" },
    { REFERRING, reference_wrong, "引用的元素不存在或种类不对",
      "it refers to an element that does not exist or is of the wrong kind" },
};

const struct rule_set BPMN_REFERENCE_RULES = { RULES, COUNT_OF(RULES) };
