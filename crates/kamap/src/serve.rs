//! Serving: opening the database, listening, stopping in good order.

use crate::Failure;
use crate::command::{Home, Serve};
use crate::user::act;
use crate::world::RealWorld;
use ledger::{Lasting, Ledger, Viewer};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use web::entrance::Entrance;
use web::words::Say;
use web::{Site, World, link_address};

/// How long requests under way may take to end once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How many ports are tried beside the usual one.
const PORTS: u16 = 20;
/// Where the server listens unless told otherwise.
const PORT: u16 = 7878;

/// Who works on the command line: the person at this machine. The first administrator is the same to the ledger.
pub const LOCAL: Viewer = Viewer::operator();
/// Seconds of an hour.
const HOUR: i64 = 60 * 60;

/// `kamap serve`.
pub async fn serve(serve: Serve, say: Say) -> Result<(), Failure> {
    let listener = match serve.listen {
        Some(address) => listen_at(address, serve.public_url.is_some()).await?,
        None => listen_near(PORT).await?,
    };
    let ledger = open(&serve.home).await?;
    let entrance = Entrance {
        public: serve.public_url,
        proxies: serve.trusted_proxy,
        lasting: Lasting { idle: i64::from(serve.idle_hours) * HOUR, whole: i64::from(serve.session_days) * 24 * HOUR },
        always: None,
    };
    let public = entrance.public.as_ref().map(ToString::to_string);
    let secret = RealWorld.secret();
    let first = ledger.first_link(&secret, &act()).await?.then(|| link_address(&secret));
    let site = Site { ledger, world: Arc::new(RealWorld), entrance: Arc::new(entrance) };
    // Printed, and in no log: whoever reads logs is not meant to become the administrator.
    run(listener, site, |address| {
        if let Some(link) = first {
            println!("kamap: {}", say.label("cli-first"));
            println!("kamap: {}{link}", public.unwrap_or_else(|| format!("http://{address}")));
        }
    })
    .await
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

/// Listens just there. Without TLS before it that must be this machine itself.
async fn listen_at(address: SocketAddr, has_proxy: bool) -> Result<TcpListener, Failure> {
    if !has_proxy && !address.ip().is_loopback() {
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

/// Serves until asked to stop, then lets requests under way end. What else is to be said is said after the address.
pub async fn run(listener: TcpListener, site: Site, say: impl FnOnce(SocketAddr)) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|error| Failure::System(error.to_string()))?;
    // Standard output, in one line of its own, so that scripts can read where the server is.
    println!("kamap: http://{address}/");
    say(address);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut told = stopped.clone();
    let (world, ledger) = (site.world.clone(), site.ledger.clone());
    let tending = tokio::spawn(ledger.clone().tend(move || world.moment()));
    let router = web::router(site).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = told.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());
    asked_to_stop().await;
    tracing::info!("stopping");
    tending.abort();
    let _ = stop.send(true);
    let ended = tokio::time::timeout(GRACE, server).await;
    // Whoever saw something in the last half second.
    ledger.write_access().await?;
    match ended {
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
