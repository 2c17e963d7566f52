-- What a deed was done to: an account, or a record of one; `subject` alone is a user.
ALTER TABLE audit ADD COLUMN account TEXT;
ALTER TABLE audit ADD COLUMN kind TEXT;

-- The trail is read backwards in time, a page at a time: what was done, and what was changed.
CREATE INDEX audit_made_at ON audit (workspace, made_at, id);
CREATE INDEX change_made_at ON change (workspace, made_at, id);
