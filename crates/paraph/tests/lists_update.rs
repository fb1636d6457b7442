//! `paraph lists update`: what it says, what it keeps, how it ends; and `paraph verify` by what it kept.

#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

#[path = "../../paraph-pki/tests/trusted_lists/maker.rs"]
#[expect(dead_code, reason = "the tests of trusted lists use more of it")]
mod lists;
#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
#[path = "../../paraph-pki/tests/pki/support.rs"]
#[expect(dead_code, reason = "the tests of certificates use more of it")]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use lists::{Holder, List, ServiceOrder, StateOrder};
use maker::{AUTHORITY, Maker, Signing};
use tempfile::TempDir;

static COMMISSION: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Commission"));
static MINISTRY: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Ministry"));

/// A folder with the certificates of the Journal, and a mirror on loopback of what is in its folder `mirror`.
struct Scene {
    folder: TempDir,
    mirror: String,
}

/// Current for as long as anybody runs this.
fn current(list: List) -> List {
    List { next_update: "<dateTime>2099-01-01T00:00:00Z</dateTime>".to_owned(), ..list }
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mirror = format!("http://{}", listener.local_addr().unwrap());
        let root = folder.path().join("mirror");
        std::thread::spawn(move || serve(&listener, &root));
        let scene = Self { folder, mirror };
        let issuing = AUTHORITY.seal.chain()[0].clone();
        let national = current(List::national("FR"))
            .with(&ServiceOrder::new(&issuing, &[StateOrder::granted("2017-01-01T00:00:00Z")]));
        let lists = current(List::of_lists());
        let itself = lists.clone();
        let lists =
            lists.pointing_to(&itself, &[&COMMISSION]).pointing_to(&List::national("FR"), &[&MINISTRY]);
        scene.write("mirror/lists.example/eu-lotl.xml", lists.sign(&COMMISSION).as_bytes());
        scene.write("mirror/lists.example/FR.xml", national.sign(&MINISTRY).as_bytes());
        scene.write("journal.pem", COMMISSION.certificate.to_pem().unwrap().as_bytes());
        let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
        scene.write("signed.pdf", &signed.bytes);
        scene
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn paraph(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        let output = command.current_dir(self.folder.path()).args(arguments).output();
        let Output { status, stdout, stderr } = output.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    fn update(&self) -> (i32, String) {
        let lotl = "https://lists.example/eu-lotl.xml";
        let arguments = ["lists", "update", "--into", "kept", "--oj-certificates", "journal.pem"];
        let (code, said, told) =
            self.paraph(&[&arguments[..], &["--lotl", lotl, "--mirror", &self.mirror]].concat());
        assert_eq!(said, "", "progress is told on standard error");
        (code, told)
    }
}

/// Answers with the files of a folder.
fn serve(listener: &TcpListener, root: &Path) {
    for stream in listener.incoming().take(100) {
        let mut stream = stream.unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let asked = lines.next().unwrap_or_default();
        // The head ends with an empty line, and a GET with it.
        let _ = lines.find(String::is_empty);
        let path = asked.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
        let answer = match std::fs::read(root.join(path)) {
            Ok(bytes) => {
                [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.len()).as_bytes(), &bytes]
                    .concat()
            }
            Err(_) => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        };
        stream.write_all(&answer).unwrap();
    }
}

#[test]
fn what_is_kept_is_what_verify_goes_by() {
    let scene = Scene::new();
    assert_eq!(scene.update(), (0, "EU: number 7, new\nFR: number 7, new\n".to_owned()));
    assert_eq!(scene.update(), (0, "EU: number 7, unchanged\nFR: number 7, unchanged\n".to_owned()));
    let lists = ["--trusted-lists", "kept", "--list-signers", "journal.pem"];
    let (code, said, noted) = scene.paraph(&[&["verify", "signed.pdf"], &lists[..]].concat());
    assert!(said.contains("Qualification: Not qualified"), "{code} {said} {noted}");
    assert!(!said.contains("List not used"), "{said}");
}

#[test]
fn a_list_that_is_not_to_be_had_or_does_not_hold_stays_and_is_told() {
    let scene = Scene::new();
    scene.update();
    let before = std::fs::read(scene.folder.path().join("kept/fr.xml")).unwrap();
    std::fs::remove_file(scene.folder.path().join("mirror/lists.example/FR.xml")).unwrap();
    let (code, told) = scene.update();
    assert_eq!(code, 1);
    assert!(told.contains("FR: number 7 stays: ") && told.contains("status 404"), "{told}");
    let newer = current(List::national("FR")).numbered(8).sign(&MINISTRY);
    scene.write("mirror/lists.example/FR.xml", newer.replace("Ministry", "Minister").as_bytes());
    let (code, told) = scene.update();
    assert!(code == 1 && told.contains("FR: number 7 stays: "), "{told}");
    assert_eq!(std::fs::read(scene.folder.path().join("kept/fr.xml")).unwrap(), before);
    scene.write("mirror/lists.example/FR.xml", newer.as_bytes());
    assert_eq!(scene.update(), (0, "EU: number 7, unchanged\nFR: number 8, in place of 7\n".to_owned()));
}

#[test]
fn what_keeps_everything_from_being_done_is_told() {
    let scene = Scene::new();
    scene.write("mirror/lists.example/eu-lotl.xml", b"<html/>");
    let (code, told) = scene.update();
    assert_eq!(
        (code, told.as_str()),
        (2, "paraph: there is no list of lists to go by: this is not a trusted list\n")
    );
    scene.write("journal.pem", b"");
    let (code, told) = scene.update();
    assert!(code == 2 && told.contains("there is no certificate in it"), "{told}");
    let (code, _, told) = scene.paraph(&["lists", "update", "--into", "kept"]);
    assert!(code == 2 && told.contains("--oj-certificates"), "{told}");
}
