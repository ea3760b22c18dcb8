/*
 * fields.h - query strings and forms as checked JSON objects.
 *
 * Everything is text on the wire; the field table says what it means.  The pairs
 * become one JSON object (a repeated JSON_LIST field collects its values; any
 * other repetition is refused) and pass the same check as a JSON body.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_FIELDS_H
#define HTTP_FIELDS_H

#include "base/json.h"

enum { PAIRS_MAX = 64 };

struct pair { struct str name, value; };
struct pairs {
    struct pair list[PAIRS_MAX];
    size_t count;
};

/* "a=1&b=%20"; ERR_INVALID for broken escapes, U+0000, broken UTF-8 or more than PAIRS_MAX pairs. */
enum err pairs_parse(struct arena *arena, struct str text, struct pairs *out, struct fault *why) MUST_CHECK;
/* Empty values count as absent.  `fields` NULL: none are allowed. */
enum err fields_typed(struct arena *arena, const struct pairs *pairs, const struct json_field *fields,
                      const struct json_t **out, struct fault *why) MUST_CHECK;

#endif
