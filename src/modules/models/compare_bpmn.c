/*
 * compare_bpmn.c - a process cut into its elements.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/xml.h"
#include "modules/models/compare.h"

enum { DEPTH_MAX = 12 };

static bool named(struct str name, const char *list)
{
    struct str rest = str_from_c(list), piece;

    while (str_split(&rest, ' ', &piece))
        if (str_eq(name, piece)) return true;
    return false;
}

/* A piece of its own: what stands in a container and has an id. */
static bool is_piece(const struct bpmn_xml *node)
{
    return node->space == SPACE_MODEL && node->parent && bpmn_xml_attr(node, "id").len && !named(node->name, "laneSet collaboration") &&
           named(node->parent->name, "definitions process subProcess transaction adHocSubProcess laneSet collaboration");
}

/* How a part is told apart from others of its name: zeebe:property by name, zeebe:input by target. */
static struct str part_name(struct pieces *p, struct str prefix, const struct bpmn_xml *node)
{
    static const char *const KEYS[] = { "name", "target", "key" };
    struct str name = node->name, key = STR_NONE;

    if (named(name, "extensionElements properties ioMapping taskHeaders")) return prefix;
    for (size_t i = 0; i < COUNT_OF(KEYS) && !key.len && node->space == SPACE_ZEEBE; i++) key = bpmn_xml_attr(node, KEYS[i]);
    if (key.len) name = str_format(p->arena, "%.*s %.*s", STR_ARG(name), STR_ARG(key));
    return prefix.len ? str_format(p->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(name)) : name;
}

/* What a node and what belongs to it says. */
static void facets(struct pieces *p, struct piece *piece, const struct bpmn_xml *node, struct str prefix, int depth)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        struct str name = node->attrs[i].name;
        if (str_is(name, "id") || node->attrs[i].space == SPACE_OTHER || node->attrs[i].space == SPACE_XSI) continue;
        if (!prefix.len) piece_facet(p, piece, name, node->attrs[i].value);
        else if (str_is(name, "value") && node->space == SPACE_ZEEBE) piece_facet(p, piece, prefix, node->attrs[i].value);
        else if (!str_is(name, "name") || node->space != SPACE_ZEEBE)
            piece_facet(p, piece, str_format(p->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name)), node->attrs[i].value);
    }
    if (node->text.len) piece_facet(p, piece, prefix.len ? prefix : STR("text"), node->text);
    for (const struct bpmn_xml *at = node->first; at && depth < DEPTH_MAX; at = at->next) {
        struct str name = part_name(p, prefix, at);
        if (is_piece(at) || named(at->name, "incoming outgoing laneSet") || at->space == SPACE_DRAWING) continue;
        if (!at->attr_count && !at->text.len && !at->first) piece_facet(p, piece, name, STR("✓"));
        facets(p, piece, at, name, depth + 1);
    }
}

/* Bounds and way points as text, for the piece they draw. */
static void draw(struct pieces *p, struct table *places, const struct bpmn_xml *shape)
{
    struct str id = bpmn_xml_attr(shape, "bpmnElement"), *place = arena_new(p->arena, struct str);
    struct buf text;

    buf_init(&text, p->arena, 0);
    for (const struct bpmn_xml *at = shape->first; at; at = at->next) {
        if (!named(at->name, "Bounds waypoint")) continue;
        for (size_t i = 0; i < at->attr_count; i++) {
            buf_str(&text, at->attrs[i].value);
            buf_byte(&text, ' ');
        }
    }
    if (!place || !id.len || !buf_ok(&text)) return;
    *place = buf_done(&text);
    if (table_put(places, id, place)) return;
}

enum err pieces_bpmn(struct pieces *p, struct str text, struct fault *why)
{
    struct bpmn_xml *root;
    struct table places;
    enum err err = bpmn_xml_parse(p->arena, text, &root, why);

    if (err) return err;
    table_init(&places, p->arena);
    for (const struct bpmn_xml *at = root; at; at = bpmn_xml_next(root, at)) {
        if (named(at->name, "BPMNShape BPMNEdge")) draw(p, &places, at);
        if (!is_piece(at)) continue;
        struct piece *piece = piece_add(p, bpmn_xml_attr(at, "id"), at->name, bpmn_xml_attr(at, "name"));
        if (!piece) return fault_set(why, ERR_TOO_LARGE, "元素过多", "there are too many elements");
        facets(p, piece, at, STR(""), 0);
    }
    for (size_t i = 0; i < p->count; i++) {
        const struct str *place = table_get(&places, p->at[i].id);
        p->at[i].place = place ? *place : STR("");
    }
    return ERR_OK;
}
