/*
 * compare.h - two texts of one definition, piece by piece.
 *
 * Each kind of text is cut into pieces with an id (an element of a process, a
 * rule or column of a table, a field of a form, a row of a catalogue), their
 * facets (attributes, cells, properties) and the place where they are drawn.
 * What has the same id is the same piece.
 *
 * Ownership: everything in the arena given.  Pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODELS_COMPARE_H
#define MODELS_COMPARE_H

#include "base/table.h"
#include "case/definition.h"

enum { FACETS_MAX = 400 };

struct facet { struct str name, value; };
struct piece {
    struct str id, type, name;
    struct facet *facets;
    size_t count;
    struct str place;             /* drawn here; equal texts, equal places */
};
struct pieces {
    struct arena *arena;
    struct piece *at;
    size_t count, cap;
    struct table by_id;           /* struct piece, by index + 1 */
};

/* Cuts a text; ERR_UNPROCESSABLE when it cannot be read at all. */
enum err pieces_of(struct arena *arena, enum definition_kind kind, struct str text, struct pieces *out, struct fault *why) MUST_CHECK;

enum change_kind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED, CHANGE_MOVED };
struct change { enum change_kind what; const struct piece *piece; struct str field, before, after; };
struct changes { struct change *at; size_t count; bool truncated; };
enum { CHANGES_MAX = 2000 };
enum err compare_pieces(struct arena *arena, const struct pieces *a, const struct pieces *b, struct changes *out, struct fault *why) MUST_CHECK;

/* ── For the cutters ───────────────────────────────────────────────────── */

/* A new piece; a repeated id gets a number.  NULL without memory. */
struct piece *piece_add(struct pieces *pieces, struct str id, struct str type, struct str name);
/* Empty values are as absent. */
void piece_facet(struct pieces *pieces, struct piece *piece, struct str name, struct str value);

enum err pieces_bpmn(struct pieces *pieces, struct str text, struct fault *why) MUST_CHECK;
enum err pieces_dmn(struct pieces *pieces, struct str text, struct fault *why) MUST_CHECK;
enum err pieces_form(struct pieces *pieces, struct str text, struct fault *why) MUST_CHECK;
enum err pieces_csv(struct pieces *pieces, struct str text, struct fault *why) MUST_CHECK;

#endif
