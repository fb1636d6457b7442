//! Both engines: every story is told twice, each time on an empty database of its own.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, Builder};

use sqlx::{Connection, PgConnection};
use tokio::runtime::{self, Runtime};

use super::instance::Home;
use super::needs;

const VARIABLE: &str = "PARAPH_TEST_POSTGRES";

/// Tells a story on SQLite and on PostgreSQL at once, for both mostly wait for the disk.
pub(crate) fn on_both_engines(story: impl AsyncFn(&Home) + Sync) {
    let server = server();
    let (on_sqlite, on_postgresql) = thread::scope(|scope| {
        // The names stand in the message of whatever fails.
        let named = |engine: &str| Builder::new().name(engine.to_owned());
        let one = named("on SQLite").spawn_scoped(scope, || tell(&Home::new(None), &story)).unwrap();
        let other = server.map(|server| {
            named("on PostgreSQL").spawn_scoped(scope, || tell_in_a_schema(server, &story)).unwrap()
        });
        (one.join(), other.map_or(Ok(()), |other| other.join()))
    });
    assert!(on_sqlite.is_ok(), "the story does not hold on SQLite");
    assert!(on_postgresql.is_ok(), "the story does not hold on PostgreSQL");
}

/// Tells a story on SQLite alone.
pub(crate) fn on_sqlite(story: impl AsyncFn(&Home)) {
    tell(&Home::new(None), &story);
}

/// Tells a story on PostgreSQL alone, if a server is named.
pub(crate) fn on_postgresql(story: impl AsyncFn(&Home)) {
    if let Some(server) = server() {
        tell_in_a_schema(server, &story);
    }
}

fn tell_in_a_schema(server: String, story: &impl AsyncFn(&Home)) {
    let schema = Schema::create(server);
    let told = catch_unwind(AssertUnwindSafe(|| tell(&Home::new(Some(schema.url())), story)));
    schema.remove();
    if let Err(failure) = told {
        resume_unwind(failure);
    }
}

fn tell(home: &Home, story: &impl AsyncFn(&Home)) {
    // Dropped before the schema is: its connections are gone by then.
    runtime().block_on(story(home));
}

fn runtime() -> Runtime {
    // Files are sealed on the thread at hand, which only this kind allows.
    runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The server to test on. Where none is named that half is left out and said to be, unless every test was asked for.
fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let named = std::env::var(VARIABLE).ok();
    if named.is_none() {
        needs::missing("a PostgreSQL that PARAPH_TEST_POSTGRES names");
        SAID.call_once(|| {
            // Past the capture of the test harness, so that it is seen.
            let said = format!("NOT RUN: every story on PostgreSQL, because {VARIABLE} names no server\n");
            std::io::stderr().write_all(said.as_bytes()).unwrap();
        });
    }
    named
}

/// A schema of one story.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    fn create(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = Self { server, name: format!("paraph_suite_{}_{number}", std::process::id()) };
        schema.tell_server(format!("create schema {}", schema.name));
        schema
    }

    /// The server's address with this schema as the one that every connection works in.
    fn url(&self) -> String {
        let sign = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{sign}options=-c%20search_path%3D{}", self.server, self.name)
    }

    fn remove(&self) {
        self.tell_server(format!("drop schema {} cascade", self.name));
    }

    fn tell_server(&self, statement: String) {
        runtime().block_on(async {
            let mut connection = PgConnection::connect(&self.server).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    }
}
