//! Submissions: a form as a member sent it, under the key of the page it stood on. A double click, a lost answer or a page
//! loaded again sends the same form once more; what it made is remembered in the transaction of the act, and made once.

use jiff::SignedDuration;

use crate::app::App;
use crate::auth::Member;
use crate::db::{Tx, Value};
use crate::error::{self, Error};
use crate::id::Id;
use crate::keys::Scope;
use crate::limits;

use super::{MemberId, kinds};

/// The key of a page with forms: random, new each time the page is shown.
pub type FormKey = Id<kinds::Form>;

/// The key of a member's page as its forms carry it: the key, the member it was shown to, and proof that we showed it.
///
/// # Errors
/// When the system gives no randomness.
pub fn page_key(app: &App, member: &MemberId) -> Result<String, Error> {
    let key = FormKey::random(&app.random)?;
    Ok(format!("{key}.{member}.{}", proof(app, &key, member)?))
}

/// The member who was shown the page of a form, by the key the form carried; none for a key that is not ours.
///
/// # Errors
/// When the proof cannot be computed.
pub fn shown_to(app: &App, carried: &str) -> Result<Option<MemberId>, Error> {
    let mut parts = carried.splitn(3, '.');
    let (Some(key), Some(member), Some(shown)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    let (Some(key), Some(member)) = (FormKey::parse(key), MemberId::parse(member)) else { return Ok(None) };
    let ours = proof(app, &key, &member)?;
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(ours.as_bytes(), shown.as_bytes());
    Ok(same.is_ok().then_some(member))
}

fn proof(app: &App, key: &FormKey, member: &MemberId) -> Result<String, Error> {
    let words = format!("{key}.{member}");
    Ok(hex::encode(app.keys.scope(Scope::Instance)?.lookup("page.shown", words.as_bytes())))
}

/// A form that a member sent.
pub struct Submission<'a> {
    /// Who sent it.
    pub member: &'a Member,
    /// The key it carried, as it came.
    pub key: &'a str,
}

/// What tells a submission from every other one.
pub struct Mark([u8; 32]);

impl Submission<'_> {
    /// The mark of this submission: of `act` with `content`, everything that decides what comes of it. The same page sent
    /// with other words is another submission.
    ///
    /// # Errors
    /// Invalid when the form carried no key.
    pub fn mark(&self, app: &App, act: &str, content: &[&str]) -> Result<Mark, Error> {
        let key = self
            .key
            .split('.')
            .next()
            .and_then(FormKey::parse)
            .ok_or_else(|| Error::invalid("error-form"))?;
        let words = serde_json::to_vec(&(self.member.id.as_str(), key.as_str(), act, content));
        let words = words.map_err(Error::broken)?;
        Ok(Mark(app.keys.scope(Scope::Instance)?.lookup("submission.mark", &words)))
    }
}

/// What the same submission made when it was sent before.
///
/// # Errors
/// When the database fails.
pub(super) async fn find<Kind>(tx: &mut Tx, mark: &Mark) -> Result<Option<Id<Kind>>, Error> {
    let row = tx.find("select outcome from submission where mark = $1", &[Value::from(mark.0)]).await?;
    row.map(|mut row| row.id()).transpose()
}

/// Remembers what a submission made, in the transaction of its act.
///
/// # Errors
/// Busy when the same submission was faster: tried again, the act finds its outcome.
pub(super) async fn remember<Kind>(
    tx: &mut Tx,
    app: &App,
    mark: &Mark,
    outcome: &Id<Kind>,
) -> Result<(), Error> {
    let kept = tx
        .execute(
            "insert into submission (mark, outcome, created_ms) values ($1, $2, $3) on conflict (mark) do nothing",
            &[Value::from(mark.0), Value::from(outcome), Value::from(app.clock.now())],
        )
        .await?;
    if kept == 1 { Ok(()) } else { Err(Error::said(error::Kind::Busy, "error-busy")) }
}

/// Forgets submissions so old that no page of theirs is open any more.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let old = app.clock.now() - SignedDuration::from_hours(24 * limits::SUBMISSION_DAYS);
    let mut tx = app.db.begin().await?;
    tx.execute("delete from submission where created_ms <= $1", &[Value::from(old)]).await?;
    tx.commit_unlogged("what came of old forms is swept").await
}
