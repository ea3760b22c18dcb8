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

static const struct {
    const char *name;
    bool (*run)(const char *dir, struct tally *tally);
} SUITES[] = {
    { "bpmn", conformance_bpmn },
    { "dmn", conformance_dmn },
};

void conformance_case(struct tally *tally, bool passed, const char *format, ...)
{
    va_list values;

    if (passed) {
        tally->passed++;
        return;
    }
    tally->failed++;
    printf("FAILED ");
    va_start(values, format);
    vprintf(format, values);
    va_end(values);
    printf("\n");
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

int main(int argc, char **argv)
{
    struct tally tally = { 0 };

    for (size_t i = 0; argc == 3 && i < COUNT_OF(SUITES); i++) {
        if (strcmp(argv[1], SUITES[i].name) != 0) continue;
        if (!SUITES[i].run(argv[2], &tally)) return 2;
        printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
        return tally.failed > 0;
    }
    fprintf(stderr, "usage: conformance bpmn|dmn DIR\n");
    return 2;
}
