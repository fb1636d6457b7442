//! Starting and stopping the service: what is missing is made, what does not fit is refused, what runs is let finish.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::Certificate;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use zeroize::Zeroizing;

use crate::app::{App, Shared};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::{Config, MailSecurity};
use crate::db::Db;
use crate::deal::shown::Deliveries;
use crate::deal::{AccountId, account, invitation, job, register};
use crate::edge::{self, Edge};
use crate::error::Error;
use crate::instance::Authorities;
use crate::keys::Keys;
use crate::net::mail::{Mailer, Protection, Smtp};
use crate::net::timestamp::TimestampAuthority;
use crate::net::trusted_lists::Publisher;
use crate::render::Renderer;
use crate::site::Site;
use crate::store::Store;
use crate::trusted_lists::{EUROPEAN_LIST_OF_LISTS, Keeper, Source};
use crate::turns::Turns;
use crate::work::{Memory, Queue, Room};
use crate::{jobs, limits, router, trusted_lists};

/// A service that listens; dropping it does not stop it, `stop` does.
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its parts.
    pub app: Shared,
    /// The first administrator's invitation, while nobody has accepted one.
    pub invitation: Option<String>,
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
    let lock = lock_folder(&config)?;
    let descriptors = edge::raise_descriptors();
    let listener = TcpListener::bind(config.listen).await.map_err(|cause| {
        Error::broken(format!("cannot listen on {}: {cause}; is another instance running?", config.listen))
    })?;
    let address = listener.local_addr().map_err(Error::broken)?;
    let app = Arc::new(assemble(config, surroundings, address.port(), random).await?);
    if app.config.database_url.is_none() {
        job::release_all(&app).await?;
    }
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
    Ok(Service { address, app, invitation, stop, serving, working, _lock: lock })
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
    use std::os::unix::fs::DirBuilderExt;
    let wrong = |cause: std::io::Error| {
        Error::broken(format!("the data folder {} cannot be used: {cause}", config.data.display()))
    };
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&config.data).map_err(wrong)?;
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
        timestamp_trust: timestamp_trust(&config)?,
        timestamps: timestamps(&config)?,
        mailer: mailer(&config)?,
        trusted_lists: trusted_lists(&config)?,
        renderer: Renderer::new(surroundings.program),
        base_url,
        site,
        clock: surroundings.clock,
        bell: Notify::new(),
        turns: Turns::default(),
        looking: Queue::new(Room {
            at_once: limits::VERIFY_AT_ONCE,
            waiting_max: limits::VERIFY_WAITING_MAX,
            waiting_of_one_max: limits::VERIFY_WAITING_OF_ONE_MAX,
        }),
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

/// The authority that gives time-stamps: the one that is set, or the instance's own.
fn timestamps(config: &Config) -> Result<TimestampAuthority, Error> {
    match &config.timestamp.url {
        None => Ok(TimestampAuthority::Own),
        Some(url) => {
            let trust = read("timestamp.tls_trust", config.timestamp.tls_trust.as_deref())?;
            TimestampAuthority::http(url, trust.as_ref().map(|pem| pem.as_bytes())).map_err(Error::broken)
        }
    }
}

/// A file that the configuration names under `key`, if it does.
fn read(key: &str, path: Option<&Path>) -> Result<Option<Zeroizing<String>>, Error> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|cause| Error::broken(format!("{key} {}: {cause}", path.display())))?;
    Ok(Some(Zeroizing::new(text)))
}

/// The trusted lists to keep up to date: those that certificates are given for.
fn trusted_lists(config: &Config) -> Result<Option<Keeper>, Error> {
    let lists = &config.trusted_lists;
    let Some(text) = read("trusted_lists.certificates", lists.certificates.as_deref())? else {
        return Ok(None);
    };
    let pinned = Certificate::all_from_pem(&text)?;
    if pinned.is_empty() {
        return Err(Error::broken(
            "trusted_lists.certificates must name the certificates of the Official Journal",
        ));
    }
    let trust = read("trusted_lists.tls_trust", lists.tls_trust.as_deref())?;
    let web = Publisher::web(trust.as_ref().map(|pem| pem.as_bytes()));
    let publisher = match &lists.mirror {
        Some(mirror) => web.mirrored_at(mirror),
        None => web,
    };
    let list_of_lists = lists.url.clone().unwrap_or_else(|| EUROPEAN_LIST_OF_LISTS.to_owned());
    let folder = lists.folder.clone().unwrap_or_else(|| config.data.join("trusted-lists"));
    Ok(Some(Keeper::new(folder, Source { publisher, list_of_lists, pinned })))
}

/// What an outside authority's time-stamps must chain to; without it none of them could be relied on.
fn timestamp_trust(config: &Config) -> Result<Vec<Certificate>, Error> {
    let trust = read("timestamp.trust", config.timestamp.trust.as_deref())?;
    match (&config.timestamp.url, trust) {
        (None, _) => Ok(Vec::new()),
        (Some(_), None) => {
            Err(Error::broken("timestamp.trust must name the PEM file of the authority's root"))
        }
        (Some(_), Some(text)) => Ok(Certificate::all_from_pem(&text)?),
    }
}

/// How mail leaves: through the server that is set, or not at all.
fn mailer(config: &Config) -> Result<Mailer, Error> {
    let mail = &config.mail;
    let (Some(host), Some(from)) = (&mail.host, &mail.from) else { return Ok(Mailer::Outbox) };
    let password = read("mail.password_file", mail.password_file.as_deref())?;
    let trust = read("mail.trust", mail.trust.as_deref())?;
    let credentials = mail.username.as_deref().zip(password.as_deref().map(|text| text.trim_end()));
    let protection = match mail.security {
        MailSecurity::Starttls => Protection::StartTls,
        MailSecurity::Tls => Protection::Tls,
        MailSecurity::None => Protection::None,
    };
    let settings = Smtp {
        host,
        port: mail.port,
        protection,
        credentials,
        from,
        from_name: &config.operator,
        trust: trust.as_ref().map(|pem| pem.as_bytes()),
        step_time: None,
    };
    Mailer::smtp(settings).map_err(Error::broken)
}
