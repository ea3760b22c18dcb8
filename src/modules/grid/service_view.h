/*
 * service_view.h - services as JSON, and their kinds; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_SERVICE_VIEW_H
#define GRID_SERVICE_VIEW_H

#include "base/csv.h"
#include "modules/grid/service.h"

/* The kind's usual days between visits, and when `row` is not NULL its name and purpose; ERR_UNPROCESSABLE when there is no such kind. */
struct kind { struct str name, name_en, purpose, purpose_en; };
enum err service_kind(struct call *call, struct str code, struct kind *row, int64_t *every_days, struct fault *why) MUST_CHECK;
/* The fields of a service, masked. */
enum err service_write(struct call *call, const struct service *service, struct fault *why) MUST_CHECK;
/* In clear, with its visits. */
enum err service_write_opened(struct call *call, const struct service *service, struct fault *why) MUST_CHECK;

#endif
