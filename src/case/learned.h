/*
 * learned.h - a model of words that learns from the cases (分类模型).
 *
 * Model.  The types of the catalogue are suggested by its own words and, once a
 * trained model is in force, by that too (text/guess.h).  It is trained from the
 * newest cases that were closed with a result, each under the type it ended
 * with, and from those whose type a person changed; equal texts of one type
 * count once.  A training keeps its figures, found by cross-validation, and
 * changes nothing: another person puts a model in force, takes it back to an
 * older one, or to none.  A suggestion that is not sure marks the case, and no
 * rule dispatches a type nobody chose by itself.
 *
 * Privacy.  A model holds runs of at most three characters that stand in at
 * least three texts, never a text.
 *
 * Ownership: learned_open/_close.  Threads: one value shared by all.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_LEARNED_H
#define CASE_LEARNED_H

#include "case/case.h"
#include "text/guess.h"

struct learned;
struct case_plan;

enum err learned_open(struct learned **out, struct fault *why) MUST_CHECK;
void learned_close(struct learned *learned);   /* NULL is allowed */
/* Takes up what is in force when it is not in use already, here or put there by another server. */
enum err learned_follow(struct learned *learned, struct db *db, struct fault *why) MUST_CHECK;

/* The guesses of the catalogue and, when one is in force, the model.  `sure` is true without a model. */
struct guesses {
    struct text_guess *at;
    size_t count;
    bool sure;                         /* the first one is */
    int64_t model_id, number;          /* 0: the catalogue alone */
    double share;
};
enum err learned_guess(struct learned *learned, struct arena *arena, const struct text_guesser *catalogue, struct str words, size_t max,
                       struct guesses *out, struct fault *why) MUST_CHECK;

/* What a model is and how good it was. */
struct learned_row {
    int64_t id, number, made_at, made_by, cases, corrected, runs, judged, words_right, learned_right, both_right, sure_count, sure_right;
    double share, sure;
    struct str types, digest, made_by_name;   /* types: JSON */
    bool in_force;
};
struct learned_made { struct learned_row row; struct str bytes; };

/*
 * Trains from what `db` sees: at most setting learn.cases of the newest cases.
 * ERR_UNPROCESSABLE with fewer than learn.least texts or two types; ERR_BUSY while another training runs.
 */
enum err learned_train(struct world *world, struct db *db, struct arena *arena, int64_t now_ms, struct learned_made *out, struct fault *why) MUST_CHECK;

/* Inside a job: keeps the model, gives it its number; the oldest ones never used go. */
enum err learned_keep(struct db *db, struct learned_made *made, int64_t by, struct fault *why) MUST_CHECK;
/* Inside a job: puts a model in force, or with 0 none; ERR_NOT_FOUND, ERR_CONFLICT when it is already. */
enum err learned_use(struct db *db, int64_t model_id, int64_t by, int64_t now_ms, struct fault *why) MUST_CHECK;
/* Newest first. */
enum err learned_list(struct db *db, struct arena *arena, struct learned_row **out, size_t *count, struct fault *why) MUST_CHECK;
enum err learned_read(struct db *db, struct arena *arena, int64_t id, struct learned_row *out, struct fault *why) MUST_CHECK;

/* What the words said of a case when it was opened; ERR_NOT_FOUND when a person chose. */
struct guess_row { struct str type; double score; bool sure, corrected; int64_t model_id; };
enum err learned_guess_of(struct db *db, struct arena *arena, int64_t case_id, struct guess_row *out, struct fault *why) MUST_CHECK;
/* Inside a step: writes what the plan says of it. */
enum err learned_write(struct db *db, const struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
