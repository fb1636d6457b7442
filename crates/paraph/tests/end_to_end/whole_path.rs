//! The whole path in a browser: from the first invitation to a sealed contract that strangers' software accepts.

use std::time::Duration;

use super::chrome::Chrome;
use super::instance::{Home, Instance, contract};
use super::judges::Sealed;
use super::office::{ANNA, BRUNO, PASSWORD, Person, between};
use super::tab::Tab;

const WIDE: (u32, u32) = (1440, 900);
const NARROW: (u32, u32) = (390, 844);

#[test]
fn a_contract_goes_from_upload_to_a_sealed_file_that_everybody_accepts() {
    let home = Home::new();
    let instance = home.start();
    let chrome = Chrome::start();
    let office = chrome.person();
    office.size(WIDE.0, WIDE.1);
    accept_the_invitation(&office, &instance);
    upload_the_contract(&office);
    name_the_signatories(&office);
    place_fields_by_mouse(&office);
    place_fields_by_keyboard(&office);
    review_and_send(&office);
    let board = office.address();
    let anna = link(&office, &instance, ANNA);
    let bruno = link(&office, &instance, BRUNO);
    sign_by_typing(&chrome.person(), &instance.url(&format!("/s/{anna}")));
    sign_by_drawing(&chrome.person(), &instance.url(&format!("/s/{bruno}")));
    let sealed = download(&office, &board, &instance, &anna);
    check_on_the_public_page(&chrome.person(), &instance, &sealed);
    // The certification at sending, two signatures, the seal.
    let sealed = Sealed::new(&instance, sealed);
    sealed.must_convince_everybody(4);
    sealed.must_not_survive_a_flipped_byte(24);
}

fn accept_the_invitation(office: &Tab, instance: &Instance) {
    office.open(&instance.url("/"));
    office.judge("the landing page");
    office.open(&instance.url(&format!("/invitation/{}", instance.invitation.as_ref().unwrap())));
    office.judge("the invitation");
    office.fill("#name", "Claire Lefort");
    office.fill("#email", "claire.lefort@example.org");
    office.fill("#password", PASSWORD);
    office.click("input[name=accept]");
    office.follow("form.card button.primary");
    office.wait("location.pathname === '/projects'");
    office.judge("the projects");
}

fn upload_the_contract(office: &Tab) {
    office.fill("#name", "Acquisition of Meridian");
    office.fill("#reference", "M-2026-114");
    office.follow("form[action='/projects'] button.primary");
    office.judge("an empty project");
    office.loading(|| office.choose_files("#files", &[&contract()]));
    office.wait_for("details.new-envelope");
    office.judge("a project with a document");
    office.picture("project");
    office.follow("#documents a[href^='/documents/']");
    office.wait("[...document.querySelectorAll('.sheet img')].length > 20");
    office.judge("a document");
    office.follow("nav.trail li:last-child a");
    office.fill("details.new-envelope input[name=title]", "Share purchase agreement");
    office.follow("details.new-envelope button.primary");
}

fn name_the_signatories(office: &Tab) {
    office.judge("an empty envelope");
    for person in [ANNA, BRUNO] {
        office.fill("#name", person.name);
        office.fill("#email", person.email);
        office.follow("form[action$='/signatories'] button.primary");
        office.wait(&format!("document.body.innerText.includes('{}')", person.email));
    }
    office.judge("an envelope with people");
    office.picture("people");
    office.follow("a[href$='/fields'].primary");
}

/// The last page of the contract is where it is signed.
const LAST_SHEET: &str = "[...document.querySelectorAll('.sheet')].at(-1)";

fn place_fields_by_mouse(office: &Tab) {
    office.wait_for("button.kind[data-kind=signature]");
    for (kind, x, y) in [("signature", 0.3, 0.35), ("date", 0.3, 0.45), ("text", 0.3, 0.52)] {
        office.value(&format!("{LAST_SHEET}.scrollIntoView({{ block: 'start', behavior: 'instant' }})"));
        let from = office.value(&format!(
            "(() => {{ const r = document.querySelector('button.kind[data-kind={kind}]').getBoundingClientRect();
            return [r.left + r.width / 2, r.top + r.height / 2]; }})()"
        ));
        let to = office.value(&format!(
            "(() => {{ const r = {LAST_SHEET}.getBoundingClientRect(); return [r.left + r.width * {x}, r.top + r.height * {y}]; }})()"
        ));
        let place = |value: &serde_json::Value| (value[0].as_f64().unwrap(), value[1].as_f64().unwrap());
        let ((x1, y1), (x2, y2)) = (place(&from), place(&to));
        office.drag(&[(x1, y1), ((x1 + x2) / 2.0, (y1 + y2) / 2.0), (x2, y2)]);
        office.wait_for(&format!("#field-list li button.what, .box[aria-label*='{}']", ANNA.name));
    }
    office.wait("document.querySelectorAll('.sheet .box').length === 3");
    saved(office);
    office.judge("the field editor");
    office.picture("fields");
}

/// On a phone, without a pointer: the person is chosen, the field placed, moved and resized by keys alone.
fn place_fields_by_keyboard(office: &Tab) {
    office.size(NARROW.0, NARROW.1);
    office.tab_to("#who");
    office.press("ArrowDown", 0);
    office.wait(&format!(
        "document.querySelector('#who').selectedOptions[0].textContent.includes('{}')",
        BRUNO.name
    ));
    for kind in ["signature", "tick"] {
        office.tab_to(&format!("button.kind[data-kind={kind}]"));
        office.press("Enter", 0);
        office.wait("document.activeElement.matches('.sheet .box')");
        for (key, modifiers) in [("ArrowUp", 8), ("ArrowLeft", 8), ("ArrowRight", 1), ("ArrowDown", 0)] {
            office.press(key, modifiers);
        }
    }
    office.wait("document.querySelectorAll('.sheet .box').length === 5");
    saved(office);
    office.judge("the field editor on a phone");
    office.size(WIDE.0, WIDE.1);
}

fn saved(office: &Tab) {
    office.wait("document.querySelector('#saved').textContent === document.querySelector('#words [data-word=editor-saved]').textContent");
}

fn review_and_send(office: &Tab) {
    office.follow("a[href$='/review'].primary");
    office.judge("the review");
    office.picture("review");
    office.fill("#message", "Please sign before noon.");
    office.follow("form[action$='/send'] button.primary");
    office.wait_for("#board");
    office.judge("the board");
}

/// The secret of the link that was sent to a person, read in the development outbox.
fn link(office: &Tab, instance: &Instance, person: Person) -> String {
    let row = format!(
        "[...document.querySelectorAll('.rows li')].find((row) => row.textContent.includes('{}'))",
        person.email
    );
    for _ in 0..200 {
        office.open(&instance.url("/outbox"));
        if office.value(&format!("Boolean({row})")) == serde_json::json!(true) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    office.judge("the outbox");
    let address = office.value(&format!("{row}.querySelector('a').href"));
    office.open(address.as_str().unwrap_or_else(|| panic!("no message for {}", person.email)));
    office.judge("a message");
    let html = office.value("document.body.innerHTML");
    between(html.as_str().unwrap(), "/s/", "\"").unwrap()
}

fn sign_by_typing(anna: &Tab, address: &str) {
    anna.size(WIDE.0, WIDE.1);
    anna.open(address);
    anna.judge("the ceremony");
    anna.picture("ceremony");
    anna.fill(".slot[data-kind=text] input", "Director of Meridian SA");
    anna.click(".slot[data-kind=signature] .sign-here");
    anna.wait("document.querySelector('#signature').open");
    anna.judge("the signature dialog");
    anna.fill("#signature_text", ANNA.name);
    anna.click("#signature-use");
    anna.wait("!document.querySelector('.bar .finish').hidden");
    anna.judge("the ceremony, filled in");
    anna.follow(".bar .finish button");
    anna.wait_for("section.end");
    anna.judge("after signing");
}

/// On a phone, led by the bar at the bottom.
fn sign_by_drawing(bruno: &Tab, address: &str) {
    bruno.size(NARROW.0, NARROW.1);
    bruno.open(address);
    bruno.judge("the ceremony on a phone");
    bruno.picture("ceremony-phone");
    bruno.click(".slot[data-kind=signature] .sign-here");
    bruno.wait("document.querySelector('#signature').open");
    bruno.click(".choose-drawn");
    bruno.wait(
        "document.querySelector('#pad').offsetWidth > 0 && document.querySelector('#pad').width !== 600",
    );
    let (x, y) = bruno.middle("#pad");
    let stroke: Vec<(f64, f64)> = (0..24)
        .map(|step| (x - 90.0 + 7.5 * f64::from(step), y + 25.0 * (f64::from(step) * 0.7).sin()))
        .collect();
    bruno.drag(&stroke);
    bruno.click("#signature-use");
    bruno.wait("!document.querySelector('#signature').open");
    bruno.click(".slot[data-kind=tick] input");
    bruno.wait("!document.querySelector('.bar .finish').hidden");
    bruno.follow(".bar .finish button");
    bruno.wait_for("section.end.good, section.end.busy");
    bruno.judge("after the last signature");
}

fn download(office: &Tab, board: &str, instance: &Instance, token: &str) -> Vec<u8> {
    office.open(board);
    office.wait_for("a[href$='/signed']");
    office.wait_for("a[href$='/certificate']");
    office.judge("the completed board");
    office.picture("completed");
    let document = office.value("document.querySelector('a[href$=\"/signed\"]').pathname");
    let id = between(document.as_str().unwrap(), "/documents/", "/signed").unwrap();
    let sealed = instance.client().get(&format!("/s/{token}/documents/{id}/signed"));
    assert_eq!(sealed.status, 200);
    let certificate = instance.client().get(&format!("/s/{token}/certificate"));
    assert_eq!(certificate.status, 200);
    assert!(certificate.body.starts_with(b"%PDF-"));
    office.follow("nav.trail li:last-child a");
    office.follow("a[href$='/activity']");
    office.judge("the activity");
    office.picture("activity");
    sealed.body
}

fn check_on_the_public_page(anybody: &Tab, instance: &Instance, sealed: &[u8]) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("sealed.pdf");
    std::fs::write(&path, sealed).unwrap();
    anybody.size(WIDE.0, WIDE.1);
    anybody.open(&instance.url("/verify"));
    anybody.judge("the verification page");
    anybody.choose_files("input[type=file]", &[&path]);
    anybody.wait_for(".good");
    anybody.judge("a file found to be ours");
    anybody.picture("verify");
    for path in ["/privacy", "/trust"] {
        anybody.open(&instance.url(path));
        anybody.judge(path);
    }
}
