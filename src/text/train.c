/*
 * train.c - machines of all labels, and how sure they are.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/train.h"

#include <math.h>
#include <string.h>

#include "text/vectors.h"

enum { NO_FOLD = 0xff };
#define SHARE_MAX 10.0
#define DOUBT_MAX 0.3
#define DOUBT_STEP 0.01
static const size_t TRAIN_MEMORY = (size_t)3 << 30;

const struct text_training TEXT_TRAINING = {
    .title_weight = 12, .body_points = 400, .min_texts = 3, .folds = 5, .cost = 10, .hint_cost = 1, .seed = 1,
};

void text_folds(const struct text_set *set, uint32_t folds, uint64_t seed, uint8_t *fold)
{
    uint64_t random = seed * 2 + 1;

    memset(fold, NO_FOLD, set->count);
    for (int i = 0; i < 8; i++) svm_random(&random);   /* near seeds begin alike */
    for (size_t c = 0; c < set->label_count; c++) {
        size_t room[TEXT_FOLDS_MAX] = { 0 }, open = 0, first = (size_t)(svm_random(&random) % folds);

        for (size_t i = 0; i < set->count; i++)
            if (set->samples[i].label == (int32_t)c && !set->samples[i].hint) room[(first + open++) % folds]++;
        /* each text draws among the places that are left */
        for (size_t i = 0; i < set->count; i++) {
            size_t draw, f = 0;
            if (set->samples[i].label != (int32_t)c || set->samples[i].hint) continue;
            for (draw = (size_t)(svm_random(&random) % open--); draw >= room[f]; f++) draw -= room[f];
            room[f]--;
            fold[i] = (uint8_t)f;
        }
    }
}

/* What a text of each label costs: as much for the label as a whole, within SHARE_MAX of the mean. */
static void share_costs(const struct text_set *set, double share[TEXT_LABELS_MAX])
{
    double count[TEXT_LABELS_MAX] = { 0 }, total = 0;

    for (size_t i = 0; i < set->count; i++) {
        const struct text_sample *s = &set->samples[i];
        if (s->label == TEXT_UNLABELLED || s->hint) continue;
        count[s->label]++;
        total++;
    }
    for (size_t c = 0; c < set->label_count; c++)
        share[c] = fmin(SHARE_MAX, fmax(1 / SHARE_MAX, total / (double)set->label_count / fmax(1, count[c])));
}

/* The machines of all labels from the rows that are not of `left_out`. */
struct machines {
    float *w;                  /* [labels][grams] */
    float *bias;
};

static bool solve_all(struct arena *arena, const struct text_set *set, const struct text_training *how, const struct vectors *v,
                      const uint8_t *fold, int left_out, struct machines *out)
{
    uint32_t *rows = arena_array(arena, uint32_t, v->x.rows + 1);
    float *cost = arena_array(arena, float, v->x.rows + 1);
    struct svm_task task = { .x = &v->x, .rows = rows, .label = v->label, .cost = cost };
    double share[TEXT_LABELS_MAX];

    if (!rows || !cost) return false;
    share_costs(set, share);
    for (size_t r = 0; r < v->x.rows; r++) {
        cost[r] = (float)(how->cost * share[v->label[r]] * (set->samples[v->sample[r]].hint ? how->hint_cost : 1));
        if (left_out < 0 || fold[v->sample[r]] != left_out) rows[task.count++] = (uint32_t)r;
    }
    for (size_t c = 0; c < set->label_count; c++) {
        task.seed = how->seed * 131 + c;
        if (!svm_solve(arena, &task, (int32_t)c, out->w + c * v->grams, &out->bias[c])) return false;
    }
    return true;
}

struct scored {
    const double *scores;      /* [count][labels] */
    const int32_t *label;
    size_t count, labels;
};

/* Mean of -ln p(true label) at a temperature and a doubt. */
static double surprise(const struct scored *x, double temperature, double doubt)
{
    double sum = 0;

    for (size_t i = 0; i < x->count; i++) {
        const double *s = x->scores + i * x->labels;
        double best = s[0], total = 0;

        for (size_t c = 1; c < x->labels; c++) best = fmax(best, s[c]);
        for (size_t c = 0; c < x->labels; c++) total += exp((s[c] - best) / temperature);
        sum -= log((1 - doubt) * exp((s[x->label[i]] - best) / temperature) / total + doubt / (double)x->labels + 1e-300);
    }
    return x->count ? sum / (double)x->count : 0;
}

/* Least surprise over the temperature (by golden section on its logarithm) for each doubt of a fine row. */
static void fit_confidence(const struct scored *x, float *temperature, float *doubt)
{
    const double ratio = 0.6180339887498949;
    double least = INFINITY;

    for (double d = 0; d <= DOUBT_MAX; d += DOUBT_STEP) {
        double low = log(0.02), high = log(20), a = high - ratio * (high - low), b = low + ratio * (high - low);
        double at_a = surprise(x, exp(a), d), at_b = surprise(x, exp(b), d);

        while (high - low > 1e-3) {
            if (at_a < at_b) {
                high = b, b = a, at_b = at_a, a = high - ratio * (high - low);
                at_a = surprise(x, exp(a), d);
            } else {
                low = a, a = b, at_a = at_b, b = low + ratio * (high - low);
                at_b = surprise(x, exp(b), d);
            }
        }
        if (fmin(at_a, at_b) >= least) continue;
        least = fmin(at_a, at_b);
        *temperature = (float)exp((low + high) / 2);
        *doubt = (float)d;
    }
}

/* The part of a row's length that lies in grams which some machine weighs: to a reader, others do not exist. */
static double known_length(const struct vectors *v, size_t row, const struct machines *m, size_t labels)
{
    double square = 0;

    for (size_t k = v->x.start[row]; k < v->x.start[row + 1]; k++) {
        bool known = false;
        for (size_t c = 0; c < labels && !known; c++) known = m->w[c * v->grams + v->x.column[k]] != 0;
        if (known) square += (double)(v->x.value[k] * v->x.value[k]);
    }
    return square > 0 ? sqrt(square) : 1;
}

/* Scores of the labelled texts by models that did not see them, then what confidence they deserve. */
static bool find_confidence(struct arena *arena, const struct text_set *set, const struct text_training *how, const struct vectors *v,
                            struct machines *m, float *temperature, float *doubt)
{
    uint8_t *fold = arena_array(arena, uint8_t, set->count + 1);
    double *scores = arena_array(arena, double, v->x.rows * set->label_count + 1);
    int32_t *labels = arena_array(arena, int32_t, v->x.rows + 1);
    size_t count = 0;

    if (!fold || !scores || !labels) return false;
    text_folds(set, how->folds, how->seed + 77, fold);
    for (uint32_t f = 0; f < how->folds; f++) {
        if (!solve_all(arena, set, how, v, fold, (int)f, m)) return false;
        for (size_t r = 0; r < v->x.rows; r++) {
            double length;
            if (fold[v->sample[r]] != f) continue;
            length = known_length(v, r, m, set->label_count);
            for (size_t c = 0; c < set->label_count; c++)
                scores[count * set->label_count + c] = svm_score(&v->x, r, m->w + c * v->grams, 0) / length + (double)m->bias[c];
            labels[count++] = v->label[r];
        }
    }
    fit_confidence(&(struct scored){ scores, labels, count, set->label_count }, temperature, doubt);
    return true;
}

static struct text_model *assemble(struct arena *arena, const struct text_set *set, const struct text_training *how, const struct vectors *v,
                                   const struct machines *machines, float temperature, float doubt)
{
    struct text_model *m = text_model_new(arena, set->label_count, v->grams);

    if (!m) return NULL;
    m->title_weight = how->title_weight;
    m->body_points = how->body_points;
    m->temperature = temperature;
    m->doubt = doubt;
    memcpy(m->keys, v->keys, v->grams * sizeof *m->keys);
    memcpy(m->idf, v->idf, v->grams * sizeof *m->idf);
    for (size_t r = 0; r < v->x.rows; r++) m->samples += !set->samples[v->sample[r]].hint;
    for (size_t c = 0; c < m->labels; c++) {
        m->label[c] = str_dup(arena, set->labels[c]);
        if (!m->label[c].at) return NULL;
        m->bias[c] = machines->bias[c];
        for (size_t g = 0; g < m->grams; g++) m->weights[g * m->stride + c] = machines->w[c * m->grams + g];
    }
    return text_model_index(arena, m) ? m : NULL;
}

static enum err check_set(const struct text_set *set, const struct text_training *how, struct fault *why)
{
    size_t seen[TEXT_LABELS_MAX] = { 0 }, with_texts = 0;

    if (set->label_count > TEXT_LABELS_MAX || set->count > TEXT_SAMPLES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "标签或文本过多（最多 %d 个标签、%d 条文本）", "too many labels or texts (at most %d labels, %d texts)",
                         (int)TEXT_LABELS_MAX, (int)TEXT_SAMPLES_MAX);
    if (how->folds < 2 || how->folds > TEXT_FOLDS_MAX || how->body_points > TEXT_BODY_POINTS_MAX || how->title_weight < 1 ||
        how->title_weight > 100 || !(how->cost > 0) || !(how->hint_cost > 0))
        return fault_set(why, ERR_INVALID, "训练参数超出范围", "a training parameter is out of bounds");
    for (size_t i = 0; i < set->count; i++) {
        const struct text_sample *s = &set->samples[i];
        if (s->label != TEXT_UNLABELLED && s->label >= 0 && (size_t)s->label < set->label_count && !s->hint) seen[s->label]++;
    }
    for (size_t c = 0; c < set->label_count; c++) with_texts += seen[c] > 0;
    if (with_texts < 2) return fault_set(why, ERR_INVALID, "至少要有两个标签的文本才能训练", "texts of at least two labels are needed to train");
    return ERR_OK;
}

enum err text_train(struct arena *arena, const struct text_set *set, const struct text_training *how, struct text_model **out,
                    struct fault *why)
{
    struct arena *scratch;
    struct vectors v;
    struct machines m;
    struct text_model *model = NULL;
    float temperature = 1, doubt = 0;
    enum err err = check_set(set, how, why);

    if (err) return err;
    scratch = arena_open(TRAIN_MEMORY);
    if (!scratch) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = vectors_make(scratch, set, how, &v, why);
    if (!err) {
        m.w = arena_array(scratch, float, v.grams * set->label_count + 1);
        m.bias = arena_array(scratch, float, set->label_count);
        if (m.w && m.bias && find_confidence(scratch, set, how, &v, &m, &temperature, &doubt) && solve_all(scratch, set, how, &v, NULL, -1, &m))
            model = assemble(arena, set, how, &v, &m, temperature, doubt);
        if (!model) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    arena_close(scratch);
    if (!err) *out = model;
    return err;
}
