//! Everything the service works with, built once in `serve` and handed down.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use axum::body::Bytes;
use paraph_pki::Certificate;
use tokio::sync::Notify;

use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::deal::pending::PendingSignatures;
use crate::deal::shown::Deliveries;
use crate::deal::{CredentialId, EnvelopeId};
use crate::error::Error;
use crate::instance::{Authorities, Authority};
use crate::keys::Keys;
use crate::net::mail::Mailer;
use crate::net::timestamp::TimestampAuthority;
use crate::pages::Drawn;
use crate::recent::Recent;
use crate::render::Renderer;
use crate::site::Site;
use crate::store::Store;
use crate::trusted_lists::Keeper;
use crate::turns::Turns;
use crate::typefaces::Collection;
use crate::work::{Memory, Queue};

/// The service's parts.
pub struct App {
    /// How the instance is set up.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The key store.
    pub keys: Keys,
    /// The sealed files.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The system's randomness.
    pub random: SystemRandom,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// The instance's certificates and the keys of its seal and its time-stamps.
    pub authorities: Authorities,
    /// What time-stamps of an outside authority must chain to; empty for the instance's own.
    pub timestamp_trust: Vec<Certificate>,
    /// Who gives time-stamps.
    pub timestamps: TimestampAuthority,
    /// The trusted lists that are kept up to date, if any are.
    pub trusted_lists: Option<Keeper>,
    /// How mail leaves.
    pub mailer: Mailer,
    /// Draws pages in processes of their own.
    pub renderer: Renderer,
    /// The typefaces of this machine.
    pub typefaces: Collection,
    /// Turns for drawing the pictures of fields, shared out among signatories.
    pub drawing: Queue,
    /// Turns for reading the pictures that signatories upload.
    pub reading: Queue,
    /// Work on one envelope, one after the other.
    pub turns: Turns<EnvelopeId>,
    /// Turns at making signatures and seals, so that pages have the rest of the processors.
    pub signing: Queue,
    /// Signatures that are being made.
    pub pending: PendingSignatures,
    /// Images of pages that were shown a moment ago.
    pub images: Recent<Bytes>,
    /// The words of documents that were shown a moment ago.
    pub sheets: Recent<Arc<[Drawn]>>,
    /// Tries of one credential's PIN, one after the other.
    pub pin_turns: Turns<CredentialId>,
    /// Turns for looking at files that anybody may send.
    pub looking: Queue,
    /// Memory for such files.
    pub received: Memory,
    /// The site that the instance is.
    pub site: Site,
    /// What links begin with, without a slash at the end.
    pub base_url: String,
    /// Which pages were delivered to signatories, until it is written.
    pub deliveries: Deliveries,
    /// Rung when there is work for the jobs.
    pub bell: Notify,
}

/// The service's parts, shared by every request.
pub type Shared = Arc<App>;

impl App {
    /// The instance's certificates and keys in force now. An act takes them once and goes through with them.
    ///
    /// # Errors
    /// When they were replaced and do not open.
    pub fn authority(&self) -> Result<Arc<Authority>, Error> {
        self.authorities.current(&self.keys)
    }

    /// Tells the jobs that there is work.
    pub fn wake(&self) {
        self.bell.notify_one();
    }
}
