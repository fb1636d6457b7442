//! The frame around every page: head, header, notice, footer.

use maud::{DOCTYPE, Markup, html};

use super::icon::icon;
use super::{Frame, Notice, SignedIn, signed_in};
use crate::assets;
use crate::locale::Locale;

/// What a page adds to the frame.
pub(super) struct Shell<'a> {
    /// Title of the window.
    pub(super) title: &'a str,
    /// Class of the body: decides width and bars.
    pub(super) class: &'a str,
    /// Scripts of this page, beside the one every page has.
    pub(super) scripts: &'a [&'a str],
    /// Address of a style sheet of this page alone.
    pub(super) stylesheet: Option<&'a str>,
}

/// An ordinary page.
pub(super) fn page(frame: &Frame, title: &str, body: Markup) -> Markup {
    shell(frame, &Shell { title, class: "plain", scripts: &[], stylesheet: None }, body)
}

/// A page with scripts of its own.
pub(super) fn page_with(frame: &Frame, title: &str, scripts: &[&str], body: Markup) -> Markup {
    shell(frame, &Shell { title, class: "plain", scripts, stylesheet: None }, body)
}

/// A page with everything said.
pub(super) fn shell(frame: &Frame, shell: &Shell<'_>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(frame.locale.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (shell.title) " · Paraph" }
                link rel="icon" href=(assets::url("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::url("paraph.css"));
                @if let Some(address) = shell.stylesheet { link rel="stylesheet" href=(address); }
                script type="module" src=(assets::url("page.js")) {}
                @for script in shell.scripts { script type="module" src=(assets::url(script)) {} }
            }
            body class=(shell.class) data-zone=(frame.reader.zone().name()) {
                a.skip href="#main" { (frame.t("skip-to-content")) }
                (header(frame))
                main #main tabindex="-1" {
                    (notice(frame))
                    (body)
                }
                (footer(frame))
                @if frame.person.is_some() { (signed_in::again(frame)) }
            }
        }
    }
}

fn header(frame: &Frame) -> Markup {
    let home = if frame.person.is_some() { "/projects" } else { "/" };
    html! {
        header.top {
            a.brand href=(home) { (icon("signature")) span { "Paraph" } }
            @if let Some(person) = &frame.person { (navigation(person, frame)) }
        }
    }
}

/// The navigation of a member: in one row where there is room, behind one button on a phone. Only one of the two is there for
/// eyes, keyboards and screen readers at a time.
fn navigation(person: &SignedIn, frame: &Frame) -> Markup {
    html! {
        nav aria-label=(frame.t("navigation")) { (links(person, frame)) }
        (who(person, frame))
        details.menu {
            summary { (icon("menu")) (frame.t("menu")) }
            div {
                nav aria-label=(frame.t("navigation")) { (links(person, frame)) }
                (who(person, frame))
            }
        }
    }
}

fn who(person: &SignedIn, frame: &Frame) -> Markup {
    html! {
        form.who method="post" action="/sign-out" {
            span.name { (person.name) }
            button.quiet type="submit" { (frame.t("sign-out")) }
        }
    }
}

fn links(person: &SignedIn, frame: &Frame) -> Markup {
    let link = |path: &str, key: &str| {
        let here = frame.path == path;
        html! { a href=(path) aria-current=[here.then_some("page")] { (frame.t(key)) } }
    };
    html! {
        (link("/projects", "projects-title"))
        (link("/account", "account-title"))
        @if person.is_administrator {
            (link("/members", "members-title"))
            (link("/outbox", "outbox-title"))
        }
    }
}

fn notice(frame: &Frame) -> Markup {
    match &frame.notice {
        None => html! {},
        Some(Notice::Done(text)) => {
            html! { p.notice.good role="status" { (icon("circle-check")) span { (text) } } }
        }
        Some(Notice::Told(text)) => {
            html! { p.notice.warning role="status" { (icon("triangle-alert")) span { (text) } } }
        }
        Some(Notice::Wrong(text)) => {
            html! { p.notice.bad role="alert" { (icon("circle-x")) span { (text) } } }
        }
    }
}

fn footer(frame: &Frame) -> Markup {
    html! {
        footer.bottom {
            p { (frame.say("footer-operator", &[("operator", frame.operator.as_str().into())])) }
            nav aria-label=(frame.t("footer-navigation")) {
                a href="/verify" { (frame.t("verify-title")) }
                a href="/trust" { (frame.t("trust-title")) }
                a href="/privacy" { (frame.t("privacy-title")) }
                @for locale in Locale::ALL {
                    @if locale != frame.locale {
                        a href=(language_address(locale, &frame.path)) lang=(locale.as_str()) hreflang=(locale.as_str()) {
                            (icon("languages")) (locale.own_name())
                        }
                    }
                }
            }
        }
    }
}

fn language_address(locale: Locale, path: &str) -> String {
    let mut back = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                back.push(char::from(byte))
            }
            _ => back.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("/language/{}?back={back}", locale.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_switch_comes_back_to_the_same_page() {
        assert_eq!(
            language_address(Locale::French, "/projects?a=b&c"),
            "/language/fr?back=/projects%3Fa%3Db%26c"
        );
    }
}
