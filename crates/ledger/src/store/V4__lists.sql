-- How the rows below were drawn; an instance that draws them otherwise draws them anew (crates/ledger/src/rows.rs).
ALTER TABLE account ADD COLUMN drawn BIGINT NOT NULL DEFAULT 0;

-- The card: what lists, search, calendars and notices show without opening the body.
ALTER TABLE record ADD COLUMN code TEXT;
ALTER TABLE record ADD COLUMN title TEXT;
ALTER TABLE record ADD COLUMN titles TEXT;
ALTER TABLE record ADD COLUMN owner TEXT;
ALTER TABLE record ADD COLUMN state TEXT;
ALTER TABLE record ADD COLUMN due TEXT;
ALTER TABLE record ADD COLUMN amount BIGINT;
ALTER TABLE record ADD COLUMN words TEXT;
ALTER TABLE record ADD COLUMN audience TEXT NOT NULL DEFAULT 'private';
CREATE INDEX record_due ON record (workspace, kind, due);

CREATE TABLE membership (
  workspace TEXT NOT NULL,
  account   TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  role      TEXT NOT NULL,
  PRIMARY KEY (workspace, user_id, account)
) {without_rowid};

-- Which audiences a role belongs to.
CREATE TABLE role_audience (
  role     TEXT NOT NULL,
  audience TEXT NOT NULL,
  PRIMARY KEY (role, audience)
) {without_rowid};
INSERT INTO role_audience (role, audience) VALUES
  ('core', 'plan'), ('core', 'judgement'), ('core', 'quote'), ('core', 'partner'), ('core', 'private'),
  ('team', 'plan'), ('team', 'partner'),
  ('reader', 'plan');

-- Whoever made an account is of its core team. The library is no account.
INSERT INTO membership (workspace, account, user_id, role)
  SELECT workspace, account, made_by, 'core' FROM change
  WHERE revision = 1 AND account <> '01930000-0000-7000-8000-000000000001';

CREATE TABLE account_row (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  code TEXT NOT NULL, title TEXT, industry TEXT, country TEXT, tier TEXT, currency TEXT,
  cooperation_level BIGINT, cooperation_target BIGINT, disqualified_on TEXT,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};

CREATE TABLE opportunity_row (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  code TEXT NOT NULL, title TEXT, type TEXT, stage TEXT, category TEXT, amount BIGINT, recurring_amount BIGINT,
  currency TEXT, chance DOUBLE PRECISION, weighted DOUBLE PRECISION, close_on TEXT, buying_step BIGINT,
  certainty_points BIGINT, owner TEXT, next_step_on TEXT, at_risk BIGINT, committed BIGINT, by_exception BIGINT,
  moves BIGINT, outcome TEXT, outcome_on TEXT,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};
CREATE INDEX opportunity_row_close ON opportunity_row (workspace, close_on);
CREATE INDEX opportunity_row_amount ON opportunity_row (workspace, amount);
CREATE INDEX opportunity_row_owner ON opportunity_row (workspace, owner, next_step_on);

CREATE TABLE action_row (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  code TEXT NOT NULL, title TEXT, status TEXT, is_open BIGINT, owner TEXT, due_on TEXT, first_due_on TEXT,
  done_on TEXT, priority TEXT, objective TEXT, opportunity TEXT, asks_executive BIGINT,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};
CREATE INDEX action_row_due ON action_row (workspace, is_open, due_on);
CREATE INDEX action_row_owner ON action_row (workspace, owner, due_on);

CREATE TABLE person_row (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  code TEXT NOT NULL, title TEXT, post TEXT, role TEXT, influence BIGINT, unit TEXT, organisation TEXT,
  reports_to TEXT, placeholder BIGINT, owner TEXT, owners BIGINT, contact_due_on TEXT, left_on TEXT,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};
CREATE INDEX person_row_contact ON person_row (workspace, contact_due_on);
CREATE INDEX person_row_owner ON person_row (workspace, owner, contact_due_on);

-- What we make of people stands apart, so that no list for everybody can show it.
CREATE TABLE person_judgement (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  code TEXT NOT NULL, preference BIGINT, anti_sponsor BIGINT, desired_level BIGINT, desired_by TEXT,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};

-- Values of custom fields that their definition marks for lists.
CREATE TABLE custom_value (
  workspace TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
  kind TEXT NOT NULL, field TEXT NOT NULL, text TEXT, number DOUBLE PRECISION, day TEXT,
  PRIMARY KEY (workspace, account, id, field)
) {without_rowid};
CREATE INDEX custom_value_field ON custom_value (workspace, field, text, number, day);

-- Figures day by day: trend lines and reports read them. Unknown is an absent row.
CREATE TABLE figure (
  workspace TEXT NOT NULL, account TEXT NOT NULL, day TEXT NOT NULL, code TEXT NOT NULL,
  audience TEXT NOT NULL, value DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (workspace, account, day, code)
) {without_rowid};

-- A cache: an account on a day, stamped with the plan that it was measured on.
CREATE TABLE summary (
  workspace TEXT NOT NULL, account TEXT NOT NULL, audience TEXT NOT NULL,
  revision BIGINT NOT NULL, last_change TEXT NOT NULL, library BIGINT NOT NULL, day TEXT NOT NULL,
  relationship_light TEXT, execution_light TEXT, voice_light TEXT, forecast_light TEXT, health TEXT, lifecycle TEXT,
  seat_strength DOUBLE PRECISION, attainment DOUBLE PRECISION, people_coverage DOUBLE PRECISION,
  chance DOUBLE PRECISION, execution_score DOUBLE PRECISION, completeness DOUBLE PRECISION,
  open_amount BIGINT, weighted BIGINT, committed BIGINT, gaps BIGINT, open_actions BIGINT, overdue_actions BIGINT,
  stale_facts BIGINT, next_review_on TEXT, next_meeting_on TEXT,
  PRIMARY KEY (workspace, account)
) {without_rowid};
CREATE INDEX summary_seat_strength ON summary (workspace, seat_strength);
CREATE INDEX summary_chance ON summary (workspace, chance);
CREATE INDEX summary_open_amount ON summary (workspace, open_amount);

-- For reporting tools: list rows and figures, never bodies or quotes. One view an audience where audiences differ.
CREATE VIEW account_v AS SELECT workspace, account, code, title, industry, country, tier, currency,
  cooperation_level, cooperation_target, disqualified_on FROM account_row WHERE audience = 'plan';
CREATE VIEW opportunity_v AS SELECT workspace, account, id, code, title, type, stage, category, amount,
  recurring_amount, currency, chance, weighted, close_on, buying_step, certainty_points, owner, next_step_on, at_risk,
  committed, by_exception, moves, outcome, outcome_on FROM opportunity_row WHERE audience = 'plan';
CREATE VIEW action_v AS SELECT workspace, account, id, code, title, status, is_open, owner, due_on, first_due_on,
  done_on, priority, objective, opportunity, asks_executive FROM action_row WHERE audience = 'plan';
CREATE VIEW person_v AS SELECT workspace, account, id, code, title, post, role, influence, unit, organisation,
  reports_to, placeholder, owner, owners, contact_due_on, left_on FROM person_row WHERE audience = 'plan';
CREATE VIEW summary_v AS SELECT workspace, account, day, relationship_light, execution_light, voice_light,
  forecast_light, health, lifecycle, seat_strength, attainment, people_coverage, chance, execution_score, completeness,
  open_amount, weighted, committed, gaps, open_actions, overdue_actions, stale_facts, next_review_on, next_meeting_on
  FROM summary WHERE audience = 'plan';
CREATE VIEW custom_value_v AS SELECT workspace, account, id, kind, field, text, number, day
  FROM custom_value WHERE audience = 'plan';
CREATE VIEW figure_v AS SELECT workspace, account, day, code, value FROM figure WHERE audience = 'plan';
CREATE VIEW figure_judgement_v AS SELECT workspace, account, day, code, value FROM figure WHERE audience = 'judgement';
CREATE VIEW figure_partner_v AS SELECT workspace, account, day, code, value FROM figure WHERE audience = 'partner';
CREATE VIEW person_judgement_v AS SELECT workspace, account, id, code, preference, anti_sponsor, desired_level,
  desired_by FROM person_judgement WHERE audience = 'judgement';
