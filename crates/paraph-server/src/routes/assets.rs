//! Styles, scripts, fonts and icons, by names that change with their content.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use super::Answer;
use crate::assets;
use crate::error::Error;

/// One asset.
///
/// # Errors
/// Not found for any other name.
pub async fn show(Path(name): Path<String>) -> Answer {
    let asset = assets::find(&name).ok_or_else(Error::not_found)?;
    let mut response = asset.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
