//! An instance of the service: its parts, its router, its outbox in memory and its clock.

use std::path::PathBuf;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use axum::Router;
use jiff::{SignedDuration, Timestamp};
use paraph_server::app::{App, Shared};
use paraph_server::clock::Clock;
use paraph_server::config::Config;
use paraph_server::db::{Row, Value};
use paraph_server::deal::throttle::Allowance;
use paraph_server::deal::{invitation, register};
use paraph_server::error::Error;
use paraph_server::instance::Depth;
use paraph_server::net::mail::{Mail, Mailer, Memory};
use paraph_server::serve::{self, Surroundings};
use paraph_server::{jobs, router};
use tempfile::TempDir;

use super::events;
use super::person::{Person, between};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "seventeen quiet lighthouses";

/// Where an instance keeps everything; it outlives the instance.
pub(crate) struct Home {
    folder: TempDir,
    database_url: Option<String>,
}

/// A running instance.
pub(crate) struct Instance {
    pub(crate) app: Shared,
    pub(crate) mail: Memory,
    pub(crate) router: Router,
    /// The secret of the first administrator's invitation, while nobody has accepted it.
    pub(crate) invitation: Option<String>,
}

impl Home {
    pub(crate) fn new(database_url: Option<String>) -> Self {
        Self { folder: TempDir::new().unwrap(), database_url }
    }

    /// The address of the PostgreSQL that holds everything, if one does.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    /// Starts an instance whose mail stays in memory.
    pub(crate) async fn open(&self) -> Instance {
        self.open_with(|_| ()).await
    }

    /// The same, after a change to its parts.
    pub(crate) async fn open_with(&self, change: impl FnOnce(&mut App)) -> Instance {
        let mut app = self.assemble().await.unwrap();
        let mail = Memory::default();
        app.mailer = Mailer::Memory(mail.clone());
        app.config.mail.host = Some("memory".to_owned());
        change(&mut app);
        let app = Arc::new(app);
        let token = invitation::create_first(&app).await.unwrap();
        let invitation = token.map(|token| token.text().as_str().to_owned());
        Instance { router: router::build(Arc::clone(&app)), invitation, mail, app }
    }

    /// The parts of an instance, or why it does not start.
    pub(crate) async fn assemble(&self) -> Result<App, Error> {
        let variables =
            [("PARAPH_OPERATOR", "Lefort & Associates"), ("PARAPH_PUBLIC_URL", "http://localhost:8421")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut config = Config::load(None, variables.into_iter()).unwrap();
        config.data = self.folder.path().to_owned();
        config.database_url.clone_from(&self.database_url);
        let clock = Clock::fixed("2026-03-02T09:00:00Z".parse().unwrap());
        let surroundings = Surroundings { clock, program: render_worker() };
        serve::assemble(config, surroundings, 8421, SystemRandom::new()).await
    }
}

/// The drawing process of this crate, built beside the tests.
fn render_worker() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/render_worker");
    assert!(program.exists(), "{} is built by `cargo test` of the whole package", program.display());
    program
}

impl Instance {
    /// Somebody with an empty browser.
    pub(crate) fn visitor(&self) -> Person {
        Person::new(self)
    }

    /// The first administrator, who has just accepted the invitation.
    pub(crate) async fn administrator(&self) -> Person {
        let token = self.invitation.clone().unwrap();
        self.joined(&token, "Claire Lefort", "claire.lefort@example.org").await
    }

    /// Another member, invited by an administrator.
    pub(crate) async fn member(&self, administrator: &Person, name: &str, role: &str) -> Person {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let pairs = [("email", email.as_str()), ("role", role)];
        administrator.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        self.work().await;
        let token = between(&self.last_mail_to(&email).text, "/invitation/", "\n").unwrap();
        self.joined(token.trim(), name, &email).await
    }

    async fn joined(&self, token: &str, name: &str, email: &str) -> Person {
        let person = self.visitor();
        let path = format!("/invitation/{token}");
        let pairs = [("name", name), ("email", email), ("password", PASSWORD), ("accept", "yes")];
        person.submit(&path, &path, &pairs).await.leads_to("/projects");
        person
    }

    /// Lets the jobs do everything whose time has come.
    pub(crate) async fn work(&self) {
        jobs::work_once(&self.app).await.unwrap();
    }

    /// Renews the instance's certificates.
    pub(crate) async fn rotate(&self, depth: Depth) {
        register::rotate(&self.app, depth).await.unwrap();
    }

    /// Lets time pass.
    pub(crate) fn later(&self, by: SignedDuration) {
        self.app.clock.advance(by);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// The mails that reached an address, oldest first.
    pub(crate) fn mails_to(&self, email: &str) -> Vec<Mail> {
        self.mail.delivered().into_iter().filter(|mail| mail.to == email).collect()
    }

    pub(crate) fn last_mail_to(&self, email: &str) -> Mail {
        self.mails_to(email).pop().unwrap_or_else(|| panic!("no mail reached {email}"))
    }

    /// Rows that a statement gives.
    pub(crate) async fn rows(&self, sql: &'static str, values: &[Value]) -> Vec<Row> {
        self.app.db.look().await.unwrap().list(sql, values).await.unwrap()
    }

    /// The number that a statement counts.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        self.rows(sql, &[]).await[0].integer().unwrap()
    }

    /// Counts acts under an allowance as if they had been tried.
    pub(crate) async fn have_counted(&self, allowance: Allowance, value: &str, number: i64) {
        let counted = allowance.of(&self.app, value).unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        assert_eq!(counted.count_many(&mut tx, &self.app, number).await.unwrap(), None);
        tx.commit_unlogged("a test counted it").await.unwrap();
    }

    /// Changes the database behind the service's back.
    pub(crate) async fn tamper(&self, sql: &'static str, values: &[Value]) {
        let mut tx = self.app.db.begin().await.unwrap();
        assert!(tx.execute(sql, values).await.unwrap() > 0, "nothing was there to change: {sql}");
        tx.commit_unlogged("a test changed it").await.unwrap();
    }

    /// Changes the tables behind the service's back.
    pub(crate) async fn alter(&self, sql: &'static str) {
        let mut tx = self.app.db.begin().await.unwrap();
        tx.execute(sql, &[]).await.unwrap();
        tx.commit_unlogged("a test changed it").await.unwrap();
    }

    /// What was done in a chain of events, in order, after every chain of the instance was checked.
    pub(crate) async fn told(&self, chain: &str) -> Vec<String> {
        events::read(self).await.remove(chain).unwrap_or_default()
    }

    /// What was done in the chain of the account.
    pub(crate) async fn told_of_the_account(&self) -> Vec<String> {
        let account = self.rows("select account_id from instance", &[]).await[0].text().unwrap();
        self.told(&format!("account:{account}")).await
    }
}
