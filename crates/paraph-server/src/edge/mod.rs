//! The edge: where connections come in. Each has a permit, deadlines for what its client has to do, and a request that can be
//! read in one way only; what comes through is handed to the router.

mod body;
mod conversation;
mod descriptors;
mod head;
mod patience;
mod permits;
mod reports;
mod settings;
mod source;
mod stream;

pub use conversation::BodyFault;
pub use descriptors::raise as raise_descriptors;
pub use reports::Reports;
pub use settings::Connections;
pub use source::{Network, Source, client};

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use body::{Arriving, Leaving};
use conversation::Conversation;
use head::Fault;
use permits::{Met, Permit, Permits};
use stream::Stream;

/// Most header lines of a request.
const HEADERS_MAX: usize = 64;
/// What is read or written at a time, in bytes.
const BUFFER_SIZE: usize = 64 * 1024;
/// How long accepting rests when the system has no descriptor or memory for another connection.
const REST: Duration = Duration::from_millis(100);

/// Where connections come in.
pub struct Edge {
    router: Router,
    limits: Connections,
    permits: Arc<Permits>,
    reports: Reports,
}

/// A request that came over a connection of ours, and what became of its body.
#[derive(Clone)]
pub struct Arrival(Arc<Conversation>);

impl Arrival {
    /// Why the body was not read to its end, if the fault is the client's.
    pub fn body_fault(&self) -> Option<BodyFault> {
        self.0.body_fault()
    }
}

impl Edge {
    /// An edge before a router. `proxies` are trusted; of connections there are as many as `descriptors` allow.
    pub fn new(router: Router, limits: Connections, proxies: Vec<Network>, descriptors: usize) -> Self {
        let at_once = limits.at_once(descriptors);
        let permits = Permits::new(at_once, limits.of_one_source(at_once), proxies);
        Self { router, limits, permits, reports: Reports::default() }
    }

    /// Takes connections until it has to stop, then lets those that are served be answered.
    pub async fn serve(self, listener: TcpListener, stop: watch::Receiver<bool>) {
        let edge = Arc::new(self);
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                biased;
                () = told_to(stop.clone()) => break,
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        // Small answers are not held back for more to come; where that cannot be set they are a little later.
                        let _immediate = stream.set_nodelay(true);
                        if let Some(attended) = edge.admit(stream, peer, stop.clone()) {
                            connections.spawn(attended);
                        }
                    }
                    Err(error) => edge.recover(&error).await,
                },
            }
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    }

    fn admit<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self: &Arc<Self>,
        stream: S,
        peer: SocketAddr,
        stop: watch::Receiver<bool>,
    ) -> Option<impl Future<Output = ()> + Send + use<S>> {
        let conversation = Conversation::new(self.limits.clone());
        let (met, permit) = self.permits.admit(peer.ip(), &conversation);
        match met {
            Met::Room => {}
            Met::FullForSource(source) => self.reports.acted("connections of one source", &source),
            Met::FullInAll => self.reports.acted("connections in all", &"every source"),
        }
        Some(Arc::clone(self).attend(stream, peer, (conversation, permit?), stop))
    }

    /// After a failure to accept: one that is the connection's own is passed over, for any other the loop rests, having one
    /// connection make room, and goes on.
    async fn recover(&self, error: &io::Error) {
        let own =
            [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset, io::ErrorKind::Interrupted];
        if own.contains(&error.kind()) {
            return;
        }
        self.reports.acted("descriptors or memory of the system", error);
        self.permits.make_room();
        tokio::time::sleep(REST).await;
    }

    async fn attend<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self: Arc<Self>,
        stream: S,
        peer: SocketAddr,
        (conversation, permit): (Arc<Conversation>, Permit),
        stop: watch::Receiver<bool>,
    ) {
        let _permit = permit;
        let io = TokioIo::new(Stream::new(stream, Arc::clone(&conversation)));
        let router = TowerToHyperService::new(self.router.clone());
        let answer = service_fn(|request| answer(&conversation, &router, request, peer));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            // The stream's own deadlines come first: this one would end a connection that idles.
            .header_read_timeout(self.limits.idle() + self.limits.header())
            .max_headers(HEADERS_MAX)
            .max_header_size(head::HEAD_SIZE_MAX)
            .max_buf_size(BUFFER_SIZE)
            .serve_connection(io, answer);
        let mut connection = std::pin::pin!(connection);
        let mut stopped = std::pin::pin!(told_to(stop));
        let mut is_stopping = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, %peer, "a connection ended early");
                        self.report(&error, peer);
                    }
                    return;
                }
                () = conversation.displaced.notified() => return,
                () = stopped.as_mut(), if !is_stopping => {
                    is_stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }

    /// Reports a connection that ended because its client took too long.
    fn report(&self, error: &hyper::Error, peer: SocketAddr) {
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            if inner.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
                self.reports.acted("time for a request or an answer", &Source::from(peer.ip()));
                return;
            }
            cause = inner.source();
        }
    }
}

async fn told_to(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, and so is the wish to go on.
    while !*stop.borrow() && stop.changed().await.is_ok() {}
}

async fn answer(
    conversation: &Arc<Conversation>,
    router: &TowerToHyperService<Router>,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response<Leaving>, Infallible> {
    let mut response = match conversation.begin() {
        Err(fault) => refuse(fault),
        Ok(()) => {
            let mut request = request.map(|body| Body::new(Arriving::new(body, Arc::clone(conversation))));
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(Arrival(Arc::clone(conversation)));
            router.call(request).await?
        }
    };
    if !conversation.may_go_on() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Leaving::new(body, Arc::clone(conversation))))
}

/// The answer to what can be read in two ways: no page, for no browser sends it.
fn refuse(fault: Fault) -> Response<Body> {
    let mut response = Response::new(Body::from(fault.sentence()));
    *response.status_mut() = match fault {
        Fault::TooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Fault::ContentCoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        _ => StatusCode::BAD_REQUEST,
    };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
