//! Everybody who publishes lists, on one loopback address: a folder for each host, as a mirror has it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_server::net::http::Allowance;
use paraph_server::net::trusted_lists::Publisher;
use paraph_server::trusted_lists::{self, Outcome, Source, Update, UpdateError};

/// What is at an address.
#[derive(Clone)]
pub(crate) enum Page {
    List(Vec<u8>),
    Status(u16),
    Redirect,
    Silence,
    Endless,
}

/// The publishers, and the folder of somebody who takes their lists.
pub(crate) struct Town {
    pages: Mutex<BTreeMap<String, Page>>,
    asked: Mutex<Vec<String>>,
    pub(crate) folder: tempfile::TempDir,
}

impl Town {
    pub(crate) fn new() -> Arc<Self> {
        let folder = tempfile::tempdir().unwrap();
        Arc::new(Self { pages: Mutex::default(), asked: Mutex::default(), folder })
    }

    /// Publishes something at an address (without its scheme).
    pub(crate) fn publish(&self, address: &str, page: Page) {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(format!("/{address}"), page);
    }

    pub(crate) fn publish_list(&self, address: &str, list: impl AsRef<[u8]>) {
        self.publish(address, Page::List(list.as_ref().to_vec()));
    }

    /// The addresses that were asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.lock_asked())
    }

    fn lock_asked(&self) -> MutexGuard<'_, Vec<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The names of the files that are kept; what is unfinished would be among them.
    pub(crate) fn kept(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    /// All of it from a mirror, which serves until the test is over.
    pub(crate) async fn source(self: &Arc<Self>, list_of_lists: &str, pinned: &[Certificate]) -> Source {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mirror = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(self));
        tokio::spawn(axum::serve(listener, router).into_future());
        let allowance = Allowance { time: Duration::from_millis(1500), answer_bytes: 4 << 20 };
        Source {
            publisher: Publisher::web(None).mirrored_at(&mirror).within(allowance),
            list_of_lists: list_of_lists.to_owned(),
            pinned: pinned.to_vec(),
        }
    }

    /// Brings the folder up to date at a time.
    pub(crate) async fn update(
        self: &Arc<Self>,
        list_of_lists: &str,
        pinned: &[Certificate],
        time: &str,
    ) -> Result<Update, UpdateError> {
        let source = self.source(list_of_lists, pinned).await;
        let now: Timestamp = time.parse().unwrap();
        let mut told = Vec::new();
        let mut tell = |territory: &str, _: &Outcome| told.push(territory.to_owned());
        let update = trusted_lists::update(self.path(), &source, now, &mut tell).await;
        if let Ok(update) = &update {
            let expected: Vec<String> =
                std::iter::once("EU".to_owned()).chain(update.national.keys().cloned()).collect();
            assert_eq!(told, expected, "each list is told of once");
        }
        update
    }
}

async fn answer(State(town): State<Arc<Town>>, uri: Uri) -> Response {
    town.lock_asked().push(uri.path().to_owned());
    let page = town.pages.lock().unwrap_or_else(PoisonError::into_inner).get(uri.path()).cloned();
    match page.unwrap_or(Page::Status(404)) {
        Page::List(bytes) => ([(header::CONTENT_TYPE, "application/xml")], bytes).into_response(),
        Page::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Page::Redirect => {
            (StatusCode::FOUND, [(header::LOCATION, "https://elsewhere.example/")]).into_response()
        }
        Page::Silence => std::future::pending().await,
        Page::Endless => vec![b' '; 5 << 20].into_response(),
    }
}
