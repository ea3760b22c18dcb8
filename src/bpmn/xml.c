/*
 * xml.c - see xml.h.  The only file that knows libxml2.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/xml.h"

#include "base/buf.h"

#include <libxml/parser.h>
#include <string.h>

static const struct {
    const char *uri;
    enum bpmn_space space;
} SPACES[] = {
    { "http://www.omg.org/spec/BPMN/20100524/MODEL", SPACE_MODEL },
    { "http://camunda.org/schema/zeebe/1.0", SPACE_ZEEBE },
    { "http://www.omg.org/spec/BPMN/20100524/DI", SPACE_DRAWING },
    { "http://www.omg.org/spec/DD/20100524/DC", SPACE_DRAWING },
    { "http://www.omg.org/spec/DD/20100524/DI", SPACE_DRAWING },
    { "http://www.w3.org/2001/XMLSchema-instance", SPACE_XSI },
    { "http://camunda.org/schema/1.0/bpmn", SPACE_FOREIGN_ENGINE },
    { "http://activiti.org/bpmn", SPACE_FOREIGN_ENGINE },
    { "http://flowable.org/bpmn", SPACE_FOREIGN_ENGINE },
};

struct reader {
    struct arena *arena;
    xmlParserCtxt *parser;
    struct bpmn_xml *root, *at;
    struct buf texts[BPMN_XML_DEPTH_MAX];
    size_t depth, nodes;
    enum err err;
    struct fault *why;
};

static void reader_stop(struct reader *r, enum err code, const char *zh, const char *en)
{
    if (r->err) return;
    r->err = fault_at(r->why, code, (size_t)xmlSAX2GetLineNumber(r->parser), "%s%.0s", "%.0s%s", zh, en);
    xmlStopParser(r->parser);
}

static struct str reader_copy(struct reader *r, const xmlChar *bytes, size_t len)
{
    const char *copy = arena_copy(r->arena, bytes, len);

    if (!copy) {
        reader_stop(r, ERR_NO_MEMORY, "内存不足", "out of memory");
        return STR_NONE;
    }
    return (struct str){ copy, len };
}

static enum bpmn_space space_of(const xmlChar *uri)
{
    if (!uri) return SPACE_NONE;
    for (size_t i = 0; i < COUNT_OF(SPACES); i++)
        if (str_is(str_from_c((const char *)uri), SPACES[i].uri)) return SPACES[i].space;
    return SPACE_OTHER;
}

/* Attributes come as five pointers each: name, prefix, uri, first and last byte of the value. */
static void reader_attrs(struct reader *r, struct bpmn_xml *node, const xmlChar **raw, int count)
{
    node->attrs = arena_array(r->arena, struct bpmn_attr, (size_t)count);
    if (!node->attrs) {
        reader_stop(r, ERR_NO_MEMORY, "内存不足", "out of memory");
        return;
    }
    for (int i = 0; i < count; i++, raw += 5) {
        struct bpmn_attr *attr = &node->attrs[node->attr_count++];

        attr->space = space_of(raw[2]);
        attr->name = reader_copy(r, raw[0], (size_t)xmlStrlen(raw[0]));
        attr->value = reader_copy(r, raw[3], (size_t)(raw[4] - raw[3]));
    }
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                     const xmlChar **space_list, int attr_count, int defaulted, const xmlChar **attrs)
{
    struct reader *r = user;
    struct bpmn_xml *node;

    (void)prefix, (void)spaces, (void)space_list, (void)defaulted;
    if (r->err) return;
    if (r->depth >= BPMN_XML_DEPTH_MAX || ++r->nodes > BPMN_XML_NODES_MAX || attr_count > BPMN_XML_ATTRS_MAX) {
        reader_stop(r, ERR_TOO_LARGE, "流程文件的层次、元素或属性过多",
                    "the file has too many levels, elements or attributes");
        return;
    }
    node = arena_new(r->arena, struct bpmn_xml);
    if (!node) {
        reader_stop(r, ERR_NO_MEMORY, "内存不足", "out of memory");
        return;
    }
    node->space = space_of(uri);
    node->name = reader_copy(r, name, (size_t)xmlStrlen(name));
    node->line = (size_t)xmlSAX2GetLineNumber(r->parser);
    node->parent = r->at;
    if (attr_count > 0) reader_attrs(r, node, attrs, attr_count);
    if (!r->at)
        r->root = node;
    else if (!r->at->last)
        r->at->first = r->at->last = node;
    else
        r->at->last = r->at->last->next = node;
    buf_init(&r->texts[r->depth++], r->arena, 0);
    r->at = node;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reader *r = user;
    struct buf *text;

    (void)name, (void)prefix, (void)uri;
    if (r->err || !r->at) return;
    text = &r->texts[--r->depth];
    if (!buf_ok(text)) reader_stop(r, ERR_NO_MEMORY, "内存不足", "out of memory");
    r->at->text = text->len ? str_trim(buf_done(text)) : STR_NONE;
    r->at = r->at->parent;
}

static void on_text(void *user, const xmlChar *bytes, int len)
{
    struct reader *r = user;

    if (r->err || !r->at) return;
    if (r->texts[r->depth - 1].len == 0) { /* white space between elements is no text */
        while (len > 0 && (*bytes == ' ' || *bytes == '\n' || *bytes == '\r' || *bytes == '\t')) bytes++, len--;
        if (len == 0) return;
    }
    buf_bytes(&r->texts[r->depth - 1], bytes, (size_t)len);
}

/* A document type is the door to entities and outside files: the file is refused before it is read. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    reader_stop(user, ERR_INVALID, "流程文件不允许包含 DOCTYPE", "a process file must not have a DOCTYPE");
}

static void on_error(void *user, xmlErrorPtr error)
{
    struct reader *r = user;
    struct str text = str_trim(str_from_c(error->message));

    if (r->err || error->level < XML_ERR_ERROR) return;
    if (error->level == XML_ERR_ERROR && error->domain == XML_FROM_NAMESPACE &&
        error->code != XML_NS_ERR_UNDEFINED_NAMESPACE)
        return;
    r->err = fault_at(r->why, error->code == XML_ERR_NO_MEMORY ? ERR_NO_MEMORY : ERR_INVALID, (size_t)error->line,
                      "流程文件第 %d 行不是正确的 XML：%.*s", "line %d of the file is not well-formed XML: %.*s",
                      error->line, STR_ARG(utf8_valid(text) ? utf8_prefix(text, 60) : STR("broken text")));
    xmlStopParser(r->parser);
}

enum err bpmn_xml_parse(struct arena *arena, struct str text, struct bpmn_xml **root, struct fault *why)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_start,
                          .endElementNs = on_end,
                          .characters = on_text,
                          .cdataBlock = on_text,
                          .internalSubset = on_doctype,
                          .serror = (xmlStructuredErrorFunc)on_error };
    struct reader *r;
    int result;

    if (text.len > BPMN_XML_TEXT_MAX)
        return fault_set(why, ERR_TOO_LARGE, "流程文件过大", "the process file is too large");
    r = arena_new(arena, struct reader);
    if (!r) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    r->arena = arena;
    r->why = why;
    if (!utf8_valid(text) || (text.len && memchr(text.at, 0, text.len))) /* a NUL would look like UTF-16 */
        return fault_set(why, ERR_INVALID, "流程文件不是 UTF-8 编码，请另存为 UTF-8", "the process file is not UTF-8, save it as UTF-8");
    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!r->parser) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    /* NOENT makes &amp; in attributes come out as "&"; own entities cannot exist without a DOCTYPE. */
    (void)xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC);
    result = xmlParseChunk(r->parser, text.at ? text.at : "", (int)text.len, 1);
    xmlFreeParserCtxt(r->parser);
    if (r->err) return r->err;
    if (result != 0 || !r->root || r->at)
        return fault_set(why, ERR_INVALID, "流程文件不是完整的 XML", "the process file is not complete XML");
    *root = r->root;
    return ERR_OK;
}

struct str bpmn_xml_attr(const struct bpmn_xml *node, const char *name)
{
    for (size_t i = 0; i < node->attr_count; i++)
        if (node->attrs[i].space == SPACE_NONE && str_is(node->attrs[i].name, name)) return node->attrs[i].value;
    return STR_NONE;
}

bool bpmn_xml_flag(const struct bpmn_xml *node, const char *name, bool absent)
{
    struct str value = bpmn_xml_attr(node, name);

    if (!value.at) return absent;
    return str_is(value, "true") || str_is(value, "1");
}

bool bpmn_xml_is(const struct bpmn_xml *node, const char *name)
{
    return node && node->space == SPACE_MODEL && str_is(node->name, name);
}

bool bpmn_xml_is_zeebe(const struct bpmn_xml *node, const char *name)
{
    return node && node->space == SPACE_ZEEBE && str_is(node->name, name);
}

const struct bpmn_xml *bpmn_xml_child(const struct bpmn_xml *node, const char *name)
{
    for (const struct bpmn_xml *at = node->first; at; at = at->next)
        if (bpmn_xml_is(at, name)) return at;
    return NULL;
}

const struct bpmn_xml *bpmn_xml_zeebe(const struct bpmn_xml *node, const char *name)
{
    const struct bpmn_xml *extensions = bpmn_xml_child(node, "extensionElements");

    for (const struct bpmn_xml *at = extensions ? extensions->first : NULL; at; at = at->next)
        if (bpmn_xml_is_zeebe(at, name)) return at;
    return NULL;
}

struct str bpmn_xml_local(struct str reference)
{
    ptrdiff_t colon = str_find(reference, STR(":"));

    return colon < 0 ? reference : str_sub(reference, (size_t)colon + 1, reference.len);
}

const struct bpmn_xml *bpmn_xml_next(const struct bpmn_xml *root, const struct bpmn_xml *at)
{
    if (at->first) return at->first;
    while (at != root && !at->next) at = at->parent;
    return at == root ? NULL : at->next;
}
