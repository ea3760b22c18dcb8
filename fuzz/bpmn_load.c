/*
 * BPMN: any XML is refused with a reason or can be asked about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/bpmn.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(32 << 20);
    struct str text = { (const char *)data, size };
    struct bpmn *process;
    struct fault why = { 0 };

    if (bpmn_load(arena, text, &process, &why) == ERR_OK) {
        for (size_t i = 0; i < bpmn_element_count(process); i++) (void)bpmn_element_at(process, i);
    } else {
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)) && utf8_valid(str_from_c(why.en)));
    }
    arena_close(arena);
    return 0;
}
