/*
 * A model file, with a digest that fits: refused with a reason, or a model that reads any text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "text/model.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    unsigned char *bytes = arena_alloc(arena, size + SM3_SIZE);
    struct text_model *model;
    struct fault why = { 0 };

    if (!bytes) return 0;
    memcpy(bytes, data, size);
    sm3(bytes, size, bytes + size);   /* else nearly every input ends at the digest */
    if (text_model_read(arena, (struct str){ (const char *)bytes, size + SM3_SIZE }, &model, &why) == ERR_OK) {
        struct text_reader *reader = text_reader_new(arena, model);
        struct str text = { (const char *)data, size };
        struct text_verdict v;

        if (reader && text_read(reader, text, text, &v)) assert(v.label < text_model_labels(model) && isfinite(v.confidence));
    } else {
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)));
    }
    arena_close(arena);
    return 0;
}
