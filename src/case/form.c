/*
 * form.c - what a person filled in, checked against the same form-js schema the
 * page shows (components: textfield, textarea, number, select, radio, checkbox,
 * datetime; text is a heading).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/task.h"

enum { FIELD_MAX = 2000 };

static bool is_input(struct str type)
{
    static const char *const INPUTS[] = { "textfield", "textarea", "number", "select", "radio", "checkbox", "datetime" };

    for (size_t i = 0; i < COUNT_OF(INPUTS); i++)
        if (str_is(type, INPUTS[i])) return true;
    return false;
}

static bool is_option(const struct json_t *component, struct str value)
{
    const struct json_t *values = json_get(component, "values");

    for (size_t i = 0; i < json_count(values); i++)
        if (str_eq(json_get_str(json_at(values, i), "value"), value)) return true;
    return false;
}

static enum err check_value(struct arena *arena, const struct json_t *component, const struct json_t *value, struct fault *why)
{
    struct str type = json_get_str(component, "type"), label = json_get_str(component, "label"), text;
    const struct feel_value *feel = feel_from_json(arena, value);

    if (str_is(type, "number")) {
        if (feel->type == FEEL_NUMBER) return ERR_OK;
        return fault_set(why, ERR_INVALID, "“%.*s”应填数字", "\"%.*s\" must be a number", STR_ARG(label));
    }
    if (str_is(type, "checkbox")) {
        if (feel->type == FEEL_BOOLEAN) return ERR_OK;
        return fault_set(why, ERR_INVALID, "“%.*s”应为是或否", "\"%.*s\" must be yes or no", STR_ARG(label));
    }
    if (!json_is_text(value, &text))
        return fault_set(why, ERR_INVALID, "“%.*s”应填文字", "\"%.*s\" must be text", STR_ARG(label));
    if (utf8_length(text) > FIELD_MAX)
        return fault_set(why, ERR_TOO_LARGE, "“%.*s”过长", "\"%.*s\" is too long", STR_ARG(label));
    if ((str_is(type, "select") || str_is(type, "radio")) && text.len && !is_option(component, text))
        return fault_set(why, ERR_INVALID, "“%.*s”不在选项内", "\"%.*s\" is not one of the choices", STR_ARG(label));
    return ERR_OK;
}

static bool is_required(const struct json_t *component)
{
    return json_get_bool(json_get(component, "validate"), "required", false);
}

static bool is_asked_for(const struct json_t *components, struct str key)
{
    for (size_t i = 0; i < json_count(components); i++)
        if (is_input(json_get_str(json_at(components, i), "type")) && str_eq(json_get_str(json_at(components, i), "key"), key)) return true;
    return false;
}

enum err task_check_fields(struct arena *arena, const struct json_t *form, const struct json_t *fields,
                           const struct feel_value **out, struct fault *why)
{
    const struct json_t *components = form ? json_get(form, "components") : NULL;
    const struct feel_value *all = feel_from_json(arena, fields);

    if (fields && all->type != FEEL_CONTEXT && all->type != FEEL_NULL)
        return fault_set(why, ERR_INVALID, "表单内容格式不对", "the form's fields must be an object");
    for (size_t i = 0; i < json_count(components); i++) {
        const struct json_t *component = json_at(components, i), *value;
        struct str key = json_get_str(component, "key");
        enum err err;
        if (!is_input(json_get_str(component, "type")) || !key.len) continue;
        value = fields ? json_get(fields, str_c(arena, key)) : NULL;
        if (!value) {
            if (is_required(component))
                return fault_field(why, key, fault_set(why, ERR_INVALID, "请填写“%.*s”", "\"%.*s\" must be filled in",
                                                       STR_ARG(json_get_str(component, "label"))));
            continue;
        }
        err = fault_field(why, key, check_value(arena, component, value, why));
        if (err) return err;
    }
    for (size_t i = 0; all->type == FEEL_CONTEXT && i < all->context.count; i++) {
        const struct feel_entry *entry = &all->context.entries[i];
        if (entry->value->type == FEEL_NULL || is_asked_for(components, entry->name)) continue;
        return fault_field(why, utf8_prefix(entry->name, 40),
                           fault_set(why, ERR_INVALID, "表单里有多余的内容", "the form has fields that this step does not ask for"));
    }
    *out = all->type == FEEL_CONTEXT ? all : feel_from_json(arena, NULL);
    return ERR_OK;
}
