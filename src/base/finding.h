/*
 * finding.h - what is wrong with a text, more than the first thing.
 *
 * A loader that is given a list of findings notes each thing it refuses and
 * goes on where that makes sense, so that whoever edits the text sees all of it
 * at once.  Without a list it stops at the first one, as its fault says.
 *
 * Ownership: texts are copied into the list's arena.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include "base/err.h"
#include "base/str.h"

enum { FINDINGS_MAX = 200 };

struct finding {
    enum err code;
    bool warning;               /* may be put in force all the same */
    struct str element, field;  /* id of the element, row or field; what of it; empty when not known */
    size_t line;                /* in the text, from 1; 0 when not known */
    struct str zh, en;
};

struct findings {
    struct arena *arena;
    struct finding *at;         /* NULL until the first one */
    size_t count;
    bool failed;                /* one of them is no warning, listed or not */
};

/* Adds one, if there is room for it. */
void findings_add(struct findings *list, const struct finding *finding);
/* The same from a fault, whose texts are copied. */
void findings_fault(struct findings *list, struct str element, size_t line, const struct fault *why);
/* Is this a mistake in the text, behind which a loader may go on?  (No: no memory and the like.) */
bool finding_is_mistake(enum err code);

#endif
