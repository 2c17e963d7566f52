//! `kamap demo`: the worked example on a database of its own, which ends with it.

use crate::Failure;
use crate::command::Demo;
use crate::serve::{LOCAL, listen_near, run};
use crate::world::PinnedWorld;
use ledger::Ledger;
use std::process::{Command, Stdio};
use std::sync::Arc;
use web::entrance::Entrance;
use web::exercise::BEDROCK;
use web::{Site, World};

/// The day on which its figures are golden.
const TODAY: &str = "2026-11-20";

/// Opens the sample account.
pub async fn demo(demo: Demo) -> Result<(), Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::System(error.to_string());
    let listener = listen_near(demo.port).await?;
    let folder = tempfile::Builder::new().prefix("kamap-demo-").tempdir().map_err(|error| told(&error))?;
    let ledger = Ledger::open_sqlite(&folder.path().join("kamap.db")).await?;
    let world = PinnedWorld(TODAY.parse().map_err(|error: jiff::Error| told(&error))?);
    let plan = plan::file::read(BEDROCK).map_err(|problems| Failure::File("bedrock.plan.json".into(), problems))?;
    ledger.import(&LOCAL, &plan, world.id(), world.now()).await?;
    if demo.open {
        open_browser(&format!("http://{}/", listener.local_addr().map_err(|error| told(&error))?));
    }
    run(listener, Site { ledger, world: Arc::new(world), entrance: Arc::new(Entrance::open()) }, |_| {}).await
}

/// Asks the desktop to show a page. Where there is none, the address has been printed.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet =
        Command::new(opener).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = quiet {
        tracing::info!(%error, "no browser opened");
    }
}
