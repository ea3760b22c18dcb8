-- Who on duty is near a place: a range of latitudes, then by longitude.
CREATE INDEX duty_near ON duty (lat_e6, lon_e6) WHERE off_at IS NULL;
