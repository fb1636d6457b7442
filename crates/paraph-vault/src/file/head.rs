//! The head of a sealed file: which file it is, and the key its chunks are sealed under.

use aws_lc_rs::aead::LessSafeKey;
use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::{constant_time, hkdf};

use crate::envelope::OVERHEAD;
use crate::key::{self, KEY_LENGTH};
use crate::{Error, Key, Place};

const MAGIC: &[u8; 8] = b"paraphvf";
const VERSION: u8 = 1;
const FILE_ID_LENGTH: usize = 16;
const WRAPPED_LENGTH: usize = KEY_LENGTH + OVERHEAD;

/// Bytes of the head.
pub(super) const HEAD_LENGTH: usize = MAGIC.len() + 1 + FILE_ID_LENGTH + KEY_LENGTH + WRAPPED_LENGTH;

/// Makes the head of a new file, and the key for its chunks.
pub(super) fn create(
    key: &Key,
    place: Place<'_>,
    random: &dyn SecureRandom,
) -> Result<(Vec<u8>, LessSafeKey), Error> {
    let mut file_id = [0; FILE_ID_LENGTH];
    random.fill(&mut file_id).map_err(|_| Error::RandomnessIsUnavailable)?;
    let data_key = Key::generate(random)?;
    let (commitment, cipher) = derive(&data_key, &file_id)?;
    let wrapped = key.wrap(&data_key, place, random)?;
    let head = [MAGIC.as_slice(), &[VERSION], &file_id, &commitment, &wrapped].concat();
    Ok((head, cipher))
}

/// Reads the head of a file and gives the key for its chunks.
pub(super) fn open(head: &[u8; HEAD_LENGTH], key: &Key, place: Place<'_>) -> Result<LessSafeKey, Error> {
    let rest = head.strip_prefix(MAGIC).ok_or(Error::SealedIsMalformed)?;
    let (version, rest) = rest.split_first().ok_or(Error::SealedIsMalformed)?;
    if *version != VERSION {
        return Err(Error::VersionIsUnknown(*version));
    }
    let (file_id, rest) = rest.split_first_chunk().ok_or(Error::SealedIsMalformed)?;
    let (stated, wrapped) = rest.split_first_chunk::<KEY_LENGTH>().ok_or(Error::SealedIsMalformed)?;
    let data_key = key.unwrap(place, wrapped)?;
    let (commitment, cipher) = derive(&data_key, file_id)?;
    // Commits the file to one key: without it, one who chooses keys can make chunks that open under two of them.
    constant_time::verify_slices_are_equal(stated, &commitment).map_err(|_| Error::FileHeadIsBroken)?;
    Ok(cipher)
}

/// The commitment to the data key and the key of the chunks. Both depend on the file id and the version.
fn derive(data_key: &Key, file_id: &[u8; FILE_ID_LENGTH]) -> Result<([u8; KEY_LENGTH], LessSafeKey), Error> {
    let expander = hkdf::Salt::new(hkdf::HKDF_SHA256, file_id).extract(data_key.expose());
    let commitment = key::expand(&expander, &[MAGIC, &[VERSION], b"commitment"])?;
    let chunks = key::expand(&expander, &[MAGIC, &[VERSION], b"chunks"])?;
    Ok((*commitment, key::cipher(&chunks)?))
}
