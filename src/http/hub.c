/*
 * hub.c - the ring of recent events and its readers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/hub.h"

#include <microhttpd.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"
#include "base/log.h"
#include "store/feed.h"

enum {
    RING = 4096,                      /* events kept */
    SEGMENT = 512,                    /* events whose texts share an arena */
    SEGMENT_MEMORY_MAX = 16 * 1024 * 1024,
    SEEN_MAX = 24,                    /* units an event is visible at */
    READ_AT_ONCE = 500,
    READ_MEMORY_MAX = 32 * 1024 * 1024,
    STREAM_BLOCK = 1024,
    STREAMS_MEMORY_MAX = 64 * 1024 * 1024,
    CATCH_UP_MEMORY_MAX = 8 * 1024 * 1024,
};

/* Who may see an event: these units (with all above them) and this person. */
struct audience {
    int64_t units[SEEN_MAX];
    size_t count;
    int64_t user_id;
};

struct event {
    int64_t seq;
    struct audience audience;
    struct str text;
};

struct stream {
    struct hub *hub;
    struct MHD_Connection *connection;
    struct stream *before, *after;    /* or the next free one */
    struct arena *missed;             /* holds `first`; NULL when there is none */
    struct str first;                 /* what is sent before the ring is looked at */
    uint64_t next;                    /* place in the ring, counted from the hub's beginning */
    size_t part;                      /* bytes already sent of the text in hand */
    struct viewer viewer;
    int64_t beat_ms, ends_ms;         /* monotonic */
    bool asleep, over;
};

struct hub {
    struct store *store;
    const void *app;
    struct org *(*org)(const void *app);
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool running, stopping, nudged;   /* the thread; another server may have written */
    int64_t last, wanted;             /* newest number in the ring; newest announced */
    uint64_t count;                   /* events ever put into the ring */
    struct event *ring;               /* RING */
    struct arena *texts[RING / SEGMENT];
    struct arena *memory;             /* of the streams */
    struct stream *streams, *free;
    size_t stream_count;
};

/* ── Who sees what ─────────────────────────────────────────────────────── */

static void audience_add(struct audience *audience, const struct org *org, int64_t id)
{
    while (id) {
        const struct unit *unit = org_unit(org, id);
        for (size_t i = 0; i < audience->count; i++) {
            if (audience->units[i] == id) return;
        }
        if (audience->count == SEEN_MAX) return;
        audience->units[audience->count++] = id;
        if (!unit) return;
        if (unit->steering_id && unit->steering_id != id) audience_add(audience, org, unit->steering_id);
        id = unit->parent_id;
    }
}

static struct audience audience_of(const struct org *org, const struct rows *rows, size_t row)
{
    struct audience audience = { .user_id = row_int(rows, row, FEED_USER) };

    audience_add(&audience, org, row_int(rows, row, FEED_UNIT));
    audience_add(&audience, org, row_int(rows, row, FEED_AREA));
    return audience;
}

static bool may_see(const struct viewer *viewer, const struct audience *audience)
{
    if (audience->user_id && audience->user_id == viewer->account_id) return true;
    for (size_t i = 0; i < viewer->unit_count; i++) {
        for (size_t k = 0; k < audience->count; k++) {
            if (viewer->units[i] == audience->units[k]) return true;
        }
    }
    return false;
}

bool viewer_of(const struct user *user, struct viewer *out)
{
    *out = (struct viewer){ .account_id = user->account_id };
    for (size_t i = 0; i < user->grant_count; i++) {
        if (!(user->grants[i].rights >> RIGHT_CASE_READ & 1) && !(user->grants[i].rights >> RIGHT_SCREEN_VIEW & 1)) continue;   /* an event says nothing about a person */
        if (out->unit_count == STREAM_UNITS_MAX) return false;
        out->units[out->unit_count++] = user->grants[i].unit_id;
    }
    return true;
}

/* JSON has no bare line breaks, so one data line holds the body. */
static struct str event_text(struct arena *arena, const struct rows *rows, size_t row)
{
    return str_format(arena, "id: %lld\nevent: %.*s\ndata: %.*s\n\n", (long long)row_int(rows, row, FEED_SEQ),
                      STR_ARG(row_str(rows, row, FEED_KIND)), STR_ARG(row_str(rows, row, FEED_BODY)));
}

/* ── The ring ──────────────────────────────────────────────────────────── */

static uint64_t oldest(const struct hub *hub)
{
    uint64_t kept = RING - SEGMENT + hub->count % SEGMENT;   /* a segment is emptied when its first event is put */

    return hub->count > kept ? hub->count - kept : 0;
}

static void ring_put(struct hub *hub, const struct org *org, const struct rows *rows, size_t row)
{
    struct event *event = &hub->ring[hub->count % RING];
    struct arena *texts = hub->texts[hub->count % RING / SEGMENT];

    if (hub->count % SEGMENT == 0) arena_reset(texts);
    *event = (struct event){ row_int(rows, row, FEED_SEQ), audience_of(org, rows, row), event_text(texts, rows, row) };
    hub->last = event->seq;
    hub->count++;
}

static void wake_stream(struct stream *stream)
{
    if (!stream->asleep) return;
    stream->asleep = false;
    MHD_resume_connection(stream->connection);
}

/* Wakes the readers that may see an event from place `from` on. */
static void wake_readers(struct hub *hub, uint64_t from)
{
    for (struct stream *stream = hub->streams; stream; stream = stream->after) {
        for (uint64_t i = from; stream->asleep && i < hub->count; i++) {
            if (may_see(&stream->viewer, &hub->ring[i % RING].audience)) wake_stream(stream);
        }
    }
}

/* Reads the feed after hub->last into the ring; called without the mutex. */
static void read_feed(struct hub *hub)
{
    struct arena *arena = arena_open(READ_MEMORY_MAX);
    struct fault why = { 0 };
    struct rows rows = { .count = READ_AT_ONCE };

    while (arena && rows.count == READ_AT_ONCE) {
        struct db *db = store_reader_take(hub->store);
        enum err err = store_feed_after(db, arena, hub->last, READ_AT_ONCE, &rows, &why);
        store_reader_give(hub->store, db);
        if (err) {
            log_line(LOG_WARN, "live events: %s", why.en);
            break;
        }
        struct org *org = hub->org(hub->app);
        pthread_mutex_lock(&hub->mutex);
        uint64_t from = hub->count;
        for (size_t i = 0; i < rows.count; i++) ring_put(hub, org, &rows, i);
        wake_readers(hub, from);
        pthread_mutex_unlock(&hub->mutex);
        org_unref(org);
        arena_reset(arena);
    }
    arena_close(arena);
}

bool hub_quiet(struct hub *hub, const struct viewer *viewer, int64_t *seq)
{
    bool quiet = false;

    pthread_mutex_lock(&hub->mutex);
    if (hub->wanted <= hub->last && (*seq >= hub->last || (hub->count > oldest(hub) && hub->ring[oldest(hub) % RING].seq <= *seq + 1))) {
        quiet = true;
        for (uint64_t i = hub->count; quiet && i > oldest(hub) && hub->ring[(i - 1) % RING].seq > *seq; i--)
            quiet = !may_see(viewer, &hub->ring[(i - 1) % RING].audience);
        if (quiet && *seq < hub->last) *seq = hub->last;
    }
    pthread_mutex_unlock(&hub->mutex);
    return quiet;
}

static void tick(struct hub *hub, int64_t now_ms)
{
    for (struct stream *stream = hub->streams; stream; stream = stream->after) {
        if (now_ms >= stream->ends_ms) stream->over = true;
        if (stream->over || now_ms >= stream->beat_ms) wake_stream(stream);
    }
}

static void *hub_loop(void *arg)
{
    struct hub *hub = arg;

    pthread_setname_np(pthread_self(), "events");
    pthread_mutex_lock(&hub->mutex);
    while (!hub->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        if (hub->wanted <= hub->last && !hub->nudged) pthread_cond_timedwait(&hub->wake, &hub->mutex, &until);
        tick(hub, time_monotonic_ms());
        if (hub->stopping) break;
        int64_t wanted = hub->wanted;
        hub->nudged = false;
        pthread_mutex_unlock(&hub->mutex);
        read_feed(hub);   /* also without a wake-up: another server may have written */
        pthread_mutex_lock(&hub->mutex);
        /* Pruned or not to be had: do not spin.  What was announced meanwhile is read next. */
        if (hub->wanted == wanted && wanted > hub->last) hub->wanted = hub->last;
    }
    pthread_mutex_unlock(&hub->mutex);
    return NULL;
}

/* ── A reader, called by MHD ───────────────────────────────────────────── */

/* Copies as much of `text` as fits behind *len; true when all of it is sent. */
static bool send_text(struct stream *stream, struct str text, char *out, size_t max, size_t *len)
{
    size_t n = text.len - stream->part;

    if (n > max - *len) n = max - *len;
    memcpy(out + *len, text.at + stream->part, n);
    *len += n;
    stream->part += n;
    if (stream->part < text.len) return false;
    stream->part = 0;
    return true;
}

static size_t fill(struct stream *stream, char *out, size_t max)
{
    static const struct str RESET = { "event: reset\ndata: {}\n\n", 23 };
    struct hub *hub = stream->hub;
    size_t len = 0;

    if (stream->first.len) {
        if (!send_text(stream, stream->first, out, max, &len)) return len;
        stream->first = STR_NONE;
        arena_close(stream->missed);
        stream->missed = NULL;
    }
    if (stream->next < oldest(hub)) {
        if (stream->part) stream->over = true;   /* the rest of a half-sent event is gone */
        else stream->first = RESET;
        stream->next = hub->count;
        return len ? len : stream->over ? 0 : fill(stream, out, max);
    }
    for (; stream->next < hub->count; stream->next++) {
        const struct event *event = &hub->ring[stream->next % RING];
        if (!may_see(&stream->viewer, &event->audience)) continue;
        if (max == len || !send_text(stream, event->text, out, max, &len)) return len;
    }
    return len;
}

static ssize_t stream_read(void *arg, uint64_t at, char *out, size_t max)
{
    struct stream *stream = arg;
    struct hub *hub = stream->hub;
    int64_t now = time_monotonic_ms();
    size_t len;

    (void)at;
    pthread_mutex_lock(&hub->mutex);
    len = stream->over || hub->stopping ? 0 : fill(stream, out, max);
    if (stream->over || hub->stopping) {
        pthread_mutex_unlock(&hub->mutex);
        return len ? (ssize_t)len : MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (len == 0 && now >= stream->beat_ms && max >= 3) {
        memcpy(out, ":\n\n", 3);
        len = 3;
    }
    if (len) {
        stream->beat_ms = now + HUB_BEAT_MS;
    } else {
        stream->asleep = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&hub->mutex);
    return (ssize_t)len;
}

static void stream_free(void *arg)
{
    struct stream *stream = arg;
    struct hub *hub = stream->hub;

    pthread_mutex_lock(&hub->mutex);
    arena_close(stream->missed);
    if (stream->before) stream->before->after = stream->after;
    else hub->streams = stream->after;
    if (stream->after) stream->after->before = stream->before;
    stream->after = hub->free;
    hub->free = stream;
    hub->stream_count--;
    pthread_mutex_unlock(&hub->mutex);
}

/* ── Joining ───────────────────────────────────────────────────────────── */

/* What was missed since `after`, as text; a reset when it is too much. Sets *last to the last event looked at. */
static enum err catch_up(struct stream *stream, struct db *db, const struct org *org, int64_t after, int64_t *last, struct fault *why)
{
    struct rows rows;
    struct buf buf;
    enum err err;

    buf_init(&buf, stream->missed, 0);
    buf_text(&buf, "retry: 3000\n\n");
    err = store_feed_last(db, last, why);
    if (err) return err;
    if (after >= 0 && after != *last) {
        err = store_feed_after(db, stream->missed, after, HUB_BACKLOG_MAX + 1, &rows, why);
        if (err) return err;
        bool gap = rows.count && row_int(&rows, 0, FEED_SEQ) != after + 1;   /* older events were pruned */
        if (after > *last || gap || rows.count > HUB_BACKLOG_MAX) {
            buf_printf(&buf, "id: %lld\nevent: reset\ndata: {}\n\n", (long long)*last);
            rows.count = 0;
        }
        for (size_t i = 0; i < rows.count; i++) {
            struct audience audience = audience_of(org, &rows, i);
            if (may_see(&stream->viewer, &audience)) buf_str(&buf, event_text(stream->missed, &rows, i));
            *last = row_int(&rows, i, FEED_SEQ);
        }
    }
    stream->first = buf_done(&buf);
    return buf_ok(&buf) ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static struct stream *stream_new(struct hub *hub, const struct stream_new *want)
{
    struct stream *stream;
    int64_t now = time_monotonic_ms(), longest = HUB_LONGEST_MS;

    pthread_mutex_lock(&hub->mutex);
    stream = hub->free;
    if (stream) hub->free = stream->after;
    else stream = arena_new(hub->memory, struct stream);
    pthread_mutex_unlock(&hub->mutex);
    if (!stream) return NULL;
    if (want->ends_ms && want->ends_ms - want->now_ms < longest) longest = want->ends_ms - want->now_ms;
    *stream = (struct stream){ .hub = hub, .connection = want->connection, .beat_ms = now + HUB_BEAT_MS, .ends_ms = now + longest };
    (void)viewer_of(want->user, &stream->viewer);   /* the first units, when there are too many */
    return stream;
}

/* Into the list, at the first event of the ring after `last`. */
static void enlist(struct hub *hub, struct stream *stream, int64_t last)
{
    pthread_mutex_lock(&hub->mutex);
    stream->next = hub->count;
    while (stream->next > oldest(hub) && hub->ring[(stream->next - 1) % RING].seq > last) stream->next--;
    stream->after = hub->streams;
    if (hub->streams) hub->streams->before = stream;
    hub->streams = stream;
    hub->stream_count++;
    pthread_mutex_unlock(&hub->mutex);
}

enum err hub_join(struct hub *hub, struct db *db, const struct org *org, const struct stream_new *want,
                  struct MHD_Response **out, struct fault *why)
{
    struct stream *stream = stream_new(hub, want);
    struct MHD_Response *response;
    int64_t last = 0;
    enum err err;

    if (!stream) return fault_set(why, ERR_BUSY, "实时连接过多", "too many live readers");
    stream->missed = arena_open(CATCH_UP_MEMORY_MAX);
    err = stream->missed ? catch_up(stream, db, org, want->after, &last, why)
                         : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    enlist(hub, stream, last);
    if (err) {
        stream_free(stream);
        return err;
    }
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, stream, stream_free);
    if (!response) {
        stream_free(stream);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    *out = response;
    return ERR_OK;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

static bool hub_memory(struct hub *hub, struct arena *arena)
{
    bool ok = true;

    hub->ring = arena_array(arena, struct event, RING);
    hub->memory = arena_open(STREAMS_MEMORY_MAX);
    for (size_t i = 0; i < COUNT_OF(hub->texts); i++) {
        hub->texts[i] = arena_open(SEGMENT_MEMORY_MAX);
        ok = ok && hub->texts[i];
    }
    return ok && hub->ring && hub->memory;
}

static enum err hub_begin(struct hub *hub, struct fault *why)
{
    struct db *db = store_reader_take(hub->store);
    enum err err = store_feed_last(db, &hub->last, why);

    store_reader_give(hub->store, db);
    if (err) return err;
    if (pthread_create(&hub->thread, NULL, hub_loop, hub)) return fault_set(why, ERR_NO_MEMORY, "无法启动线程", "cannot start a thread");
    hub->running = true;
    return ERR_OK;
}

enum err hub_open(struct arena *arena, const struct http_config *config, struct hub **out, struct fault *why)
{
    struct hub *hub = arena_new(arena, struct hub);
    pthread_condattr_t monotonic;
    enum err err;

    if (!hub) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *hub = (struct hub){ .store = config->store, .app = config->app, .org = config->org };
    pthread_mutex_init(&hub->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&hub->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    err = hub_memory(hub, arena) ? hub_begin(hub, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (err) {
        hub_close(hub);
        return err;
    }
    *out = hub;
    return ERR_OK;
}

void hub_stop(struct hub *hub)
{
    if (!hub->running) return;
    pthread_mutex_lock(&hub->mutex);
    hub->stopping = true;
    for (struct stream *stream = hub->streams; stream; stream = stream->after) wake_stream(stream);
    pthread_cond_signal(&hub->wake);
    pthread_mutex_unlock(&hub->mutex);
    pthread_join(hub->thread, NULL);
    hub->running = false;
}

void hub_close(struct hub *hub)
{
    if (!hub) return;
    hub_stop(hub);
    for (size_t i = 0; i < COUNT_OF(hub->texts); i++) arena_close(hub->texts[i]);
    arena_close(hub->memory);
    pthread_cond_destroy(&hub->wake);
    pthread_mutex_destroy(&hub->mutex);
}

void hub_wake(struct hub *hub, int64_t last)
{
    pthread_mutex_lock(&hub->mutex);
    if (last > hub->wanted) hub->wanted = last;
    if (!last) hub->nudged = true;
    pthread_cond_signal(&hub->wake);
    pthread_mutex_unlock(&hub->mutex);
}

int64_t hub_last(struct hub *hub)
{
    int64_t last;

    pthread_mutex_lock(&hub->mutex);
    last = hub->wanted > hub->last ? hub->wanted : hub->last;
    pthread_mutex_unlock(&hub->mutex);
    return last;
}

size_t hub_streams(struct hub *hub)
{
    size_t count;

    pthread_mutex_lock(&hub->mutex);
    count = hub->stream_count;
    pthread_mutex_unlock(&hub->mutex);
    return count;
}
