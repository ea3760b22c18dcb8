/*
 * dmn.h - DMN 1.1-1.5 decision models: load once, decide many times.
 *
 * The model: a definition is immutable after dmn_load; dmn_decide evaluates a
 * decision with the decisions and knowledge it requires and tells which rules
 * matched, so that every route can be explained.
 *
 * Ownership: a definition lives in the arena given to dmn_load.  Threads: may be shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef DMN_DMN_H
#define DMN_DMN_H

#include "base/finding.h"
#include "feel/feel.h"

struct dmn;   /* a loaded definitions element */

/* ERR_INVALID or ERR_UNSUPPORTED names the element id in both sentences. */
enum err dmn_load(struct arena *arena, struct str xml, struct dmn **out, struct fault *why) MUST_CHECK;
/* With imported models, found by namespace. */
enum err dmn_load_with(struct arena *arena, struct str xml, const struct dmn *const *imports, size_t import_count,
                       struct dmn **out, struct fault *why) MUST_CHECK;

/* As dmn_load_with, but an element whose logic or type is malformed stays and decides null: for models nobody here wrote. */
enum err dmn_load_lenient(struct arena *arena, struct str xml, const struct dmn *const *imports, size_t import_count,
                          struct dmn **out, struct fault *why) MUST_CHECK;

/* As dmn_load, but every mistake goes on the list before the model is refused. */
enum err dmn_check(struct arena *arena, struct str xml, struct findings *findings, struct dmn **out, struct fault *why) MUST_CHECK;

/* Is there a decision or a decision service of that id? */
bool dmn_has(const struct dmn *dmn, struct str decision);
struct str dmn_name(const struct dmn *dmn);
struct str dmn_namespace(const struct dmn *dmn);

/* One rule that fired, for the explanation. */
struct dmn_match {
    struct str decision;      /* its id */
    struct str rule;          /* the rule's id, or its number as text */
    size_t row;               /* 1-based */
    struct str annotation;    /* the rule's description or first annotation; may be empty */
};

struct dmn_result {
    const struct feel_value *value;
    struct dmn_match *matches;
    size_t match_count;       /* at most 64 */
    struct feel_notes notes;
};

/*
 * Evaluates the decision or decision service named by id or by name with `inputs` (a context).
 * ERR_NOT_FOUND when there is none; evaluation itself yields null and notes.
 */
enum err dmn_decide(struct arena *arena, const struct dmn *dmn, struct str decision,
                    const struct feel_value *inputs, int64_t now_ms, struct dmn_result *out, struct fault *why) MUST_CHECK;

#endif
