/*
 * model.h - a process or decision file as its XML, for checks that the
 * libraries have no reason to make.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_CONTENT_MODEL_H
#define TESTS_CONTENT_MODEL_H

#include <libxml/tree.h>

#include "fixture.h"

enum { MODEL_NODES = 200 };

struct model_flow { const char *id, *source, *target, *condition; };
struct model_node { const char *id, *type, *name, *default_flow; xmlNode *xml; };

struct model {
    const char *file;
    xmlDoc *doc;
    struct model_node nodes[MODEL_NODES];
    size_t node_count;
    struct model_flow flows[MODEL_NODES];
    size_t flow_count;
};

/* The whole document is released with the arena. */
struct model *model_load(struct arena *arena, struct str process);
const struct model_node *model_find(const struct model *model, const char *id);
/* "" when absent; lives with the arena. */
const char *model_attr(struct arena *arena, const xmlNode *node, const char *name);
/* The first element below `node` of that local name, or NULL; `after` continues behind an earlier answer. */
xmlNode *model_below(const xmlNode *node, const char *name, const xmlNode *after);
/* zeebe:property value, "" when absent. */
const char *model_property(struct arena *arena, const struct model_node *node, const char *name);

#endif
