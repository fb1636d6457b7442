//! From where a request comes: address and device, and the language its browser prefers.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};

use super::cookie;
use crate::app::Shared;
use crate::edge::{self, Source};
use crate::limits;
use crate::locale::Locale;
use crate::zone::{Reader, Zone};

/// Network address and device of a person, as evidence records them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// IP address, as this server saw it or as its proxy reports it.
    pub ip: String,
    /// The browser's own description of itself (RFC 9110 § 10.1.5).
    pub device: String,
}

impl Origin {
    /// What limits count this person by: an IPv4 address, or the /64 of an IPv6 line.
    pub fn source(&self) -> String {
        self.ip.parse::<IpAddr>().map_or_else(|_| self.ip.clone(), |ip| Source::from(ip).to_string())
    }
}

/// Anybody: what is known of a request before anything is proven.
#[derive(Clone)]
pub struct Visitor {
    /// From where.
    pub origin: Origin,
    /// The language they chose on a page of ours, if any.
    pub chosen: Option<Locale>,
    /// The language to speak: the chosen one, or the browser's.
    pub locale: Locale,
    /// In which zone they read times.
    pub reader: Reader,
    /// The page they ask for.
    pub path: String,
}

impl Visitor {
    /// Reads what a request says of itself.
    pub fn of(parts: &Parts, app: &Shared) -> Self {
        let header = |name| parts.headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
        // Only tests ask without a connection.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let ip = peer.map(|info| edge::client(&parts.headers, info.0, app.config.proxies()).to_string());
        let device: String =
            header(USER_AGENT).unwrap_or_default().chars().take(limits::DEVICE_LENGTH_MAX).collect();
        let chosen =
            cookie::find(&parts.headers, app, cookie::Cookie::Language).and_then(|text| Locale::parse(&text));
        let locale = chosen.unwrap_or_else(|| Locale::negotiate(header(ACCEPT_LANGUAGE).unwrap_or_default()));
        let zone = cookie::find(&parts.headers, app, cookie::Cookie::Zone).and_then(|name| Zone::find(&name));
        let reader = zone.map_or_else(|| Reader::Unknown(app.config.zone()), Reader::Browser);
        let path = parts.uri.path().to_owned();
        let origin = Origin { ip: ip.unwrap_or_default(), device };
        Self { origin, chosen, locale, reader, path }
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}
