/*
 * server.c - starting and stopping: MHD, the pool, the hub, the keeper.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/log.h"

enum {
    SERVER_MEMORY_MAX = 256 * 1024 * 1024,
    CONNECTION_MEMORY = 6 * 1024,     /* request head and answer head must fit */
    IDLE_S = 60,                      /* without a byte either way */
    CONNECTIONS_DEFAULT = 20000,
    FILES_SPARE = 256,
    POLLERS = 4,
    STOP_WAIT_MS = 30000,
    STREAMS_WAIT_MS = 1000, /* for the last bytes of live streams; one that does not read is cut off */
};

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static bool parse_address(const char *text, int port, union address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons((uint16_t)port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons((uint16_t)port);
        return true;
    }
    return false;
}

/* As many connections as wanted and as the system lets us have files. */
static unsigned connection_limit(int wanted)
{
    struct rlimit files;
    rlim_t want = (rlim_t)(wanted > 0 ? wanted : CONNECTIONS_DEFAULT);

    if (getrlimit(RLIMIT_NOFILE, &files)) return 512;
    if (files.rlim_cur < want + FILES_SPARE) {
        files.rlim_cur = files.rlim_max < want + FILES_SPARE ? files.rlim_max : want + FILES_SPARE;
        (void)setrlimit(RLIMIT_NOFILE, &files);   /* what we get is read below */
        (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur < want + FILES_SPARE) want = files.rlim_cur > 2 * FILES_SPARE ? files.rlim_cur - FILES_SPARE : files.rlim_cur / 2;
    return (unsigned)want;
}

/* ── MHD's calls ───────────────────────────────────────────────────────── */

static void connection_changed(void *arg, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
    struct http *http = arg;
    const union MHD_ConnectionInfo *info;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        peers_remove(http->peers, *context);
        *context = NULL;
        return;
    }
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info) *context = peers_add(http->peers, info->connect_fd, time_monotonic_ms() + PEER_HEAD_MS);
}

static void *line_read(void *http, const char *target, struct MHD_Connection *connection)
{
    return exchange_open(http, target, connection);
}

/* Paths and queries are decoded by us, strictly. */
static size_t keep_escapes(void *arg, struct MHD_Connection *connection, char *text)
{
    (void)arg;
    (void)connection;
    return strlen(text);
}

static void mhd_log(void *arg, const char *format, va_list values) PRINTF_LIKE(2, 0);
static void mhd_log(void *arg, const char *format, va_list values)
{
    (void)arg;
    (void)format;
    (void)values;   /* broken requests and closed sockets: nobody reads that */
}

/* Connections that come while the server stops are closed at once.  MHD_quiesce_daemon is not used for that: in
   libmicrohttpd 0.9.75 it and the thread it wakes both take the socket out of the epoll set, and the second aborts. */
static enum MHD_Result may_connect(void *arg, const struct sockaddr *address, socklen_t len)
{
    const struct http *http = arg;

    (void)address;
    (void)len;
    return atomic_load(&http->stopping) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *start_daemon(struct http *http, const union address *address)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

    if (address->any.sa_family == AF_INET6) flags |= MHD_USE_IPv6;
    return MHD_start_daemon(flags, 0, may_connect, http, exchange_serve, http,
                            MHD_OPTION_EXTERNAL_LOGGER, mhd_log, NULL,
                            MHD_OPTION_SOCK_ADDR, &address->any,
                            MHD_OPTION_THREAD_POOL_SIZE, (unsigned)POLLERS,
                            MHD_OPTION_CONNECTION_LIMIT, connection_limit(http->config.connections),
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
                            MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
                            MHD_OPTION_URI_LOG_CALLBACK, line_read, http,
                            MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, http,
                            MHD_OPTION_NOTIFY_CONNECTION, connection_changed, http,
                            MHD_OPTION_END);
}

/* ── Starting ──────────────────────────────────────────────────────────── */

static void init_signals(struct http *http)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&http->queue.mutex, NULL);
    pthread_cond_init(&http->queue.filled, NULL);
    pthread_mutex_init(&http->keeper_mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&http->keeper_wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static enum err open_parts(struct http *http, struct fault *why)
{
    const struct http_config *config = &http->config;
    enum err err = router_compile(http->arena, config->modules, config->module_count, &http->router, why);

    if (err) return err;
    http->auth = auth_open(http->arena, config->store);
    http->limiter = limiter_open(http->arena);
    http->kept = kept_open(http->arena);
    http->peers = peers_open(http->arena);
    http->metrics = metrics_open(http->arena, http->router.count);
    if (!http->auth || !http->limiter || !http->kept || !http->peers || !http->metrics)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (config->web_root) {
        http->web_root = open(config->web_root, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (http->web_root < 0)
            return fault_set(why, ERR_NOT_FOUND, "找不到网页文件夹 %s", "the folder of web files %s is missing", config->web_root);
    }
    err = hub_open(http->arena, config, &http->hub, why);
    return err ? err : room_open(http->arena, http, &http->room, why);
}

static enum err start_threads(struct http *http, struct fault *why)
{
    int wanted = http->config.threads > 0 ? http->config.threads : 4;

    http->threads = arena_array(http->arena, pthread_t, (size_t)wanted);
    if (!http->threads) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (pthread_create(&http->keeper, NULL, keeper_loop, http)) return fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    for (; http->thread_count < wanted; http->thread_count++) {
        if (pthread_create(&http->threads[http->thread_count], NULL, work_loop, http))
            return fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    }
    return ERR_OK;
}

static void stop_threads(struct http *http)
{
    pthread_mutex_lock(&http->queue.mutex);
    http->queue.stopping = true;
    pthread_cond_broadcast(&http->queue.filled);
    pthread_mutex_unlock(&http->queue.mutex);
    for (int i = 0; i < http->thread_count; i++) pthread_join(http->threads[i], NULL);
    pthread_mutex_lock(&http->keeper_mutex);
    http->keeper_stop = true;
    pthread_cond_signal(&http->keeper_wake);
    pthread_mutex_unlock(&http->keeper_mutex);
    if (http->threads) pthread_join(http->keeper, NULL);
}

static void close_parts(struct http *http)
{
    room_close(http->room);
    hub_close(http->hub);
    kept_close(http->kept);
    auth_close(http->auth);
    limiter_close(http->limiter);
    peers_close(http->peers);
    if (http->web_root >= 0) close(http->web_root);
    pthread_mutex_destroy(&http->queue.mutex);
    pthread_cond_destroy(&http->queue.filled);
    pthread_mutex_destroy(&http->keeper_mutex);
    pthread_cond_destroy(&http->keeper_wake);
    arena_close(http->arena);
}

static void fed(int64_t last, void *http)
{
    http_wake(http, last);
}

static enum err listen_on(struct http *http, struct fault *why)
{
    union address address;

    if (!parse_address(http->config.address ? http->config.address : "127.0.0.1", http->config.port, &address))
        return fault_set(why, ERR_INVALID, "监听地址“%s”不合法", "%s is not an address to listen on", http->config.address);
    http->daemon = start_daemon(http, &address);
    if (http->daemon) return ERR_OK;
    return fault_set(why, ERR_BUSY, "无法监听 %s 端口 %d（可能已被占用）", "cannot listen on %s port %d (is it in use?)",
                     http->config.address ? http->config.address : "127.0.0.1", http->config.port);
}

enum err http_start(const struct http_config *config, struct http **out, struct fault *why)
{
    struct arena *arena = arena_open(SERVER_MEMORY_MAX);
    struct http *http = arena ? arena_new(arena, struct http) : NULL;
    enum err err;

    if (!http) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    http->config = *config;
    http->arena = arena;
    http->web_root = -1;
    init_signals(http);
    err = open_parts(http, why);
    if (!err) err = start_threads(http, why);
    if (!err) err = listen_on(http, why);
    if (err) {
        stop_threads(http);
        close_parts(http);
        return err;
    }
    store_on_feed(config->store, fed, http);
    *out = http;
    return ERR_OK;
}

int http_port(const struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info ? info->port : 0;
}

void http_stop(struct http *http)
{
    int64_t until = time_monotonic_ms() + STOP_WAIT_MS;

    atomic_store(&http->stopping, true);
    store_on_feed(http->config.store, NULL, NULL);
    hub_stop(http->hub);
    room_stop(http->room);
    while (atomic_load(&http->busy) && time_monotonic_ms() < until)
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    until = time_monotonic_ms() + STREAMS_WAIT_MS;
    while (hub_streams(http->hub) && time_monotonic_ms() < until) nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    stop_threads(http);
    MHD_stop_daemon(http->daemon);
    close_parts(http);
}

void http_wake(struct http *http, int64_t last)
{
    hub_wake(http->hub, last);
}

/* ── For handlers ──────────────────────────────────────────────────────── */

void http_forget_session(struct http *http, struct str token)
{
    auth_forget(http->auth, token);
}

void http_forget_account(struct http *http, int64_t account_id)
{
    auth_forget_account(http->auth, account_id);
}

const char *http_session_cookie(const struct call *call, struct str token)
{
    const char *secure = call->http->config.secure_cookie ? "; Secure" : "";
    struct str text = token.len ? str_format(call->arena, "shao_session=%.*s; Path=/; HttpOnly; SameSite=Strict%s", STR_ARG(token), secure)
                                : str_format(call->arena, "shao_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0%s", secure);

    return text.at;
}
