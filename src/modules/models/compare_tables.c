/*
 * compare_tables.c - decisions by rule and cell, forms by field, catalogues by row and column.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/json.h"
#include "dmn/xml.h"
#include "modules/models/compare.h"

enum { DEPTH_MAX = 12 };

static enum err too_many(struct fault *why)
{
    return fault_set(why, ERR_TOO_LARGE, "内容过多", "there is too much in it");
}

/* ── Decisions ─────────────────────────────────────────────────────────── */

static struct str below(struct pieces *p, struct str prefix, struct str name)
{
    return prefix.len ? str_format(p->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(name)) : name;
}

/* Everything a node says, but tables, whose rules are pieces. */
static void logic(struct pieces *p, struct piece *piece, const struct xml *x, struct str prefix, int depth)
{
    for (const struct xml_attr *attr = x->attrs; attr; attr = attr->next)
        if (!str_is(attr->name, "id") && !str_starts(attr->name, STR("xmlns")) && (prefix.len || !str_is(attr->name, "name") || depth == 0))
            piece_facet(p, piece, below(p, prefix, attr->name), attr->value);
    if (str_trim(x->text).len) piece_facet(p, piece, prefix.len ? prefix : STR("text"), str_trim(x->text));
    for (const struct xml *at = x->first; at && depth < DEPTH_MAX; at = at->next) {
        struct str name = xml_attr(at, "name"), part = name.len ? str_format(p->arena, "%.*s %.*s", STR_ARG(at->name), STR_ARG(name)) : at->name;
        if (xml_is(at, "rule") || xml_is(at, "input") || xml_is(at, "output")) continue;
        if (xml_is(at, "text")) part = STR("");
        logic(p, piece, at, part.len ? below(p, prefix, part) : prefix, depth + 1);
    }
}

static struct str id_or(struct pieces *p, const struct xml *x, struct str owner, const char *what, size_t n)
{
    struct str id = xml_attr(x, "id");

    return id.len ? id : str_format(p->arena, "%.*s/%s %zu", STR_ARG(owner), what, n);
}

enum { COLUMNS_MAX = 256 };
struct columns { struct str at[COLUMNS_MAX]; size_t count; };

static bool add_columns(struct pieces *p, const struct xml *table, struct str owner, const char *what, struct columns *out)
{
    for XML_EACH(x, table, what) {
        struct str label = xml_attr(x, "label"), id = id_or(p, x, owner, what, out->count + 1);
        struct piece *piece = piece_add(p, id, x->name, label.len ? label : xml_attr(x, "name"));
        if (!piece || out->count == COLUMNS_MAX) return false;
        out->at[out->count++] = piece->id;
        logic(p, piece, x, STR(""), 0);
    }
    return true;
}

static bool add_table(struct pieces *p, const struct xml *table, struct str owner)
{
    struct columns *inputs = arena_new(p->arena, struct columns), *outputs = arena_new(p->arena, struct columns);
    size_t n = 0;

    if (!inputs || !outputs || !add_columns(p, table, owner, "input", inputs) || !add_columns(p, table, owner, "output", outputs)) return false;
    for XML_EACH(rule, table, "rule") {
        size_t i = 0, o = 0;
        struct piece *piece = piece_add(p, id_or(p, rule, owner, "rule", ++n), STR("rule"), xml_child_text(rule, "description"));
        if (!piece) return false;
        for XML_EACH(cell, rule, "inputEntry")
            if (i < inputs->count) piece_facet(p, piece, inputs->at[i++], xml_child_text(cell, "text"));
        for XML_EACH(cell, rule, "outputEntry")
            if (o < outputs->count) piece_facet(p, piece, outputs->at[o++], xml_child_text(cell, "text"));
        piece_facet(p, piece, STR("description"), xml_child_text(rule, "description"));
        for XML_EACH(note, rule, "annotationEntry") piece_facet(p, piece, STR("annotation"), xml_child_text(note, "text"));
    }
    return true;
}

static const struct xml *find_table(const struct xml *x, int depth)
{
    for (const struct xml *at = x->first; at && depth < DEPTH_MAX; at = at->next) {
        const struct xml *found = xml_is(at, "decisionTable") ? at : find_table(at, depth + 1);
        if (found) return found;
    }
    return NULL;
}

enum err pieces_dmn(struct pieces *p, struct str text, struct fault *why)
{
    const struct xml *root;
    size_t n = 0;
    enum err err = xml_read(p->arena, text, &root, why);

    if (err) return err;
    for (const struct xml *x = root->first; x; x = x->next) {
        const struct xml *table = find_table(x, 0);
        struct str id = id_or(p, x, STR(""), "element", ++n);
        struct piece *piece = piece_add(p, id, x->name, xml_attr(x, "name"));
        if (!piece) return too_many(why);
        logic(p, piece, x, STR(""), 0);
        if (table && !add_table(p, table, id)) return too_many(why);
    }
    return ERR_OK;
}

/* ── Forms ─────────────────────────────────────────────────────────────── */

static struct str json_words(struct arena *arena, const struct json_t *node)
{
    struct json_out out;
    struct buf buf;
    struct str text;

    if (json_is_text(node, &text)) return text;
    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_write_node(&out, NULL, node);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

/* Properties of an object, dotted; lists as a whole. */
static void properties(struct pieces *p, struct piece *piece, const struct json_t *object, struct str prefix, int depth)
{
    const struct json_t *value;
    struct str key;

    for (const struct json_t *step = NULL; json_next(object, &step, &key, &value);) {
        struct str name = prefix.len ? str_format(p->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key)) : key;
        if (str_is(key, "components") || (!prefix.len && (str_is(key, "id") || str_is(key, "layout")))) continue;
        if (json_type_of(value) == JSON_OBJECT && depth < DEPTH_MAX) properties(p, piece, value, name, depth + 1);
        else piece_facet(p, piece, name, json_words(p->arena, value));
    }
}

static enum err components(struct pieces *p, const struct json_t *list, int depth, struct fault *why)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_t *node = json_at(list, i);
        struct str key = json_get_str(node, "key"), id = json_get_str(node, "id"), label = json_get_str(node, "label");
        struct piece *piece;
        enum err err = ERR_OK;
        if (!key.len && !id.len) id = str_format(p->arena, "field %zu", p->count + 1);
        piece = piece_add(p, key.len ? key : id, STR("field"), label.len ? label : json_get_str(node, "text"));
        if (!piece) return too_many(why);
        properties(p, piece, node, STR(""), 0);
        if (depth < DEPTH_MAX) err = components(p, json_get(node, "components"), depth + 1, why);
        if (err) return err;
    }
    return ERR_OK;
}

enum err pieces_form(struct pieces *p, struct str text, struct fault *why)
{
    struct json_t *form;
    struct piece *whole;
    struct str id;
    enum err err = json_parse(p->arena, text, &form, why);

    if (err) return err;
    id = json_get_str(form, "id");
    whole = piece_add(p, id.len ? str_format(p->arena, "%.*s", STR_ARG(id)) : STR("form"), STR("form"), id);
    if (!whole) return too_many(why);
    properties(p, whole, form, STR(""), 0);
    return components(p, json_get(form, "components"), 0, why);
}

/* ── Catalogues ────────────────────────────────────────────────────────── */

enum err pieces_csv(struct pieces *p, struct str text, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(p->arena, text, &csv, why);

    if (err) return err;
    for (size_t i = 0; i < csv.columns; i++)
        if (!piece_add(p, csv.header[i], STR("column"), csv.header[i])) return too_many(why);
    for (size_t row = 0; row < csv.rows; row++) {
        const struct str *cells = csv.cells + row * csv.columns;
        struct str name = csv_get(&csv, row, "name");
        struct piece *piece = piece_add(p, cells[0], STR("row"), name.len ? name : csv_get(&csv, row, "zh"));
        if (!piece) return too_many(why);
        for (size_t i = 1; i < csv.columns; i++) piece_facet(p, piece, csv.header[i], cells[i]);
    }
    return ERR_OK;
}
