/*
 * DMN: any XML is refused with a reason, or its first decision yields a value.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/dmn.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(32 << 20);
    struct dmn_result result;
    struct dmn *dmn;
    struct fault why = { 0 };

    if (dmn_load(arena, (struct str){ (const char *)data, size }, &dmn, &why) == ERR_OK) {
        struct str name = dmn_name(dmn);
        enum err err = dmn_decide(arena, dmn, name.at ? name : STR("d"), &FEEL_NULL_VALUE, 0, &result, &why);
        assert(err || result.value);
    } else {
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)) && utf8_valid(str_from_c(why.en)));
    }
    arena_close(arena);
    return 0;
}
