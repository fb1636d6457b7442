//! What a handler may fail with: what is said to the person, and, apart from it, what is noted in the log.

use std::{fmt, io};

/// Whose fault it is, and so which answer it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Absent, or not this person's to see: never told apart.
    NotFound,
    /// The request cannot be accepted as it stands.
    Invalid,
    /// Its body ends early or does not read as HTTP.
    Malformed,
    /// Nobody is signed in, or the sign-in has ended: whoever asks signs in first.
    SignInWanted,
    /// The privacy policy changed: the member accepts it before they go on.
    ConsentWanted,
    /// The state no longer allows it, or somebody was faster.
    Conflict,
    /// Too large.
    TooLarge,
    /// It came too slowly and was not waited for.
    TooSlow,
    /// It names a host that the instance is not.
    OtherHost,
    /// Too many attempts; later will do.
    TooMany,
    /// Too many wait for the same work already; in a moment there is room again.
    Crowded,
    /// The transaction lost against another one; trying again is right.
    Busy,
    /// Something outside (time-stamp authority, mail, renderer) did not do its part.
    Outside,
    /// Our own fault, or stored data that does not hold.
    Broken,
}

impl Kind {
    /// The kind as our scripts read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Invalid => "invalid",
            Self::SignInWanted => "sign-in",
            Self::ConsentWanted => "consent",
            Self::Conflict => "conflict",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::TooSlow => "too-slow",
            Self::OtherHost => "other-host",
            Self::Crowded => "crowded",
            Self::TooMany => "too-many",
            Self::Busy => "busy",
            Self::Outside => "outside",
            Self::Broken => "broken",
        }
    }
}

/// An act that did not happen.
pub struct Error {
    kind: Kind,
    said: Said,
    noted: Option<String>,
    onward: Option<String>,
}

/// What the person is told: the key of a sentence in the catalogues, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The sentence's key in the Fluent catalogues.
    pub key: &'static str,
    /// Its arguments, by name.
    pub arguments: Vec<(&'static str, String)>,
}

impl Error {
    /// Absent, or not this person's to see.
    pub fn not_found() -> Self {
        Self::said(Kind::NotFound, "error-not-found")
    }

    /// Nobody is signed in, or the sign-in has ended.
    pub fn sign_in_wanted() -> Self {
        Self::said(Kind::SignInWanted, "error-sign-in-wanted")
    }

    /// The request cannot be accepted; `key` names the sentence that says why and what to do.
    pub fn invalid(key: &'static str) -> Self {
        Self::said(Kind::Invalid, key)
    }

    /// The state no longer allows it.
    pub fn conflict(key: &'static str) -> Self {
        Self::said(Kind::Conflict, key)
    }

    /// An answer of any kind.
    pub fn said(kind: Kind, key: &'static str) -> Self {
        Self { kind, said: Said { key, arguments: Vec::new() }, noted: None, onward: None }
    }

    /// Our own fault; the person is told so without details, the log gets them.
    pub fn broken(noted: impl fmt::Display) -> Self {
        Self::said(Kind::Broken, "error-broken").noting(noted)
    }

    /// Something outside did not do its part; `key` says which and what to do.
    pub fn outside(key: &'static str, noted: impl fmt::Display) -> Self {
        Self::said(Kind::Outside, key).noting(noted)
    }

    /// A file could not be written or read: a full disk and a failing one have sentences of their own, the rest is our own fault.
    pub fn disk(cause: io::Error) -> Self {
        Self::disk_at(&cause, &cause)
    }

    /// The same, with more than the cause for the log.
    pub fn disk_at(cause: &io::Error, noted: impl fmt::Display) -> Self {
        use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match cause.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::outside("error-disk-full", noted),
            ReadOnlyFilesystem | PermissionDenied => Self::outside("error-disk-fails", noted),
            _ if is_medium_error(cause) => Self::outside("error-disk-fails", noted),
            _ => Self::broken(noted),
        }
    }

    /// Adds what the log should know.
    #[must_use]
    pub fn noting(mut self, noted: impl fmt::Display) -> Self {
        self.noted = Some(noted.to_string());
        self
    }

    /// Adds an argument to the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.said.arguments.push((name, value.to_string()));
        self
    }

    /// Adds the page on which the person goes on: they are led there with a word instead of being left on a page that says no.
    #[must_use]
    pub fn leading_to(mut self, path: String) -> Self {
        self.onward = Some(path);
        self
    }

    /// The page on which the person goes on.
    pub fn onward(&self) -> Option<&str> {
        self.onward.as_deref()
    }

    /// Whose fault it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the person is told.
    pub fn sentence(&self) -> &Said {
        &self.said
    }

    /// What the log is told.
    pub fn note(&self) -> Option<&str> {
        self.noted.as_deref()
    }
}

/// What an error is, without what it quotes: the first word of its `Debug`. For errors about what people sent, whose words may
/// stand in their messages (`unknown variant "Müller"`), and a log is no place for those.
pub(crate) fn name_of(error: &dyn fmt::Debug) -> String {
    format!("{error:?}").chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').take(100).collect()
}

/// Where stored JSON does not read, without what stands there.
pub(crate) fn unreadable_json(error: &serde_json::Error) -> Error {
    let place = format!("line {} column {}", error.line(), error.column());
    Error::broken(format!("stored JSON does not read: {:?} at {place}", error.classify()))
}

/// The disk or the network file system below us gave up: EIO, ENXIO, ENODEV, ESTALE.
fn is_medium_error(cause: &io::Error) -> bool {
    use rustix::io::Errno;
    let given = cause.raw_os_error().map(Errno::from_raw_os_error);
    given.is_some_and(|errno| [Errno::IO, Errno::NXIO, Errno::NODEV, Errno::STALE].contains(&errno))
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {} ({})", self.kind, self.said.key, self.noted.as_deref().unwrap_or("nothing noted"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {}

impl From<paraph_vault::Error> for Error {
    fn from(error: paraph_vault::Error) -> Self {
        match error {
            paraph_vault::Error::Medium(cause) => Self::disk(cause),
            error => Self::broken(error),
        }
    }
}

impl From<paraph_pki::Error> for Error {
    fn from(error: paraph_pki::Error) -> Self {
        Self::broken(error)
    }
}

impl From<crate::render::RenderError> for Error {
    fn from(error: crate::render::RenderError) -> Self {
        Self::broken(error)
    }
}
