//! The whole path in a browser: from the first invitation to a sealed contract that strangers' software accepts.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::chrome::Chrome;
use super::instance::{Home, Instance, contract, corpus};
use super::judges::Sealed;
use super::office::{CAMILLE, PASSWORD, Person, ZOE, between};
use super::tab::{Hands, Tab};

pub(super) const WIDE: (u32, u32) = (1440, 900);
pub(super) const NARROW: (u32, u32) = (390, 844);

/// A document that is walked from upload to seal, and what is placed on it.
struct Walk {
    /// The folder for the pictures.
    album: &'static str,
    document: PathBuf,
    /// Camille's fields: the kind, and where on the last page, as parts of its sides.
    by_mouse: &'static [(&'static str, f64, f64)],
    /// Who gets which kinds, placed by keys alone.
    by_keyboard: &'static [(Person, &'static [&'static str])],
    /// What everybody works with apart from that.
    hands: Hands,
    /// How many signatures the document brings along.
    brought: usize,
}

#[test]
fn a_contract_goes_from_upload_to_a_sealed_file_that_everybody_accepts() {
    walk(&Walk {
        album: "contract",
        document: contract(),
        by_mouse: &[("signature", 0.3, 0.27), ("date", 0.73, 0.285), ("text", 0.73, 0.21)],
        by_keyboard: &[(ZOE, &["signature", "tick"])],
        hands: Hands::Pointer,
        brought: 0,
    });
}

/// It can be given signatures, and nothing that would break those it has. Everybody works by the keyboard alone.
#[test]
fn a_document_that_others_signed_goes_from_upload_to_a_sealed_file_that_everybody_accepts() {
    let Some(corpus) = corpus() else { return };
    walk(&Walk {
        album: "signed-before",
        document: corpus.join("esig+dss__340e3a__pdf-signed-original.pdf"),
        by_mouse: &[],
        by_keyboard: &[(CAMILLE, &["signature"]), (ZOE, &["signature"])],
        hands: Hands::Keys,
        brought: 1,
    });
}

fn walk(walk: &Walk) {
    let home = Home::new();
    let instance = home.start();
    let chrome = Chrome::start(walk.album);
    let office = chrome.person().with(walk.hands);
    office.size(WIDE.0, WIDE.1);
    accept_the_invitation(&office, &instance);
    upload(&office, &walk.document);
    name_the_signatories(&office);
    place_fields_by_mouse(&office, walk.by_mouse);
    place_fields_by_keyboard(&office, walk);
    review_and_send(&office);
    let board = office.address();
    let camille = link(&office, &instance, CAMILLE);
    let zoe = link(&office, &instance, ZOE);
    let somebody = || chrome.person().with(walk.hands);
    sign_by_typing((&somebody(), WIDE), CAMILLE, &instance.url(&format!("/s/{camille}")));
    match walk.hands {
        Hands::Pointer => sign_by_drawing(&somebody(), &instance.url(&format!("/s/{zoe}"))),
        Hands::Keys => sign_by_typing((&somebody(), NARROW), ZOE, &instance.url(&format!("/s/{zoe}"))),
    }
    let sealed = download(&office, &board, &instance, &camille);
    check_on_the_public_page(&chrome.person(), &instance, &sealed);
    assert!(sealed.starts_with(&std::fs::read(&walk.document).unwrap()));
    // The one made at sending, two signatures, the seal.
    let sealed = Sealed::new(&instance, sealed);
    if walk.brought == 0 {
        sealed.must_convince_everybody(4);
    } else {
        sealed.must_convince_of_what_we_added(walk.brought, 4);
    }
    sealed.must_not_survive_a_flipped_byte(24);
}

pub(super) fn accept_the_invitation(office: &Tab, instance: &Instance) {
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

fn upload(office: &Tab, document: &Path) {
    office.fill("#name", "Acquisition of Meridian");
    office.fill("#reference", "M-2026-114");
    office.follow("form[action='/projects'] button.primary");
    office.judge("an empty project");
    office.loading(|| office.choose_files("#files", &[document]));
    office.wait_for("details.new-envelope");
    office.judge("a project with a document");
    office.picture("project");
    office.follow("#documents a[href^='/documents/']");
    office.wait_for(".sheet img");
    office.judge("a document");
    office.follow("nav.trail li:last-child a");
    office.fill("details.new-envelope input[name=title]", "Share purchase agreement");
    office.follow("details.new-envelope button.primary");
}

fn name_the_signatories(office: &Tab) {
    office.judge("an empty envelope");
    for person in [CAMILLE, ZOE] {
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

fn place_fields_by_mouse(office: &Tab, fields: &[(&str, f64, f64)]) {
    office.wait_for("button.kind[data-kind=signature]");
    if fields.is_empty() {
        return;
    }
    for (kind, x, y) in fields {
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
        office.wait_for(&format!("#field-list li button.what, .box[aria-label*='{}']", CAMILLE.name));
    }
    office.wait(&format!("document.querySelectorAll('.sheet .box').length === {}", fields.len()));
    saved(office);
    office.judge("the field editor");
    office.picture("fields");
}

/// On a phone, without a pointer: the person is chosen, the field placed, moved and resized by keys alone.
fn place_fields_by_keyboard(office: &Tab, walk: &Walk) {
    office.size(NARROW.0, NARROW.1);
    let mut count = walk.by_mouse.len();
    for (person, kinds) in walk.by_keyboard {
        office.tab_to("#who");
        let chosen = format!(
            "document.querySelector('#who').selectedOptions[0].textContent.includes('{}')",
            person.name
        );
        if office.value(&chosen) != serde_json::json!(true) {
            office.press("ArrowDown", 0);
        }
        office.wait(&chosen);
        for kind in *kinds {
            office.tab_to(&format!("button.kind[data-kind={kind}]"));
            office.press("Enter", 0);
            office.wait("document.activeElement.matches('.sheet .box')");
            // It lands where there is room; moved by a hair's breadth it lies over no other.
            for (key, modifiers) in [("ArrowLeft", 0), ("ArrowRight", 1), ("ArrowDown", 0)] {
                office.press(key, modifiers);
            }
            count += 1;
        }
    }
    office.wait(&format!("document.querySelectorAll('.sheet .box').length === {count}"));
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

fn sign_by_typing((camille, size): (&Tab, (u32, u32)), person: Person, address: &str) {
    camille.size(size.0, size.1);
    camille.open(address);
    camille.judge("the ceremony");
    camille.picture("ceremony");
    let text = ".slot[data-kind=text] input";
    if camille.value(&format!("Boolean(document.querySelector('{text}'))")) == serde_json::json!(true) {
        camille.fill(text, "Director of Meridian SA");
    }
    camille.click(".slot[data-kind=signature] .sign-here");
    camille.wait("document.querySelector('#signature').open");
    camille.judge("the signature dialog");
    camille.fill("#signature_text", person.name);
    camille.click("#signature-use");
    camille.wait("!document.querySelector('.bar .finish').hidden");
    camille.judge("the ceremony, filled in");
    camille.follow(".bar .finish button");
    camille.wait_for("section.end");
    camille.judge("after signing");
}

/// On a phone, led by the bar at the bottom; the box, which may be left empty, is.
fn sign_by_drawing(zoe: &Tab, address: &str) {
    zoe.size(NARROW.0, NARROW.1);
    zoe.open(address);
    zoe.judge("the ceremony on a phone");
    zoe.picture("ceremony-phone");
    zoe.click(".slot[data-kind=signature] .sign-here");
    zoe.wait("document.querySelector('#signature').open");
    zoe.click(".choose-drawn");
    zoe.wait(
        "document.querySelector('#pad').offsetWidth > 0 && document.querySelector('#pad').width !== 600",
    );
    let (x, y) = zoe.middle("#pad");
    let stroke: Vec<(f64, f64)> = (0..24)
        .map(|step| (x - 90.0 + 7.5 * f64::from(step), y + 25.0 * (f64::from(step) * 0.7).sin()))
        .collect();
    zoe.drag(&stroke);
    zoe.click("#signature-use");
    zoe.wait("!document.querySelector('#signature').open");
    zoe.wait("!document.querySelector('.bar .finish').hidden");
    zoe.follow(".bar .finish button");
    zoe.wait_for("section.end.good, section.end.busy");
    zoe.judge("after the last signature");
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
    office.keep("sealed.pdf", &sealed.body);
    office.keep("certificate.pdf", &certificate.body);
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
