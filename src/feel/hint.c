/*
 * hint.c - see hint.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/hint.h"
#include "feel/builtin.h"
#include "feel/nearest.h"

#define SHORT(name) STR_ARG(utf8_prefix((name), 20))

/* Is there room for one more note?  What nobody reads is not worked out. */
static bool wanted(const struct feel_run *run)
{
    return run->notes && !run->stopped && run->notes->count < COUNT_OF(run->notes->first);
}

static const struct feel_value *unread(struct feel_run *run)
{
    return feel_note(run, run->at, "%s", "%s", "");
}

/* ── Names ─────────────────────────────────────────────────────────────── */

/* Words people write for what FEEL has another word for. */
static const struct { const char *word, *meant; } MEANT[] = {
    { "是", "true" }, { "真", "true" }, { "否", "false" }, { "假", "false" }, { "空", "null" }, { "无", "null" }, { "nil", "null" },
    { "None", "null" }, { "none", "null" }, { "undefined", "null" }, { "今天", "today()" }, { "现在", "now()" }, { "yes", "true" }, { "no", "false" },
};

/* Operators written as words without a space, as in 金额大于500. */
static const struct { const char *part, *meant; } PARTS[] = {
    { "不等于", "!=" }, { "大于等于", ">=" }, { "小于等于", "<=" }, { "大于", ">" }, { "小于", "<" }, { "等于", "=" }, { "并且", "and" }, { "或者", "or" },
};

static void try_all(struct nearest *near, const struct feel_scope *scope)
{
    static const char *const words[] = { "true", "false", "null" };

    for (; scope; scope = scope->outer)
        for (size_t i = 0; i < scope->names.count; i++) nearest_try(near, scope->names.entries[i].name);
    for (size_t i = 0; i < COUNT_OF(words); i++) nearest_try(near, str_from_c(words[i]));
    builtin_each(near);
}

const struct feel_value *hint_missing(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct str name = node->name.text;
    struct nearest near;

    if (!wanted(run)) return unread(run);
    for (size_t i = 0; i < COUNT_OF(MEANT); i++)
        if (str_is(name, MEANT[i].word))
            return feel_note(run, node->at, "没有名为“%.*s”的数据；这里应当写 %s", "there is nothing named \"%.*s\"; write %s", SHORT(name), MEANT[i].meant);
    nearest_begin(&near, name);
    try_all(&near, scope);
    if (near.best.len)
        return feel_note(run, node->at, "没有名为“%.*s”的数据，是不是想写“%.*s”？", "there is nothing named \"%.*s\"; did you mean \"%.*s\"?", SHORT(name), SHORT(near.best));
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        if (str_find(name, str_from_c(PARTS[i].part)) >= 0)
            return feel_note(run, node->at, "没有名为“%.*s”的数据；“%s”写成 %s", "there is nothing named \"%.*s\"; \"%s\" is written %s", SHORT(name), PARTS[i].part, PARTS[i].meant);
    return feel_note(run, node->at, "没有名为“%.*s”的数据；如果是文字，请加双引号", "there is nothing named \"%.*s\"; a text stands in double quotes", SHORT(name));
}

const struct feel_value *hint_property(struct feel_run *run, const struct node *node, const struct feel_value *of)
{
    struct str name = node->path.name;
    struct nearest near;

    if (!wanted(run)) return unread(run);
    if (of->type == FEEL_NULL && node->path.of->kind == NODE_NAME)
        return feel_note(run, node->at, "“%.*s”没有值（null），取不到“%.*s”", "\"%.*s\" is null and has no \"%.*s\"", SHORT(node->path.of->name.text), SHORT(name));
    nearest_begin(&near, name);
    for (size_t i = 0; of->type == FEEL_CONTEXT && i < of->context.count; i++) nearest_try(&near, of->context.entries[i].name);
    if (near.best.len)
        return feel_note(run, node->at, "没有“%.*s”这一项，是不是想写“%.*s”？", "there is no \"%.*s\" in it; did you mean \"%.*s\"?", SHORT(name), SHORT(near.best));
    return feel_note(run, node->at, "这里是%s%.0s，没有“%.*s”这一项", "this %.0s%s has no \"%.*s\"", feel_type_zh(of->type), feel_type_name(of->type), SHORT(name));
}

/* ── Operators ─────────────────────────────────────────────────────────── */

static bool is_moment(const struct feel_value *value)
{
    return value->type == FEEL_DATE || value->type == FEEL_TIME || value->type == FEEL_DATE_TIME;
}

static bool is_duration(const struct feel_value *value)
{
    return value->type == FEEL_DAYS_DURATION || value->type == FEEL_MONTHS_DURATION;
}

static bool is_number_text(const struct feel_value *value)
{
    struct decimal number;

    return value->type == FEEL_STRING && decimal_parse(str_trim(value->string), &number) == ERR_OK;
}

static const struct feel_value *compare_texts(struct feel_run *run, const struct node *node, const struct feel_value *text, const struct feel_value *other,
                                              const struct node *text_node)
{
    if (other->type == FEEL_NUMBER && is_number_text(text) && text_node->kind == NODE_LITERAL)
        return feel_note(run, node->at, "数和文字不能比较：“%.*s”带引号就是文字，请去掉引号", "a number and a string cannot be compared: \"%.*s\" in quotes is a string, leave them out", SHORT(text->string));
    if (other->type == FEEL_NUMBER && is_number_text(text))
        return feel_note(run, node->at, "数和文字不能比较；用 number(…) 把文字变成数", "a number and a string cannot be compared; make it a number with number(…)");
    if (is_moment(other))
        return feel_note(run, node->at, "%s%.0s和文字不能比较；日期写成 date(\"2026-01-31\")", "a %.0s%s and a string cannot be compared; a date is written date(\"2026-01-31\")",
                         feel_type_zh(other->type), feel_type_name(other->type));
    return NULL;
}

static const struct feel_value *compare_functions(struct feel_run *run, const struct node *node)
{
    const struct node *sides[] = { node->a, node->b };

    for (size_t i = 0; i < COUNT_OF(sides); i++)
        if (sides[i]->kind == NODE_NAME && sides[i]->name.builtin)
            return feel_note(run, sides[i]->at, "%.*s 是函数，要带括号写：%.*s(…)", "%.*s is a function and needs its parentheses: %.*s(…)", SHORT(sides[i]->name.text), SHORT(sides[i]->name.text));
    return NULL;
}

const struct feel_value *hint_compare(struct feel_run *run, const struct node *node, const struct feel_value *a, const struct feel_value *b)
{
    const struct feel_value *said = NULL;

    if (!wanted(run)) return unread(run);
    if (a->type == FEEL_FUNCTION || b->type == FEEL_FUNCTION) said = compare_functions(run, node);
    else if (a->type == FEEL_BOOLEAN && node->kind == NODE_COMPARE && node->a->kind == NODE_COMPARE)
        said = feel_note(run, node->at, "比较不能连着写；请写成 a < b and b < c，或者 b in (a..c)", "comparisons cannot be chained; write a < b and b < c, or b in (a..c)");
    else if (a->type == FEEL_STRING) said = compare_texts(run, node, a, b, node->a);
    else if (b->type == FEEL_STRING) said = compare_texts(run, node, b, a, node->b);
    else if ((is_moment(a) && b->type == FEEL_NUMBER) || (is_moment(b) && a->type == FEEL_NUMBER))
        said = feel_note(run, node->at, "日期和数不能比较；日期写成 date(\"2026-01-31\")", "a date and a number cannot be compared; a date is written date(\"2026-01-31\")");
    else if ((is_duration(a) && b->type == FEEL_NUMBER) || (is_duration(b) && a->type == FEEL_NUMBER))
        said = feel_note(run, node->at, "时长和数不能比较；三天写成 duration(\"P3D\")", "a duration and a number cannot be compared; three days are duration(\"P3D\")");
    if (said) return said;
    if ((a->type == FEEL_NULL || b->type == FEEL_NULL) && (a->type == FEEL_NULL ? node->a : node->b)->kind == NODE_NAME)
        return feel_note(run, node->at, "“%.*s”没有值（null），不能比较", "\"%.*s\" is null and cannot be compared", SHORT((a->type == FEEL_NULL ? node->a : node->b)->name.text));
    if (a->type == FEEL_NULL || b->type == FEEL_NULL)
        return feel_note(run, node->at, "%s没有值（null），不能比较%.0s", "%.0sthe %s side is null and cannot be compared", a->type == FEEL_NULL ? "左边" : "右边",
                         a->type == FEEL_NULL ? "left" : "right");
    return feel_note(run, node->at, "%s和%s不能比较%.0s%.0s", "%.0s%.0sa %s and a %s cannot be compared", feel_type_zh(a->type), feel_type_zh(b->type),
                     feel_type_name(a->type), feel_type_name(b->type));
}

const struct feel_value *hint_arithmetic(struct feel_run *run, enum node_op op, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    if (!wanted(run)) return unread(run);
    if (a->type == FEEL_NULL || b->type == FEEL_NULL)
        return feel_note(run, at, "%s没有值（null），不能计算%.0s", "%.0sthe %s side is null and cannot be calculated with", a->type == FEEL_NULL ? "左边" : "右边",
                         a->type == FEEL_NULL ? "left" : "right");
    if (op == OP_ADD && (a->type == FEEL_STRING || b->type == FEEL_STRING))
        return feel_note(run, at, "文字只能和文字相加；用 string(…) 把另一边变成文字", "a string can be added to a string only; make the other side one with string(…)");
    if (a->type == FEEL_STRING || b->type == FEEL_STRING)
        return feel_note(run, at, "文字不能参加计算；用 number(…) 把它变成数", "a string cannot be calculated with; make it a number with number(…)");
    if ((op == OP_ADD || op == OP_SUB) && (is_moment(a) || is_moment(b)) && (a->type == FEEL_NUMBER || b->type == FEEL_NUMBER))
        return feel_note(run, at, "日期只能加减时长，例如 + duration(\"P3D\")", "only a duration can be added to a date, such as duration(\"P3D\")");
    return feel_note(run, at, "%s和%s之间不能这样计算%.0s%.0s", "%.0s%.0sa %s and a %s cannot be combined this way", feel_type_zh(a->type), feel_type_zh(b->type),
                     feel_type_name(a->type), feel_type_name(b->type));
}

const struct feel_value *hint_call(struct feel_run *run, size_t at, const struct feel_value *called)
{
    return feel_note(run, at, "这里是%s%.0s，不是函数，不能带括号调用", "%.0sthis is a %s, not a function", feel_type_zh(called->type), feel_type_name(called->type));
}
