//! The device somebody asks with, as far as a cookie says.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use paraph_vault::token::Token;

use super::{Cookie, Origin, find_cookie};
use crate::app::Shared;

/// The secret of a device that a request shows. Whose device it is, or whether it is any, is for `deal::device` to find.
pub struct DeviceShown(pub Option<Token>);

impl FromRequestParts<Shared> for DeviceShown {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        let shown = find_cookie(&parts.headers, app, Cookie::Device);
        Ok(Self(shown.and_then(|text| Token::parse(&text).ok())))
    }
}

/// Somebody who signs in: from where, and with which device.
pub struct Caller<'a> {
    /// From where.
    pub origin: &'a Origin,
    /// The secret of a device, if one was shown.
    pub device: Option<&'a Token>,
}
