/*
 * check_decision.c - units and limits a decision gives exist; so do the codes it asks for.
 *
 * Only what is written as text is looked at: "enforcement@street" in a column
 * `unit`, "2 work-hours" in a column `finish`, "0501" under item.code; and in
 * other results and in expressions whatever looks like an amount and a unit.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/num.h"
#include "case/definition_check.h"
#include "case/plan.h"
#include "dmn/xml.h"

enum { COLUMNS_MAX = 64, BOXED_MAX = 32 };
enum cell_kind { CELL_ANY, CELL_UNIT, CELL_LIMIT, CELL_CODE, CELL_FREE };   /* FREE: what looks like a limit must be one */

struct check {
    struct definition_view *view;
    const struct org *org;
    struct findings *findings;
    struct csv events, others[2];   /* whistles, papers */
};

static void found(struct check *c, const struct xml *rule, const char *field, bool warning, struct str value, const char *zh, const char *en)
{
    struct arena *a = view_arena(c->view);
    struct str id = xml_attr(rule, "id");
    const struct finding finding = { .code = ERR_INVALID, .warning = warning, .element = id, .field = str_from_c(field), .line = rule->line,
                                     .zh = str_format(a, "规则 %.*s：%s“%.*s”", STR_ARG(id), zh, STR_ARG(utf8_prefix(value, 60))),
                                     .en = str_format(a, "rule %.*s: %s \"%.*s\"", STR_ARG(id), en, STR_ARG(utf8_prefix(value, 60))) };

    findings_add(c->findings, &finding);
}

static bool unit_known(const struct check *c, struct str name)
{
    struct str place = name, short_code;

    if (!c->org || !org_unit_count(c->org)) return true;
    if (str_find(name, STR("@")) < 0) return org_unit_by_code(c->org, name) != NULL;
    if (!str_split(&place, '@', &short_code)) return false;
    if (!str_is(place, "street") && !str_is(place, "district") && !str_is(place, "community")) return false;
    if (!short_code.len) return true;
    for (size_t i = 0; i < org_unit_count(c->org); i++)
        if (str_eq(org_unit_at(c->org, i)->short_code, short_code)) return true;
    return false;
}

static bool code_known(const struct check *c, struct str code)
{
    for (size_t i = 0; i < c->events.rows; i++)
        if (str_eq(csv_get(&c->events, i, "code"), code)) return true;
    for (size_t k = 0; k < COUNT_OF(c->others); k++)
        for (size_t i = 0; i < c->others[k].rows; i++)
            if (str_eq(csv_get(&c->others[k], i, "code"), code)) return true;
    return c->events.rows == 0;
}

/* "2 work-hours-x": a whole number and one word of small letters. */
static bool looks_like_limit(struct str word)
{
    struct str rest = str_trim(word), amount;
    int64_t number;

    if (!str_split(&rest, ' ', &amount) || num_parse_int(amount, 0, INT64_MAX, &number) || !rest.len) return false;
    for (size_t i = 0; i < rest.len; i++)
        if ((rest.at[i] < 'a' || rest.at[i] > 'z') && rest.at[i] != '-' && rest.at[i] != '_') return false;
    return true;
}

static void check_word(struct check *c, const struct xml *rule, enum cell_kind kind, struct str word)
{
    struct clock_limit limit;

    if (!word.len) return;
    if (kind == CELL_UNIT && !unit_known(c, word)) found(c, rule, "unit", false, word, "没有这个单位", "there is no unit");
    if ((kind == CELL_LIMIT || (kind == CELL_FREE && looks_like_limit(word))) && deadline_parse(word, &limit, NULL)) found(c, rule, "limit", false, word, "时限写法不对", "there is no limit");
    if (kind == CELL_CODE && !code_known(c, word)) found(c, rule, "code", true, word, "事项目录里没有", "the catalogue does not have");
}

/* Each quoted word of a cell or a literal expression, which both have a <text>. */
static void check_cell(struct check *c, const struct xml *rule, enum cell_kind kind, const struct xml *cell)
{
    struct str rest = xml_child_text(cell, "text"), piece;
    bool quoted = false, argument = false;   /* of a function that is asked about the code, such as starts with(?, "P") */

    if (kind == CELL_ANY) return;
    while (rest.len && str_split(&rest, '"', &piece)) {
        if (!quoted) argument = kind == CELL_CODE && str_find(piece, STR("?")) >= 0;
        else if (!argument) check_word(c, rule, kind, piece);
        quoted = !quoted;
    }
}

static enum cell_kind output_kind(struct str name)
{
    if (str_is(name, "unit") || str_is(name, "co_units")) return CELL_UNIT;
    if (str_is(name, "reason")) return CELL_ANY;
    return name.len && engine_limit_known(name) ? CELL_LIMIT : CELL_FREE;
}

static void check_table(struct check *c, const struct xml *table)
{
    enum cell_kind inputs[COLUMNS_MAX], outputs[COLUMNS_MAX];
    size_t input_count = 0, output_count = 0;

    for XML_EACH(input, table, "input") {
        const struct xml *expression = xml_child(input, "inputExpression");
        if (input_count < COLUMNS_MAX)
            inputs[input_count++] = expression && str_is(xml_child_text(expression, "text"), "item.code") ? CELL_CODE : CELL_ANY;
    }
    for XML_EACH(output, table, "output")
        if (output_count < COLUMNS_MAX) outputs[output_count++] = output_kind(xml_attr(output, "name"));
    for XML_EACH(rule, table, "rule") {
        size_t i = 0, o = 0;
        for XML_EACH(cell, rule, "inputEntry")
            if (i < input_count) check_cell(c, rule, inputs[i++], cell);
        for XML_EACH(cell, rule, "outputEntry")
            if (o < output_count) check_cell(c, rule, outputs[o++], cell);
    }
}

/* The tables and literal expressions of a decision, however deep they are boxed. */
static void check_boxed(struct check *c, const struct xml *around, int depth)
{
    if (depth > BOXED_MAX) return;
    for (const struct xml *node = around->first; node; node = node->next) {
        if (xml_is(node, "decisionTable")) check_table(c, node);
        else if (xml_is(node, "literalExpression")) check_cell(c, node, CELL_FREE, node);
        else check_boxed(c, node, depth + 1);
    }
}

void check_decision(struct definition_view *view, const struct org *org, struct str key, struct findings *findings)
{
    struct check c = { .view = view, .org = org, .findings = findings };
    const struct dmn *dmn = view_decision(view, key);
    const struct xml *root;

    if (!dmn || xml_read(view_arena(view), view_text(view, DEFINITION_DECISION, key), &root, NULL)) return;
    if (csv_parse(view_arena(view), view_text(view, DEFINITION_CATALOGUE, STR("events")), &c.events, NULL)) c.events = (struct csv){ 0 };
    for (size_t i = 0; i < COUNT_OF(c.others); i++)
        if (csv_parse(view_arena(view), view_text(view, DEFINITION_CATALOGUE, i ? STR("papers") : STR("whistles")), &c.others[i], NULL)) c.others[i] = (struct csv){ 0 };
    if (!dmn_has(dmn, key)) {
        const struct finding finding = { .code = ERR_INVALID, .element = key, .field = STR("id"),
                                         .zh = str_format(view_arena(view), "文件里没有编号为“%.*s”的决策", STR_ARG(key)),
                                         .en = str_format(view_arena(view), "the file has no decision with the id \"%.*s\"", STR_ARG(key)) };
        findings_add(findings, &finding);
    }
    for XML_EACH(decision, root, "decision")
        check_boxed(&c, decision, 0);
}
