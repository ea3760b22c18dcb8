/*
 * conformance.c - the command line and the table of suites.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conformance.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    const char *name;
    bool (*run)(const char *dir, struct tally *tally);
} SUITES[] = {
    { "bpmn", conformance_bpmn },
    { "dmn", conformance_dmn },
};

static struct folder_count *counted_in(struct tally *tally, struct str folder)
{
    for (size_t i = tally->folder_count; i > 0; i--)
        if (str_eq(tally->folders[i - 1].name, folder)) return &tally->folders[i - 1];
    if (tally->folder_count == FOLDERS_MAX) return &tally->folders[FOLDERS_MAX - 1];
    tally->folders[tally->folder_count].name = str_dup(tally->arena, folder);
    return &tally->folders[tally->folder_count++];
}

void conformance_case(struct tally *tally, struct str folder, struct str name, bool passed, const char *format, ...)
{
    struct folder_count *count = counted_in(tally, folder);
    char reason[512];
    va_list values;

    if (passed) {
        tally->passed++;
        count->passed++;
        return;
    }
    tally->failed++;
    count->failed++;
    va_start(values, format);
    vsnprintf(reason, sizeof reason, format, values);
    va_end(values);
    if (!tally->quiet) printf("FAILED %.*s/%.*s: %s\n", STR_ARG(folder), STR_ARG(name), reason);
    if (tally->failure_count == FAILURES_MAX) return;
    tally->failures[tally->failure_count++] = (struct failure){
        str_format(tally->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)), str_dup(tally->arena, str_from_c(reason))
    };
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

enum err conformance_folders(struct arena *arena, const char *path, struct str **out, size_t *count)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    struct str *list;
    size_t n = 0, max = 0;

    if (!dir) return ERR_NOT_FOUND;
    while (readdir(dir)) max++;
    rewinddir(dir);
    list = arena_array(arena, struct str, max + 1);
    while (list && (entry = readdir(dir)) && n < max)
        if (entry->d_name[0] != '.' && entry->d_type == DT_DIR) list[n++] = str_format(arena, "%s/%s", path, entry->d_name);
    closedir(dir);
    if (!list) return ERR_NO_MEMORY;
    if (n) qsort(list, n, sizeof *list, by_text);
    *out = list;
    *count = n;
    return ERR_OK;
}

static int run_suite(const char *name, const char *dir)
{
    struct tally tally = { .arena = arena_open(4 << 20) };
    int status = 2;

    for (size_t i = 0; i < COUNT_OF(SUITES); i++) {
        if (strcmp(name, SUITES[i].name) != 0 || !SUITES[i].run(dir, &tally)) continue;
        printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
        status = tally.failed > 0;
    }
    arena_close(tally.arena);
    return status;
}

static int run_report(const char *dmn_dir, const char *bpmn_dir)
{
    char today[16];
    time_t now = time(NULL);
    struct tm tm;

    if (!gmtime_r(&now, &tm) || !strftime(today, sizeof today, "%Y-%m-%d", &tm)) return 2;
    return conformance_report(dmn_dir, bpmn_dir, today) ? 0 : 2;
}

int main(int argc, char **argv)
{
    int status = 2;

    if (argc == 3) status = run_suite(argv[1], argv[2]);
    else if (argc == 4 && strcmp(argv[1], "report") == 0) status = run_report(argv[2], argv[3]);
    if (status == 2) fprintf(stderr, "usage: conformance bpmn|dmn DIR, or conformance report DMN_DIR BPMN_DIR\n");
    return status;
}
