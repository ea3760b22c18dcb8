/*
 * xml.h - the elements of a DMN file as a small tree in an arena.
 *
 * Only elements of the DMN model namespaces are kept; diagrams and vendor
 * extensions are dropped.  No network, no entities of the file's own, bounded
 * in size, depth and number.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef DMN_XML_H
#define DMN_XML_H

#include "base/err.h"
#include "base/str.h"

struct xml_attr { struct str name, value; const struct xml_attr *next; };

struct xml {
    struct str name;                    /* without prefix */
    struct str text;                    /* its own text, joined */
    const struct xml_attr *attrs;       /* without prefix; a declaration xmlns:p as "xmlns:p" */
    const struct xml *first, *next, *parent;
    size_t line;
};

enum { XML_SIZE_MAX = 16 << 20, XML_DEPTH_MAX = 128, XML_NODES_MAX = 400000 };

/* The root element; ERR_INVALID with the line, ERR_TOO_LARGE past the bounds, ERR_UNSUPPORTED for another vocabulary. */
enum err xml_read(struct arena *arena, struct str text, const struct xml **out, struct fault *why) MUST_CHECK;

struct str xml_attr(const struct xml *x, const char *name);              /* STR_NONE when absent */
const struct xml *xml_child(const struct xml *x, const char *name);      /* NULL when there is none */
const struct xml *xml_next(const struct xml *x, const char *name);       /* the next sibling of that name */
struct str xml_child_text(const struct xml *x, const char *name);        /* trimmed; STR_NONE when absent */
bool xml_is(const struct xml *x, const char *name);

#define XML_EACH(child, parent, name) \
    (const struct xml *child = xml_child((parent), (name)); child; child = xml_next(child, (name)))

#endif
