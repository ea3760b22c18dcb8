/*
 * demo.h - synthetic people for a demo: every desk has somebody, and a few
 * logins with easy names stand in one street.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_DEMO_H
#define COMMANDS_DEMO_H

#include "commands/city_rows.h"

#define DEMO_PASSWORD "Shao-demo-2026"
#define DEMO_STREET "320102002"     /* the street of the easy logins */

/* Writes accounts and FOLDER/accounts.txt. */
enum err demo_write(struct store *store, struct arena *arena, const struct city *city, const struct city_ids *ids, const char *folder,
                    struct fault *why) MUST_CHECK;

#endif
