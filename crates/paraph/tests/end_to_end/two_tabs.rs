//! One person with two tabs: what another tab kept of a signature is shown before it is signed, and what was typed last is signed
//! with the press of one button.

use serde_json::json;

use super::chrome::Chrome;
use super::instance::Home;
use super::office::{CAMILLE, Deal, Office, between, blank_pages};
use super::tab::Tab;
use super::whole_path::NARROW;

/// An envelope for Camille with a signature and a text.
fn send(office: &Office) -> Deal {
    let deal = office.prepare(&blank_pages(1), &[CAMILLE]);
    let field = |kind: &str, top: usize, height: usize| {
        format!(
            r#"{{"document":"{}","signatory":"{}","kind":"{kind}","page":1,"left":10.0,"top":{top}.0,"width":40.0,"height":{height}.0,"label":"","required":true}}"#,
            deal.document, deal.signatories[0]
        )
    };
    let page = office.client.get(&format!("/envelopes/{}/fields", deal.envelope)).text();
    let revision = between(&page, "data-revision=\"", "\"").unwrap();
    let (signature, text) = (field("signature", 10, 12), field("text", 40, 4));
    let body = format!(r#"{{"revision":{revision},"fields":[{signature},{text}]}}"#);
    let answer = office.client.post_json(&format!("/envelopes/{}/fields", deal.envelope), &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    office.send(&deal);
    deal
}

/// Draws a wave of so many swings as the signature and takes it.
fn draw(tab: &Tab, swings: f64) {
    tab.click(".slot[data-kind=signature] .sign-here");
    tab.wait("document.querySelector('#signature').open");
    tab.click(".choose-drawn");
    tab.wait(
        "document.querySelector('#pad').offsetWidth > 0 && document.querySelector('#pad').width !== 600",
    );
    let (x, y) = tab.middle("#pad");
    let at = |step: f64| (x - 90.0 + 7.5 * step, y + 25.0 * (step / 24.0 * swings * 6.3).sin());
    let stroke: Vec<(f64, f64)> = (0..24).map(|step| at(f64::from(step))).collect();
    tab.drag(&stroke);
    tab.click("#signature-use");
    tab.wait("!document.querySelector('#signature').open");
}

#[test]
fn a_signature_kept_in_another_tab_is_shown_before_it_is_signed() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let deal = send(&office);
    let address = instance.url(&format!("/s/{}", office.link(CAMILLE)));
    let chrome = Chrome::start("two-tabs");
    let (one, other) = (chrome.person(), chrome.person());
    for tab in [&one, &other] {
        tab.size(NARROW.0, NARROW.1);
        tab.open(&address);
    }
    draw(&one, 1.0);
    let before = one.value("document.querySelector('#shown').value");
    draw(&other, 3.0);
    assert_ne!(other.value("document.querySelector('#shown').value"), before);
    // Filling in goes on as before; the tab does not take over a signature that it did not show.
    one.fill(".slot[data-kind=text] input", "Director");
    one.wait("!document.querySelector('.bar .finish').hidden");
    one.follow(".bar .finish button");
    one.wait_for("#signing");
    assert!(one.text().contains("Your signature was changed since this page showed it"), "{}", one.text());
    assert_eq!(office.state(&deal), "envelope-state-sent");
    assert_eq!(one.value("document.querySelector('.slot[data-kind=text] input').value"), json!("Director"));
    one.judge("the ceremony, shown again");
    // Changed and signed without a pause: what was typed last is kept and shown first, by the script itself.
    one.fill(".slot[data-kind=text] input", "Chair");
    one.follow(".bar .finish button");
    one.wait_for("section.end");
    office.sealed(&deal);
}
