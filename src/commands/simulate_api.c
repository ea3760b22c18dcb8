/*
 * simulate_api.c - requests with libcurl.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/simulate_api.h"

#include <curl/curl.h>
#include <stdio.h>

/* A connection that rested longer is not used again: the server may be closing it just then (its IDLE_S is 60). */
enum { REUSED_S = 30, TIMEOUT_S = 30, REPLY_MAX = 8 << 20, COOKIE_MAX = 128 };

enum err api_open(const char *url, struct str relay_key, struct tally *tally, struct api *out, struct fault *why)
{
    CURL *curl = curl_easy_init();

    if (!curl) return fault_set(why, ERR_NO_MEMORY, "无法启动 HTTP 客户端", "the HTTP client did not start");
    *out = (struct api){ curl, url, relay_key, tally };
    return ERR_OK;
}

void api_close(struct api *api)
{
    if (api->curl) curl_easy_cleanup(api->curl);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *buf)
{
    buf_bytes(buf, bytes, size * count);
    return buf_ok(buf) ? size * count : 0;
}

struct cookie { char text[COOKIE_MAX]; size_t len; };

static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct cookie *cookie = arg;
    struct str line = { bytes, size * count };
    ptrdiff_t at = str_find(line, STR("shao_session="));

    if (at < 0) return size * count;
    line = str_sub(line, (size_t)at + sizeof "shao_session=" - 1, line.len);
    cookie->len = 0;
    while (cookie->len < line.len && cookie->len + 1 < COOKIE_MAX && line.at[cookie->len] != ';' && line.at[cookie->len] > ' ') {
        cookie->text[cookie->len] = line.at[cookie->len];
        cookie->len++;
    }
    return size * count;
}

/* Everything set on the handle for one request, released together. */
struct setup { struct curl_slist *headers; curl_mime *form; };

static void set_headers(struct setup *setup, struct arena *arena, struct str relay_key, const struct request *request)
{
    if (relay_key.len) setup->headers = curl_slist_append(setup->headers, str_format(arena, "X-Relay-Key: %.*s", STR_ARG(relay_key)).at);
    if (request->body.at) setup->headers = curl_slist_append(setup->headers, "Content-Type: application/json");
    if (request->token.len)
        setup->headers = curl_slist_append(setup->headers, str_format(arena, request->key ? "Authorization: Bearer %.*s" : "Cookie: shao_session=%.*s",
                                                                      STR_ARG(request->token)).at);
    setup->headers = curl_slist_append(setup->headers, "Expect:");
}

static void set_body(CURL *curl, struct setup *setup, const struct request *request)
{
    if (request->photo.at) {
        curl_mimepart *part;
        setup->form = curl_mime_init(curl);
        part = curl_mime_addpart(setup->form);
        curl_mime_name(part, "file");
        curl_mime_filename(part, "photo.jpg");
        curl_mime_type(part, "image/jpeg");
        curl_mime_data(part, request->photo.at, request->photo.len);
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, setup->form);
    } else if (request->body.at) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.at);
    }
}

static bool is_life(int status)
{
    return (status >= 200 && status < 300) || status == 401 || status == 404 || status == 409 || status == 429;
}

static void count(struct tally *tally, const struct request *request, const struct reply *reply)
{
    int status = reply->status >= 0 && reply->status < STATUS_MAX ? reply->status : 0;
    struct str text = json_get_str(reply->body, "en");

    atomic_fetch_add(&tally->asked[request->ask], 1);
    atomic_fetch_add(&tally->statuses[status], 1);
    if (is_life(status)) return;
    atomic_fetch_add(&tally->surprises, 1);
    if (!atomic_exchange(&tally->told, true))
        (void)snprintf(tally->first, sizeof tally->first, "%s answered %d %.*s", request->path, status, STR_ARG(text));
}

void api_call(struct api *api, struct arena *arena, const struct request *request, struct reply *out)
{
    struct str url = str_format(arena, "%s%s", api->url, request->path);
    struct cookie cookie = { .len = 0 };
    struct setup setup = { NULL, NULL };
    struct buf body;
    long status = 0;

    *out = (struct reply){ 0 };
    buf_init(&body, arena, REPLY_MAX);
    curl_easy_reset(api->curl);
    set_headers(&setup, arena, api->relay_key, request);
    set_body(api->curl, &setup, request);
    curl_easy_setopt(api->curl, CURLOPT_URL, url.at);
    curl_easy_setopt(api->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(api->curl, CURLOPT_MAXAGE_CONN, (long)REUSED_S);
    curl_easy_setopt(api->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(api->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(api->curl, CURLOPT_HTTPHEADER, setup.headers);
    curl_easy_setopt(api->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(api->curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(api->curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(api->curl, CURLOPT_HEADERDATA, &cookie);
    if (curl_easy_perform(api->curl) == CURLE_OK) curl_easy_getinfo(api->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(setup.headers);
    curl_mime_free(setup.form);
    out->status = (int)status;
    if (status && body.len && json_parse(arena, buf_done(&body), &out->body, NULL)) out->body = NULL;
    if (cookie.len) out->cookie = str_dup(arena, (struct str){ cookie.text, cookie.len });
    count(api->tally, request, out);
}
