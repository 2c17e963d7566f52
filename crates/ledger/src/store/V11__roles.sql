-- Roles of an account as the method has them, and which member of its team a user is.
ALTER TABLE membership ADD COLUMN member TEXT;
UPDATE membership SET role = 'member' WHERE role = 'team';
UPDATE membership SET role = 'operations' WHERE role = 'reader';

-- Whoever made an account owns it; where that one is no member, one of the core team does.
UPDATE membership SET role = 'owner' WHERE role = 'core'
  AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.workspace = membership.workspace
    AND o.account = membership.account AND o.role = 'owner')
  AND user_id = (SELECT m.user_id FROM membership m LEFT JOIN change c ON c.workspace = m.workspace
    AND c.account = m.account AND c.revision = 1 AND c.made_by = m.user_id
    WHERE m.workspace = membership.workspace AND m.account = membership.account AND m.role = 'core'
    ORDER BY c.revision IS NULL, m.user_id LIMIT 1);

-- As in `plan::lens::Role::audiences`; kept equal by a test.
DELETE FROM role_audience;
INSERT INTO role_audience (role, audience) VALUES
  ('owner', 'plan'), ('owner', 'judgement'), ('owner', 'quote'), ('owner', 'partner'), ('owner', 'private'),
  ('director', 'plan'), ('director', 'judgement'), ('director', 'quote'), ('director', 'partner'),
  ('director', 'private'),
  ('executive', 'plan'), ('executive', 'judgement'), ('executive', 'partner'), ('executive', 'private'),
  ('core', 'plan'), ('core', 'judgement'), ('core', 'partner'), ('core', 'private'),
  ('member', 'plan'), ('member', 'partner'),
  ('operations', 'plan'),
  ('partner', 'partner');

-- The cards of voices and of who heard a proposition hold no quote: they are judgements. Drawn anew by the program.
