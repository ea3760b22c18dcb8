/*
 * definition.h - deployed definitions, loaded and kept; inside case/.
 *
 * A release is a number; the definition in force at a release is the one with
 * the highest release not above it.  Texts are read at start, parsed when first
 * used and never freed: deployments are few.
 *
 * Ownership: a shelf lives from shelf_open to shelf_close.
 * Threads:   shared; parsing is guarded by a lock, finding is not.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_DEFINITION_H
#define CASE_DEFINITION_H

#include "bpmn/bpmn.h"
#include "dmn/dmn.h"
#include "store/store.h"

enum definition_kind { DEFINITION_PROCESS, DEFINITION_DECISION, DEFINITION_FORM, DEFINITION_CATALOGUE, DEFINITION__KINDS };
const char *definition_kind_name(enum definition_kind kind);
enum definition_kind definition_kind_from(struct str name);    /* DEFINITION__KINDS when unknown */

struct shelf;
enum err shelf_open(struct db *db, struct shelf **out, struct fault *why) MUST_CHECK;
void shelf_close(struct shelf *shelf);
/* Reads releases newer than those it has. */
enum err shelf_refresh(struct shelf *shelf, struct db *db, struct fault *why) MUST_CHECK;
int64_t shelf_release(const struct shelf *shelf);

/* The keys of a kind that have a definition at `release`, each once. */
enum err shelf_keys(struct shelf *shelf, struct arena *arena, enum definition_kind kind, int64_t release, struct str **out, size_t *count,
                    struct fault *why) MUST_CHECK;
struct str shelf_text(struct shelf *shelf, enum definition_kind kind, struct str key, int64_t release, int64_t *of_release);
const struct bpmn *shelf_process(struct shelf *shelf, struct str key, int64_t release);
const struct dmn *shelf_decision(struct shelf *shelf, struct str key, int64_t release, int64_t *of_release);
const struct json_t *shelf_form(struct shelf *shelf, struct str key, int64_t release);
/* The arena of things that live as long as the shelf; lock it while allocating. */
struct arena *shelf_lock(struct shelf *shelf);
void shelf_unlock(struct shelf *shelf);

/* One definition to deploy. */
struct definition_new { enum definition_kind kind; struct str key, name, text; };
/* Reads a content folder: processes, decisions, forms, catalogues, calendars. */
enum err definition_collect(struct arena *arena, const char *content, struct definition_new **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
