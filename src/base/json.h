/*
 * json.h - JSON in (a tree) and JSON out (a streaming writer).
 *
 * In: `json_parse` reads RFC 8259 and refuses broken UTF-8, U+0000, duplicate keys, NaN, more than
 * 64 levels and trailing text.  The tree lives until the arena closes.
 * Out: `struct json_out` checks its own balance and escapes; ids go out as
 * strings because a browser loses integers past 2^53.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

struct json_t;   /* a node, of the arena */

enum err json_parse(struct arena *arena, struct str text, struct json_t **out, struct fault *why) MUST_CHECK;

enum json_type { JSON_TEXT, JSON_INT, JSON_NUMBER, JSON_BOOL, JSON_ID, JSON_TIME, JSON_LIST, JSON_OBJECT, JSON_ANY };

/*
 * One field a body may have.  For JSON_TEXT min/max count code points, for
 * JSON_INT they bound the value, for JSON_LIST they bound the element count.
 */
struct json_field {
    const char *name;
    enum json_type type;
    int64_t min, max;
    bool optional;
    const char *zh;        /* the label shown in errors and in the API document */
    const char *about;     /* one English phrase for the API document */
};

/*
 * Checks an object against a field table ended by a row without name: unknown
 * keys, missing or mistyped fields are ERR_INVALID naming the field.  null
 * counts as absent.
 */
enum err json_check(const struct json_t *object, const struct json_field *fields, struct fault *why) MUST_CHECK;

const struct json_t *json_get(const struct json_t *object, const char *name);   /* NULL when absent or null */
struct str json_get_str(const struct json_t *object, const char *name);         /* STR_NONE when absent */
int64_t json_get_int(const struct json_t *object, const char *name, int64_t absent);
double json_get_number(const struct json_t *object, const char *name, double absent);
bool json_get_bool(const struct json_t *object, const char *name, bool absent);
int64_t json_get_id(const struct json_t *object, const char *name);             /* from a string of digits; 0 when absent */
size_t json_count(const struct json_t *list);
const struct json_t *json_at(const struct json_t *list, size_t i);
bool json_is_text(const struct json_t *node, struct str *out);

/* For trees of any shape: TEXT, INT, NUMBER (not an integer), BOOL, LIST, OBJECT; ANY for null and NULL. */
enum json_type json_type_of(const struct json_t *node);
int64_t json_as_int(const struct json_t *node);     /* 0 when not an integer */
double json_as_number(const struct json_t *node);   /* 0 when not a number */
bool json_as_bool(const struct json_t *node);
/* Walks an object in the order of its text: *step starts as NULL; false at the end. */
bool json_next(const struct json_t *object, const struct json_t **step, struct str *key, const struct json_t **value);

enum { JSON_DEPTH_MAX = 64 };

struct json_out {
    struct buf *buf;
    int depth;
    bool comma[JSON_DEPTH_MAX + 1];
    char kind[JSON_DEPTH_MAX + 1];
    bool broken;           /* unbalanced use: our mistake, shows in json_done */
};

void json_begin(struct json_out *out, struct buf *buf);
void json_object(struct json_out *out, const char *key);   /* key NULL inside a list or at the top */
void json_list(struct json_out *out, const char *key);
void json_close(struct json_out *out);                      /* closes the innermost */
void json_str(struct json_out *out, const char *key, struct str value);   /* at==NULL writes null; broken UTF-8 becomes U+FFFD */
void json_text(struct json_out *out, const char *key, const char *value);
void json_int(struct json_out *out, const char *key, int64_t value);
void json_id(struct json_out *out, const char *key, int64_t value);       /* as a string; 0 writes null */
void json_bool(struct json_out *out, const char *key, bool value);
void json_double(struct json_out *out, const char *key, double value, int digits);
void json_time(struct json_out *out, const char *key, int64_t ms);        /* RFC 3339; 0 writes null */
void json_null(struct json_out *out, const char *key);
void json_raw(struct json_out *out, const char *key, struct str json);    /* already JSON */
bool json_done(const struct json_out *out);

/* Writes a parsed node back, keys sorted: one text for one value. */
void json_write_node(struct json_out *out, const char *key, const struct json_t *node);

#endif
