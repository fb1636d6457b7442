//! A member's own account: name, language and time zone, password, sessions and devices.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, ZoneChoice, form_key};
use super::password::{new_password, present_password};
use super::times::{date, time};
use super::{Frame, layout};
use crate::locale::Locale;
use crate::zone::Zone;

/// What a member sees of themselves.
#[derive(Debug, Clone)]
pub struct Account {
    /// Name, as it stands or was typed.
    pub name: String,
    /// Address they sign in with.
    pub email: String,
    /// Language of their pages and mails.
    pub locale: Locale,
    /// Zone in which they read times; none for that of whichever device they read on.
    pub zone: Option<Zone>,
    /// Zone of the browser that shows the page, where it is known.
    pub browser_zone: Option<Zone>,
    /// Whether they administer the account.
    pub is_administrator: bool,
    /// Shortest password, in characters.
    pub password_length_min: usize,
    /// Where they are signed in.
    pub sessions: Vec<Place>,
    /// Devices on which they have signed in.
    pub devices: Vec<Place>,
}

/// A session or a device.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its identifier.
    pub id: String,
    /// What its browser calls itself (RFC 9110 § 10.1.5).
    pub browser: String,
    /// From which network address.
    pub ip: String,
    /// Since when.
    pub created: Timestamp,
    /// When it was used last.
    pub seen: Timestamp,
    /// Whether the page is seen on it.
    pub is_this: bool,
}

/// `GET /account`.
pub fn page(view: &Account, frame: &Frame) -> Markup {
    let body = html! {
        div.head { h1 { (frame.t("account-title")) } }
        // What a member comes here to change is first, on a phone and to the Tab key alike.
        div.columns.even {
            div.stack {
                (person(view, frame))
                (password(view, frame))
            }
            div.wide {
                (places(view, Kind::Session, frame))
                (places(view, Kind::Device, frame))
                section aria-labelledby="programs" {
                    h2 #programs { (frame.t("credentials-nav")) }
                    p.hint { (frame.t("account-credentials-hint")) }
                    p { a.button href="/account/credentials" { (frame.t("credentials-nav")) (icon("arrow-right")) } }
                }
            }
        }
    };
    layout::page_with(frame, &frame.t("account-title"), &["password.js", "account.js"], body)
}

fn person(view: &Account, frame: &Frame) -> Markup {
    let name = Input {
        name: "name",
        label: "name",
        kind: "text",
        value: &view.name,
        autocomplete: "name",
        length_max: 200,
    };
    let role = if view.is_administrator { "role-administrator" } else { "role-member" };
    html! {
        section.card aria-labelledby="you" {
            h2 #you { (frame.t("account-you")) " " span.badge.quiet { (frame.t(role)) } }
            form method="post" action="/account/profile" {
                (form_key(frame))
                (name.required(frame))
                div.control {
                    label for="email" { (frame.t("email")) }
                    input #email type="email" value=(view.email) readonly aria-describedby="email-hint";
                    p.hint #email-hint { (frame.t("account-email-fixed")) }
                }
                div.control {
                    label for="locale" { (frame.t("language")) }
                    select #locale name="locale" {
                        @for locale in Locale::ALL {
                            option value=(locale.as_str()) lang=(locale.as_str()) selected[locale == view.locale] { (locale.own_name()) }
                        }
                    }
                }
                (zone(view, frame))
                div.actions { button type="submit" { (frame.t("account-save")) } }
            }
        }
    }
}

/// The zone of every page, or that of the device; the script names the device's where the server does not know it yet.
fn zone(view: &Account, frame: &Frame) -> Markup {
    let known = view.browser_zone.as_ref().map(Zone::name).unwrap_or_default();
    let device = html! {
        @if known.is_empty() { (frame.t("account-zone-device")) }
        @else { (frame.say("account-zone-this-device", &[("zone", known.into())])) }
    };
    let choice =
        ZoneChoice { chosen: view.zone.as_ref(), unset: Some(device), described_by: "account-zone-hint" };
    html! {
        div.control data-zone-device=(frame.say("account-zone-this-device", &[("zone", "*".into())])) {
            label for="time_zone" { (frame.t("account-zone")) }
            (choice.show())
            p.hint #account-zone-hint { (frame.t("account-zone-hint")) }
        }
    }
}

fn password(view: &Account, frame: &Frame) -> Markup {
    html! {
        section.card aria-labelledby="change" {
            h2 #change { (frame.t("account-password")) }
            form method="post" action="/account/password" {
                (form_key(frame))
                input.visually-hidden type="email" name="email" value=(view.email) autocomplete="username" readonly
                    tabindex="-1" aria-hidden="true";
                (present_password("present_password", "account-present-password", frame))
                (new_password("new-password", view.password_length_min, frame))
                p.hint { (frame.t("account-password-hint")) }
                div.actions { button type="submit" { (frame.t("account-password-change")) } }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Session,
    Device,
}

fn places(view: &Account, kind: Kind, frame: &Frame) -> Markup {
    let (title, rows) = match kind {
        Kind::Session => ("account-sessions", &view.sessions),
        Kind::Device => ("account-devices", &view.devices),
    };
    html! {
        section aria-labelledby=(title) {
            h2 id=(title) { (frame.t(title)) }
            @if kind == Kind::Device { p.hint { (frame.t("account-devices-hint")) } }
            ul.rows { @for place in rows { li { (row(place, kind, frame)) } } }
            @if kind == Kind::Session && rows.len() > 1 {
                form method="post" action="/account/sessions/end-others" {
                    (form_key(frame))
                    div.actions { button type="submit" { (frame.t("account-sessions-others")) } }
                }
            }
        }
    }
}

fn row(place: &Place, kind: Kind, frame: &Frame) -> Markup {
    let browser = browser_name(&place.browser, frame);
    let (path, action, named, here) = match kind {
        Kind::Session => {
            ("sessions", "account-session-end", "account-session-end-named", "account-this-session")
        }
        Kind::Device => ("devices", "account-device-end", "account-device-end-named", "account-this-device"),
    };
    let label = frame.say(named, &[("browser", browser.as_str().into()), ("ip", place.ip.as_str().into())]);
    html! {
        div.row {
            (icon("lock"))
            div.what {
                strong { (browser) }
                span.hint {
                    (place.ip) " · " (frame.t("account-since")) " " (date(place.created, frame))
                    " · " (frame.t("account-seen")) " " (time(place.seen, frame))
                }
            }
            @if place.is_this { span.badge.good { (icon("circle-check")) span { (frame.t(here)) } } }
            form method="post" action={ "/account/" (path) "/" (place.id) "/end" } {
                (form_key(frame))
                button.quiet type="submit" aria-label=(label) { (frame.t(action)) }
            }
        }
    }
}

/// A browser as people call it; its own words where they are not known.
fn browser_name(agent: &str, frame: &Frame) -> String {
    let first = |known: &[(&'static str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            frame.say("account-browser-on", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(browser), None) => browser.to_owned(),
        _ if agent.trim().is_empty() => frame.t("account-browser-unknown"),
        _ => agent.chars().take(60).collect(),
    }
}
