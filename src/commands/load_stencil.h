/*
 * load_stencil.h - one case as it stands at one moment, ready to be copied.
 *
 * The model: the rows of a case that ran through the spine are read back, and
 * in them every number that means something of this case is found: ids of its
 * own rows, units and people by what they are to its place ("the enforcement
 * team of the street"), instants, codes inside texts.  A copy at another place
 * and time puts the new ones there, with a chain of macs of its own.
 *
 * A stencil stands for ages `from_ms` to `until_ms` after opening: a copy that
 * is that old is in this state, and none of its timers is due yet.
 *
 * Ownership: stencils live in the arena given; copies in theirs.
 * Threads:   stencils are immutable once made; a copy belongs to one thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_LOAD_STENCIL_H
#define COMMANDS_LOAD_STENCIL_H

#include "case/case.h"
#include "commands/people_store.h"

struct stencil {
    int64_t from_ms, until_ms;
    struct case_record record;        /* of the model */
    struct slots *slots;              /* what the numbers mean: load_stencil.c */
    struct stencil_row *rows;
    size_t row_count;
};

/* The case as it is in the database now; `until_ms` is the caller's to set. */
enum err stencil_take(struct db *db, struct arena *arena, struct world *world, const struct people *people, int64_t case_id,
                      int64_t now_ms, struct stencil *out, struct fault *why) MUST_CHECK;

/* Where, when and with which words a copy stands. */
struct copy_of {
    double lon, lat;
    struct place place;
    int64_t id, opened_at;            /* the id is of the time it was opened */
    struct str number, text, address, code_digest;   /* the digest is used when the model has one */
    size_t nth;                       /* which of several people of a desk */
};
struct copied_row { const struct query *write; struct store_arg *args; size_t count; };
struct copied { struct case_record record; struct copied_row *rows; size_t count; };
/* record holds id, places, times and state: what counters need. */
enum err stencil_copy(const struct stencil *stencil, struct arena *arena, struct world *world, const struct org *org,
                      const struct people *people, const struct copy_of *as, struct copied *out, struct fault *why) MUST_CHECK;

#endif
