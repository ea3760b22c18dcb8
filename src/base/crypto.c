/*
 * crypto.c - digests, sealing, random bytes and passwords.
 *
 * The library calls here fail only when the machine has no memory or no
 * algorithm of that name; going on without a digest would be worse than
 * stopping, hence the asserts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { IV_SIZE = 16, HALF_KEY = CRYPTO_KEY_SIZE / 2 };

/* Looked up once: a lookup by name costs more than a short digest. */
static struct {
    pthread_once_t once;
    EVP_MD *sm3;
    EVP_CIPHER *sm4;
} found = { .once = PTHREAD_ONCE_INIT };

static void find_algorithms(void)
{
    found.sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
    found.sm4 = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
    assert(found.sm3 && found.sm4);
    assert(sodium_init() >= 0);
}

static void ready(void)
{
    pthread_once(&found.once, find_algorithms);
}

void sm3(const void *data, size_t len, unsigned char out[SM3_SIZE])
{
    ready();
    int ok = EVP_Digest(data, len, out, NULL, found.sm3, NULL);
    assert(ok == 1);
}

/* A sum is OpenSSL's context under our name. */
struct sm3_sum *sm3_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    ready();
    if (context && EVP_DigestInit_ex(context, found.sm3, NULL) != 1) {
        EVP_MD_CTX_free(context);
        context = NULL;
    }
    return (struct sm3_sum *)context;
}

void sm3_add(struct sm3_sum *sum, const void *data, size_t len)
{
    int ok = EVP_DigestUpdate((EVP_MD_CTX *)sum, data, len);
    assert(ok == 1);
}

void sm3_end(struct sm3_sum *sum, unsigned char out[SM3_SIZE])
{
    int ok = EVP_DigestFinal_ex((EVP_MD_CTX *)sum, out, NULL);
    assert(ok == 1);
    EVP_MD_CTX_free((EVP_MD_CTX *)sum);
}

void hmac_sm3(const unsigned char *key, size_t key_len, const void *data, size_t len, unsigned char out[SM3_SIZE])
{
    assert(key_len <= INT32_MAX);
    ready();
    const unsigned char *mac = HMAC(found.sm3, key, (int)key_len, data, len, out, NULL);
    assert(mac);
}

void crypto_random(void *out, size_t len)
{
    ready();
    randombytes_buf(out, len);
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void crypto_wipe(void *bytes, size_t len)
{
    OPENSSL_cleanse(bytes, len);
}

void hex_print(const unsigned char *bytes, size_t len, char *out)
{
    static const char HEX[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = HEX[bytes[i] >> 4];
        out[2 * i + 1] = HEX[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

/* The value of a hex digit; 16 for any other byte. */
static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9') return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f') return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return (unsigned)(c - 'A') + 10;
    return 16;
}

enum err hex_parse(struct str s, unsigned char *out, size_t len)
{
    if (s.len % 2 != 0 || s.len / 2 != len) return ERR_INVALID;
    for (size_t i = 0; i < s.len; i++) {
        if (hex_digit(s.at[i]) > 15) return ERR_INVALID;
    }
    for (size_t i = 0; i < len; i++) out[i] = (unsigned char)(hex_digit(s.at[2 * i]) << 4 | hex_digit(s.at[2 * i + 1]));
    return ERR_OK;
}

/* ── Sealing ───────────────────────────────────────────────────────────── */

/* Counter mode is its own inverse. */
static enum err sm4_ctr(const unsigned char *key, const unsigned char *iv, const unsigned char *in, size_t len,
                        unsigned char *out)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    enum err err = ERR_INTERNAL;
    int done;

    if (!ctx) return ERR_NO_MEMORY;
    if (EVP_EncryptInit_ex2(ctx, found.sm4, key, iv, NULL) == 1 &&
        EVP_EncryptUpdate(ctx, out, &done, in, (int)len) == 1 && (size_t)done == len)
        err = ERR_OK;
    EVP_CIPHER_CTX_free(ctx);
    return err;
}

enum err crypto_seal(struct arena *arena, const unsigned char key[CRYPTO_KEY_SIZE], struct str plain,
                     struct str *sealed)
{
    if (plain.len > INT32_MAX - SEALED_EXTRA) return ERR_TOO_LARGE;
    size_t len = plain.len + SEALED_EXTRA;
    unsigned char *out = arena_alloc(arena, len);
    if (!out) return ERR_NO_MEMORY;

    crypto_random(out, IV_SIZE);
    enum err err = sm4_ctr(key, out, (const unsigned char *)plain.at, plain.len, out + IV_SIZE);
    if (err) return err;
    hmac_sm3(key + HALF_KEY, HALF_KEY, out, IV_SIZE + plain.len, out + IV_SIZE + plain.len);
    *sealed = (struct str){ (const char *)out, len };
    return ERR_OK;
}

enum err crypto_unseal(struct arena *arena, const unsigned char key[CRYPTO_KEY_SIZE], struct str sealed,
                       struct str *plain)
{
    const unsigned char *in = (const unsigned char *)sealed.at;
    unsigned char mac[SM3_SIZE];

    if (sealed.len < SEALED_EXTRA) return ERR_INVALID;
    if (sealed.len > INT32_MAX) return ERR_TOO_LARGE;
    size_t len = sealed.len - SEALED_EXTRA;
    hmac_sm3(key + HALF_KEY, HALF_KEY, in, IV_SIZE + len, mac);
    if (!crypto_equal(mac, in + IV_SIZE + len, SM3_SIZE)) return ERR_INVALID;

    unsigned char *out = arena_alloc(arena, len + 1);
    if (!out) return ERR_NO_MEMORY;
    enum err err = sm4_ctr(key, in, in + IV_SIZE, len, out);
    if (err) return err;
    *plain = (struct str){ (const char *)out, len };
    return ERR_OK;
}

/* ── Passwords ─────────────────────────────────────────────────────────── */

enum err password_hash(struct arena *arena, struct str password, struct str *out)
{
    char text[crypto_pwhash_STRBYTES];

    ready();
    if (crypto_pwhash_str(text, password.at ? password.at : "", password.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return ERR_NO_MEMORY;
    struct str copy = str_dup(arena, str_from_c(text));
    if (!copy.at) return ERR_NO_MEMORY;
    *out = copy;
    return ERR_OK;
}

bool password_verify(struct str hash, struct str password)
{
    char text[crypto_pwhash_STRBYTES] = { 0 };

    ready();
    if (hash.len == 0 || hash.len >= sizeof text) return false;
    memcpy(text, hash.at, hash.len);
    return crypto_pwhash_str_verify(text, password.at ? password.at : "", password.len) == 0;
}
