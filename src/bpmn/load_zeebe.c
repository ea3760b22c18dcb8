/*
 * load_zeebe.c - the zeebe: extension elements, one row each, and what each kind of element must have.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

typedef enum err (*extension_reader)(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                                     struct bpmn_el *el);

static enum err no_memory(struct loader *l)
{
    return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err read_assignment(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                                struct bpmn_el *el)
{
    enum err err = bpmn_load_text(l, owner, "assignee", bpmn_xml_attr(node, "assignee"), &el->assignee);

    if (!err) err = bpmn_load_text(l, owner, "candidateGroups", bpmn_xml_attr(node, "candidateGroups"), &el->groups);
    if (!err) err = bpmn_load_text(l, owner, "candidateUsers", bpmn_xml_attr(node, "candidateUsers"), &el->users);
    return err;
}

/* Forms and decisions are those of the instance's release: a tag would mean another one. */
static enum err refuse_tag(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node)
{
    if (!str_is(bpmn_xml_attr(node, "bindingType"), "versionTag") && !bpmn_xml_attr(node, "versionTag").len) return ERR_OK;
    return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "表单和决策不支持按版本标签绑定",
                            "forms and decisions cannot be bound by version tag");
}

static enum err read_form(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                          struct bpmn_el *el)
{
    el->form = bpmn_xml_attr(node, "formId");
    if (el->form.len) return refuse_tag(l, owner, node);
    return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "表单只支持 formId", "forms are supported by formId only");
}

static enum err read_schedule(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                              struct bpmn_el *el)
{
    enum err err = bpmn_load_text(l, owner, "dueDate", bpmn_xml_attr(node, "dueDate"), &el->due);

    if (!err) err = bpmn_load_text(l, owner, "followUpDate", bpmn_xml_attr(node, "followUpDate"), &el->follow);
    return err;
}

static enum err read_priority(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                              struct bpmn_el *el)
{
    return bpmn_load_text(l, owner, "priority", bpmn_xml_attr(node, "priority"), &el->priority);
}

static enum err read_decision(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                              struct bpmn_el *el)
{
    el->decision = bpmn_xml_attr(node, "decisionId");
    el->result = bpmn_xml_attr(node, "resultVariable");
    if (el->decision.len && el->result.len && el->decision.at[0] != '=') return refuse_tag(l, owner, node);
    return bpmn_load_refuse(l, ERR_INVALID, owner, "calledDecision 要有固定的 decisionId 和 resultVariable",
                            "calledDecision needs a fixed decisionId and a resultVariable");
}

static enum err read_task(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                          struct bpmn_el *el)
{
    enum err err = bpmn_load_text(l, owner, "type", bpmn_xml_attr(node, "type"), &el->job);

    if (!err && el->job.text.len == 0)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "taskDefinition 没有 type", "taskDefinition has no type");
    if (!err) err = bpmn_load_text(l, owner, "retries", bpmn_xml_attr(node, "retries"), &el->retries);
    return err;
}

static enum err read_headers(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                             struct bpmn_el *el)
{
    const struct feel_value *context = NULL;

    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        struct str key = bpmn_xml_attr(at, "key"), value = bpmn_xml_attr(at, "value");
        const struct feel_value *text;

        if (!bpmn_xml_is_zeebe(at, "header")) continue;
        if (key.len == 0)
            return bpmn_load_refuse(l, ERR_INVALID, owner, "taskHeaders 中有没有键的行", "a task header has no key");
        text = feel_string(l->arena, value.at ? value : STR(""));
        context = text ? feel_context_with(l->arena, context ? context : bpmn_empty(), key, text) : NULL;
        if (!context) return no_memory(l);
    }
    el->headers = context;
    return ERR_OK;
}

/* A target is names joined by dots. */
static bool target_valid(struct str target)
{
    if (target.len == 0 || target.len > 255 || !utf8_valid(target)) return false;
    for (size_t i = 0; i < target.len; i++) {
        char byte = target.at[i];
        bool edge = i == 0 || target.at[i - 1] == '.';

        if (byte == '.' ? edge || i + 1 == target.len
                        : !((byte & 0x80) || byte == '_' || (byte >= 'a' && byte <= 'z') ||
                            (byte >= 'A' && byte <= 'Z') || (!edge && byte >= '0' && byte <= '9')))
            return false;
    }
    return true;
}

static enum err read_mapping(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                             struct bpmn_el *el)
{
    size_t inputs = 0, outputs = 0;

    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        inputs += bpmn_xml_is_zeebe(at, "input");
        outputs += bpmn_xml_is_zeebe(at, "output");
    }
    el->inputs = arena_array(l->arena, struct bpmn_mapping, inputs + 1);
    el->outputs = arena_array(l->arena, struct bpmn_mapping, outputs + 1);
    if (!el->inputs || !el->outputs) return no_memory(l);
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        struct bpmn_mapping *mapping;
        enum err err;

        if (bpmn_xml_is_zeebe(at, "input"))
            mapping = &el->inputs[el->input_count++];
        else if (bpmn_xml_is_zeebe(at, "output"))
            mapping = &el->outputs[el->output_count++];
        else
            continue;
        mapping->target = bpmn_xml_attr(at, "target");
        if (!target_valid(mapping->target))
            return bpmn_load_refuse(l, ERR_INVALID, owner, "变量映射的目标名不合法",
                                    "the target of a variable mapping is not a name");
        err = bpmn_load_text(l, owner, "mapping source", bpmn_xml_attr(at, "source"), &mapping->source);
        if (err) return err;
        if (!mapping->source.text.at)
            return bpmn_load_refuse(l, ERR_INVALID, owner, "变量映射没有来源", "a variable mapping has no source");
    }
    return ERR_OK;
}

static enum err read_properties(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                                struct bpmn_el *el)
{
    size_t count = 0;

    (void)owner;
    for (const struct bpmn_xml *at = node->first; at; at = at->next) count += bpmn_xml_is_zeebe(at, "property");
    el->properties = arena_array(l->arena, struct bpmn_pair, count + 1);
    if (!el->properties) return no_memory(l);
    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        if (bpmn_xml_is_zeebe(at, "property"))
            el->properties[el->property_count++] =
                (struct bpmn_pair){ bpmn_xml_attr(at, "name"), bpmn_xml_attr(at, "value") };
    return ERR_OK;
}

static enum err read_script(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                            struct bpmn_el *el)
{
    el->result = bpmn_xml_attr(node, "resultVariable");
    el->script.text = bpmn_xml_attr(node, "expression");
    if (!target_valid(el->result))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "脚本没有结果变量", "the script has no result variable");
    return bpmn_load_feel(l, owner, "script", el->script.text, &el->script.expr);
}

static enum err read_called(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                            struct bpmn_el *el)
{
    static const char *const bindings[] = { [BPMN_LATEST] = "latest", [BPMN_DEPLOYMENT] = "deployment", [BPMN_VERSION_TAG] = "versionTag" };
    struct str binding = bpmn_xml_attr(node, "bindingType");
    size_t i = 0;

    while (binding.at && i < COUNT_OF(bindings) && !str_is(binding, bindings[i])) i++;
    if (i == COUNT_OF(bindings))
        return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "bindingType 只能是 latest、deployment 或 versionTag",
                                "bindingType must be latest, deployment or versionTag");
    el->binding = (enum bpmn_binding)i;
    el->binding_tag = bpmn_xml_attr(node, "versionTag");
    if ((el->binding == BPMN_VERSION_TAG) != (el->binding_tag.len > 0))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "versionTag 要与 bindingType=\"versionTag\" 一起写",
                                "a versionTag belongs to bindingType versionTag, and the other way round");
    el->keep_parent = bpmn_xml_flag(node, "propagateAllParentVariables", true);
    el->keep_child = bpmn_xml_flag(node, "propagateAllChildVariables", true);
    return bpmn_load_text(l, owner, "processId", bpmn_xml_attr(node, "processId"), &el->called);
}

static enum err read_ad_hoc(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                            struct bpmn_el *el)
{
    struct str first = bpmn_xml_attr(node, "activeElementsCollection");

    if (bpmn_xml_attr(node, "outputCollection").len || bpmn_xml_attr(node, "outputElement").len)
        return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "即兴子流程不支持收集结果（outputCollection）",
                                "ad hoc subprocesses do not collect outputs (outputCollection)");
    el->by_choice = true;
    return first.len ? bpmn_load_feel(l, owner, "activeElementsCollection", first, &el->first) : ERR_OK;
}

static enum err read_version(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                             struct bpmn_el *el)
{
    (void)owner, (void)el;
    l->process->version_tag = bpmn_xml_attr(node, "value");
    return ERR_OK;
}

static enum err read_nothing(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *node,
                             struct bpmn_el *el)
{
    (void)l, (void)owner, (void)node, (void)el;
    return ERR_OK;
}

#define ON(kind) (1u << (kind))
#define ON_JOBS                                                                                                        \
    (ON(KIND_SERVICE_TASK) | ON(KIND_SEND_TASK) | ON(KIND_SCRIPT_TASK) | ON(KIND_RULE_TASK) | ON(KIND_THROW) |         \
     ON(KIND_END))
#define ON_ALL (~0u)

static const struct {
    const char *name;
    extension_reader read;
    unsigned on; /* the kinds of elements that may carry it */
} EXTENSIONS[] = {
    { "assignmentDefinition", read_assignment, ON(KIND_USER_TASK) },
    { "formDefinition", read_form, ON(KIND_USER_TASK) | ON(KIND_START) },
    { "taskSchedule", read_schedule, ON(KIND_USER_TASK) },
    { "priorityDefinition", read_priority, ON(KIND_USER_TASK) },
    { "userTask", read_nothing, ON(KIND_USER_TASK) },
    { "calledDecision", read_decision, ON(KIND_RULE_TASK) },
    { "taskDefinition", read_task, ON_JOBS },
    { "taskHeaders", read_headers, ON_JOBS | ON(KIND_USER_TASK) },
    { "ioMapping", read_mapping,
      ON_ALL & ~(ON(KIND_PROCESS) | ON(KIND_EXCLUSIVE) | ON(KIND_PARALLEL) | ON(KIND_INCLUSIVE) | ON(KIND_COMPLEX) |
                 ON(KIND_EVENT_GATEWAY)) },
    { "properties", read_properties, ON_ALL },
    { "script", read_script, ON(KIND_SCRIPT_TASK) },
    { "calledElement", read_called, ON(KIND_CALL) },
    { "adHoc", read_ad_hoc, ON(KIND_AD_HOC) },
    { "versionTag", read_version, ON(KIND_PROCESS) },
};

static enum err refuse_extension(struct loader *l, const struct bpmn_xml *node, struct str name)
{
    struct str zh = str_format(l->arena, "不支持扩展 zeebe:%.*s", STR_ARG(name));
    struct str en = str_format(l->arena, "zeebe:%.*s is not supported here", STR_ARG(name));

    return zh.at && en.at ? bpmn_load_refuse(l, ERR_UNSUPPORTED, node, zh.at, en.at) : no_memory(l);
}

static enum err read_extensions(struct loader *l, const struct bpmn_xml *node, const struct bpmn_xml *extensions,
                                struct bpmn_el *el)
{
    for (const struct bpmn_xml *at = extensions->first; at; at = at->next) {
        size_t i = 0;
        enum err err;

        if (at->space == SPACE_FOREIGN_ENGINE)
            return bpmn_load_refuse(l, ERR_UNSUPPORTED, node, "带有其他流程引擎的扩展元素",
                                    "it carries extension elements of another engine");
        if (at->space != SPACE_ZEEBE) continue;
        while (i < COUNT_OF(EXTENSIONS) && !str_is(at->name, EXTENSIONS[i].name)) i++;
        if (i == COUNT_OF(EXTENSIONS) || !(EXTENSIONS[i].on & ON(el->kind)))
            return refuse_extension(l, node, at->name);
        err = EXTENSIONS[i].read(l, node, at, el);
        if (err) return err;
    }
    return ERR_OK;
}

/* Assignments of the standard that nobody would carry out. */
static enum err check_children(struct loader *l, const struct bpmn_xml *node)
{
    static const char *const roles[] = { "performer", "humanPerformer", "potentialOwner", "resourceRole" };

    for (size_t i = 0; i < node->attr_count; i++)
        if (node->attrs[i].space == SPACE_FOREIGN_ENGINE)
            return bpmn_load_refuse(l, ERR_UNSUPPORTED, node, "带有其他流程引擎的属性",
                                    "it carries attributes of another engine");
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (bpmn_xml_child(node, roles[i]))
            return bpmn_load_refuse(l, ERR_UNSUPPORTED, node, "请用 zeebe:assignmentDefinition 指派人员",
                                    "assign people with zeebe:assignmentDefinition");
    return ERR_OK;
}

/* What an element of this kind cannot do without. */
static enum err check_complete(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el)
{
    if (el->kind == KIND_SERVICE_TASK && !el->job.text.at)
        return bpmn_load_refuse(l, ERR_INVALID, node, "服务任务没有 taskDefinition",
                                "the service task has no taskDefinition");
    if (el->kind == KIND_RULE_TASK && !el->job.text.at && !el->decision.at)
        return bpmn_load_refuse(l, ERR_INVALID, node, "业务规则任务没有 calledDecision",
                                "the business rule task has no calledDecision");
    if (el->kind == KIND_SEND_TASK && !el->job.text.at) {
        el->triggers = arena_new(l->arena, struct bpmn_trigger);
        if (!el->triggers) return no_memory(l);
        el->trigger_count = 1;
        return bpmn_load_message(l, node, bpmn_xml_attr(node, "messageRef"), el->triggers);
    }
    if (el->kind == KIND_CALL && el->called.text.len == 0) {
        el->called.text = bpmn_xml_local(bpmn_xml_attr(node, "calledElement"));
        if (el->called.text.len == 0)
            return bpmn_load_refuse(l, ERR_INVALID, node, "调用活动没有写明流程", "the call activity names no process");
    }
    if (el->kind == KIND_SCRIPT_TASK && !el->script.expr && !el->job.text.at) {
        const struct bpmn_xml *script = bpmn_xml_child(node, "script");

        if (!l->dialect || !l->dialect->scripts)
            return bpmn_load_refuse(l, ERR_UNSUPPORTED, node, "脚本任务只支持 zeebe:script（FEEL）",
                                    "script tasks are supported as zeebe:script (FEEL) only");
        el->foreign_script = true;
        el->script.text = script ? script->text : STR("");
    }
    return ERR_OK;
}

enum err bpmn_load_zeebe(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el)
{
    const struct bpmn_xml *extensions = bpmn_xml_child(node, "extensionElements"), *expression;
    enum err err = check_children(l, node);

    el->keep_parent = el->keep_child = true;
    if (!err && extensions) err = read_extensions(l, node, extensions, el);
    if (!err) err = check_complete(l, node, el);
    if (err) return err;
    expression = bpmn_xml_child(node, el->kind == KIND_AD_HOC ? "completionCondition" : "activationCondition");
    if ((el->kind == KIND_AD_HOC || el->kind == KIND_COMPLEX) && expression && expression->text.len)
        return bpmn_load_expression(l, node, expression, "condition", &el->condition);
    return ERR_OK;
}
