//! Signing in again, in a browser: what was typed or placed is there afterwards, and a known device gets in while others guess.

use super::instance::Home;
use super::office::{CAMILLE, Office, PASSWORD, between};
use super::scene::{CLAIRE, Scene, sign_in};
use super::tab::Tab;
use super::whole_path::WIDE;

const NEW: &str = "eighteen other lighthouses";

fn scene(album: &'static str) -> Scene {
    Scene::new(album, 1, &[CAMILLE])
}

/// Ends the sign-in behind the page's back, as another window would.
fn sign_out_elsewhere(tab: &Tab) {
    tab.value(
        "fetch('/sign-out', { method: 'POST', redirect: 'manual' }).then(() => { window.ended = true; }); 1",
    );
    tab.wait("window.ended === true");
}

#[test]
fn an_ended_sign_in_loses_nothing_that_was_typed() {
    let scene = scene("sign-in");
    let tab = scene.window();
    let draft = scene.instance.url(&format!("/envelopes/{}", scene.deal.envelope));
    tab.open(&draft);
    sign_out_elsewhere(&tab);
    tab.fill("#name", "Zoë Łukasiewicz");
    tab.fill("#email", "zoe@example.org");
    tab.follow("form[action$='/signatories'] button[type=submit].primary, form[action$='/signatories'] .actions button");
    assert!(tab.text().contains("Your sign-in has ended"), "{}", tab.text());
    tab.judge("sign-in-again");
    sign_in(&tab, PASSWORD);
    assert_eq!(tab.address(), draft);
    assert_eq!(tab.value("document.querySelector('#name').value"), "Zoë Łukasiewicz");
    assert_eq!(tab.value("document.querySelector('#email').value"), "zoe@example.org");
    tab.judge("form-as-it-was");
    tab.follow("form[action$='/signatories'] button[type=submit].primary, form[action$='/signatories'] .actions button");
    assert!(tab.text().contains("zoe@example.org"));
}

#[test]
fn an_ended_sign_in_loses_nothing_in_the_field_editor() {
    let scene = scene("sign-in-editor");
    let tab = scene.window();
    tab.open(&scene.instance.url(&format!("/envelopes/{}/fields", scene.deal.envelope)));
    tab.wait_for(".sheet .box[aria-pressed]");
    sign_out_elsewhere(&tab);
    tab.value("document.querySelector('.sheet .box').focus(); 1");
    tab.press("ArrowRight", 0);
    tab.wait_for(".sign-in-again");
    tab.picture("signed-out");
    // In a second window somebody signs in, and this one goes on by itself.
    let form = format!(
        "fetch('/sign-in', {{ method: 'POST', redirect: 'manual', body: new URLSearchParams({{ email: '{CLAIRE}', password: '{PASSWORD}' }}) }})"
    );
    tab.value(&format!("{form}.then(() => new BroadcastChannel('paraph').postMessage('signed-in')); 1"));
    tab.wait("!document.querySelector('.sign-in-again')");
    tab.wait("document.querySelector('#saved').textContent === document.querySelector('#words [data-word=editor-saved]').textContent");
    let page = scene.office.client.get(&format!("/envelopes/{}/fields", scene.deal.envelope)).text();
    assert!(!page.contains("data-left=\"10\""), "the field that was moved stands where it was moved to");
}

#[test]
fn a_known_device_gets_in_while_strangers_guess_and_a_new_one_by_a_link() {
    let scene = scene("sign-in-guessed");
    let tab = scene.window();
    sign_out_elsewhere(&tab);
    let guesser = scene.instance.client();
    let guess = || guesser.post("/sign-in", &[("email", CLAIRE), ("password", "a wrong password")]).status;
    assert!((0..40).any(|_| guess() == 429), "the guesser is slowed");
    tab.open(&scene.instance.url("/projects"));
    sign_in(&tab, PASSWORD);
    assert_eq!(tab.address(), scene.instance.url("/projects"));
    // An unknown device, behind the same address as the guesser, is let in by the mailbox.
    let new = scene.chrome.person();
    new.size(WIDE.0, WIDE.1);
    new.open(&scene.instance.url("/forgot-password"));
    new.judge("forgot-password");
    new.fill("#email", CLAIRE);
    new.follow("form[action='/forgot-password'] button.primary");
    new.judge("forgot-password-sent");
    let link = reset_link(&scene.office);
    new.open(&scene.instance.url(&link));
    new.judge("reset");
    new.fill("#password", NEW);
    new.follow("form[action^='/reset/'] button.primary");
    new.open(&scene.instance.url("/account"));
    new.judge("account");
    // Every other session ended.
    tab.open(&scene.instance.url("/projects"));
    assert!(tab.text().contains("Sign in to see this page"), "{}", tab.text());
}

/// The link of the mail in the development outbox, as its administrator reads it.
fn reset_link(office: &Office) -> String {
    let began = std::time::Instant::now();
    loop {
        let list = office.client.get("/outbox").text();
        for row in list.split("<li>").filter(|row| row.contains("a new password")) {
            let Some(id) = between(row, "/outbox/", "\"") else { continue };
            let text = office.client.get(&format!("/outbox/{id}")).text();
            if let Some(token) = between(&text, "/reset/", "\"") {
                return format!("/reset/{token}");
            }
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(60), "no link came: {list}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn the_operator_gives_a_link_beside_the_running_service() {
    let home = Home::new();
    let instance = home.start();
    let _office = Office::open(&instance);
    let (code, said) = home.command(&["account", "reset", "nobody@example.org"]);
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = home.command(&["account", "reset", CLAIRE]);
    assert_eq!(code, Some(0), "{said}");
    let token = between(&said, "/reset/", "\n").unwrap();
    let path = format!("/reset/{}", token.trim());
    let client = instance.client();
    assert_eq!(client.get(&path).status, 200);
    assert_eq!(client.post(&path, &[("password", NEW)]).status, 303);
    assert_eq!(client.get(&path).status, 404, "it works once");
    let signed_in = client.post("/sign-in", &[("email", CLAIRE), ("password", NEW)]);
    assert_eq!(signed_in.status, 303, "{}", signed_in.text());
}
