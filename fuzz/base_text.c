/*
 * UTF-8, numbers, days and times: whatever is accepted prints and reads back as itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/crypto.h"
#include "base/num.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decimal(struct str s)
{
    char text[DECIMAL_TEXT_SIZE];
    struct decimal d, again;

    if (decimal_parse(s, &d)) return;
    size_t len = decimal_print(d, text, sizeof text);
    assert(len > 0);
    enum err err = decimal_parse((struct str){ text, len }, &again);
    assert(err == ERR_OK && decimal_compare(d, again) == 0);
    int64_t n;
    if (decimal_to_int(d, &n)) assert(decimal_compare(decimal_from_int(n), d) == 0);
    for (int scale = -3; scale <= 3; scale++) {
        struct decimal down = decimal_round(d, scale, ROUND_FLOOR), up = decimal_round(d, scale, ROUND_CEILING);
        assert(decimal_compare(down, d) <= 0 && decimal_compare(up, d) >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = { (const char *)data, size };
    int64_t n, ms, again;
    struct day day, day_again;
    double real;
    char text[32];

    assert(!utf8_valid(s) || utf8_length(s) <= s.len);
    struct str prefix = utf8_prefix(s, 3);
    assert(!utf8_valid(s) || utf8_valid(prefix));
    check_decimal(s);
    if (num_parse_int(s, -1000, 1000, &n) == ERR_OK) assert(n >= -1000 && n <= 1000);
    if (num_parse_double(s, -180, 180, &real) == ERR_OK) assert(real >= -180 && real <= 180);
    if (day_parse(s, &day) == ERR_OK) {
        day_print(day, text);
        assert(str_is(s, text) && day_parse(s, &day_again) == ERR_OK && day_again.since_epoch == day.since_epoch);
    }
    if (time_parse(s, &ms) == ERR_OK) {
        time_print(ms, text);
        enum err err = time_parse(str_from_c(text), &again);
        assert(err == ERR_OK);
        assert(again == ms || strncmp(text, "0001-01-01", 10) == 0 || strncmp(text, "9999-12-31", 10) == 0);
    }
    unsigned char bytes[4];
    (void)!hex_parse(s, bytes, sizeof bytes);
    return 0;
}
