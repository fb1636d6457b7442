//! The states that pages show, each with its word in the catalogues and its tone.

/// How a state feels: colour and icon follow from it, never the meaning alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Quiet,
    /// Under way.
    Busy,
    /// As it should be.
    Good,
    /// Deserves a look.
    Warning,
    /// Stops the deal.
    Bad,
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentState {
    /// Being looked at.
    Checking,
    /// Fit to be sent.
    Ready,
    /// Not fit; its findings say why.
    Refused,
}

/// Where an envelope stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeState {
    /// Being prepared.
    Draft,
    /// Sent; signatures are awaited.
    Sent,
    /// Everybody has signed; the seal is being put on.
    Sealing,
    /// Sealed.
    Completed,
    /// Somebody declined.
    Declined,
    /// A manager cancelled it.
    Cancelled,
    /// The deadline passed.
    Expired,
}

/// Where a signatory stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatoryState {
    /// The envelope was not sent yet.
    NotSent,
    /// Asked; has not opened the link.
    Invited,
    /// Has opened the link.
    Opened,
    /// Has signed.
    Signed,
    /// Has declined.
    Declined,
}

/// What became of the last mail to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// Waiting to leave.
    Queued,
    /// Being handed over.
    Sending,
    /// Taken by the mail server.
    Accepted,
    /// Refused for good.
    Failed,
    /// Kept in the development outbox: nothing left the machine.
    Kept,
}

impl Tone {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }

    pub(super) fn icon(self) -> &'static str {
        match self {
            Self::Quiet => "circle-dashed",
            Self::Busy => "clock",
            Self::Good => "circle-check",
            Self::Warning => "triangle-alert",
            Self::Bad => "circle-x",
        }
    }
}

impl DocumentState {
    /// The key of its word in the catalogues, which `/status` also sends as its class.
    pub fn key(self) -> &'static str {
        match self {
            Self::Checking => "document-state-checking",
            Self::Ready => "document-state-ready",
            Self::Refused => "document-state-refused",
        }
    }

    /// How it feels.
    pub fn tone(self) -> Tone {
        match self {
            Self::Checking => Tone::Busy,
            Self::Ready => Tone::Good,
            Self::Refused => Tone::Bad,
        }
    }
}

impl EnvelopeState {
    /// The key of its word in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "envelope-state-draft",
            Self::Sent => "envelope-state-sent",
            Self::Sealing => "envelope-state-sealing",
            Self::Completed => "envelope-state-completed",
            Self::Declined => "envelope-state-declined",
            Self::Cancelled => "envelope-state-cancelled",
            Self::Expired => "envelope-state-expired",
        }
    }

    /// How it feels.
    pub fn tone(self) -> Tone {
        match self {
            Self::Draft => Tone::Quiet,
            Self::Sent | Self::Sealing => Tone::Busy,
            Self::Completed => Tone::Good,
            Self::Expired => Tone::Warning,
            Self::Declined | Self::Cancelled => Tone::Bad,
        }
    }
}

impl SignatoryState {
    /// The key of its word in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotSent => "signatory-state-not-sent",
            Self::Invited => "signatory-state-invited",
            Self::Opened => "signatory-state-opened",
            Self::Signed => "signatory-state-signed",
            Self::Declined => "signatory-state-declined",
        }
    }

    /// How it feels.
    pub fn tone(self) -> Tone {
        match self {
            Self::NotSent | Self::Invited => Tone::Quiet,
            Self::Opened => Tone::Busy,
            Self::Signed => Tone::Good,
            Self::Declined => Tone::Bad,
        }
    }
}

impl MailState {
    /// The key of its word in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "mail-state-queued",
            Self::Sending => "mail-state-sending",
            Self::Accepted => "mail-state-accepted",
            Self::Failed => "mail-state-failed",
            Self::Kept => "mail-state-kept",
        }
    }

    /// How it feels.
    pub fn tone(self) -> Tone {
        match self {
            Self::Queued | Self::Sending => Tone::Busy,
            Self::Accepted => Tone::Good,
            Self::Failed => Tone::Bad,
            Self::Kept => Tone::Warning,
        }
    }
}
