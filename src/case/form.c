/*
 * form.c - what a person filled in, checked against the schema the page shows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/form.h"

#include "case/plan.h"

struct fill {
    struct arena *arena;
    struct form_fields fields;
    const struct form_answer *answer;
    const struct feel_value *names;          /* the fields over the variables: what conditions see */
    bool *hidden;                            /* beside fields */
    struct findings *findings;
    struct fault *why;                       /* keeps the first */
    enum err err;
};

/* ── Expressions ───────────────────────────────────────────────────────── */

static const struct feel_value *eval_text(struct arena *arena, struct str text, const struct feel_value *names, int64_t now_ms)
{
    struct feel_scope scope = { .names = names && names->type == FEEL_CONTEXT ? names->context : (struct feel_context){ 0 }, .now_ms = now_ms };
    struct feel_notes notes = { 0 };
    const struct feel_expr *expr;

    if (feel_parse(arena, text, NULL, &expr, NULL)) return &FEEL_NULL_VALUE;
    return feel_eval(arena, expr, &scope, &notes);
}

const struct feel_value *form_eval(struct arena *arena, const struct json_t *node, const char *name, const struct feel_value *names, int64_t now_ms)
{
    struct str text = node ? json_get_str(node, name) : STR_NONE;

    return str_starts(text, STR("=")) ? eval_text(arena, str_sub(text, 1, text.len), names, now_ms) : NULL;
}

bool form_matches(struct arena *arena, struct str text, struct str pattern, bool *legal)
{
    const struct feel_value *names = feel_context_with(arena, feel_from_json(arena, NULL), STR("text"), feel_string(arena, text)), *result;

    names = feel_context_with(arena, names, STR("pattern"), feel_string(arena, pattern));
    result = eval_text(arena, STR("matches(text, pattern)"), names, 0);
    *legal = result->type == FEEL_BOOLEAN;
    return feel_is_true(result);
}

/* A property that is true, or an expression that is. */
static bool holds(const struct fill *f, const struct json_t *node, const char *name)
{
    const struct feel_value *value = form_eval(f->arena, node, name, f->names, f->answer->now_ms);

    return value ? feel_is_true(value) : json_get_bool(node, name, false);
}

/* A bound: a number, or an expression that gives one. */
static bool bound(const struct fill *f, const struct json_t *rules, const char *name, struct decimal *out)
{
    const struct feel_value *value = form_eval(f->arena, rules, name, f->names, f->answer->now_ms);

    if (!value) value = feel_from_json(f->arena, json_get(rules, name));
    if (value->type != FEEL_NUMBER) return false;
    *out = value->number;
    return true;
}

/* ── Mistakes ──────────────────────────────────────────────────────────── */

static struct str label_of(const struct form_field *field)
{
    static const char *const NAMES[] = { "label", "dateLabel", "timeLabel" };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (json_get_str(field->node, NAMES[i]).len) return json_get_str(field->node, NAMES[i]);
    return field->key;
}

/* Both sentences have one place for the field's name. */
static void wrong(struct fill *f, enum err code, struct str key, struct str label, const char *zh, const char *en)
{
    struct fault fault = { 0 };

    (void)fault_set(&fault, code, "“%.*s”%s%.0s", "\"%.*s\" %.0s%s", STR_ARG(utf8_prefix(label, 60)), zh, en);
    if (!f->err) {
        f->err = code;
        if (f->why) *f->why = fault;
        (void)fault_field(f->why, utf8_prefix(key, 40), code);
    }
    if (f->findings) findings_fault(f->findings, key, 0, &fault);
}

static void wrong_field(struct fill *f, const struct form_field *field, const char *zh, const char *en)
{
    wrong(f, ERR_INVALID, field->key, label_of(field), zh, en);
}

/* ── Values ────────────────────────────────────────────────────────────── */

static void check_text(struct fill *f, const struct form_field *field, const struct feel_value *value)
{
    const struct json_t *rules = json_get(field->node, "validate");
    struct str pattern = json_get_str(rules, "pattern"), kind = json_get_str(rules, "validationType");
    struct decimal limit, length;
    bool legal = true;

    if (value->type != FEEL_STRING) {
        wrong_field(f, field, "应填文字", "must be text");
        return;
    }
    if (utf8_length(value->string) > FORM_TEXT_MAX) {
        wrong(f, ERR_TOO_LARGE, field->key, label_of(field), "过长", "is too long");
        return;
    }
    if (!value->string.len) return;
    length = decimal_from_int((int64_t)utf8_length(value->string));
    if (bound(f, rules, "minLength", &limit) && decimal_compare(length, limit) < 0) wrong_field(f, field, "太短", "is too short");
    if (bound(f, rules, "maxLength", &limit) && decimal_compare(length, limit) > 0) wrong_field(f, field, "过长", "is too long");
    if (str_is(kind, "email")) pattern = STR("^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$");
    if (str_is(kind, "phone")) pattern = STR("^[+]?[0-9][0-9 \\-]{4,20}$");
    if (pattern.len && !str_starts(pattern, STR("=")) && !form_matches(f->arena, value->string, pattern, &legal))
        wrong_field(f, field, "格式不对", "does not have the right form");
}

static void check_number(struct fill *f, const struct form_field *field, const struct feel_value *value)
{
    const struct json_t *rules = json_get(field->node, "validate");
    int64_t digits = json_get_int(field->node, "decimalDigits", -1);
    struct decimal number, limit;

    if (value->type == FEEL_STRING && json_get_bool(field->node, "serializeToString", false) && !decimal_parse(value->string, &number))
        value = feel_number(f->arena, number);
    if (value->type != FEEL_NUMBER) {
        wrong_field(f, field, "应填数字", "must be a number");
        return;
    }
    if (bound(f, rules, "min", &limit) && decimal_compare(value->number, limit) < 0) wrong_field(f, field, "太小", "is too small");
    if (bound(f, rules, "max", &limit) && decimal_compare(value->number, limit) > 0) wrong_field(f, field, "太大", "is too large");
    if (digits >= 0 && digits <= 20 && decimal_compare(decimal_round(value->number, digits, ROUND_DOWN), value->number) != 0)
        wrong_field(f, field, "小数位数过多", "has too many decimal digits");
}

/* One of `values`: a list of texts or of {label, value}. */
static bool among(const struct feel_value *values, const struct feel_value *value)
{
    if (values->type != FEEL_LIST) return false;
    for (size_t i = 0; i < values->list.count; i++) {
        const struct feel_value *item = &values->list.items[i];
        if (item->type == FEEL_CONTEXT) item = feel_get(item, STR("value"));
        if (feel_equal(item, value) == 1) return true;
    }
    return false;
}

static const struct feel_value *choices(const struct fill *f, const struct form_field *field)
{
    const struct feel_value *values = form_eval(f->arena, field->node, "valuesExpression", f->names, f->answer->now_ms);
    struct str key = json_get_str(field->node, "valuesKey");

    if (values) return values;
    return key.len ? feel_get(f->names, key) : feel_from_json(f->arena, json_get(field->node, "values"));
}

static void check_choices(struct fill *f, const struct form_field *field, const struct feel_value *value)
{
    const struct feel_value *values = choices(f, field);

    if (field->kind == FORM_CHOICE) {
        if (value->type == FEEL_STRING && !value->string.len) return;
        if (!among(values, value)) wrong_field(f, field, "不在选项内", "is not one of the choices");
        return;
    }
    if (value->type != FEEL_LIST || value->list.count > FORM_CHOICES_MAX) {
        wrong_field(f, field, "应为若干选项", "must be a list of choices");
        return;
    }
    for (size_t i = 0; i < value->list.count; i++) {
        const struct feel_value earlier = { .type = FEEL_LIST, .list = { i, value->list.items } };
        if (!among(values, &value->list.items[i])) {
            wrong_field(f, field, "不在选项内", "is not one of the choices");
            return;
        }
        if (among(&earlier, &value->list.items[i])) {
            wrong_field(f, field, "选项重复", "names a choice twice");
            return;
        }
    }
}

/* "13:30", with or without seconds and a zone behind it. */
static bool time_legal(struct str text)
{
    int64_t hour, minute;

    return text.len >= 5 && text.len <= 20 && text.at[2] == ':' && !num_parse_int(str_sub(text, 0, 2), 0, 23, &hour) &&
           !num_parse_int(str_sub(text, 3, 2), 0, 59, &minute);
}

static void check_time(struct fill *f, const struct form_field *field, const struct feel_value *value)
{
    struct str subtype = json_get_str(field->node, "subtype"), text = value->type == FEEL_STRING ? value->string : STR("");
    struct day day = { 0 };
    int64_t ms = 0;
    bool legal;

    if (value->type == FEEL_STRING && !text.len) return;
    if (str_is(subtype, "date")) legal = day_parse(text, &day) == ERR_OK;
    else if (str_is(subtype, "time")) legal = time_legal(text);
    else legal = time_parse(text, &ms) == ERR_OK;
    if (!legal) {
        wrong_field(f, field, "不是日期或时间", "is no date or time");
        return;
    }
    if (!json_get_bool(field->node, "disallowPassedDates", false) || str_is(subtype, "time")) return;
    if (!str_is(subtype, "date")) day = day_of_ms(ms);
    if (day.since_epoch < day_of_ms(f->answer->now_ms).since_epoch) wrong_field(f, field, "不能早于今天", "must not lie before today");
}

static void check_value(struct fill *f, const struct form_field *field, const struct feel_value *value)
{
    switch (field->kind) {
    case FORM_TEXT: check_text(f, field, value); break;
    case FORM_NUMBER: check_number(f, field, value); break;
    case FORM_CHOICE:
    case FORM_CHOICES: check_choices(f, field, value); break;
    case FORM_FLAG:
        if (value->type != FEEL_BOOLEAN) wrong_field(f, field, "应为是或否", "must be yes or no");
        break;
    case FORM_TIME: check_time(f, field, value); break;
    case FORM_GROUP:
    case FORM_SHOWN:
    case FORM__KINDS: break;
    }
}

/* Nothing was filled in.  A box that must be ticked is empty until it is. */
static bool is_empty(const struct form_field *field, const struct feel_value *value)
{
    if (value->type == FEEL_NULL) return true;
    if (value->type == FEEL_STRING) return !str_trim(value->string).len;
    if (value->type == FEEL_LIST) return value->list.count == 0;
    return field->kind == FORM_FLAG && value->type == FEEL_BOOLEAN && !value->boolean;
}

static void check_field(struct fill *f, size_t i)
{
    const struct form_field *field = &f->fields.at[i];
    const struct json_t *given = f->answer->fields ? json_get(f->answer->fields, str_c(f->arena, field->key)) : NULL;
    const struct feel_value *value = feel_from_json(f->arena, given);
    bool fixed = holds(f, field->node, "readonly") || json_get_bool(field->node, "disabled", false);

    if (f->hidden[i]) {
        if (given) wrong_field(f, field, "在这里不用填写", "is not asked for here");
        return;
    }
    if (fixed) {
        if (given && feel_equal(feel_get(f->answer->variables ? f->answer->variables : &FEEL_NULL_VALUE, field->key), value) != 1)
            wrong_field(f, field, "不能修改", "cannot be changed");
        return;
    }
    if (is_empty(field, value) && holds(f, json_get(field->node, "validate"), "required")) {
        wrong_field(f, field, "必须填写", "must be filled in");
        return;
    }
    if (given) check_value(f, field, value);
}

/* ── The whole ─────────────────────────────────────────────────────────── */

static bool asks(const struct form_field *field)
{
    return field->kind != FORM_GROUP && field->kind != FORM_SHOWN && field->key.len;
}

/* A field that is not filled in is null to conditions, whatever else has its name. */
static const struct feel_value *unfilled(const struct fill *f)
{
    const struct feel_value *all = feel_from_json(f->arena, NULL);

    for (size_t i = 0; i < f->fields.count; i++)
        if (asks(&f->fields.at[i])) all = feel_context_with(f->arena, all, f->fields.at[i].key, &FEEL_NULL_VALUE);
    return all;
}

static enum err begin(struct fill *f, const struct json_t *form, struct fault *why)
{
    const struct feel_value *given = feel_from_json(f->arena, f->answer->fields);
    enum err err;

    if (f->answer->fields && given->type != FEEL_CONTEXT && given->type != FEEL_NULL)
        return fault_set(why, ERR_INVALID, "表单内容格式不对", "the form's fields must be an object");
    err = form_read(f->arena, form, &f->fields, why);
    if (err) return err;
    f->names = facts_merge(f->arena, facts_merge(f->arena, unfilled(f), f->answer->variables), given);
    f->hidden = arena_array(f->arena, bool, f->fields.count + 1);
    if (!f->hidden) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < f->fields.count; i++) {
        const struct form_field *field = &f->fields.at[i];
        f->hidden[i] = (field->group >= 0 && f->hidden[field->group]) || holds(f, json_get(field->node, "conditional"), "hide");
    }
    return ERR_OK;
}

static const struct form_field *find(const struct fill *f, struct str key)
{
    for (size_t i = 0; i < f->fields.count; i++)
        if (asks(&f->fields.at[i]) && str_eq(f->fields.at[i].key, key)) return &f->fields.at[i];
    return NULL;
}

enum err form_fill(struct arena *arena, const struct json_t *form, const struct form_answer *answer, struct findings *findings,
                   const struct feel_value **out, struct fault *why)
{
    struct fill f = { .arena = arena, .answer = answer, .findings = findings, .why = why };
    const struct feel_value *given = feel_from_json(arena, answer->fields);
    enum err err = begin(&f, form, why);

    if (err) return err;
    for (size_t i = 0; i < f.fields.count; i++)
        if (asks(&f.fields.at[i])) check_field(&f, i);
    for (size_t i = 0; given->type == FEEL_CONTEXT && i < given->context.count; i++) {
        struct str key = given->context.entries[i].name;
        if (given->context.entries[i].value->type != FEEL_NULL && !find(&f, key))
            wrong(&f, ERR_INVALID, key, key, "是多余的内容，这一步不要求填写", "is not a field that this step asks for");
    }
    if (f.err) return f.err;
    *out = given->type == FEEL_CONTEXT ? given : feel_from_json(arena, NULL);
    return ERR_OK;
}

enum err form_shown(struct arena *arena, const struct json_t *form, const struct form_answer *answer, struct str **keys, size_t *count,
                    struct fault *why)
{
    struct fill f = { .arena = arena, .answer = answer };
    struct str *list;
    enum err err = begin(&f, form, why);

    if (err) return err;
    list = arena_array(arena, struct str, f.fields.count + 1);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    for (size_t i = 0; i < f.fields.count; i++)
        if (asks(&f.fields.at[i]) && !f.hidden[i]) list[(*count)++] = f.fields.at[i].key;
    *keys = list;
    return ERR_OK;
}

/* ── What the page is told ─────────────────────────────────────────────── */

/* Is there a field of this key, or an expression or template with the name in it? */
static bool speaks_of(const struct json_t *node, struct str name)
{
    const struct json_t *step = NULL, *value;
    struct str text, key;

    switch (json_type_of(node)) {
    case JSON_TEXT:
        return json_is_text(node, &text) && (str_starts(text, STR("=")) || str_find(text, STR("{{")) >= 0) && str_find(text, name) >= 0;
    case JSON_LIST:
        for (size_t i = 0; i < json_count(node); i++)
            if (speaks_of(json_at(node, i), name)) return true;
        return false;
    case JSON_OBJECT:
        if (str_eq(json_get_str(node, "key"), name)) return true;
        while (json_next(node, &step, &key, &value))
            if (speaks_of(value, name)) return true;
        return false;
    case JSON_INT: case JSON_NUMBER: case JSON_BOOL: case JSON_ID: case JSON_TIME: case JSON_ANY: break;
    }
    return false;
}

const struct feel_value *form_seen(struct arena *arena, const struct json_t *form, const struct feel_value *variables)
{
    const struct feel_value *seen = feel_from_json(arena, NULL);

    for (size_t i = 0; variables && variables->type == FEEL_CONTEXT && i < variables->context.count; i++) {
        const struct feel_entry *entry = &variables->context.entries[i];
        if (speaks_of(form, entry->name)) seen = feel_context_with(arena, seen, entry->name, entry->value);
    }
    return seen;
}
