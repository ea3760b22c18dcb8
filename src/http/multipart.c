/*
 * multipart.c - cutting a multipart body into parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/multipart.h"

#include <string.h>
#include <strings.h>

enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 8 };

struct part { struct str field, file, type, bytes; bool is_file; };

static bool starts_nocase(struct str s, const char *prefix)
{
    size_t len = strlen(prefix);

    return s.len >= len && strncasecmp(s.at, prefix, len) == 0;
}

/* The value of `name` among the ";"-separated parameters; quoted text loses its quotes. False when absent. */
static bool parameter(struct str header, const char *name, struct str *out)
{
    size_t len = strlen(name), at = 0;

    while (at < header.len && header.at[at] != ';') at++;
    while (at < header.len) {
        size_t from, to;
        at++;
        while (at < header.len && (header.at[at] == ' ' || header.at[at] == '\t')) at++;
        from = at;
        while (at < header.len && header.at[at] != '=' && header.at[at] != ';') at++;
        to = at;
        if (at >= header.len || header.at[at] == ';') continue;
        at++;
        size_t value = at, end;
        if (at < header.len && header.at[at] == '"') {
            value = ++at;
            while (at < header.len && header.at[at] != '"') at++;
            end = at;
            while (at < header.len && header.at[at] != ';') at++;
        } else {
            while (at < header.len && header.at[at] != ';') at++;
            end = at;
        }
        if (to - from == len && strncasecmp(header.at + from, name, len) == 0) {
            *out = str_trim(str_sub(header, value, end - value));
            return true;
        }
    }
    return false;
}

static ptrdiff_t find_from(struct str text, size_t from, struct str needle)
{
    ptrdiff_t found = str_find(str_sub(text, from, text.len), needle);

    return found < 0 ? -1 : found + (ptrdiff_t)from;
}

/* Reads the header lines of a part; *at moves behind the empty line. */
static bool part_headers(struct str body, size_t *at, struct part *part)
{
    for (int lines = 0; lines <= PART_HEADERS_MAX; lines++) {
        ptrdiff_t end = find_from(body, *at, STR("\r\n"));
        struct str line;
        if (end < 0) return false;
        line = str_sub(body, *at, (size_t)end - *at);
        *at = (size_t)end + 2;
        if (line.len == 0) return part->field.at != NULL;
        if (starts_nocase(line, "content-disposition:")) {
            if (!parameter(line, "name", &part->field)) return false;
            part->is_file = parameter(line, "filename", &part->file);
        } else if (starts_nocase(line, "content-type:")) {
            part->type = str_trim(str_sub(line, strlen("content-type:"), line.len));
        }
    }
    return false;
}

static bool text_ok(struct str s)
{
    return utf8_valid(s) && !memchr(s.at ? s.at : "", 0, s.len);
}

static enum err keep(struct part *part, struct pairs *pairs, struct upload *uploads, size_t *count, struct fault *why)
{
    if (!text_ok(part->field) || !text_ok(part->file) || !text_ok(part->type) || (!part->is_file && !text_ok(part->bytes)))
        return fault_set(why, ERR_INVALID, "表单中有不合法的字符", "the form holds an illegal character");
    if (part->is_file) {
        if (part->bytes.len == 0 && part->file.len == 0) return ERR_OK;
        if (*count == UPLOADS_MAX) return fault_set(why, ERR_INVALID, "文件过多", "too many files");
        uploads[(*count)++] = (struct upload){ part->file, part->type, part->bytes, part->field };
        return ERR_OK;
    }
    if (pairs->count == PAIRS_MAX) return fault_set(why, ERR_INVALID, "字段过多", "too many fields");
    pairs->list[pairs->count++] = (struct pair){ part->field, part->bytes };
    return ERR_OK;
}

enum err multipart_parse(struct arena *arena, struct str content_type, struct str body, struct pairs *pairs,
                         struct upload **uploads, size_t *count, struct fault *why)
{
    struct upload *list = arena_array(arena, struct upload, UPLOADS_MAX);
    struct str boundary, mark, opening;
    size_t at, found = 0;

    pairs->count = 0;
    if (!parameter(content_type, "boundary", &boundary) || boundary.len == 0 || boundary.len > BOUNDARY_MAX)
        return fault_set(why, ERR_INVALID, "表单缺少分隔符", "the form has no boundary");
    mark = str_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    if (!list || !mark.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    opening = str_sub(mark, 2, mark.len);
    if (!str_starts(body, opening)) return fault_set(why, ERR_INVALID, "表单格式不对", "the form does not begin with its boundary");
    at = opening.len;
    for (;;) {
        struct part part = { 0 };
        ptrdiff_t end;
        enum err err;
        if (str_starts(str_sub(body, at, 2), STR("--"))) break;
        if (!str_starts(str_sub(body, at, 2), STR("\r\n")) || (at += 2, !part_headers(body, &at, &part)) ||
            (end = find_from(body, at, mark)) < 0)
            return fault_at(why, ERR_INVALID, at, "表单格式不对", "the form is broken");
        part.bytes = str_sub(body, at, (size_t)end - at);
        at = (size_t)end + mark.len;
        err = keep(&part, pairs, list, &found, why);
        if (err) return err;
    }
    *uploads = list;
    *count = found;
    return ERR_OK;
}
