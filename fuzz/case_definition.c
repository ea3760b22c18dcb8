/*
 * What the desk asks before a release: any texts laid together over the content (processes, tables, forms, catalogues)
 * are checked without harm, and whatever is wrong with them is said in both languages.
 *
 * Input: definitions with a NUL between them, each a letter (P, D, F or C) and its text.  They stand in the place of
 * those of the content below, so that what names them is looked at too.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case/definition_check.h"
#include "case/release.h"

enum { DEFINITIONS_MAX = 6, TEXT_MEMORY = 128 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct { char letter; enum definition_kind kind; struct str keys[2]; } KINDS[] = {
    { 'P', DEFINITION_PROCESS, { { "event-main", 10 }, { "p1-quick", 8 } } },
    { 'D', DEFINITION_DECISION, { { "route", 5 }, { "limits", 6 } } },
    { 'F', DEFINITION_FORM, { { "facts", 5 }, { "callback", 8 } } },
    { 'C', DEFINITION_CATALOGUE, { { "events", 6 }, { "stages", 6 } } },
};

static char folder[] = "/dev/shm/shao-fuzz-XXXXXX";

static void remove_folder(void)
{
    static const char *const files[] = { "shao.db", "shao.db-wal", "shao.db-shm", "shao.lock" };
    char path[sizeof folder + 16];

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

/* The content, deployed once into a database of its own. */
static struct shelf *content(void)
{
    static struct shelf *shelf;
    const struct deployment deployment = { .content = "content", .note = STR("fuzz") };
    struct store_config config = { .target = folder, .create = true };
    struct store *store;
    struct fault why = { 0 };
    int64_t release;
    struct db *db;

    if (shelf) return shelf;
    if (!mkdtemp(folder) || atexit(remove_folder)) abort();
    if (store_open(&config, &store, &why) || release_deploy(store, &deployment, 0, &release, &why)) {
        fprintf(stderr, "%s (run it in the root of the tree)\n", why.en);
        abort();
    }
    db = store_reader_take(store);
    if (shelf_open(db, &shelf, &why)) abort();
    store_reader_give(store, db);
    return shelf;
}

static size_t split(struct str all, struct definition_new *out)
{
    struct str text;
    size_t count = 0;

    while (count < DEFINITIONS_MAX && all.len && str_split(&all, '\0', &text))
        for (size_t k = 0; k < COUNT_OF(KINDS); k++) {
            if (!text.len || text.at[0] != KINDS[k].letter) continue;
            out[count] = (struct definition_new){ .kind = KINDS[k].kind, .key = KINDS[k].keys[count % 2], .name = STR("x"), .text = str_sub(text, 1, text.len) };
            count++;
            break;
        }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct shelf *shelf = content();
    struct arena *arena = arena_open(TEXT_MEMORY);
    struct definition_new definitions[DEFINITIONS_MAX];
    size_t count = split((struct str){ (const char *)data, size }, definitions);
    struct definition_view *view;
    struct definition_check check = { 0 };
    struct fault why = { 0 };
    enum err err = view_new(arena, shelf, INT64_MAX, &view, &why);

    if (!err) err = definition_check(view, NULL, definitions, count, &check, &why);
    assert(!err || err == ERR_NO_MEMORY || err == ERR_TOO_LARGE);
    for (size_t i = 0; i < check.count; i++) assert(check.problems[i].finding.zh.len && check.problems[i].finding.en.len);
    if (!err) assert((definition_check_fault(&check, &why) != ERR_OK) == check.failed);
    for (size_t i = 0; i < count; i++) definition_identify(arena, &definitions[i]);
    arena_close(arena);
    return 0;
}
