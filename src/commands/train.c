/*
 * train.c - shao train: a model of texts from tables of labelled texts, or from the cases of a database.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/io.h"
#include "case/learned.h"
#include "commands/command.h"
#include "commands/tsv.h"
#include "case/world.h"
#include "text/train.h"

static const struct option_row OPTIONS[] = {
    { "--labelled", "FILE", "columns title, body, label (or label1)" },
    { "--unlabelled", "FILE", "columns title, body: how common each run of characters is" },
    { "--taxonomy", "FILE", "columns label1, label2, label3: what the labels are about" },
    { "--out", "FILE", "where the model is written" },
    { "--measure", "ROUNDS", "cross-validate so many times and print the figures" },
    { "--folds", "N", "folds of cross-validation (10)" },
    { "--cases", NULL, "learn the types of the catalogue from closed and corrected cases; with --data" },
    { "--data", "DIR", "folder with database and keys" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { "--keep", NULL, "with --cases: keep the model in the database, where another person can put it in force" },
    { 0 },
};

/* The samples so far, growing. */
struct reading {
    struct arena *arena;
    struct str labels[TEXT_LABELS_MAX];
    size_t label_count;
    struct text_sample *samples;
    size_t count, cap;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err add_sample(struct reading *r, struct text_sample sample, struct fault *why)
{
    if (r->count == TEXT_SAMPLES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "文本过多（最多 %d 条）", "too many texts (at most %d)", (int)TEXT_SAMPLES_MAX);
    if (r->count == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 1024;
        struct text_sample *more = arena_array(r->arena, struct text_sample, cap);

        if (!more) return no_memory(why);
        if (r->count) memcpy(more, r->samples, r->count * sizeof *more);
        r->samples = more;
        r->cap = cap;
    }
    sample.title = str_dup(r->arena, sample.title);
    sample.body = str_dup(r->arena, sample.body);
    if (!sample.title.at || !sample.body.at) return no_memory(why);
    r->samples[r->count++] = sample;
    return ERR_OK;
}

/* The number of a label, or -1: a new one is taken in when `open`. */
static int32_t label_of(struct reading *r, struct str name, bool open)
{
    for (size_t i = 0; i < r->label_count; i++)
        if (str_eq(r->labels[i], name)) return (int32_t)i;
    if (!open || r->label_count == TEXT_LABELS_MAX || name.len == 0 || name.len > TEXT_LABEL_BYTES_MAX || !utf8_valid(name)) return -1;
    r->labels[r->label_count] = str_dup(r->arena, name);
    return r->labels[r->label_count].at ? (int32_t)r->label_count++ : -1;
}

/* One row of a table into the samples. */
typedef enum err (*take_row)(struct reading *r, const struct str *cells, size_t line, struct fault *why);

static enum err take_labelled(struct reading *r, const struct str *cells, size_t line, struct fault *why)
{
    int32_t label = label_of(r, str_trim(cells[2]), true);

    if (label < 0)
        return fault_at(why, ERR_INVALID, line, "第 %zu 行的标签为空、过长或超过 %d 个", "the label of line %zu is empty, too long, or one of more than %d", line,
                        (int)TEXT_LABELS_MAX);
    return add_sample(r, (struct text_sample){ .title = cells[0], .body = cells[1], .label = label }, why);
}

static enum err take_unlabelled(struct reading *r, const struct str *cells, size_t line, struct fault *why)
{
    (void)line;
    return add_sample(r, (struct text_sample){ .title = cells[0], .body = cells[1], .label = TEXT_UNLABELLED }, why);
}

/* A row of the taxonomy says what its first level is about, when that is one of the labels. */
static enum err take_taxonomy(struct reading *r, const struct str *cells, size_t line, struct fault *why)
{
    int32_t label = label_of(r, str_trim(cells[0]), false);
    struct str words = str_format(r->arena, "%.*s %.*s", STR_ARG(cells[1]), STR_ARG(cells[2]));

    (void)line;
    if (label < 0) return ERR_OK;
    if (!words.at) return no_memory(why);
    return add_sample(r, (struct text_sample){ .title = words, .body = STR(""), .label = label, .hint = true }, why);
}

static const struct table_row {
    const char *option;
    const char *names[3];
    size_t wanted;
    take_row take;
} TABLES[] = {
    { "--labelled", { "title", "body", "label|label1" }, 3, take_labelled },
    { "--unlabelled", { "title", "body" }, 2, take_unlabelled },
    { "--taxonomy", { "label1|label", "label2", "label3" }, 3, take_taxonomy },
};

static enum err read_table(struct reading *r, const struct table_row *table, const char *path, struct fault *why)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct str cells[3];
    struct tsv in;
    enum err err;

    if (file < 0) return fault_set(why, ERR_NOT_FOUND, "打不开 %s：%s", "cannot open %s: %s", path, strerror(errno));
    err = tsv_open(r->arena, file, table->names, table->wanted, table->wanted, &in, why);
    while (!err && !(err = tsv_next(&in, cells, why))) err = table->take(r, cells, in.line, why);
    close(file);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ── Figures ───────────────────────────────────────────────────────────── */

static void print_measured(const struct text_set *set, const struct text_measured *m, uint32_t folds)
{
    double mean = (double)m->right / (double)m->judged, spread = 0, off = 0;

    for (size_t r = 0; r < m->rounds; r++) spread += (m->accuracy[r] - mean) * (m->accuracy[r] - mean);
    printf("accuracy %.4f  (%zu rounds of %u folds, standard deviation between rounds %.4f)\n", mean, m->rounds, folds,
           m->rounds > 1 ? sqrt(spread / (double)(m->rounds - 1)) : 0);
    printf("\nlabel\ttexts\trecall\tprecision\n");
    for (size_t c = 0; c < set->label_count; c++) {
        size_t is = 0, given = 0;
        for (size_t k = 0; k < set->label_count; k++) is += m->table[c][k], given += m->table[k][c];
        printf("%.*s\t%zu\t%.3f\t%.3f\n", STR_ARG(set->labels[c]), is / m->rounds, is ? (double)m->table[c][c] / (double)is : 0,
               given ? (double)m->table[c][c] / (double)given : 0);
    }
    printf("\nconfidence\tshare\tmean confidence\tright\n");
    for (size_t b = 0; b < TEXT_BINS; b++) {
        double n = (double)m->bins[b].count;
        if (m->bins[b].count == 0) continue;
        printf("%.1f-%.1f\t%.3f\t%.3f\t%.3f\n", (double)b / TEXT_BINS, (double)(b + 1) / TEXT_BINS, n / (double)m->judged, m->bins[b].confidence / n,
               (double)m->bins[b].right / n);
        off += fabs(m->bins[b].confidence - (double)m->bins[b].right) / (double)m->judged;
    }
    printf("expected calibration error %.4f\n", off);
}

static enum err measure(struct args *args, const struct text_set *set, struct fault *why)
{
    struct text_measured *measured = arena_new(args->arena, struct text_measured);
    int64_t rounds, folds;
    enum err err = args_int(args, "--measure", 1, TEXT_FOLDS_MAX, 1, &rounds, why);

    if (!err) err = args_int(args, "--folds", 2, TEXT_FOLDS_MAX, 10, &folds, why);
    if (!err && !measured) err = no_memory(why);
    if (!err) err = text_measure(args->arena, set, &TEXT_TRAINING, (uint32_t)folds, (uint32_t)rounds, measured, why);
    if (!err) print_measured(set, measured, (uint32_t)folds);
    return err;
}

static enum err train(struct args *args, const struct text_set *set, const char *path, struct fault *why)
{
    struct text_model *model = NULL;
    struct str bytes;
    enum err err = text_train(args->arena, set, &TEXT_TRAINING, &model, why);

    if (err) return err;
    bytes = text_model_write(args->arena, model);
    if (!bytes.at) return no_memory(why);
    err = io_write(path, bytes, why);
    if (!err)
        printf("%s: %zu labels, %zu labelled texts of %zu, %zu character runs, %zu bytes\n", path, text_model_labels(model), text_model_samples(model),
               set->count, text_model_grams(model), bytes.len);
    return err;
}

/* ── From the cases ────────────────────────────────────────────────────── */

static enum err keep_apply(struct db *db, struct store_job *job, struct fault *why)
{
    return learned_keep(db, job->arg, 0, why);
}

static void print_learned(const struct learned_row *m)
{
    double judged = (double)m->judged;

    printf("%lld texts (%lld cases corrected), %lld character runs\n", (long long)m->cases, (long long)m->corrected, (long long)m->runs);
    printf("right in cross-validation: catalogue %.3f, cases %.3f, both %.3f (share of the model %.2f)\n", (double)m->words_right / judged,
           (double)m->learned_right / judged, (double)m->both_right / judged, m->share);
    printf("sure from %.2f on: %.3f of the guesses, of them right %.3f\n", m->sure, (double)m->sure_count / judged,
           m->sure_count ? (double)m->sure_right / (double)m->sure_count : 0);
}

/* Without --keep nothing is written, so a running server may hold the database. */
static int run_cases(struct args *args)
{
    struct world_config config = { .folder = args_get(args, "--data", NULL) };
    const char *path = args_get(args, "--out", NULL);
    bool keep = args_has(args, "--keep");
    struct learned_made made;
    struct store *store = NULL;
    struct world *world = NULL;
    struct fault why = { 0 };
    enum err err;

    if (!config.folder) {
        fprintf(stderr, "shao train: --cases needs --data DIR; see shao train --help\n");
        return 2;
    }
    err = command_store(args, false, !keep, &store, &why);
    if (!err) err = world_open(&config, store, &world, &why);
    if (!err) {
        struct db *db = store_reader_take(store);
        err = learned_train(world, db, args->arena, time_now_ms(), &made, &why);
        store_reader_give(store, db);
    }
    if (!err && keep) err = store_transact(store, 0, keep_apply, &made, &why);
    if (!err && path) err = io_write(path, made.bytes, &why);
    if (!err) print_learned(&made.row);
    if (!err && keep) printf("kept as model %lld; it is not in force yet\n", (long long)made.row.number);
    world_close(world);
    if (store) store_close(store);
    return err ? command_fail(&why) : 0;
}

static int run(struct args *args)
{
    struct reading reading = { .arena = args->arena };
    struct text_set set;
    struct fault why = { 0 };
    const char *path = args_get(args, "--out", NULL);
    enum err err = ERR_OK;

    if (args_has(args, "--cases")) return run_cases(args);
    if (!args_has(args, "--labelled") || (!path && !args_has(args, "--measure"))) {
        fprintf(stderr, "shao train: --labelled FILE and --out FILE (or --measure ROUNDS), or --cases, are needed; see shao train --help\n");
        return 2;
    }
    for (size_t i = 0; i < COUNT_OF(TABLES) && !err; i++)
        if (args_has(args, TABLES[i].option)) err = read_table(&reading, &TABLES[i], args_get(args, TABLES[i].option, NULL), &why);
    set = (struct text_set){ reading.labels, reading.label_count, reading.samples, reading.count };
    if (!err && args_has(args, "--measure")) err = measure(args, &set, &why);
    if (!err && path) err = train(args, &set, path, &why);
    return err ? command_fail(&why) : 0;
}

const struct subcommand TRAIN_COMMAND = {
    .name = "train", .usage = "train --labelled FILE.tsv --out MODEL | --cases --data DIR [--keep]", .about = "learn to label texts, from labelled ones",
    .options = OPTIONS, .run = run,
};
