//! What every request leaves in the log: its own identifier on each line written while it is answered, and one line of its own
//! when it was refused or failed.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::app::Shared;
use crate::auth::Visitor;
use crate::deal::RequestId;

/// Gives the request its identifier, and logs it if it was refused. The route is logged as it stands in the table, for
/// addresses hold secrets; the source in full, for that is what an operator shuts out.
pub async fn trace(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let source = Visitor::of(&parts, &app).origin.ip;
    let route = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = parts.method.clone();
    // Without randomness nothing is answered for long; until then requests have no names.
    let id = RequestId::random(&app.random).map(|id| id.to_string()).unwrap_or_default();
    let span = tracing::info_span!("request", request = id);
    let response = next.run(Request::from_parts(parts, body)).instrument(span.clone()).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let event = if status.is_server_error() { "request-failed" } else { "request-refused" };
        let _entered = span.enter();
        tracing::info!(event, status = status.as_u16(), %method, route, source);
    }
    response
}
