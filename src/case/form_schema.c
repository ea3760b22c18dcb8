/*
 * form_schema.c - what a form-js schema says, and whether it may be used.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/form.h"

#include "base/table.h"

static const struct { const char *type; enum form_kind kind; } TYPES[] = {
    { "textfield", FORM_TEXT },    { "textarea", FORM_TEXT },     { "number", FORM_NUMBER }, { "select", FORM_CHOICE },
    { "radio", FORM_CHOICE },      { "checklist", FORM_CHOICES }, { "taglist", FORM_CHOICES }, { "checkbox", FORM_FLAG },
    { "datetime", FORM_TIME },     { "group", FORM_GROUP },       { "text", FORM_SHOWN },    { "separator", FORM_SHOWN },
    { "spacer", FORM_SHOWN },
};

static enum form_kind kind_of(struct str type)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_is(type, TYPES[i].type)) return TYPES[i].kind;
    return FORM__KINDS;
}

static enum err read_level(const struct json_t *components, int group, int depth, struct form_fields *out, struct fault *why)
{
    if (depth > FORM_DEPTH_MAX) return fault_set(why, ERR_TOO_LARGE, "表单分组嵌套过深", "the form's groups are nested too deeply");
    for (size_t i = 0; i < json_count(components); i++) {
        const struct json_t *node = json_at(components, i);
        struct str type = json_get_str(node, "type"), key = json_get_str(node, "key");
        enum form_kind kind = kind_of(type);
        enum err err;
        if (kind == FORM__KINDS)
            return fault_field(why, key.at ? key : json_get_str(node, "id"), fault_set(why, ERR_UNSUPPORTED, "不支持表单控件“%.*s”（%.*s）", "the form component \"%.*s\" (%.*s) is not supported",
                             STR_ARG(utf8_prefix(type, 40)), STR_ARG(utf8_prefix(key.at ? key : json_get_str(node, "id"), 60))));
        if (out->count == FORM_COMPONENTS_MAX)
            return fault_field(why, key.at ? key : json_get_str(node, "id"), fault_set(why, ERR_TOO_LARGE, "表单控件超过 %d 个", "the form has more than %d components", FORM_COMPONENTS_MAX));
        out->at[out->count++] = (struct form_field){ kind, node, key, group };
        if (kind != FORM_GROUP) continue;
        err = read_level(json_get(node, "components"), (int)out->count - 1, depth + 1, out, why);
        if (err) return err;
    }
    return ERR_OK;
}

enum err form_read(struct arena *arena, const struct json_t *form, struct form_fields *out, struct fault *why)
{
    struct form_fields fields = { arena_array(arena, struct form_field, FORM_COMPONENTS_MAX), 0 };
    enum err err;

    if (!fields.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = read_level(form ? json_get(form, "components") : NULL, -1, 0, &fields, why);
    if (!err) *out = fields;
    return err;
}

/* ── Checking a schema ─────────────────────────────────────────────────── */

struct check {
    struct arena *arena;
    struct findings *findings;
    struct str element;
};

static void found(struct check *c, const char *field, bool warning, const char *zh, const char *en)
{
    const struct finding finding = { .code = ERR_INVALID, .warning = warning, .element = c->element, .field = str_from_c(field),
                                     .zh = str_format(c->arena, "字段 %.*s：%s", STR_ARG(c->element), zh),
                                     .en = str_format(c->arena, "field %.*s: %s", STR_ARG(c->element), en) };

    findings_add(c->findings, &finding);
}

/* "=…" must be FEEL. */
static void check_feel(struct check *c, const struct json_t *node, const char *name)
{
    struct str text = json_get_str(node, name);
    const struct feel_expr *expr;
    struct fault why = { 0 };

    if (!str_starts(text, STR("="))) return;
    if (feel_parse(c->arena, str_sub(text, 1, text.len), NULL, &expr, &why)) found(c, name, false, why.zh, why.en);
}

static void check_values(struct check *c, const struct form_field *field)
{
    const struct json_t *values = json_get(field->node, "values");
    bool computed = json_get_str(field->node, "valuesExpression").len || json_get_str(field->node, "valuesKey").len;
    struct table seen;

    check_feel(c, field->node, "valuesExpression");
    if (computed) return;
    if (!json_count(values)) found(c, "values", false, "没有选项", "it has no choices");
    if (json_count(values) > FORM_CHOICES_MAX) found(c, "values", false, "选项过多", "it has too many choices");
    table_init(&seen, c->arena);
    for (size_t i = 0; i < json_count(values); i++) {
        struct str value = json_get_str(json_at(values, i), "value");
        if (!value.len || !json_get_str(json_at(values, i), "label").len) found(c, "values", false, "选项缺少名称或值", "a choice lacks its label or value");
        else if (table_get(&seen, value)) found(c, "values", false, "选项的值重复", "two choices have the same value");
        else if (table_put(&seen, value, (void *)(uintptr_t)field)) return;
    }
}

static void check_bounds(struct check *c, const struct json_t *rules, const char *low, const char *high)
{
    const struct json_t *a = json_get(rules, low), *b = json_get(rules, high);
    enum json_type at = json_type_of(a), bt = json_type_of(b);

    for (int i = 0; i < 2; i++) {
        const struct json_t *node = i ? b : a;
        struct str text;
        if (!node || json_type_of(node) == JSON_INT || json_type_of(node) == JSON_NUMBER) continue;
        if (!json_is_text(node, &text) || !str_starts(text, STR("="))) found(c, i ? high : low, false, "界限不是数字", "the bound is no number");
    }
    check_feel(c, rules, low);
    check_feel(c, rules, high);
    if (a && b && (at == JSON_INT || at == JSON_NUMBER) && (bt == JSON_INT || bt == JSON_NUMBER) &&
        json_get_number(rules, low, 0) > json_get_number(rules, high, 0))
        found(c, low, false, "下限大于上限", "the lower bound is above the upper one");
}

static void check_validate(struct check *c, const struct form_field *field)
{
    const struct json_t *rules = json_get(field->node, "validate");
    struct str pattern = json_get_str(rules, "pattern"), kind = json_get_str(rules, "validationType");
    bool legal = true;

    if (!rules) return;
    check_feel(c, rules, "required");
    check_bounds(c, rules, "min", "max");
    check_bounds(c, rules, "minLength", "maxLength");
    if (utf8_length(pattern) > 500) legal = false;
    else if (pattern.len && !str_starts(pattern, STR("="))) (void)form_matches(c->arena, STR(""), pattern, &legal);
    if (!legal) found(c, "pattern", false, "格式（正则表达式）不正确", "the pattern is no regular expression");
    check_feel(c, rules, "pattern");
    if (kind.len && !str_is(kind, "custom") && !str_is(kind, "email") && !str_is(kind, "phone"))
        found(c, "validationType", false, "没有这种校验", "there is no such kind of validation");
}

static bool key_legal(struct str key)
{
    bool ok = key.len > 0 && key.len <= 64;

    for (size_t i = 0; ok && i < key.len; i++) {
        char k = key.at[i];
        ok = (k >= 'a' && k <= 'z') || (k >= 'A' && k <= 'Z') || k == '_' || (i && ((k >= '0' && k <= '9') || k == '-'));
    }
    return ok;
}

static void check_field(struct check *c, const struct form_field *field, struct table *keys)
{
    const struct json_t *conditional = json_get(field->node, "conditional");

    c->element = field->key.len ? field->key : json_get_str(field->node, "id");
    check_feel(c, conditional, "hide");
    check_feel(c, field->node, "readonly");
    if (field->kind == FORM_GROUP && json_get_str(field->node, "path").len) found(c, "path", false, "分组不支持路径", "groups with a path are not supported");
    if (field->kind == FORM_GROUP || field->kind == FORM_SHOWN) return;
    if (!key_legal(field->key)) found(c, "key", false, "键应为英文字母开头的标识", "its key is not a name of letters, digits, - and _");
    else if (table_get(keys, field->key)) found(c, "key", false, "键重复", "another field has the same key");
    else if (table_put(keys, field->key, (void *)(uintptr_t)field)) return;
    if (!json_get_str(field->node, "label").len && !json_get_str(field->node, "dateLabel").len && !json_get_str(field->node, "timeLabel").len)
        found(c, "label", true, "没有名称", "it has no label");
    if (field->kind == FORM_CHOICE || field->kind == FORM_CHOICES) check_values(c, field);
    check_validate(c, field);
}

void form_check(struct arena *arena, struct str text, struct findings *findings, struct str *id)
{
    struct check c = { .arena = arena, .findings = findings };
    struct form_fields fields;
    struct json_t *form;
    struct table keys;
    struct fault why = { 0 };
    enum err err = json_parse(arena, text, &form, &why);

    if (!err && json_type_of(json_get(form, "components")) != JSON_LIST)
        err = fault_set(&why, ERR_INVALID, "表单缺少 components", "the form has no components");
    if (!err) err = form_read(arena, form, &fields, &why);
    if (err) {
        findings_fault(findings, str_from_c(why.field), 0, &why);
        return;
    }
    if (id) *id = json_get_str(form, "id");
    table_init(&keys, arena);
    for (size_t i = 0; i < fields.count; i++) check_field(&c, &fields.at[i], &keys);
}
