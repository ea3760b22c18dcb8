/*
 * content.c - the content folder.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/content.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "calendar/calendar.h"
#include "geo/city.h"

enum { CONTENT_FILE_MAX = 64 << 20 };

static const char *beside_program(struct arena *arena, const char *what)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    struct str found;

    if (len < 0) return NULL;
    path[len] = 0;
    for (int up = 0; up < 5; up++) {
        char *slash = strrchr(path, '/');
        if (!slash) return NULL;
        *slash = 0;
        found = str_format(arena, "%s/%s", path, what);
        if (found.at && access(found.at, R_OK) == 0) return found.at;
    }
    return NULL;
}

const char *content_folder(const struct args *args)
{
    const char *folder = args_get(args, "--content", getenv("SHAO_CONTENT"));

    if (!folder) folder = beside_program(args->arena, "content");
    if (!folder) folder = beside_program(args->arena, "share/shao/content");
    return folder ? folder : "content";
}

const char *content_web(const struct args *args)
{
    const char *folder = args_get(args, "--web", getenv("SHAO_WEB"));

    if (!folder) folder = beside_program(args->arena, "web/dist");
    if (!folder) folder = beside_program(args->arena, "share/shao/web");
    return folder;
}

enum err content_read(struct arena *arena, const char *folder, const char *name, struct str *out, struct fault *why)
{
    struct str path = str_format(arena, "%s/%s", folder, name);

    return io_read(arena, path.at, CONTENT_FILE_MAX, out, why);
}

enum err content_calendar(struct arena *arena, const char *folder, struct calendar **out, struct fault *why)
{
    struct calendar_texts texts = { 0 };
    enum err err = content_read(arena, folder, "calendars/china.csv", &texts.days, why);

    if (!err) err = content_read(arena, folder, "calendars/fixed_days.csv", &texts.fixed_days, why);
    if (!err) err = content_read(arena, folder, "calendars/work_windows.csv", &texts.windows, why);
    return err ? err : calendar_load(arena, &texts, out, why);
}

enum err content_city(struct arena *arena, const char *folder, uint64_t seed, struct city **out, struct fault *why)
{
    struct city_texts texts = { 0 };
    const struct { const char *name; struct str *text; } files[] = {
        { "nanjing/divisions.csv", &texts.divisions }, { "nanjing/districts.geojson", &texts.districts },
        { "nanjing/steering.csv", &texts.steering }, { "nanjing/figures.csv", &texts.figures },
        { "nanjing/dedicated_kinds.csv", &texts.dedicated_kinds },
    };
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(files); i++) err = content_read(arena, folder, files[i].name, files[i].text, why);
    return err ? err : city_generate(arena, &texts, seed, out, why);
}
