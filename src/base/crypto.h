/*
 * crypto.h - the Chinese commercial algorithms, over OpenSSL.
 *
 * SM3 digests (GB/T 32905), HMAC-SM3, SM2 signatures (GB/T 32918) and SM4-CTR
 * with HMAC-SM3 (GB/T 32907; encrypt-then-MAC).  Passwords are Argon2id
 * (libsodium).  Keys are wiped after use.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/err.h"
#include "base/str.h"

enum { SM3_SIZE = 32, CRYPTO_KEY_SIZE = 32, SEALED_EXTRA = 16 + SM3_SIZE };

void sm3(const void *data, size_t len, unsigned char out[SM3_SIZE]);
/* The same over bytes that come in pieces; sm3_end also frees the sum. */
struct sm3_sum;
struct sm3_sum *sm3_begin(void);                               /* NULL when out of memory */
void sm3_add(struct sm3_sum *sum, const void *data, size_t len);
void sm3_end(struct sm3_sum *sum, unsigned char out[SM3_SIZE]);
void hmac_sm3(const unsigned char *key, size_t key_len, const void *data, size_t len, unsigned char out[SM3_SIZE]);
void crypto_random(void *out, size_t len);
bool crypto_equal(const void *a, const void *b, size_t len);   /* constant time */
void crypto_wipe(void *bytes, size_t len);

void hex_print(const unsigned char *bytes, size_t len, char *out);               /* 2*len+1 bytes */
enum err hex_parse(struct str s, unsigned char *out, size_t len) MUST_CHECK;     /* exactly len bytes */

/* SM4-CTR + HMAC-SM3: iv(16) cipher mac(32).  `key` is 32 bytes: 16 to encrypt, 16 to authenticate. */
enum err crypto_seal(struct arena *arena, const unsigned char key[CRYPTO_KEY_SIZE], struct str plain, struct str *sealed) MUST_CHECK;
/* ERR_INVALID when it was altered or the key is another. */
enum err crypto_unseal(struct arena *arena, const unsigned char key[CRYPTO_KEY_SIZE], struct str sealed, struct str *plain) MUST_CHECK;

struct sm2_key;
enum err sm2_key_new(struct sm2_key **out) MUST_CHECK;
enum err sm2_key_load(struct str pem, struct sm2_key **out) MUST_CHECK;
struct str sm2_key_pem(struct arena *arena, const struct sm2_key *key);
struct str sm2_key_public_pem(struct arena *arena, const struct sm2_key *key);
void sm2_key_close(struct sm2_key *key);
/* SM2 with SM3 over `data`; DER signature, at most 80 bytes. */
enum err sm2_sign(struct arena *arena, const struct sm2_key *key, struct str data, struct str *signature) MUST_CHECK;
bool sm2_verify(const struct sm2_key *key, struct str data, struct str signature);

/* Argon2id, interactive limits; the result is a printable string with salt and parameters. */
enum err password_hash(struct arena *arena, struct str password, struct str *out) MUST_CHECK;
bool password_verify(struct str hash, struct str password);

#endif
