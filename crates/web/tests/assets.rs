//! `/assets/{version}/{name}`: what pages load, kept by browsers for ever under a name that changes with the content.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::collections::BTreeSet;
use std::path::Path;
use support::{HOST, Server};

/// The folder from which assets are embedded.
const ISLANDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../islands");

/// Where the assets are: `/assets/{version}`.
async fn root(server: &Server) -> String {
    let page = server.open("/accounts").await;
    let style = page.tags().find(|tag| tag.get("rel") == Some("stylesheet")).unwrap().get("href").unwrap().to_owned();
    style.strip_suffix("/kamap.css").expect("the style sheet").to_owned()
}

/// All files below a folder that end so, by their path from it.
fn files(folder: &Path, ends: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name().into_string().unwrap())).unwrap();
        if path.is_dir() {
            found.extend(files(&path, ends).into_iter().map(|below| format!("{name}/{below}")));
        } else if ends.iter().any(|end| name.ends_with(end)) {
            found.insert(name);
        }
    }
    found
}

#[tokio::test]
async fn what_pages_load_is_there_and_kept_for_ever() {
    let server = Server::bedrock().await;
    let page = server.open(&format!("{}?person=P02", server.page())).await;
    let mut loaded: BTreeSet<&str> = page.tags().filter_map(|tag| tag.get("src").or(tag.get("href"))).collect();
    loaded.retain(|address| address.starts_with("/assets/"));
    assert!(loaded.len() >= 5, "{loaded:?}");
    for address in loaded {
        let (path, symbol) = address.split_once('#').unwrap_or((address, ""));
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
        assert!(symbol.is_empty() || answer.text().contains(&format!("id=\"{symbol}\"")), "there is no {address}");
    }
}

#[tokio::test]
async fn every_file_has_its_type() {
    let server = Server::bare().await;
    let root = root(&server).await;
    for (end, kind) in
        [(".js", "text/javascript; charset=utf-8"), (".css", "text/css; charset=utf-8"), (".svg", "image/svg+xml")]
    {
        let names = files(Path::new(ISLANDS), &[end]);
        assert!(!names.is_empty(), "{end}");
        for name in names {
            let answer = server.get(&format!("{root}/{name}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, Some(kind)), "{name}");
            assert_eq!(answer.body, std::fs::read(Path::new(ISLANDS).join(&name)).unwrap(), "{name}");
        }
    }
}

#[tokio::test]
async fn modules_find_what_they_import() {
    let server = Server::bare().await;
    let root = root(&server).await;
    for name in files(Path::new(ISLANDS), &[".js"]).iter().filter(|name| !name.starts_with("vendor/")) {
        let text = server.get(&format!("{root}/{name}")).await.text();
        for import in text.lines().filter(|line| line.starts_with("import ")) {
            let from = import.split('"').nth(1).expect("a quoted name").strip_prefix("./").expect("a name beside it");
            assert_eq!(server.get(&format!("{root}/{from}")).await.status, StatusCode::OK, "{name} imports {from}");
        }
    }
}

#[tokio::test]
async fn another_version_is_served_but_not_kept() {
    let server = Server::bare().await;
    for version in ["000000000000", "x", "%FF"] {
        let answer = server.get(&format!("/assets/{version}/kamap.css")).await;
        let caching = answer.header("cache-control").unwrap_or_default();
        assert!(!caching.contains("immutable") && !caching.contains("max-age"), "{version}: {caching}");
    }
    let answer = server.get("/assets/000000000000/kamap.css").await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, Some("no-cache")));
}

#[tokio::test]
async fn nothing_else_is_served() {
    let server = Server::bare().await;
    let root = root(&server).await;
    for name in [
        "nothing.js",
        "",
        "vendor",
        "vendor/",
        "vendor/README.md",
        "vendor/htmx.LICENSE",
        "../Cargo.toml",
        "..%2FCargo.toml",
        "%2e%2e/Cargo.toml",
        "/etc/passwd",
    ] {
        let answer = server.get(&format!("{root}/{name}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
        assert!(!answer.header("cache-control").is_some_and(|caching| caching.contains("immutable")), "{name}");
    }
    for path in ["/assets", "/assets/", "/assets/x"] {
        assert_eq!(server.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn large_files_are_packed_for_browsers_that_ask() {
    let server = Server::bare().await;
    let path = format!("{}/vendor/htmx.js", root(&server).await);
    let request = Request::get(&path).header(header::HOST, HOST).header(header::ACCEPT_ENCODING, "gzip, br");
    let packed = server.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (StatusCode::OK, Some("gzip")));
    assert_eq!(packed.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(packed.header("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("accept-encoding")));
    let plain = server.get(&path).await;
    assert_eq!(plain.header("content-encoding"), None);
    assert!(packed.body.len() * 2 < plain.body.len());
}
