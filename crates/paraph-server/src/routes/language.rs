//! Choosing a language by a link on every page.

use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use serde::Deserialize;

use super::{Answer, go};
use crate::app::Shared;
use crate::auth::set_language;
use crate::error::Error;
use crate::locale::Locale;

/// Where to go back to.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// Remembers the language and goes back to the page.
///
/// # Errors
/// Not found for a language that is not spoken.
pub async fn choose(
    State(app): State<Shared>,
    Path(language): Path<String>,
    Query(query): Query<Back>,
) -> Answer {
    let locale = Locale::parse(&language).ok_or_else(Error::not_found)?;
    // Only a path of ours: "//host" and "/\host" lead elsewhere in browsers, which also pass over control characters.
    let ours = query.back.starts_with('/')
        && !query.back.starts_with("//")
        && !query.back.contains(|c: char| c == '\\' || c.is_control());
    let mut response = go(if ours { &query.back } else { "/" });
    response.headers_mut().insert(SET_COOKIE, set_language(&app, locale)?);
    Ok(response)
}
