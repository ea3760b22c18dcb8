/*
 * org.h - units (机构), accounts, rights, roles and grants.
 *
 * The model: units form a tree (city > district > street > community; teams and
 * departments hang on a street or district).  A right is a named permission, a
 * role a set of rights (content/roles.csv), a grant is (account, role, unit)
 * and reaches the unit's subtree; a street's subtree also hangs under its
 * steering district (江北新区).  A desk (岗位) is a place tasks wait at: a (role, unit or grid) pair.
 *
 * The tree is small (about 3,000 units): it is loaded once into an immutable
 * `struct org`, replaced by pointer swap when an administrator changes it.
 *
 * Ownership: a struct org lives until its last org_unref.  Threads: shared, immutable.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ORG_ORG_H
#define ORG_ORG_H

#include "store/store.h"

/*      name              key                zh                       */
#define RIGHT_LIST(X)                                                  \
    X(NONE,              "none",            "无需登录")                \
    X(LOGIN,             "login",           "登录即可")                \
    X(CASE_READ,         "case.read",       "查看办件")                \
    X(CASE_REPORT,       "case.report",     "上报与登记")              \
    X(CASE_VERIFY,       "case.verify",     "现场核实核查")            \
    X(CASE_COMMUNITY,    "case.community",  "社区处置")                \
    X(CASE_INTAKE,       "case.intake",     "受理立案与结案")          \
    X(CASE_DISPATCH,     "case.dispatch",   "任务派遣")                \
    X(CASE_COMMAND,      "case.command",    "指挥中心裁定与强制结案")  \
    X(CASE_HANDLE,       "case.handle",     "处置办理")                \
    X(CASE_LEAD,         "case.lead",       "单位负责人")              \
    X(CASE_DISTRICT,     "case.district",   "区级派遣")                \
    X(CASE_SUPERVISE,    "case.supervise",  "督办催办")                \
    X(CONTACT_REVEAL,    "contact.reveal",  "查看联系方式")            \
    X(STATISTICS,        "statistics",      "查看统计")                \
    X(SOURCE_POST,       "source.post",     "外部来源上报")            \
    X(ADMIN_ACCOUNT,     "admin.account",   "账号与机构")              \
    X(ADMIN_GRANT,       "admin.grant",     "授权")                    \
    X(ADMIN_AUDIT,       "admin.audit",     "审计")                    \
    X(ADMIN_DEFINITION,  "admin.definition","流程与规则")              \
    X(CASE_MEND,         "case.mend",       "流程维护")                \
    X(JOB_WORK,          "job.work",        "办理外部作业")            \
    X(MODEL_EDIT,        "model.edit",      "修订流程与规则")          \
    X(MODEL_APPROVE,     "model.approve",   "批准流程与规则")          \
    X(GRID_PLAN,         "grid.plan",       "编制网格调整方案")        \
    X(GRID_APPROVE,      "grid.approve",    "批准网格调整方案")        \
    X(SOURCE_RELAY,      "source.relay",    "转送公众来件")          \
    X(WHISTLE_BLOW,      "whistle.blow",    "吹哨")                    \
    X(GRID_WORK,         "grid.work",       "网格一日工作")            \
    X(GRID_DAY,          "grid.day",        "查看网格一日工作")        \
    X(GRID_TEND,         "grid.tend",       "安排网格巡查与服务") \
    X(SCREEN_VIEW,       "screen.view",     "指挥大屏")                \
    X(PLACE_TEND,        "place.tend",      "管理部件与场所")

enum right {
#define X(name, key, zh) RIGHT_##name,
    RIGHT_LIST(X)
#undef X
    RIGHT__COUNT
};
const char *right_key(enum right right);
enum right right_from_key(struct str key);   /* RIGHT__COUNT when unknown */

enum unit_kind { UNIT_CITY, UNIT_DISTRICT, UNIT_STEERING, UNIT_STREET, UNIT_COMMUNITY, UNIT_DEPARTMENT, UNIT_TEAM, UNIT__KINDS };
const char *unit_kind_name(enum unit_kind kind);    /* "street" */
enum unit_kind unit_kind_from(struct str name);     /* UNIT__KINDS when unknown */

struct unit {
    int64_t id;
    struct str code;            /* division code, or parent code + "-" + short code: "320102002-enforcement" */
    struct str short_code;      /* "enforcement"; empty for areas */
    struct str name;
    enum unit_kind kind;
    int64_t parent_id;          /* 0 for the city */
    int64_t street_id;          /* the street it is or belongs to, or 0 */
    int64_t district_id;        /* statutory district, or 0 */
    int64_t steering_id;        /* steering district, or 0 */
};

/* A team with this short code works for its street under an agreement (合作单位): no office of the street's own. */
#define UNIT_PARTNER_PREFIX "partner-"
static inline bool unit_is_partner(const struct unit *unit)
{
    return unit->kind == UNIT_TEAM && str_starts(unit->short_code, STR(UNIT_PARTNER_PREFIX));
}

struct org;

/* Reads units, roles and settings; the reference is the caller's. */
enum err org_load(struct db *db, struct org **out, struct fault *why) MUST_CHECK;
/* Did a unit come since `org` was loaded? */
enum err org_has_new(struct db *db, struct arena *arena, const struct org *org, bool *out, struct fault *why) MUST_CHECK;
struct org *org_ref(struct org *org);
void org_unref(struct org *org);

size_t org_unit_count(const struct org *org);
const struct unit *org_unit_at(const struct org *org, size_t i);
const struct unit *org_unit(const struct org *org, int64_t id);               /* NULL when unknown */
const struct unit *org_unit_by_code(const struct org *org, struct str code);
/* The team or department `short_code` of area `area` ("enforcement" of a street); NULL when there is none. */
const struct unit *org_unit_of(const struct org *org, int64_t area, struct str short_code);
/* Is `unit` in the subtree of `root` (itself included; statutory and steering parents both count)? */
bool org_within(const struct org *org, int64_t unit, int64_t root);

/* A role (content/roles.csv). */
enum role_desk { ROLE_DESK_NONE, ROLE_DESK_UNIT, ROLE_DESK_GRID };
struct role {
    struct str name, zh, en;
    enum role_desk desk;        /* what tasks of this role wait at */
    bool apart;                 /* whoever holds it holds no other role (三员分立) */
    uint64_t rights;
};
size_t org_role_count(const struct org *org);
const struct role *org_role_at(const struct org *org, size_t i);
const struct role *org_role(const struct org *org, struct str name);          /* NULL when unknown */

/* A number of content/settings.csv ("login.failures_max"); `absent` when there is no such row. */
int64_t org_setting(const struct org *org, const char *name, int64_t absent);

/* One grant of a user, with what it allows. */
struct grant { int64_t unit_id; struct str role; uint64_t rights; /* bit per enum right */ };
/* A place tasks wait at that this user serves: role name and unit or grid id. */
struct desk { struct str role; int64_t place_id; };

/* Who is asking. Built at login or per request, immutable. */
struct user {
    int64_t account_id;         /* 0: nobody (public) */
    int64_t unit_id;            /* home unit */
    struct str login, name;
    bool is_system;             /* an API key */
    bool must_change;           /* the password was given by someone else: nothing but changing it is allowed */
    struct str source;          /* of an API key: the source its cases come from */
    struct str jobs;            /* of an API key: the types of jobs it may take, with blanks between */
    size_t grant_count;
    const struct grant *grants;
    size_t desk_count;          /* one per grant whose role is a desk role, and one per grid of a worker */
    const struct desk *desks;
};
/* ERR_NOT_FOUND when there is no such account or it is not active. */
enum err org_user(struct db *db, struct arena *arena, const struct org *org, int64_t account_id,
                  const struct user **out, struct fault *why) MUST_CHECK;
bool user_has(const struct user *user, enum right right);                     /* anywhere */
bool user_may(const struct org *org, const struct user *user, enum right right, int64_t unit);   /* at this unit */

/* The accounts that serve a desk, for assignment; `open_tasks` is left 0 for the case layer to fill. */
struct member { int64_t account_id; struct str name; bool leader, on_duty; int64_t open_tasks; bool has_fix; int32_t lon_e6, lat_e6; int64_t fix_ms; };
enum err org_desk_members(struct db *db, struct arena *arena, struct str role, int64_t place_id, int64_t now_ms,
                          struct member **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
