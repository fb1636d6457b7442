//! A PostgreSQL that is away: it refuses, or it says nothing at all. People see it at once, and the service goes on by itself
//! when it is back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::engine::on_postgresql;
use super::instance::Home;

const AWAY: &str = "The database of this service does not answer";

/// A way to the server that can be closed.
struct Way {
    address: std::net::SocketAddr,
    server: String,
    open: Option<tokio::task::JoinHandle<()>>,
}

impl Way {
    /// A way to the server of an address, and the address by which it is used.
    async fn to(url: &str) -> (Self, String) {
        let (head, rest) = url.split_once('@').unwrap();
        let (server, path) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let way = Self { address, server: server.to_owned(), open: Some(carry(listener, server.to_owned())) };
        (way, format!("{head}@{address}/{path}"))
    }

    /// Closes the way: whoever is on it is cut off, whoever comes is refused.
    async fn close(&mut self) {
        let open = self.open.take().unwrap();
        open.abort();
        assert!(open.await.unwrap_err().is_cancelled());
    }

    /// Takes whoever comes and never says a word.
    async fn fall_silent(&mut self) {
        self.close().await;
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.open = Some(tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                silent.push(stream);
            }
        }));
    }

    async fn open(&mut self) {
        if self.open.is_some() {
            self.close().await;
        }
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.open = Some(carry(listener, self.server.clone()));
    }
}

fn carry(listener: TcpListener, server: String) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let server = Arc::new(server);
        let mut carried = JoinSet::new();
        while let Ok((mut here, _)) = listener.accept().await {
            let server = Arc::clone(&server);
            carried.spawn(async move {
                let mut there = TcpStream::connect(server.as_str()).await.unwrap();
                let _ended = copy_bidirectional(&mut here, &mut there).await;
            });
        }
    })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured is how long people really wait")]
fn a_database_that_is_away_is_told_at_once_and_used_again_when_it_is_back() {
    on_postgresql(async |home| {
        let (mut way, url) = Way::to(home.database_url().unwrap()).await;
        let home = Home::new(Some(url));
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Before").await;
        for silent in [false, true] {
            if silent {
                way.fall_silent().await
            } else {
                way.close().await
            }
            let mut longest = Duration::ZERO;
            for _ in 0..4 {
                for path in ["/projects", &format!("/projects/{project}")] {
                    let began = Instant::now();
                    claire.get(path).await.says(503, AWAY);
                    longest = longest.max(began.elapsed());
                }
                let began = Instant::now();
                claire.post("/projects", &[("name", "Meanwhile"), ("reference", "")]).await.says(503, AWAY);
                longest = longest.max(began.elapsed());
            }
            let limit = Duration::from_millis(if silent { 3_000 } else { 1_000 });
            assert!(longest < limit, "silent: {silent}: {longest:?}");
            println!("silent: {silent}: the longest wait was {longest:?}");
            way.open().await;
            // As long as an answer holds.
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            claire.get("/projects").await.says(200, "Before");
            claire.project("After").await;
        }
        instance.app.db.close().await;
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is measured is how long people really wait")]
fn a_pool_whose_connections_are_all_in_use_is_waited_for() {
    on_postgresql(async |home| {
        let instance = home.open().await;
        let mut open = Vec::new();
        for _ in 0..16 {
            open.push(instance.app.db.look().await.unwrap());
        }
        let app = instance.app.clone();
        let began = Instant::now();
        let waiting = tokio::spawn(async move { app.db.look().await.map(drop) });
        tokio::time::sleep(Duration::from_millis(700)).await;
        drop(open);
        waiting.await.unwrap().unwrap();
        assert!(began.elapsed() > Duration::from_millis(700));
    });
}
