/*
 * page_look.c - language, elder mode and sending of the public pages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/page_look.h"

#include <string.h>

enum { PAGE_MAX = 1 << 20 };

enum err page_ready(const struct call *call, struct fault *why)
{
    if (app_of(call)->pages) return ERR_OK;
    return fault_set(why, ERR_NOT_FOUND, "网页尚未构建，请运行 make web", "the web pages are not built; run make web");
}

bool page_english(const struct call *call)
{
    return str_is(json_get_str(call->query, "lang"), "en");
}

static bool is_elder(const struct call *call)
{
    return str_is(json_get_str(call->query, "elder"), "1");
}

struct str page_words(const struct call *call, const struct fault *why)
{
    return str_dup(call->arena, str_from_c(page_english(call) ? why->en : why->zh));
}

enum err page_planned(struct call *call, struct work *work, enum err err, const struct fault *refused, struct fault *why)
{
    if (!err) {
        work_set(call, work);
        return ERR_OK;
    }
    if (err_status(err) >= 500) {
        *why = *refused;
        return err;
    }
    work->plan = NULL;
    work->refusal = page_words(call, refused);
    work->refusal_status = err_status(err);
    return ERR_OK;
}

/* "&lang=en&elder=1", as far as it is so. */
static struct str look_of(bool english, bool elder)
{
    if (english) return elder ? STR("&lang=en&elder=1") : STR("&lang=en");
    return elder ? STR("&elder=1") : STR("");
}

const char *page_progress_address(const struct call *call, struct str number, struct str code, const char *done)
{
    return str_format(call->arena, "/progress?number=%.*s&code=%.*s%s%s%.*s", STR_ARG(number), STR_ARG(code), *done ? "&done=" : "", done,
                      STR_ARG(look_of(page_english(call), is_elder(call)))).at;
}

enum err page_send(struct call *call, struct str template, const struct page_value *values, size_t count,
                   const struct page_list *lists, size_t list_count, struct fault *why)
{
    bool english = page_english(call), elder = is_elder(call);
    struct str look = look_of(english, elder);
    const struct page_value looks[] = {
        { "elder", elder ? STR("elder") : STR("") }, { "and_look", look },
        { "look", look.len ? str_format(call->arena, "?%.*s", STR_ARG(str_sub(look, 1, look.len))) : STR("") },
        { "elder_look", look_of(english, !elder) }, { "lang_look", look_of(!english, elder) },
        { "elder_name", english ? (elder ? STR("Normal type") : STR("Large type")) : elder ? STR("标准版") : STR("长辈版") },
        { "lang_name", english ? STR("中文") : STR("English") }, { "lang_code", english ? STR("zh-CN") : STR("en") },
        { "lang", english ? STR("en") : STR("") }, { "elder_on", elder ? STR("1") : STR("") },
    };
    struct page_value *all = arena_array(call->arena, struct page_value, COUNT_OF(looks) + count);
    struct buf buf;
    enum err err;

    if (!all) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    memcpy(all, looks, sizeof looks);
    if (count) memcpy(all + COUNT_OF(looks), values, count * sizeof *values);
    buf_init(&buf, call->arena, PAGE_MAX);
    err = page_fill(&buf, template, all, COUNT_OF(looks) + count, lists, list_count, why);
    if (err) return err;
    call->raw = buf_done(&buf);
    call->raw_type = "text/html; charset=utf-8";
    return ERR_OK;
}
