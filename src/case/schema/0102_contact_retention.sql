-- Contacts are deleted when their time is over.
CREATE INDEX case_contact_until ON case_contact (retain_until);
