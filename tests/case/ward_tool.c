/*
 * ward_tool.c - makes the small city of these tests for a server, and asks its
 * database from outside.
 *
 *   ward-tool make FOLDER [postgres://…]    everybody's password is Ward-Pass-1
 *   ward-tool sql FOLDER|postgres://… SQL
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct fault why = { 0 };

    if (argc >= 3 && strcmp(argv[1], "make") == 0) {
        enum err err = ward_make(argv[2], argc > 3 ? argv[3] : argv[2], "Ward-Pass-1", &why);
        if (err) fprintf(stderr, "%s\n", why.en);
        return err != ERR_OK;
    }
    if (argc == 4 && strcmp(argv[1], "sql") == 0) {
        struct ward ward = { .postgres = strncmp(argv[2], "postgres", 8) == 0 };
        (void)snprintf(ward.target, sizeof ward.target, "%s", argv[2]);
        ward_outside(&ward, argv[3]);
        return 0;
    }
    fprintf(stderr, "usage: ward-tool make FOLDER [URL] | ward-tool sql FOLDER|URL SQL\n");
    return 2;
}
