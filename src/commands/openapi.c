/*
 * openapi.c - shao openapi: the API document, from the route tables.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "commands/command.h"
#include "http/http.h"

static const struct option_row OPTIONS[] = { { 0 } };

static int run(struct args *args)
{
    struct str text;
    struct fault why = { 0 };

    if (http_openapi(args->arena, MODULES, MODULE_COUNT, &text, &why)) return command_fail(&why);
    fwrite(text.at, 1, text.len, stdout);
    putchar('\n');
    return 0;
}

const struct subcommand OPENAPI_COMMAND = {
    .name = "openapi", .usage = "openapi", .about = "print the OpenAPI 3.1 document", .options = OPTIONS, .run = run,
};
