/*
 * model.h - a learned linear classifier of texts: title and body in, label and confidence out.
 *
 * Model.  A text is a vector over the grams (gram.h) the model knows:
 *     tf  = title_weight * occurrences in the title + occurrences in the first
 *           `body_points` characters of the body
 *     x   = (1 + ln tf) * idf(gram), divided by the vector's length  (tf-idf, sublinear)
 *     s   = bias + sum of weight(gram, label) * x                    one figure per label
 *     p   = (1 - doubt) * softmax(s / temperature) + doubt / labels  the confidence
 * Weights come from train.h.  A text without any known gram has the confidences
 * that the biases alone give.
 *
 * File.  Little endian: "SHAOTXT1", the counts and parameters, labels, then one
 * record per gram (key, idf, weights) sorted by key, and the SM3 digest of it
 * all.  The reader checks the digest, every bound and every number before use.
 *
 * Ownership: a model lives in its arena; labels borrow from it.
 * Threads:   a model is immutable and may be shared; a reader is one thread's.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TEXT_MODEL_H
#define TEXT_MODEL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
    TEXT_LABELS_MAX = 64,
    TEXT_LABEL_BYTES_MAX = 120,
    TEXT_GRAMS_MAX = 1 << 20,
    TEXT_MODEL_BYTES_MAX = 320 << 20,
    TEXT_TITLE_POINTS = 200,      /* of a title, more are not looked at */
    TEXT_BODY_POINTS_MAX = 4000,
    TEXT_DECIDED_MAX = 8,
};

struct text_model;

/* ERR_INVALID with a sentence for anything that is not a whole model file of this version. */
enum err text_model_read(struct arena *arena, struct str bytes, struct text_model **out, struct fault *why) MUST_CHECK;
/* The file's bytes, digest included; STR_NONE when out of memory. */
struct str text_model_write(struct arena *arena, const struct text_model *model);

size_t text_model_labels(const struct text_model *model);
struct str text_model_label(const struct text_model *model, size_t label);
size_t text_model_grams(const struct text_model *model);
size_t text_model_samples(const struct text_model *model);   /* labelled texts it was trained from */

struct text_verdict {
    size_t label;
    double confidence;                     /* 0-1 */
    double scores[TEXT_LABELS_MAX];        /* s above, per label */
    double confidences[TEXT_LABELS_MAX];   /* p above */
};

/* One thread's room for reading texts with a model; NULL when out of memory. */
struct text_reader;
struct text_reader *text_reader_new(struct arena *arena, const struct text_model *model);
/* False when out of memory. */
bool text_read(struct text_reader *reader, struct str title, struct str body, struct text_verdict *out);

/* How much of the text last read the model knows: runs of characters it weighs, of all its runs, 0-1. */
double text_reader_known(const struct text_reader *reader);

struct text_decided {
    struct str gram;
    double weight;             /* what it added for the label, above the mean of all labels */
};
/*
 * The grams of the text last read that spoke most for `label`, strongest first;
 * one inside another with the same say is named once, by the longer.  At most
 * `max` (TEXT_DECIDED_MAX); the texts live in the arena.
 */
size_t text_decided_by(struct text_reader *reader, struct arena *arena, size_t label, struct text_decided *out, size_t max);

#endif
