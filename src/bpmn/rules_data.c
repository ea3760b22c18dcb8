/*
 * rules_data.c - rules of data: item definitions, inputs and outputs, associations.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static const struct bpmn_xml *item_of(const struct rules *r, const struct bpmn_xml *data)
{
    return data ? bpmn_rule_ref(r, data, "itemSubjectRef") : NULL;
}

static bool collection_mismatch(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *item = item_of(r, node);

    return item && bpmn_xml_flag(item, "isCollection", false) != bpmn_xml_flag(node, "isCollection", false);
}

/* "Name [state]" */
static bool state_not_in_name(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *object = bpmn_rule_ref(r, node, "dataObjectRef"), *state = bpmn_xml_child(node, "dataState");
    struct str wanted;

    if (!object || !state || bpmn_xml_attr(state, "name").len == 0) return false;
    wanted = str_format(r->l->arena, "%.*s [%.*s]", STR_ARG(bpmn_xml_attr(object, "name")),
                        STR_ARG(bpmn_xml_attr(state, "name")));
    return !str_eq(bpmn_xml_attr(node, "name"), wanted);
}

/* Is `data` named by a `reference` child of a `set` child of `owner`? */
static bool in_a_set(const struct rules *r, const struct bpmn_xml *owner, const char *set, const char *reference,
                     const struct bpmn_xml *data)
{
    for (const struct bpmn_xml *at = owner->first; at; at = at->next)
        for (const struct bpmn_xml *ref = bpmn_xml_is(at, set) ? at->first : NULL; ref; ref = ref->next)
            if (bpmn_xml_is(ref, reference) && bpmn_load_ref(r->l, ref->text) == data) return true;
    return false;
}

static bool input_in_no_set(const struct rules *r, const struct bpmn_xml *node)
{
    return !in_a_set(r, node->parent, "inputSet", "dataInputRefs", node);
}

static bool output_in_no_set(const struct rules *r, const struct bpmn_xml *node)
{
    return !in_a_set(r, node->parent, "outputSet", "dataOutputRefs", node);
}

static bool refers(const struct rules *r, const struct bpmn_xml *from, const char *child, const struct bpmn_xml *to)
{
    for (const struct bpmn_xml *at = from->first; at; at = at->next)
        if (bpmn_xml_is(at, child) && bpmn_load_ref(r->l, at->text) == to) return true;
    return false;
}

/* Optional and while-executing data must be among the data of the set. */
static bool subset_broken(const struct rules *r, const struct bpmn_xml *node)
{
    static const char *const parts[] = { "optionalInputRefs", "whileExecutingInputRefs", "optionalOutputRefs",
                                         "whileExecutingOutputRefs" };
    const char *all = bpmn_xml_is(node, "inputSet") ? "dataInputRefs" : "dataOutputRefs";

    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        for (size_t i = 0; i < COUNT_OF(parts); i++)
            if (bpmn_xml_is(at, parts[i]) && !refers(r, node, all, bpmn_load_ref(r->l, at->text))) return true;
    return false;
}

/* An optional input of one set that another set of the same owner requires is no option. */
static bool optional_elsewhere_required(const struct rules *r, const struct bpmn_xml *node)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        const struct bpmn_xml *data = bpmn_xml_is(at, "optionalInputRefs") || bpmn_xml_is(at, "optionalOutputRefs")
                                          ? bpmn_load_ref(r->l, at->text)
                                          : NULL;

        for (const struct bpmn_xml *set = data ? node->parent->first : NULL; set; set = set->next)
            if (set != node && str_eq(set->name, node->name) &&
                (refers(r, set, "dataInputRefs", data) || refers(r, set, "dataOutputRefs", data)) &&
                !refers(r, set, "optionalInputRefs", data) && !refers(r, set, "optionalOutputRefs", data))
                return true;
    }
    return false;
}

static bool sets_one_sided(const struct rules *r, const struct bpmn_xml *node)
{
    bool input = bpmn_xml_is(node, "inputSet");

    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        const struct bpmn_xml *other;

        if (!bpmn_xml_is(at, input ? "outputSetRefs" : "inputSetRefs")) continue;
        other = bpmn_load_ref(r->l, at->text);
        if (!other || !refers(r, other, input ? "inputSetRefs" : "outputSetRefs", node)) return true;
    }
    return false;
}

/* ── Associations ──────────────────────────────────────────────────────── */

static bool several_sources(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, "sourceRef") > 1 && !bpmn_xml_child(node, "transformation");
}

/* Without a transformation or assignment both ends must be of one structure. */
static bool ends_differ(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *source = bpmn_xml_child(node, "sourceRef"), *target = bpmn_xml_child(node, "targetRef"),
                          *from, *to;

    if (!source || !target || bpmn_xml_child(node, "transformation") || bpmn_xml_child(node, "assignment"))
        return false;
    from = item_of(r, bpmn_load_ref(r->l, source->text));
    to = item_of(r, bpmn_load_ref(r->l, target->text));
    return from && to && from != to && !str_eq(bpmn_xml_attr(from, "structureRef"), bpmn_xml_attr(to, "structureRef"));
}

static bool of_process(const struct bpmn_xml *data)
{
    return data && data->parent && data->parent->parent && bpmn_xml_is(data->parent->parent, "process");
}

static bool writes_process_input(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *child = bpmn_xml_child(node, "targetRef"),
                          *data = child ? bpmn_load_ref(r->l, child->text) : NULL;

    return bpmn_xml_is(data, "dataInput") && of_process(data);
}

static bool reads_process_output(const struct rules *r, const struct bpmn_xml *node)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        const struct bpmn_xml *data = bpmn_xml_is(at, "sourceRef") ? bpmn_load_ref(r->l, at->text) : NULL;
        if (bpmn_xml_is(data, "dataOutput") && of_process(data)) return true;
    }
    return false;
}

/* ── Events with data ──────────────────────────────────────────────────── */

/* The item definition of what an event definition carries. */
static const struct bpmn_xml *carried(const struct rules *r, const struct bpmn_xml *trigger)
{
    static const struct {
        const char *type, *reference, *item;
    } kinds[] = {
        { "messageEventDefinition", "messageRef", "itemRef" },
        { "signalEventDefinition", "signalRef", "structureRef" },
        { "errorEventDefinition", "errorRef", "structureRef" },
        { "escalationEventDefinition", "escalationRef", "structureRef" },
    };

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct bpmn_xml *what =
            bpmn_xml_is(trigger, kinds[i].type) ? bpmn_rule_ref(r, trigger, kinds[i].reference) : NULL;
        if (what) return bpmn_rule_ref(r, what, kinds[i].item);
    }
    return NULL;
}

/* An event that has data has one for each definition that carries any. */
static bool event_data_missing(const struct rules *r, const struct bpmn_xml *node)
{
    bool throws = bpmn_xml_is(node, "endEvent") || bpmn_xml_is(node, "intermediateThrowEvent");
    size_t data = bpmn_rule_children(node, throws ? "dataInput" : "dataOutput"), wanted = 0;
    const struct bpmn_xml *at = NULL, *trigger;

    if (data == 0) return false;
    while ((trigger = bpmn_rule_trigger(r, node, &at))) wanted += carried(r, trigger) != NULL;
    return data != wanted;
}

/* ── Tasks that call operations ────────────────────────────────────────── */

static const struct bpmn_xml *only_data(const struct bpmn_xml *io, const char *kind)
{
    return bpmn_rule_children(io, kind) == 1 ? bpmn_xml_child(io, kind) : NULL;
}

static bool same_item(const struct rules *r, const struct bpmn_xml *data, const struct bpmn_xml *message)
{
    const struct bpmn_xml *a = item_of(r, data), *b = message ? bpmn_rule_ref(r, message, "itemRef") : NULL;

    if (a == b) return true;
    if (!a || !b) return false;
    return bpmn_xml_attr(a, "structureRef").at &&
           str_eq(bpmn_xml_attr(a, "structureRef"), bpmn_xml_attr(b, "structureRef"));
}

static bool part_fits(const struct rules *r, const struct bpmn_xml *io, const char *set, const char *kind,
                      const struct bpmn_xml *message)
{
    const struct bpmn_xml *data = only_data(io, kind);

    return bpmn_rule_children(io, set) == 1 && data && same_item(r, data, message);
}

static bool operation_misfit(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *operation = bpmn_rule_ref(r, node, "operationRef"),
                          *io = bpmn_xml_child(node, "ioSpecification"), *in, *out;

    if (!operation) return false;
    if (!io) return true;
    in = bpmn_xml_child(operation, "inMessageRef");
    out = bpmn_xml_child(operation, "outMessageRef");
    if (!part_fits(r, io, "inputSet", "dataInput", in ? bpmn_load_ref(r->l, in->text) : NULL)) return true;
    return out && !part_fits(r, io, "outputSet", "dataOutput", bpmn_load_ref(r->l, out->text));
}

static bool message_misfit(const struct rules *r, const struct bpmn_xml *node)
{
    const struct bpmn_xml *message = bpmn_rule_ref(r, node, "messageRef"),
                          *io = bpmn_xml_child(node, "ioSpecification");
    bool sends = bpmn_xml_is(node, "sendTask");

    if (!io || !message) return false;
    return !part_fits(r, io, sends ? "inputSet" : "outputSet", sends ? "dataInput" : "dataOutput", message);
}

static bool interface_unbound(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_xml_child(node, "supportedInterfaceRef") && !bpmn_xml_child(node, "ioBinding");
}

#define CALLABLE "process globalTask globalUserTask globalScriptTask globalManualTask globalBusinessRuleTask"

static const struct rule RULES[] = {
    { "dataObject dataInput dataOutput property dataStore", collection_mismatch, "isCollection 与其数据项定义不一致",
      "isCollection differs from its item definition" },
    { "dataObjectReference", state_not_in_name, "名称应写作“数据对象 [状态]”",
      "its name must be \"data object [state]\"" },
    { "dataInput", input_in_no_set, "没有输入集包含它", "no input set contains it" },
    { "dataOutput", output_in_no_set, "没有输出集包含它", "no output set contains it" },
    { "inputSet outputSet", subset_broken, "可选或执行中的数据不在本集内",
      "optional or while-executing data is not in the set" },
    { "inputSet outputSet", optional_elsewhere_required, "可选数据在另一个集中是必需的",
      "optional data is required by another set" },
    { "inputSet outputSet", sets_one_sided, "输入集与输出集没有相互引用",
      "input and output sets do not refer to each other" },
    { "dataInputAssociation dataOutputAssociation", several_sources, "数据关联只能有一个来源",
      "a data association can have one source only" },
    { "dataInputAssociation dataOutputAssociation", ends_differ, "数据关联两端的数据项定义不同",
      "the two ends of the data association differ in structure" },
    { "dataInputAssociation dataOutputAssociation", writes_process_input, "流程的输入数据不能被写入",
      "data inputs of a process cannot be written" },
    { "dataInputAssociation dataOutputAssociation", reads_process_output, "流程的输出数据不能被读取",
      "data outputs of a process cannot be read" },
    { RULE_EVENTS, event_data_missing, "事件的数据与其事件定义不相应",
      "its data does not correspond to its event definitions" },
    { "serviceTask", operation_misfit, "输入输出与所调用的操作不符", "its data does not fit the operation it calls" },
    { "sendTask receiveTask", message_misfit, "数据与消息不符", "its data does not fit the message" },
    { CALLABLE, interface_unbound, "声明了接口但没有 ioBinding", "it supports an interface but has no ioBinding" },
};

const struct rule_set BPMN_DATA_RULES = { RULES, COUNT_OF(RULES) };
