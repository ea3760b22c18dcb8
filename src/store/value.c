/*
 * value.c - arguments and cells.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/store.h"

#include <assert.h>

struct store_arg arg_int(int64_t value)
{
    return (struct store_arg){ .type = STORE_INT, .integer = value };
}

struct store_arg arg_id(int64_t value)
{
    return (struct store_arg){ .type = STORE_INT, .integer = value, .null = value == 0 };
}

struct store_arg arg_real(double value)
{
    return (struct store_arg){ .type = STORE_REAL, .real = value };
}

struct store_arg arg_text(struct str value)
{
    return (struct store_arg){ .type = STORE_TEXT, .bytes = value, .null = !value.at };
}

struct store_arg arg_c(const char *value)
{
    return arg_text(str_from_c(value));
}

struct store_arg arg_blob(struct str value)
{
    return (struct store_arg){ .type = STORE_BLOB, .bytes = value, .null = !value.at };
}

static const struct cell *cell_at(const struct rows *rows, size_t row, size_t column)
{
    assert(row < rows->count && column < rows->width);
    return &rows->cells[row * rows->width + column];
}

int64_t row_int(const struct rows *rows, size_t row, size_t column)
{
    return cell_at(rows, row, column)->integer;
}

double row_real(const struct rows *rows, size_t row, size_t column)
{
    return cell_at(rows, row, column)->real;
}

struct str row_str(const struct rows *rows, size_t row, size_t column)
{
    return cell_at(rows, row, column)->bytes;
}

bool row_null(const struct rows *rows, size_t row, size_t column)
{
    return cell_at(rows, row, column)->null;
}
