/*
 * command.h - subcommands of the program: one file each, a record each.
 *
 * The frame checks options and positions against the record before `run`.
 * Exit codes: 0 done, 1 failed, 2 wrong use (one line on standard error).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { OPTIONS_MAX = 16 };

struct option_row {
    const char *name;         /* "--port" */
    const char *value;        /* what stands after it ("N"), NULL for a switch */
    const char *about;
};

struct args {
    struct arena *arena;
    const struct option_row *rows;
    const char *values[OPTIONS_MAX];   /* beside rows; NULL when not given, "" for a switch */
    const char **words;                /* positional */
    int word_count;
};
/* The value of an option, or `absent`. */
const char *args_get(const struct args *args, const char *name, const char *absent);
bool args_has(const struct args *args, const char *name);
/* A whole number option within bounds; ERR_INVALID otherwise. */
enum err args_int(const struct args *args, const char *name, int64_t min, int64_t max, int64_t absent, int64_t *out, struct fault *why) MUST_CHECK;

struct subcommand {
    const char *name, *usage, *about;
    const struct option_row *options;  /* ended by a row without name */
    int words_min, words_max;
    bool needs_data;                   /* --data (or --store) must be given */
    int (*run)(struct args *args);
};

/* Reads the command line, finds the row, runs it. */
int commands_main(const struct subcommand *const *list, size_t count, int argc, char **argv);
/* Prints a fault (Chinese, then English) and gives exit code 1. */
int command_fail(const struct fault *why);

extern const struct subcommand INIT_COMMAND, SERVE_COMMAND, VERIFY_COMMAND, REBUILD_COMMAND, LOCATE_COMMAND, DUE_COMMAND, OPENAPI_COMMAND, DEPLOY_COMMAND, LOAD_COMMAND, SIMULATE_COMMAND, TRAIN_COMMAND,
    CLASSIFY_COMMAND, HOTSPOTS_COMMAND, INSTANCE_COMMAND;

/* The modules, in the order of the platform; main.c lists them. */
struct module;
extern const struct module *const MODULES[];
extern const size_t MODULE_COUNT;

/* The store behind --data and --store. */
struct store;
enum err command_store(const struct args *args, bool create, bool read_only, struct store **out, struct fault *why) MUST_CHECK;

#endif
