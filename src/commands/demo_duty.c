/*
 * demo_duty.c - the duty roster and the stocks of the demo street.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/demo_duty.h"

#include "base/civil.h"
#include "base/id.h"
#include "case/roster.h"
#include "modules/command/stock.h"

enum { SHIFT_DAYS = 4, BEGIN_MINUTES = 510 };   /* 08:30 */

static enum err write_shifts(struct db *db, const struct demo_duty *d, struct fault *why)
{
    int64_t first = day_start_ms(day_of_ms(d->now_ms)) - MS_PER_DAY + BEGIN_MINUTES * MS_PER_MINUTE;
    enum err err = ERR_OK;

    for (int64_t day = 0; !err && day < SHIFT_DAYS; day++)
        for (size_t i = 0; !err && i < d->count; i++) {
            struct shift shift = { .id = id_new(), .unit_id = d->on[i].unit, .account_id = d->on[i].account, .post = str_from_c(d->on[i].post),
                                   .from_at = first + day * MS_PER_DAY, .until_at = first + (day + 1) * MS_PER_DAY, .made_at = d->now_ms, .made_by = d->by };
            err = roster_insert(db, &shift, why);
        }
    return err;
}

static enum err write_stocks(struct db *db, const struct demo_duty *d, struct fault *why)
{
    static const struct { const char *kind, *name, *measure, *place, *keeper; int64_t quantity, least; } ROWS[] = {
        { "flood", "沙袋（合成）", "只", "街道应急仓库", "市政养护", 1200, 1000 }, { "flood", "移动泵车（合成）", "台", "街道应急仓库", "市政养护", 2, 2 },
        { "flood", "雨衣雨靴（合成）", "套", "指挥中心", "值班员", 46, 60 }, { "flood", "应急照明（合成）", "具", "指挥中心", "值班员", 30, 20 },
        { "epidemic", "医用口罩（合成）", "箱", "社区卫生服务站", "为民服务中心", 85, 50 }, { "epidemic", "消毒液（合成）", "桶", "街道应急仓库", "环卫所", 18, 40 },
        { "epidemic", "防护服（合成）", "套", "社区卫生服务站", "为民服务中心", 120, 100 },
    };
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(ROWS); i++) {
        struct stock stock = { .id = id_new(), .unit_id = d->street, .kind = str_from_c(ROWS[i].kind), .name = str_from_c(ROWS[i].name), .measure = str_from_c(ROWS[i].measure),
                               .place = str_from_c(ROWS[i].place), .keeper = str_from_c(ROWS[i].keeper), .quantity = ROWS[i].quantity, .least = ROWS[i].least,
                               .changed_at = d->now_ms, .changed_by = d->by };
        err = stock_insert(db, &stock, why);
    }
    return err;
}

enum err demo_duty_write(struct db *db, const struct demo_duty *duty, struct fault *why)
{
    enum err err = write_shifts(db, duty, why);

    return err ? err : write_stocks(db, duty, why);
}
