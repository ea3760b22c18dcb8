/*
 * err.c - the error table and the sentences of a fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/err.h"

#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
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

PRINTF_LIKE(4, 0) PRINTF_LIKE(5, 0)
static void fault_fill(struct fault *why, enum err code, size_t at, const char *zh, const char *en, va_list values)
{
    va_list again;

    why->code = code;
    why->at = at;
    why->field[0] = why->detail[0] = 0;
    va_copy(again, values);
    str_print(why->zh, sizeof why->zh, zh, values);
    str_print(why->en, sizeof why->en, en, again);
    va_end(again);
}

PRINTF_LIKE(3, 4)
static void put_name(char *out, size_t size, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    str_print(out, size, format, values);
    va_end(values);
}

enum err fault_general(struct fault *why, enum err code)
{
    if (!why) return code;
    *why = (struct fault){ .code = code };
    put_name(why->zh, sizeof why->zh, "%s", err_zh(code));
    put_name(why->en, sizeof why->en, "%s", err_en(code));
    return code;
}

void fault_detail(struct fault *why, const char *format, ...)
{
    va_list values;

    if (!why) return;
    va_start(values, format);
    str_print(why->detail, sizeof why->detail, format, values);
    va_end(values);
}

enum err fault_field(struct fault *why, struct str field, enum err code)
{
    char inner[sizeof why->field];

    if (!why || code == ERR_OK) return code;
    memcpy(inner, why->field, sizeof inner);
    put_name(why->field, sizeof why->field, "%.*s%s%s", STR_ARG(field), inner[0] ? "." : "", inner);
    return code;
}

#undef fault_set   /* what err.h tells the analyser */
#undef fault_at

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
