/*
 * content_store.c - roles and settings from their files into the database.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/account.h"

#include "base/csv.h"
#include "base/num.h"

QUERY(ROLES_CLEAR_RIGHTS) = { .name = "roles_clear_rights", .sql = "DELETE FROM role_right" };

QUERY(ROLE_PUT) = {
    .name = "role_put",
    .sql = "INSERT INTO role (name, zh, en, desk, apart) VALUES ($1, $2, $3, $4, $5)"
           " ON CONFLICT (name) DO UPDATE SET zh = excluded.zh, en = excluded.en, desk = excluded.desk,"
           " apart = excluded.apart",
    .takes = { STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_TEXT, STORE_INT },
};

QUERY(ROLE_RIGHT_PUT) = {
    .name = "role_right_put",
    .sql = "INSERT INTO role_right (role, right_key) VALUES ($1, $2) ON CONFLICT (role, right_key) DO NOTHING",
    .takes = { STORE_TEXT, STORE_TEXT },
};

static enum err put_role(struct db *db, const struct csv *csv, size_t row, struct fault *why)
{
    struct str name = csv_get(csv, row, "role"), rights = csv_get(csv, row, "rights"), key;
    struct str desk = csv_get(csv, row, "desk");
    enum err err;

    if (!str_is(desk, "none") && !str_is(desk, "unit") && !str_is(desk, "grid"))
        return fault_at(why, ERR_INVALID, row + 2, "角色“%.*s”的岗位应为 none、unit 或 grid",
                        "desk of role %.*s must be none, unit or grid", STR_ARG(name));
    err = store_run(db, &ROLE_PUT,
                    ARGS(arg_text(name), arg_text(csv_get(csv, row, "zh")), arg_text(csv_get(csv, row, "en")),
                         arg_text(desk), arg_int(str_is(csv_get(csv, row, "apart"), "1"))),
                    NULL, why);
    while (!err && str_split(&rights, ' ', &key)) {
        if (key.len == 0) continue;
        if (right_from_key(key) == RIGHT__COUNT)
            return fault_at(why, ERR_INVALID, row + 2, "不认识的权限“%.*s”", "unknown right %.*s", STR_ARG(key));
        err = store_run(db, &ROLE_RIGHT_PUT, ARGS(arg_text(name), arg_text(key)), NULL, why);
    }
    return err;
}

enum err org_roles_load(struct db *db, struct str text, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(store_scratch(db), text, &csv, why);

    if (!err) err = store_run(db, &ROLES_CLEAR_RIGHTS, NO_ARGS, NULL, why);
    for (size_t i = 0; !err && i < csv.rows; i++) err = put_role(db, &csv, i, why);
    return err;
}

QUERY(SETTING_PUT) = {
    .name = "setting_put",
    .sql = "INSERT INTO setting (name, value, unit, source) VALUES ($1, $2, $3, $4)"
           " ON CONFLICT (name) DO UPDATE SET value = excluded.value, unit = excluded.unit, source = excluded.source",
    .takes = { STORE_TEXT, STORE_INT, STORE_TEXT, STORE_TEXT },
};

enum err org_settings_load(struct db *db, struct str text, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(store_scratch(db), text, &csv, why);

    for (size_t i = 0; !err && i < csv.rows; i++) {
        int64_t value;
        if (num_parse_int(csv_get(&csv, i, "value"), 0, INT64_C(1000000000), &value))
            return fault_at(why, ERR_INVALID, i + 2, "设置“%.*s”的值不是整数", "the value of setting %.*s is not a whole number",
                            STR_ARG(csv_get(&csv, i, "key")));
        err = store_run(db, &SETTING_PUT,
                        ARGS(arg_text(csv_get(&csv, i, "key")), arg_int(value), arg_text(csv_get(&csv, i, "unit")),
                             arg_text(csv_get(&csv, i, "source"))),
                        NULL, why);
    }
    return err;
}
