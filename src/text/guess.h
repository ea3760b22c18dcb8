/*
 * guess.h - what kind of matter the words of a report are: a catalogue's words and a learned model together.
 *
 * Model.  The words of the catalogue (text.h) give each type a share w of the
 * evidence; the learned model (model.h), whose labels are codes of types, gives
 * it a confidence p.  `known`, 0 to 1, is how much of the text the model has met
 * before (1 from a quarter of its runs of characters on): what it does not know
 * it leaves to the catalogue.  A type's score is
 *     score = (1 - share * known) * w + share * known * p
 * and a guess is sure when the best score reaches `sure`.  Both figures are
 * found on texts the model did not see (text_guess_fit): the share that is
 * right most often, and the least score from which on the wished part of the
 * guesses is right.  Without a model the score is w and every guess is as
 * sure as it ever was.
 *
 * What speaks for a type is named: the catalogue's phrases found in the text,
 * then the runs of characters that weighed most in the model.
 *
 * Ownership: results live in the arena; they borrow the catalogue's texts.
 * Threads:   pure; a reader is one thread's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_GUESS_H
#define TEXT_GUESS_H

#include "text/text.h"
#include "text/train.h"

struct text_guesser {
    const struct text_classifier *classifier;
    const struct text_type *types;
    size_t type_count;
    const struct text_model *model;        /* NULL: none */
    struct text_reader *reader;            /* of the model, this thread's */
    double share;                          /* of the model in the score, 0-1 */
};

struct text_guess {
    size_t type;               /* position in `types` */
    double score, words, learned;          /* score, w and p above */
    double known;
    struct str said[TEXT_MATCHED_MAX];     /* what spoke for it: phrases first */
    size_t said_count;
};

/* The best types for the words, best first, at most `max`; 0 when nothing speaks for any, or out of memory. */
size_t text_guess(struct arena *arena, const struct text_guesser *guesser, struct str words, struct text_guess *out, size_t max);

enum { TEXT_GUESS_TYPES_MAX = TEXT_LABELS_MAX };

/* How good the guesses were, each text judged by a model that never saw it. */
struct text_fit {
    size_t judged;
    size_t words_right, learned_right, both_right;   /* by the catalogue alone, the model alone, the share below */
    double share, sure;
    size_t sure_count, sure_right;                   /* guesses that reach `sure` */
    struct { size_t texts, right, given; } types[TEXT_GUESS_TYPES_MAX];   /* by position in the set's labels; `given`: guessed so */
};

struct text_fitting {
    const struct text_training *how;
    uint32_t folds;            /* of cross-validation over the labelled texts */
    double wanted;             /* the part of the sure guesses that should be right, 0-1 */
    double least;              /* no lower score is ever sure, however good the guesses were */
};

/*
 * Finds share and sure.  The labels of the set are codes of `types`; titles are not read.  `sure` is above 1 when
 * no score reaches the wanted part.  ERR_INVALID as text_train, or for a label that is no type.
 */
enum err text_guess_fit(struct arena *arena, const struct text_guesser *catalogue, const struct text_set *set, const struct text_fitting *fitting,
                        struct text_fit *out, struct fault *why) MUST_CHECK;

#endif
