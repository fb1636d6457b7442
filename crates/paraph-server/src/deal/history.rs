//! Events as people look through them: those of a project or of the account, newest first, page by page, by kind, day and person.

use jiff::Timestamp;

use super::ProjectId;
use super::event::{self, Recorded};
use super::listing::Behind;
use crate::app::App;
use crate::auth::Member;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;

/// Whose events are looked through.
#[derive(Clone, Copy)]
pub enum Of<'a> {
    /// Those of a project and its envelopes, for its manager.
    Project(&'a ProjectId),
    /// What concerns the account and belongs to no project, for its administrators.
    Account,
}

/// Which of them are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this kind alone; empty for every kind.
    pub kind: String,
    /// From this time on.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// By somebody whose name or address holds these words; empty for everybody.
    pub person: String,
}

/// A page of events.
#[derive(Debug)]
pub struct History {
    /// Newest first.
    pub events: Vec<Recorded>,
    /// How many there are of the kind and days that are wanted, by whomever.
    pub total: i64,
    /// Where the next page begins, if more may follow.
    pub next: Option<Behind>,
    /// Every kind there is.
    pub kinds: Vec<String>,
}

/// One page, from `behind` on.
///
/// # Errors
/// Not found unless the member manages the project, or administers the account; when a row is not what was recorded.
pub async fn page(
    tx: &mut Tx,
    app: &App,
    (member, of): (&Member, Of<'_>),
    filter: &Filter,
    behind: Option<Behind>,
) -> Result<History, Error> {
    match of {
        Of::Project(project) => drop(super::project::find(tx, app, member, project).await?),
        Of::Account => member.must_administer()?,
    }
    let kinds = kinds(tx, member, of).await?;
    let total = count(tx, member, (of, filter)).await?;
    let wanted = filter.person.to_lowercase();
    let fits = |event: &Recorded| {
        let actor = &event.body.actor;
        wanted.is_empty()
            || actor.name.to_lowercase().contains(&wanted)
            || actor.email.to_lowercase().contains(&wanted)
    };
    let (mut events, mut looked) = (Vec::new(), 0);
    let mut place = behind.unwrap_or_else(Behind::newest);
    let mut next = None;
    while events.len() < limits::ACTIVITY_ROWS_MAX && looked < limits::ACTIVITY_SEARCH_MAX {
        let batch = batch(tx, app, member, (of, filter), &place).await?;
        let more = batch.len() > limits::ACTIVITY_ROWS_MAX;
        next = None;
        for event in batch.into_iter().take(limits::ACTIVITY_ROWS_MAX) {
            looked += 1;
            place = behind_event(&event);
            if fits(&event) {
                events.push(event);
            }
            if events.len() == limits::ACTIVITY_ROWS_MAX {
                break;
            }
        }
        if !more && events.len() < limits::ACTIVITY_ROWS_MAX {
            break;
        }
        next = Some(place.clone());
    }
    Ok(History { events, total, next, kinds })
}

fn behind_event(event: &Recorded) -> Behind {
    Behind { at: event.at.as_millisecond(), id: format!("{}.{:020}", event.chain, event.sequence) }
}

/// The chain and the number behind which a batch begins.
fn chain_and_sequence(behind: &Behind) -> (&str, i64) {
    let (chain, sequence) = behind.id.rsplit_once('.').unwrap_or(("", ""));
    (chain, sequence.parse().unwrap_or_default())
}

async fn batch(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    (of, filter): (Of<'_>, &Filter),
    behind: &Behind,
) -> Result<Vec<Recorded>, Error> {
    let (chain, sequence) = chain_and_sequence(behind);
    let (from, until) = range(filter);
    let size = i64::try_from(limits::ACTIVITY_ROWS_MAX + 1).map_err(Error::broken)?;
    let mut values = vec![
        Value::from(filter.kind.as_str()),
        Value::from(from),
        Value::from(until),
        Value::from(behind.at),
        Value::from(chain),
        Value::from(sequence),
        Value::from(size),
    ];
    match of {
        Of::Project(project) => {
            values.push(Value::from(project));
            let rows = tx
                .list(
                    "select e.chain, e.sequence, e.kind, e.body, e.commitment, e.previous, e.hash, e.at_ms
                    from event e
                    where e.project_id = $8 and ($1 = '' or e.kind = $1) and e.at_ms >= $2 and e.at_ms < $3
                      and (e.at_ms < $4 or (e.at_ms = $4 and (e.chain < $5 or (e.chain = $5 and e.sequence < $6))))
                    order by e.at_ms desc, e.chain desc, e.sequence desc
                    limit $7",
                    &values,
                )
                .await?;
            event::read_all(app, Scope::Project(project), rows)
        }
        Of::Account => {
            values.push(Value::from(&member.account_id));
            let rows = tx
                .list(
                    "select e.chain, e.sequence, e.kind, e.body, e.commitment, e.previous, e.hash, e.at_ms
                    from event e
                    where e.account_id = $8 and e.project_id is null and ($1 = '' or e.kind = $1)
                      and e.at_ms >= $2 and e.at_ms < $3
                      and (e.at_ms < $4 or (e.at_ms = $4 and (e.chain < $5 or (e.chain = $5 and e.sequence < $6))))
                    order by e.at_ms desc, e.chain desc, e.sequence desc
                    limit $7",
                    &values,
                )
                .await?;
            event::read_all(app, Scope::Account(&member.account_id), rows)
        }
    }
}

async fn count(tx: &mut Tx, member: &Member, (of, filter): (Of<'_>, &Filter)) -> Result<i64, Error> {
    let (from, until) = range(filter);
    let mut values = vec![Value::from(filter.kind.as_str()), Value::from(from), Value::from(until)];
    let row = match of {
        Of::Project(project) => {
            values.push(Value::from(project));
            tx.find(
                "select count(*) from event
                where project_id = $4 and ($1 = '' or kind = $1) and at_ms >= $2 and at_ms < $3",
                &values,
            )
            .await?
        }
        Of::Account => {
            values.push(Value::from(&member.account_id));
            tx.find(
                "select count(*) from event
                where account_id = $4 and project_id is null and ($1 = '' or kind = $1) and at_ms >= $2 and at_ms < $3",
                &values,
            )
            .await?
        }
    };
    row.map_or(Ok(0), |mut row| row.integer())
}

fn range(filter: &Filter) -> (i64, i64) {
    let milliseconds = |at: Option<Timestamp>, none| at.map_or(none, Timestamp::as_millisecond);
    (milliseconds(filter.from, i64::MIN), milliseconds(filter.until, i64::MAX))
}

async fn kinds(tx: &mut Tx, member: &Member, of: Of<'_>) -> Result<Vec<String>, Error> {
    let rows = match of {
        Of::Project(project) => {
            tx.list(
                "select distinct kind from event where project_id = $1 order by kind",
                &[Value::from(project)],
            )
            .await?
        }
        Of::Account => {
            tx.list(
                "select distinct kind from event where account_id = $1 and project_id is null order by kind",
                &[Value::from(&member.account_id)],
            )
            .await?
        }
    };
    rows.into_iter().map(|mut row| row.text()).collect()
}
