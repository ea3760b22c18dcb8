/*
 * alike.h - how alike are texts, and what do they say alike?
 *
 * Model.  A text is the set of its pairs of characters; a pair that few of the
 * texts compared have weighs more: ln((1 + n) / df).  Two texts are as alike as
 * the weight of the pairs both have to that of both texts (cosine of sets): 0
 * to 1.  What they say alike is the longest run of characters that stands in
 * both.  No dictionary, no model; only the first TEXT_ALIKE_POINTS characters.
 *
 * Ownership: results live in the arena.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_ALIKE_H
#define TEXT_ALIKE_H

#include "base/err.h"
#include "base/str.h"

enum { TEXT_ALIKE_POINTS = 400, TEXT_ALIKE_TEXTS = 2000, TEXT_ALIKE_RUN_MIN = 3 };

/* Puts how alike `text` is to each of `others` (at most TEXT_ALIKE_TEXTS) in `scores`; ERR_TOO_LARGE, ERR_NO_MEMORY. */
enum err text_alike(struct arena *arena, struct str text, const struct str *others, size_t count, double *scores, struct fault *why) MUST_CHECK;

/* The longest run of both, folded; STR_NONE when it is shorter than TEXT_ALIKE_RUN_MIN, or out of memory. */
struct str text_alike_run(struct arena *arena, struct str a, struct str b);

#endif
