//! The privacy policy, version 1, as every member accepts it.

use maud::{Markup, html};

use super::{Frame, layout};
use crate::locale::Locale;

/// The text in force, as a person reads it; its digest is recorded with each acceptance.
pub fn text(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../../locales/privacy.en.txt"),
        Locale::French => include_str!("../../locales/privacy.fr.txt"),
    }
}

/// `GET /privacy`.
pub fn page(version: &str, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("privacy-title"), html! { p { (version) } })
}
