/*
 * rules_activity.c - rules of activities, loops, expressions and formats.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/rules.h"

static bool two_loops(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, "standardLoopCharacteristics multiInstanceLoopCharacteristics") > 1;
}

static bool ad_hoc_empty(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, RULE_ACTIVITIES) == 0;
}

static bool ad_hoc_forbidden(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return bpmn_rule_children(node, "startEvent endEvent") > 0;
}

static bool receive_entered(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_xml_flag(node, "instantiate", false) && bpmn_rule_links(r, node)->in > 0;
}

static bool loop_without_count(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return !bpmn_xml_child(node, "loopCardinality") && !bpmn_xml_child(node, "loopDataInputRef") &&
           !bpmn_xml_zeebe(node, "loopCharacteristics");
}

static bool complex_without_rules(const struct rules *r, const struct bpmn_xml *node)
{
    bool complex = str_is(bpmn_xml_attr(node, "behavior"), "Complex");

    (void)r;
    return complex != (bpmn_rule_children(node, "complexBehaviorDefinition") > 0);
}

static bool behavior_without_event(const struct rules *r, const struct bpmn_xml *node)
{
    struct str behavior = bpmn_xml_attr(node, "behavior");

    (void)r;
    return (str_is(behavior, "None") && !bpmn_xml_attr(node, "noneBehaviorEventRef").at) ||
           (str_is(behavior, "One") && !bpmn_xml_attr(node, "oneBehaviorEventRef").at);
}

/* The item definition of a data element, NULL when it has none. */
static const struct bpmn_xml *item_of(const struct rules *r, const struct bpmn_xml *data)
{
    return data ? bpmn_rule_ref(r, data, "itemSubjectRef") : NULL;
}

/* One item of a collection: not a collection itself, and of the collection's structure. */
static bool item_mismatch(const struct rules *r, const struct bpmn_xml *collection, const struct bpmn_xml *item)
{
    const struct bpmn_xml *whole = item_of(r, collection), *part = item_of(r, item);

    if (!whole || !part) return false;
    return bpmn_xml_flag(part, "isCollection", false) ||
           !str_eq(bpmn_xml_attr(whole, "structureRef"), bpmn_xml_attr(part, "structureRef"));
}

static bool is_data_of(const struct bpmn_xml *owner, const struct bpmn_xml *data, const char *kind)
{
    if (bpmn_rule_among(owner, RULE_SUBPROCESSES))
        return bpmn_rule_among(data, "dataObject dataObjectReference dataInput dataOutput property");
    return bpmn_xml_is(data, kind) && data->parent && data->parent->parent == owner;
}

static bool loop_data(const struct rules *r, const struct bpmn_xml *node, const char *reference, const char *item,
                      const char *kind)
{
    const struct bpmn_xml *child = bpmn_xml_child(node, reference), *data;

    if (!child) return false;
    data = bpmn_load_ref(r->l, child->text);
    if (!is_data_of(node->parent, data, kind)) return true;
    child = bpmn_xml_child(node, item);
    return child && item_mismatch(r, data, child);
}

static bool loop_input_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return loop_data(r, node, "loopDataInputRef", "inputDataItem", "dataInput");
}

static bool loop_output_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    return loop_data(r, node, "loopDataOutputRef", "outputDataItem", "dataOutput");
}

/* ── Expressions ───────────────────────────────────────────────────────── */

static bool not_formal(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    for (size_t i = 0; i < node->attr_count; i++)
        if (node->attrs[i].space == SPACE_XSI && str_is(node->attrs[i].name, "type"))
            return !str_is(bpmn_xml_local(node->attrs[i].value), "tFormalExpression");
    return true;
}

static bool condition_not_formal(const struct rules *r, const struct bpmn_xml *node)
{
    return bpmn_xml_is(node->parent, "conditionalEventDefinition") && not_formal(r, node);
}

static bool no_body(const struct rules *r, const struct bpmn_xml *node)
{
    (void)r;
    return node->text.len == 0;
}

static bool not_a_uri(const struct rules *r, const struct bpmn_xml *node)
{
    static const char *const names[] = { "language", "expressionLanguage", "typeLanguage" };

    (void)r;
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        struct str uri = bpmn_xml_attr(node, names[n]);

        for (size_t i = 0; i < uri.len; i++)
            if ((unsigned char)uri.at[i] <= ' ' || uri.at[i] == '<' || uri.at[i] == '>' || uri.at[i] == '"' ||
                uri.at[i] == '{' || uri.at[i] == '}' || uri.at[i] == '\\' || uri.at[i] == '^' || uri.at[i] == '`' ||
                uri.at[i] == '|' ||
                (uri.at[i] == '%' &&
                 !(i + 2 < uri.len && str_find(STR("0123456789abcdefABCDEF"), str_sub(uri, i + 1, 1)) >= 0)))
                return true;
    }
    return false;
}

/* type/subtype, where a format is given at all */
static bool is_mime(struct str format)
{
    ptrdiff_t slash = str_find(format, STR("/"));

    return slash > 0 && (size_t)slash + 1 < format.len && str_find(format, STR(" ")) < 0;
}

static bool text_format_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    struct str format = bpmn_xml_attr(node, "textFormat");

    (void)r;
    return format.at && !is_mime(format);
}

static bool script_format_wrong(const struct rules *r, const struct bpmn_xml *node)
{
    struct str format = bpmn_xml_attr(node, "scriptFormat");

    if (format.at) return !is_mime(format);
    return bpmn_xml_child(node, "script") && !r->l->dialect;
}

#define EXPRESSIONS                                                                                                    \
    "conditionExpression loopCondition loopCardinality completionCondition activationCondition timeDate timeDuration " \
    "timeCycle from to"

static const struct rule RULES[] = {
    { RULE_ACTIVITIES, two_loops, "循环与多实例标记只能有一个", "it can have one loop or multi-instance marker only" },
    { "adHocSubProcess", ad_hoc_empty, "自由子流程里没有活动", "an ad hoc subprocess needs at least one activity" },
    { "adHocSubProcess", ad_hoc_forbidden, "自由子流程不能有开始或结束事件",
      "an ad hoc subprocess cannot have start or end events" },
    { "receiveTask", receive_entered, "启动流程的接收任务不能有流入顺序流",
      "a receive task that starts the process cannot have incoming flows" },
    { "multiInstanceLoopCharacteristics", loop_without_count, "多实例没有写明次数或集合",
      "multi-instance needs a cardinality or a collection" },
    { "multiInstanceLoopCharacteristics", complex_without_rules,
      "complexBehaviorDefinition 只用于且必须用于 behavior=Complex",
      "complexBehaviorDefinition belongs to behavior=Complex, and only to it" },
    { "multiInstanceLoopCharacteristics", behavior_without_event, "behavior=None 或 One 要指定抛出的事件",
      "behavior None or One needs the event it throws" },
    { "multiInstanceLoopCharacteristics", loop_input_wrong, "loopDataInputRef 与活动的输入数据不符",
      "loopDataInputRef does not fit a data input of the activity" },
    { "multiInstanceLoopCharacteristics", loop_output_wrong, "loopDataOutputRef 与活动的输出数据不符",
      "loopDataOutputRef does not fit a data output of the activity" },
    { EXPRESSIONS " condition transformation messagePath dataPath", no_body, "表达式为空", "the expression is empty" },
    { EXPRESSIONS, not_formal, "表达式要标明 xsi:type=\"tFormalExpression\"",
      "the expression must be marked xsi:type=\"tFormalExpression\"" },
    { "condition", condition_not_formal, "条件要标明 xsi:type=\"tFormalExpression\"",
      "the condition must be marked xsi:type=\"tFormalExpression\"" },
    { "definitions " EXPRESSIONS " condition", not_a_uri, "表达式语言不是正确的 URI",
      "the expression language is not a URI" },
    { "documentation textAnnotation", text_format_wrong, "textFormat 不是 MIME 类型", "textFormat is not a MIME type" },
    { "scriptTask", script_format_wrong, "脚本要有 MIME 类型的 scriptFormat",
      "a script needs a scriptFormat that is a MIME type" },
};

const struct rule_set BPMN_ACTIVITY_RULES = { RULES, COUNT_OF(RULES) };
