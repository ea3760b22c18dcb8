/*
 * catalogue.h - items (事项), stages, sources and results as deployed.
 *
 * Ownership: lives in the arena given; immutable.  Threads: shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_CATALOGUE_H
#define CASE_CATALOGUE_H

#include "case/world.h"
#include "text/guess.h"

struct catalogue_texts { struct str events, stages, sources, results, personal_data, urgencies, grades, names, whistles, papers, supervision; };
/* ERR_INVALID names the file and what is wrong in it. */
enum err catalogue_load(struct arena *arena, const struct catalogue_texts *texts, struct catalogue **out, struct fault *why) MUST_CHECK;
const struct catalogue *world_catalogue(const struct world *world);
/* The words of the types, without a model. */
struct text_guesser catalogue_guesser(const struct world *world);

#endif
