//! The worker beside the requests: mails leave, documents are looked at, envelopes are sealed, deadlines pass.
//!
//! It looks when the bell rings and every second besides. Each task may run twice; each ends in its own transaction.

use std::time::Duration;

use tokio::sync::watch;
use tracing::Instrument as _;

use crate::app::Shared;
use crate::deal::job::{self, Job, Kind};
use crate::deal::message::{self, Delivery};
use crate::deal::{
    DocumentId, EntryId, EnvelopeId, access_token, activation, authorization, device, document, ending, held,
    inspection, late_answer, password, room, sealing, session, shown, submission, throttle,
};
use crate::error::Error;
use crate::limits;
use crate::net::mail::{Mail, MailError, Outcome};

/// How often to look when nothing rings.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a lasting fault is logged: every this many rounds.
const TOLD_EVERY: u32 = 60;
/// How often to sweep: every this many looks.
const SWEEP_EVERY: u32 = 600;
/// Files not named by the database for this long are left over from an act that did not happen.
const ORPHAN_SECONDS: u64 = 3_600;

/// Works until told to stop, finishing the task at hand.
pub async fn run(app: Shared, mut stop: watch::Receiver<bool>) {
    let mut looks = 0u32;
    let mut stumbled = None;
    while !*stop.borrow() {
        let outcome = work_once(&app).await;
        let over = outcome.as_ref().err().map(|error| error.sentence().key);
        // A full disk or a database that is away lasts: it is logged when it begins, when it ends, and each minute between.
        if over != stumbled || looks.is_multiple_of(TOLD_EVERY) {
            note(outcome);
        }
        if over.is_none() && stumbled.is_some() {
            tracing::info!("the jobs go on");
        }
        stumbled = over;
        if looks.is_multiple_of(SWEEP_EVERY) {
            note(sweep(&app).await);
        }
        looks = looks.wrapping_add(1);
        tokio::select! {
            () = app.bell.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}

fn note(outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "the jobs stumbled and will look again");
    }
}

/// Does everything whose time has come.
///
/// # Errors
/// When the database fails; a task that fails is put back instead.
pub async fn work_once(app: &Shared) -> Result<(), Error> {
    ending::expire_all(app).await?;
    shown::write_deliveries(app).await?;
    while let Some(job) = job::claim(app).await? {
        let span = tracing::info_span!("job", job = job.kind.as_str(), subject = job.subject);
        match holding(perform(app, &job).instrument(span), || job::renew(app, &job)).await {
            Ok(()) => job::finish(app, &job).await?,
            Err(error) => {
                tracing::warn!(?job, %error, "a job is put back");
                job::put_back(app, &job, &error).await?;
            }
        }
    }
    while let Some(message) = message::claim(app).await? {
        let (delivery, answer) = holding(deliver(app, &message), || message::renew(app, &message)).await;
        message::settle(app, &message, delivery, &answer).await?;
    }
    Ok(())
}

/// Works, and says now and then that the work goes on, so that a lease may be short.
async fn holding<T, Renewal>(work: impl Future<Output = T>, renew: impl Fn() -> Renewal) -> T
where
    Renewal: Future<Output = Result<(), Error>>,
{
    let mut work = std::pin::pin!(work);
    let pause = Duration::from_secs(limits::JOB_RENEWAL_SECONDS);
    loop {
        match tokio::time::timeout(pause, work.as_mut()).await {
            Ok(done) => return done,
            // A renewal that fails is made up for by the next one, or another worker does the work too.
            Err(_) => note(renew().await),
        }
    }
}

async fn perform(app: &Shared, job: &Job) -> Result<(), Error> {
    let unreadable = || Error::broken("a job's subject is no identifier");
    match job.kind {
        Kind::InspectDocument => {
            inspection::inspect(app, &DocumentId::parse(&job.subject).ok_or_else(unreadable)?).await
        }
        Kind::AnswerPasswordWish => {
            password::answer(app, &EntryId::parse(&job.subject).ok_or_else(unreadable)?).await
        }
        Kind::SealEnvelope => {
            let _processor = app.signing.turn("seals").await?;
            sealing::seal(app, &EnvelopeId::parse(&job.subject).ok_or_else(unreadable)?).await
        }
    }
}

async fn deliver(app: &Shared, message: &message::Message) -> (Delivery, String) {
    match app.mailer.deliver(&mail(message)).await {
        Ok(Outcome::Accepted(answer)) => (Delivery::Accepted, answer),
        Ok(Outcome::Kept) => (Delivery::Kept, String::new()),
        Err(MailError::Permanent(answer)) => (Delivery::Failed, answer),
        Err(error) => (Delivery::Queued, error.to_string()),
    }
}

fn mail(message: &message::Message) -> Mail {
    let letter = message.letter.clone();
    Mail {
        id: message.id.to_string(),
        to: letter.to,
        to_name: letter.to_name,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        // As the Message-ID: the same whenever and however often it leaves.
        date: message.created,
    }
}

/// Removes sessions that ended, forms long sent, and files that no act ever named.
async fn sweep(app: &Shared) -> Result<(), Error> {
    session::sweep(app).await?;
    room::measure(app).await?;
    submission::sweep(app).await?;
    held::sweep(app).await?;
    device::sweep(app).await?;
    password::sweep(app).await?;
    throttle::sweep(app).await?;
    access_token::sweep(app).await?;
    activation::sweep(app).await?;
    authorization::sweep(app).await?;
    late_answer::sweep(app).await?;
    for id in app.store.sweep(ORPHAN_SECONDS)? {
        let mut tx = app.db.look().await?;
        if !document::is_file_wanted(&mut tx, &id).await? {
            app.store.remove(&id)?;
        }
    }
    Ok(())
}
