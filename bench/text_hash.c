/*
 * text_hash.c - the least a reader of Chinese text must do: take every line of
 * standard input, decode its characters, and hash each run of one, two and
 * three.  The limit `shao classify` is measured against.
 *
 * usage: text_hash < FILE.tsv
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <unistd.h>

#include "bench.h"

enum { BLOCK = 1 << 20 };

int main(void)
{
    static unsigned char block[BLOCK];
    uint64_t sum = 0, run = 0, lines = 0;
    ssize_t got;
    double begun = bench_cpu();

    while ((got = read(STDIN_FILENO, block, sizeof block)) > 0)
        for (ssize_t i = 0; i < got; i++) {
            lines += block[i] == '\n';
            if ((block[i] & 0xc0) == 0x80) {
                run = (run & ~(uint64_t)0x1fffff) | ((run & 0x1fffff) << 6 | (block[i] & 0x3f));
                continue;
            }
            for (uint64_t mask = 0x1fffff, n = 0; n < 3; n++, mask = mask << 21 | 0x1fffff) sum ^= (run & mask) * 0x9e3779b97f4a7c15u;
            run = run << 21 | block[i];
        }
    fprintf(stderr, "%llx\n", (unsigned long long)sum);   /* or the work would be left out */
    bench_line("text.hashed", (double)lines / (bench_cpu() - begun), "texts/s");
    return 0;
}
