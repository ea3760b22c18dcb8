/*
 * log.h - one line per event to standard error: time, level, text, key=value.
 *
 * Only http, commands and the timer runner log; libraries return faults.
 * Never personal data, payloads, passwords or keys.
 * Threads: any.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level lowest);
void log_line(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
