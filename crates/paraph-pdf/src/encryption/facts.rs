//! What is known of an encrypted document once it is open: how it is encrypted, as whom it was opened, what that allows.

use crate::object::ObjectId;

/// How a document is encrypted, and as whom it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// The algorithm by number (`/V`, ISO 32000-2 table 20): 1, 2, 4 or 5.
    pub version: u8,
    /// The revision of the standard security handler (`/R`, table 21): 2 to 6.
    pub revision: u8,
    /// Length of the key, in bits.
    pub key_bits: usize,
    /// What strings are encrypted with.
    pub strings: Method,
    /// What streams are encrypted with, unless they say otherwise.
    pub streams: Method,
    /// What attached files are encrypted with, unless they say otherwise.
    pub attachments: Method,
    /// Whose password opened the document.
    pub access: Access,
    /// The permissions of the user (`/P`, table 22), bit for bit.
    pub permissions: i32,
    /// What the dictionary itself says that should not be.
    pub findings: Vec<EncryptionFinding>,
}

/// Bits of `/P`, numbered from 1 in table 22.
const MODIFY: i32 = 1 << 3;
const ANNOTATE: i32 = 1 << 5;
const FILL_IN: i32 = 1 << 8;

impl Encryption {
    /// Whether existing form fields, signature fields among them, may be filled in (table 22, bits 6 and 9).
    #[must_use]
    pub fn may_fill_in(&self) -> bool {
        // Revision 2 knows no bit 9.
        let by_itself = self.revision >= 3 && self.permissions & FILL_IN != 0;
        self.access == Access::Owner || by_itself || self.permissions & ANNOTATE != 0
    }

    /// Whether form fields may be added (table 22, bits 4 and 6 together).
    #[must_use]
    pub fn may_add_fields(&self) -> bool {
        let both = MODIFY | ANNOTATE;
        self.access == Access::Owner || self.permissions & both == both
    }

    /// Whether the document may be changed in ways that are neither annotations nor forms (table 22, bit 4).
    #[must_use]
    pub fn may_modify(&self) -> bool {
        self.access == Access::Owner || self.permissions & MODIFY != 0
    }
}

/// What something is encrypted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Nothing (the crypt filter `/Identity`).
    Clear,
    /// RC4.
    Rc4,
    /// AES in CBC mode, with a key of 128 bits.
    Aes128,
    /// AES in CBC mode, with a key of 256 bits.
    Aes256,
}

/// Whose password opened a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The user's: what it allows is in the permissions.
    User,
    /// The owner's: everything is allowed.
    Owner,
}

/// Something about the encryption of a document that its reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncryptionFinding {
    /// `/Perms`, which only a holder of the key can write, contradicts the permissions or `/EncryptMetadata`: somebody
    /// without the key changed them (§ 7.6.4.4.11).
    PermissionsDoNotMatch,
    /// The document carries a message authentication code (ISO/TS 32004), which is not checked here.
    AuthenticationCodeIsNotChecked,
    /// By its own settings, a part of the document is not encrypted: anybody could have written it.
    PartsAreClear,
    /// Objects of an encrypted document are written in the clear: anybody could have put them there.
    ObjectsAreClear {
        /// The objects, by number; not more of them than [`crate::limits::CLEAR_OBJECTS_MAX`].
        objects: Vec<ObjectId>,
    },
}
