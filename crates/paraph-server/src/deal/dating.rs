//! In which time zone the documents of a draft are dated.

use super::EnvelopeId;
use super::envelope::{find_draft, revise};
use super::event::{Chain, Event};
use crate::app::App;
use crate::auth::Member;
use crate::db::Value;
use crate::error::Error;
use crate::zone::Zone;

/// Has the documents of a draft dated in another zone. The zone it has already changes nothing.
///
/// # Errors
/// As [`find_draft`]; invalid when no zone has this name.
pub async fn set_zone(app: &App, member: &Member, id: &EnvelopeId, name: &str) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = find_draft(&mut tx, app, member, id).await?;
            let zone = Zone::find(name).ok_or_else(|| Error::invalid("error-time-zone"))?;
            if envelope.zone == zone {
                return Ok(());
            }
            revise(&mut tx, &envelope).await?;
            tx.change(
                "update envelope set time_zone = $1 where id = $2 and status = 'draft'",
                &[Value::from(zone.name()), Value::from(id)],
            )
            .await?;
            let chain = Chain::Envelope(&member.account_id, &envelope.project_id, id);
            let details = [("time-zone", zone.name())];
            tx.commit(Event::tell(app, chain, "envelope-zone-changed", &member.person(), &details)?).await
        })
        .await
}
