//! Several documents signed by one act, in a browser: those that were never on screen are named first.

use super::chrome::Chrome;
use super::instance::Home;
use super::office::{CAMILLE, Office, ZOE, between, blank_pages};
use super::whole_path::NARROW;

/// Sends an envelope of two documents: Camille signs both, Zoë the first.
fn send_two_documents(office: &Office) {
    let project = office.project("Two documents");
    let first = office.document(&project, "agreement.pdf", &blank_pages(2));
    office.client.upload(&format!("/projects/{project}/documents"), "files", "schedule.pdf", &blank_pages(2));
    let page = office.settled(&project);
    let ids: Vec<String> = page
        .split("name=\"document\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(id, _)| id.to_owned()))
        .collect();
    let second = ids.iter().find(|id| **id != first).unwrap();
    let pairs = [("title", "Both"), ("document", first.as_str()), ("document", second.as_str())];
    let answer = office.client.post(&format!("/projects/{project}/envelopes"), &pairs);
    let envelope = between(&answer.head, "/envelopes/", "\r\n").unwrap();
    for person in [CAMILLE, ZOE] {
        let pairs = [("name", person.name), ("email", person.email), ("locale", "en")];
        office.client.post(&format!("/envelopes/{envelope}/signatories"), &pairs);
    }
    let draft = office.client.get(&format!("/envelopes/{envelope}")).text();
    let people: Vec<String> = draft
        .split("/signatories/")
        .skip(1)
        .filter_map(|rest| rest.split_once("/remove").map(|(id, _)| id.to_owned()))
        .collect();
    let field = |document: &str, who: &str, top: usize| {
        format!(
            r#"{{"document":"{document}","signatory":"{who}","kind":"signature","page":1,"left":10.0,"top":{top}.0,"width":30.0,"height":6.0,"required":true}}"#
        )
    };
    let fields =
        [field(&first, &people[0], 10), field(second, &people[0], 10), field(&first, &people[1], 30)];
    let answer = office.client.post_json(
        &format!("/envelopes/{envelope}/fields"),
        &format!(r#"{{"fields":[{}]}}"#, fields.join(",")),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    let pairs = [("message", ""), ("expires_days", "14")];
    assert_eq!(office.client.post(&format!("/envelopes/{envelope}/send"), &pairs).status, 303);
}

#[test]
fn documents_that_were_never_on_screen_are_named_before_they_are_signed() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    send_two_documents(&office);
    let chrome = Chrome::start("unopened");
    let camille = chrome.person();
    camille.size(NARROW.0, NARROW.1);
    camille.open(&instance.url(&format!("/s/{}", office.link(CAMILLE))));
    camille.value("document.querySelector('.sheet').scrollIntoView()");
    camille.wait("document.querySelector('#viewed').value.includes(':1')");
    camille.click(".slot[data-kind=signature] .sign-here");
    camille.wait("document.querySelector('#signature').open");
    camille.fill("#signature_text", CAMILLE.name);
    camille.click("#signature-use");
    camille.wait("!document.querySelector('.bar .finish').hidden");
    camille.click(".bar .finish button");
    camille.wait("!document.querySelector('#not-opened').hidden");
    let named = camille.value(
        "[...document.querySelectorAll('#not-opened li:not([hidden])')].map((row) => row.innerText).join()",
    );
    assert_eq!(named, serde_json::json!("Read document 2 first: schedule.pdf"));
    camille.judge("documents that were not opened");
    camille.picture("unopened");
    camille.follow("#not-opened button");
    camille.wait_for("section.end.good");
    camille.judge("after signing, with what was signed");
    camille.picture("signed");
    camille.follow("a[href$='/read']");
    camille.wait_for(".sheet img");
    camille.judge("reading what was signed");
}
