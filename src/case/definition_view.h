/*
 * definition_view.h - definitions in force with others laid over them.
 *
 * What a release would be before it is one: checks and rehearsals look at it.
 *
 * Ownership: everything lives in the arena given; the shelf must outlive it.
 * Threads:   one thread a view.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_DEFINITION_VIEW_H
#define CASE_DEFINITION_VIEW_H

#include "case/definition.h"

struct definition_view;

/* `release`: of what lies under; `shelf` may be empty. */
enum err view_new(struct arena *arena, struct shelf *shelf, int64_t release, struct definition_view **out, struct fault *why) MUST_CHECK;
/* Lays one over the rest; a later one of the same kind and key replaces it. */
enum err view_lay(struct definition_view *view, const struct definition_new *definition, struct fault *why) MUST_CHECK;

struct shelf *view_shelf(const struct definition_view *view);
struct arena *view_arena(const struct definition_view *view);
/* NULL or STR_NONE when there is none, or it does not load. */
struct str view_text(struct definition_view *view, enum definition_kind kind, struct str key);
const struct bpmn *view_process(struct definition_view *view, struct str key);
const struct dmn *view_decision(struct definition_view *view, struct str key);
const struct json_t *view_form(struct definition_view *view, struct str key);
/* The keys of a kind, each once. */
enum err view_keys(struct definition_view *view, enum definition_kind kind, struct str **out, size_t *count, struct fault *why) MUST_CHECK;
bool view_is_laid(const struct definition_view *view, enum definition_kind kind, struct str key);
/* One has been read already, by whoever checked it. */
void view_parsed(struct definition_view *view, enum definition_kind kind, struct str key, const void *parsed);

#endif
