//! `/healthz`: 200 while the database answers, 503 while it does not, and 200 again once it is back.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::http::StatusCode;
use ledger::Ledger;
use support::{Answer, Server};
use tokio_postgres::{Client, NoTls};

fn assert_well(answer: &Answer) {
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "ok\n"));
}

fn assert_ill(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.text(), "database does not answer\n", "and nothing that is for the log only");
}

#[tokio::test]
async fn the_server_is_well_while_its_database_answers() {
    assert_well(&Server::bare().await.get("/healthz").await);
    let server = Server::bedrock().await;
    for _ in 0..3 {
        assert_well(&server.get("/healthz").await);
    }
}

#[tokio::test]
async fn a_damaged_file_is_noticed() {
    let server = Server::bedrock().await;
    assert_well(&server.get("/healthz").await);
    server.damage();
    for _ in 0..3 {
        assert_ill(&server.get("/healthz").await);
    }
}

/// A connection to the throw-away cluster. Its absence is a failure, not a reason to skip.
async fn cluster() -> (String, Client) {
    let server = std::env::var("KAMAP_TEST_POSTGRES").expect("run through bin/test or bin/with-postgres");
    let (client, connection) = tokio_postgres::connect(&server, NoTls).await.unwrap();
    tokio::spawn(connection);
    (server, client)
}

#[tokio::test]
async fn a_server_that_went_away_and_came_back_is_noticed() {
    let (address, cluster) = cluster().await;
    let name = format!("healthz_{}", std::process::id());
    cluster.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let ledger = Ledger::open_postgres(&format!("{}/{name}", address.rsplit_once('/').unwrap().0)).await.unwrap();
    let server = Server::on(ledger, tempfile::tempdir().unwrap());
    assert_well(&server.get("/healthz").await);

    cluster.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.unwrap();
    let all = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    cluster.batch_execute(&all).await.unwrap();
    for _ in 0..3 {
        assert_ill(&server.get("/healthz").await);
    }

    cluster.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await.unwrap();
    for _ in 0..3 {
        assert_well(&server.get("/healthz").await);
    }
}
