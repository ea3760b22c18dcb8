/*
 * grid.h - 网格管理: who is on duty, the grids with their people, and who may be given a task.
 *
 * The model: going on duty (上岗) opens a stretch of duty, going off (离岗) ends
 * it and forgets the position in the same statement.  A position (定位) is kept
 * only while on duty, only the last one, and its owner sees what is kept.
 * Others see it only where they send people: dispatchers and command centres.
 * Each going on and off leaves a mark (打卡): when, and inside or outside the
 * grids one holds.  The server's clock counts; what a phone says of the time is
 * kept beside it (grid_day.h).  Grids out of reach do not exist (404).
 *
 * Glossary: grid 网格 (comprehensive 综合, dedicated 专属), duty 在岗, mark 打卡, outside work 外勤, position 定位, desk 岗位.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_H
#define GRID_GRID_H

#include "http/http.h"

extern const struct module GRID_MODULE;
extern const struct module NOTICE_MODULE;  /* 通知公告: notice.h */
extern const struct module STAFF_MODULE;   /* 人员配备: staff.h */
extern const struct module PLACE_MODULE;   /* 部件与场所: place.h */

/* Deletes what was kept of a day's work for long enough; `app` is the struct app. */
enum err grid_tend(const void *app, int64_t now_ms, struct fault *why) MUST_CHECK;

#endif
