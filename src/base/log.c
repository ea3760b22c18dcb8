/*
 * log.c - each line is one write, so lines of several threads never mix.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/log.h"

#include "base/civil.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_SIZE = 1024 };

static const char *const LEVELS[] = { "DEBUG", "INFO ", "WARN ", "ERROR" };

static _Atomic int log_lowest = LOG_INFO;

void log_set_level(enum log_level lowest)
{
    atomic_store(&log_lowest, (int)lowest);
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LINE_MAX_SIZE + 1], when[32];
    va_list values;

    if ((int)level < atomic_load(&log_lowest)) return;
    time_print(time_now_ms(), when);
    size_t len = (size_t)snprintf(line, sizeof line, "%s %s ", when, LEVELS[level]);
    size_t text = len;
    va_start(values, format);
    int n = vsnprintf(line + len, LINE_MAX_SIZE - len, format, values);
    va_end(values);
    if (n > 0) len += strlen(line + len);

    /* A value must not be able to start a line of its own. */
    for (size_t i = text; i < len; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F) line[i] = ' ';
    }
    line[len++] = '\n';
    for (size_t done = 0; done < len;) {
        ssize_t wrote = write(STDERR_FILENO, line + done, len - done);
        if (wrote <= 0) return;
        done += (size_t)wrote;
    }
}
