/*
 * postgres_values.h - arguments and cells as PostgreSQL sends them; private to src/store.
 *
 * Values travel in binary, so that nothing is printed or parsed: integers and
 * reals big-endian, text and bytes as they are.  Inputs are declared int8,
 * float8, text and bytea; narrower columns are widened when read.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_POSTGRES_VALUES_H
#define STORE_POSTGRES_VALUES_H

#include "store/store.h"

#include <libpq-fe.h>

/* What PQsendQueryPrepared takes; borrows texts and blobs of the arguments. */
struct pg_values {
    const char *at[QUERY_ARGS_MAX];
    int lengths[QUERY_ARGS_MAX], formats[QUERY_ARGS_MAX];
    uint64_t numbers[QUERY_ARGS_MAX]; /* big-endian */
};

/* The type an input is declared with. */
Oid pg_type_of(enum store_type type);
/* Whether a column of type `oid` can be read as `type`. */
bool pg_type_holds(enum store_type type, Oid oid);
void pg_value_set(struct pg_values *values, size_t i, const struct store_arg *arg);
/* A cell of the first row; borrows the result's memory. */
struct cell pg_cell_read(const PGresult *result, int column, enum store_type type);

#endif
