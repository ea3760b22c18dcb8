/*
 * json_tree.h - the node behind json.h's tree, for json.c and json_in.c alone.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_JSON_TREE_H
#define BASE_JSON_TREE_H

#include "base/json.h"

struct json_t {
    enum json_type type;                 /* TEXT, INT, NUMBER, BOOL, LIST, OBJECT; ANY for null */
    struct str key;                      /* its name in the object around it */
    union {
        struct str text;                 /* a NUL stands behind it */
        int64_t integer;
        double real;
        bool truth;
        struct { struct json_t *children; size_t count; };   /* in the order of the text */
    };
};

#endif
