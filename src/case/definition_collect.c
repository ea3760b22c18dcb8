/*
 * definition_collect.c - a content folder becomes definitions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"
#include "case/definition_check.h"

enum { FILE_MAX = 4 << 20, FILES_MAX = 500 };

static const struct {
    const char *folder, *suffix;
    enum definition_kind kind;
} FOLDERS[] = {
    { "processes", ".bpmn", DEFINITION_PROCESS }, { "decisions", ".dmn", DEFINITION_DECISION },
    { "forms", ".form", DEFINITION_FORM },        { "catalogues", ".csv", DEFINITION_CATALOGUE },
    { "calendars", ".csv", DEFINITION_CATALOGUE },
};

static enum err collect_folder(struct arena *arena, const char *content, size_t which, struct definition_new *out,
                               size_t *count, struct fault *why)
{
    struct str folder = str_format(arena, "%s/%s", content, FOLDERS[which].folder), suffix = str_from_c(FOLDERS[which].suffix), *names;
    size_t found;
    enum err err = io_list(arena, folder.at, suffix, &names, &found, why);

    if (err) return err;
    for (size_t i = 0; i < found; i++) {
        struct str path = str_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names[i]));
        struct definition_new *d = &out[*count];
        if (*count == FILES_MAX) return fault_set(why, ERR_TOO_LARGE, "定义文件太多", "too many definition files");
        *d = (struct definition_new){ .kind = FOLDERS[which].kind, .key = str_sub(names[i], 0, names[i].len - suffix.len) };
        err = io_read(arena, path.at, FILE_MAX, &d->text, why);
        if (err) return err;
        definition_identify(arena, d);
        (*count)++;
    }
    return ERR_OK;
}

enum err definition_collect(struct arena *arena, const char *content, struct definition_new **out, size_t *count, struct fault *why)
{
    struct definition_new *list = arena_array(arena, struct definition_new, FILES_MAX);
    size_t found = 0;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < COUNT_OF(FOLDERS); i++) {
        enum err err = collect_folder(arena, content, i, list, &found, why);
        if (err) return err;
    }
    *out = list;
    *count = found;
    return ERR_OK;
}
