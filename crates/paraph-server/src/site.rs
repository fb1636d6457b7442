//! The site: under which scheme, host and port the instance is reached. Requests that name another host are not answered, and
//! a form counts only if it was sent from a page of this very site.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Scheme, host and port of a web site (RFC 6454 § 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    is_https: bool,
    /// In lower case; IPv6 without brackets.
    host: String,
    port: u16,
}

impl Site {
    /// The site of an address, whatever its path.
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        Self::of_authority(is_https, authority)
    }

    fn of_authority(is_https: bool, authority: &str) -> Option<Self> {
        let (host, port) = split_port(authority)?;
        let port = match port {
            None if is_https => 443,
            None => 80,
            Some(port) => port,
        };
        Some(Self { is_https, host: to_host(host)?, port })
    }

    /// Whether a `Host` header names this site or this machine itself; the port may be a proxy's own.
    pub fn is_named_by(&self, host: &str) -> bool {
        Self::of_authority(self.is_https, host)
            .is_some_and(|named| named.host == self.host || is_loopback(&named.host))
    }

    /// Whether an `Origin` is this site, scheme and port included, or, where somebody reaches this machine itself by `host`
    /// without TLS, that.
    pub fn is_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let Some(from) = Self::parse(origin) else { return false };
        let reached = host.and_then(|host| Self::of_authority(false, host));
        from == *self || reached.is_some_and(|reached| is_loopback(&reached.host) && from == reached)
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let end = match authority.strip_prefix('[') {
        Some(_) => authority.find(']')?.saturating_add(1),
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, rest) = authority.split_at_checked(end)?;
    match rest.strip_prefix(':') {
        None if rest.is_empty() => Some((host, None)),
        None => None,
        // "host:" is the default port (RFC 3986 § 3.2.3).
        Some("") => Some((host, None)),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((host, Some(digits.parse().ok()?)))
        }
        Some(_) => None,
    }
}

/// A host as it is compared: lower case, in ASCII (an international name as browsers send it).
fn to_host(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('[') {
        return inner.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(|address| address.to_string());
    }
    let host = idna::domain_to_ascii(text).ok()?.to_ascii_lowercase();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_plain)).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    let v4 = host.parse::<Ipv4Addr>().map(IpAddr::V4);
    let ip = v4.or_else(|_| host.parse::<Ipv6Addr>().map(IpAddr::V6));
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(url: &str) -> Site {
        Site::parse(url).unwrap_or_else(|| panic!("{url}"))
    }

    #[test]
    fn only_the_public_name_and_this_machine_are_named() {
        let site = site("https://Sign.example");
        for good in [
            "sign.example",
            "SIGN.example:443",
            "sign.example:8421",
            "localhost:1",
            "127.0.0.1",
            "[::1]:8421",
        ] {
            assert!(site.is_named_by(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "sign.example.evil.example",
            "sign.example@evil.example",
            "10.0.0.1",
            "[::2]",
            "sign.example:x",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "sign.example:80:80",
            "a b",
            "[::1]x",
        ] {
            assert!(!site.is_named_by(bad), "{bad}");
        }
        assert!(
            Site::parse("https://büro.example").is_some_and(|site| site.is_named_by("xn--bro-hoa.example"))
        );
    }

    #[test]
    fn an_origin_is_compared_with_scheme_and_port() {
        let site = site("https://sign.example/");
        for good in ["https://sign.example", "https://sign.example:443", "https://SIGN.EXAMPLE"] {
            assert!(site.is_origin(good, Some("sign.example")), "{good}");
        }
        for bad in [
            "http://sign.example",
            "https://sign.example:8443",
            "https://evil.example",
            "null",
            "",
            "sign.example",
        ] {
            assert!(!site.is_origin(bad, Some("sign.example")), "{bad}");
        }
    }

    #[test]
    fn this_machine_is_an_origin_only_where_it_was_reached_by_that_name() {
        let site = site("http://localhost:8421");
        assert!(site.is_origin("http://localhost:8421", None));
        assert!(site.is_origin("http://127.0.0.1:8421", Some("127.0.0.1:8421")));
        for (origin, host) in [
            ("http://127.0.0.1:8421", Some("localhost:8421")),
            ("http://localhost:9000", Some("localhost:8421")),
            ("http://evil.example", Some("evil.example")),
            ("https://127.0.0.1:8421", Some("127.0.0.1:8421")),
        ] {
            assert!(!site.is_origin(origin, host), "{origin} at {host:?}");
        }
    }
}
