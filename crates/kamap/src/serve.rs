//! Serving: opening the database, listening, stopping in good order.

use crate::Failure;
use crate::command::{Home, Serve};
use crate::world::RealWorld;
use ledger::{Ledger, Viewer};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use uuid::Uuid;
use web::App;

/// How long requests under way may take to end once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How many ports are tried beside the usual one.
const PORTS: u16 = 20;
/// Where the server listens unless told otherwise.
const PORT: u16 = 7878;

/// Who uses a server that nobody signs in to: the person at this machine.
pub const LOCAL: Viewer = Viewer { user: Uuid::from_u128(0x01930000_0000_7000_8000_00000000a001) };

/// `kamap serve`.
pub async fn serve(serve: Serve) -> Result<(), Failure> {
    let listener = match serve.listen {
        Some(address) => listen_at(address).await?,
        None => listen_near(PORT).await?,
    };
    let ledger = open(&serve.home).await?;
    let app = App { ledger, world: Arc::new(RealWorld), viewer: LOCAL };
    run(listener, app).await
}

/// Opens the database that the command line names.
pub async fn open(home: &Home) -> Result<Ledger, Failure> {
    if let Some(url) = &home.database {
        return Ok(Ledger::open_postgres(url).await?);
    }
    let folder = home.data.clone().map_or_else(default_folder, Ok)?;
    let made = std::fs::create_dir_all(&folder);
    made.map_err(|error| Failure::System(format!("{}: {error}", folder.display())))?;
    Ok(Ledger::open_sqlite(&folder.join("kamap.db")).await?)
}

fn default_folder() -> Result<PathBuf, Failure> {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let folder = data.filter(|data| data.is_absolute()).or_else(home);
    folder.map(|folder| folder.join("kamap")).ok_or_else(|| Failure::told("cli-no-folder", []))
}

/// Listens just there. Without sign-in and TLS that must be this machine itself.
async fn listen_at(address: SocketAddr) -> Result<TcpListener, Failure> {
    if !address.ip().is_loopback() {
        return Err(Failure::told("cli-reachable", [("address", address.to_string())]));
    }
    TcpListener::bind(address).await.map_err(|error| Failure::System(format!("{address}: {error}")))
}

/// Listens on this port of this machine, or on the next one that is free.
pub async fn listen_near(port: u16) -> Result<TcpListener, Failure> {
    let local = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    for candidate in port..=port.saturating_add(PORTS) {
        match TcpListener::bind(local(candidate)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(Failure::System(format!("{}: {error}", local(candidate)))),
        }
    }
    let last = port.saturating_add(PORTS).to_string();
    Err(Failure::told("cli-ports-busy", [("first", port.to_string()), ("last", last)]))
}

/// Serves until asked to stop, then lets requests under way end.
pub async fn run(listener: TcpListener, app: App) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|error| Failure::System(error.to_string()))?;
    // Standard output, in one line of its own, so that scripts can read where the server is.
    println!("kamap: http://{address}/");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut told = stopped.clone();
    let server = axum::serve(listener, web::router(app)).with_graceful_shutdown(async move {
        let _ = told.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());
    asked_to_stop().await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    match tokio::time::timeout(GRACE, server).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(error))) => Err(Failure::System(error.to_string())),
        Ok(Err(error)) => Err(Failure::System(error.to_string())),
        // Somebody kept a request open; everything acknowledged is durable already.
        Err(_) => Ok(()),
    }
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
