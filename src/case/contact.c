/*
 * contact.c - the reporter's contact (domain.md 7.2: masks 138****1234).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/contact.h"

#include <string.h>

#include "base/crypto.h"

struct str contact_digest(struct arena *arena, const unsigned char key[32], struct str text)
{
    unsigned char mac[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];

    hmac_sm3(key, 32, text.at, text.len, mac);
    hex_print(mac, sizeof mac, hex);
    return str_dup(arena, str_from_c(hex));
}

static struct str mask_phone(struct arena *arena, struct str phone)
{
    char *masked;

    if (!phone.len) return STR("");
    masked = arena_copy(arena, phone.at, phone.len);
    if (!masked) return STR_NONE;
    for (size_t i = phone.len > 7 ? 3 : 1; i + (phone.len > 7 ? 4 : 1) < phone.len; i++) masked[i] = '*';
    return (struct str){ masked, phone.len };
}

/* The family name stays: 张**. */
static struct str mask_name(struct arena *arena, struct str name)
{
    return name.len ? str_format(arena, "%.*s**", STR_ARG(utf8_prefix(name, 1))) : STR("");
}

static struct str contact_json(struct arena *arena, struct str name, struct str phone)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, 4096);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "name", name.at ? name : STR(""));
    json_str(&out, "phone", phone.at ? phone : STR(""));
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

/* 00:00 of the day after as many years. */
static int64_t years_later(int64_t now_ms, int64_t years)
{
    int year, month, day;

    day_to_ymd(day_of_ms(now_ms), &year, &month, &day);
    year += (int)years;
    if (!ymd_valid(year, month, day)) day = 28;
    return day_start_ms((struct day){ day_from_ymd(year, month, day).since_epoch + 1 });
}

/* Nothing is kept without a stated purpose. */
static enum err state_purpose(struct case_plan *plan, struct fault *why)
{
    const struct purpose *purpose = world_purpose(plan->world, STR("contact"));

    if (!purpose)
        return fault_set(why, ERR_UNPROCESSABLE, "未声明收集目的，不能保存联系方式", "no purpose is stated for contacts, so none can be kept");
    plan->contact_purpose = str_format(plan->arena, "%.*s %.*s", STR_ARG(purpose->zh), STR_ARG(purpose->en));
    plan->contact_until = years_later(plan->now_ms, purpose->years);
    return plan->contact_purpose.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err contact_seal(struct case_plan *plan, struct fault *why)
{
    struct arena *a = plan->arena;
    struct str name = plan_words(a, plan->draft.contact_name), phone = plan_words(a, plan->draft.contact_phone);
    struct str plain, sealed;
    char *hex;
    enum err err;

    if (utf8_length(name) > 60 || utf8_length(phone) > 60)
        return fault_set(why, ERR_INVALID, "联系方式过长", "the contact is too long");
    err = state_purpose(plan, why);
    if (err) return err;
    plain = contact_json(a, name, phone);
    plan->contact_masked = contact_json(a, mask_name(a, name), mask_phone(a, phone));
    plan->contact_hmac = contact_digest(a, world_keys(plan->world)->code, phone.at ? phone : STR(""));
    if (!plain.at || !plan->contact_masked.at || !plan->contact_hmac.at)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = crypto_seal(a, world_keys(plan->world)->seal, plain, &sealed);
    if (err) return fault_set(why, err, "联系方式加密失败", "the contact could not be encrypted");
    hex = arena_alloc(a, sealed.len * 2 + 1);
    if (!hex) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hex_print((const unsigned char *)sealed.at, sealed.len, hex);
    plan->contact_sealed = (struct str){ hex, sealed.len * 2 };
    plan->contact_changed = true;
    return ERR_OK;
}
