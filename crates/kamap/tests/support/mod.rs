//! What the tests of the binary share: running it, serving with it, asking it over plain HTTP.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "every test file takes what it needs; clippy.toml allows the rest in test functions, not in their helpers"
)]

pub mod contacts;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{LazyLock, Mutex, mpsc};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than anything takes here, even on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The worked example.
pub fn bedrock() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/bedrock.plan.json")
}

/// The binary, untouched by the environment that the tests run in.
pub fn kamap() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kamap"));
    for name in ["KAMAP_DATABASE", "LC_ALL", "LC_MESSAGES", "RUST_LOG", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command.env("LANG", "C").env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(args: &[&str]) -> Output {
    kamap().args(args).output().unwrap()
}

/// What a command said, on both outputs.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs a command that must succeed; its standard output.
pub fn must(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "kamap {args:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that must be refused with exit code 1; what it said on standard error.
pub fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(1), "kamap {args:?}: {}", said(&output));
    assert!(output.stdout.is_empty(), "nothing on standard output: {}", said(&output));
    String::from_utf8(output.stderr).unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The binary, serving. Ends with it.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its temporary files go.
    pub temporary: TempDir,
    child: Child,
    output: mpsc::Receiver<String>,
    /// What says where its data is; none of a demo, which nobody signs in to.
    home: Option<String>,
}

/// What browsers hold, by where the data is: a session outlives the server.
static COOKIES: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);

impl Served {
    /// Starts a command that serves, and reads from its first line where it listens.
    pub fn start(args: &[&str]) -> Self {
        Self::start_in(&[], args)
    }

    /// The same in an environment that has more in it.
    pub fn start_in(environment: &[(&str, &str)], args: &[&str]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let log = temporary.path().with_extension("log");
        let mut command = kamap();
        command.args(args).env("TMPDIR", temporary.path()).envs(environment.iter().copied());
        let log_file = File::create(&log).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log_file).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(Ok(line)) = lines.next() {
                let _ = sender.send(line);
            }
        });
        let first = output.recv_timeout(LIMIT);
        let told = std::fs::read_to_string(&log).unwrap_or_default();
        let _ = std::fs::remove_file(&log);
        let first = first.unwrap_or_else(|_| panic!("kamap {args:?} does not say where it listens: {told}"));
        let address = first.strip_prefix("kamap: http://").and_then(|rest| rest.strip_suffix('/'));
        let address = address.and_then(|address| address.parse().ok());
        let address = address.unwrap_or_else(|| panic!("{first:?} is no address"));
        let home = args.iter().position(|arg| ["--data", "--database"].contains(arg)).map(|at| args[at + 1].to_owned());
        Self { address, temporary, child, output, home }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, as an operator does.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status().unwrap();
        assert!(sent.success(), "kill -{name}");
    }

    /// Waits until it has ended.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < limit, "still there after {limit:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The link that the first start prints.
    pub fn first_link(&self) -> String {
        loop {
            let line = self.output.recv_timeout(LIMIT).expect("the first start prints a link");
            if let Some((_, secret)) = line.split_once("/links/") {
                return format!("/links/{secret}");
            }
        }
    }

    /// The cookie of the administrator, who becomes it by the link of the first start.
    pub fn cookie(&self) -> String {
        let Some(home) = &self.home else { return String::new() };
        let mut cookies = COOKIES.lock().unwrap();
        if let Some(cookie) = cookies.get(home) {
            return cookie.clone();
        }
        let fields = [("name", "Lin"), ("sign_in", "lin"), ("password", "correct horse battery")];
        let reply = ask(self.address, &posting(self.address, "", &self.first_link(), &fields)).unwrap();
        assert_eq!(reply.status, 303, "{}", reply.text);
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        cookies.insert(home.clone(), cookie.clone());
        cookie
    }

    /// Asks for a page, signed in.
    pub fn get(&self, path: &str) -> Reply {
        self.get_as(&self.cookie(), path)
    }

    /// Asks for a page with this cookie.
    pub fn get_as(&self, cookie: &str, path: &str) -> Reply {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n", self.address);
        ask(self.address, &format!("{head}Connection: close\r\n\r\n")).unwrap()
    }

    /// The id of its only account.
    pub fn account(&self) -> String {
        let location = self.get("/").header("location").expect("the front page leads into the account").to_owned();
        location.split('/').nth(2).expect("/accounts/{account}/...").to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub text: String,
}

impl Reply {
    /// A header; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// Sends a request on a connection of its own and reads the whole answer. An answer that breaks off is none.
pub fn ask(address: SocketAddr, request: &str) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(request.as_bytes())?;
    read(stream)
}

/// Reads an answer up to the end of the connection.
pub fn read(mut stream: TcpStream) -> std::io::Result<Reply> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
    let whole = text.contains("\r\n\r\n");
    match status.filter(|_| whole) {
        Some(status) => Ok(Reply { status, text }),
        None => Err(std::io::ErrorKind::UnexpectedEof.into()),
    }
}

/// A form as a browser sends it on a connection of its own.
pub fn posting(address: SocketAddr, cookie: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let body = fields.join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A value within a form.
fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    value.bytes().map(byte).collect()
}
