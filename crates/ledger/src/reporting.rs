//! Rights for reporting tools on PostgreSQL: one read-only role an audience, each over its views and nothing else
//! (decided 5.45).

use crate::{Error, Ledger};

/// The roles: name, the views that it reads, and the role whose views it reads as well.
const ROLES: [(&str, &str, Option<&str>); 3] = [
    ("kamap_plan", "account_v, opportunity_v, action_v, person_v, summary_v, custom_value_v, figure_v", None),
    ("kamap_partner", "figure_partner_v", Some("kamap_plan")),
    ("kamap_judgement", "figure_judgement_v, person_judgement_v", Some("kamap_plan")),
];

/// The SQL that makes the roles where they are missing, and gives each its rights. Roles belong to the whole server and
/// cannot sign in by themselves; grant one to the user that the reporting tool signs in as.
pub fn grants() -> String {
    let grant = |(role, views, also): &(&str, &str, Option<&str>)| {
        let also = also.map(|also| format!("GRANT {also} TO {role};\n")).unwrap_or_default();
        format!(
            "DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n\
             GRANT SELECT ON {views} TO {role};\n{also}"
        )
    };
    ROLES.iter().map(grant).collect()
}

impl Ledger {
    /// Makes the reporting roles and gives them their rights. Needs a user that may create roles. The embedded database
    /// has no roles: there, whoever reads the file reads everything.
    pub async fn grant_reporting(&self) -> Result<(), Error> {
        self.0.store.define(&grants()).await
    }
}
