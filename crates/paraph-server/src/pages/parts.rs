//! Small pieces that several pages show alike.

use maud::{Markup, html};

use super::icon::icon;
use super::{Frame, Tone};
use crate::deal::listing::Listed;
use crate::zone::Zone;

/// A state as a badge: icon, colour and word together.
pub(super) fn badge(tone: Tone, key: &str, frame: &Frame) -> Markup {
    html! { span.badge.(tone.class()) { (icon(tone.icon())) span { (frame.t(key)) } } }
}

/// Where the page stands: the pages above it, outermost first.
pub(super) fn trail(steps: &[(&str, &str)], frame: &Frame) -> Markup {
    html! {
        nav.trail aria-label=(frame.t("trail")) {
            ol { @for (address, name) in steps { li { a href=(address) { (name) } } } }
        }
    }
}

/// The steps of preparing an envelope; `here` counts from 0.
pub(super) fn steps(envelope: &str, here: usize, frame: &Frame) -> Markup {
    let steps = [("", "step-people"), ("/fields", "step-fields"), ("/review", "step-review")];
    html! {
        nav.steps aria-label=(frame.t("steps")) {
            ol {
                @for (index, (path, key)) in steps.iter().enumerate() {
                    li { a href={ "/envelopes/" (envelope) (path) } aria-current=[(index == here).then_some("step")] { (frame.t(key)) } }
                }
            }
        }
    }
}

/// A person's mark: their colour, their border and their initials, beside their name.
pub(super) fn person(name: &str, colour: usize) -> Markup {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    html! { span.person { span.initials.(who(colour)) aria-hidden="true" { (initials) } span { (name) } } }
}

/// The class of a person's colour and border.
pub(super) fn who(colour: usize) -> String {
    format!("who-{}", colour % 8)
}

/// A digest that can be read aloud: groups of eight.
pub(super) fn digest(hex: &str) -> Markup {
    let letters: Vec<char> = hex.chars().collect();
    html! { code.digest { @for group in letters.chunks(8) { span { (group.iter().collect::<String>()) } " " } } }
}

/// A size in words: `1.4 MB`.
pub(super) fn size(bytes: u64, frame: &Frame) -> String {
    let (key, divisor) = match bytes {
        0..1_024 => ("size-bytes", 1.0),
        1_024..1_048_576 => ("size-kilobytes", 1_024.0),
        1_048_576..1_073_741_824 => ("size-megabytes", 1_048_576.0),
        _ => ("size-gigabytes", 1_073_741_824.0),
    };
    let value = bytes as f64 / divisor;
    let digits = usize::from(divisor > 1_024.0 && value < 100.0);
    let mark = frame.t("decimal-mark");
    frame.say(key, &[("size", format!("{value:.digits$}").replace('.', &mark).into())])
}

/// Which part of a list a page shows, and where the rest is.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// How many rows come before.
    pub before: i64,
    /// How many rows are shown.
    pub shown: i64,
    /// How many there are.
    pub total: i64,
    /// Address of the beginning.
    pub first: String,
    /// Address of the next page, if there is one.
    pub next: Option<String>,
}

impl Pager {
    /// The pager of a page of a list; `base` is the address up to the place where the next page begins.
    pub fn of<T>(listed: &Listed<T>, (first, base): (&str, &str)) -> Self {
        Self {
            before: listed.before,
            shown: i64::try_from(listed.rows.len()).unwrap_or(i64::MAX),
            total: listed.total,
            first: first.to_owned(),
            next: listed.next.as_ref().map(|next| format!("{base}{next}")),
        }
    }

    /// The same, where the list stands further down on its page: links lead to its heading.
    #[must_use]
    pub fn at(self, heading: &str) -> Self {
        let there = |address: String| format!("{address}#{heading}");
        Self { first: there(self.first), next: self.next.map(there), ..self }
    }

    /// Counts and links, where not everything is on one page.
    pub(super) fn show(&self, frame: &Frame) -> Markup {
        let range = [
            ("from", (self.before + i64::from(self.shown > 0)).into()),
            ("to", (self.before + self.shown).into()),
            ("total", self.total.into()),
        ];
        html! {
            @if self.before > 0 || self.next.is_some() {
                nav.pager aria-label=(frame.t("pager")) {
                    span.hint { (frame.say("pager-range", &range)) }
                    @if self.before > 0 { a href=(self.first) { (icon("arrow-left")) (frame.t("pager-newest")) } }
                    @if let Some(next) = &self.next { a rel="next" href=(next) { (frame.t("pager-older")) (icon("arrow-right")) } }
                }
            }
        }
    }
}

/// What every form of a member begins with: the key under which it counts once, and the page it stands on, which is shown
/// again if the sign-in has ended meanwhile. It comes first, because files are taken in as they arrive.
pub(super) fn form_key(frame: &Frame) -> Markup {
    html! {
        input type="hidden" name="form_key" value=(frame.form_key);
        input type="hidden" name="form_page" value=(frame.path);
    }
}

/// What a form that changes a draft carries: the revision that its page shows.
pub(super) fn revision(shown: i64) -> Markup {
    html! { input type="hidden" name="revision" value=(shown); }
}

/// The choice of a time zone.
pub(super) struct ZoneChoice<'a> {
    /// What is chosen; none for what is offered first.
    pub(super) chosen: Option<&'a Zone>,
    /// What is offered first and names no zone; none where one has to be named.
    pub(super) unset: Option<Markup>,
    /// Identifier of the hint.
    pub(super) described_by: &'a str,
}

impl ZoneChoice<'_> {
    /// The choice, by continent or ocean. Each zone begins with its city, so that typing the city finds it; a chosen zone is
    /// among them even when it is not offered to others.
    pub(super) fn show(&self) -> Markup {
        let mut names = Zone::names();
        let chosen = self.chosen.map(Zone::name);
        if let Some(chosen) = chosen.filter(|chosen| !names.iter().any(|name| name == chosen)) {
            names.push(chosen.to_owned());
        }
        let mut cities: Vec<City<'_>> = names.iter().map(|name| City::of(name)).collect();
        cities.sort();
        html! {
            select #time_zone name="time_zone" aria-describedby=(self.described_by) autocomplete="off" {
                @if let Some(unset) = &self.unset { option value="" selected[chosen.is_none()] { (unset) } }
                @for group in cities.chunk_by(|a, b| a.area == b.area) {
                    @match group.first().map(|city| city.area).filter(|area| !area.is_empty()) {
                        Some(area) => optgroup label=(area) { @for city in group { (city.option(chosen)) } },
                        None => @for city in group { (city.option(chosen)) }
                    }
                }
            }
        }
    }
}

/// A zone as it is offered. The order is that of areas, then cities.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct City<'a> {
    /// `America`; empty for UTC.
    area: &'a str,
    /// `Buenos_Aires`.
    city: &'a str,
    /// `America/Argentina/Buenos_Aires`.
    name: &'a str,
}

impl<'a> City<'a> {
    fn of(name: &'a str) -> Self {
        let area = name.split_once('/').map_or("", |(area, _)| area);
        let city = name.rsplit_once('/').map_or(name, |(_, city)| city);
        Self { area, city, name }
    }

    fn option(&self, chosen: Option<&str>) -> Markup {
        let region = self.name.strip_suffix(self.city).unwrap_or_default().trim_end_matches('/');
        let words =
            if region.is_empty() { self.city.to_owned() } else { format!("{} ({region})", self.city) };
        html! { option value=(self.name) selected[chosen == Some(self.name)] { (words.replace('_', " ")) } }
    }
}

/// The choice of files by a button in the page's language: the one that browsers bring speaks theirs. The button is a label,
/// so it works without a script; the keyboard reaches the input behind it.
pub(super) struct FileInput<'a> {
    /// Identifier on the page.
    pub(super) id: &'a str,
    /// Name in the form; none where a script reads the file and nothing is sent.
    pub(super) name: Option<&'a str>,
    /// Which files are offered: media types and endings.
    pub(super) accept: &'a str,
    /// Key of the words on the button.
    pub(super) button: &'a str,
    /// How many.
    pub(super) count: FileCount,
    /// Identifier of the hint.
    pub(super) described_by: Option<&'a str>,
}

/// How many files are chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileCount {
    /// One or none.
    OneAtMost,
    /// One.
    One,
    /// One or more.
    Many,
}

impl FileInput<'_> {
    /// The button, and beside it the names of what was chosen.
    pub(super) fn show(&self, frame: &Frame) -> Markup {
        html! {
            div.file {
                input #(self.id) type="file" name=[self.name] accept=(self.accept) multiple[self.count == FileCount::Many]
                    required[self.count != FileCount::OneAtMost] aria-describedby=[self.described_by];
                label.button for=(self.id) { (icon("file-text")) (frame.t(self.button)) }
                output.chosen for=(self.id) {}
            }
        }
    }
}

/// PDF files, as the choice of files offers them.
pub(super) const PDF: &str = "application/pdf,.pdf";

/// A labelled text input.
pub(super) struct Input<'a> {
    /// Name in the form, and identifier on the page.
    pub(super) name: &'a str,
    /// Key of its label.
    pub(super) label: &'a str,
    /// `text`, `email`, `password`, `number`.
    pub(super) kind: &'a str,
    /// What it holds.
    pub(super) value: &'a str,
    /// `autocomplete` token.
    pub(super) autocomplete: &'a str,
    /// Longest value, in characters.
    pub(super) length_max: usize,
}

impl Input<'_> {
    /// The input, required.
    pub(super) fn required(&self, frame: &Frame) -> Markup {
        html! {
            div.control {
                label for=(self.name) { (frame.t(self.label)) }
                input #(self.name) type=(self.kind) name=(self.name) value=(self.value) required
                    autocomplete=(self.autocomplete) maxlength=(self.length_max);
            }
        }
    }

    /// The input, which may stay empty and says so.
    pub(super) fn optional(&self, frame: &Frame) -> Markup {
        html! {
            div.control {
                label for=(self.name) { (frame.t(self.label)) " " span.hint { (frame.t("optional")) } }
                input #(self.name) type=(self.kind) name=(self.name) value=(self.value)
                    autocomplete=(self.autocomplete) maxlength=(self.length_max);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn a_size_is_written_as_people_say_it() {
        let frame = |locale| Frame {
            locale,
            reader: crate::zone::Reader::Unknown(crate::zone::Zone::utc()),
            operator: String::new(),
            person: None,
            path: String::new(),
            form_key: String::new(),
            notice: None,
        };
        let english = frame(Locale::English);
        for (bytes, words) in [
            (12, "12 bytes"),
            (2_048, "2 kB"),
            (1_572_864, "1.5 MB"),
            (209_715_200, "200 MB"),
            (20_401_094_656, "19.0 GB"),
        ] {
            assert_eq!(size(bytes, &english), words);
        }
        assert_eq!(size(1_572_864, &frame(Locale::French)), "1,5\u{a0}Mo");
    }

    #[test]
    fn a_digest_is_shown_whole() {
        let html = digest(&"0123456789abcdef".repeat(4)).into_string();
        assert_eq!(html.matches("<span>").count(), 8);
        assert_eq!(html.matches("89abcdef").count(), 4);
    }
}
