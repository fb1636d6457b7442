//! Nothing leaves the machine except from `net/`: what opens a connection is named there and nowhere else.

use super::{Finding, Tree};

/// Where connections may be opened.
const ALLOWED: [&str; 2] = ["crates/paraph-server/src/net/", "crates/paraph/src/net.rs"];
/// What opens one.
const OPENERS: [&str; 7] =
    ["TcpStream", "UdpSocket", "UnixStream", "hyper::client", "lettre", "minreq", "tokio_rustls"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, source) in
        tree.product().filter(|(path, _)| !ALLOWED.iter().any(|place| path.starts_with(place)))
    {
        for (line, code) in source.lines() {
            for name in OPENERS.iter().filter(|name| code.contains(*name)) {
                findings.push(Finding::at(path, line, format!("`{name}` is named outside net/")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! A file.\nfn f() { let stream = TcpStream::connect(\"x\"); }\n";

    #[test]
    fn a_connection_opened_by_a_route_is_found_and_one_of_net_is_not() {
        assert_eq!(check(&Tree::of(&[("crates/paraph-server/src/routes/a.rs", CODE)])).len(), 1);
        assert!(check(&Tree::of(&[("crates/paraph-server/src/net/a.rs", CODE)])).is_empty());
    }
}
