/*
 * static.c - the built web files.
 *
 * A path with an extension is a file; any other path belongs to the page of its
 * first segment (/desk/cases/5 is desk.html, whose script reads the rest).  The
 * kernel keeps every look-up beneath the root (openat2).  Files under /assets/
 * carry a hash in their name and are kept for ever.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "http/server.h"

static const struct { const char *ending, *type; } TYPES[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".mjs", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".json", "application/json; charset=utf-8" },
    { ".geojson", "application/geo+json; charset=utf-8" },
    { ".webmanifest", "application/manifest+json; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".jpg", "image/jpeg" },
    { ".webp", "image/webp" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".woff", "font/woff" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".wasm", "application/wasm" },
};

static const struct { const char *coding, *ending; } CODINGS[] = { { "br", ".br" }, { "gzip", ".gz" } };

struct found {
    int file;
    struct stat stat;
    const char *coding;               /* NULL: as it is */
    const char *type;
};

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        if (str_ends(path, str_from_c(TYPES[i].ending))) return TYPES[i].type;
    }
    return NULL;   /* a file of no known type is not served */
}

static bool open_beneath(int root, const char *path, struct found *found)
{
    struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
    long file = syscall(SYS_openat2, root, path, &how, sizeof how);

    if (file < 0) return false;
    found->file = (int)file;
    if (fstat(found->file, &found->stat) == 0 && S_ISREG(found->stat.st_mode)) return true;
    close(found->file);
    return false;
}

/* The file's path below the root; STR_NONE when the address can be none. */
static struct str file_path(struct exchange *x)
{
    struct buf path;
    bool has_type;

    if (x->path.count == 0 || x->path.count > PATH_SEGMENTS_MAX) return STR_NONE;
    buf_init(&path, x->arena, URL_MAX);
    for (size_t i = 0; i < x->path.count; i++) {
        struct str segment = x->path.segments[i];
        if (segment.len == 0 || segment.at[0] == '.' || memchr(segment.at, '/', segment.len)) return STR_NONE;
        if (i) buf_byte(&path, '/');
        buf_str(&path, segment);
    }
    has_type = memchr(x->path.segments[x->path.count - 1].at, '.', x->path.segments[x->path.count - 1].len) != NULL;
    if (has_type || !buf_ok(&path)) return buf_done(&path);
    return str_format(x->arena, "%.*s.html", STR_ARG(x->path.segments[0]));
}

static bool find_file(struct exchange *x, struct str path, struct found *found)
{
    found->type = type_of(path);
    if (!found->type) return false;
    for (size_t i = 0; i < COUNT_OF(CODINGS); i++) {
        struct str coded = str_format(x->arena, "%.*s%s", STR_ARG(path), CODINGS[i].ending);
        if (str_find(x->head.accept_encoding, str_from_c(CODINGS[i].coding)) < 0 || !coded.at) continue;
        found->coding = CODINGS[i].coding;
        if (open_beneath(x->http->web_root, coded.at, found)) return true;
    }
    found->coding = NULL;
    const char *plain = str_c(x->arena, path);
    return plain && open_beneath(x->http->web_root, plain, found);
}

bool static_answer(struct exchange *x)
{
    struct str path = x->http->web_root < 0 ? STR_NONE : file_path(x);
    struct found found = { 0 };
    char etag[64];
    bool hashed, known;

    if (!path.at || !find_file(x, path, &found)) return false;
    hashed = str_starts(path, STR("assets/"));
    snprintf(etag, sizeof etag, "\"%llx-%llx%s%s\"", (unsigned long long)found.stat.st_mtim.tv_sec * 1000 + (unsigned long long)found.stat.st_mtim.tv_nsec / 1000000,
             (unsigned long long)found.stat.st_size, found.coding ? "-" : "", found.coding ? found.coding : "");
    known = x->head.if_none_match.at && str_find(x->head.if_none_match, str_from_c(etag)) >= 0;
    x->status = known ? 304 : 200;
    x->response = known ? MHD_create_response_from_buffer(0, etag, MHD_RESPMEM_MUST_COPY)
                        : MHD_create_response_from_fd64((uint64_t)found.stat.st_size, found.file);
    if (known || !x->response) close(found.file);
    if (!x->response) return false;
    answer_header(x->response, MHD_HTTP_HEADER_CONTENT_TYPE, found.type);
    answer_header(x->response, MHD_HTTP_HEADER_CONTENT_ENCODING, found.coding);
    answer_header(x->response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    answer_header(x->response, MHD_HTTP_HEADER_ETAG, etag);
    answer_header(x->response, MHD_HTTP_HEADER_CACHE_CONTROL, hashed ? "public, max-age=31536000, immutable" : "no-cache");
    answer_headers(x, x->response);
    return true;
}
