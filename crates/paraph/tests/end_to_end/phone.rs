//! The frame of every page on a phone, in both languages, and controls that speak the language of their page.

use serde_json::json;

use super::instance::contract;
use super::office::CAMILLE;
use super::scene::Scene;
use super::tab::Tab;
use super::whole_path::NARROW;

/// What is measured of the header: its height, how far the middles of what it shows are apart, what stands out of the window.
const HEADER: &str = "(() => {
    const header = document.querySelector('header.top');
    const shown = [...header.querySelectorAll('a, summary, button, .name')].filter((e) => e.checkVisibility());
    const boxes = shown.map((e) => e.getBoundingClientRect());
    const middles = boxes.map((box) => (box.top + box.bottom) / 2);
    return {
        height: header.getBoundingClientRect().height,
        apart: Math.max(...middles) - Math.min(...middles),
        outside: boxes.filter((box) => box.left < 0 || box.right > innerWidth).length,
        wider: document.documentElement.scrollWidth - innerWidth,
    };
})()";

fn must_be_one_line(tab: &Tab, what: &str) {
    tab.wait("document.readyState === 'complete'");
    let header = tab.value(HEADER);
    assert!(header["height"].as_f64().unwrap() < 72.0, "{what}: {header}");
    assert!(header["apart"].as_f64().unwrap() < 4.0, "{what}: {header}");
    assert_eq!(header["outside"], json!(0), "{what}: {header}");
    assert_eq!(header["wider"], json!(0), "{what} is wider than the window: {header}");
    let marks = tab.value(
        "[...document.querySelectorAll('nav.trail ol')].flatMap((list) =>
        [getComputedStyle(list.firstElementChild, '::before').content, getComputedStyle(list.lastElementChild, '::after').content])",
    );
    assert!(
        marks.as_array().unwrap().iter().all(|mark| mark == "none"),
        "{what}: a trail begins or ends in a mark"
    );
}

fn open(scene: &Scene, tab: &Tab, (language, path): (&str, &str)) {
    tab.open(&scene.instance.url(&format!("/language/{language}?back={path}")));
    tab.wait(&format!("document.documentElement.lang === '{language}'"));
}

/// A member whose name is longer than any header, at work on a phone.
#[test]
fn the_header_of_a_phone_is_one_line_in_both_languages_for_a_member() {
    let scene = Scene::new("phone", 1, &[CAMILLE]);
    let name = "Maximilienne-Alexandrine de Montmorency-Luxembourg de Saint-Exupéry";
    let answer = scene.office.client.post("/account/profile", &[("name", name), ("locale", "en")]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let (project, draft) =
        (format!("/projects/{}", scene.deal.project), format!("/envelopes/{}", scene.deal.envelope));
    let mut pages: Vec<String> =
        ["/projects", "/account", "/account/credentials", "/members", "/outbox", "/verify", "/trust"]
            .map(str::to_owned)
            .to_vec();
    pages.extend(["", "/activity"].map(|rest| format!("{project}{rest}")));
    pages.extend(["", "/fields", "/review"].map(|rest| format!("{draft}{rest}")));
    let member = scene.window();
    for width in [NARROW.0, 320] {
        member.size(width, NARROW.1);
        for language in ["en", "fr"] {
            for path in &pages {
                open(&scene, &member, (language, path));
                must_be_one_line(&member, &format!("{path} in {language} at {width}"));
            }
            must_open_its_menu(&member, &format!("{language}-{width}"));
        }
    }
    scene.office.send(&scene.deal);
    for language in ["en", "fr"] {
        open(&scene, &member, (language, &draft));
        must_be_one_line(&member, &format!("the board in {language}"));
    }
}

fn must_open_its_menu(member: &Tab, what: &str) {
    member.click("header .menu > summary");
    member.wait("document.querySelector('header .menu').open");
    let inside = "[...document.querySelectorAll('header .menu > div, header .menu > div *')].every((e) => {
        const box = e.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; })";
    assert_eq!(member.value(inside), json!(true), "the menu stands out of the window: {what}");
    member.judge("the menu of a phone");
    member.picture(&format!("menu-{what}"));
}

#[test]
fn the_header_of_a_phone_is_one_line_in_both_languages_for_a_stranger_and_a_signatory() {
    let scene = Scene::new("phone-stranger", 1, &[CAMILLE]);
    scene.office.send(&scene.deal);
    let link = format!("/s/{}", scene.office.link(CAMILLE));
    let stranger = scene.chrome.person();
    stranger.size(NARROW.0, NARROW.1);
    for language in ["en", "fr"] {
        for path in [
            "/",
            "/sign-in",
            "/projects",
            "/forgot-password",
            "/verify",
            "/trust",
            "/privacy",
            "/nothing",
            &link,
        ] {
            open(&scene, &stranger, (language, path));
            must_be_one_line(&stranger, &format!("{path} in {language}, signed out"));
        }
    }
}

#[test]
fn files_are_chosen_by_a_button_in_the_language_of_the_page_with_keys_and_without_scripts() {
    let scene = Scene::new("files", 1, &[CAMILLE]);
    let member = scene.window();
    let project = format!("/projects/{}", scene.deal.project);
    open(&scene, &member, ("fr", &project));
    let width = member.value("document.querySelector('#files').getBoundingClientRect().width");
    assert_eq!(width, json!(1), "the words of the browser are not seen");
    assert_eq!(
        member.value("document.querySelector('label.button[for=files]').innerText"),
        "Choisir des fichiers"
    );
    member.choosing(|| member.click("label.button[for=files]"));
    // Whoever comes by the keyboard sees where they are.
    member.value("document.activeElement.blur()");
    member.tab_to("#files");
    assert_eq!(
        member.value("getComputedStyle(document.querySelector('#files + .button')).outlineStyle"),
        "solid"
    );
    member.choosing(|| member.press("Enter", 0));
    member.judge("the choice of files");
    member.picture("project");

    let stranger = scene.chrome.person();
    stranger.size(NARROW.0, NARROW.1);
    open(&scene, &stranger, ("fr", "/verify"));
    stranger.choose_files("#file", &[&contract()]);
    stranger.wait("document.querySelector('#file ~ output').textContent === 'share-purchase-agreement.pdf'");
    stranger.judge("a file that was chosen");
    stranger.picture("chosen");

    stranger.without_scripts();
    open(&scene, &stranger, ("fr", "/verify"));
    assert_eq!(stranger.value("document.documentElement.classList.contains('js')"), json!(false));
    stranger.choosing(|| stranger.click("label.button[for=file]"));
    stranger.tab_to("#file");
    stranger.choosing(|| stranger.press("Enter", 0));
    let color = "getComputedStyle(document.querySelector('#file')).color";
    assert_eq!(stranger.value(color), "rgba(0, 0, 0, 0)", "until a file is chosen the browser says nothing");
    stranger.picture("without-scripts");
    stranger.choose_files("#file", &[&contract()]);
    assert_ne!(stranger.value(color), "rgba(0, 0, 0, 0)", "the name of the file is seen");
    stranger.picture("chosen-without-scripts");
}

#[test]
fn the_choice_of_a_time_zone_names_that_of_the_device() {
    let scene = Scene::new("zone", 1, &[CAMILLE]);
    let member = scene.window();
    member.value("document.cookie = 'paraph_zone=; Path=/; Max-Age=0'");
    member.open(&scene.instance.url("/account"));
    member.wait("document.querySelector('#time_zone option').textContent.includes(Intl.DateTimeFormat().resolvedOptions().timeZone)");
    member.judge("one's own account");
    member.picture("account");
    member.size(NARROW.0, NARROW.1);
    member.picture("account-phone");
}
