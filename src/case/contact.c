/*
 * contact.c - the reporter's contact.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/contact.h"

#include "base/crypto.h"
#include "case/personal.h"

struct str contact_digest(struct arena *arena, const unsigned char key[32], struct str text)
{
    unsigned char mac[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];

    hmac_sm3(key, 32, text.at, text.len, mac);
    hex_print(mac, sizeof mac, hex);
    return str_dup(arena, str_from_c(hex));
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

/* Nothing is kept without a stated purpose. */
static enum err state_purpose(struct case_plan *plan, struct fault *why)
{
    const struct purpose *purpose = world_purpose(plan->world, STR("contact"));

    if (!purpose)
        return fault_set(why, ERR_UNPROCESSABLE, "未声明收集目的，不能保存联系方式", "no purpose is stated for contacts, so none can be kept");
    plan->contact_purpose = str_format(plan->arena, "%.*s %.*s", STR_ARG(purpose->zh), STR_ARG(purpose->en));
    if (!plan->contact_purpose.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return personal_until(plan->world, STR("contact"), plan->now_ms, &plan->contact_until, why);
}

enum err contact_seal(struct case_plan *plan, struct fault *why)
{
    struct arena *a = plan->arena;
    struct str name = plan_words(a, plan->draft.contact_name), phone = plan_words(a, plan->draft.contact_phone);
    struct str plain;
    enum err err;

    if (utf8_length(name) > 60 || utf8_length(phone) > 60)
        return fault_set(why, ERR_INVALID, "联系方式过长", "the contact is too long");
    err = state_purpose(plan, why);
    if (err) return err;
    plain = contact_json(a, name, phone);
    plan->contact_masked = contact_json(a, personal_mask_name(a, name), personal_mask_phone(a, phone));
    plan->contact_hmac = contact_digest(a, world_keys(plan->world)->code, phone.at ? phone : STR(""));
    if (!plain.at || !plan->contact_masked.at || !plan->contact_hmac.at)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = personal_seal(a, plan->world, plain, &plan->contact_sealed, why);
    if (err) return err;
    plan->contact_changed = true;
    return ERR_OK;
}
