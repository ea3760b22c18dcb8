/*
 * load_walk.h - a model case, played through the spine from opening to archive.
 *
 * Synthetic people complete its tasks after a while, timers fire when they are
 * due, residents rate; time is a parameter of the spine, so months pass in a
 * moment.  After each step the case is taken as a stencil.
 *
 * Ownership: stencils live in the arena given.  Threads: one walk at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_LOAD_WALK_H
#define COMMANDS_LOAD_WALK_H

#include "commands/load_stencil.h"
#include "commands/sentences.h"

struct walk_set {
    struct world *world;
    const struct people *people;
    const struct sentences *sentences;
    const struct wheel *sources;
    const struct case_photo *photos;
    size_t photo_count;
};
/* Stencils of one case, by age; the last holds for ever. */
struct walk { struct stencil *stencils; size_t count; struct str item; };

/* Plays a case of type `item` that opens at `opened_ms` near lon, lat; stops at `until_ms`. */
enum err walk_play(const struct walk_set *set, struct arena *arena, struct chance *chance, struct str item, double lon, double lat,
                   int64_t opened_ms, int64_t until_ms, struct walk *out, struct fault *why) MUST_CHECK;

#endif
