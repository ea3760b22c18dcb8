-- Cases of one reporter are found by the keyed digest of the phone, never by the phone.
CREATE INDEX case_contact_phone ON case_contact (phone_hmac, case_id);
