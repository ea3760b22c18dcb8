/*
 * err.h - what can go wrong, named once.
 *
 * A function that can fail returns `enum err`; ERR_OK is 0.  Where the failure
 * is detected, `fault_set` writes one sentence in Chinese and one in English
 * that say what happened and what to do; callers pass the fault up untouched.
 *
 * Ownership: a fault owns its texts (fixed arrays).  Threads: plain values.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

/*     name          HTTP  Chinese                      English */
#define ERR_LIST(X)                                                                             \
    X(OK,            200, "成功",                       "done")                                  \
    X(INVALID,       400, "输入有误",                   "the input is not valid")                \
    X(UNAUTHORIZED,  401, "请先登录",                   "please log in first")                   \
    X(FORBIDDEN,     403, "没有权限",                   "you lack the right for this")           \
    X(NOT_FOUND,     404, "没有找到",                   "not found")                             \
    X(METHOD,        405, "不支持这种请求方法",         "this method is not supported here")     \
    X(CONFLICT,      409, "情况已变化，请刷新后再试",   "things have changed, reload and retry") \
    X(GONE,          410, "已失效",                     "no longer available")                   \
    X(TOO_LARGE,     413, "内容过大",                   "too large")                             \
    X(URI_TOO_LONG,  414, "地址过长",                   "the address is too long")               \
    X(MEDIA_TYPE,    415, "不支持的内容类型",           "unsupported content type")              \
    X(UNPROCESSABLE, 422, "内容不符合要求",             "the content breaks a rule")             \
    X(LOCKED,        423, "已锁定",                     "locked")                                \
    X(TOO_MANY,      429, "请求太频繁，请稍后再试",     "too many requests, retry later")        \
    X(INTERNAL,      500, "系统内部错误，已记入日志，请联系系统管理员", "internal error; it is in the log, tell the administrator") \
    X(UNSUPPORTED,   501, "尚不支持",                   "not supported")                         \
    X(BUSY,          503, "系统繁忙，请稍后再试",       "busy, retry later")                     \
    X(NO_MEMORY,     503, "内存不足，请稍后再试",       "out of memory, retry later")            \
    X(STORE,         503, "数据库暂不可用，没有保存，请稍后再试", "the database is not available, nothing was saved; retry later") \
    X(DISK_FULL,     507, "磁盘空间不足，没有保存，请联系系统管理员清理后再试", "the disk is full, nothing was saved; ask the administrator to make room, then retry")

enum err {
#define X(name, status, zh, en) ERR_##name,
    ERR_LIST(X)
#undef X
    ERR__COUNT
};

/* One failure: its code, a position (byte offset, row or 0) and a sentence in each language. */
struct fault {
    enum err code;
    size_t at;
    char zh[256];
    char en[256];
    char field[64];   /* of a request, dotted ("fields.place"); "" when the fault is about none alone */
    char detail[160]; /* for the log and the operator's terminal, never for a caller; "" when the sentences say all */
};

const char *err_name(enum err code);   /* "CONFLICT" */
int err_status(enum err code);         /* HTTP status, 409 */
const char *err_zh(enum err code);     /* the general sentence */
const char *err_en(enum err code);

/*
 * Fills `why` (may be NULL) and returns `code`.  Both formats take the same
 * arguments in the same order; a text that does not fit is cut at a character.
 */
enum err fault_set(struct fault *why, enum err code, const char *zh, const char *en, ...)
    PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/* The same with a position. */
enum err fault_at(struct fault *why, enum err code, size_t at, const char *zh, const char *en, ...)
    PRINTF_LIKE(4, 6) PRINTF_LIKE(5, 6);

/* The general sentences of `code`. */
enum err fault_general(struct fault *why, enum err code);

/* What the machine said, after the sentences are set; cut where it does not fit.  `why` may be NULL. */
void fault_detail(struct fault *why, const char *format, ...) PRINTF_LIKE(2, 3);

struct str;
/*
 * Names the field that the fault just filled is about, before one it names already: "place", then "fields" makes
 * "fields.place".  Returns `code`; does nothing for ERR_OK.
 */
enum err fault_field(struct fault *why, struct str field, enum err code);

#ifdef __clang_analyzer__
/* The analyser does not see into another file: this tells it that the code comes back. */
#define fault_set(why, code, ...) (fault_set((why), (code), __VA_ARGS__), (code))
#define fault_at(why, code, ...) (fault_at((why), (code), __VA_ARGS__), (code))
#endif

#endif
