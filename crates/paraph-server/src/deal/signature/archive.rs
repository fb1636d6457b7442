//! Proof for decades: what validation will need is written into a signed file, and the whole is time-stamped once more
//! (level B-LTA, EN 319 142-1 § 5.5). Nothing less is kept.

use aws_lc_rs::rand::SystemRandom;
use paraph_pades::extend::{PreparedTimestamp, add_validation_data, prepare_timestamp};
use paraph_pades::limits::TIMESTAMP_BYTES_DEFAULT;
use paraph_pades::validate::Needs;
use paraph_pdf::{Appended, Document, Source};

use super::judgement::Judge;
use super::refusal::refused;
use super::{ask, outside};
use crate::app::Shared;
use crate::deal::EnvelopeId;
use crate::error::Error;
use crate::net::revocation;
use crate::net::timestamp::TimestampAuthority;

/// Rounds of asking: each may bring certificates whose status is asked about next.
const ROUNDS_MAX: usize = 8;

/// Lifts a file, given as what it was and what was appended to it.
pub(super) async fn archive<S: Source + Clone + Send + 'static>(
    app: &Shared,
    judge: &mut Judge,
    envelope: &EnvelopeId,
    whole: Appended<S>,
) -> Result<Appended<S>, Error> {
    let needs = gather(app, judge, &whole).await?;
    let name = format!("Paraph-archive-{envelope}");
    let written = tokio::task::spawn_blocking(move || write(whole, &needs, &name));
    let (mut whole, prepared) = written.await.map_err(Error::broken)??;
    let query = prepared.query(&SystemRandom::new()).map_err(Error::broken)?;
    let answer = ask(app, &judge.authority, &query.to_der()?).await?;
    let finished = prepared.embed(&query, &answer).map_err(|error| outside(&error))?;
    whole.tail.extend_from_slice(finished.tail());
    Ok(whole)
}

/// The evidence for everything this instance signed. Of its own certificates everything is at hand; a time-stamp authority
/// elsewhere, and whom it names, are asked; with our own nobody is.
async fn gather<S: Source + Clone + Send + 'static>(
    app: &Shared,
    judge: &mut Judge,
    whole: &Appended<S>,
) -> Result<Needs, Error> {
    let document = Document::open(whole.clone()).map_err(Error::broken)?;
    let mut told = String::new();
    for _ in 0..ROUNDS_MAX {
        let needs = tokio::task::block_in_place(|| judge.needs(&document))?;
        if needs.missing.is_empty() {
            return Ok(needs);
        }
        if matches!(app.timestamps, TimestampAuthority::Own) {
            told = "everything there is to know of our own certificates is known here".to_owned();
            break;
        }
        let before = judge.known.count();
        told = revocation::fetch(&needs.missing, &mut judge.known).await;
        if judge.known.count() == before {
            break;
        }
    }
    Err(Error::outside("error-evidence", format!("evidence for long-term validation is missing: {told}")))
}

fn write<S: Source + Clone>(
    whole: Appended<S>,
    needs: &Needs,
    name: &str,
) -> Result<(Appended<S>, PreparedTimestamp), Error> {
    let document = Document::open(whole).map_err(Error::broken)?;
    let data = add_validation_data(&document, &needs.used).map_err(refused)?;
    let Appended { base, mut tail } = document.into_source();
    tail.extend_from_slice(&data);
    let document = Document::open(Appended { base, tail }).map_err(Error::broken)?;
    let prepared = prepare_timestamp(&document, name, TIMESTAMP_BYTES_DEFAULT).map_err(refused)?;
    Ok((document.into_source(), prepared))
}
