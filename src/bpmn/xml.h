/*
 * xml.h - a BPMN file as a small tree in an arena.
 *
 * libxml2 reads the text as a stream of events (no network, no document type,
 * no entities but the five of XML itself); what is left is a tree of elements
 * with their attributes, direct text and line.  Bounded in size, depth, elements and attributes.
 *
 * Ownership: the tree lives in the arena given.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_XML_H
#define BPMN_XML_H

#include "base/err.h"
#include "base/str.h"

enum {
    BPMN_XML_TEXT_MAX = 8 * 1024 * 1024,
    BPMN_XML_DEPTH_MAX = 96,
    BPMN_XML_NODES_MAX = 200000,
    BPMN_XML_ATTRS_MAX = 64
};

/* What a name belongs to; only the ones the loader tells apart. */
enum bpmn_space { SPACE_NONE, SPACE_MODEL, SPACE_ZEEBE, SPACE_DRAWING, SPACE_XSI, SPACE_FOREIGN_ENGINE, SPACE_OTHER };

struct bpmn_attr {
    enum bpmn_space space;
    struct str name, value;
};

struct bpmn_xml {
    enum bpmn_space space;
    struct str name;                      /* local name */
    struct str text;                      /* direct text, trimmed */
    struct bpmn_attr *attrs;
    size_t attr_count, line;
    struct bpmn_xml *parent, *first, *last, *next;
};

/* ERR_INVALID with the line in why->at; ERR_TOO_LARGE past the bounds. */
enum err bpmn_xml_parse(struct arena *arena, struct str text, struct bpmn_xml **root, struct fault *why) MUST_CHECK;

/* An attribute without name space (or of the element's own); STR_NONE when absent. */
struct str bpmn_xml_attr(const struct bpmn_xml *node, const char *name);
bool bpmn_xml_flag(const struct bpmn_xml *node, const char *name, bool absent);
bool bpmn_xml_is(const struct bpmn_xml *node, const char *name);        /* a BPMN model element of that name */
bool bpmn_xml_is_zeebe(const struct bpmn_xml *node, const char *name);
/* The first BPMN child of that name, or NULL. */
const struct bpmn_xml *bpmn_xml_child(const struct bpmn_xml *node, const char *name);
/* The first child of extensionElements in the zeebe name space, or NULL. */
const struct bpmn_xml *bpmn_xml_zeebe(const struct bpmn_xml *node, const char *name);
/* The part of a qualified reference after the prefix. */
struct str bpmn_xml_local(struct str reference);
/* The next element of the tree in document order below `root`; start with root itself. */
const struct bpmn_xml *bpmn_xml_next(const struct bpmn_xml *root, const struct bpmn_xml *at);

#endif
