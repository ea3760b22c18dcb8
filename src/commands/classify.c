/*
 * classify.c - shao classify: texts in, labels and confidences out, a line each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "commands/command.h"
#include "commands/tsv.h"
#include "text/model.h"

static const struct option_row OPTIONS[] = {
    { "--model", "FILE", "made by shao train" },
    { "--explain", NULL, "a third column: the character runs that weighed most" },
    { 0 },
};

static void print_words(struct text_reader *reader, struct arena *scratch, size_t label)
{
    struct text_decided decided[TEXT_DECIDED_MAX];
    size_t n = text_decided_by(reader, scratch, label, decided, COUNT_OF(decided));

    putchar('\t');
    for (size_t i = 0; i < n; i++) printf("%s%.*s %.2f", i ? ", " : "", STR_ARG(decided[i].gram), decided[i].weight);
}

static enum err classify_all(struct args *args, const struct text_model *model, struct fault *why)
{
    static const char *const NAMES[] = { "title", "body" };
    struct arena *scratch = arena_open(8 << 20);
    struct text_reader *reader = text_reader_new(args->arena, model);
    bool explain = args_has(args, "--explain");
    struct str cells[COUNT_OF(NAMES)];
    struct text_verdict verdict;
    struct tsv in;
    enum err err;

    if (!scratch || !reader) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = tsv_open(args->arena, STDIN_FILENO, NAMES, COUNT_OF(NAMES), COUNT_OF(NAMES), &in, why);
    if (!err) printf(explain ? "label\tconfidence\twords\n" : "label\tconfidence\n");
    while (!err && !(err = tsv_next(&in, cells, why))) {
        struct str label;
        if (!text_read(reader, cells[0], cells[1], &verdict)) {
            err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
            break;
        }
        label = text_model_label(model, verdict.label);
        printf("%.*s\t%.4f", STR_ARG(label), verdict.confidence);
        if (explain) {
            arena_reset(scratch);
            print_words(reader, scratch, verdict.label);
        }
        putchar('\n');
    }
    arena_close(scratch);
    if (err == ERR_NOT_FOUND) err = ERR_OK;
    if (!err && (fflush(stdout) || ferror(stdout))) err = fault_set(why, ERR_INVALID, "输出失败", "cannot write the output");
    return err;
}

static int run(struct args *args)
{
    const char *path = args_get(args, "--model", NULL);
    struct text_model *model = NULL;
    struct fault why = { 0 };
    struct str bytes;
    enum err err;

    if (!path) {
        fprintf(stderr, "shao classify: --model FILE is missing; usage: shao classify --model FILE < FILE.tsv\n");
        return 2;
    }
    err = io_read(args->arena, path, TEXT_MODEL_BYTES_MAX, &bytes, &why);
    if (!err) err = text_model_read(args->arena, bytes, &model, &why);
    if (!err) err = classify_all(args, model, &why);
    return err ? command_fail(&why) : 0;
}

const struct subcommand CLASSIFY_COMMAND = {
    .name = "classify", .usage = "classify --model FILE [--explain] < FILE.tsv",
    .about = "label texts (columns title, body) with a learned model", .options = OPTIONS, .run = run,
};
