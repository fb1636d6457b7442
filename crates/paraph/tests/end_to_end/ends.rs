//! Every end an envelope can come to has a page of its own that says who must act.

use std::process::Command;

use super::chrome::Chrome;
use super::instance::{Home, Instance};
use super::office::{ANNA, BRUNO, Deal, Office, blank_pages};

struct Scene {
    home: Home,
    instance: Instance,
    office: Office,
    deal: Deal,
    chrome: Chrome,
}

fn scene() -> Scene {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let deal = office.prepare(&blank_pages(2), &[ANNA, BRUNO]);
    office.send(&deal);
    Scene { home, instance, office, deal, chrome: Chrome::start() }
}

#[test]
fn a_declined_envelope_says_who_declined_and_why() {
    let scene = scene();
    let (anna, bruno) = (scene.chrome.person(), scene.chrome.person());
    anna.size(390, 844);
    anna.open(&scene.instance.url(&format!("/s/{}", scene.office.link(ANNA))));
    anna.value("document.querySelector('#decline').open = true");
    anna.fill("#reason", "The price is not the one agreed.");
    anna.follow("#decline button.danger");
    anna.wait_for("section.end.bad");
    anna.judge("declined, to who declined");
    bruno.open(&scene.instance.url(&format!("/s/{}", scene.office.link(BRUNO))));
    bruno.wait_for("section.end.bad");
    assert!(bruno.text().contains(ANNA.name) && bruno.text().contains("The price is not the one agreed."));
    bruno.judge("declined, to the others");
    assert_eq!(scene.office.state(&scene.deal), "envelope-state-declined");
}

#[test]
fn a_cancelled_envelope_says_who_cancelled_and_why() {
    let scene = scene();
    let path = format!("/envelopes/{}/cancel", scene.deal.envelope);
    let answer = scene.office.client.post(&path, &[("reason", "Replaced by a new version.")]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let anna = scene.chrome.person();
    anna.open(&scene.instance.url(&format!("/s/{}", scene.office.link(ANNA))));
    anna.wait_for("section.end.bad");
    assert!(anna.text().contains("Replaced by a new version.") && anna.text().contains("Claire Lefort"));
    anna.judge("cancelled");
    assert_eq!(scene.office.state(&scene.deal), "envelope-state-cancelled");
}

#[test]
fn an_expired_envelope_says_whom_to_ask() {
    let Scene { home, instance, office, deal, chrome } = scene();
    let link = office.link(ANNA);
    instance.kill();
    // Time cannot be handed to a running program; the deadline can be moved into the past.
    let script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('update envelope set expires_ms = 1000'); d.commit()";
    let output =
        Command::new("python3").args(["-c", script]).arg(home.data().join("paraph.db")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let instance = home.start();
    let anna = chrome.person();
    anna.open(&instance.url(&format!("/s/{link}")));
    anna.wait_for("section.end.warning");
    assert!(anna.text().contains("Claire Lefort"));
    anna.judge("expired");
    assert_ne!(office.at(&instance).state(&deal), "envelope-state-completed");
}
