/*
 * load_text.c - what every part of the loader needs: ids, references, faults, expressions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

/* The fault just written goes on the list, when there is one. */
static enum err found(const struct loader *l, struct str id, size_t line, enum err code)
{
    if (l->findings) findings_fault(l->findings, id, line, l->why);
    return code;
}

bool bpmn_load_goes_on(const struct loader *l, enum err err)
{
    return l->findings && finding_is_mistake(err);
}

enum err bpmn_load_settle(const struct loader *l)
{
    if (!l->findings || !l->findings->failed) return ERR_OK;
    return fault_set(l->why, ERR_INVALID, "流程里有错误", "the process has mistakes");
}

enum err bpmn_load_refuse(const struct loader *l, enum err code, const struct bpmn_xml *node, const char *zh,
                          const char *en)
{
    size_t line = node->line;
    struct str id;

    while (!bpmn_xml_attr(node, "id").len && node->parent)
        node = node->parent; /* expressions have no id of their own */
    id = bpmn_xml_attr(node, "id");
    (void)fault_at(l->why, code, line, "元素 %.*s（%.*s，第 %zu 行）：%s%.0s", "element %.*s (%.*s, line %zu): %.0s%s",
                   STR_ARG(id), STR_ARG(node->name), line, zh, en);
    return found(l, id, line, code);
}

enum err bpmn_load_ids(struct loader *l)
{
    enum err err;

    table_init(&l->ids, l->arena);
    for (const struct bpmn_xml *at = l->root; at; at = bpmn_xml_next(l->root, at)) {
        struct str id = at->space == SPACE_MODEL ? bpmn_xml_attr(at, "id") : STR_NONE;

        if (!id.at) continue;
        err = ERR_OK;
        if (!utf8_valid(id) || id.len == 0 || id.len > 255)
            err = bpmn_load_refuse(l, ERR_INVALID, at, "id 不合法", "its id is not valid");
        else if (table_get(&l->ids, id)) err = bpmn_load_refuse(l, ERR_INVALID, at, "id 重复", "its id is used twice");
        if (err && !bpmn_load_goes_on(l, err)) return err;
        if (!err && table_put(&l->ids, id, (void *)(uintptr_t)at))
            return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    return ERR_OK;
}

const struct bpmn_xml *bpmn_load_ref(const struct loader *l, struct str reference)
{
    const struct bpmn_xml *found = reference.at ? table_get(&l->ids, str_trim(reference)) : NULL;

    return found || !reference.at ? found : table_get(&l->ids, bpmn_xml_local(str_trim(reference)));
}

int32_t bpmn_load_index(const struct loader *l, struct str reference)
{
    const struct bpmn_el *el;

    if (!reference.at) return BPMN_NONE;
    el = table_get(&l->process->by_id, str_trim(reference));
    if (!el) el = table_get(&l->process->by_id, bpmn_xml_local(str_trim(reference)));
    return el ? el->index : BPMN_NONE;
}

enum err bpmn_load_feel(struct loader *l, const struct bpmn_xml *node, const char *what, struct str text,
                        const struct feel_expr **out)
{
    struct fault inner = { 0 };
    struct feel_spot spot;
    struct str id = bpmn_xml_attr(node, "id");
    enum err err;

    text = str_trim(text);
    if (str_starts(text, STR("="))) text = str_trim(str_sub(text, 1, text.len));
    if (str_trim(text).len == 0)
        return found(l, id, node->line,
                     fault_at(l->why, ERR_INVALID, node->line, "元素 %.*s：%s 的表达式为空",
                              "element %.*s: the expression of %s is empty", STR_ARG(id), what));
    err = feel_parse(l->arena, text, NULL, out, &inner);
    if (!err || err == ERR_NO_MEMORY) return err ? fault_set(l->why, err, "内存不足", "out of memory") : ERR_OK;
    spot = feel_spot(text, inner.at);
    return found(l, id, node->line,
                 fault_at(l->why, err, node->line, "元素 %.*s：%s 的表达式“%s”第 %zu 个字：%s%.0s",
                          "element %.*s: %s, expression \"%s\", character %zu: %.0s%s", STR_ARG(id), what, spot.text,
                          spot.character, inner.zh, inner.en));
}

enum err bpmn_load_text(struct loader *l, const struct bpmn_xml *node, const char *what, struct str text,
                        struct bpmn_text *out)
{
    out->text = text;
    if (!str_starts(str_trim(text), STR("="))) return ERR_OK;
    return bpmn_load_feel(l, node, what, text, &out->expr);
}

enum err bpmn_load_expression(struct loader *l, const struct bpmn_xml *owner, const struct bpmn_xml *expression,
                              const char *what, const struct feel_expr **out)
{
    struct str text = expression->text, language = bpmn_xml_attr(expression, "language");

    if (l->dialect && l->dialect->expression) {
        text = l->dialect->expression(l->arena, text, l->dialect->arg);
        if (!text.at)
            return bpmn_load_refuse(l, ERR_INVALID, owner, "表达式无法理解", "its expression cannot be understood");
    } else if (language.len > 0 && str_find(language, STR("FEEL")) < 0 && str_find(language, STR("feel")) < 0) {
        return bpmn_load_refuse(l, ERR_UNSUPPORTED, owner, "表达式语言只支持 FEEL",
                                "only FEEL is supported as expression language");
    }
    return bpmn_load_feel(l, owner, what, text, out);
}
