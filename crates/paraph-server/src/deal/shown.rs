//! Which pages a signatory was shown before they signed, as evidence: the pages whose image this server delivered to their
//! browser, and, where scripts run, the pages that their browser reports to have had in view for a second or more. Neither
//! proves that anybody read; both are recorded as what they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::envelope::Enclosed;
use super::signatory::Signatory;
use super::{DocumentId, ProjectId, SignatoryId};
use crate::app::App;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;

/// Pages of documents, by the document's identifier; pages count from 1.
pub type Pages = BTreeMap<String, BTreeSet<u32>>;

/// What one signatory was shown so far, sealed at rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shown {
    /// Pages whose image was delivered.
    pub delivered: Pages,
    /// Pages that were in view, as the browser reports.
    pub viewed: Pages,
}

/// What was shown of one document, as the evidence of a signature keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDocument {
    /// Its identifier.
    pub document: String,
    /// How many pages it has.
    pub pages: u32,
    /// Pages whose image was delivered: `1-3, 5`.
    pub delivered: String,
    /// Pages that were in view, as the browser reports: `1-3, 5`.
    pub viewed: String,
}

/// Deliveries that are not written yet: a page with many images costs one write, not one for each.
#[derive(Default)]
pub struct Deliveries {
    waiting: Mutex<HashMap<SignatoryId, (ProjectId, Pages)>>,
}

impl Deliveries {
    /// Notes that the image of a page was delivered. When too much waits to be written it is not noted: evidence may
    /// say less than what happened, never more.
    pub fn note(&self, signatory: &Signatory, document: &DocumentId, page: u32) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < limits::DELIVERIES_WAITING_MAX || waiting.contains_key(&signatory.id) {
            let (_, pages) = waiting
                .entry(signatory.id.clone())
                .or_insert_with(|| (signatory.project_id.clone(), Pages::new()));
            pages.entry(document.to_string()).or_default().insert(page);
        }
    }

    fn take(&self) -> HashMap<SignatoryId, (ProjectId, Pages)> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shown {
    /// Takes over pages that a browser reports to have had in view.
    pub fn view(&mut self, report: &Pages) {
        for (document, pages) in report {
            self.viewed.entry(document.clone()).or_default().extend(pages);
        }
    }

    /// The documents of which no page was opened: none in view, where the browser reports that, and else none delivered.
    pub fn not_opened(&self, reports: bool, enclosed: &[Enclosed]) -> Vec<DocumentId> {
        let opened = if reports { &self.viewed } else { &self.delivered };
        let is_opened = |id: &DocumentId| opened.get(id.as_str()).is_some_and(|pages| !pages.is_empty());
        enclosed.iter().map(|one| one.document_id.clone()).filter(|id| !is_opened(id)).collect()
    }

    /// As the evidence of a signature keeps it.
    pub fn of(&self, enclosed: &[Enclosed]) -> Vec<ShownDocument> {
        let said = |pages: &Pages, id: &str| pages.get(id).map(ranges).unwrap_or_default();
        let document = |one: &Enclosed| ShownDocument {
            document: one.document_id.to_string(),
            pages: one.facts.pages,
            delivered: said(&self.delivered, one.document_id.as_str()),
            viewed: said(&self.viewed, one.document_id.as_str()),
        };
        enclosed.iter().map(document).collect()
    }
}

/// Reads what a browser reports to have had in view: `{document}:1-3,5;{document}:2`. What is not a page of these documents is
/// passed over, and so is what a report of ours would not hold: it names each page once.
pub fn read_report(report: &str, enclosed: &[Enclosed]) -> Pages {
    let mut all = Pages::new();
    for (id, ranges) in report.split(';').filter_map(|part| part.split_once(':')) {
        let Some(document) = enclosed.iter().find(|one| one.document_id.as_str() == id) else { continue };
        let pages = all.entry(id.to_owned()).or_default();
        for range in ranges.split(',') {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { continue };
            // In order: a range that goes over pages once more is none of ours, and costs nothing.
            let after = pages.last().map_or(1, |last: &u32| last.saturating_add(1));
            pages.extend(first.max(after)..=last.min(document.facts.pages));
        }
    }
    all
}

/// Pages in words: `1-3, 5`.
fn ranges(pages: &BTreeSet<u32>) -> String {
    let mut said: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match said.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => said.push((*page, *page)),
        }
    }
    let word = |(first, last): &(u32, u32)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    said.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// What a signatory was shown so far.
///
/// # Errors
/// When the database fails.
pub(super) async fn find(tx: &mut Tx, app: &App, me: &Signatory) -> Result<Shown, Error> {
    find_of(tx, app, (&me.id, &me.project_id)).await
}

async fn find_of(tx: &mut Tx, app: &App, (id, project): (&SignatoryId, &ProjectId)) -> Result<Shown, Error> {
    let row = tx.find("select shown from signatory where id = $1", &[Value::from(id)]).await?;
    let Some(sealed) = row.map(|mut row| row.maybe_bytes()).transpose()?.flatten() else {
        return Ok(Shown::default());
    };
    app.keys.scope(Scope::Project(project))?.open_json(("signatory", id.as_str(), "shown"), &sealed)
}

/// Keeps what a signatory was shown, until they sign; then it is part of the evidence.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(
    tx: &mut Tx,
    app: &App,
    (id, project): (&SignatoryId, &ProjectId),
    shown: &Shown,
) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Project(project))?;
    let sealed = ring.seal_json(("signatory", id.as_str(), "shown"), shown)?;
    tx.execute(
        "update signatory set shown = $1 where id = $2 and status = 'invited'",
        &[Value::from(sealed), Value::from(id)],
    )
    .await?;
    Ok(())
}

/// Writes what was delivered since the last time, for everybody at once.
///
/// # Errors
/// When the database fails; what could not be written is noted again.
pub async fn write_deliveries(app: &App) -> Result<(), Error> {
    let waiting = app.deliveries.take();
    if waiting.is_empty() {
        return Ok(());
    }
    let written = app.db.retry(|| write(app, &waiting)).await;
    if written.is_err() {
        let mut again = app.deliveries.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, (project, pages)) in waiting {
            merge(&mut again.entry(id).or_insert_with(|| (project, Pages::new())).1, &pages);
        }
    }
    written
}

async fn write(app: &App, waiting: &HashMap<SignatoryId, (ProjectId, Pages)>) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    for (id, (project, pages)) in waiting {
        let mut shown = find_of(&mut tx, app, (id, project)).await?;
        merge(&mut shown.delivered, pages);
        keep(&mut tx, app, (id, project), &shown).await?;
    }
    tx.commit_unlogged("which pages were delivered is told with the signature").await
}

fn merge(into: &mut Pages, pages: &Pages) {
    for (document, numbers) in pages {
        into.entry(document.clone()).or_default().extend(numbers);
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;

    use super::*;
    use crate::deal::FileId;
    use crate::deal::envelope::EnclosedFacts;

    fn document(pages: u32) -> Enclosed {
        let random = SystemRandom::new();
        let facts =
            EnclosedFacts { sha256: String::new(), sent_sha256: None, sealed_sha256: None, pages, size: 0 };
        let document_id = DocumentId::random(&random).unwrap();
        let file_id = FileId::random(&random).unwrap();
        Enclosed { document_id, name: String::new(), facts, file_id, revision: 0 }
    }

    #[test]
    fn a_report_names_each_page_once_and_no_other() {
        let enclosed = [document(9)];
        let id = enclosed[0].document_id.as_str();
        for (ranges, pages) in [
            ("1-3,5", vec![1, 2, 3, 5]),
            ("0-2,7-4294967295", vec![1, 2, 7, 8, 9]),
            ("4,4,1-6", vec![4, 5, 6]),
            ("4294967295,4294967296,-,,x-y,3-2", vec![]),
        ] {
            let read = read_report(&format!("{id}:{ranges};other:1-9"), &enclosed);
            assert_eq!(read.get(id).cloned().unwrap_or_default().into_iter().collect::<Vec<_>>(), pages);
            assert_eq!(read.len(), 1);
        }
        // However often a report goes over the same pages, each costs once.
        let again = "1-9,".repeat(4_000);
        assert_eq!(read_report(&format!("{id}:{again}"), &enclosed)[id].len(), 9);
        assert!(read_report("", &enclosed).is_empty());
    }

    #[test]
    fn pages_are_said_as_ranges() {
        for (pages, words) in [
            (vec![], ""),
            (vec![4], "4"),
            (vec![1, 2, 3, 5], "1-3, 5"),
            (vec![1, 3, 4, 9, 10], "1, 3-4, 9-10"),
        ] {
            assert_eq!(ranges(&pages.into_iter().collect()), words);
        }
    }
}
