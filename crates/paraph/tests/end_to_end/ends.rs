//! Every end an envelope can come to has a page of its own that says who must act.

use std::process::Command;

use super::office::{CAMILLE, ZOE};
use super::scene::Scene;

/// An envelope of two pages on its way to two people.
fn scene() -> Scene {
    let scene = Scene::new("ends", 2, &[CAMILLE, ZOE]);
    scene.office.send(&scene.deal);
    scene
}

#[test]
fn a_declined_envelope_says_who_declined_and_why() {
    let scene = scene();
    let (camille, zoe) = (scene.chrome.person(), scene.chrome.person());
    camille.size(390, 844);
    camille.open(&scene.instance.url(&format!("/s/{}", scene.office.link(CAMILLE))));
    // Wherever they are, one tap on the menu shows the way to decline.
    camille.click("#menu > summary");
    camille.wait(
        "document.querySelector('#menu a[href=\"#decline\"]').getBoundingClientRect().top < innerHeight",
    );
    camille.judge("the menu of the ceremony");
    camille.picture("menu");
    for words in ["Zoë", "SHA-256", "Download", "Expires"] {
        let menu = camille.value("document.querySelector('#menu .card').textContent");
        assert!(menu.as_str().unwrap().contains(words), "{words}: {menu}");
    }
    camille.click("#menu a[href='#decline']");
    camille.wait("document.querySelector('#decline').open && !document.querySelector('#menu').open");
    camille.fill("#reason", "The price is not the one agreed.");
    camille.judge("declining");
    camille.picture("declining");
    camille.click("#decline input[value=everybody]");
    camille.follow("#decline button.danger");
    camille.wait_for("section.end.bad");
    camille.judge("declined, to who declined");
    zoe.open(&scene.instance.url(&format!("/s/{}", scene.office.link(ZOE))));
    zoe.wait_for("section.end.bad");
    assert!(zoe.text().contains(CAMILLE.name) && zoe.text().contains("The price is not the one agreed."));
    zoe.judge("declined, to the others");
    assert_eq!(scene.office.state(&scene.deal), "envelope-state-declined");
}

#[test]
fn a_cancelled_envelope_says_who_cancelled_and_why() {
    let scene = scene();
    let path = format!("/envelopes/{}/cancel", scene.deal.envelope);
    let answer = scene.office.client.post(&path, &[("reason", "Replaced by a new version.")]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let camille = scene.chrome.person();
    camille.open(&scene.instance.url(&format!("/s/{}", scene.office.link(CAMILLE))));
    camille.wait_for("section.end.bad");
    assert!(
        camille.text().contains("Replaced by a new version.") && camille.text().contains("Claire Lefort")
    );
    camille.judge("cancelled");
    assert_eq!(scene.office.state(&scene.deal), "envelope-state-cancelled");
}

#[test]
fn an_expired_envelope_says_whom_to_ask() {
    let Scene { home, instance, office, deal, chrome } = scene();
    let link = office.link(CAMILLE);
    instance.kill();
    // Time cannot be handed to a running program; the deadline can be moved into the past.
    let script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('update envelope set expires_ms = 1000'); d.commit()";
    let output =
        Command::new("python3").args(["-c", script]).arg(home.data().join("paraph.db")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let instance = home.start();
    let camille = chrome.person();
    camille.open(&instance.url(&format!("/s/{link}")));
    camille.wait_for("section.end.warning");
    assert!(camille.text().contains("Claire Lefort"));
    camille.judge("expired");
    assert_ne!(office.at(&instance).state(&deal), "envelope-state-completed");
}
