/*
 * load_graph.c - the elements and flows of one process, and how they hang together.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

static const struct {
    const char *type;
    enum bpmn_kind kind;
} KINDS[] = {
    { "task", KIND_TASK },
    { "manualTask", KIND_MANUAL_TASK },
    { "userTask", KIND_USER_TASK },
    { "serviceTask", KIND_SERVICE_TASK },
    { "scriptTask", KIND_SCRIPT_TASK },
    { "businessRuleTask", KIND_RULE_TASK },
    { "sendTask", KIND_SEND_TASK },
    { "receiveTask", KIND_RECEIVE_TASK },
    { "callActivity", KIND_CALL },
    { "subProcess", KIND_SUBPROCESS },
    { "transaction", KIND_TRANSACTION },
    { "adHocSubProcess", KIND_AD_HOC },
    { "exclusiveGateway", KIND_EXCLUSIVE },
    { "parallelGateway", KIND_PARALLEL },
    { "inclusiveGateway", KIND_INCLUSIVE },
    { "complexGateway", KIND_COMPLEX },
    { "eventBasedGateway", KIND_EVENT_GATEWAY },
    { "startEvent", KIND_START },
    { "intermediateCatchEvent", KIND_CATCH },
    { "intermediateThrowEvent", KIND_THROW },
    { "boundaryEvent", KIND_BOUNDARY },
    { "endEvent", KIND_END },
};

/* Children of a container that carry no behaviour of their own, or are read elsewhere. */
static const char *const PASSIVE[] = {
    "extensionElements",
    "documentation",
    "incoming",
    "outgoing",
    "sequenceFlow",
    "laneSet",
    "artifact",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "property",
    "ioSpecification",
    "dataInputAssociation",
    "dataOutputAssociation",
    "auditing",
    "monitoring",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "completionCondition",
    "correlationSubscription",
    "supportedInterfaceRef",
    "supports",
    "category",
};

static bool listed(struct str name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, list[i])) return true;
    return false;
}

/* Which kind an XML element is; KIND__COUNT when it is no flow node. */
static enum bpmn_kind kind_of(const struct bpmn_xml *node)
{
    if (node->space != SPACE_MODEL) return KIND__COUNT;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_is(node->name, KINDS[i].type)) {
            if (KINDS[i].kind == KIND_SUBPROCESS && bpmn_xml_flag(node, "triggeredByEvent", false))
                return KIND_EVENT_SUBPROCESS;
            return KINDS[i].kind;
        }
    return KIND__COUNT;
}

static enum bpmn_kind global_kind(const struct bpmn_xml *node)
{
    static const struct {
        const char *type;
        enum bpmn_kind kind;
    } kinds[] = {
        { "globalTask", KIND_TASK },
        { "globalManualTask", KIND_MANUAL_TASK },
        { "globalUserTask", KIND_USER_TASK },
        { "globalScriptTask", KIND_SCRIPT_TASK },
        { "globalBusinessRuleTask", KIND_RULE_TASK },
    };

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (bpmn_xml_is(node, kinds[i].type)) return kinds[i].kind;
    return KIND__COUNT;
}

static bool is_container(enum bpmn_kind kind)
{
    return kind == KIND_PROCESS || kind == KIND_SUBPROCESS || kind == KIND_TRANSACTION || kind == KIND_AD_HOC ||
           kind == KIND_EVENT_SUBPROCESS;
}

/* Names how many flow nodes `container` has and how many a model may have. */
static enum err refuse_size(struct loader *l, const struct bpmn_xml *container)
{
    long count = 0;

    for (const struct bpmn_xml *at = container; at; at = bpmn_xml_next(container, at)) count += at != container && kind_of(at) != KIND__COUNT;
    struct str zh = str_format(l->arena, "元素过多：这里有 %ld 个，一个模型最多 %d 个", count, BPMN_ELEMENTS_MAX);
    struct str en = str_format(l->arena, "there are too many elements: %ld here, a model may have %d", count, BPMN_ELEMENTS_MAX);
    return bpmn_load_refuse(l, ERR_TOO_LARGE, container, zh.at ? zh.at : "元素过多", en.at ? en.at : "there are too many elements");
}

/* Counts flow nodes and flows below `node`, refusing what is neither known nor harmless. */
static enum err count_container(struct loader *l, const struct bpmn_xml *node, int depth, int32_t *elements,
                                int32_t *flows)
{
    if (depth > BPMN_NEST_MAX)
        return bpmn_load_refuse(l, ERR_TOO_LARGE, node, "子流程嵌套过深", "subprocesses are nested too deeply");
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        enum bpmn_kind kind = kind_of(at);

        if (bpmn_xml_is(at, "sequenceFlow")) ++*flows;
        if (kind != KIND__COUNT) {
            if (++*elements > BPMN_ELEMENTS_MAX)
                return refuse_size(l, node);
            if (is_container(kind)) {
                enum err err = count_container(l, at, depth + 1, elements, flows);
                if (err) return err;
            }
        } else if (at->space == SPACE_MODEL && !listed(at->name, PASSIVE, COUNT_OF(PASSIVE))) {
            return bpmn_load_refuse(l, ERR_UNSUPPORTED, at, "不支持这种元素", "this kind of element is not supported");
        }
    }
    return ERR_OK;
}

static void element_attributes(struct bpmn_el *el, const struct bpmn_xml *node)
{
    int64_t quantity;

    el->id = bpmn_xml_attr(node, "id");
    el->name = bpmn_xml_attr(node, "name");
    el->type = node->name;
    el->default_flow = el->attached_to = el->handler = el->first_child = el->next_sibling = BPMN_NONE;
    el->interrupting = bpmn_xml_flag(node, el->kind == KIND_BOUNDARY ? "cancelActivity" : "isInterrupting", true);
    el->parallel_multiple = bpmn_xml_flag(node, "parallelMultiple", false);
    el->for_compensation = bpmn_xml_flag(node, "isForCompensation", false);
    el->instantiate = bpmn_xml_flag(node, "instantiate", false);
    el->all_events = str_is(bpmn_xml_attr(node, "eventGatewayType"), "Parallel");
    el->sequential = str_is(bpmn_xml_attr(node, "ordering"), "Sequential");
    el->cancel_remaining = bpmn_xml_flag(node, "cancelRemainingInstances", true);
    el->start_quantity = el->completion_quantity = 1;
    if (!num_parse_int(bpmn_xml_attr(node, "startQuantity"), 1, 1000, &quantity)) el->start_quantity = quantity;
    if (!num_parse_int(bpmn_xml_attr(node, "completionQuantity"), 1, 1000, &quantity))
        el->completion_quantity = quantity;
}

/* Writes the elements of a container behind each other, in document order. */
static void fill_container(struct loader *l, const struct bpmn_xml *node, int32_t parent)
{
    struct bpmn *process = l->process;
    int32_t last = BPMN_NONE;

    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        enum bpmn_kind kind = kind_of(at);
        struct bpmn_el *el;

        if (kind == KIND__COUNT) continue;
        el = &process->elements[process->count];
        el->kind = kind;
        element_attributes(el, at);
        el->index = process->count;
        el->parent = parent;
        l->nodes[process->count++] = at;
        if (last == BPMN_NONE)
            process->elements[parent].first_child = el->index;
        else
            process->elements[last].next_sibling = el->index;
        last = el->index;
        if (is_container(kind)) fill_container(l, at, el->index);
    }
}

static enum err fill_flow(struct loader *l, const struct bpmn_xml *at)
{
    struct bpmn *process = l->process;
    struct bpmn_flow *flow = &process->flows[process->flow_count++];
    const struct bpmn_xml *condition = bpmn_xml_child(at, "conditionExpression");
    struct bpmn_el *source, *target;

    flow->id = bpmn_xml_attr(at, "id");
    flow->name = bpmn_xml_attr(at, "name");
    flow->source = bpmn_load_index(l, bpmn_xml_attr(at, "sourceRef"));
    flow->target = bpmn_load_index(l, bpmn_xml_attr(at, "targetRef"));
    if (flow->source < 1 || flow->target < 1)
        return bpmn_load_refuse(l, ERR_INVALID, at, "起点或终点不存在", "its source or target does not exist");
    source = &process->elements[flow->source];
    target = &process->elements[flow->target];
    if (source->parent != target->parent)
        return bpmn_load_refuse(l, ERR_INVALID, at, "顺序流不能跨越子流程边界",
                                "a sequence flow cannot cross a subprocess border");
    source->outgoing_count++;
    target->incoming_count++;
    if (condition && condition->text.len > 0)
        return bpmn_load_expression(l, at, condition, "condition", &flow->condition);
    return ERR_OK;
}

static enum err fill_flows(struct loader *l, const struct bpmn_xml *node)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        enum err err = ERR_OK;

        if (bpmn_xml_is(at, "sequenceFlow"))
            err = fill_flow(l, at);
        else if (is_container(kind_of(at)))
            err = fill_flows(l, at);
        if (err && !bpmn_load_goes_on(l, err)) return err;
    }
    return ERR_OK;
}

/* The lists of flows of each element, in document order of the flows. */
static enum err index_flows(struct loader *l)
{
    struct bpmn *process = l->process;

    for (int32_t i = 0; i < process->count; i++) {
        struct bpmn_el *el = &process->elements[i];

        if (el->incoming_count > BPMN_FLOWS_PER_ELEMENT_MAX || el->outgoing_count > BPMN_FLOWS_PER_ELEMENT_MAX)
            return bpmn_load_refuse(l, ERR_TOO_LARGE, l->nodes[i], "连线过多", "it has too many flows");
        el->incoming = arena_array(l->arena, int32_t, el->incoming_count + 1);
        el->outgoing = arena_array(l->arena, int32_t, el->outgoing_count + 1);
        if (!el->incoming || !el->outgoing) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
        el->incoming_count = el->outgoing_count = 0;
    }
    for (int32_t i = 0; i < process->flow_count; i++) {
        struct bpmn_el *source = &process->elements[process->flows[i].source];
        struct bpmn_el *target = &process->elements[process->flows[i].target];

        source->outgoing[source->outgoing_count++] = i;
        target->incoming[target->incoming_count++] = i;
    }
    return ERR_OK;
}

static enum err link_default(struct loader *l, struct bpmn_el *el)
{
    struct str id = bpmn_xml_attr(l->nodes[el->index], "default");

    if (!id.at) return ERR_OK;
    for (size_t i = 0; i < el->outgoing_count; i++)
        if (str_eq(l->process->flows[el->outgoing[i]].id, bpmn_xml_local(id))) {
            el->default_flow = el->outgoing[i];
            return ERR_OK;
        }
    return bpmn_load_refuse(l, ERR_INVALID, l->nodes[el->index], "默认流不是它的流出顺序流",
                            "the default flow is not one of its outgoing flows");
}

static enum err link_boundary(struct loader *l, struct bpmn_el *el)
{
    struct bpmn_el *host;
    int32_t *list;

    el->attached_to = bpmn_load_index(l, bpmn_xml_attr(l->nodes[el->index], "attachedToRef"));
    if (el->attached_to < 1 || l->process->elements[el->attached_to].parent != el->parent)
        return bpmn_load_refuse(l, ERR_INVALID, l->nodes[el->index], "边界事件没有依附的活动",
                                "the boundary event is not attached to an activity");
    host = &l->process->elements[el->attached_to];
    list = arena_array(l->arena, int32_t, host->boundary_count + 1);
    if (!list) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < host->boundary_count; i++) list[i] = host->boundaries[i];
    list[host->boundary_count++] = el->index;
    host->boundaries = list;
    return ERR_OK;
}

/* Compensation handlers are tied to their boundary event by an association. */
static void link_handlers(struct loader *l, const struct bpmn_xml *process_node)
{
    for (const struct bpmn_xml *at = process_node; at; at = bpmn_xml_next(process_node, at)) {
        int32_t source, target;

        if (!bpmn_xml_is(at, "association")) continue;
        source = bpmn_load_index(l, bpmn_xml_attr(at, "sourceRef"));
        target = bpmn_load_index(l, bpmn_xml_attr(at, "targetRef"));
        if (source < 1 || target < 1) continue;
        if (l->process->elements[source].kind == KIND_BOUNDARY && l->process->elements[target].for_compensation)
            l->process->elements[source].handler = target;
    }
}

static enum err link_elements(struct loader *l, int32_t first)
{
    struct bpmn *process = l->process;

    for (int32_t i = first; i < process->count; i++) {
        struct bpmn_el *el = &process->elements[i];
        enum err err = link_default(l, el);

        if (!err && el->kind == KIND_BOUNDARY) err = link_boundary(l, el);
        if (!err) err = bpmn_load_triggers(l, l->nodes[i], el);
        if (!err) err = bpmn_load_loop(l, l->nodes[i], el);
        if (!err) err = bpmn_load_zeebe(l, l->nodes[i], el);
        if (err && !bpmn_load_goes_on(l, err)) return err;
    }
    return bpmn_load_settle(l);
}

static enum err no_memory(struct loader *l)
{
    return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* A global task is a process of one element; a call activity runs it like one. */
static enum err fill_global(struct loader *l, const struct bpmn_xml *node, enum bpmn_kind kind)
{
    struct bpmn_el *el = &l->process->elements[1];

    el->kind = kind;
    element_attributes(el, node);
    el->id = str_format(l->arena, "%.*s_task", STR_ARG(el->id));
    if (!el->id.at) return no_memory(l);
    el->index = 1;
    l->process->elements[0].first_child = 1;
    l->nodes[1] = node;
    l->process->count = 2;
    return ERR_OK;
}

static enum err fill_process(struct loader *l, const struct bpmn_xml *node)
{
    struct bpmn *process = l->process;
    enum bpmn_kind global = global_kind(node);
    enum err err = ERR_OK;

    process->id = bpmn_xml_attr(node, "id");
    process->name = bpmn_xml_attr(node, "name");
    process->executable = bpmn_xml_flag(node, "isExecutable", false);
    process->elements[0].kind = KIND_PROCESS;
    element_attributes(&process->elements[0], node);
    process->elements[0].parent = BPMN_NONE;
    l->nodes[0] = node;
    process->count = 1;
    if (global == KIND__COUNT)
        fill_container(l, node, 0);
    else
        err = fill_global(l, node, global);
    table_init(&process->by_id, l->arena);
    for (int32_t i = 0; !err && i < process->count; i++)
        if (table_put(&process->by_id, process->elements[i].id, &process->elements[i])) err = no_memory(l);
    if (!err) err = fill_flows(l, node);
    if (!err) err = bpmn_load_settle(l);
    if (!err) err = index_flows(l);
    if (!err) err = link_elements(l, global == KIND__COUNT ? 0 : 1);
    return err;
}

enum err bpmn_load_process(struct loader *l, const struct bpmn_xml *node, struct bpmn **out)
{
    struct bpmn *process = arena_new(l->arena, struct bpmn);
    int32_t elements = 1, flows = 0;
    enum err err;

    if (!process) return no_memory(l);
    err = global_kind(node) == KIND__COUNT ? count_container(l, node, 0, &elements, &flows) : ERR_OK;
    if (err) return err;
    process->elements = arena_array(l->arena, struct bpmn_el, (size_t)elements + 1);
    process->flows = arena_array(l->arena, struct bpmn_flow, (size_t)flows + 1);
    l->nodes = arena_array(l->arena, const struct bpmn_xml *, (size_t)elements + 1);
    if (!process->elements || !process->flows || !l->nodes) return no_memory(l);
    l->process = process;
    err = fill_process(l, node);
    if (err) return err;
    link_handlers(l, node);
    bpmn_load_lanes(l, node);
    err = bpmn_load_starts(l);
    if (!err) *out = process;
    return err;
}

bool bpmn_load_is_global(const struct bpmn_xml *node)
{
    return global_kind(node) != KIND__COUNT;
}
