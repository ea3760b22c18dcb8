/*
 * bench.h - what the benchmark programs share: a clock, and the line they print.
 *
 * Every line is "name value unit limit ratio"; "-" where there is no limit in
 * the same program.  bench/run puts limits and ratios in.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processor time of this program: what a busy machine does not blur. */
static inline double bench_cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void bench_line(const char *name, double value, const char *unit)
{
    printf("%s %.6g %s - -\n", name, value, unit);
    fflush(stdout);
}

/* A repeatable random number. */
static inline uint64_t bench_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* A whole number argument, or the program ends with its usage. */
static inline long bench_number(int argc, char **argv, int at, const char *usage)
{
    char *end = NULL;
    long n = at < argc ? strtol(argv[at], &end, 10) : -1;

    if (at >= argc || !end || *end || n < 0) {
        fprintf(stderr, "usage: %s\n", usage);
        exit(2);
    }
    return n;
}

#endif
