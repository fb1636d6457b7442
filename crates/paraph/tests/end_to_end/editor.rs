//! The field editor in a browser: two windows on one draft, and placing by keys alone.

use serde_json::json;

use super::office::{CAMILLE, ZOE};
use super::scene::Scene;
use super::tab::Tab;
use super::whole_path::{NARROW, WIDE};

/// A draft of two pages, with a signature field for each of two people on the first.
fn scene(album: &'static str) -> Scene {
    Scene::new(album, 2, &[CAMILLE, ZOE])
}

/// A browser in which the administrator has the editor open.
fn window(scene: &Scene) -> Tab {
    let tab = scene.window();
    reopen(scene, &tab);
    tab
}

fn reopen(scene: &Scene, tab: &Tab) {
    tab.open(&scene.instance.url(&format!("/envelopes/{}/fields", scene.deal.envelope)));
    tab.wait_for(".sheet .box[aria-pressed]");
}

/// How many fields the server has.
fn kept(scene: &Scene) -> usize {
    let page = scene.office.client.get(&format!("/envelopes/{}/fields", scene.deal.envelope)).text();
    page.matches("data-field=").count() / 2
}

fn saved(tab: &Tab) {
    tab.wait("document.querySelector('#saved').textContent === document.querySelector('#words [data-word=editor-saved]').textContent");
}

fn boxes(tab: &Tab) -> u64 {
    tab.value("document.querySelectorAll('.sheet .box').length").as_u64().unwrap()
}

/// Presses keys on the first field of the page.
fn nudge(tab: &Tab, key: &str, times: usize) {
    tab.value("document.querySelector('.sheet .box').focus()");
    for _ in 0..times {
        tab.press(key, 0);
    }
}

fn top_of_the_first(tab: &Tab) -> f64 {
    tab.value("parseFloat(document.querySelector('.sheet .box').style.top)").as_f64().unwrap()
}

#[test]
fn a_stale_tab_cannot_erase_a_field() {
    let scene = scene("editor");
    let (one, other) = (window(&scene), window(&scene));
    assert_eq!((boxes(&one), boxes(&other)), (2, 2));
    one.tab_to("button.kind[data-kind=date]");
    one.press("Enter", 0);
    saved(&one);
    assert_eq!(kept(&scene), 3);
    // The other window has not heard of it. What it changes is kept, and so is the field that it does not show.
    nudge(&other, "ArrowDown", 4);
    other.wait("!document.querySelector('#merged').hidden");
    saved(&other);
    assert_eq!((kept(&scene), boxes(&other)), (3, 3));
    assert!(other.text().contains("1 added"), "{}", other.text());
    other.judge("the field editor after a merge");
    other.picture("merged");
    // Removed here, untouched there: it is gone for both, and undoing here does not bring back what was removed there.
    reopen(&scene, &one);
    let last = one.value("[...document.querySelectorAll('#field-list li')].at(-1).dataset.field ?? ''");
    assert_eq!(last, json!(""), "the rows are the script's own");
    one.value("[...document.querySelectorAll('#field-list .away')].at(-1).click()");
    saved(&one);
    nudge(&other, "ArrowDown", 1);
    other.wait("document.querySelectorAll('.sheet .box').length === 2");
    saved(&other);
    other.click("#undo");
    saved(&other);
    assert_eq!((kept(&scene), boxes(&other)), (2, 2));
}

#[test]
fn one_field_changed_in_two_windows_is_asked_about_and_neither_version_is_lost() {
    let scene = scene("editor-conflict");
    let (one, other) = (window(&scene), window(&scene));
    let began = top_of_the_first(&one);
    nudge(&one, "ArrowDown", 8);
    saved(&one);
    nudge(&other, "ArrowUp", 8);
    other.wait("document.querySelector('#conflict').open");
    let (mine, theirs) =
        (format!("{} % from the top", began - 2.0), format!("{} % from the top", began + 2.0));
    assert!(other.text().contains(&mine) && other.text().contains(&theirs), "{}", other.text());
    other.judge("the question about a field");
    other.picture("question");
    other.size(NARROW.0, NARROW.1);
    other.picture("question-phone");
    other.size(WIDE.0, WIDE.1);
    other.click("#conflict [data-take=conflict-mine]");
    saved(&other);
    assert_eq!(top_of_the_first(&other), began - 2.0);
    // The first window is the stale one now, and takes the other's version this time.
    nudge(&one, "ArrowDown", 1);
    one.wait("document.querySelector('#conflict').open");
    one.press("Enter", 0);
    one.wait("!document.querySelector('#conflict').open");
    saved(&one);
    nudge(&other, "ArrowRight", 1);
    other.wait("document.querySelector('#conflict').open");
    other.click("#conflict [data-take=conflict-theirs]");
    saved(&other);
    assert_eq!(top_of_the_first(&other), began + 2.25);
    one.be_clean("the first window");
    other.be_clean("the other window");
}

#[test]
fn by_keyboard_a_field_lands_where_there_is_room() {
    let scene = scene("editor-keyboard");
    let tab = window(&scene);
    for (person, kind) in
        [(0, "signature"), (1, "signature"), (1, "date"), (0, "signature"), (0, "text"), (1, "tick")]
    {
        tab.value(&format!("document.querySelector('#who').selectedIndex = {person}"));
        tab.tab_to(&format!("button.kind[data-kind={kind}]"));
        tab.press("Enter", 0);
        tab.wait("document.activeElement.matches('.sheet .box')");
    }
    saved(&tab);
    assert_eq!(boxes(&tab), 8);
    let meeting = tab.value(
        "(() => { const boxes = [...document.querySelectorAll('.sheet .box')].map((b) => [b.parentElement, b.getBoundingClientRect()]);
        return boxes.flatMap(([p, a], i) => boxes.slice(i + 1).filter(([q, b]) => p === q && a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length; })()",
    );
    assert_eq!(meeting, json!(0), "two fields lie over each other");
    tab.picture("placed");
    // Onto another's by hand: shown at once, and again at review, where it stops the sending.
    tab.value("document.querySelectorAll('.sheet .box')[0].focus()");
    for _ in 0..4 {
        tab.press("ArrowDown", 8);
    }
    saved(&tab);
    tab.wait("document.querySelector('#field-list .findings .bad')");
    tab.judge("the field editor with two fields in one place");
    tab.picture("clash");
    tab.follow("a[href$='/review'].primary");
    tab.wait("document.querySelector('.checks .bad')");
    assert!(tab.text().contains("in the same place"), "{}", tab.text());
}
