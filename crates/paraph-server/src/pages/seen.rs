//! What looks different from what was signed, page by page, for the page that checks a file.

use maud::{Markup, html};

use super::icon::icon;
use super::{Frame, Tone};
use crate::render::Fate;
use crate::render::appearance::{Appearance, Outcome, SeenPage, SeenRegion};

/// What is seen of the file now, beside what was seen when it was signed; none if that could not be found out.
pub(super) fn seen(appearance: Option<&Appearance>, frame: &Frame) -> Markup {
    let (tone, key) = match appearance.map(|appearance| appearance.outcome) {
        Some(Outcome::Unchanged) => (Tone::Good, "seen-unchanged"),
        Some(Outcome::AsPermitted) => (Tone::Good, "seen-as-permitted"),
        Some(Outcome::Changed) => (Tone::Bad, "seen-changed"),
        Some(Outcome::NotCompared) | None => (Tone::Warning, "seen-not-compared"),
    };
    html! {
        @if tone == Tone::Bad { strong { (icon("triangle-alert")) " " (frame.t(key)) } } @else { (frame.t(key)) }
        @if let Some(appearance) = appearance {
            @if !appearance.pages.is_empty() || !appearance.findings.is_empty() {
                ul {
                    @for page in &appearance.pages { li { (whole_page(page, frame)) } }
                    @for finding in &appearance.findings {
                        li { (frame.locale.sentence(finding.key(), &finding.arguments())) }
                    }
                }
            }
        }
    }
}

/// Whether a file may be called unharmed by what is seen of it.
pub(super) fn is_expected(appearance: Option<&Appearance>) -> bool {
    let outcome = appearance.map(|appearance| appearance.outcome);
    matches!(outcome, Some(Outcome::Unchanged | Outcome::AsPermitted))
}

fn whole_page(page: &SeenPage, frame: &Frame) -> Markup {
    let key = match page.fate {
        Fate::Kept => "seen-page",
        Fate::Moved => "seen-page-moved",
        Fate::Replaced => "seen-page-replaced",
        Fate::Added => "seen-page-added",
        Fate::Removed => "seen-page-removed",
    };
    let numbers =
        [("page", page.page.unwrap_or_default().into()), ("was", page.was.unwrap_or_default().into())];
    html! {
        (frame.say(key, &numbers))
        @if !page.regions.is_empty() { ul { @for region in &page.regions { li { (one_region(region, frame)) } } } }
        @for (words, key) in [(&page.words_gone, "seen-words-gone"), (&page.words_added, "seen-words-added")] {
            @if !words.is_empty() { p { (frame.say(key, &[("words", words.join(" ").into())])) } }
        }
    }
}

fn one_region(region: &SeenRegion, frame: &Frame) -> Markup {
    let key = match (&region.field, region.expected) {
        (Some(_), true) => "seen-in-field",
        (Some(_), false) => "seen-over-print",
        (None, true) => "seen-in-note",
        (None, false) => "seen-unexpected",
    };
    let field = region.field.clone().unwrap_or_default();
    let place = &region.place;
    let points = |points: f64| (points.round() as i64).into();
    let place = [
        ("left", points(place.left)),
        ("top", points(place.top)),
        ("width", points(place.width)),
        ("height", points(place.height)),
    ];
    html! {
        @if region.expected { (frame.say(key, &[("field", field.into())])) } @else {
            strong { (frame.say(key, &[("field", field.into())])) }
        }
        " " span.hint { (frame.say("seen-place", &place)) }
    }
}
