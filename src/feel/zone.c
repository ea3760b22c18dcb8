/*
 * zone.c - time zones by their region name, from ICU.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/temporal.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_NAME_MAX = 64 };

/* The zone's name in ICU's form; 0 when it is too long or not ASCII. */
static int32_t zone_name(struct str zone, UChar out[ZONE_NAME_MAX])
{
    if (zone.len == 0 || zone.len >= ZONE_NAME_MAX) return 0;
    for (size_t i = 0; i < zone.len; i++) {
        if ((unsigned char)zone.at[i] >= 128) return 0;
        out[i] = (UChar)zone.at[i];
    }
    return (int32_t)zone.len;
}

bool zone_known(struct str zone)
{
    UChar name[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    UBool is_system = 0;
    int32_t len = zone_name(zone, name);

    if (len == 0) return false;
    ucal_getCanonicalTimeZoneID(name, len, canonical, ZONE_NAME_MAX, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

int32_t zone_offset(struct str zone, int64_t seconds, bool local)
{
    UChar name[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t raw = 0, saving = 0, len = zone_name(zone, name);
    UCalendar *calendar = ucal_open(name, len, "", UCAL_GREGORIAN, &status);

    if (!calendar) return 0;
    ucal_setMillis(calendar, (double)seconds * 1000.0, &status);
    if (local) {
        ucal_getTimeZoneOffsetFromLocal(calendar, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, &raw, &saving, &status);
    } else {
        raw = ucal_get(calendar, UCAL_ZONE_OFFSET, &status);
        saving = ucal_get(calendar, UCAL_DST_OFFSET, &status);
    }
    ucal_close(calendar);
    return U_SUCCESS(status) ? (raw + saving) / 1000 : 0;
}

int32_t zone_standard_offset(struct str zone)
{
    UChar name[ZONE_NAME_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t raw, len = zone_name(zone, name);
    UCalendar *calendar = ucal_open(name, len, "", UCAL_GREGORIAN, &status);

    if (!calendar) return 0;
    ucal_setMillis(calendar, 1.7e12, &status);      /* any moment of today's rules */
    raw = ucal_get(calendar, UCAL_ZONE_OFFSET, &status);
    ucal_close(calendar);
    return U_SUCCESS(status) ? raw / 1000 : 0;
}
