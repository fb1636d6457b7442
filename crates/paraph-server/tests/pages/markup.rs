//! What must hold for the markup of every page.

use paraph_server::locale::Locale;
use paraph_server::pages::FieldKind;

use crate::sample::Words;
use crate::{sample, states};

const ORDINARY: Words = Words { hostile: None };

fn every_page(check: impl Fn(&str, &str)) {
    for locale in Locale::ALL {
        for (name, page) in states::all(locale, ORDINARY) {
            check(&format!("{name} ({})", locale.as_str()), &page.into_string());
        }
    }
}

/// The text of each attribute of this name.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_page_is_whole_in_both_languages() {
    every_page(|name, html| {
        for hole in ["⟦", "{$", "{ $", "&lt;script"] {
            assert!(!html.contains(hole), "{name}: {hole} in {html}");
        }
    });
}

#[test]
fn every_page_says_its_language_and_its_title() {
    for locale in Locale::ALL {
        for (name, page) in states::all(locale, ORDINARY) {
            let html = page.into_string();
            assert!(html.contains(&format!("<html lang=\"{}\">", locale.as_str())), "{name}");
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one heading of the first rank");
            assert!(html.contains("<main id=\"main\""), "{name}");
        }
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    every_page(|name, html| {
        assert!(!html.contains(" style=\"") && !html.contains("<style"), "{name} has an inline style");
        assert!(!html.contains(" onclick") && !html.contains(" onload"), "{name} has an inline handler");
        for script in html.split("<script").skip(1) {
            assert!(
                script.starts_with(" type=\"module\" src=\"/assets/") && script.contains("\"></script>"),
                "{name}"
            );
        }
        for address in attributes(html, "src").into_iter().chain(attributes(html, "action")) {
            assert!(address.starts_with('/') && !address.starts_with("//"), "{name}: {address}");
        }
        assert!(!html.contains("/assets/unknown"), "{name} names an asset that is not there");
    });
}

#[test]
fn script_in_every_text_field_stays_text() {
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "\" onfocus=\"alert(1)",
        "</textarea><svg/onload=alert(1)>",
    ];
    for attack in attacks {
        for (name, page) in states::all(Locale::English, Words { hostile: Some(attack) }) {
            let html = page.into_string();
            assert!(!html.contains("<script>"), "{name}: {attack}");
            assert!(!html.contains("<img src=x"), "{name}: {attack}");
            assert!(!html.contains("<svg/onload"), "{name}: {attack}");
            assert!(!html.contains("\" onfocus"), "{name}: {attack}");
        }
    }
}

#[test]
fn an_address_typed_by_a_person_never_becomes_script() {
    let words = Words { hostile: Some("javascript:alert(1)") };
    for (name, page) in states::all(Locale::English, words) {
        let html = page.into_string();
        for address in attributes(&html, "href") {
            assert!(!address.starts_with("javascript:"), "{name}: {address}");
        }
    }
}

#[test]
fn every_label_names_a_control_and_no_identifier_comes_twice() {
    every_page(|name, html| {
        let mut identifiers = attributes(html, "id");
        for target in attributes(html, "for") {
            assert!(identifiers.contains(&target), "{name}: a label for {target}");
        }
        let count = identifiers.len();
        identifiers.sort_unstable();
        identifiers.dedup();
        assert_eq!(identifiers.len(), count, "{name} has an identifier twice");
    });
}

#[test]
fn every_part_that_keeps_itself_up_to_date_can_be_found_again() {
    every_page(|name, html| {
        for tag in html.split('<').filter(|tag| tag.contains("data-live=")) {
            assert!(tag.split('>').next().is_some_and(|tag| tag.contains(" id=\"")), "{name}: {tag}");
        }
    });
}

#[test]
fn only_the_button_that_says_sign_carries_consent() {
    let html = states::all(Locale::English, ORDINARY)
        .into_iter()
        .find(|(name, _)| *name == "ceremony")
        .map(|(_, page)| page.into_string())
        .unwrap();
    let first_submit = html.split("type=\"submit\"").next().unwrap();
    assert!(!first_submit.contains("name=\"consent\""));
    let form = html.split("id=\"signing\"").nth(1).unwrap();
    let first = form.split("<button").nth(1).unwrap().split("</button>").next().unwrap();
    assert!(
        first.contains("formaction=\"/s/token/save\""),
        "the Enter key keeps, and signs nothing: {first}"
    );
    for consent in html.split("name=\"consent\"").skip(1) {
        assert!(consent.starts_with(" value=\"yes\""));
    }
    assert!(
        !html.contains("type=\"hidden\" name=\"consent\"")
            && !html.contains("type=\"checkbox\" name=\"consent\"")
    );
}

#[test]
fn the_ceremony_sends_what_the_routes_read() {
    let html = paraph_server::pages::ceremony::page(
        &sample::ceremony(ORDINARY),
        &sample::frame(Locale::English, ORDINARY, "/s/token"),
    );
    let html = html.into_string();
    for name in [
        "f-a1",
        "f-a2",
        "signature_kind",
        "signature_text",
        "signature_strokes",
        "signature_image",
        "consent",
        "reason",
    ] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(!html.contains("name=\"f-a3\""), "the date of signing is the platform's to write");
    assert!(html.contains("action=\"/s/token/sign\"") && html.contains("action=\"/s/token/decline\""));
}

#[test]
fn the_editor_draws_each_field_where_its_data_says() {
    let html = paraph_server::pages::fields::page(
        &sample::editor(ORDINARY),
        &sample::member(Locale::English, ORDINARY, "/envelopes/e1/fields"),
    );
    let html = html.into_string();
    for (placed, kind) in sample::placements(ORDINARY).iter().zip([
        FieldKind::Text,
        FieldKind::Tick,
        FieldKind::Date,
        FieldKind::Signature,
    ]) {
        assert_eq!(placed.kind, kind);
        assert!(html.contains(&format!("data-field=\"{}\"", placed.id)));
    }
    for name in
        ["document", "signatory", "kind", "page", "left", "top", "width", "height", "label", "required"]
    {
        assert!(html.contains(&format!("name=\"{name}\"")), "the form without a script has {name}");
    }
}

#[test]
fn nothing_can_be_sent_while_something_is_red() {
    let button = |name: &str| {
        let pages = states::all(Locale::English, ORDINARY);
        let html = pages.into_iter().find(|(page, _)| *page == name).unwrap().1.into_string();
        html.split("<button").find(|part| part.contains("Send to")).unwrap().to_owned()
    };
    assert!(button("review-blocked").contains(" disabled"));
    assert!(!button("review").contains(" disabled"));
}

#[test]
fn a_stranger_learns_nothing_from_the_page_that_is_not_there() {
    let page = paraph_server::pages::ends::not_found(&sample::frame(Locale::English, ORDINARY, "/s/token"));
    let html = page.into_string();
    for word in ["Horizon", "Ana", "Claire"] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn what_was_saved_many_times_is_said_to_be_at_one_time_where_it_was_one_minute() {
    for (locale, said) in [(Locale::English, "2 times at "), (Locale::French, "2 fois à ")] {
        let pages = states::all(locale, ORDINARY);
        let html = pages.into_iter().find(|(page, _)| *page == "activity").unwrap().1.into_string();
        let line = html.split("<p>").find(|line| line.contains(said)).unwrap().split("</p>").next().unwrap();
        assert_eq!(line.matches(">15:10 UTC+1<").count(), 2, "when, and at when: {line}");
    }
}
