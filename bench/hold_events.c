/*
 * hold_events.c - holds many live event streams and times one event to all.
 *
 * Opens COUNT connections to GET /api/events, waits until every one has its
 * answer, prints "held", waits for a line, then sends one public report and
 * counts the milliseconds until the last stream has the event.
 *
 * usage: hold_events PORT COOKIE COUNT BODY.json
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { WAIT_S = 60, CONNECT_AT_ONCE = 200, READ_SIZE = 65536 };
static const char USAGE[] = "hold_events PORT COOKIE COUNT BODY.json";

struct stream { int socket; bool open, told; char tail[8]; };

static int dial(long port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) {
        fprintf(stderr, "hold_events: %s\n", strerror(errno));
        exit(1);
    }
    return fd;
}

static void send_all(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);
        if (n <= 0) exit(1);
        text += n;
        len -= (size_t)n;
    }
}

/* "event: case" may be cut between two reads: the last bytes of the one before stay in `tail`. */
static bool has_event(struct stream *s, const char *text, size_t len)
{
    char joined[READ_SIZE + sizeof s->tail];
    size_t kept = strlen(s->tail);

    memcpy(joined, s->tail, kept);
    memcpy(joined + kept, text, len);
    joined[kept + len] = 0;
    size_t last = kept + len < sizeof s->tail - 1 ? kept + len : sizeof s->tail - 1;
    memcpy(s->tail, joined + kept + len - last, last);
    s->tail[last] = 0;
    return strstr(joined, "event: ") != NULL;
}

/* Reads what has come; returns how many streams changed as wanted. */
static int read_ready(int poll, struct stream *streams, bool events)
{
    struct epoll_event ready[512];
    static char text[READ_SIZE];
    int n = epoll_wait(poll, ready, 512, 1000), changed = 0;

    for (int i = 0; i < n; i++) {
        struct stream *s = &streams[ready[i].data.u32];
        ssize_t len = recv(s->socket, text, sizeof text - 1, MSG_DONTWAIT);
        if (len <= 0) {
            fprintf(stderr, "hold_events: a stream was closed\n");
            exit(1);
        }
        if (!s->open) {
            if (strncmp(text, "HTTP/1.1 200", 12)) {
                fprintf(stderr, "hold_events: %.*s\n", (int)(len < 200 ? len : 200), text);
                exit(1);
            }
            s->open = true;
            changed += !events;
        }
        if (events && !s->told && has_event(s, text, (size_t)len)) {
            s->told = true;
            changed++;
        }
    }
    return changed;
}

static void wait_for(int poll, struct stream *streams, int count, bool events, const char *what)
{
    double until = bench_now() + WAIT_S;
    int done = 0;

    while (done < count && bench_now() < until) done += read_ready(poll, streams, events);
    if (done < count) {
        fprintf(stderr, "hold_events: only %d of %d %s\n", done, count, what);
        exit(1);
    }
}

static void open_streams(int poll, long port, const char *cookie, struct stream *streams, int count)
{
    char request[512];
    int length = snprintf(request, sizeof request, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: shao_session=%s\r\n\r\n", cookie);

    for (int i = 0; i < count; i++) {
        struct epoll_event want = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
        streams[i].socket = dial(port);
        send_all(streams[i].socket, request, (size_t)length);
        epoll_ctl(poll, EPOLL_CTL_ADD, streams[i].socket, &want);
        if (i % CONNECT_AT_ONCE == CONNECT_AT_ONCE - 1) wait_for(poll, streams, CONNECT_AT_ONCE, false, "streams opened");
    }
    if (count % CONNECT_AT_ONCE) wait_for(poll, streams, count % CONNECT_AT_ONCE, false, "streams opened");
}

static void post(long port, const char *path)
{
    static char body[8192], request[9000], answer[4096];
    FILE *file = fopen(path, "r");
    size_t length = file ? fread(body, 1, sizeof body - 1, file) : 0;
    int fd = dial(port), size;

    if (file) fclose(file);
    size = snprintf(request, sizeof request,
                    "POST /api/public/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", length, body);
    send_all(fd, request, (size_t)size);
    if (recv(fd, answer, sizeof answer - 1, 0) < 12 || strncmp(answer, "HTTP/1.1 201", 12)) {
        fprintf(stderr, "hold_events: the report was not taken: %s\n", answer);
        exit(1);
    }
    close(fd);
}

int main(int argc, char **argv)
{
    int count = (int)bench_number(argc, argv, 3, USAGE), poll = epoll_create1(0);
    long port = bench_number(argc, argv, 1, USAGE);
    struct rlimit files = { (rlim_t)count + 64, (rlim_t)count + 64 };
    struct stream *streams = calloc((size_t)count + 1, sizeof *streams);
    double started;

    if (argc < 5 || !streams) {
        fprintf(stderr, "usage: %s\n", USAGE);
        return 2;
    }
    (void)setrlimit(RLIMIT_NOFILE, &files);
    started = bench_now();
    open_streams(poll, port, argv[2], streams, count);
    bench_line("streams_open", bench_now() - started, "s");
    printf("held\n");
    fflush(stdout);
    if (getchar() == EOF) return 1;   /* the caller measures memory meanwhile */
    started = bench_now();
    post(port, argv[4]);
    wait_for(poll, streams, count, true, "streams told");
    bench_line("streams_told", (bench_now() - started) * 1e3, "ms");
    for (int i = 0; i < count; i++) close(streams[i].socket);
    free(streams);
    return 0;
}
