/*
 * work.h - jobs that leave traces everywhere: a row, counters, an event.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_STORE_WORK_H
#define TESTS_STORE_WORK_H

#include "place.h"

#include <semaphore.h>

/* Adds a thing, counts it, feeds it; then does what `trick` says. */
struct work {
    struct store_job job;
    int64_t id;
    enum { PLAIN, REFUSE_EARLY, REFUSE, BREAK, BREAK_AND_IGNORE, LOSE_ONCE, LOSE_ALWAYS } trick;
    int tries, done;
    sem_t *finished;
};

enum err work_apply(struct db *db, struct store_job *job, struct fault *why);
void work_done(struct store_job *job);
void work_init(struct work *work, int64_t id);

/* Keeps the writer of key 0 busy until it is opened, so that what is submitted meanwhile forms one batch. */
struct gate {
    struct store_job job;
    sem_t entered, open, done;
};

void gate_close(struct gate *gate, struct store *store);
void gate_open(struct gate *gate);   /* and waits until it has passed */

/* Runs `works` as one batch and waits for all. */
void run_batch(struct store *store, struct work *works, size_t count);

/* As many rows, counted and told, as there should be. */
void check_things(struct store *store, int64_t things);

#endif
