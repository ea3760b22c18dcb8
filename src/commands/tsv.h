/*
 * tsv.h - tables of text with tabs, read a line at a time.
 *
 * The first line names the columns; which of them are wanted is said by name,
 * others are passed over.  There is no quoting: a tab ends a cell, a line end a
 * row (LF or CRLF).  A short row has empty cells.
 *
 * Ownership: cells point into the reader's window and hold until the next row.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_TSV_H
#define COMMANDS_TSV_H

#include "base/err.h"
#include "base/str.h"

enum { TSV_COLUMNS_MAX = 16, TSV_LINE_MAX = 4 << 20 };

struct tsv {
    int file;
    char *window;
    size_t from, to;           /* what is read and not yet given */
    bool ended;
    size_t line;               /* number of the row last given */
    size_t wanted;
    int place[TSV_COLUMNS_MAX];   /* of the n-th wanted column in a row; -1: the table lacks it */
    int columns;
};

/* A wanted name may offer others ("label|label1").  ERR_INVALID when the header lacks one of the first `needed`. */
enum err tsv_open(struct arena *arena, int file, const char *const *names, size_t wanted, size_t needed, struct tsv *out, struct fault *why)
    MUST_CHECK;
/* The next row into cells[wanted]; ERR_NOT_FOUND (no fault is set) after the last. */
enum err tsv_next(struct tsv *t, struct str *cells, struct fault *why) MUST_CHECK;

#endif
