//! What people send by mistake or on purpose: a clear answer, and nothing changed.

use std::process::Command;

use super::instance::{Home, Instance};
use super::office::{CAMILLE, Office, blank_pages, document_of, sign};

fn open() -> (Home, Instance, Office) {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    (home, instance, office)
}

/// Uploads what must be refused; nothing that can be sent may come of it.
fn refused(office: &Office, name: &str, bytes: &[u8]) -> String {
    let project = office.project("Bad input");
    let answer = office.client.upload(&format!("/projects/{project}/documents"), "files", name, bytes);
    assert!(answer.status < 500, "{name}: {} {}", answer.status, answer.text());
    let page = office.settled(&project);
    assert!(!page.contains("name=\"document\" value="), "{name} can be put into an envelope");
    if answer.status >= 400 { answer.text() } else { page }
}

#[test]
fn a_file_of_300_megabytes_is_refused() {
    let (_home, instance, office) = open();
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(300_000_000, b' ');
    refused(&office, "large.pdf", &bytes);
    assert_eq!(instance.client().get("/health").status, 200);
}

#[test]
fn what_is_no_pdf_or_a_locked_or_looping_one_is_refused() {
    let (_home, instance, office) = open();
    refused(&office, "archive.pdf", b"PK\x03\x04\x14\x00\x00\x00\x08\x00 not a PDF at all");
    refused(&office, "empty.pdf", b"");
    refused(&office, "locked.pdf", &locked());
    refused(&office, "loop.pdf", &looping());
    refused(&office, "cut.pdf", &blank_pages(3)[..200]);
    assert_eq!(instance.client().get("/health").status, 200);
}

#[test]
fn a_document_of_10_000_pages_is_refused() {
    let (_home, instance, office) = open();
    refused(&office, "endless.pdf", &blank_pages(10_000));
    assert_eq!(instance.client().get("/health").status, 200);
}

fn locked() -> Vec<u8> {
    let folder = tempfile::TempDir::new().unwrap();
    let (plain, locked) = (folder.path().join("plain.pdf"), folder.path().join("locked.pdf"));
    std::fs::write(&plain, blank_pages(1)).unwrap();
    let output = Command::new("qpdf")
        .args(["--encrypt", "user", "owner", "256", "--"])
        .args([&plain, &locked])
        .output()
        .unwrap();
    assert!(output.status.success());
    std::fs::read(locked).unwrap()
}

/// A page tree that contains itself.
fn looping() -> Vec<u8> {
    document_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [2 0 R] /Count 1 >>".to_owned(),
        ],
        "",
    )
}

#[test]
fn five_hundred_signatories_are_too_many() {
    let (_home, _instance, office) = open();
    let deal = office.prepare(&blank_pages(1), &[CAMILLE]);
    let path = format!("/envelopes/{}/signatories", deal.envelope);
    let mut last = 303;
    for number in 0..500 {
        let email = format!("person{number}@example.org");
        last = office.client.post(&path, &[("name", "A Person"), ("email", &email), ("locale", "en")]).status;
        if last != 303 {
            break;
        }
    }
    assert!((400..500).contains(&last), "the last answer was {last}");
}

#[test]
fn script_in_a_text_is_shown_as_text() {
    const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let (_home, instance, office) = open();
    let project = office.project(SCRIPT);
    let pages =
        ["/projects".to_owned(), format!("/projects/{project}"), format!("/projects/{project}/activity")];
    for path in pages {
        let answer = office.client.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains("<script>alert"), "{path}");
        assert!(!answer.text().contains("<img src=x"), "{path}");
    }
    let deal = office.prepare(&blank_pages(1), &[]);
    let path = format!("/envelopes/{}/signatories", deal.envelope);
    office.client.post(&path, &[("name", SCRIPT), ("email", "a@example.org"), ("locale", "en")]);
    let page = office.client.get(&format!("/envelopes/{}", deal.envelope)).text();
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
    let answer = instance.client().post("/sign-in", &[("email", SCRIPT), ("password", SCRIPT)]);
    assert!((400..500).contains(&answer.status) && !answer.text().contains("<script>alert"));
}

#[test]
fn a_link_used_again_signs_nothing_again() {
    let (_home, instance, office) = open();
    let token = instance.invitation.clone().unwrap();
    let replayed = instance.client().get(&format!("/invitation/{token}"));
    assert_eq!(replayed.status, 410, "an invitation is good once");
    let deal = office.prepare(&blank_pages(1), &[CAMILLE]);
    office.send(&deal);
    let link = office.link(CAMILLE);
    assert_eq!(sign(&instance.client(), &link, CAMILLE).unwrap().status, 303);
    let sealed = office.sealed(&deal);
    assert_eq!(sign(&instance.client(), &link, CAMILLE).unwrap().status, 303);
    assert_eq!(office.sealed(&deal), sealed, "a second signature changes nothing");
}
