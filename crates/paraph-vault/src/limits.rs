//! Every limit of the vault, in one place.

/// Bytes of the longest value that can be sealed whole (16 MiB). Longer ones are files.
pub const VALUE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Bytes of the longest sealed file's content (1 TiB): 2²⁴ chunks, far below what one AES-GCM key may seal.
pub const FILE_BYTES_MAX: u64 = 1 << 40;

/// Characters of the shortest password that is accepted (NIST SP 800-63B-4 § 3.1.1.2 asks for 8 beside a second
/// factor and 15 without; Paraph adds the strength score below).
pub const PASSWORD_CHARACTERS_MIN: usize = 12;

/// Bytes of the longest password, so that nobody can make the server hash a novel.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Lowest strength score (0 to 4) that is accepted: more than 10⁸ guesses.
pub const PASSWORD_SCORE_MIN: u8 = 3;

/// Personal words (name, address, firm) weighed against a password at most.
pub const PERSONAL_WORDS_MAX: usize = 32;

/// Characters of one personal word that are looked at.
pub const PERSONAL_WORD_CHARACTERS_MAX: usize = 64;

/// Memory in KiB for one password hash: OWASP Password Storage Cheat Sheet, first choice for Argon2id.
pub const PASSWORD_MEMORY_KIB: u32 = 47_104;

/// Passes over that memory; one more than the cheat sheet's floor for this size.
pub const PASSWORD_PASSES: u32 = 2;

/// Lanes of one password hash.
pub const PASSWORD_LANES: u32 = 1;

/// Memory in KiB a stored hash may ask for; a row that asks for more has been tampered with.
pub const PASSWORD_MEMORY_KIB_MAX: u32 = 1_048_576;

/// Passes a stored hash may ask for.
pub const PASSWORD_PASSES_MAX: u32 = 16;

/// Lanes a stored hash may ask for.
pub const PASSWORD_LANES_MAX: u32 = 16;

/// Bytes of the longest text of a root key file, white space included.
pub const KEY_FILE_BYTES_MAX: usize = 512;

/// Characters of the shortest PIN. A PIN is tried a few times only, by people; whoever holds the database and the root key
/// may try as often as Argon2id lets them.
pub const PIN_CHARACTERS_MIN: usize = 6;

/// Characters of the longest PIN.
pub const PIN_CHARACTERS_MAX: usize = 64;
