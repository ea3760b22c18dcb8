/*
 * args.c - the command line against the tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "commands/command.h"
#include "store/store.h"

const char *args_get(const struct args *args, const char *name, const char *absent)
{
    for (int i = 0; args->rows[i].name; i++)
        if (!strcmp(args->rows[i].name, name)) return args->values[i] ? args->values[i] : absent;
    return absent;
}

bool args_has(const struct args *args, const char *name)
{
    return args_get(args, name, NULL) != NULL;
}

enum err args_int(const struct args *args, const char *name, int64_t min, int64_t max, int64_t absent, int64_t *out, struct fault *why)
{
    const char *text = args_get(args, name, NULL);

    if (!text) {
        *out = absent;
        return ERR_OK;
    }
    if (num_parse_int(str_from_c(text), min, max, out))
        return fault_set(why, ERR_INVALID, "%s 应为 %lld 到 %lld 的整数", "%s must be a whole number from %lld to %lld", name, (long long)min, (long long)max);
    return ERR_OK;
}

int command_fail(const struct fault *why)
{
    fprintf(stderr, "shao: %s (%s)%s%s\n", why->zh, why->en, why->detail[0] ? ": " : "", why->detail);
    return 1;
}

static int wrong_use(const struct subcommand *command, const char *what)
{
    fprintf(stderr, "shao %s: %s; usage: shao %s\n", command->name, what, command->usage);
    return 2;
}

static int print_help(const struct subcommand *command)
{
    printf("usage: shao %s\n\n%s\n\n", command->usage, command->about);
    for (const struct option_row *row = command->options; row->name; row++)
        printf("  %s %-*s %s\n", row->name, (int)(24 - strlen(row->name)), row->value ? row->value : "", row->about);
    printf("  --help %-18s this text\n", "");
    return 0;
}

static int row_of(const struct subcommand *command, const char *name)
{
    for (int i = 0; command->options[i].name; i++)
        if (!strcmp(command->options[i].name, name)) return i;
    return -1;
}

/* A negative number is a position, not an option. */
static bool is_option(const char *text)
{
    return text[0] == '-' && text[1] == '-';
}

static int run_with(const struct subcommand *command, struct args *args, int argc, char **argv)
{
    args->words = arena_array(args->arena, const char *, (size_t)argc + 1);
    for (int i = 0; i < argc; i++) {
        int row;
        if (!strcmp(argv[i], "--help")) return print_help(command);
        if (!is_option(argv[i])) {
            args->words[args->word_count++] = argv[i];
            continue;
        }
        row = row_of(command, argv[i]);
        if (row < 0) return wrong_use(command, "unknown option");
        if (command->options[row].value && (i + 1 >= argc || is_option(argv[i + 1]))) return wrong_use(command, "an option lacks its value");
        args->values[row] = command->options[row].value ? argv[++i] : "";
    }
    if (args->word_count < command->words_min || args->word_count > command->words_max) return wrong_use(command, "wrong number of arguments");
    if (command->needs_data && !args_has(args, "--data") && !args_has(args, "--store")) return wrong_use(command, "--data DIR is missing");
    return command->run(args);
}

static int run_command(const struct subcommand *command, int argc, char **argv)
{
    struct args args = { .arena = arena_open(256u << 20), .rows = command->options };
    int status = args.arena ? run_with(command, &args, argc, argv) : 1;

    arena_close(args.arena);
    return status;
}

int commands_main(const struct subcommand *const *list, size_t count, int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < count; i++)
        if (!strcmp(argv[1], list[i]->name)) return run_command(list[i], argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "help") != 0) {
        fprintf(stderr, "shao: there is no command %s; see shao --help\n", argv[1]);
        return 2;
    }
    if (argc < 2) {
        fprintf(stderr, "shao: a command is missing; see shao --help\n");
        return 2;
    }
    printf("shao 哨 - the working system of a street office\n\n");
    for (size_t i = 0; i < count; i++) printf("  shao %-60s %s\n", list[i]->usage, list[i]->about);
    return 0;
}

enum err command_store(const struct args *args, bool create, bool read_only, struct store **out, struct fault *why)
{
    struct store_config config = { .create = create, .read_only = read_only };

    config.target = args_get(args, "--store", args_get(args, "--data", NULL));
    if (!config.target) return fault_set(why, ERR_INVALID, "缺少 --data 目录", "--data DIR is missing");
    return store_open(&config, out, why);
}
