//! The deal: one file per noun, each with its type, its states and its SQL.

pub mod access_token;
pub mod account;
pub mod activation;
pub mod authorization;
pub mod ceremony;
pub mod certificate;
pub mod consent;
pub mod credential;
pub mod dating;
pub mod device;
pub mod document;
pub mod ending;
pub mod entry;
pub mod envelope;
pub mod event;
pub mod field;
pub mod filled;
pub mod hash;
pub mod hash_signing;
pub mod held;
pub mod history;
pub mod inspection;
pub mod invitation;
pub mod job;
pub mod late_answer;
pub mod listing;
mod mailing;
pub mod member;
pub mod message;
pub mod notice;
pub mod overlap;
pub mod own_copy;
pub mod password;
pub mod pending;
pub mod picture;
pub mod preflight;
pub mod project;
pub mod punctuality;
pub mod register;
pub mod removal;
pub mod renewal;
pub mod room;
pub mod seal;
pub mod sealing;
pub mod sending;
pub mod session;
pub mod shown;
mod sign_in;
pub mod signatory;
pub mod signature;
pub mod signing;
pub mod submission;
pub mod throttle;
pub mod warrant;

use crate::id::Id;

/// Names what an [`Id`] identifies; never built.
pub mod kinds {
    /// A firm or person whose members work here.
    pub enum Account {}
    /// A person with a login.
    pub enum Member {}
    /// A confidential matter.
    pub enum Project {}
    /// A PDF of a project.
    pub enum Document {}
    /// A sealed file in the store.
    pub enum File {}
    /// Documents sent to signatories.
    pub enum Envelope {}
    /// A person asked to sign.
    pub enum Signatory {}
    /// A place to fill or sign.
    pub enum Field {}
    /// A page with forms, as it was shown once.
    pub enum Form {}
    /// A message in the outbox.
    pub enum Message {}
    /// A member's signing key with its certificate.
    pub enum Credential {}
    /// What a program shows to act for a member.
    pub enum AccessToken {}
    /// A request, in the log.
    pub enum Request {}
    /// A row with no name of its own.
    pub enum Entry {}
}

/// Identifies an account.
pub type AccountId = Id<kinds::Account>;
/// Identifies a member.
pub type MemberId = Id<kinds::Member>;
/// Identifies a project.
pub type ProjectId = Id<kinds::Project>;
/// Identifies a document.
pub type DocumentId = Id<kinds::Document>;
/// Identifies a sealed file.
pub type FileId = Id<kinds::File>;
/// Identifies an envelope.
pub type EnvelopeId = Id<kinds::Envelope>;
/// Identifies a signatory.
pub type SignatoryId = Id<kinds::Signatory>;
/// Identifies a field.
pub type FieldId = Id<kinds::Field>;
/// Identifies a message of the outbox.
pub type MessageId = Id<kinds::Message>;
/// Identifies a credential.
pub type CredentialId = Id<kinds::Credential>;
/// Identifies an access token; it is not the token.
pub type AccessTokenId = Id<kinds::AccessToken>;
/// Identifies a request, in the log.
pub type RequestId = Id<kinds::Request>;
/// Identifies a row with no name of its own: an invitation, a session, a consent.
pub type EntryId = Id<kinds::Entry>;
