//! Every limit of the reader and the writer. A document that needs more is refused with a named error.

/// Arrays and dictionaries nested in one another.
pub const DEPTH_MAX: usize = 64;
/// Bytes in one string or name.
pub const STRING_BYTES_MAX: usize = 32 << 20;
/// Objects (of any kind) inside one indirect object.
pub const VALUES_MAX: usize = 1_000_000;
/// Entries in all cross-reference sections of a document together.
pub const ENTRIES_MAX: usize = 4_000_000;
/// Cross-reference sections followed through `/Prev`.
pub const SECTIONS_MAX: usize = 2_048;
/// Bytes decoded from one stream.
pub const DECODED_BYTES_MAX: usize = 256 << 20;
/// Bytes decoded from one stream that the reader itself needs (cross-references and object streams).
pub const STRUCTURE_BYTES_MAX: usize = 64 << 20;
/// Filters applied one after the other to one stream.
pub const FILTERS_MAX: usize = 8;
/// Operators and operands of one content stream together.
pub const OPERATIONS_MAX: usize = 4_000_000;
/// Operands of one operator.
pub const OPERANDS_MAX: usize = 4_096;
/// References followed one after the other to reach a value.
pub const REFERENCES_MAX: usize = 32;
/// Pages listed.
pub const PAGES_MAX: usize = 100_000;
/// Nodes visited in a page or field tree.
pub const NODES_MAX: usize = 500_000;
/// Bytes before `%PDF-` that are taken for junk (ISO 32000-1 Annex H, note 13).
pub const HEADER_JUNK_MAX: usize = 1_024;
/// Bytes from the end in which the last `startxref` is sought.
pub const TRAILER_WINDOW: usize = 2_048;
/// Bytes between the end of a cross-reference section and the `startxref` that names it.
pub const TRAILER_GAP_MAX: u64 = 1 << 20;
/// Revisions that are searched one after the other for an object; where there are more, an index is kept.
pub const REVISIONS_SEARCHED: usize = 8;
/// Decoded object streams kept at hand.
pub const OBJECT_STREAMS_KEPT: usize = 8;
/// Bytes of memory that values kept at hand take together.
pub const VALUES_BYTES_KEPT: usize = 4 << 20;
/// Bytes of memory that one of them takes at most.
pub const VALUE_BYTES_KEPT: usize = 128 << 10;
/// Bytes of a document that an update can be appended to: offsets have ten digits (ISO 32000-2 § 7.5.4).
pub const UPDATED_BYTES_MAX: u64 = 9_900_000_000;
/// The highest object number given out (ISO 32000-1 Annex C).
pub const OBJECT_NUMBER_MAX: u32 = 8_388_607;
/// Bytes of a password that are looked at.
pub const PASSWORD_BYTES_MAX: usize = 1_024;
/// Bytes of a prepared password that count from revision 5 on (ISO 32000-2 § 7.6.4.3.3).
pub const UTF_8_PASSWORD_BYTES_MAX: usize = 127;
/// Bytes of `/O` and `/U`: what counts is 32 or 48 of them, and some writers fill up to this.
pub const VERIFIER_BYTES_MAX: usize = 127;
/// Bytes of an encryption dictionary, as we would write it: it is compared with that of every later revision.
pub const ENCRYPTION_BYTES_MAX: usize = 16 << 10;
/// Crypt filters that an encryption dictionary defines.
pub const CRYPT_FILTERS_MAX: usize = 32;
/// Rounds of the hash of revision 6 (§ 7.6.4.3.4, algorithm 2.B): by its own rule it ends at the 287th.
pub const HASH_ROUNDS_MAX: usize = 288;
/// Objects in the clear that are named when an encrypted document has such.
pub const CLEAR_OBJECTS_MAX: usize = 32;
/// Bytes behind the end of an inline image that must look like content for it to be the end.
pub const INLINE_IMAGE_LOOK_AHEAD: usize = 16;
/// Nodes above a field or widget that are asked for what it inherits.
pub const PARENTS_MAX: usize = 64;
/// Objects of the form of which what was read is kept.
pub const TREE_OBJECTS_KEPT: usize = 20_000;
