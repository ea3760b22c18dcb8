/*
 * learned_store.h - texts to learn from, and models as rows; inside case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_LEARNED_STORE_H
#define CASE_LEARNED_STORE_H

#include "case/learned.h"

struct learned_text { int64_t case_id; struct str item, text; };
/* Closed with a result, newest first; then open ones whose type was changed.  *corrected: whose type a person changed. */
enum err learned_texts(struct db *db, struct arena *arena, int64_t most, struct learned_text **out, size_t *count, int64_t *corrected,
                       struct fault *why) MUST_CHECK;
/* The model in force; 0 for none. */
enum err learned_in_force(struct db *db, int64_t *model_id, struct fault *why) MUST_CHECK;
enum err learned_bytes(struct db *db, struct arena *arena, int64_t id, struct str *out, struct fault *why) MUST_CHECK;

#endif
