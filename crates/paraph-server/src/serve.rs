//! Starting and stopping the service: what is missing is made, what does not fit is refused, what runs is let finish.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use crate::app::{App, Shared};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::{Config, Opened};
use crate::db::Db;
use crate::deal::pending::PendingSignatures;
use crate::deal::shown::Deliveries;
use crate::deal::{AccountId, account, credential, invitation, job, punctuality, register};
use crate::edge::{self, Edge};
use crate::error::Error;
use crate::instance::Authorities;
use crate::keys::Keys;
use crate::recent::Recent;
use crate::render::Renderer;
use crate::site::Site;
use crate::store::Store;
use crate::turns::Turns;
use crate::typefaces::Collection;
use crate::work::{Memory, Queue, Room};
use crate::{disk, jobs, limits, router, trusted_lists};

/// A service that listens; dropping it does not stop it, `stop` does.
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its parts.
    pub app: Shared,
    /// The first administrator's invitation, while nobody has accepted one.
    pub invitation: Option<String>,
    /// What the operator must put right although the service runs.
    pub warning: Option<String>,
    stop: watch::Sender<bool>,
    serving: tokio::task::JoinHandle<()>,
    working: tokio::task::JoinHandle<()>,
    /// Held while the service runs, so that no second one uses the same folder.
    _lock: File,
}

/// What the program hands in besides the configuration.
pub struct Surroundings {
    /// The clock.
    pub clock: Clock,
    /// The program to start for drawing pages: this very program.
    pub program: PathBuf,
}

/// Starts the service: opens or makes the data folder, the keys, the database and the authority, then listens.
///
/// # Errors
/// What does not fit, with what to do about it, in the error's note.
pub async fn start(config: Config, surroundings: Surroundings) -> Result<Service, Error> {
    let random = SystemRandom::new();
    // First, so that a configuration is refused in the same words wherever it is looked at.
    let opened = config.open()?;
    let lock = lock_folder(&config)?;
    let descriptors = edge::raise_descriptors();
    let listener = TcpListener::bind(config.listen).await.map_err(|cause| {
        Error::broken(format!("cannot listen on {}: {cause}; is another instance running?", config.listen))
    })?;
    let address = listener.local_addr().map_err(Error::broken)?;
    let app = Arc::new(build(config, opened, surroundings, address.port(), random).await?);
    if app.config.database_url.is_none() {
        job::release_all(&app).await?;
    }
    credential::settle_tries(&app).await?;
    let behind = punctuality::look(&mut app.db.look().await?, &app).await?;
    let warning = behind.map(|behind| behind.sentence());
    let token = invitation::create_first(&app).await?;
    let invitation = token.map(|token| format!("{}/invitation/{}", app.base_url, token.text().as_str()));
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(jobs::run(Arc::clone(&app), stopped.clone()));
    // Ends when it is told to stop, in the middle of an update too: each file is kept whole or not at all.
    tokio::spawn(trusted_lists::keep(Arc::clone(&app), stopped.clone()));
    let proxies = app.config.proxies().to_vec();
    let edge =
        Edge::new(router::build(Arc::clone(&app)), app.config.connections.clone(), proxies, descriptors);
    let serving = tokio::spawn(edge.serve(listener, stopped));
    Ok(Service { address, app, invitation, warning, stop, serving, working, _lock: lock })
}

impl Service {
    /// Stops: no new request is taken, those at hand are answered, the job at hand is finished.
    ///
    /// # Errors
    /// When the listener failed.
    pub async fn stop(self) -> Result<(), Error> {
        // Nobody listening means that both tasks ended already.
        let _ended = self.stop.send(true);
        self.app.wake();
        self.working.await.map_err(Error::broken)?;
        let grace = std::time::Duration::from_secs(20);
        let cut_off = self.serving.abort_handle();
        if tokio::time::timeout(grace, self.serving).await.is_err() {
            tracing::warn!("some requests did not end in time and were cut off");
            cut_off.abort();
        }
        self.app.db.close().await;
        Ok(())
    }
}

/// One service a folder: two would sign with the same keys and sweep each other's files.
fn lock_folder(config: &Config) -> Result<File, Error> {
    let wrong = |cause: std::io::Error| {
        Error::broken(format!("the data folder {} cannot be used: {cause}", config.data.display()))
    };
    disk::create_folder(&config.data).map_err(wrong)?;
    let mut lock = File::create(config.data.join("lock")).map_err(wrong)?;
    lock.try_lock().map_err(|_| {
        Error::broken(format!("the data folder {} is in use by another instance", config.data.display()))
    })?;
    writeln!(lock, "{}", std::process::id()).map_err(wrong)?;
    Ok(lock)
}

/// Builds the service's parts without serving: for [`start`], and for tests that ask the router themselves. `port` is what
/// links name when no public address is set.
///
/// # Errors
/// As [`start`].
pub async fn assemble(
    config: Config,
    surroundings: Surroundings,
    port: u16,
    random: SystemRandom,
) -> Result<App, Error> {
    let opened = config.open()?;
    build(config, opened, surroundings, port, random).await
}

async fn build(
    config: Config,
    opened: Opened,
    surroundings: Surroundings,
    port: u16,
    random: SystemRandom,
) -> Result<App, Error> {
    let db = match &config.database_url {
        Some(url) => Db::connect(url).await?,
        None => Db::open_embedded(&config.data.join("paraph.db")).await?,
    };
    let mut look = db.look().await?;
    let wanted = account::root_fingerprint(&mut look).await?;
    drop(look);
    let keys = open_keys(&config, wanted.as_deref(), &random)?;
    let now = surroundings.clock.now();
    let named = (config.operator.as_str(), config.public_url.as_deref());
    let base_url = config.base_url(port);
    let site = Site::parse(&base_url)
        .ok_or_else(|| Error::broken(format!("public_url {base_url} names no host")))?;
    let authorities = Authorities::open_or_create(&keys, named, now, &random)?;
    let app = App {
        store: Store::open(&config.data.join("files"), random.clone())?,
        passwords: Passwords::new(random.clone()),
        timestamp_trust: opened.timestamp_trust,
        timestamps: opened.timestamps,
        mailer: opened.mailer,
        trusted_lists: opened.trusted_lists,
        renderer: Renderer::new(surroundings.program),
        base_url,
        site,
        clock: surroundings.clock,
        bell: Notify::new(),
        typefaces: Collection::open(config.fonts.as_deref())?,
        drawing: Queue::new(DRAWING_ROOM),
        reading: Queue::new(READING_ROOM),
        turns: Turns::default(),
        pin_turns: Turns::default(),
        signing: Queue::new(signing_room()),
        pending: PendingSignatures::default(),
        images: Recent::new(limits::RECENT_SIZE_MAX),
        sheets: Recent::new(limits::RECENT_SIZE_MAX),
        looking: Queue::new(LOOKING_ROOM),
        received: Memory::new(limits::VERIFY_MEMORY_MAX, limits::VERIFY_MEMORY_OF_ONE_MAX),
        deliveries: Deliveries::default(),
        authorities,
        config,
        db,
        keys,
        random,
    };
    if wanted.is_none() {
        let id = AccountId::random(&app.random)?;
        app.keys.create_account(&id)?;
        account::establish(&app, &id).await?;
    }
    register::enter_own(&app).await?;
    Ok(app)
}

/// Where files that anybody may send wait to be looked at.
const LOOKING_ROOM: Room = Room {
    at_once: limits::VERIFY_AT_ONCE,
    waiting_max: limits::VERIFY_WAITING_MAX,
    waiting_of_one_max: limits::VERIFY_WAITING_OF_ONE_MAX,
};

/// Where signatories wait for the pictures of their fields.
const DRAWING_ROOM: Room = Room {
    at_once: limits::PICTURES_AT_ONCE,
    waiting_max: limits::PICTURES_WAITING_MAX,
    waiting_of_one_max: limits::PICTURES_WAITING_OF_ONE_MAX,
};

/// Where signatories wait for the pictures that they upload.
const READING_ROOM: Room = Room {
    at_once: limits::UPLOADED_SIGNATURES_AT_ONCE,
    waiting_max: limits::UPLOADED_SIGNATURES_WAITING_MAX,
    waiting_of_one_max: limits::UPLOADED_SIGNATURES_WAITING_OF_ONE_MAX,
};

/// One processor is left to pages, where there is more than one.
fn signing_room() -> Room {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Room {
        at_once: processors.saturating_sub(1).max(1),
        waiting_max: limits::SIGNING_WAITING_MAX,
        waiting_of_one_max: 2,
    }
}

/// Opens the key store, or makes it on the very first start; a root key that the database does not know is refused.
fn open_keys(config: &Config, wanted: Option<&str>, random: &SystemRandom) -> Result<Keys, Error> {
    let folder = config.data.join("keys");
    if !folder.join("root.key").exists() {
        if let Some(wanted) = wanted {
            return Err(Error::broken(format!(
                "the root key file {} is missing: restore the one with fingerprint {wanted}",
                folder.join("root.key").display()
            )));
        }
        Keys::create(&folder, random)?;
    }
    let keys = Keys::open(&folder, random.clone())?;
    match wanted {
        Some(wanted) if wanted != keys.fingerprint() => Err(Error::broken(format!(
            "the root key has fingerprint {}, the database belongs to {wanted}: restore that key",
            keys.fingerprint()
        ))),
        _ => Ok(keys),
    }
}
