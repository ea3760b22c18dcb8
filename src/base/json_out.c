/*
 * json_out.c - JSON out: a streaming writer that knows where it stands.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_begin(struct json_out *out, struct buf *buf)
{
    *out = (struct json_out){ .buf = buf };
}

/* Bytes as the inside of a JSON string; broken UTF-8 becomes U+FFFD. */
static void write_escaped(struct buf *buf, struct str s)
{
    size_t plain = 0, at = 0;
    bool valid = utf8_valid(s);

    while (at < s.len) {
        unsigned char byte = (unsigned char)s.at[at];
        if (byte >= 0x20 && (byte < 0x80 || valid) && byte != '"' && byte != '\\') {
            at++;
            continue;
        }
        size_t from = at;
        int32_t code = utf8_next(s, &at);
        if (code >= 0x80) continue;
        buf_bytes(buf, s.at + plain, from - plain);
        plain = at;
        switch (code) {
        case -1: buf_text(buf, "\xEF\xBF\xBD"); break;
        case '"': buf_text(buf, "\\\""); break;
        case '\\': buf_text(buf, "\\\\"); break;
        case '\n': buf_text(buf, "\\n"); break;
        case '\r': buf_text(buf, "\\r"); break;
        case '\t': buf_text(buf, "\\t"); break;
        default: buf_printf(buf, "\\u%04x", (unsigned)code); break;
        }
    }
    buf_bytes(buf, s.at + plain, at - plain);
}

static void write_quoted(struct buf *buf, struct str s)
{
    buf_byte(buf, '"');
    if (s.len > 0) write_escaped(buf, s);
    buf_byte(buf, '"');
}

/* What stands before a value: a comma, and the key in an object. */
static void before_value_named(struct json_out *out, struct str key)
{
    bool in_object = out->depth > 0 && out->kind[out->depth] == '{';

    if (in_object != (key.at != NULL) || (out->depth == 0 && out->comma[0])) out->broken = true;
    if (out->comma[out->depth]) buf_byte(out->buf, ',');
    out->comma[out->depth] = true;
    if (key.at) {
        write_quoted(out->buf, key);
        buf_byte(out->buf, ':');
    }
}

static void before_value(struct json_out *out, const char *key)
{
    before_value_named(out, str_from_c(key));
}

static void open_named(struct json_out *out, struct str key, char kind)
{
    before_value_named(out, key);
    if (out->depth >= JSON_DEPTH_MAX) {
        out->broken = true;
        return;
    }
    out->depth++;
    out->kind[out->depth] = kind;
    out->comma[out->depth] = false;
    buf_byte(out->buf, kind);
}

void json_object(struct json_out *out, const char *key)
{
    open_named(out, str_from_c(key), '{');
}

void json_list(struct json_out *out, const char *key)
{
    open_named(out, str_from_c(key), '[');
}

void json_close(struct json_out *out)
{
    if (out->depth == 0) {
        out->broken = true;
        return;
    }
    buf_byte(out->buf, out->kind[out->depth] == '{' ? '}' : ']');
    out->depth--;
}

void json_str(struct json_out *out, const char *key, struct str value)
{
    before_value(out, key);
    if (value.at) write_quoted(out->buf, value);
    else buf_text(out->buf, "null");
}

void json_text(struct json_out *out, const char *key, const char *value)
{
    json_str(out, key, str_from_c(value));
}

void json_int(struct json_out *out, const char *key, int64_t value)
{
    before_value(out, key);
    buf_int(out->buf, value);
}

void json_id(struct json_out *out, const char *key, int64_t value)
{
    before_value(out, key);
    if (value == 0) {
        buf_text(out->buf, "null");
        return;
    }
    buf_byte(out->buf, '"');
    buf_int(out->buf, value);
    buf_byte(out->buf, '"');
}

void json_bool(struct json_out *out, const char *key, bool value)
{
    before_value(out, key);
    buf_text(out->buf, value ? "true" : "false");
}

/*
 * A number with few digits, as printf("%.*f") without its zeros at the end;
 * false when the product below may be rounded, so that only printf is exact.
 */
static bool write_fixed(struct buf *buf, double value, int digits)
{
    static const int64_t POWERS[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
    const double most = 1e12, clear = 0.001;
    double scaled, whole;
    int64_t n, unit, rest;

    if (digits >= (int)COUNT_OF(POWERS)) return false;
    scaled = value * (double)POWERS[digits];
    if (!(fabs(scaled) < most)) return false;   /* below, the product is right to 0.0002 */
    whole = nearbyint(scaled);
    if (fabs(fabs(scaled - whole) - 0.5) < clear) return false;   /* a tie, or nearly */
    n = (int64_t)whole;
    if (n < 0) buf_byte(buf, '-');
    if (n < 0) n = -n;
    unit = POWERS[digits];
    buf_int(buf, n / unit);
    rest = n % unit;
    if (rest == 0) return true;
    buf_byte(buf, '.');
    while (rest > 0) {   /* at the latest when unit is 1 nothing is left */
        unit /= 10;
        buf_byte(buf, (char)('0' + rest / unit));
        rest %= unit;
    }
    return true;
}

void json_double(struct json_out *out, const char *key, double value, int digits)
{
    char text[400];

    before_value(out, key);
    if (!isfinite(value)) {
        buf_text(out->buf, "null");
        return;
    }
    if (digits < 0) digits = 0;
    if (digits > 20) digits = 20;
    if (write_fixed(out->buf, value, digits)) return;
    int len = snprintf(text, sizeof text, "%.*f", digits, value);
    if (digits > 0) {
        while (text[len - 1] == '0') len--;
        if (text[len - 1] == '.') len--;
    }
    bool minus_zero = len == 2 && text[0] == '-' && text[1] == '0';
    buf_bytes(out->buf, text + minus_zero, (size_t)len - minus_zero);
}

void json_time(struct json_out *out, const char *key, int64_t ms)
{
    char text[32];

    before_value(out, key);
    if (ms == 0) {
        buf_text(out->buf, "null");
        return;
    }
    time_print(ms, text);
    buf_byte(out->buf, '"');
    buf_text(out->buf, text);
    buf_byte(out->buf, '"');
}

void json_null(struct json_out *out, const char *key)
{
    before_value(out, key);
    buf_text(out->buf, "null");
}

void json_raw(struct json_out *out, const char *key, struct str json)
{
    before_value(out, key);
    if (json.len > 0) buf_str(out->buf, json);
    else buf_text(out->buf, "null");
}

bool json_done(const struct json_out *out)
{
    return !out->broken && out->depth == 0 && out->comma[0] && buf_ok(out->buf);
}

/* ── A parsed tree back to text ────────────────────────────────────────── */

static void write_node(struct json_out *out, struct str key, const struct json_t *node);

/* The shortest text that reads back as the same double and still looks like a real number. */
static void write_real(struct buf *buf, double value)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    buf_text(buf, text);
    if (!strpbrk(text, ".e")) buf_text(buf, ".0");
}

struct member {
    struct str key;
    const struct json_t *value;
};

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static void write_members(struct json_out *out, const struct json_t *object)
{
    struct str key;
    const struct json_t *value;
    size_t count = 0, n = 0;

    for (const struct json_t *step = NULL; json_next(object, &step, &key, &value);) count++;
    struct member *members = arena_array(out->buf->arena, struct member, count);
    if (!members) {
        out->buf->failed = true;
        return;
    }
    for (const struct json_t *step = NULL; json_next(object, &step, &key, &value);) members[n++] = (struct member){ key, value };
    qsort(members, count, sizeof *members, by_key);
    for (size_t i = 0; i < count; i++) write_node(out, members[i].key, members[i].value);
}

static void write_node(struct json_out *out, struct str key, const struct json_t *node)
{
    enum json_type type = json_type_of(node);
    struct str text = STR_NONE;

    if (type == JSON_OBJECT || type == JSON_LIST) {
        int depth = out->depth;
        open_named(out, key, type == JSON_OBJECT ? '{' : '[');
        if (out->depth == depth) return;
        if (type == JSON_OBJECT) write_members(out, node);
        else {
            for (size_t i = 0; i < json_count(node); i++) write_node(out, STR_NONE, json_at(node, i));
        }
        json_close(out);
        return;
    }
    before_value_named(out, key);
    if (json_is_text(node, &text)) write_quoted(out->buf, text);
    else if (type == JSON_INT) buf_int(out->buf, json_as_int(node));
    else if (type == JSON_NUMBER) write_real(out->buf, json_as_number(node));
    else if (type == JSON_BOOL) buf_text(out->buf, json_as_bool(node) ? "true" : "false");
    else buf_text(out->buf, "null");
}

void json_write_node(struct json_out *out, const char *key, const struct json_t *node)
{
    write_node(out, str_from_c(key), node);
}
