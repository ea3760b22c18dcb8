/*
 * sm2.c - SM2 keys and signatures (GB/T 32918 with the usual signer id).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>

enum { SIGNATURE_MAX = 80, PEM_MAX = 4096 };

/* The identity every Chinese product assumes when none is agreed on (GM/T 0009). */
static const char SIGNER_ID[] = "1234567812345678";

struct sm2_key {
    EVP_PKEY *pkey;
};

static enum err key_wrap(EVP_PKEY *pkey, struct sm2_key **out)
{
    struct sm2_key *key = malloc(sizeof *key);

    if (!key) {
        EVP_PKEY_free(pkey);
        return ERR_NO_MEMORY;
    }
    key->pkey = pkey;
    *out = key;
    return ERR_OK;
}

enum err sm2_key_new(struct sm2_key **out)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");

    return pkey ? key_wrap(pkey, out) : ERR_INTERNAL;
}

/* Instead of the library's own, which would ask on the terminal. */
static int no_password(char *buf, int size, int writing, void *arg)
{
    (void)buf, (void)size, (void)writing, (void)arg;
    return 0;
}

enum err sm2_key_load(struct str pem, struct sm2_key **out)
{
    if (pem.len == 0 || pem.len > PEM_MAX) return ERR_INVALID;
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
    if (!bio) return ERR_NO_MEMORY;
    bool is_public = str_find(pem, STR("PUBLIC KEY")) >= 0;
    EVP_PKEY *pkey = is_public ? PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL)
                               : PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
    BIO_free(bio);
    ERR_clear_error();
    if (!pkey) return ERR_INVALID;
    if (!EVP_PKEY_is_a(pkey, "SM2")) {
        EVP_PKEY_free(pkey);
        return ERR_INVALID;
    }
    return key_wrap(pkey, out);
}

static struct str pem_of(struct arena *arena, int (*write)(BIO *bio, EVP_PKEY *pkey), EVP_PKEY *pkey)
{
    struct str out = STR_NONE;
    char *bytes;

    BIO *bio = BIO_new(BIO_s_secmem());
    if (!bio) return out;
    if (write(bio, pkey) == 1) {
        long len = BIO_get_mem_data(bio, &bytes);
        if (len > 0) out = str_dup(arena, (struct str){ bytes, (size_t)len });
    }
    BIO_free(bio);
    ERR_clear_error();
    return out;
}

static int write_private(BIO *bio, EVP_PKEY *pkey)
{
    return PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL);
}

static int write_public(BIO *bio, EVP_PKEY *pkey)
{
    return PEM_write_bio_PUBKEY(bio, pkey);
}

struct str sm2_key_pem(struct arena *arena, const struct sm2_key *key)
{
    return pem_of(arena, write_private, key->pkey);
}

struct str sm2_key_public_pem(struct arena *arena, const struct sm2_key *key)
{
    return pem_of(arena, write_public, key->pkey);
}

void sm2_key_close(struct sm2_key *key)
{
    if (!key) return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

/* A digest context bound to the key with the signer id set; both are freed by signer_done. */
struct signer {
    EVP_MD_CTX *digest;
    EVP_PKEY_CTX *pkey;
};

static bool signer_init(struct signer *s, const struct sm2_key *key)
{
    s->digest = EVP_MD_CTX_new();
    s->pkey = EVP_PKEY_CTX_new(key->pkey, NULL);
    if (!s->digest || !s->pkey || EVP_PKEY_CTX_set1_id(s->pkey, SIGNER_ID, sizeof SIGNER_ID - 1) != 1) return false;
    EVP_MD_CTX_set_pkey_ctx(s->digest, s->pkey);
    return true;
}

static void signer_done(struct signer *s)
{
    EVP_MD_CTX_free(s->digest);
    EVP_PKEY_CTX_free(s->pkey);
    ERR_clear_error();
}

enum err sm2_sign(struct arena *arena, const struct sm2_key *key, struct str data, struct str *signature)
{
    unsigned char der[SIGNATURE_MAX];
    size_t len = sizeof der;
    struct signer s;

    bool ok = signer_init(&s, key) && EVP_DigestSignInit(s.digest, NULL, EVP_sm3(), NULL, key->pkey) == 1 &&
              EVP_DigestSign(s.digest, der, &len, (const unsigned char *)data.at, data.len) == 1;
    signer_done(&s);
    if (!ok) return ERR_INTERNAL;
    struct str copy = str_dup(arena, (struct str){ (const char *)der, len });
    if (!copy.at) return ERR_NO_MEMORY;
    *signature = copy;
    return ERR_OK;
}

bool sm2_verify(const struct sm2_key *key, struct str data, struct str signature)
{
    struct signer s;

    if (signature.len == 0 || signature.len > SIGNATURE_MAX) return false;
    bool ok = signer_init(&s, key) && EVP_DigestVerifyInit(s.digest, NULL, EVP_sm3(), NULL, key->pkey) == 1 &&
              EVP_DigestVerify(s.digest, (const unsigned char *)signature.at, signature.len,
                               (const unsigned char *)data.at, data.len) == 1;
    signer_done(&s);
    return ok;
}
