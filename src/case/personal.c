/*
 * personal.c - sealing and masking of personal data (domain.md 7.2: masks 138****1234).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/personal.h"

#include "base/civil.h"
#include "base/crypto.h"

struct str personal_mask_phone(struct arena *arena, struct str phone)
{
    char *masked;

    if (!phone.len) return STR("");
    masked = arena_copy(arena, phone.at, phone.len);
    if (!masked) return STR_NONE;
    for (size_t i = phone.len > 7 ? 3 : 1; i + (phone.len > 7 ? 4 : 1) < phone.len; i++) masked[i] = '*';
    return (struct str){ masked, phone.len };
}

struct str personal_mask_name(struct arena *arena, struct str name)
{
    return name.len ? str_format(arena, "%.*s**", STR_ARG(utf8_prefix(name, 1))) : STR("");
}

struct str personal_json(struct arena *arena, struct str name, struct str phone, struct str address)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 4096);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "name", name);
    json_str(&out, "phone", phone);
    json_str(&out, "address", address);
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

enum err personal_seal(struct arena *arena, const struct world *world, struct str plain, struct str *out, struct fault *why)
{
    struct str sealed;
    char *hex;
    enum err err = crypto_seal(arena, world_keys(world)->seal, plain, &sealed);

    if (err) return fault_set(why, err, "个人信息加密失败", "personal data could not be encrypted");
    hex = arena_alloc(arena, sealed.len * 2 + 1);
    if (!hex) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hex_print((const unsigned char *)sealed.at, sealed.len, hex);
    *out = (struct str){ hex, sealed.len * 2 };
    return ERR_OK;
}

enum err personal_open(struct arena *arena, const struct world *world, struct str sealed, struct str *out, struct fault *why)
{
    unsigned char *raw = arena_alloc(arena, sealed.len / 2 + 1);

    if (!raw || hex_parse(sealed, raw, sealed.len / 2)) return fault_set(why, ERR_INTERNAL, "个人信息损坏", "the personal data is damaged");
    if (crypto_unseal(arena, world_keys(world)->seal, (struct str){ (char *)raw, sealed.len / 2 }, out))
        return fault_set(why, ERR_INTERNAL, "个人信息无法解密", "the personal data cannot be opened");
    return ERR_OK;
}

enum err personal_until(const struct world *world, struct str kind, int64_t now_ms, int64_t *until, struct fault *why)
{
    const struct purpose *purpose = world_purpose(world, kind);
    int year, month, day;

    if (!purpose) return fault_set(why, ERR_UNPROCESSABLE, "未声明收集目的，不能保存个人信息", "no purpose is stated, so no personal data can be kept");
    day_to_ymd(day_of_ms(now_ms), &year, &month, &day);
    year += (int)purpose->years;
    if (!ymd_valid(year, month, day)) day = 28;
    *until = day_start_ms((struct day){ day_from_ymd(year, month, day).since_epoch + 1 });
    return ERR_OK;
}
