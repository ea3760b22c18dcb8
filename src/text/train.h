/*
 * train.h - a text model learned from labelled texts.
 *
 * Model.  Grams (gram.h) that stand in at least `min_texts` of all texts, of
 * them in one labelled text, become features; idf = ln((1+N)/(1+df)) + 1 over
 * all texts, labelled or not.  One linear support vector machine per label
 * (squared hinge loss, L2, one against the rest) is solved by dual coordinate
 * descent (Hsieh et al. 2008); a text costs the more the rarer its label is, so
 * that small labels are not swallowed.  Temperature and doubt of the confidences
 * (model.h) are found on scores that models of the other folds give to the
 * labelled texts: least surprise, as in temperature scaling (Guo et al. 2017),
 * with a share of labels that are simply otherwise.  Rows of a
 * taxonomy or the words of a catalogue join as short labelled texts that say
 * what a label is about (`hint`): they train, but are never measured.
 *
 * Deterministic: the same samples in the same order give the same model.
 *
 * Ownership: the model lives in the arena given; samples are borrowed while training.
 * Threads:   pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_TRAIN_H
#define TEXT_TRAIN_H

#include "text/model.h"

enum { TEXT_SAMPLES_MAX = 200000, TEXT_UNLABELLED = -1, TEXT_FOLDS_MAX = 20 };

struct text_sample {
    struct str title, body;
    int32_t label;             /* position in the labels, or TEXT_UNLABELLED */
    bool hint;                 /* words about the label, not a text of the kind that will be read */
};

struct text_set {
    const struct str *labels;
    size_t label_count;
    const struct text_sample *samples;
    size_t count;
};

struct text_training {
    uint32_t title_weight;     /* one occurrence in the title counts as so many in the body */
    uint32_t body_points;
    uint32_t min_texts;
    uint32_t folds;            /* for the temperature */
    double cost;               /* C of the machine */
    double hint_cost;          /* of a hint, relative to a text */
    uint64_t seed;             /* of the order of the descent and of the folds */
};
/* What cross-validation on 456 messages of 7 topics found to lie on a plateau (docs/analysis.md). */
extern const struct text_training TEXT_TRAINING;

/* ERR_INVALID for less than two labels with texts, or too many of anything. */
enum err text_train(struct arena *arena, const struct text_set *set, const struct text_training *how, struct text_model **out,
                    struct fault *why) MUST_CHECK;

/* Folds of the labelled texts, each label spread evenly; fold[i] is 0xff for hints and unlabelled texts. */
void text_folds(const struct text_set *set, uint32_t folds, uint64_t seed, uint8_t *fold);

enum { TEXT_BINS = 10 };

/* Cross-validation: every labelled text judged once a round by a model that never saw it. */
struct text_measured {
    size_t rounds, judged, right;                /* over all rounds */
    double accuracy[TEXT_FOLDS_MAX];             /* of each round */
    size_t table[TEXT_LABELS_MAX][TEXT_LABELS_MAX];   /* [true][given] */
    struct { size_t count, right; double confidence; } bins[TEXT_BINS];   /* by confidence; its sum */
};
enum err text_measure(struct arena *arena, const struct text_set *set, const struct text_training *how, uint32_t folds, uint32_t rounds,
                      struct text_measured *out, struct fault *why) MUST_CHECK;

#endif
