/*
 * model.c - see model.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model.h"

#include <libxml/parser.h>
#include <string.h>

static void release(void *doc)
{
    xmlFreeDoc(doc);
}

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *model_attr(struct arena *arena, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
    const char *copy = arena_copy(arena, value ? value : BAD_CAST "", value ? strlen((char *)value) : 0);

    xmlFree(value);
    return copy;
}

/* The next element in document order inside `root`. */
static xmlNode *step(const xmlNode *root, const xmlNode *at)
{
    if (at->children) return at->children;
    while (at != root) {
        if (at->next) return at->next;
        at = at->parent;
    }
    return NULL;
}

xmlNode *model_below(const xmlNode *node, const char *name, const xmlNode *after)
{
    for (xmlNode *at = step(node, after ? after : node); at; at = step(node, at))
        if (is(at, name)) return at;
    return NULL;
}

static void read_flow(struct arena *arena, struct model *model, xmlNode *at)
{
    struct model_flow *flow = &model->flows[model->flow_count++];
    xmlNode *condition = model_below(at, "conditionExpression", NULL);
    xmlChar *text = condition ? xmlNodeGetContent(condition) : NULL;

    flow->id = model_attr(arena, at, "id");
    flow->source = model_attr(arena, at, "sourceRef");
    flow->target = model_attr(arena, at, "targetRef");
    flow->condition = arena_copy(arena, text ? text : BAD_CAST "", text ? strlen((char *)text) : 0);
    xmlFree(text);
}

struct model *model_load(struct arena *arena, struct str process)
{
    struct str path = str_format(arena, "processes/%.*s.bpmn", STR_ARG(process)), text = content_text(arena, path.at);
    struct model *model = arena_new(arena, struct model);
    xmlNode *root;

    assert_non_null(model);
    model->file = path.at;
    model->doc = xmlReadMemory(text.at, (int)text.len, path.at, NULL, XML_PARSE_NONET);
    assert_non_null(model->doc);
    assert_true(arena_defer(arena, release, model->doc));
    root = model_below(xmlDocGetRootElement(model->doc), "process", NULL);
    assert_non_null(root);
    for (xmlNode *at = root->children; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE || is(at, "documentation")) continue;
        assert_true(model->node_count < MODEL_NODES && model->flow_count < MODEL_NODES);
        if (is(at, "sequenceFlow")) {
            read_flow(arena, model, at);
            continue;
        }
        model->nodes[model->node_count++] = (struct model_node){
            .id = model_attr(arena, at, "id"), .type = (const char *)at->name, .name = model_attr(arena, at, "name"),
            .default_flow = model_attr(arena, at, "default"), .xml = at,
        };
    }
    return model;
}

const struct model_node *model_find(const struct model *model, const char *id)
{
    for (size_t i = 0; i < model->node_count; i++)
        if (strcmp(model->nodes[i].id, id) == 0) return &model->nodes[i];
    return NULL;
}

const char *model_property(struct arena *arena, const struct model_node *node, const char *name)
{
    for (xmlNode *at = model_below(node->xml, "property", NULL); at; at = model_below(node->xml, "property", at))
        if (strcmp(model_attr(arena, at, "name"), name) == 0) return model_attr(arena, at, "value");
    return "";
}
