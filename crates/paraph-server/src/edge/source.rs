//! From where a connection or a request comes: the peer's address, or what a proxy that is trusted says of it.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use serde::Deserialize;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What limits are counted by: one IPv4 address, or the /64 that one IPv6 line is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V6(ip) => Self(IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & !0 << 64))),
            ip @ IpAddr::V4(_) => Self(ip),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(ip) => ip.fmt(f),
            IpAddr::V6(ip) => write!(f, "{ip}/64"),
        }
    }
}

/// Addresses that begin alike, as `10.0.0.0/8`; without a length it is one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    first: IpAddr,
    length: u8,
}

impl Network {
    /// IPv4's loopback.
    pub const LOOPBACK_V4: Self = Self { first: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), length: 8 };
    /// IPv6's loopback.
    pub const LOOPBACK_V6: Self = Self { first: IpAddr::V6(Ipv6Addr::LOCALHOST), length: 128 };

    /// Reads `address` or `address/length`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u8>().ok()?)),
            None => (text.trim(), None),
        };
        let first: IpAddr = address.parse().ok()?;
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(longest);
        (length <= longest).then_some(Self { first, length })
    }

    /// Whether an address is one of them.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let differ = match (self.first.to_canonical(), ip.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(ip)) => u128::from(first.to_bits() ^ ip.to_bits()) << 96,
            (IpAddr::V6(first), IpAddr::V6(ip)) => first.to_bits() ^ ip.to_bits(),
            _ => return false,
        };
        differ.leading_zeros() >= u32::from(self.length)
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text} is no address and no network as 10.0.0.0/8"))
    }
}

/// Whose request it is. Each proxy adds who asked it at the end of `X-Forwarded-For`; so from the end on, entries are believed
/// as long as trusted proxies wrote them, and the first address that is none of theirs is the client's.
pub fn client(headers: &HeaderMap, peer: SocketAddr, trusted: &[Network]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    let mut client = peer.ip().to_canonical();
    let entries: Vec<&[u8]> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .collect();
    for entry in entries.into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        // What does not read was not written by a proxy that knows its client.
        let Some(ip) = std::str::from_utf8(entry).ok().and_then(|text| address(text.trim())) else { break };
        client = ip.to_canonical();
    }
    client
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client_of(peer: &str, trusted: &[&str], forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| Network::parse(text).unwrap()).collect();
        client(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    #[test]
    fn a_peer_that_is_no_proxy_of_ours_is_not_believed() {
        assert_eq!(client_of("198.51.100.9:5000", &["127.0.0.0/8"], &["203.0.113.1"]), "198.51.100.9");
        assert_eq!(client_of("127.0.0.1:5000", &[], &["203.0.113.1"]), "127.0.0.1");
    }

    #[test]
    fn the_rightmost_entry_that_no_proxy_of_ours_has_is_the_client() {
        let trusted = ["127.0.0.0/8", "10.0.0.0/8"];
        for (forwarded, client) in [
            (&["203.0.113.1"][..], "203.0.113.1"),
            (&["192.0.2.66, 203.0.113.1"], "203.0.113.1"),
            (&["192.0.2.66, 203.0.113.1, 10.1.2.3"], "203.0.113.1"),
            (&["192.0.2.66", "203.0.113.1, 10.1.2.3"], "203.0.113.1"),
            (&["203.0.113.1:443"], "203.0.113.1"),
            (&["[2001:db8::1]:443"], "2001:db8::1"),
            (&["2001:db8::1"], "2001:db8::1"),
            (&["10.9.9.9"], "10.9.9.9"),
            (&[], "127.0.0.1"),
            (&["203.0.113.1, nonsense"], "127.0.0.1"),
            (&["203.0.113.1, "], "127.0.0.1"),
            (&["nonsense, 10.1.2.3"], "10.1.2.3"),
        ] {
            assert_eq!(client_of("127.0.0.1:5000", &trusted, forwarded), client, "{forwarded:?}");
        }
    }

    #[test]
    fn one_line_of_ipv6_is_one_source() {
        let source = |text: &str| Source::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::9"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
    }

    #[test]
    fn a_network_that_does_not_read_is_refused() {
        for bad in ["", "x", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(Network::parse(bad).is_none(), "{bad}");
        }
        let all = Network::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("203.0.113.1".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
    }
}
