/*
 * writer.h - the writers and what batch.c needs of them; private to src/store.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/store_backend.h"

#include <pthread.h>
#include <stdatomic.h>

struct writer {
    struct writers *all;
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct store_job *first, *last;
    size_t queued;
    size_t lingers;  /* the batch size it waits for; 0: it does not */
    bool stop;
    bool down;   /* the last transaction found no server to connect to */
    int careful; /* batches yet to be run carefully */
    struct effects effects;
};

struct writers {
    struct writer *at;
    size_t count;
    atomic_int waiting;
    atomic_int coming;    /* store_coming */
    atomic_llong commits, jobs, failed_jobs, batch_max;
    pthread_mutex_t lock; /* of the two below */
    void (*woken)(int64_t last, void *arg);
    void *woken_arg;
    struct listener *listener;   /* PostgreSQL, while somebody is to be woken */
};

/* Runs `jobs` (at least one) and answers each of them. */
void batch_run(struct writer *writer, struct store_job **jobs, size_t count);

#endif
