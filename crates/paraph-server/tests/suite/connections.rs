//! Connections that an act leaves behind: full disk, statements cut off, ended backends. Whatever happens on one, the next act
//! finds a good one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use paraph_server::app::App;
use paraph_server::db::{Tx, Value};
use paraph_server::error::{Error, Kind};

use super::engine::{on_both_engines, on_postgresql, on_sqlite};
use super::instance::Instance;

/// As many as the pool of either engine has at most.
const CONNECTIONS: usize = 16;
const DISK_FULL: &str = "The disk of this server is full.";
const AWAY: &str = "error-database-away";

/// Lets the database file grow no more, as a full disk would, on every connection that is open now.
async fn fill(app: &App) {
    let mut open = Vec::new();
    for _ in 0..8 {
        let mut tx = app.db.look().await.unwrap();
        let pages = tx.list("pragma page_count", &[]).await.unwrap()[0].integer().unwrap();
        let free = tx.list("pragma freelist_count", &[]).await.unwrap()[0].integer().unwrap();
        assert_eq!(free, 0, "the room that is left would be used first");
        assert!(pages > 10);
        // SQLite never takes a limit below the size that there is.
        let limit = tx.list("pragma max_page_count = 1", &[]).await.unwrap()[0].integer().unwrap();
        assert_eq!(limit, pages);
        open.push(tx);
    }
}

#[test]
fn a_full_disk_stops_the_acts_that_need_room_and_nothing_after_them() {
    on_sqlite(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[super::deal::ANNA]).await;
        fill(&instance.app).await;
        // Longer than a page: no row of it fits into the room that is left.
        let long = "Closing conditions. ".repeat(190);
        let form = claire
            .form(&deal.at("/review"), &deal.at("/send"), &[("message", &long), ("expires_days", "14")])
            .await;
        let (mut refused, mut answered) = (0, Vec::new());
        for _ in 0..CONNECTIONS {
            claire.get("/projects").await.says(200, "Acquisition of Meridian");
            let answer = claire.send(&form).await;
            answered.push(answer.status);
            if answer.status == 503 {
                answer.says(503, DISK_FULL);
                refused += 1;
            }
        }
        // A refused act closes its connection; the one that replaces it knows no limit, as if there were room again.
        assert!(refused > 0, "the disk was not full: {answered:?}");
        claire.project("After there was room again").await;
        for _ in 0..CONNECTIONS {
            claire.get("/projects").await.says(200, "After there was room again");
        }
    });
}

#[test]
fn a_transaction_is_closed_for_good_by_its_first_failure() {
    on_sqlite(async |home| {
        let instance = home.open().await;
        fill(&instance.app).await;
        for _ in 0..4 {
            let mut tx = instance.app.db.begin().await.unwrap();
            let Err(full) = insert_much(&mut tx).await else { continue };
            assert_eq!((full.kind(), full.sentence().key), (Kind::Outside, "error-disk-full"), "{full}");
            // SQLite has rolled back by itself: this would be kept without a commit.
            tx.execute("delete from sign_in_failure", &[]).await.unwrap_err();
            tx.commit_unlogged("a test tries to keep what failed").await.unwrap_err();
        }
        must_work(&instance).await;
    });
}

#[test]
fn an_act_cut_off_at_any_instant_leaves_good_connections() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let count = "select count(*) from sign_in_failure";
        let (mut kept, mut began) = (0, 0);
        for round in 0..120u64 {
            let act = async {
                let mut tx = instance.app.db.begin().await?;
                insert(&mut tx, round).await?;
                tx.commit_unlogged("a test").await
            };
            // From before the beginning to after the end, at each instant at which it waits for the database.
            match polled(act, round % 24).await {
                Some(done) => {
                    done.unwrap();
                    kept += 1;
                }
                None => began += 1,
            }
        }
        assert!(began > 0, "no act was cut off");
        let found = instance.count(count).await;
        assert!(found >= kept && found <= 120, "{kept} were kept, {found} are there");
        must_work(&instance).await;
    });
}

/// What comes of an act that goes on so many times at most, and is let go unfinished then.
async fn polled<T>(act: impl Future<Output = T>, mut times: u64) -> Option<T> {
    let mut act = std::pin::pin!(act);
    std::future::poll_fn(move |context| {
        if times == 0 {
            return Poll::Ready(None);
        }
        times -= 1;
        act.as_mut().poll(context).map(Some)
    })
    .await
}

#[test]
fn a_backend_that_ends_stops_the_act_on_it_alone() {
    on_postgresql(async |home| {
        let instance = home.open().await;
        let app = &instance.app;
        // Before the first statement, between two, and before the commit.
        for statements in 0..3u64 {
            let mut tx = app.db.begin().await.unwrap();
            let backend = backend(&mut tx).await;
            for number in 0..statements {
                insert(&mut tx, 1_000 + 10 * statements + number).await.unwrap();
            }
            end(app, &[backend]).await;
            let gone = match statements {
                2 => tx.commit_unlogged("a test").await.unwrap_err(),
                _ => insert(&mut tx, 999).await.unwrap_err(),
            };
            assert_eq!((gone.kind(), gone.sentence().key), (Kind::Outside, AWAY), "{gone}");
        }
        assert_eq!(instance.count("select count(*) from sign_in_failure").await, 0);
        must_work(&instance).await;
        // All at once, while they are idle.
        let mut open = Vec::new();
        for _ in 0..CONNECTIONS - 1 {
            open.push(app.db.begin().await.unwrap());
        }
        let mut backends = Vec::new();
        for tx in &mut open {
            backends.push(backend(tx).await);
        }
        end(app, &backends).await;
        drop(open);
        must_work(&instance).await;
    });
}

/// Every connection there can be takes an act, several times over.
async fn must_work(instance: &Instance) {
    static ROUNDS: AtomicU64 = AtomicU64::new(1_000);
    for _ in 0..3 {
        let round = ROUNDS.fetch_add(1, Ordering::Relaxed);
        let acts = (0..CONNECTIONS as u64).map(|number| {
            let app = instance.app.clone();
            tokio::spawn(async move {
                app.db
                    .retry(async || {
                        let mut tx = app.db.begin().await?;
                        insert(&mut tx, round * 100 + number).await?;
                        tx.commit_unlogged("a test").await
                    })
                    .await
            })
        });
        for act in acts.collect::<Vec<_>>() {
            act.await.unwrap().unwrap();
        }
    }
}

async fn insert(tx: &mut Tx, number: u64) -> Result<(), Error> {
    let id = format!("{number:032}");
    let values = [Value::from(id.as_str()), Value::from([7; 32]), Value::from(1)];
    tx.execute("insert into sign_in_failure (id, lookup, at_ms) values ($1, $2, $3)", &values).await?;
    Ok(())
}

async fn insert_much(tx: &mut Tx) -> Result<(), Error> {
    let values = [Value::from("long"), Value::from(vec![7; 9_000]), Value::from(1)];
    tx.execute("insert into sign_in_failure (id, lookup, at_ms) values ($1, $2, $3)", &values).await?;
    Ok(())
}

async fn backend(tx: &mut Tx) -> i64 {
    tx.list("select cast(pg_backend_pid() as bigint)", &[]).await.unwrap()[0].integer().unwrap()
}

async fn end(app: &App, backends: &[i64]) {
    let mut tx = app.db.look().await.unwrap();
    for backend in backends {
        let end =
            "select cast(pg_terminate_backend(cast($1 as integer), 5000) as integer) * cast(1 as bigint)";
        assert_eq!(tx.list(end, &[Value::from(*backend)]).await.unwrap()[0].integer().unwrap(), 1);
    }
}
