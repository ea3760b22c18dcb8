/*
 * staff.c - what the handlers of people and places share: refusals, reach, days, catalogues.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/staff.h"

#include "org/account.h"

enum err staff_no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

enum err staff_gone(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这条记录，或不在您的范围内", "there is no such record within your reach");
}

enum err staff_stale(struct fault *why)
{
    return fault_set(why, ERR_CONFLICT, "这条记录刚被别人改过或已结束，请刷新后再试", "someone changed or ended this record first; reload and try again");
}

struct str staff_words(struct call *call, const char *name)
{
    struct str text = str_trim(json_get_str(call->body, name));

    return text.at ? text : STR("");
}

enum err staff_day(struct call *call, const char *name, struct day absent, struct day *out, bool *given, struct fault *why)
{
    struct str text = json_get_str(call->body, name);

    *out = absent;
    if (given) *given = text.len > 0;
    if (text.len && day_parse(text, out)) return fault_field(why, str_from_c(name), fault_set(why, ERR_INVALID, "日期不合法", "this is no date"));
    return ERR_OK;
}

enum err staff_member_reach(struct call *call, enum right right, int64_t id, struct staff_member *out, struct fault *why)
{
    enum err err = staff_member_read(call->db, call->arena, id, out, why);

    if (err) return err;
    return user_may(call->org, call->user, right, out->street_id) ? ERR_OK : staff_gone(why);
}

enum err staff_place_reach(struct call *call, enum right right, int64_t id, struct staff_place *out, struct fault *why)
{
    enum err err = staff_place_read(call->db, call->arena, id, out, why);

    if (err) return err;
    return user_may(call->org, call->user, right, out->community_id) ? ERR_OK : staff_gone(why);
}

enum err staff_audit(struct db *db, const struct call *call, const char *action, int64_t subject, struct str detail, struct fault *why)
{
    const struct audit_entry entry = { .at = call->now_ms, .actor_id = call->user->account_id, .action = action, .ok = true, .subject_id = subject,
                                       .detail = detail.at ? detail : STR("") };

    return org_audit(db, &entry, why);
}

enum err staff_may_serve(struct call *call, int64_t account_id, int64_t community_id, const char *field, struct fault *why)
{
    const struct user *user = NULL;
    enum err err = account_id ? org_user(call->db, call->arena, call->org, account_id, &user, NULL) : ERR_NOT_FOUND;

    if (err && err != ERR_NOT_FOUND) return fault_set(why, err, "账号读取失败", "the account could not be read");
    if (!err && user_may(call->org, user, RIGHT_GRID_WORK, community_id)) return ERR_OK;
    return fault_field(why, str_from_c(field), fault_set(why, ERR_UNPROCESSABLE, "这个人没有在该社区的网格员角色，请先由安全管理员授权",
                                                         "this person is no grid worker in that community; the security administrator grants it first"));
}

/* ── Catalogues ────────────────────────────────────────────────────────── */

enum err staff_catalogue(struct call *call, const char *key, struct csv *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, str_from_c(key), world_release(world));

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署目录“%s”", "the catalogue %s is not deployed", key);
    return csv_parse(call->arena, text, out, why);
}

bool staff_find(const struct csv *csv, struct str code, int64_t now_ms, size_t *row)
{
    for (size_t i = 0; i < csv->rows; i++)
        if (str_eq(csv_get(csv, i, "code"), code) && world_row_in_force(csv, i, now_ms)) {
            *row = i;
            return true;
        }
    return false;
}

void staff_write_rows(struct call *call, const char *key, const struct csv *csv, const char *const *flags, const char *const *texts)
{
    struct json_out *out = &call->out;

    json_list(out, key);
    for (size_t i = 0; i < csv->rows; i++) {
        if (!world_row_in_force(csv, i, call->now_ms)) continue;
        json_object(out, NULL);
        json_str(out, "code", csv_get(csv, i, "code"));
        json_str(out, "name", csv_get(csv, i, "zh"));
        json_str(out, "name_en", csv_get(csv, i, "en"));
        for (size_t k = 0; flags && flags[k]; k++) json_bool(out, flags[k], str_is(csv_get(csv, i, flags[k]), "1"));
        for (size_t k = 0; texts && texts[k]; k++) json_str(out, texts[k], csv_get(csv, i, texts[k]));
        json_close(out);
    }
    json_close(out);
}
