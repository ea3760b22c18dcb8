/*
 * empty_handler.c - the least an HTTP server of ours can do: libmicrohttpd with
 * the same threads and limits, answering a few bytes of JSON.  The limit the
 * program's own answers are measured against.
 *
 * With BYTES it answers a text of that size, for pages that are large.
 *
 * usage: empty_handler PORT SECONDS [BYTES]
 * SPDX-License-Identifier: Apache-2.0
 */
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

static struct MHD_Response *reply;

/* A body is read and forgotten. */
static enum MHD_Result serve(void *arg, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                             const char *body, size_t *body_size, void **state)
{
    (void)arg;
    (void)url;
    (void)method;
    (void)version;
    (void)body;
    if (!*state) {
        *state = reply;
        return MHD_YES;
    }
    if (*body_size) {
        *body_size = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, reply);
}

int main(int argc, char **argv)
{
    static char json[] = "{\"ok\":true}";
    static const char usage[] = "empty_handler PORT SECONDS [BYTES]";
    long port = bench_number(argc, argv, 1, usage), seconds = bench_number(argc, argv, 2, usage);
    size_t size = argc > 3 ? (size_t)bench_number(argc, argv, 3, usage) : 0;
    char *large = size ? malloc(size) : NULL;
    struct MHD_Daemon *daemon;

    if (large) memset(large, 'x', size);
    reply = large ? MHD_create_response_from_buffer(size, large, MHD_RESPMEM_MUST_FREE)
                  : MHD_create_response_from_buffer(strlen(json), json, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(reply, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, serve, NULL, MHD_OPTION_THREAD_POOL_SIZE, 2u,
                              MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)6144, MHD_OPTION_END);
    if (!daemon) {
        fprintf(stderr, "empty_handler: cannot listen on port %ld\n", port);
        return 1;
    }
    sleep((unsigned)seconds);
    MHD_stop_daemon(daemon);
    MHD_destroy_response(reply);
    return 0;
}
