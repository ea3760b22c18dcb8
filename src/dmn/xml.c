/*
 * xml.c - reading through libxml2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <string.h>

static const char *const MODEL_SPACES[] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",          /* 1.1 */
    "http://www.omg.org/spec/DMN/20180521/MODEL/",           /* 1.2 */
    "https://www.omg.org/spec/DMN/20191111/MODEL/",          /* 1.3 */
    "https://www.omg.org/spec/DMN/20211108/MODEL/",          /* 1.4 */
    "https://www.omg.org/spec/DMN/20230324/MODEL/",          /* 1.5 */
};

struct copier {
    struct arena *arena;
    struct fault *why;
    size_t nodes;
    enum err err;
};

static bool in_model(const xmlNode *node)
{
    if (!node->ns || !node->ns->href) return false;
    for (size_t i = 0; i < COUNT_OF(MODEL_SPACES); i++)
        if (strcmp((const char *)node->ns->href, MODEL_SPACES[i]) == 0) return true;
    return false;
}

static struct str copy_text(struct copier *c, const xmlChar *text)
{
    struct str copy = str_dup(c->arena, str_from_c(text ? (const char *)text : ""));

    if (!copy.at && !c->err) c->err = fault_set(c->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return copy;
}

static void add_attr(struct copier *c, struct xml *x, struct str name, const xmlChar *value)
{
    struct xml_attr *attr = arena_new(c->arena, struct xml_attr);

    if (!attr) {
        c->err = fault_set(c->why, ERR_NO_MEMORY, "内存不足", "out of memory");
        return;
    }
    *attr = (struct xml_attr){ name, copy_text(c, value), x->attrs };
    x->attrs = attr;
}

static void copy_attrs(struct copier *c, struct xml *x, const xmlNode *node)
{
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        const xmlChar *value = a->children ? a->children->content : NULL;
        if (!a->ns) add_attr(c, x, copy_text(c, a->name), value);
    }
    for (const xmlNs *ns = node->nsDef; ns; ns = ns->next)
        if (ns->prefix) add_attr(c, x, str_format(c->arena, "xmlns:%s", (const char *)ns->prefix), ns->href);
}

static void append_text(struct copier *c, struct xml *x, const xmlNode *node)
{
    struct str more = str_from_c(node->content ? (const char *)node->content : "");

    if (x->text.len == 0) x->text = copy_text(c, node->content);
    else x->text = str_format(c->arena, "%.*s%.*s", STR_ARG(x->text), STR_ARG(more));
}

static struct xml *copy_element(struct copier *c, const xmlNode *node, const struct xml *parent, int depth)
{
    struct xml *x = arena_new(c->arena, struct xml), *last = NULL;

    if (depth > XML_DEPTH_MAX || ++c->nodes > XML_NODES_MAX)
        c->err = fault_at(c->why, ERR_TOO_LARGE, (size_t)node->line, "模型文件过大或嵌套过深", "the model is too large or nested too deeply");
    else if (!x)
        c->err = fault_set(c->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (c->err) return NULL;
    x->name = copy_text(c, node->name);
    x->parent = parent;
    x->line = (size_t)node->line;
    copy_attrs(c, x, node);
    for (const xmlNode *child = node->children; child && !c->err; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) append_text(c, x, child);
        if (child->type != XML_ELEMENT_NODE || !in_model(child)) continue;
        struct xml *copy = copy_element(c, child, x, depth + 1);
        if (last) last->next = copy;
        else x->first = copy;
        last = copy;
    }
    return c->err ? NULL : x;
}

/* A file with a document type declaration could define entities: none is accepted. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    xmlStopParser(context);
}

static enum err refuse_xml(const xmlParserCtxt *context, struct fault *why)
{
    const xmlError *error = xmlCtxtGetLastError((void *)(uintptr_t)context);
    size_t line = error && error->line > 0 ? (size_t)error->line : 0;

    return fault_at(why, ERR_INVALID, line, "不是格式正确的 XML（第 %zu 行）", "not well-formed XML (line %zu)", line);
}

enum err xml_read(struct arena *arena, struct str text, const struct xml **out, struct fault *why)
{
    struct copier c = { .arena = arena, .why = why };
    xmlParserCtxt *context;
    xmlDoc *doc;
    struct xml *root = NULL;

    if (text.len > XML_SIZE_MAX)
        return fault_set(why, ERR_TOO_LARGE, "模型文件超过 %d MB", "the model is larger than %d MB", XML_SIZE_MAX >> 20);
    if (!utf8_valid(text) || (text.len && memchr(text.at, 0, text.len))) /* a NUL would look like UTF-16 */
        return fault_set(why, ERR_INVALID, "模型文件不是 UTF-8 编码，请另存为 UTF-8", "the model is not UTF-8, save it as UTF-8");
    context = xmlNewParserCtxt();
    if (!context) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    context->sax->internalSubset = refuse_doctype;
    doc = xmlCtxtReadMemory(context, text.at, (int)text.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    const xmlNode *top = doc ? xmlDocGetRootElement(doc) : NULL;
    if (!doc || !top || !context->wellFormed) c.err = refuse_xml(context, why);
    else if (!in_model(top))
        c.err = fault_set(why, ERR_UNSUPPORTED, "不是 DMN 1.1 至 1.5 的模型", "not a DMN 1.1 to 1.5 model");
    else root = copy_element(&c, top, NULL, 0);
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(context);
    if (!c.err) *out = root;
    return c.err;
}

struct str xml_attr(const struct xml *x, const char *name)
{
    for (const struct xml_attr *a = x->attrs; a; a = a->next)
        if (str_is(a->name, name)) return a->value;
    return STR_NONE;
}

bool xml_is(const struct xml *x, const char *name)
{
    return str_is(x->name, name);
}

const struct xml *xml_next(const struct xml *x, const char *name)
{
    for (x = x->next; x; x = x->next)
        if (xml_is(x, name)) return x;
    return NULL;
}

const struct xml *xml_child(const struct xml *x, const char *name)
{
    if (!x || !x->first) return NULL;
    return xml_is(x->first, name) ? x->first : xml_next(x->first, name);
}

struct str xml_child_text(const struct xml *x, const char *name)
{
    const struct xml *child = xml_child(x, name);
    return child ? str_trim(child->text) : STR_NONE;
}
