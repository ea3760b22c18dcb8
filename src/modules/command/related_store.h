/*
 * related_store.h - cases of one reporter, by the keyed digest of the phone.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_RELATED_STORE_H
#define COMMAND_RELATED_STORE_H

#include "store/store.h"

/* Other cases whose reporter left the phone that this case's left; newest first, at most `limit`. `nobody`: the digest of no phone. */
enum err related_of_person(struct db *db, struct arena *arena, int64_t case_id, struct str nobody, int64_t limit, int64_t **out, size_t *count, struct fault *why) MUST_CHECK;

#endif
