/*
 * durable.c - process instances through the spine and the store, with history:
 * half of them a user task (two steps), half a service task (one step).
 *
 * DATA is a folder whose `event-main` is bench/durable.bpmn.  As in the server,
 * a few threads plan, the store's writer groups what is ready.  BEFORE instances
 * are finished first, then MEASURED more are timed.  With "wait" instead,
 * MEASURED instances are opened and left waiting at their user task.
 *
 * usage: durable DATA MEASURED BEFORE | durable DATA MEASURED wait
 * SPDX-License-Identifier: Apache-2.0
 */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"
#include "base/pack.h"
#include "bench.h"
#include "case/plan.h"

enum { THREADS = 3, SLOTS = 1024 };
static const char USAGE[] = "durable DATA MEASURED BEFORE | wait";
static const size_t SLOT_MEMORY = (size_t)16 << 20;

struct slot { struct store_job job; struct arena *arena; struct case_plan *plan; int64_t task; struct slot *next; };

static struct runner {
    struct store *store;
    struct world *world;
    pthread_mutex_t mutex;
    pthread_cond_t filled, idle;
    struct slot *ready;               /* to be planned: a new instance, or its task */
    long wanted, begun, finished, steps, running;
    size_t variables;                 /* stored bytes of the variables of those that wait */
    bool waits, stop;
    uint64_t seed;
} R = { .mutex = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER, .seed = 88172645463325252u };

static void must(enum err err, const struct fault *why)
{
    if (!err) return;
    fprintf(stderr, "durable: %s\n", why->en);
    exit(1);
}

static enum err apply(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, ((struct slot *)job->arg)->plan, why);
}

static void push(struct slot *slot)
{
    store_coming(R.store, 1);
    slot->next = R.ready;
    R.ready = slot;
    pthread_cond_signal(&R.filled);
}

/* What the variables take as they are stored. */
static size_t variables_size(const struct case_plan *plan)
{
    struct buf plain, packed;

    buf_init(&plain, plan->arena, 0);
    buf_init(&packed, plan->arena, 0);
    feel_put(&plain, bpmn_state_variables(plan->state));
    pack(&packed, buf_done(&plain));
    return packed.len;
}

/* On the writer: the instance goes on, or the slot takes the next one. */
static void done(struct store_job *job)
{
    struct slot *slot = job->arg;
    const struct case_plan *plan = slot->plan;

    must(job->err, &job->why);
    pthread_mutex_lock(&R.mutex);
    R.steps++;
    if (R.waits) R.variables += variables_size(plan);
    slot->task = 0;
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && !R.waits) slot->task = plan->tasks.at[i].id;
    if (!slot->task) R.finished++;
    if (slot->task) {
        push(slot);
    } else if (R.begun < R.wanted) {
        R.begun++;
        push(slot);
    } else if (--R.running == 0) {
        pthread_cond_signal(&R.idle);
    }
    pthread_mutex_unlock(&R.mutex);
}

static void plan_one(struct slot *slot, struct db *db, uint64_t chance)
{
    const struct case_actor system = { .system = true };
    struct fault why = { 0 };

    arena_reset(slot->arena);
    if (slot->task) {
        const struct task_answer answer = { .task_id = slot->task, .outcome = STR("done"), .note = STR(""), .unit = STR("") };
        must(case_plan_complete(R.world, db, slot->arena, &answer, &system, time_now_ms(), &slot->plan, &why), &why);
    } else {
        const struct grids *grids = world_grids(R.world);
        const struct grid_row *grid = grids_at(grids, (size_t)(chance >> 8) % grids_count(grids));
        const struct case_draft draft = { .text = STR("占道"), .address = STR(""), .item = STR("0504"), .lon = (double)grid->lon_e6 / 1e6, .lat = (double)grid->lat_e6 / 1e6,
                                          .source = chance & 1 && !R.waits ? STR("walkin") : STR("hotline"), .channel = STR(""), .source_no = STR("") };
        must(case_plan_open(R.world, db, slot->arena, &draft, &system, time_now_ms(), &slot->plan, &why), &why);
    }
    slot->job = (struct store_job){ .key = case_plan_key(slot->plan), .apply = apply, .done = done, .arg = slot };
}

static void *planner(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&R.mutex);
    while (!R.stop) {
        struct slot *slot = R.ready;
        struct db *db;
        uint64_t chance;

        if (!slot) {
            pthread_cond_wait(&R.filled, &R.mutex);
            continue;
        }
        R.ready = slot->next;
        chance = bench_random(&R.seed);
        pthread_mutex_unlock(&R.mutex);
        db = store_reader_take(R.store);
        plan_one(slot, db, chance);
        store_reader_give(R.store, db);
        store_coming(R.store, -1);
        must(store_submit(R.store, &slot->job), &(struct fault){ .en = "the store is busy" });
        pthread_mutex_lock(&R.mutex);
    }
    pthread_mutex_unlock(&R.mutex);
    return NULL;
}

static double processor_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Finishes (or opens) so many; the seconds it took, and those of the processor in all threads. */
static double run(struct slot *slots, long count, long *steps, double *processor)
{
    double started = bench_now(), spent = processor_now();
    long before = R.steps;

    pthread_mutex_lock(&R.mutex);
    R.begun = R.running = count < SLOTS ? count : SLOTS;
    R.wanted = count;
    for (long i = 0; i < R.running; i++) {
        slots[i].task = 0;
        push(&slots[i]);
    }
    while (R.running) pthread_cond_wait(&R.idle, &R.mutex);
    *steps = R.steps - before;
    pthread_mutex_unlock(&R.mutex);
    *processor = processor_now() - spent;
    return bench_now() - started;
}

int main(int argc, char **argv)
{
    long measured = bench_number(argc, argv, 2, USAGE), steps;
    struct store_config store = { .target = argv[1] };
    struct world_config world = { .folder = argv[1] };
    pthread_t threads[THREADS];
    static struct slot slots[SLOTS];
    struct fault why = { 0 };
    double processor;

    R.waits = argc > 3 && !strcmp(argv[3], "wait");
    must(store_open(&store, &R.store, &why), &why);
    must(world_open(&world, R.store, &R.world, &why), &why);
    for (size_t i = 0; i < SLOTS; i++)
        if (!(slots[i].arena = arena_open(SLOT_MEMORY))) exit(1);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, planner, NULL)) exit(1);
    if (R.waits) {
        bench_line("durable_waiting", (double)measured / run(slots, measured, &steps, &processor), "instances/s");
        bench_line("durable_waiting_variables", (double)R.variables / (double)measured, "bytes");
    }
    if (!R.waits) {
        long before = bench_number(argc, argv, 3, USAGE);
        double seconds;

        if (before) (void)run(slots, before, &steps, &processor);
        seconds = run(slots, measured, &steps, &processor);
        bench_line("durable", (double)measured / seconds, "instances/s");
        bench_line("durable_step", seconds * 1e6 / (double)steps, "us/step");
        bench_line("durable_processor", processor * 1e6 / (double)steps, "us/step");
    }
    pthread_mutex_lock(&R.mutex);
    R.stop = true;
    pthread_cond_broadcast(&R.filled);
    pthread_mutex_unlock(&R.mutex);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    world_close(R.world);
    store_close(R.store);
    for (size_t i = 0; i < SLOTS; i++) arena_close(slots[i].arena);
    return 0;
}
