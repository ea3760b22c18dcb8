/*
 * sentences.h - what people write, made from templates
 * (content/simulate/sentences.csv), so that synthetic cases read like real ones.
 *
 * A row of kind "report" is a sentence for an event type with {words} in it; a
 * "word" fills such a place; a "note" is what staff write with an outcome.
 *
 * Ownership: sentences borrow the text given to sentences_load.  Threads: immutable, shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_SENTENCES_H
#define COMMANDS_SENTENCES_H

#include "commands/chance.h"

struct sentences;
/* ERR_INVALID when a template names a word that has no row, or there is no report or general note. */
enum err sentences_load(struct arena *arena, struct str csv, struct sentences **out, struct fault *why) MUST_CHECK;
/* A report of the type; a general one when the type has none.  STR_NONE without memory. */
struct str sentences_report(const struct sentences *sentences, struct arena *arena, struct chance *chance, struct str type);
/* A note for the outcome, or a general one. */
struct str sentences_note(const struct sentences *sentences, struct chance *chance, struct str outcome);

#endif
