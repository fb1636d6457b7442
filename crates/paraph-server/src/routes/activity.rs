//! What happened in a project or in the account, as people look through it.

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::{Answer, member_frame};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::deal::history::{self, Filter, Of};
use crate::deal::listing::Behind;
use crate::deal::{ProjectId, event, project};
use crate::limits;
use crate::pages::activity as page;

/// What is looked for, and from where on.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    behind: String,
}

impl Asked {
    /// Days are those of the reader's zone; what is no day asks for none.
    fn filter(&self, member: &Member) -> Filter {
        let zone = member.reader.zone();
        let day = |text: &str| text.parse::<Date>().ok();
        Filter {
            kind: self.kind.clone(),
            from: day(&self.from).and_then(|day| zone.start_of(day)),
            until: day(&self.until).and_then(|day| zone.start_of(day.checked_add(1.day()).ok()?)),
            person: self.person.trim().chars().take(limits::NAME_LENGTH_MAX).collect(),
        }
    }

    fn behind(&self) -> Option<Behind> {
        Behind::parse(&self.behind)
    }

    /// The address of the page that goes on behind an event, with the same wishes.
    fn address(&self, path: &str, behind: &Behind) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("person", &self.person)
            .append_pair("kind", &self.kind)
            .append_pair("from", &self.from)
            .append_pair("until", &self.until)
            .append_pair("behind", &behind.to_string())
            .finish();
        format!("{path}?{query}")
    }
}

/// What happened in a project.
///
/// # Errors
/// Not found unless the member manages it.
pub async fn of_project(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<ProjectId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let project = project::find(&mut tx, &app, &member, &id).await?;
    drop(tx);
    let trail = vec![
        ("/projects".to_owned(), member.locale.text("projects-title")),
        (format!("/projects/{id}"), project.title),
    ];
    answer(&app, (&member, &visitor), &asked, (Of::Project(&id), trail)).await
}

/// What happened in the account and in no project: members, tokens, and what credentials signed.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn of_account(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    member.must_administer()?;
    let trail = vec![("/members".to_owned(), member.locale.text("members-title"))];
    answer(&app, (&member, &visitor), &asked, (Of::Account, trail)).await
}

async fn answer(
    app: &App,
    (member, visitor): (&Member, &Visitor),
    asked: &Asked,
    (of, trail): (Of<'_>, Vec<(String, String)>),
) -> Answer {
    let mut tx = app.db.look().await?;
    let behind = asked.behind();
    let is_first = behind.is_none();
    let found = history::page(&mut tx, app, (member, of), &asked.filter(member), behind).await?;
    let view = page::Activity {
        trail,
        path: visitor.path.clone(),
        wanted: page::Wanted {
            person: asked.person.clone(),
            kind: asked.kind.clone(),
            from: asked.from.clone(),
            until: asked.until.clone(),
        },
        kinds: found.kinds,
        total: found.total,
        is_first,
        older: found.next.map(|next| asked.address(&visitor.path, &next)),
        rows: found.events.into_iter().map(row).collect(),
    };
    Ok(page::page(&view, &member_frame(app, member, &visitor.path)?).into_response())
}

/// An event as it is shown.
fn row(recorded: event::Recorded) -> page::Row {
    let actor = recorded.body.actor;
    let (ip, device) = actor.origin.map(|origin| (origin.ip, origin.device)).unzip();
    page::Row {
        at: recorded.at,
        kind: recorded.kind,
        actor: actor.name,
        email: actor.email,
        ip,
        device,
        details: recorded.body.details,
        entry: format!("{} #{}", recorded.chain, recorded.sequence),
        hash: hex::encode(recorded.hash),
    }
}
