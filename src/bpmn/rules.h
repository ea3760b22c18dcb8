/*
 * rules.h - the rules of BPMN 2.0 a file must keep before anything is made of it.
 *
 * A rule is a row: the elements it looks at, a check, and what to say.  The
 * checks read the XML tree, because many rules are about things that never run
 * (data, artifacts, collaborations).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_RULES_H
#define BPMN_RULES_H

#include "bpmn/load.h"

struct rules {
    struct loader *l;
    struct table links;                    /* id of a flow node or container -> struct rule_links */
};

/* The sequence flows at one flow node; of a container, whether its nodes list theirs. */
struct rule_links {
    size_t in, out, conditions;
    bool lists;
    const struct bpmn_xml **incoming, **outgoing;
};

struct rule {
    const char *elements;                  /* names between spaces */
    bool (*broken)(const struct rules *r, const struct bpmn_xml *node);
    const char *zh, *en;
};

struct rule_set { const struct rule *rules; size_t count; };

extern const struct rule_set BPMN_FLOW_RULES, BPMN_GATEWAY_RULES, BPMN_EVENT_RULES, BPMN_ACTIVITY_RULES, BPMN_DATA_RULES,
    BPMN_MESSAGE_RULES, BPMN_REFERENCE_RULES;

/* Element names as they stand in the rows. */
#define RULE_TASKS "task userTask manualTask serviceTask scriptTask businessRuleTask sendTask receiveTask"
#define RULE_SUBPROCESSES "subProcess transaction adHocSubProcess"
#define RULE_ACTIVITIES RULE_TASKS " callActivity " RULE_SUBPROCESSES
#define RULE_GATEWAYS "exclusiveGateway parallelGateway inclusiveGateway complexGateway eventBasedGateway"
#define RULE_EVENTS "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
#define RULE_NODES RULE_ACTIVITIES " " RULE_GATEWAYS " " RULE_EVENTS

/* Is the node's name one of those? */
bool bpmn_rule_among(const struct bpmn_xml *node, const char *elements);
/* Never NULL. */
const struct rule_links *bpmn_rule_links(const struct rules *r, const struct bpmn_xml *node);
const struct bpmn_xml *bpmn_rule_ref(const struct rules *r, const struct bpmn_xml *node, const char *attribute);
bool bpmn_rule_event_subprocess(const struct bpmn_xml *node);
/* How many children have one of those names. */
size_t bpmn_rule_children(const struct bpmn_xml *node, const char *elements);
/* The next event definition of an event after `at` (NULL: the first), references followed; NULL at the end. */
const struct bpmn_xml *bpmn_rule_trigger(const struct rules *r, const struct bpmn_xml *event, const struct bpmn_xml **at);
/* The first definition of that kind, or NULL. */
const struct bpmn_xml *bpmn_rule_has_trigger(const struct rules *r, const struct bpmn_xml *event, const char *type);
size_t bpmn_rule_trigger_count(const struct rules *r, const struct bpmn_xml *event);

#endif
