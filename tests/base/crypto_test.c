/*
 * SM3, HMAC-SM3, SM4 sealing, SM2 signatures and passwords.
 * Vectors: GB/T 32905 appendix A, GB/T 32907 appendix A.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/crypto.h"

#include <openssl/evp.h>
#include <string.h>

static int open_arena(void **state)
{
    *state = arena_open(1 << 20);
    return *state ? 0 : -1;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static void sm3_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *digest;
    } cases[] = {
        { "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
        { "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
          "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
        { "", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char digest[SM3_SIZE];
        char hex[2 * SM3_SIZE + 1];
        sm3(cases[i].text, strlen(cases[i].text), digest);
        hex_print(digest, sizeof digest, hex);
        CHECK_STR(cases[i].text, str_from_c(hex), cases[i].digest);
        struct sm3_sum *sum = sm3_begin();
        for (size_t k = 0; k < strlen(cases[i].text); k++) sm3_add(sum, cases[i].text + k, 1);
        sm3_end(sum, digest);
        hex_print(digest, sizeof digest, hex);
        CHECK_STR("in pieces", str_from_c(hex), cases[i].digest);
    }
}

/* HMAC spelled out from the digest alone (GB/T 15852.2): what hmac_sm3 must agree with. */
static void hmac_by_definition(const unsigned char *key, size_t key_len, const char *data, size_t len,
                               unsigned char out[SM3_SIZE])
{
    unsigned char block[64] = { 0 }, text[64 + 256];

    if (key_len > 64) sm3(key, key_len, block);
    else memcpy(block, key, key_len);
    for (int i = 0; i < 64; i++) text[i] = block[i] ^ 0x36;
    memcpy(text + 64, data, len);
    sm3(text, 64 + len, out);
    for (int i = 0; i < 64; i++) text[i] = block[i] ^ 0x5C;
    memcpy(text + 64, out, SM3_SIZE);
    sm3(text, 64 + SM3_SIZE, out);
}

static void hmac_agrees_with_its_definition(void **state)
{
    (void)state;
    unsigned char key[200], got[SM3_SIZE], wanted[SM3_SIZE];
    char data[256];

    for (size_t i = 0; i < sizeof key; i++) key[i] = (unsigned char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * 3);
    for (size_t key_len = 1; key_len <= sizeof key; key_len += 21) {
        for (size_t len = 0; len <= sizeof data; len += 51) {
            hmac_sm3(key, key_len, data, len, got);
            hmac_by_definition(key, key_len, data, len, wanted);
            assert_memory_equal(got, wanted, SM3_SIZE);
        }
    }
}

static void hex(void **state)
{
    (void)state;
    unsigned char bytes[3] = { 7, 7, 7 };

    CHECK_ERR("both cases", hex_parse(STR("00aBFf"), bytes, 3), ERR_OK);
    assert_memory_equal(bytes, "\x00\xAB\xFF", 3);
    CHECK_ERR("too short", hex_parse(STR("00ab"), bytes, 3), ERR_INVALID);
    CHECK_ERR("odd", hex_parse(STR("00aBF"), bytes, 3), ERR_INVALID);
    CHECK_ERR("no digit", hex_parse(STR("11111g"), bytes, 3), ERR_INVALID);
    assert_memory_equal(bytes, "\x00\xAB\xFF", 3);
}

/* A sealed text is IV, SM4-CTR cipher text and MAC: the cipher block comes from the published SM4 vector. */
static void sealing_is_sm4_in_counter_mode(void **state)
{
    unsigned char key[CRYPTO_KEY_SIZE], counter[16], block[16];
    struct str zero = { (const char[16]){ 0 }, 16 }, sealed, plain;
    int len;

    CHECK_ERR("vector key", hex_parse(STR("0123456789abcdeffedcba9876543210"), key, 16), ERR_OK);
    memset(key + 16, 9, 16);
    CHECK_ERR("seal", crypto_seal(*state, key, zero, &sealed), ERR_OK);
    assert_int_equal(sealed.len, 16 + SEALED_EXTRA);

    /* The key stream of one block is the plain cipher over the IV. */
    memcpy(counter, sealed.at, 16);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_sm4_ecb(), NULL, key, NULL), 1);
    EVP_CIPHER_CTX_set_padding(ctx, 0);
    assert_int_equal(EVP_EncryptUpdate(ctx, block, &len, key, 16), 1);
    unsigned char vector[16];
    CHECK_ERR("vector", hex_parse(STR("681edf34d206965e86b3e94f536e4246"), vector, 16), ERR_OK);
    assert_memory_equal(block, vector, 16);
    assert_int_equal(EVP_EncryptUpdate(ctx, block, &len, counter, 16), 1);
    EVP_CIPHER_CTX_free(ctx);
    assert_memory_equal(sealed.at + 16, block, 16);

    CHECK_ERR("unseal", crypto_unseal(*state, key, sealed, &plain), ERR_OK);
    assert_true(str_eq(plain, zero));
}

static void every_altered_bit_is_found(void **state)
{
    unsigned char key[CRYPTO_KEY_SIZE];
    struct str sealed, plain = STR_NONE;

    crypto_random(key, sizeof key);
    CHECK_ERR("seal", crypto_seal(*state, key, STR("13900000000"), &sealed), ERR_OK);
    char *bytes = arena_copy(*state, sealed.at, sealed.len);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
        CHECK_ERR("altered", crypto_unseal(*state, key, (struct str){ bytes, sealed.len }, &plain), ERR_INVALID);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t len = 0; len < sealed.len; len++)
        CHECK_ERR("cut", crypto_unseal(*state, key, (struct str){ bytes, len }, &plain), ERR_INVALID);
    key[20] ^= 1;
    CHECK_ERR("other key", crypto_unseal(*state, key, sealed, &plain), ERR_INVALID);
    assert_null(plain.at);
}

static void sealing_twice_differs(void **state)
{
    unsigned char key[CRYPTO_KEY_SIZE] = { 1 };
    struct str a, b, plain;

    CHECK_ERR("empty", crypto_seal(*state, key, STR(""), &a), ERR_OK);
    CHECK_ERR("empty back", crypto_unseal(*state, key, a, &plain), ERR_OK);
    assert_int_equal(plain.len, 0);
    CHECK_ERR("one", crypto_seal(*state, key, STR("same"), &a), ERR_OK);
    CHECK_ERR("two", crypto_seal(*state, key, STR("same"), &b), ERR_OK);
    assert_false(str_eq(a, b));
    arena_fail_after(1);
    CHECK_ERR("no memory", crypto_seal(*state, key, STR("x"), &a), ERR_NO_MEMORY);
    CHECK_ERR("no memory", crypto_unseal(*state, key, b, &plain), ERR_NO_MEMORY);
    arena_fail_after(0);
}

static void signatures(void **state)
{
    struct sm2_key *key, *again, *public, *other;
    struct str signature, text = STR("2026-02-13 日锚");

    CHECK_ERR("new", sm2_key_new(&key), ERR_OK);
    CHECK_ERR("other", sm2_key_new(&other), ERR_OK);
    CHECK_ERR("load", sm2_key_load(sm2_key_pem(*state, key), &again), ERR_OK);
    CHECK_ERR("public", sm2_key_load(sm2_key_public_pem(*state, key), &public), ERR_OK);
    CHECK_ERR("sign", sm2_sign(*state, again, text, &signature), ERR_OK);
    assert_true(signature.len <= 80);
    assert_true(sm2_verify(key, text, signature));
    assert_true(sm2_verify(public, text, signature));
    assert_false(sm2_verify(other, text, signature));
    assert_false(sm2_verify(public, STR("2026-02-14 日锚"), signature));
    assert_false(sm2_verify(public, text, str_sub(signature, 0, signature.len - 1)));
    assert_false(sm2_verify(public, text, STR_NONE));
    struct str unmade = STR_NONE;
    CHECK("a public key cannot sign", sm2_sign(*state, public, text, &unmade) != ERR_OK && !unmade.at);
    sm2_key_close(key);
    sm2_key_close(again);
    sm2_key_close(public);
    sm2_key_close(other);
    sm2_key_close(NULL);
}

static void keys_that_are_none(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "x", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        /* a key of another curve */
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sm2_key *key = NULL;
        CHECK_ERR(cases[i], sm2_key_load(str_from_c(cases[i]), &key), ERR_INVALID);
        CHECK(cases[i], key == NULL);
    }
}

static void passwords(void **state)
{
    struct str hash, other;

    CHECK_ERR("hash", password_hash(*state, STR("哨兵 2026"), &hash), ERR_OK);
    CHECK_ERR("again", password_hash(*state, STR("哨兵 2026"), &other), ERR_OK);
    assert_true(str_starts(hash, STR("$argon2id$")));
    assert_false(str_eq(hash, other));
    assert_true(password_verify(hash, STR("哨兵 2026")));
    assert_false(password_verify(hash, STR("哨兵 2027")));
    assert_false(password_verify(hash, STR_NONE));
    assert_false(password_verify(STR_NONE, STR("x")));
    assert_false(password_verify(STR("$argon2id$v=19$m=1"), STR("x")));
    char long_hash[4096];
    memset(long_hash, 'a', sizeof long_hash);
    assert_false(password_verify((struct str){ long_hash, sizeof long_hash }, STR("x")));
}

static void small_helpers(void **state)
{
    (void)state;
    unsigned char a[32], b[32];

    crypto_random(a, sizeof a);
    crypto_random(b, sizeof b);
    assert_false(crypto_equal(a, b, sizeof a));
    memcpy(b, a, sizeof a);
    assert_true(crypto_equal(a, b, sizeof a));
    crypto_wipe(a, sizeof a);
    for (size_t i = 0; i < sizeof a; i++) assert_int_equal(a[i], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sm3_vectors),           TEST(hmac_agrees_with_its_definition), TEST(hex),
        TEST(sealing_is_sm4_in_counter_mode), TEST(every_altered_bit_is_found), TEST(sealing_twice_differs),
        TEST(signatures),            TEST(keys_that_are_none),              TEST(passwords),
        TEST(small_helpers),
    };
    return cmocka_run_group_tests_name("base/crypto", tests, NULL, NULL);
}
