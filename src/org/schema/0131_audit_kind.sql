-- Audit rows by kind: login, account, grant, key, model; and those that were refused.
ALTER TABLE audit ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE audit SET kind = CASE
    WHEN action IN ('login', 'logout') OR action LIKE 'password.%' THEN 'login'
    WHEN action LIKE 'account.%' THEN 'account'
    WHEN action LIKE 'grant.%' THEN 'grant'
    WHEN action LIKE 'key.%' THEN 'key'
    WHEN action LIKE 'model.%' THEN 'model'
    ELSE '' END;
CREATE INDEX audit_kind ON audit (kind, id);
CREATE INDEX audit_refused ON audit (id) WHERE ok = 0;
CREATE INDEX audit_kind_refused ON audit (kind, id) WHERE ok = 0;
