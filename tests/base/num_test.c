/*
 * Numbers from text and decimal arithmetic.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/num.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct decimal dec(const char *text)
{
    struct decimal d;

    if (decimal_parse(str_from_c(text), &d)) fail_msg("\"%s\" is no number", text);
    return d;
}

static const char *shown(struct decimal d)
{
    static char text[DECIMAL_TEXT_SIZE];

    assert_true(decimal_print(d, text, sizeof text) > 0);
    return text;
}

#define CHECK_DECIMAL(name, got, wanted) CHECK_STR(name, str_from_c(shown(got)), wanted)

static void whole_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t min, max, value;
        enum err err;
    } cases[] = {
        { "0", 0, 9, 0, ERR_OK },
        { "007", 0, 9, 7, ERR_OK },
        { "-5", -9, 9, -5, ERR_OK },
        { "9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX, ERR_OK },
        { "-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN, ERR_OK },
        { "9223372036854775808", INT64_MIN, INT64_MAX, 0, ERR_INVALID },
        { "-9223372036854775809", INT64_MIN, INT64_MAX, 0, ERR_INVALID },
        { "99999999999999999999999999", INT64_MIN, INT64_MAX, 0, ERR_INVALID },
        { "10", 0, 9, 0, ERR_INVALID },
        { "-1", 0, 9, 0, ERR_INVALID },
        { "", 0, 9, 0, ERR_INVALID },
        { "-", -9, 9, 0, ERR_INVALID },
        { "+1", 0, 9, 0, ERR_INVALID },
        { " 1", 0, 9, 0, ERR_INVALID },
        { "1 ", 0, 9, 0, ERR_INVALID },
        { "0x1", 0, 99, 0, ERR_INVALID },
        { "1e2", 0, 999, 0, ERR_INVALID },
        { "--1", -9, 9, 0, ERR_INVALID },
        { "１", 0, 9, 0, ERR_INVALID },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = -77;
        enum err err = num_parse_int(str_from_c(cases[i].text), cases[i].min, cases[i].max, &value);
        CHECK_ERR(cases[i].text, err, cases[i].err);
        CHECK_INT(cases[i].text, value, err ? -77 : cases[i].value);
    }
    int64_t value;
    CHECK_ERR("NUL inside", num_parse_int((struct str){ "1\0", 2 }, 0, 9, &value), ERR_INVALID);
    CHECK_ERR("nothing", num_parse_int(STR_NONE, 0, 9, &value), ERR_INVALID);
}

static void floating_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
        enum err err;
    } cases[] = {
        { "118.796", 118.796, ERR_OK },  { "-0.5", -0.5, ERR_OK },   { "1e2", 100, ERR_OK },
        { ".5", 0.5, ERR_OK },           { "180", 180, ERR_OK },     { "180.0000001", 0, ERR_INVALID },
        { "nan", 0, ERR_INVALID },       { "inf", 0, ERR_INVALID },  { "-Infinity", 0, ERR_INVALID },
        { "0x1p3", 0, ERR_INVALID },     { "1e999", 0, ERR_INVALID }, { "1.", 0, ERR_INVALID },
        { ".", 0, ERR_INVALID },         { "", 0, ERR_INVALID },     { "1,5", 0, ERR_INVALID },
        { "1.2.3", 0, ERR_INVALID },     { "1e", 0, ERR_INVALID },   { "1e+", 0, ERR_INVALID },
        { " 1", 0, ERR_INVALID },        { "1 ", 0, ERR_INVALID },   { "+1", 0, ERR_INVALID },
        { "11111111111111111111111111111111111111111111111111111111111111111", 0, ERR_INVALID },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double value = -77;
        enum err err = num_parse_double(str_from_c(cases[i].text), -180, 180, &value);
        CHECK_ERR(cases[i].text, err, cases[i].err);
        CHECK(cases[i].text, value == (err ? -77 : cases[i].value));
    }
}

static void printing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *printed;
    } cases[] = {
        { "0", "0" },
        { "-0", "0" },
        { "0.000", "0" },
        { "0e999999", "0" },
        { "1", "1" },
        { "1.0", "1" },
        { "1.10", "1.1" },
        { "-1.5", "-1.5" },
        { ".5", "0.5" },
        { "100", "100" },
        { "1e3", "1000" },
        { "1.5E+2", "150" },
        { "12e-1", "1.2" },
        { "0.0000001", "0.0000001" },
        { "1e33", "1000000000000000000000000000000000" },
        { "1e34", "1E+34" },
        { "-1.25e40", "-1.25E+40" },
        { "1e-34", "0.0000000000000000000000000000000001" },
        { "1e-40", "1E-40" },
        { "1234567890123456789012345678901234", "1234567890123456789012345678901234" },
        { "0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234" },
        { "0.01234567890123456789012345678901234", "0.01234567890123456789012345678901234" },
        { "9.999999999999999999999999999999999E+6144", "9.999999999999999999999999999999999E+6144" },
        { "1e-6176", "1E-6176" },
        { "1e-9999", "0" },
        { "1e-99999999999999999999", "0" },
        /* the 35th digit rounds, half to even */
        { "12345678901234567890123456789012345", "1.234567890123456789012345678901234E+34" },
        { "12345678901234567890123456789012355", "1.234567890123456789012345678901236E+34" },
        { "1.0000000000000000000000000000000005", "1" },
        { "1.00000000000000000000000000000000050000001", "1.000000000000000000000000000000001" },
        { "0.99999999999999999999999999999999999", "1" },
        { "00000000000000000000000000000000000000001.5", "1.5" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct decimal d = dec(cases[i].text);
        CHECK_DECIMAL(cases[i].text, d, cases[i].printed);
        CHECK_INT(cases[i].text, decimal_compare(dec(shown(d)), d), 0);
    }
    char small[4];
    assert_int_equal(decimal_print(dec("1234"), small, sizeof small), 0);
    assert_string_equal(small, "");
    assert_int_equal(decimal_print(dec("123"), small, sizeof small), 3);
}

static void refusals(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "-", ".", "1.", "+1", "1e", "1e+", "e5", "0x10", "inf", "-inf", "nan", "NaN", "Infinity", "1,5", "1.2.3",
        " 1", "1 ", "1_000", "--1", "1e5e5", "1e999999", "9e6145", "１２", "1e99999999999999999999999",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct decimal d = decimal_from_int(-77);
        CHECK_ERR(cases[i], decimal_parse(str_from_c(cases[i]), &d), ERR_INVALID);
        CHECK_DECIMAL(cases[i], d, "-77");
    }
    struct decimal d;
    char long_text[2000];
    memset(long_text, '1', sizeof long_text);
    CHECK_ERR("too long", decimal_parse((struct str){ long_text, sizeof long_text }, &d), ERR_INVALID);
    CHECK_ERR("NUL inside", decimal_parse((struct str){ "1\0" "2", 3 }, &d), ERR_INVALID);
}

static void arithmetic(void **state)
{
    (void)state;
    CHECK_DECIMAL("add", decimal_add(dec("0.1"), dec("0.2")), "0.3");
    CHECK_DECIMAL("sub", decimal_sub(dec("1"), dec("0.9")), "0.1");
    CHECK_DECIMAL("mul", decimal_mul(dec("19.99"), dec("3")), "59.97");
    CHECK_DECIMAL("div", decimal_div(dec("1"), dec("3")), "0.3333333333333333333333333333333333");
    CHECK_DECIMAL("div exact", decimal_div(dec("1"), dec("8")), "0.125");
    assert_false(decimal_is_finite(decimal_div(dec("1"), dec("0"))));
    assert_false(decimal_is_finite(decimal_div(dec("0"), dec("0"))));
    assert_false(decimal_is_finite(decimal_mul(dec("1e6000"), dec("1e6000"))));
    CHECK_DECIMAL("pow", decimal_pow(dec("2"), dec("10")), "1024");
    CHECK_DECIMAL("pow exact", decimal_pow(dec("1.1"), dec("3")), "1.331");
    CHECK_DECIMAL("pow negative", decimal_pow(dec("2"), dec("-2")), "0.25");
    CHECK_DECIMAL("pow zero", decimal_pow(dec("0"), dec("0")), "1");
    CHECK_DECIMAL("pow half", decimal_pow(dec("9"), dec("0.5")), "3");
    assert_false(decimal_is_finite(decimal_pow(dec("-8"), dec("0.5"))));
    assert_false(decimal_is_finite(decimal_pow(dec("10"), dec("1000000"))));
    CHECK_DECIMAL("neg", decimal_neg(dec("5")), "-5");
    CHECK_DECIMAL("neg zero", decimal_neg(dec("0")), "0");
    CHECK_DECIMAL("abs", decimal_abs(dec("-5.5")), "5.5");
    CHECK_DECIMAL("floor", decimal_floor(dec("-1.5")), "-2");
    CHECK_DECIMAL("sqrt", decimal_sqrt(dec("16")), "4");
    CHECK_DECIMAL("sqrt 2", decimal_sqrt(dec("2")), "1.414213562373095048801688724209698");
    assert_false(decimal_is_finite(decimal_sqrt(dec("-1"))));
    CHECK_DECIMAL("exp", decimal_exp(dec("0")), "1");
    CHECK_DECIMAL("log", decimal_log(dec("1")), "0");
    assert_false(decimal_is_finite(decimal_log(dec("0"))));
    assert_true(decimal_is_zero(dec("0.00")) && decimal_is_zero(dec("-0")) && !decimal_is_zero(dec("1e-6000")));
}

static void comparing(void **state)
{
    (void)state;
    static const char *const ascending[] = { "-1e6144", "-2", "-1", "-1e-6000", "0", "1e-6000", "0.1", "1", "1.5", "1e6144" };

    for (size_t i = 0; i < COUNT_OF(ascending); i++) {
        for (size_t j = 0; j < COUNT_OF(ascending); j++) {
            int wanted = (i > j) - (i < j);
            CHECK_INT(ascending[i], decimal_compare(dec(ascending[i]), dec(ascending[j])), wanted);
        }
    }
    CHECK_INT("trailing zeros", decimal_compare(dec("1.00"), dec("1")), 0);
    CHECK_INT("minus zero", decimal_compare(dec("-0"), dec("0")), 0);
}

static void rounding(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int64_t scale;
        const char *results[7];   /* in the order of enum decimal_rounding */
    } cases[] = {
        /*              half even  half up   half down  up      down    floor   ceiling */
        { "2.5", 0,   { "2",       "3",      "2",       "3",    "2",    "2",    "3" } },
        { "3.5", 0,   { "4",       "4",      "3",       "4",    "3",    "3",    "4" } },
        { "-2.5", 0,  { "-2",      "-3",     "-2",      "-3",   "-2",   "-3",   "-2" } },
        { "2.51", 0,  { "3",       "3",      "3",       "3",    "2",    "2",    "3" } },
        { "2.49", 0,  { "2",       "2",      "2",       "3",    "2",    "2",    "3" } },
        { "1.125", 2, { "1.12",    "1.13",   "1.12",    "1.13", "1.12", "1.12", "1.13" } },
        { "-0.4", 0,  { "0",       "0",      "0",       "-1",   "0",    "-1",   "0" } },
        { "0.5", 0,   { "0",       "1",      "0",       "1",    "0",    "0",    "1" } },
        { "99.5", 0,  { "100",     "100",    "99",      "100",  "99",   "99",   "100" } },
        { "1.5", 5,   { "1.5",     "1.5",    "1.5",     "1.5",  "1.5",  "1.5",  "1.5" } },
        { "1550", -2, { "1600",    "1600",   "1500",    "1600", "1500", "1500", "1600" } },
        { "7", -3,    { "0",       "0",      "0",       "1000", "0",    "0",    "1000" } },
        { "1e-99", 2, { "0",       "0",      "0",       "0.01", "0",    "0",    "0.01" } },
        { "5e-1", 0,  { "0",       "1",      "0",       "1",    "0",    "0",    "1" } },
        { "0", -5,    { "0",       "0",      "0",       "0",    "0",    "0",    "0" } },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int how = ROUND_HALF_EVEN; how <= ROUND_CEILING; how++)
            CHECK_DECIMAL(cases[i].value, decimal_round(dec(cases[i].value), cases[i].scale, (enum decimal_rounding)how),
                          cases[i].results[how]);
    }
    assert_false(signbit(decimal_to_double(decimal_round(dec("-0.4"), 0, ROUND_HALF_UP))));
    CHECK_DECIMAL("absurd scale", decimal_round(dec("1.5"), INT64_MAX, ROUND_UP), "1.5");
    assert_true(decimal_is_zero(decimal_round(dec("1.5"), INT64_MIN + 1, ROUND_DOWN)));
    assert_false(decimal_is_finite(decimal_round(decimal_div(dec("1"), dec("0")), 2, ROUND_UP)));
    CHECK_DECIMAL("all digits", decimal_round(dec("9999999999999999999999999999999999"), -33, ROUND_HALF_UP), "1E+34");
}

static void conversions(void **state)
{
    (void)state;
    static const int64_t integers[] = { 0, 1, -1, 42, INT64_MAX, INT64_MIN, INT64_MIN + 1, 1000000000000000000 };
    static const double doubles[] = { 0, 0.1, -0.1, 118.796, 1e100, -1e-100, 5e-324, 1.7976931348623157e308, 1.0 / 3 };

    for (size_t i = 0; i < COUNT_OF(integers); i++) {
        int64_t back = 7;
        assert_true(decimal_to_int(decimal_from_int(integers[i]), &back));
        assert_true(back == integers[i]);
    }
    int64_t n = 7;
    assert_false(decimal_to_int(dec("1.5"), &n));
    assert_false(decimal_to_int(dec("9223372036854775808"), &n));
    assert_false(decimal_to_int(dec("-9223372036854775809"), &n));
    assert_false(decimal_to_int(dec("1e30"), &n));
    assert_false(decimal_to_int(decimal_div(dec("1"), dec("0")), &n));
    assert_true(n == 7);
    assert_true(decimal_to_int(dec("1.50e1"), &n) && n == 15);

    for (size_t i = 0; i < COUNT_OF(doubles); i++)
        assert_true(decimal_to_double(decimal_from_double(doubles[i])) == doubles[i]);
    CHECK_DECIMAL("0.1 is 0.1", decimal_from_double(0.1), "0.1");
    CHECK_DECIMAL("no digits invented", decimal_from_double(118.796), "118.796");
    assert_false(decimal_is_finite(decimal_from_double(NAN)));
    assert_false(decimal_is_finite(decimal_from_double(INFINITY)));
}

/* Decimal results agree with integer arithmetic wherever that can tell. */
static void integers_agree(void **state)
{
    (void)state;
    uint64_t seed = 42;

    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        int64_t a = (int32_t)(seed >> 32);
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        int64_t b = (int32_t)(seed >> 32), got;
        struct decimal x = decimal_from_int(a), y = decimal_from_int(b);
        assert_true(decimal_to_int(decimal_add(x, y), &got) && got == a + b);
        assert_true(decimal_to_int(decimal_mul(x, y), &got) && got == a * b);
        assert_int_equal(decimal_compare(x, y), (a > b) - (a < b));
        int64_t floor = a / 1000 - (a % 1000 < 0);
        assert_true(decimal_to_int(decimal_floor(decimal_div(x, decimal_from_int(1000))), &got) && got == floor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers), cmocka_unit_test(floating_numbers), cmocka_unit_test(printing),
        cmocka_unit_test(refusals),      cmocka_unit_test(arithmetic),       cmocka_unit_test(comparing),
        cmocka_unit_test(rounding),      cmocka_unit_test(conversions),      cmocka_unit_test(integers_agree),
    };
    return cmocka_run_group_tests_name("base/num", tests, NULL, NULL);
}
