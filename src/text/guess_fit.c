/*
 * guess_fit.c - how much of the score the model deserves, and from which score on a guess is sure.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/guess.h"

#include <math.h>
#include <string.h>

/* The catalogue always keeps a say: of types that have no cases yet it alone knows. */
enum { SHARES = 20, SHARE_MOST = 16, LEVELS = 100 };

/* What a type nobody thought of got all the same, so that one surprise stays finite. */
#define NEVER 1e-3

/* What both say of each label of each judged text. */
struct held {
    size_t count, labels;
    int32_t *label;            /* [count] the true one */
    float *words, *learned;    /* [count][labels] */
    float *known;              /* [count] */
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* Every guess of one text beside the labels of the set. */
static void note(const struct text_guesser *g, const struct text_set *set, const struct text_guess *guesses, size_t count, struct held *held)
{
    float *words = held->words + held->count * held->labels, *learned = held->learned + held->count * held->labels;

    held->known[held->count] = count ? (float)guesses[0].known : 0;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < set->label_count; c++) {
            if (!str_eq(g->types[guesses[i].type].code, set->labels[c])) continue;
            words[c] = (float)guesses[i].words;
            learned[c] = (float)guesses[i].learned;
        }
}

/* Trains without the fold; both judge the fold. */
static enum err judge_fold(const struct text_guesser *catalogue, const struct text_set *set, const struct text_training *how, const uint8_t *fold,
                           uint8_t left_out, struct held *held, struct fault *why)
{
    struct arena *scratch = arena_open((size_t)1 << 30), *one = arena_open((size_t)8 << 20);
    struct text_sample *kept = scratch ? arena_array(scratch, struct text_sample, set->count + 1) : NULL;
    struct text_guess *guesses = scratch ? arena_array(scratch, struct text_guess, catalogue->type_count + 1) : NULL;
    struct text_set others = { set->labels, set->label_count, kept, 0 };
    struct text_guesser g = *catalogue;
    struct text_model *model = NULL;
    enum err err = kept && guesses && one ? ERR_OK : no_memory(why);

    for (size_t i = 0; !err && i < set->count; i++)
        if (fold[i] != left_out) kept[others.count++] = set->samples[i];
    if (!err) err = text_train(scratch, &others, how, &model, why);
    g.model = model;
    g.share = 0.5;                     /* any: words, learned and known are kept apart */
    if (!err && !(g.reader = text_reader_new(scratch, model))) err = no_memory(why);
    for (size_t i = 0; !err && i < set->count; i++) {
        if (fold[i] != left_out) continue;
        arena_reset(one);
        note(catalogue, set, guesses, text_guess(one, &g, set->samples[i].body, guesses, catalogue->type_count), held);
        held->label[held->count++] = set->samples[i].label;
    }
    arena_close(one);
    arena_close(scratch);
    return err;
}

/* The label of the highest score and the score; -1 when nothing speaks for any. */
static int32_t best_of(const struct held *held, size_t i, double share, double *score)
{
    const float *words = held->words + i * held->labels, *learned = held->learned + i * held->labels;
    int32_t best = -1;

    share *= (double)held->known[i];
    *score = 0;
    for (size_t c = 0; c < held->labels; c++) {
        double s = (1 - share) * (double)words[c] + share * (double)learned[c];
        if (s > *score) *score = s, best = (int32_t)c;
    }
    return best;
}

/* How many are right; *surprise (nullable) is the sum of -ln of what the true label got. */
static size_t right_with(const struct held *held, double share, double *surprise)
{
    size_t right = 0;
    double score, sum = 0;

    for (size_t i = 0; i < held->count; i++) {
        size_t at = i * held->labels + (size_t)held->label[i];
        double part = share * (double)held->known[i];
        right += best_of(held, i, share, &score) == held->label[i];
        sum -= log((1 - part) * (double)held->words[at] + part * (double)held->learned[at] + NEVER);
    }
    if (surprise) *surprise = sum;
    return right;
}

/* The least level from which on the wished part is right; no level does: nothing is sure. */
static void find_sure(const struct held *held, const struct text_fitting *fitting, struct text_fit *out)
{
    size_t count[LEVELS + 1] = { 0 }, right[LEVELS + 1] = { 0 }, n = 0, r = 0;

    for (size_t i = 0; i < held->count; i++) {
        double score;
        bool is_right = best_of(held, i, out->share, &score) == held->label[i];
        size_t level = (size_t)(score * LEVELS);
        count[level > LEVELS ? LEVELS : level]++;
        right[level > LEVELS ? LEVELS : level] += is_right;
    }
    out->sure = 1.01;
    for (size_t level = LEVELS + 1; level-- > 0;) {
        n += count[level];
        r += right[level];
        if (n == 0 || (double)level < fitting->least * LEVELS || (double)r < fitting->wanted * (double)n) continue;
        out->sure = (double)level / LEVELS;
        out->sure_count = n;
        out->sure_right = r;
    }
}

static void settle(const struct held *held, const struct text_fitting *fitting, struct text_fit *out)
{
    double least;

    out->judged = held->count;
    out->learned_right = right_with(held, 1, NULL);
    out->both_right = out->words_right = right_with(held, 0, &least);
    for (size_t k = 1; k <= SHARE_MOST; k++) {   /* of equals the one that surprises least */
        double surprise;
        size_t right = right_with(held, (double)k / SHARES, &surprise);
        if (right < out->both_right || (right == out->both_right && surprise >= least)) continue;
        out->both_right = right;
        out->share = (double)k / SHARES;
        least = surprise;
    }
    for (size_t i = 0; i < held->count; i++) {
        double score;
        int32_t given = best_of(held, i, out->share, &score);
        out->types[held->label[i]].texts++;
        out->types[held->label[i]].right += given == held->label[i];
        if (given >= 0) out->types[given].given++;
    }
    find_sure(held, fitting, out);
}

static enum err check_labels(const struct text_guesser *g, const struct text_set *set, struct fault *why)
{
    for (size_t c = 0; c < set->label_count; c++) {
        bool known = false;
        for (size_t i = 0; i < g->type_count; i++) known = known || str_eq(g->types[i].code, set->labels[c]);
        if (!known) return fault_set(why, ERR_INVALID, "类型目录里没有 %.*s", "the catalogue has no type %.*s", STR_ARG(set->labels[c]));
    }
    return ERR_OK;
}

enum err text_guess_fit(struct arena *arena, const struct text_guesser *catalogue, const struct text_set *set, const struct text_fitting *fitting,
                        struct text_fit *out, struct fault *why)
{
    uint8_t *fold = arena_array(arena, uint8_t, set->count + 1);
    struct held held = { .labels = set->label_count };
    size_t cells = set->count * set->label_count + 1;
    enum err err = check_labels(catalogue, set, why);

    if (!err && (fitting->folds < 2 || fitting->folds > TEXT_FOLDS_MAX)) err = fault_set(why, ERR_INVALID, "折数超出范围", "folds are out of bounds");
    if (err) return err;
    held.label = arena_array(arena, int32_t, set->count + 1);
    held.words = arena_array(arena, float, cells);
    held.learned = arena_array(arena, float, cells);
    held.known = arena_array(arena, float, set->count + 1);
    if (!fold || !held.label || !held.words || !held.learned || !held.known) return no_memory(why);
    memset(held.words, 0, cells * sizeof *held.words);
    memset(held.learned, 0, cells * sizeof *held.learned);
    text_folds(set, fitting->folds, fitting->how->seed, fold);
    for (uint32_t f = 0; !err && f < fitting->folds; f++) err = judge_fold(catalogue, set, fitting->how, fold, (uint8_t)f, &held, why);
    if (err) return err;
    memset(out, 0, sizeof *out);
    settle(&held, fitting, out);
    return ERR_OK;
}
