-- When a deal last moved; rows are drawn anew for it (crates/ledger/src/rows.rs).
ALTER TABLE opportunity_row ADD COLUMN moved_on TEXT;
