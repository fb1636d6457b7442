//! The address that people type, read into the origin that browsers send (RFC 6454 § 6.2).

use url::{Host, Url};

use super::ConfigError;

/// Reads an address; gives `scheme://host` or `scheme://host:port`, lower case, the host's name as DNS has it.
pub(super) fn read(text: &str) -> Result<String, ConfigError> {
    let wrong = |said| Err(ConfigError::PublicUrl(text.to_owned(), said));
    // The parser passes over these, as browsers do; here they are a slip of the hand.
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"')) {
        return wrong("an address has no spaces, quotation marks or backslashes");
    }
    let Ok(url) = Url::parse(text) else {
        return wrong("this is no address: it must begin with https:// (or http://localhost)");
    };
    if !matches!(url.scheme(), "http" | "https") || !text.contains("://") {
        return wrong("it must begin with https:// (or http://localhost)");
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('@') {
        return wrong("it must hold no user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("it must end with the host or its port, without ? or #");
    }
    if url.path() != "/" || text.split("://").nth(1).is_some_and(|rest| rest.contains("//")) {
        return wrong(
            "it must end with the host or its port: Paraph answers at the root of an address, not under a path",
        );
    }
    if url.port() == Some(0) {
        return wrong("port 0 is none");
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => match name.strip_suffix('.').unwrap_or(name) {
            name if is_name(name) => name.to_owned(),
            _ => return wrong("its host is no name that DNS could hold"),
        },
        Some(Host::Ipv4(address)) if !address.is_unspecified() => address.to_string(),
        Some(Host::Ipv6(address)) if !address.is_unspecified() => format!("[{address}]"),
        _ => return wrong("its host is none that people could type"),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let origin = format!("{}://{host}{port}", url.scheme());
    if url.scheme() == "http" && !is_local(&origin) {
        return wrong("it must begin with https:// beyond this machine, where anybody could listen");
    }
    Ok(origin)
}

/// Whether an origin is this very machine.
pub(super) fn is_local(origin: &str) -> bool {
    match Url::parse(origin).ok().and_then(|url| url.host().map(|host| host.to_owned())) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// RFC 1123 § 2.1, and the underscore that some names hold all the same.
fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_the_origin_that_browsers_send() {
        for (given, origin) in [
            ("https://sign.example", "https://sign.example"),
            ("https://sign.example/", "https://sign.example"),
            ("HTTPS://Sign.Example", "https://sign.example"),
            ("https://sign.example.", "https://sign.example"),
            ("https://sign.example:443", "https://sign.example"),
            ("https://sign.example:8443/", "https://sign.example:8443"),
            ("https://büro.example", "https://xn--bro-hoa.example"),
            ("https://192.0.2.7", "https://192.0.2.7"),
            ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
            ("http://localhost:9", "http://localhost:9"),
            ("http://LOCALHOST:80", "http://localhost"),
            ("http://127.0.0.1:8421", "http://127.0.0.1:8421"),
            ("http://[::1]:8421", "http://[::1]:8421"),
        ] {
            assert_eq!(read(given).unwrap(), origin, "{given}");
        }
    }

    #[test]
    fn what_cannot_be_the_root_of_an_address_is_refused_in_words() {
        for (given, why) in [
            ("", "no address"),
            ("sign.example", "no address"),
            ("https://", "no address"),
            ("https:sign.example", "must begin"),
            ("ftp://sign.example", "must begin"),
            ("javascript:alert(1)", "must begin"),
            ("http://sign.example", "anybody could listen"),
            ("http://localhost.example", "anybody could listen"),
            ("http://127.0.0.1.example/", "anybody could listen"),
            ("https://sign.example/paraph", "not under a path"),
            ("https://sign.example//", "not under a path"),
            ("https://sign.example/?a=1", "without ? or #"),
            ("https://sign.example?", "without ? or #"),
            ("https://sign.example/#top", "without ? or #"),
            ("https://user@sign.example", "user name"),
            ("https://user:pass@sign.example", "user name"),
            ("https://sign..example", "DNS"),
            ("https://-sign.example", "DNS"),
            ("https://sign.example:0", "port 0"),
            ("https://sign.example:99999", "no address"),
            ("https://0.0.0.0", "people could type"),
            ("https://[::]", "people could type"),
            ("https://sign .example", "spaces"),
            ("https:\\\\sign.example", "backslashes"),
        ] {
            let refused = read(given).unwrap_err().to_string();
            assert!(refused.contains(why), "{given}: {refused}");
            assert!(refused.starts_with("public_url, "), "{refused}");
        }
    }
}
