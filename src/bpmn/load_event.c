/*
 * load_event.c - event definitions: what starts, interrupts or leaves.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"
#include "bpmn/timer.h"

static const struct {
    const char *type;
    enum bpmn_trigger_kind kind;
} TRIGGERS[] = {
    { "messageEventDefinition", TRIGGER_MESSAGE }, { "timerEventDefinition", TRIGGER_TIMER },
    { "signalEventDefinition", TRIGGER_SIGNAL },   { "conditionalEventDefinition", TRIGGER_CONDITION },
    { "errorEventDefinition", TRIGGER_ERROR },     { "escalationEventDefinition", TRIGGER_ESCALATION },
    { "linkEventDefinition", TRIGGER_LINK },       { "compensateEventDefinition", TRIGGER_COMPENSATION },
    { "cancelEventDefinition", TRIGGER_CANCEL },   { "terminateEventDefinition", TRIGGER_TERMINATE },
};

enum err bpmn_load_message(struct loader *l, const struct bpmn_xml *owner, struct str reference,
                           struct bpmn_trigger *out)
{
    const struct bpmn_xml *message = bpmn_load_ref(l, reference), *subscription;
    struct str name;
    enum err err;

    out->kind = TRIGGER_MESSAGE;
    out->activity = BPMN_NONE;
    if (!bpmn_xml_is(message, "message"))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "没有指定消息（messageRef）",
                                "it names no message (messageRef)");
    name = bpmn_xml_attr(message, "name");
    if (name.len == 0) name = bpmn_xml_attr(message, "id");
    err = bpmn_load_text(l, message, "message name", name, &out->value);
    if (err) return err;
    subscription = bpmn_xml_zeebe(message, "subscription");
    if (!subscription) return ERR_OK;
    return bpmn_load_text(l, message, "correlationKey", bpmn_xml_attr(subscription, "correlationKey"), &out->key);
}

static enum err load_signal(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                            struct bpmn_trigger *out)
{
    const struct bpmn_xml *signal = bpmn_load_ref(l, bpmn_xml_attr(definition, "signalRef"));
    struct str name;

    if (!bpmn_xml_is(signal, "signal"))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "没有指定信号（signalRef）", "it names no signal (signalRef)");
    name = bpmn_xml_attr(signal, "name");
    if (name.len == 0) name = bpmn_xml_attr(signal, "id");
    return bpmn_load_text(l, signal, "signal name", name, &out->value);
}

/* Error and escalation: without a reference everything is caught. */
static enum err load_code(struct loader *l, const struct bpmn_xml *owner, struct str reference, const char *type,
                          const char *attribute, struct bpmn_trigger *out)
{
    const struct bpmn_xml *target;

    if (!reference.at) return ERR_OK;
    target = bpmn_load_ref(l, reference);
    if (!bpmn_xml_is(target, type))
        return bpmn_load_refuse(l, ERR_INVALID, owner, "引用的错误或升级不存在",
                                "the error or escalation it refers to does not exist");
    out->code = bpmn_xml_attr(target, attribute);
    if (out->code.len == 0) out->code = bpmn_xml_attr(target, "id");
    return ERR_OK;
}

static enum err load_timer(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                           struct bpmn_trigger *out)
{
    static const char *const names[] = { "timeDate", "timeDuration", "timeCycle" };
    const struct bpmn_xml *found = NULL;
    size_t count = 0;
    enum err err;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct bpmn_xml *child = bpmn_xml_child(definition, names[i]);
        if (!child) continue;
        found = child;
        count++;
        out->timer = (enum bpmn_timer_kind)i;
    }
    if (count != 1 || found->text.len == 0)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "定时事件要且只要写明 timeDate、timeDuration、timeCycle 之一",
                                "a timer needs exactly one of timeDate, timeDuration, timeCycle");
    err = bpmn_load_text(l, owner, names[out->timer], found->text, &out->value);
    if (err || out->value.expr) return err;
    if (!bpmn_timer_valid(l->arena, out->timer, found->text))
        return bpmn_load_refuse(l, ERR_INVALID, owner,
                                "时间写法不对：应为 ISO 8601（例如 PT2H、2026-01-31T09:00:00+08:00、R3/PT10M），周期也可以是 cron（例如 0 0 9 * * MON-FRI）",
                                "its time is not ISO 8601 (such as PT2H, 2026-01-31T09:00:00+08:00, R3/PT10M) or, for a cycle, cron (such as 0 0 9 * * MON-FRI)");
    return ERR_OK;
}

static enum err load_condition(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                               struct bpmn_trigger *out)
{
    const struct bpmn_xml *condition = bpmn_xml_child(definition, "condition");

    if (!condition || condition->text.len == 0)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "条件事件没有条件", "a conditional event needs a condition");
    out->value.text = condition->text;
    return bpmn_load_expression(l, owner, condition, "condition", &out->value.expr);
}

static enum err load_compensation(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                                  struct bpmn_trigger *out)
{
    struct str reference = bpmn_xml_attr(definition, "activityRef");

    out->wait = bpmn_xml_flag(definition, "waitForCompletion", true);
    if (!reference.at) return ERR_OK;
    out->activity = bpmn_load_index(l, reference);
    if (out->activity < 1)
        return bpmn_load_refuse(l, ERR_INVALID, owner, "要补偿的活动不存在",
                                "the activity to compensate does not exist");
    return ERR_OK;
}

enum err bpmn_load_trigger(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *definition,
                           struct bpmn_trigger *out)
{
    size_t i;

    for (i = 0; i < COUNT_OF(TRIGGERS); i++)
        if (bpmn_xml_is(definition, TRIGGERS[i].type)) break;
    if (i == COUNT_OF(TRIGGERS))
        return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "不支持这种事件定义",
                                "this kind of event definition is not supported");
    *out = (struct bpmn_trigger){ .kind = TRIGGERS[i].kind, .activity = BPMN_NONE, .wait = true };
    switch (out->kind) {
    case TRIGGER_MESSAGE: return bpmn_load_message(l, owner, bpmn_xml_attr(definition, "messageRef"), out);
    case TRIGGER_TIMER: return load_timer(l, owner, definition, out);
    case TRIGGER_SIGNAL: return load_signal(l, owner, definition, out);
    case TRIGGER_CONDITION: return load_condition(l, owner, definition, out);
    case TRIGGER_ERROR: return load_code(l, owner, bpmn_xml_attr(definition, "errorRef"), "error", "errorCode", out);
    case TRIGGER_ESCALATION:
        return load_code(l, owner, bpmn_xml_attr(definition, "escalationRef"), "escalation", "escalationCode", out);
    case TRIGGER_COMPENSATION: return load_compensation(l, owner, definition, out);
    case TRIGGER_LINK:
        out->code = bpmn_xml_attr(definition, "name");
        return out->code.len ? ERR_OK
                             : bpmn_load_refuse(l, ERR_INVALID, owner, "链接事件没有名称", "a link event needs a name");
    case TRIGGER_CANCEL:
    case TRIGGER_TERMINATE:
    case TRIGGER__COUNT: break;
    }
    return ERR_OK;
}

static const struct bpmn_xml *definition_at(const struct loader *l, const struct bpmn_xml *child)
{
    if (child->space != SPACE_MODEL) return NULL;
    if (bpmn_xml_is(child, "eventDefinitionRef")) return bpmn_load_ref(l, child->text);
    return str_ends(child->name, STR("EventDefinition")) ? child : NULL;
}

enum err bpmn_load_triggers(struct loader *l, const struct bpmn_xml *node, struct bpmn_el *el)
{
    size_t count = el->kind == KIND_RECEIVE_TASK;

    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        count += bpmn_xml_is(at, "eventDefinitionRef") || definition_at(l, at) != NULL;
    if (count == 0) return ERR_OK;
    el->triggers = arena_array(l->arena, struct bpmn_trigger, count);
    if (!el->triggers) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (const struct bpmn_xml *at = node->first; at; at = at->next) {
        const struct bpmn_xml *definition = definition_at(l, at);
        enum err err;

        if (!definition) {
            if (!bpmn_xml_is(at, "eventDefinitionRef")) continue;
            return bpmn_load_refuse(l, ERR_INVALID, node, "引用的事件定义不存在",
                                    "the event definition it refers to does not exist");
        }
        err = bpmn_load_trigger(l, node, definition, &el->triggers[el->trigger_count++]);
        if (err) return err;
    }
    if (el->kind != KIND_RECEIVE_TASK) return ERR_OK;
    return bpmn_load_message(l, node, bpmn_xml_attr(node, "messageRef"), &el->triggers[el->trigger_count++]);
}
