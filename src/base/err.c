/*
 * err.c - the error table and the sentences of a fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct err_row {
    const char *name;
    int status;
    const char *zh, *en;
} ERRS[] = {
#define X(name, status, zh, en) { #name, status, zh, en },
    ERR_LIST(X)
#undef X
};

static const struct err_row *err_row(enum err code)
{
    assert((int)code >= 0 && code < ERR__COUNT);
    return &ERRS[code];
}

const char *err_name(enum err code)
{
    return err_row(code)->name;
}

int err_status(enum err code)
{
    return err_row(code)->status;
}

const char *err_zh(enum err code)
{
    return err_row(code)->zh;
}

const char *err_en(enum err code)
{
    return err_row(code)->en;
}

/* Removes what is left of a character that did not fit: `text` filled its `size` bytes. */
static void cut_at_character(char *text, size_t size)
{
    size_t end = size - 1, start = end;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) start--;
    if (start == 0) return;
    start--;
    unsigned char lead = (unsigned char)text[start];
    size_t need = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (end - start < need) text[start] = '\0';
}

PRINTF_LIKE(3, 0)
static void fill(char *text, size_t size, const char *format, va_list values)
{
    int n = vsnprintf(text, size, format, values);

    if (n < 0) text[0] = '\0';
    else if ((size_t)n >= size) cut_at_character(text, size);
}

PRINTF_LIKE(4, 0) PRINTF_LIKE(5, 0)
static void fault_fill(struct fault *why, enum err code, size_t at, const char *zh, const char *en, va_list values)
{
    va_list again;

    why->code = code;
    why->at = at;
    va_copy(again, values);
    fill(why->zh, sizeof why->zh, zh, values);
    fill(why->en, sizeof why->en, en, again);
    va_end(again);
}

enum err fault_set(struct fault *why, enum err code, const char *zh, const char *en, ...)
{
    va_list values;

    if (!why) return code;
    va_start(values, en);
    fault_fill(why, code, 0, zh, en, values);
    va_end(values);
    return code;
}

enum err fault_at(struct fault *why, enum err code, size_t at, const char *zh, const char *en, ...)
{
    va_list values;

    if (!why) return code;
    va_start(values, en);
    fault_fill(why, code, at, zh, en, values);
    va_end(values);
    return code;
}
