/*
 * instance.c - shao instance: the process of a case for people to read, since it is stored as bytes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "case/list.h"
#include "commands/command.h"
#include "store/store.h"

enum { MEMORY_MAX = 256 * 1024 * 1024 };

static const struct option_row OPTIONS[] = {
    { "--data", "DIR", "folder with database and keys" },
    { "--store", "URL", "postgres://… instead of SQLite in DIR" },
    { 0 },
};

static enum err print_instance(struct db *db, struct arena *arena, struct str number, struct fault *why)
{
    struct case_record record;
    struct instance_view instance;
    struct bpmn_state *state;
    struct buf text;
    enum err err = case_read_number(db, arena, number, &record, why);

    if (!err) err = list_instance(db, arena, record.id, &instance, why);
    if (!err) err = bpmn_state_read(arena, instance.state, &state, why);
    if (err) return err;
    buf_init(&text, arena, 0);
    bpmn_state_print(&text, state);
    if (!buf_ok(&text)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    printf("case %.*s, process %.*s of release %lld, %zu bytes\n", STR_ARG(number), STR_ARG(instance.process), (long long)instance.release, instance.state.len);
    printf("%.*spath %.*s\n", STR_ARG(buf_done(&text)), STR_ARG(instance.path));
    return ERR_OK;
}

static int run(struct args *args)
{
    struct store *store = NULL;
    struct arena *arena = arena_open(MEMORY_MAX);
    struct fault why = { 0 };
    enum err err = arena ? command_store(args, false, true, &store, &why) : fault_set(&why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (!err) {
        struct db *db = store_reader_take(store);
        err = print_instance(db, arena, str_from_c(args->words[0]), &why);
        store_reader_give(store, db);
    }
    if (store) store_close(store);
    arena_close(arena);
    return err ? command_fail(&why) : 0;
}

const struct subcommand INSTANCE_COMMAND = {
    .name = "instance", .usage = "instance NUMBER --data DIR [--store URL]", .about = "print where the process of a case stands, what it waits for and its variables",
    .options = OPTIONS, .words_min = 1, .words_max = 1, .needs_data = true, .run = run,
};
