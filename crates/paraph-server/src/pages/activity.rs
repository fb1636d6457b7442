//! What happened in a project or in the account: by day and person, what was saved many times in a row as one line; looked
//! through by person, kind and day, page by page.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{digest, trail};
use super::times::{clock, day_heading, same_day, same_minute};
use super::{Frame, layout};

/// The events of a project, or of the account.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The pages above this one: address and name, outermost first.
    pub trail: Vec<(String, String)>,
    /// The address of this page, to which its form goes.
    pub path: String,
    /// What is looked for.
    pub wanted: Wanted,
    /// Every kind there is.
    pub kinds: Vec<String>,
    /// Newest first.
    pub rows: Vec<Row>,
    /// How many there are of the kind and days that are looked for.
    pub total: i64,
    /// Whether this is the first page.
    pub is_first: bool,
    /// Address of the next page, if more may follow.
    pub older: Option<String>,
}

/// What is looked for, as the form spells it; empty for everything.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Part of a name or address.
    pub person: String,
    /// A kind of event.
    pub kind: String,
    /// The first day: `2026-11-30`.
    pub from: String,
    /// The last day.
    pub until: String,
}

/// One event.
#[derive(Debug, Clone)]
pub struct Row {
    /// When.
    pub at: Timestamp,
    /// What was done: `envelope-sent`, … The catalogue holds `event-envelope-sent`.
    pub kind: String,
    /// Who; empty for a visitor.
    pub actor: String,
    /// Their address; empty when none is known.
    pub email: String,
    /// From which address, if a person did it.
    pub ip: Option<String>,
    /// With which browser, as it named itself.
    pub device: Option<String>,
    /// What belongs to it, by name. The catalogue holds `detail-{name}`; any other name, a document's, stands as it is.
    pub details: Vec<(String, String)>,
    /// Chain and number, as `envelope:… #4`.
    pub entry: String,
    /// Hash of the entry in hexadecimal.
    pub hash: String,
}

/// What is saved again and again while somebody works: many in a row are one line.
const SAVED: [&str; 1] = ["fields-placed"];

impl Row {
    fn chain(&self) -> &str {
        self.entry.split_once(" #").map_or("", |(chain, _)| chain)
    }

    fn is_by(&self, other: &Self) -> bool {
        (&self.actor, &self.email) == (&other.actor, &other.email)
    }

    /// Whether it is one more saving of the same thing.
    fn repeats(&self, other: &Self) -> bool {
        SAVED.contains(&self.kind.as_str()) && self.kind == other.kind && self.chain() == other.chain()
    }
}

impl Wanted {
    fn is_anything(&self) -> bool {
        [&self.person, &self.kind, &self.from, &self.until].iter().any(|text| !text.is_empty())
    }
}

/// `GET /projects/{id}/activity` and `GET /members/activity`.
pub fn page(view: &Activity, frame: &Frame) -> Markup {
    let steps: Vec<(&str, &str)> =
        view.trail.iter().map(|(address, name)| (address.as_str(), name.as_str())).collect();
    let body = html! {
        (trail(&steps, frame))
        div.head { h1 { (frame.t("activity-title")) } }
        p.hint { (frame.t("activity-lead")) }
        (filter(view, frame))
        p.hint role="status" { (frame.say("activity-count", &[("shown", view.rows.len().into()), ("total", view.total.into())])) }
        @if view.rows.is_empty() { p { (frame.t("activity-empty")) } }
        @for day in view.rows.chunk_by(|a, b| same_day(a.at, b.at, frame)) {
            @if let Some(first) = day.first() {
                section.day {
                    h2 { (day_heading(first.at, frame)) }
                    @for acts in day.chunk_by(Row::is_by) { (of_person(acts, frame)) }
                }
            }
        }
        (pager(view, frame))
    };
    layout::page(frame, &frame.t("activity-title"), body)
}

fn filter(view: &Activity, frame: &Frame) -> Markup {
    let Wanted { person, kind, from, until } = &view.wanted;
    let date = |name: &str, key: &str, value: &str| {
        html! { div.control { label for=(name) { (frame.t(key)) } input #(name) type="date" name=(name) value=(value); } }
    };
    html! {
        details.card.filter open[view.wanted.is_anything()] {
            summary { (frame.t("activity-filter")) }
            form method="get" action=(view.path) {
                div.control {
                    label for="person" { (frame.t("activity-person")) }
                    input #person type="search" name="person" value=(person) maxlength="200" autocomplete="off";
                }
                div.control {
                    label for="kind" { (frame.t("activity-kind")) }
                    select #kind name="kind" {
                        option value="" selected[kind.is_empty()] { (frame.t("activity-kind-any")) }
                        @for one in &view.kinds { option value=(one) selected[one == kind] { (frame.t(&format!("event-{one}"))) } }
                    }
                }
                (date("from", "activity-from", from))
                (date("until", "activity-until", until))
                div.actions {
                    button type="submit" { (frame.t("activity-look")) }
                    @if view.wanted.is_anything() { a href=(view.path) { (frame.t("activity-all")) } }
                }
            }
        }
    }
}

/// What one person did without anybody else in between.
fn of_person(acts: &[Row], frame: &Frame) -> Markup {
    html! {
        @if let Some(first) = acts.first() {
            article.acts {
                h3 {
                    bdi { @if first.actor.is_empty() { (frame.t("somebody")) } @else { (first.actor) } }
                    @if !first.email.is_empty() { span.hint { " " (first.email) } }
                }
                ol.timeline { @for same in acts.chunk_by(Row::repeats) { li { (act(same, frame)) } } }
            }
        }
    }
}

fn act(same: &[Row], frame: &Frame) -> Markup {
    let (Some(last), Some(first)) = (same.first(), same.last()) else { return html! {} };
    let what = frame.t(&format!("event-{}", last.kind));
    html! {
        p {
            span.when { (clock(last.at, frame)) } " "
            strong { (what) }
            @if same.len() > 1 {
                " " (times(same.len(), (first.at, last.at), frame))
            }
            @for (name, value) in last.details.iter().filter(|(name, value)| !is_evidence(name, value)) {
                span.hint { " · " (detail(name, frame)) " " bdi { (value) } }
            }
        }
        details.fine {
            summary { (frame.t("activity-evidence")) }
            @for row in same { (evidence(row, frame)) }
        }
    }
}

/// How often something was done, and from when to when; to the reader one minute is one time.
fn times(count: usize, (first, last): (Timestamp, Timestamp), frame: &Frame) -> Markup {
    let at_once = same_minute(first, last, frame);
    let key = if at_once { "activity-times-at" } else { "activity-times" };
    html! {
        (frame.say(key, &[("count", count.into())])) " " (clock(first, frame))
        @if !at_once { " " (frame.t("activity-and")) " " (clock(last, frame)) }
    }
}

fn evidence(row: &Row, frame: &Frame) -> Markup {
    html! {
        dl {
            @for (name, value) in row.details.iter().filter(|(name, value)| is_evidence(name, value)) {
                dt { (detail(name, frame)) }
                dd { @if is_digest(value) { (digest(value)) } @else { bdi { (value) } } }
            }
            @if let Some(ip) = &row.ip { dt { (frame.t("activity-ip")) } dd { (ip) @if let Some(device) = &row.device { " · " (device) } } }
            dt { (frame.t("activity-entry")) } dd { (row.entry) }
            dt { (frame.t("activity-hash")) } dd { (digest(&row.hash)) }
        }
    }
}

fn detail(name: &str, frame: &Frame) -> String {
    frame.locale.find(&format!("detail-{name}")).unwrap_or_else(|| name.to_owned())
}

fn pager(view: &Activity, frame: &Frame) -> Markup {
    html! {
        @if !view.is_first || view.older.is_some() {
            nav.pager aria-label=(frame.t("pager")) {
                @if !view.is_first { a href=(view.path) { (icon("arrow-left")) (frame.t("pager-newest")) } }
                @if let Some(older) = &view.older { a rel="next" href=(older) { (frame.t("pager-older")) (icon("arrow-right")) } }
            }
        }
    }
}

/// Whether a detail is for who examines the act: digests, and which pages were delivered and in view.
fn is_evidence(name: &str, value: &str) -> bool {
    name.starts_with("pages_") || is_digest(value)
}

fn is_digest(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
