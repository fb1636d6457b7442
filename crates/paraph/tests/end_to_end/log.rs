//! The log: lines for what happened, with identifiers and nothing that anybody typed; and a service that does not care whether
//! anybody reads it.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::http::Client;
use super::instance::Home;
use super::office::{CAMILLE, Office, Person, blank_pages, sign};

const LI: Person = Person { name: "李雷 Müller", email: "li.lei@example.org" };

#[test]
fn the_log_tells_what_happened_to_whom_and_from_where_and_names_nobody() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let deal = office.prepare(&blank_pages(1), &[CAMILLE, LI]);
    office.send(&deal);
    assert_eq!(sign(&instance.client(), &office.link(CAMILLE), CAMILLE).unwrap().status, 303);
    // A letter that cannot be drawn; JSON and a form that do not read, with words in them.
    let refused = sign(&instance.client(), &office.link(LI), LI).unwrap();
    let fields = r#"{"fields":[{"kind":"Müller-Schmidt"}]}"#;
    let draft = office.prepare_with(deal.project.clone(), deal.document.clone(), &[CAMILLE]);
    let unread = office.client.post_json(&format!("/envelopes/{}/fields", draft.envelope), fields);
    assert_eq!(unread.status, 422, "{}", unread.text());
    let pairs = [("email", "mallory@example.org"), ("password", "wrong horse battery")];
    assert!(matches!(instance.client().post("/sign-in", &pairs).status, 401 | 422));
    assert_eq!(instance.client().get("/projects/0123").status, 401);
    instance.kill();
    let log = std::fs::read_to_string(home.log()).unwrap();
    let line = |parts: &[&str]| {
        let found = log.lines().find(|line| parts.iter().all(|part| line.contains(part)));
        found.unwrap_or_else(|| panic!("no line holds {parts:?}: {log}"))
    };
    line(&["event=service-started", "database=\"SQLite (embedded)\""]);
    let chain = format!("chain=envelope:{}", deal.envelope);
    let project = format!("project={}", deal.project);
    let sent = line(&["event=envelope-sent", "outcome=kept", "actor=member:", &chain, &project, "request="]);
    assert!(sent.starts_with("time=2") && !sent.contains("source="), "{sent}");
    let actor = format!("actor=signatory:{}", deal.signatories[0]);
    line(&["event=envelope-signed", "outcome=kept", &actor, &chain]);
    line(&["event=sign-in-failed", "actor=visitor", "source=127.0.0.1"]);
    line(&["event=request-refused", "method=POST", "route=/sign-in", "source=127.0.0.1"]);
    line(&["event=request-refused", "status=401", "route=/projects/{project}"]);
    if refused.status != 303 {
        line(&["event=request-refused", "route=/s/{token}/sign"]);
    }
    for word in [
        "李",
        "雷",
        "Müller",
        "Schmidt",
        "\\u674e",
        "\\u00fc",
        "Camille",
        "Durand",
        "Lefort",
        "mallory",
        "horse",
        "example.org",
        "Meridian",
        "agreement",
        "noon",
    ] {
        assert!(!log.contains(word), "the log holds {word}: {log}");
    }
}

/// The program with a standard error that `stderr` makes; gives its port.
fn start(home: &Home, stderr: Stdio) -> (std::process::Child, u16) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARAPH_")) {
        command.env_remove(name);
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = command
        .arg("serve")
        .env("PARAPH_LISTEN", format!("127.0.0.1:{port}"))
        .env("PARAPH_DATA", home.data())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .spawn()
        .unwrap();
    let began = Instant::now();
    while Client::new(port).try_send("GET", "/health", "", &[]).is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "it did not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    (child, port)
}

#[test]
fn a_log_that_nobody_reads_holds_nobody_up() {
    let home = Home::new();
    // A pipe that is never read is full after some 600 lines; standard output is closed from the start.
    let (mut child, port) = start(&home, Stdio::piped());
    drop(child.stdout.take());
    let client = Client::new(port);
    let began = Instant::now();
    for _ in 0..3_000 {
        assert_eq!(client.get("/nothing/here").status, 404);
    }
    assert!(began.elapsed() < Duration::from_secs(120), "{:?}", began.elapsed());
    // Read again, it tells what it could not write.
    let mut said = child.stderr.take().unwrap();
    let mut taken = vec![0; 1 << 20];
    let _some = said.read(&mut taken).unwrap();
    // Closed, it is done without.
    drop(said);
    for _ in 0..50 {
        assert_eq!(client.get("/nothing/here").status, 404);
    }
    let ended = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert!(child.wait().unwrap().success(), "it did not stop in order");
}

#[test]
fn a_full_disk_under_the_log_ends_no_request() {
    let home = Home::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let (mut child, port) = start(&home, Stdio::from(full));
    for _ in 0..50 {
        assert_eq!(Client::new(port).get("/nothing/here").status, 404);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
