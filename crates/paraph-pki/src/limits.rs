//! Every bound this crate holds. A structure beyond one of them is refused, never cut short.

/// Levels of nesting in one ASN.1 value.
pub const ASN1_DEPTH_MAX: usize = 64;
/// Size in bytes of one CMS, time-stamp, CRL or PKCS#12 value. Real CRLs reach tens of megabytes.
pub const ASN1_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Tag-length-value elements in one ASN.1 value that the normaliser rewrites.
pub const ASN1_ELEMENTS_MAX: usize = 4_000_000;
/// Size in bytes of one certificate.
pub const CERTIFICATE_BYTES_MAX: usize = 256 * 1024;
/// Certificates read from one CMS message, PKCS#12 file or PEM bundle.
pub const CERTIFICATES_MAX: usize = 1_024;
/// Signers read from one CMS message.
pub const SIGNERS_MAX: usize = 64;
/// Attributes read from one signer, signed or unsigned.
pub const ATTRIBUTES_MAX: usize = 256;
/// Attribute values in one distinguished name.
pub const NAME_PARTS_MAX: usize = 128;
/// Extensions read from one certificate or CRL.
pub const EXTENSIONS_MAX: usize = 128;
/// Size in bytes of a time-stamp request our responder looks at.
pub const TIMESTAMP_REQUEST_BYTES_MAX: usize = 16 * 1024;
/// Certificates in one certification path, the anchor not counted.
pub const PATH_LENGTH_MAX: usize = 16;
/// Candidate paths tried for one certificate.
pub const PATHS_TRIED_MAX: usize = 64;
/// Nodes of the valid policy tree (RFC 5280 § 6.1.2): a hostile chain makes it grow exponentially.
pub const POLICY_NODES_MAX: usize = 4_096;
/// Iterations of a password-based key derivation: files in the wild use 1 to
/// 1 000 000, and this many take about a second.
pub const PASSWORD_ITERATIONS_MAX: u32 = 2_000_000;
/// Size in bytes of a salt in a PKCS#12 file.
pub const SALT_BYTES_MAX: usize = 1_024;
/// Names in one GeneralNames or constraint list.
pub const GENERAL_NAMES_MAX: usize = 4_096;
/// Chains extended while paths are searched for one certificate, and for those who signed its revocation lists.
pub const PATH_STEPS_MAX: usize = 4_096;
/// Nested validations of revocation list issuers.
pub const REVOCATION_DEPTH_MAX: usize = 4;
/// Certificates asked about, or told about, in one OCSP message.
pub const OCSP_CERTIFICATES_MAX: usize = 256;
/// Entries read from one revocation list: the largest public lists hold about a million.
pub const REVOCATION_ENTRIES_MAX: usize = 4_000_000;
/// Size in bytes of one trusted list: the largest published one has under 6 megabytes.
pub const XML_BYTES_MAX: usize = 24 * 1024 * 1024;
/// Elements, texts and other nodes of one trusted list.
pub const XML_NODES_MAX: u32 = 2_000_000;
/// Levels of nesting in one trusted list.
pub const XML_DEPTH_MAX: usize = 64;
/// Attributes of one tag: the parser compares each with each.
pub const XML_TAG_ATTRIBUTES_MAX: usize = 128;
/// Namespace prefixes of one trusted list: the parser carries all in scope along.
pub const XML_PREFIXES_MAX: usize = 64;
/// Levels of criteria within criteria in a trusted list.
pub const CRITERIA_DEPTH_MAX: usize = 8;
