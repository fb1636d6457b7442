//! Encrypted files as qpdf makes them, in every way it knows.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::process::Command;

/// A way to encrypt: what `--encrypt` is told after the passwords.
pub(crate) struct Lock {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [&'static str],
    /// `/V` and `/R` that must come of it.
    pub(crate) version: (u8, u8),
}

const fn lock(name: &'static str, arguments: &'static [&'static str], version: (u8, u8)) -> Lock {
    Lock { name, arguments, version }
}

/// Every way.
pub(crate) const LOCKS: [Lock; 9] = [
    lock("RC4, 40 bits", &["40"], (1, 2)),
    lock("RC4, 128 bits", &["128", "--use-aes=n"], (2, 3)),
    lock("RC4, crypt filters", &["128", "--use-aes=n", "--force-V4"], (4, 4)),
    lock("RC4, clear metadata", &["128", "--use-aes=n", "--cleartext-metadata"], (4, 4)),
    lock("AES-128", &["128", "--use-aes=y"], (4, 4)),
    lock("AES-128, clear metadata", &["128", "--use-aes=y", "--cleartext-metadata"], (4, 4)),
    lock("AES-256, revision 5", &["256", "--force-R5"], (5, 5)),
    lock("AES-256", &["256"], (5, 6)),
    lock("AES-256, clear metadata", &["256", "--cleartext-metadata"], (5, 6)),
];

/// The last of them, as one writes today.
pub(crate) const AES_256: &Lock = &LOCKS[7];

/// What a file is made with.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    pub(crate) user: &'a str,
    pub(crate) owner: &'a str,
}

impl Lock {
    /// The file, encrypted; none if there is no qpdf. `more` is told before everything else.
    pub(crate) fn close(&self, base: &[u8], keys: Keys<'_>, more: &[&str]) -> Option<Vec<u8>> {
        let mut arguments = more.to_vec();
        arguments.extend(["--allow-weak-crypto", "--encrypt", keys.user, keys.owner]);
        arguments.extend(self.arguments);
        if keys.owner.is_empty() && self.arguments.first() == Some(&"256") {
            arguments.push("--allow-insecure");
        }
        arguments.push("--");
        qpdf(base, &arguments)
    }
}

/// What qpdf makes of a file; none if there is no qpdf.
pub(crate) fn qpdf(base: &[u8], arguments: &[&str]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in.pdf"), folder.path().join("out.pdf"));
    std::fs::write(&from, base).unwrap();
    let Ok(output) = Command::new("qpdf").args(arguments).arg(&from).arg(&to).output() else {
        crate::needs::missing("qpdf");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(std::fs::read(&to).unwrap_or_else(|_| unreachable!("qpdf {arguments:?}: {said}")))
}
