/*
 * model_file.c - a text model as bytes and back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "text/model_in.h"

#include <math.h>
#include <string.h>

#define MAGIC "SHAOTXT1"

enum { MAGIC_BYTES = 8, HEAD_BYTES = MAGIC_BYTES + 7 * 4 };

/* Bounds that keep sums of a text's values far from infinity. */
#define IDF_MAX 100.0f
#define WEIGHT_MAX 1e6f

/* ── Out ───────────────────────────────────────────────────────────────── */

static void put_u32(struct buf *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) buf_byte(out, (char)(value >> (8 * i) & 0xff));
}

static void put_u64(struct buf *out, uint64_t value)
{
    put_u32(out, (uint32_t)value);
    put_u32(out, (uint32_t)(value >> 32));
}

static void put_float(struct buf *out, float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_u32(out, bits);
}

struct str text_model_write(struct arena *arena, const struct text_model *m)
{
    struct buf out;
    unsigned char digest[SM3_SIZE];

    buf_init(&out, arena, 0);
    buf_bytes(&out, MAGIC, MAGIC_BYTES);
    put_u32(&out, (uint32_t)m->labels);
    put_u32(&out, (uint32_t)m->grams);
    put_u32(&out, (uint32_t)m->samples);
    put_u32(&out, m->title_weight);
    put_u32(&out, m->body_points);
    put_float(&out, m->temperature);
    put_float(&out, m->doubt);
    for (size_t c = 0; c < m->labels; c++) {
        put_u32(&out, (uint32_t)m->label[c].len);
        buf_str(&out, m->label[c]);
        put_float(&out, m->bias[c]);
    }
    for (size_t g = 0; g < m->grams; g++) {
        put_u64(&out, m->keys[g]);
        put_float(&out, m->idf[g]);
        for (size_t c = 0; c < m->labels; c++) put_float(&out, m->weights[g * m->stride + c]);
    }
    if (!buf_ok(&out)) return STR_NONE;
    sm3(out.at, out.len, digest);
    buf_bytes(&out, digest, sizeof digest);
    return buf_done(&out);
}

/* ── In ────────────────────────────────────────────────────────────────── */

/* Bytes taken one after the other; past the end zeros, and `failed`. */
struct bytes {
    const unsigned char *at;
    size_t left;
    bool failed;
};

static uint32_t take_u32(struct bytes *in)
{
    uint32_t value;

    if (in->left < 4) {
        in->failed = true;
        return 0;
    }
    value = (uint32_t)in->at[0] | (uint32_t)in->at[1] << 8 | (uint32_t)in->at[2] << 16 | (uint32_t)in->at[3] << 24;
    in->at += 4;
    in->left -= 4;
    return value;
}

static uint64_t take_u64(struct bytes *in)
{
    uint64_t low = take_u32(in);

    return low | (uint64_t)take_u32(in) << 32;
}

static float take_float(struct bytes *in, float low, float high)
{
    uint32_t bits = take_u32(in);
    float value;

    memcpy(&value, &bits, sizeof value);
    if (!(value >= low && value <= high)) in->failed = true;   /* catches not-a-number as well */
    return in->failed ? 0 : value;
}

static struct str take_str(struct bytes *in, size_t max)
{
    size_t len = take_u32(in);
    struct str s = { (const char *)in->at, len };

    if (len == 0 || len > max || len > in->left || !utf8_valid(s)) {
        in->failed = true;
        return STR_NONE;
    }
    in->at += len;
    in->left -= len;
    return s;
}

static bool take_labels(struct arena *arena, struct bytes *in, struct text_model *m)
{
    for (size_t c = 0; c < m->labels && !in->failed; c++) {
        struct str label = take_str(in, TEXT_LABEL_BYTES_MAX);

        for (size_t i = 0; i < c; i++) in->failed |= str_eq(label, m->label[i]);
        for (size_t i = 0; i < label.len; i++) in->failed |= (unsigned char)label.at[i] < ' ';
        if (in->failed) break;
        m->label[c] = str_dup(arena, label);
        m->bias[c] = take_float(in, -WEIGHT_MAX, WEIGHT_MAX);
        if (!m->label[c].at) return false;
    }
    return true;
}

static void take_grams(struct bytes *in, struct text_model *m)
{
    for (size_t g = 0; g < m->grams && !in->failed; g++) {
        m->keys[g] = take_u64(in);
        if (m->keys[g] == 0 || m->keys[g] >> (GRAM_LENGTHS * GRAM_POINT_BITS) || (g > 0 && m->keys[g] <= m->keys[g - 1])) in->failed = true;
        m->idf[g] = take_float(in, 0, IDF_MAX);
        for (size_t c = 0; c < m->labels; c++) m->weights[g * m->stride + c] = take_float(in, -WEIGHT_MAX, WEIGHT_MAX);
    }
}

static enum err check_frame(struct str bytes, struct fault *why)
{
    unsigned char digest[SM3_SIZE];

    if (bytes.len < MAGIC_BYTES || memcmp(bytes.at, MAGIC, MAGIC_BYTES - 1) != 0)
        return fault_set(why, ERR_INVALID, "这不是文本模型文件", "this is not a text model file");
    if (bytes.at[MAGIC_BYTES - 1] != MAGIC[MAGIC_BYTES - 1])
        return fault_set(why, ERR_INVALID, "模型文件是另一版本的，请重新训练", "the model file is of another version; train it again");
    if (bytes.len > TEXT_MODEL_BYTES_MAX) return fault_set(why, ERR_TOO_LARGE, "模型文件过大", "the model file is too large");
    if (bytes.len < HEAD_BYTES + SM3_SIZE) return fault_set(why, ERR_INVALID, "模型文件不完整", "the model file is cut short");
    sm3(bytes.at, bytes.len - SM3_SIZE, digest);
    if (memcmp(digest, bytes.at + bytes.len - SM3_SIZE, SM3_SIZE) != 0)
        return fault_set(why, ERR_INVALID, "模型文件已损坏（校验不符）", "the model file is damaged (its digest does not fit)");
    return ERR_OK;
}

enum err text_model_read(struct arena *arena, struct str bytes, struct text_model **out, struct fault *why)
{
    struct bytes in;
    struct text_model *m;
    size_t labels, grams;
    enum err err = check_frame(bytes, why);

    if (err) return err;
    in = (struct bytes){ (const unsigned char *)bytes.at + MAGIC_BYTES, bytes.len - MAGIC_BYTES - SM3_SIZE, false };
    labels = take_u32(&in);
    grams = take_u32(&in);
    if (labels < 2 || labels > TEXT_LABELS_MAX || grams > TEXT_GRAMS_MAX || grams * (12 + 4 * labels) > in.left)
        return fault_set(why, ERR_INVALID, "模型文件的数量超出范围", "a count in the model file is out of bounds");
    m = text_model_new(arena, labels, grams);
    if (!m) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    m->samples = take_u32(&in);
    m->title_weight = take_u32(&in);
    m->body_points = take_u32(&in);
    m->temperature = take_float(&in, 1e-3f, 1e3f);
    m->doubt = take_float(&in, 0, 1);
    if (m->title_weight < 1 || m->title_weight > 100 || m->body_points > TEXT_BODY_POINTS_MAX) in.failed = true;
    if (!take_labels(arena, &in, m)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    take_grams(&in, m);
    if (in.failed || in.left > 0) return fault_set(why, ERR_INVALID, "模型文件内容有误", "the model file holds a value out of bounds");
    if (!text_model_index(arena, m)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = m;
    return ERR_OK;
}
