/*
 * postgres_values.c - arguments and cells as PostgreSQL sends them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/postgres_values.h"

#include <endian.h>
#include <string.h>

enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_CHAR = 18,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043
};

Oid pg_type_of(enum store_type type)
{
    static const Oid types[] = {
        [STORE_INT] = OID_INT8, [STORE_REAL] = OID_FLOAT8, [STORE_TEXT] = OID_TEXT, [STORE_BLOB] = OID_BYTEA
    };

    return types[type];
}

bool pg_type_holds(enum store_type type, Oid oid)
{
    switch (type) {
    case STORE_INT: return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
    case STORE_REAL: return oid == OID_FLOAT8 || oid == OID_FLOAT4;
    case STORE_TEXT:
        return oid == OID_TEXT || oid == OID_VARCHAR || oid == OID_BPCHAR || oid == OID_NAME || oid == OID_CHAR;
    case STORE_BLOB: return oid == OID_BYTEA;
    case STORE_END: break;
    }
    return false;
}

void pg_value_set(struct pg_values *values, size_t i, const struct store_arg *arg)
{
    values->formats[i] = 1;
    values->at[i] = NULL;
    if (arg->null) return;
    if (arg->type == STORE_TEXT || arg->type == STORE_BLOB) {
        values->at[i] = arg->bytes.at;
        values->lengths[i] = (int)arg->bytes.len;
        return;
    }
    if (arg->type == STORE_REAL)
        memcpy(&values->numbers[i], &arg->real, sizeof arg->real);
    else
        values->numbers[i] = (uint64_t)arg->integer;
    values->numbers[i] = htobe64(values->numbers[i]);
    values->at[i] = (const char *)&values->numbers[i];
    values->lengths[i] = sizeof values->numbers[i];
}

static int64_t number_read(const char *at, int length)
{
    uint64_t wide;
    uint32_t half;
    uint16_t quarter;

    switch (length) {
    case 8: memcpy(&wide, at, sizeof wide); return (int64_t)be64toh(wide);
    case 4: memcpy(&half, at, sizeof half); return (int32_t)be32toh(half);
    case 2: memcpy(&quarter, at, sizeof quarter); return (int16_t)be16toh(quarter);
    default: return *at;
    }
}

static double real_read(const char *at, int length)
{
    int64_t bits = number_read(at, length);
    int32_t half = (int32_t)bits;
    double wide;
    float narrow;

    if (length == 4) {
        memcpy(&narrow, &half, sizeof narrow);
        return (double)narrow;
    }
    memcpy(&wide, &bits, sizeof wide);
    return wide;
}

struct cell pg_cell_read(const PGresult *result, int column, enum store_type type)
{
    struct cell cell = { 0 };
    const char *at = PQgetvalue(result, 0, column);
    int length = PQgetlength(result, 0, column);

    if (PQgetisnull(result, 0, column))
        cell.null = true;
    else if (type == STORE_INT)
        cell.integer = number_read(at, length);
    else if (type == STORE_REAL)
        cell.real = real_read(at, length);
    else
        cell.bytes = (struct str){ at, (size_t)length };
    return cell;
}
