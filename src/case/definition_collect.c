/*
 * definition_collect.c - a content folder becomes definitions; what does not
 * load is refused with the file's name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/io.h"
#include "case/definition.h"

enum { FILE_MAX = 4 << 20, FILES_MAX = 500 };

static const struct {
    const char *folder, *suffix;
    enum definition_kind kind;
} FOLDERS[] = {
    { "processes", ".bpmn", DEFINITION_PROCESS }, { "decisions", ".dmn", DEFINITION_DECISION },
    { "forms", ".form", DEFINITION_FORM },        { "catalogues", ".csv", DEFINITION_CATALOGUE },
    { "calendars", ".csv", DEFINITION_CATALOGUE },
};

/* Loads the text as what it is and gives its key and name. */
static enum err check(struct arena *arena, struct str base, struct definition_new *d, struct fault *why)
{
    struct bpmn *bpmn;
    struct dmn *dmn;
    struct json_t *form;
    struct csv csv;
    enum err err = ERR_OK;

    d->key = d->name = base;
    switch (d->kind) {
    case DEFINITION_PROCESS:
        err = bpmn_load(arena, d->text, &bpmn, why);
        if (err) return err;
        d->key = bpmn_id(bpmn);
        d->name = bpmn_name(bpmn).len ? bpmn_name(bpmn) : base;
        return ERR_OK;
    case DEFINITION_DECISION:
        err = dmn_load(arena, d->text, &dmn, why);
        if (!err && dmn_name(dmn).len) d->name = dmn_name(dmn);
        return err;
    case DEFINITION_FORM:
        err = json_parse(arena, d->text, &form, why);
        if (!err && !json_get(form, "components"))
            err = fault_set(why, ERR_INVALID, "表单缺少 components", "the form has no components");
        return err;
    case DEFINITION_CATALOGUE: return csv_parse(arena, d->text, &csv, why);
    case DEFINITION__KINDS: break;
    }
    return fault_set(why, ERR_INTERNAL, "未知的定义种类", "unknown kind of definition");
}

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
        struct fault inner = { 0 };
        if (*count == FILES_MAX) return fault_set(why, ERR_TOO_LARGE, "定义文件太多", "too many definition files");
        *d = (struct definition_new){ .kind = FOLDERS[which].kind };
        err = io_read(arena, path.at, FILE_MAX, &d->text, why);
        if (err) return err;
        err = check(arena, str_sub(names[i], 0, names[i].len - suffix.len), d, &inner);
        if (err)
            return fault_set(why, err, "%.*s：%s", "%.*s: %s", STR_ARG(names[i]), inner.zh[0] ? inner.zh : inner.en);
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
