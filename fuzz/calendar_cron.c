/*
 * Cycles: any text is refused with a reason in both languages, or its next times rise and are its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/cron.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct fault why = { 0 };
    struct cron cron;
    int64_t at = INT64_C(1767225600000), next, again;

    if (cron_parse(text, &cron, &why)) {
        assert(why.zh[0] && why.en[0] && utf8_valid(str_from_c(why.zh)));
        return 0;
    }
    for (int i = 0; i < 5 && cron_next(&cron, at, &next); i++) {
        assert(next > at && next % 1000 == 0);
        assert(cron_next(&cron, next - 1, &again) && again == next);   /* nothing lies between that fits sooner */
        at = next;
    }
    return 0;
}
