//! The command line as its users meet it: every command is the built binary, run in a process of its own.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod support;

use plan::Kind;
use serde_json::Value;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::{LIMIT, Served, ask, bedrock, kamap, must, posting, read, refused, run, said, text};
use tempfile::TempDir;

const LANGUAGES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];
/// An id that nothing has.
const NOWHERE: &str = "01930000-0000-7000-8001-00000000dead";

/// Where a test keeps its accounts: the options that name it.
enum Home {
    Sqlite(TempDir),
    Postgres(String),
}

impl Home {
    fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// A database of its own in the throw-away cluster. Its absence is a failure, not a reason to skip.
    fn postgres(name: &str) -> Self {
        let server = std::env::var("KAMAP_TEST_POSTGRES").expect("run through bin/test or bin/with-postgres");
        let name = format!("cli_{name}_{}", std::process::id());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
            let pump = tokio::spawn(connection);
            client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
            drop(client);
            pump.await.unwrap().unwrap();
        });
        Self::Postgres(format!("{}/{name}", server.rsplit_once('/').unwrap().0))
    }

    fn options(&self) -> [&str; 2] {
        match self {
            Self::Sqlite(folder) => ["--data", text(folder.path())],
            Self::Postgres(url) => ["--database", url],
        }
    }

    /// Runs a command on it.
    fn with<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        args.iter().copied().chain(self.options()).collect()
    }
}

/// A copy of the worked example with something in it replaced, and the text of the copy.
fn changed(folder: &TempDir, from: &str, to: &str) -> (PathBuf, String) {
    let sample = std::fs::read_to_string(bedrock()).unwrap();
    assert!(sample.contains(from), "{from}");
    let (path, wrong) = (folder.path().join("changed.plan.json"), sample.replacen(from, to, 1));
    std::fs::write(&path, &wrong).unwrap();
    (path, wrong)
}

/// Equal in every key, and in every number to a millionth.
fn assert_close(found: &Value, golden: &Value, at: &str) {
    match (found, golden) {
        (Value::Object(found), Value::Object(golden)) => {
            let (mut ours, mut theirs): (Vec<_>, Vec<_>) = (found.keys().collect(), golden.keys().collect());
            ours.sort();
            theirs.sort();
            assert_eq!(ours, theirs, "{at}");
            golden.iter().for_each(|(key, value)| assert_close(&found[key], value, &format!("{at}.{key}")));
        }
        (Value::Array(found), Value::Array(golden)) => {
            assert_eq!(found.len(), golden.len(), "{at}");
            found.iter().zip(golden).enumerate().for_each(|(n, (a, b))| assert_close(a, b, &format!("{at}[{n}]")));
        }
        (Value::Number(found), Value::Number(golden)) => {
            let (found, golden) = (found.as_f64().unwrap(), golden.as_f64().unwrap());
            assert!((found - golden).abs() <= 1e-6, "{at}: {found}, not {golden}");
        }
        _ => assert_eq!(found, golden, "{at}"),
    }
}

#[test]
fn the_figures_of_the_sample_are_the_golden_ones() {
    let printed = must(&["figures", text(&bedrock()), "--on", "2026-11-20", "--json"]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let golden: Value = serde_json::from_str(include_str!("../../../cases/bedrock.figures.json")).unwrap();
    // K1 holds 25 of 62.
    assert_close(&printed["relationship"]["thread_risk"], &serde_json::json!(25.0 / 62.0), "thread_risk");
    assert_close(&printed, &golden, "figures");
}

#[test]
fn figures_are_told_in_words_in_every_language() {
    for (language, words) in [
        ("zh-Hans", ["人员覆盖：74.2 %", "席位强度：34.2", "P02 沈若川 11.35", "承诺：CNY 3850万"]),
        ("zh-Hant", ["人員覆蓋：74.2 %", "席位強度：34.2", "P02 沈若川 11.35", "承諾：CNY 3850萬"]),
        ("en", ["People coverage: 74.2 %", "Seat strength: 34.2", "P02 Shen Ruochuan 11.35", "Committed: CNY 38.5M"]),
    ] {
        let printed = must(&["figures", text(&bedrock()), "--on", "2026-11-20", "--lang", language]);
        for line in words {
            assert!(printed.lines().any(|one| one == line), "{language} does not say {line}: {printed}");
        }
    }
    let refused = run(&["figures", text(&bedrock()), "--on", "20.11.2026"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("2026-11-20"), "it says how a day is written: {}", said(&refused));
}

/// The maps and charts that the help page and the error name.
const MAPS: [&str; 17] = [
    "strategy-map",
    "execution-map",
    "matrix",
    "unit-matrix",
    "white-space",
    "influence-map",
    "influence-grid",
    "butterfly",
    "road-map",
    "battlefield",
    "forecast",
    "forecast-trend",
    "person-matrix",
    "gap-heat",
    "star",
    "completeness",
    "account-plot",
];

#[test]
fn every_map_is_drawn_into_a_file_that_stands_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    for map in MAPS {
        let path = folder.path().join(format!("{map}.svg"));
        must(&["draw", text(&bedrock()), map, "--on", "2026-11-20", "--lang", "zh-Hans", "-o", text(&path)]);
        let svg = std::fs::read_to_string(&path).unwrap();
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.ends_with("</svg>\n"), "{map}");
        assert!(svg.contains("font-family") && !svg.contains("class=") && !svg.contains("href"), "{map}");
    }
    // Without a file it is printed, in the language asked for.
    let printed = must(&["draw", text(&bedrock()), "influence-map", "--on", "2026-11-20", "--lang", "en"]);
    assert!(printed.contains("Luo Zhenyan") && printed.contains("aria-label=\"Influence map\""));
    assert!(!printed.contains("罗振岩"));
}

#[test]
fn a_map_that_there_is_not_is_answered_with_those_that_there_are() {
    for (language, words) in [("zh-Hans", "没有名为"), ("zh-Hant", "沒有名為"), ("en", "There is no drawing")] {
        let told = refused(&["draw", text(&bedrock()), "org-chart", "--lang", language]);
        assert!(told.contains("org-chart") && told.contains(words), "{told}");
        assert!(MAPS.iter().all(|map| told.contains(map)), "{told}");
    }
}

#[test]
fn a_good_file_passes_the_check() {
    for (language, words) in [("zh-Hans", "没有问题"), ("zh-Hant", "沒有問題"), ("en", "No problems: 556 records.")]
    {
        let printed = must(&["check", text(&bedrock()), "--lang", language]);
        assert!(printed.contains(words) && printed.contains("556"), "{printed}");
    }
    // The language of the environment is spoken where none is asked for.
    let taiwan = kamap().args(["check", text(&bedrock())]).env("LC_ALL", "zh_TW.UTF-8").output().unwrap();
    assert!(said(&taiwan).contains("沒有問題"), "{}", said(&taiwan));
}

#[test]
fn the_check_says_which_of_the_25_hold_and_what_the_open_ones_lack() {
    let golden: Value = serde_json::from_str(include_str!("../../../cases/bedrock.figures.json")).unwrap();
    let points = golden["plan"]["completeness_points"].as_f64().unwrap();
    for (language, holds, open, usable) in [
        ("zh-Hans", "已达到：", "待补：", "第 1 级：可用 8/8"),
        ("zh-Hant", "已達到：", "待補：", "第 1 級：可用 8/8"),
        ("en", "Done:", "Open:", "Level 1: usable 8/8"),
    ] {
        let printed = must(&["check", text(&bedrock()), "--on", "2026-11-20", "--lang", language]);
        assert!(printed.lines().any(|line| line == usable), "{printed}");
        let count = |state: &str| printed.lines().filter(|line| line.trim_start().starts_with(state)).count();
        assert_eq!((count(holds), count(open)), (points as usize + 8, 25 - points as usize), "{printed}");
    }
    let told = must(&["check", text(&bedrock()), "--on", "2026-11-20", "--lang", "en"]);
    let line = told.lines().find(|line| line.contains("every key person has an owner")).unwrap();
    assert!(line.contains("Open:") && line.contains("P02"), "what is missing is named: {line}");
}

#[test]
fn open_checks_fail_the_check_only_where_a_complete_plan_is_asked_for() {
    for (language, sentence) in [("zh-Hans", "待补"), ("zh-Hant", "待補"), ("en", "checks are still open")] {
        let asked = run(&["check", text(&bedrock()), "--on", "2026-11-20", "--complete", "--lang", language]);
        assert_eq!(asked.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&asked.stderr).contains(sentence), "{}", said(&asked));
    }
}

#[test]
fn shells_and_manual_know_every_command() {
    let names = ["demo", "check", "export", "completions", "man"];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = must(&["completions", shell]);
        assert!(names.iter().all(|name| script.contains(name)), "{shell}");
    }
    assert_eq!(run(&["completions", "cmd"]).status.code(), Some(2));
    let page = must(&["man"]);
    assert!(page.contains(".TH kamap 1") && names.iter().all(|name| page.contains(name)), "{page}");
    let folder = tempfile::tempdir().unwrap();
    must(&["man", text(&folder.path().join("man1"))]);
    for name in names {
        let page = std::fs::read_to_string(folder.path().join(format!("man1/kamap-{name}.1"))).unwrap();
        assert!(page.contains("Examples:"), "{page}");
    }
}

#[test]
fn records_go_out_as_tables_in_the_readers_words() {
    let home = Home::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = changed(&folder, "\"沈若川\"", "\"=1+1\"");
    must(&home.with(&["import", text(&path)]));
    let table = |kind: &str, language: &str| {
        let printed = must(&home.with(&["export", "BEDROCK", "--kind", kind, "--lang", language]));
        printed.strip_prefix('\u{feff}').expect("a spreadsheet sees that it is UTF-8").to_owned()
    };
    let people = table("person", "zh-Hans");
    assert_eq!(people.lines().count(), 1 + count_of("person"));
    assert!(people.starts_with("编号,"), "{people}");
    assert!(people.contains(",'=1+1,"), "what a spreadsheet would take for a formula is text: {people}");
    assert!(table("person", "en").starts_with("Code,"));
    let owners = table("relationship_owner", "en");
    assert!(owners.lines().any(|line| line.contains(",P03,K1,")), "by their codes: {owners}");

    let tables = folder.path().join("tables");
    must(&home.with(&["export", "BEDROCK", "--as", "csv", "-o", text(&tables)]));
    for kind in Kind::ALL {
        let written = std::fs::read_to_string(tables.join(format!("{kind}.csv")));
        assert_eq!(written.map_or(0, |text| text.lines().count().min(2)), count_of(kind.code()).min(1) * 2, "{kind}");
    }
    for (language, sentence) in [("zh-Hans", "文件夹"), ("zh-Hant", "資料夾"), ("en", "name a folder")] {
        let told = refused(&home.with(&["export", "BEDROCK", "--as", "csv", "--lang", language]));
        assert!(told.contains(sentence), "{told}");
    }
    assert_eq!(run(&home.with(&["export", "BEDROCK", "--kind", "people"])).status.code(), Some(2));
}

/// Records of a kind in the file of the worked example.
fn count_of(kind: &str) -> usize {
    let sample: Value = serde_json::from_str(include_str!("../../../cases/bedrock.plan.json")).unwrap();
    let of = |part: &Value| part[kind].as_array().map_or(0, Vec::len);
    of(&sample) + of(&sample["library"])
}

#[test]
fn a_bad_reference_is_named_with_its_line_record_and_field_in_every_language() {
    let folder = tempfile::tempdir().unwrap();
    // P05 reports to nobody who is there.
    let sample =
        plan::file::read(&std::fs::read_to_string(bedrock()).unwrap()).unwrap_or_else(|_| panic!("the sample"));
    let p05 = sample.find(Kind::Person, "P05").unwrap();
    let boss = sample.body(Kind::Person, p05).unwrap()["reports_to"].clone();
    let text_before = std::fs::read_to_string(bedrock()).unwrap();
    let record = text_before.find("\"P05\"").expect("the record");
    let field = record + text_before[record..].find("\"reports_to\"").expect("its field");
    let wrong =
        format!("{}{}", &text_before[..field], text_before[field..].replacen(boss.as_str().unwrap(), NOWHERE, 1));
    let path = folder.path().join("bad.plan.json");
    std::fs::write(&path, &wrong).unwrap();
    let line = wrong[..field].matches('\n').count() + 1;
    assert!(wrong.lines().nth(line - 1).unwrap().contains(NOWHERE));

    for (language, sentence) in [
        ("zh-Hans", format!("人员 P05 汇报给：所指的人员（{NOWHERE}）不存在。请改选另一个，或先把它加上。")),
        ("zh-Hant", format!("人員 P05 匯報給：所指的人員（{NOWHERE}）不存在。請改選另一個，或先把它加上。")),
        (
            "en",
            format!(
                "Person P05 Reports to: The Person that this refers to ({NOWHERE}) is not there. \
                 Choose another one, or add it first."
            ),
        ),
    ] {
        let told = refused(&["check", text(&path), "--lang", language]);
        let place = format!("kamap: {}:{line}: ", path.display());
        assert!(told.starts_with(&place), "{told}");
        assert_eq!(told.trim_end().strip_prefix(&place), Some(sentence.as_str()), "{language}");
        // Figures and import say the same.
        assert_eq!(refused(&["figures", text(&path), "--lang", language]), told);
        assert_eq!(refused(&["import", text(&path), "--data", text(folder.path()), "--lang", language]), told);
    }
}

#[test]
fn all_that_is_wrong_with_a_file_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (path, wrong) = changed(&folder, "\"influence\": 5", "\"influence\": 9");
    std::fs::write(&path, wrong.replacen("\"minutes\": 90", "\"minutes\": \"long\"", 1)).unwrap();
    let told = refused(&["check", text(&path)]);
    assert_eq!(told.lines().count(), 2, "{told}");
    for (line, text_there) in told.lines().zip(["\"influence\": 9", "\"minutes\": \"long\""]) {
        let number: usize = line.split(':').nth(2).unwrap().parse().unwrap();
        let there = std::fs::read_to_string(&path).unwrap();
        assert!(there.lines().nth(number - 1).unwrap().contains(text_there), "{line}");
    }
}

#[test]
fn what_is_no_plan_file_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (content, words) in [
        ("", ":1: Line 1, column 0 is not valid JSON."),
        ("{\n  \"kamap\": 1,\n  \"person\": [}\n", ":3: Line 3, column 14 is not valid JSON."),
        ("[]", ": This is not a kamap plan file of format 1."),
        ("{ \"kamap\": 2 }", ": This is not a kamap plan file of format 1."),
        ("{ \"kamap\": 1, \"persons\": [] }", ": There is no kind of record called “persons”."),
    ] {
        let path = folder.path().join("odd.plan.json");
        std::fs::write(&path, content).unwrap();
        let told = refused(&["check", text(&path)]);
        assert!(told.starts_with(&format!("kamap: {}{words}", path.display())), "{content:?}: {told}");
    }
    let told = refused(&["check", text(&folder.path().join("absent.json"))]);
    assert!(told.contains("absent.json: "), "{told}");
}

#[test]
fn a_reader_who_stops_after_a_line_changes_nothing_about_the_answer() {
    let (_, said) = std::io::pipe().unwrap();
    // Nobody reads: its other end is closed before the first word.
    let check = kamap().args(["check", "no-such-file.plan.json"]).stderr(said).status().unwrap();
    assert_eq!(check.code(), Some(1), "refused, not panicked");
}

#[test]
fn a_file_without_records_lacks_its_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bare.plan.json");
    for content in ["{ \"kamap\": 1 }", "{ \"kamap\": 1, \"person\": [] }"] {
        std::fs::write(&path, content).unwrap();
        let told = refused(&["check", text(&path)]);
        let words = "A plan has exactly one account, or one company where it is the library; this has 0.";
        assert_eq!(told, format!("kamap: {}: {words}\n", path.display()), "{content}");
    }
}

#[test]
fn the_schema_is_json_and_knows_every_kind() {
    let schema: Value = serde_json::from_str(&must(&["schema"])).unwrap();
    for kind in Kind::ALL {
        let fields = &schema["properties"][kind.code()]["items"];
        assert!(fields.is_object(), "{kind}");
    }
    let all = schema.to_string();
    for reference in all.split("\"$ref\":\"#/$defs/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(schema["$defs"][reference].is_object(), "{reference} is referred to and not there");
    }
    assert_eq!(schema["required"], serde_json::json!(["kamap"]));
    let heads = serde_json::json!([{ "required": ["account"] }, { "required": ["workspace"] }]);
    assert_eq!(schema["oneOf"], heads, "an account's plan or the library");
}

#[test]
fn the_description_of_the_interface_is_the_one_that_is_kept() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let told = must(&["schema", "--api"]);
    let same = std::fs::read_to_string(&kept).is_ok_and(|kept| kept == told);
    assert!(same, "the interface changed; look at what changed, then: kamap schema --api > docs/openapi.json");
}

#[test]
fn a_program_with_a_token_reads_and_one_that_may_write_changes() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let account = must(&["import", text(&bedrock()), "--data", data]);
    must(&["user", "add", "lin", "--role", "administrator", "--data", data]);
    let token = |more: &[&str]| must(&[&["user", "token", "lin", "--name", "report", "--data", data], more].concat());
    let (reads, writes) = (token(&[]), token(&["--write", "--days", "1"]));
    let served = Served::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    let asks = |token: &str, method: &str, rest: &str, body: &str| {
        let request = format!(
            "{method} /api/v1/accounts/{}{rest} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            account.trim(),
            served.address,
            token.trim(),
            body.len()
        );
        ask(served.address, &request).unwrap()
    };
    assert_eq!(asks(&reads, "GET", "", "").status, 200);
    assert_eq!(asks("kamap_0", "GET", "", "").status, 401);
    let edit = r#"{"do":"create","kind":"unit","id":"01930000-0000-7000-8001-00000000beef","body":{"name":"Labs"}}"#;
    let change = format!(r#"{{"id":"01930000-0000-7000-8001-00000000cafe","edits":[{edit}]}}"#);
    assert_eq!(asks(&reads, "POST", "/changes", &change).status, 403);
    assert_eq!(asks(&writes, "POST", "/changes", &change).status, 200);
    assert!(asks(&reads, "GET", "/records/unit", "").text.contains("Labs"));
    let unknown = refused(&["user", "token", "nobody", "--name", "report", "--data", data]);
    assert!(unknown.contains("There is no such user"), "{unknown}");
    let long = ["user", "token", "lin", "--name", "report", "--days", "400", "--data", data];
    assert_eq!(run(&long).status.code(), Some(2), "a year at most");
}

fn a_plan_goes_in_and_comes_out_the_same(home: &Home) {
    let sample = std::fs::read_to_string(bedrock()).unwrap();
    let id = must(&home.with(&["import", text(&bedrock())]));
    assert_eq!(id.trim(), "01930000-0000-7000-8001-000000000001");
    assert_eq!(must(&home.with(&["export", "BEDROCK"])), sample, "byte by byte");
    assert_eq!(must(&home.with(&["export", id.trim()])), sample, "by its id too");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.plan.json");
    assert_eq!(must(&home.with(&["export", "BEDROCK", "-o", text(&path)])), "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), sample);

    for (language, sentence) in [
        ("zh-Hans", "大客户 BEDROCK：已经存在。"),
        ("zh-Hant", "大客戶 BEDROCK：已經存在。"),
        ("en", "Account BEDROCK: This is there already."),
    ] {
        let told = refused(&home.with(&["import", text(&bedrock()), "--lang", language]));
        assert!(told.starts_with(&format!("kamap: {sentence}")), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    assert_eq!(must(&home.with(&["export", "BEDROCK"])), sample, "the second import left no trace");

    let told = refused(&home.with(&["export", "NONE"]));
    assert_eq!(told, "kamap: no account NONE\n");
    for (language, sentence) in [("zh-Hans", "没有客户 NONE"), ("zh-Hant", "沒有客戶 NONE")] {
        let told = refused(&home.with(&["export", "NONE", "--lang", language]));
        assert_eq!(told, format!("kamap: {sentence}\n"));
    }
}

#[test]
fn a_plan_goes_in_and_comes_out_the_same_on_sqlite() {
    a_plan_goes_in_and_comes_out_the_same(&Home::sqlite());
}

#[test]
fn a_plan_goes_in_and_comes_out_the_same_on_postgres() {
    a_plan_goes_in_and_comes_out_the_same(&Home::postgres("import"));
}

#[test]
fn the_library_goes_out_and_in_as_a_file_of_its_own() {
    let home = Home::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.plan.json");
    must(&home.with(&["export", "--library", "-o", text(&path)]));
    let written = std::fs::read_to_string(&path).unwrap();
    let named = written.replace("Our company", "Hengyue Systems");
    assert_ne!(named, written);
    std::fs::write(&path, &named).unwrap();
    assert!(must(&["check", text(&path)]).contains('1'));
    must(&["figures", text(&path), "--json"]);
    must(&home.with(&["import", text(&path)]));
    assert_eq!(must(&home.with(&["export", "--library"])), named);
    // It is no account, and an account comes in beside it.
    assert_eq!(refused(&home.with(&["export", "WS01"])), "kamap: no account WS01\n");
    must(&home.with(&["import", text(&bedrock())]));
    assert_eq!(must(&home.with(&["export", "BEDROCK"])), std::fs::read_to_string(bedrock()).unwrap());
    assert!(must(&home.with(&["doctor"])).contains("0 wounds"));
    let neither = kamap().args(home.with(&["export"])).output().unwrap();
    assert_eq!(neither.status.code(), Some(2), "one of the two is named: {}", said(&neither));
}

#[test]
fn the_database_may_be_named_by_the_environment() {
    let home = Home::postgres("environment");
    let [_, url] = home.options();
    let import = kamap().args(["import", text(&bedrock())]).env("KAMAP_DATABASE", url).output().unwrap();
    assert!(import.status.success(), "{}", said(&import));
    assert_eq!(must(&["export", "BEDROCK", "--database", url]), std::fs::read_to_string(bedrock()).unwrap());
    // Its address may hold a password, so help does not show it.
    let help = kamap().args(["serve", "--help"]).env("KAMAP_DATABASE", url).output().unwrap();
    assert!(!said(&help).contains(url), "{}", said(&help));
}

#[test]
fn a_database_that_cannot_be_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kamap.db"), "rubbish! ".repeat(1000)).unwrap();
    for command in [&["export", "BEDROCK"][..], &["import", text(&bedrock())], &["serve", "--listen", "127.0.0.1:0"]] {
        let args: Vec<&str> = command.iter().copied().chain(["--data", text(folder.path())]).collect();
        let told = refused(&args);
        assert!(told.starts_with("kamap: database: ") && told.lines().count() == 1, "{told}");
    }
    let told = refused(&["export", "BEDROCK", "--database", "postgres://nobody@127.0.0.1:1/nothing"]);
    assert!(told.starts_with("kamap: database: "), "{told}");
}

#[test]
fn a_server_that_others_could_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:7878"] {
        let told = refused(&["serve", "--data", text(folder.path()), "--listen", address]);
        assert!(told.starts_with(&format!("kamap: {address} is reachable from other machines")), "{told}");
        assert!(told.contains("listen on 127.0.0.1"), "the way out is named: {told}");
        for (language, way_out) in [("zh-Hans", "请改为监听 127.0.0.1"), ("zh-Hant", "請改為監聽 127.0.0.1")]
        {
            let told = refused(&["serve", "--data", text(folder.path()), "--listen", address, "--lang", language]);
            assert!(told.contains(way_out) && told.contains(address), "{told}");
        }
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
    let output = run(&["serve", "--data", text(folder.path()), "--listen", "localhost"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn reporting_prints_what_it_would_grant_and_says_where_there_are_no_roles() {
    let folder = tempfile::tempdir().unwrap();
    let printed = must(&["reporting", "--data", text(folder.path())]);
    for role in ["kamap_plan", "kamap_partner", "kamap_judgement"] {
        assert!(printed.contains(&format!("CREATE ROLE {role} NOLOGIN")), "{printed}");
    }
    let told = refused(&["reporting", "--grant", "--data", text(folder.path())]);
    assert!(told.contains("no roles"), "{told}");
}

#[test]
fn the_doctor_repairs_what_lists_are_drawn_from() {
    let folder = tempfile::tempdir().unwrap();
    must(&["import", text(&bedrock()), "--data", text(folder.path())]);
    let told = must(&["doctor", "--repair", "--data", text(folder.path())]);
    assert!(told.contains("1 accounts drawn anew") && told.contains(": 0 wounds"), "{told}");
}

#[test]
fn every_command_explains_itself() {
    for command in [
        "demo",
        "serve",
        "import",
        "export",
        "figures",
        "check",
        "schema",
        "doctor",
        "reporting",
        "backup",
        "restore",
        "erase",
        "user",
    ] {
        let help = must(&[command, "--help"]);
        assert!(help.contains("Usage: kamap"), "{command}: {help}");
    }
    let help = must(&["--help"]);
    for command in ["demo", "serve", "import", "export", "figures", "check", "schema", "doctor", "reporting"] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command}: {help}");
    }
    assert!(must(&["--version"]).starts_with("kamap "));
    assert_eq!(run(&[]).status.code(), Some(2));
    let unknown = run(&["check", text(&bedrock()), "--lang", "tlh"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(LANGUAGES.iter().all(|tag| said(&unknown).contains(tag)), "{}", said(&unknown));
}

#[test]
fn the_demo_says_where_it_is_and_ends_without_a_trace() {
    let begun = Instant::now();
    let mut demo = Served::start(&["demo", "--port", &free_port().to_string()]);
    let health = demo.get("/healthz");
    eprintln!("demo: answered {:?} after its start", begun.elapsed());
    assert_eq!((health.status, health.text.ends_with("\r\n\r\nok\n")), (200, true), "{health:?}");
    let front = demo.get("/");
    let page = demo.get(front.header("location").expect("into the sample"));
    assert_eq!(page.status, 200);
    assert!(page.text.contains("2026-11-20"), "the header says that the day stands still");
    assert!(demo.temporary.path().read_dir().unwrap().count() > 0, "its database is a temporary one");
    demo.signal("INT");
    assert_eq!(demo.wait(LIMIT).code(), Some(0));
    assert_eq!(demo.temporary.path().read_dir().unwrap().count(), 0, "and goes with it");
}

/// A port that was free a moment ago, with some more above it.
fn free_port() -> u16 {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    port.min(u16::MAX - 100)
}

#[test]
fn a_busy_port_makes_way_to_another() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let demo = Served::start(&["demo", "--port", &port.to_string()]);
    let other = demo.address.port();
    assert!(other > port && other <= port.saturating_add(20), "{other}, near {port}");
    assert_eq!(demo.get("/healthz").status, 200);
    // Asked for just that port, the server does not move.
    let folder = tempfile::tempdir().unwrap();
    let told = refused(&["serve", "--data", text(folder.path()), "--listen", &format!("127.0.0.1:{port}")]);
    assert!(told.starts_with(&format!("kamap: 127.0.0.1:{port}: ")), "{told}");
}

/// A server with the worked example.
fn serve(home: &Path) -> Served {
    must(&["import", text(&bedrock()), "--data", text(home)]);
    Served::start(&["serve", "--data", text(home), "--listen", "127.0.0.1:0"])
}

#[test]
fn a_request_under_way_ends_before_the_server_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = serve(folder.path());
    let path = format!("/accounts/{}/records/unit", served.account());
    let id = "0193dddd-0000-7000-8000-000000000001";
    let request =
        posting(served.address, &served.cookie(), &path, &[("change", id), ("name", "Labs"), ("back", "/accounts")]);
    let (begin, end) = request.split_at(request.len() - 5);
    let mut under_way = TcpStream::connect(served.address).unwrap();
    under_way.set_read_timeout(Some(LIMIT)).unwrap();
    under_way.write_all(begin.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    served.signal("TERM");
    std::thread::sleep(Duration::from_millis(300));
    under_way.write_all(end.as_bytes()).unwrap();
    let reply = read(under_way).expect("an answer");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/accounts")), "{reply:?}");
    let told = Instant::now();
    assert_eq!(served.wait(LIMIT).code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(5), "it ends with the last request: {:?}", told.elapsed());
    assert!(TcpStream::connect(served.address).is_err(), "nobody listens any more");
    let exported = must(&["export", "BEDROCK", "--data", text(folder.path())]);
    assert!(exported.contains(id), "what was acknowledged is there");
}

#[test]
fn idle_connections_do_not_hold_the_server_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = serve(folder.path());
    // Browsers open connections ahead of need, and keep those that they used.
    let _ahead = TcpStream::connect(served.address).unwrap();
    let mut kept = TcpStream::connect(served.address).unwrap();
    kept.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let told = Instant::now();
    served.signal("TERM");
    assert_eq!(served.wait(LIMIT).code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
}

#[test]
fn a_request_that_never_ends_does_not_hold_the_server_up_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = serve(folder.path());
    let mut endless = TcpStream::connect(served.address).unwrap();
    endless.write_all(format!("POST /accounts HTTP/1.1\r\nHost: {}\r\nContent-", served.address).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    served.signal("TERM");
    assert_eq!(served.wait(LIMIT).code(), Some(0));
}

#[test]
fn the_first_start_prints_a_link_and_the_next_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let served = serve(folder.path());
    assert_eq!(served.get_as("", "/accounts").status, 303, "nobody is in");
    let account = served.account();
    assert_eq!(served.get(&format!("/accounts/{account}/overview")).status, 200, "what was imported before is theirs");
    let listed = must(&["user", "list", "--data", data]);
    assert_eq!(listed, "lin\tLin\tadministrator\tactive\n");
    drop(served);
    let served = Served::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert_eq!(served.get("/accounts").status, 200, "a session outlives the server");
    // Somebody is added, sets a password by the link, and is kept out again, while the server runs.
    let link = must(&["user", "add", "Xu@Example.com", "--name", "Xu", "--data", data]);
    let path = link.trim().strip_prefix("http://127.0.0.1:7878").unwrap();
    let set = |path: &str, password| {
        ask(served.address, &posting(served.address, "", path, &[("password", password)])).unwrap()
    };
    let cookie = |reply: &support::Reply| reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let xu = cookie(&set(path, "staple in the haystack"));
    assert_eq!(served.get_as(&xu, "/accounts").status, 200);
    must(&["user", "disable", "xu@example.com", "--data", data]);
    let begun = Instant::now();
    while served.get_as(&xu, "/accounts").status == 200 {
        assert!(begun.elapsed() < LIMIT, "still in");
    }
    must(&["user", "enable", "xu@example.com", "--data", data]);
    let reset = ["user", "reset", "xu@example.com", "--public-url", "https://kamap.example/", "--data", data];
    let link = must(&reset);
    let reply = set(link.trim().strip_prefix("https://kamap.example").unwrap(), "another long password");
    assert_eq!(served.get_as(&cookie(&reply), "/accounts").status, 200);
    for (args, told) in [
        (["user", "add", "xu@example.com", "--data", data], "Somebody signs in by this name already."),
        (["user", "reset", "nobody", "--data", data], "There is no such user"),
        (["user", "disable", "lin", "--data", data], "The workspace keeps at least one administrator."),
    ] {
        let refusal = refused(&args);
        assert!(refusal.contains(told), "{refusal}");
    }
    assert!(must(&["doctor", "--data", data]).trim_end().ends_with("2 users: 0 wounds"));
}

#[test]
fn a_server_for_others_names_its_proxy_and_its_address() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    for half in [["--public-url", "https://kamap.example"], ["--trusted-proxy", "10.0.0.5"]] {
        let args: Vec<&str> = ["serve", "--data", data].into_iter().chain(half).collect();
        assert_eq!(run(&args).status.code(), Some(2), "{half:?} alone");
    }
    let whole = ["--public-url", "http://kamap.example", "--trusted-proxy", "10.0.0.5"];
    let plain: Vec<&str> = ["serve", "--data", data].into_iter().chain(whole).collect();
    assert!(said(&run(&plain)).contains("begins with https://"));
    let served = Served::start(&[
        "serve",
        "--data",
        data,
        "--listen",
        "0.0.0.0:0",
        "--public-url",
        "https://kamap.example",
        "--trusted-proxy",
        "10.0.0.0/24",
    ]);
    assert!(served.first_link().starts_with("/links/"));
    // From this machine, under the name that the proxy passes on.
    let local = std::net::SocketAddr::from(([127, 0, 0, 1], served.address.port()));
    let asked = |host: &str| {
        ask(local, &format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).unwrap()
    };
    let answer = asked("kamap.example");
    assert_eq!((answer.status, answer.header("strict-transport-security")), (200, Some("max-age=63072000")));
    assert_eq!(asked("evil.example").status, 421);
}

/// Erases P05, and finds the name in nothing that the program keeps or gives.
fn somebody_is_erased(home: &Home, other: &Home) {
    let folder = tempfile::tempdir().unwrap();
    let (old, list) = (folder.path().join("old.backup"), folder.path().join("erased.list"));
    must(&home.with(&["import", text(&bedrock())]));
    must(&home.with(&["backup", "-o", text(&old)]));
    let told = refused(&home.with(&["erase", "BEDROCK", "P99"]));
    assert!(told.starts_with("kamap: This record is no longer there."), "{told}");
    let told = must(&home.with(&["erase", "BEDROCK", "P05"]));
    for line in ["BEDROCK P05", "Snapshots sealed anew: 0", "The name stood here too and was replaced by the code:"] {
        assert!(told.lines().any(|one| one == line), "{line}: {told}");
    }
    assert!(told.lines().any(|line| line.ends_with(" Opportunity Next step")), "{told}");
    for (language, nothing) in [
        ("zh-Hans", "已没有需要删除的内容。"),
        ("zh-Hant", "已沒有需要刪除的內容。"),
        ("en", "Nothing was left to erase."),
    ] {
        assert_eq!(must(&home.with(&["erase", "BEDROCK", "P05", "--lang", language])).trim(), nothing);
    }
    must(&home.with(&["erased", "-o", text(&list)]));
    // A backup from before comes back without P05.
    must(&other.with(&["restore", text(&old), "--erased", text(&list)]));
    for home in [home, other] {
        let exported = must(&home.with(&["export", "BEDROCK"]));
        assert!(!exported.contains("贺兰亭") && !exported.contains("He Lanting"));
        assert!(exported.contains("已删除的人员 P05"));
        assert!(must(&home.with(&["doctor"])).trim_end().ends_with(" 0 wounds"));
    }
    if let Home::Sqlite(folder) = other {
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("贺兰亭"));
        }
    }
}

#[test]
fn what_is_kept_no_longer_goes_and_the_audit_tells_what_was_taken_along() {
    let home = Home::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let mut plan: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(bedrock()).unwrap()).unwrap();
    let person = plan["person"].as_array_mut().unwrap().iter_mut().find(|one| one["code"] == "P05").unwrap();
    person["left_on"] = "2020-01-01".into();
    person["personal_agenda"] = "wants to be seen".into();
    let file = folder.path().join("left.plan.json");
    std::fs::write(&file, plan.to_string()).unwrap();
    must(&home.with(&["import", text(&file)]));
    let foreseen = must(&home.with(&["retention", "--dry-run"]));
    assert!(foreseen.starts_with("BEDROCK P05\n"), "{foreseen}");
    assert!(must(&home.with(&["export", "BEDROCK"])).contains("wants to be seen"), "only said");
    assert_eq!(must(&home.with(&["retention"])), foreseen);
    assert!(!must(&home.with(&["export", "BEDROCK"])).contains("wants to be seen"));
    assert_eq!(must(&home.with(&["retention"])).trim(), "Nothing is due.");
    let backup = folder.path().join("kamap.backup");
    must(&home.with(&["backup", "-o", text(&backup)]));
    let archive = std::fs::read_to_string(&backup).unwrap();
    let exports = archive.lines().filter(|line| line.contains("\"exported\"") && line.contains("command line"));
    assert_eq!(exports.count(), 3, "two plan files, and the backup itself");
}

#[test]
fn somebody_is_erased_on_sqlite() {
    somebody_is_erased(&Home::sqlite(), &Home::sqlite());
}

#[test]
fn somebody_is_erased_on_postgres() {
    somebody_is_erased(&Home::postgres("erase"), &Home::postgres("erase_again"));
}
