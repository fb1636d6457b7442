//! What `sign`, `extend` and `timestamp` did, for programs: the file written, and its signatures as our own validator sees them.

use std::fs::File;
use std::path::Path;

use paraph_pades::validate::{Report, SignatureReport, ValidationContext, validate};
use paraph_pdf::Source;
use paraph_pki::DigestAlgorithm;
use serde_json::{Map, Value, json};

use crate::documents::{DocumentError, DocumentKey};

/// Bytes digested at a time.
const CHUNK_BYTES: usize = 128 << 10;
/// Members of a signature's report that are told.
const MEMBERS: [&str; 7] = ["field", "kind", "revision", "level", "signer", "time", "time_source"];

/// Whether and how the outcome is told.
#[derive(clap::Args)]
pub(crate) struct OutcomeArguments {
    /// Write as JSON what was done: the file, its digest, and the level, signer and time of its signatures.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Why the outcome cannot be told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutcomeError {
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error(transparent)]
    Document(#[from] paraph_pades::Error),
    #[error("what was done could not be told: {0}")]
    Output(#[from] std::io::Error),
}

/// The outcome of a command: the file as it will stand at `output`, and the field of the signature or time-stamp that was made
/// last by the command's own purpose.
pub(crate) fn tell(
    output: &Path,
    file: &File,
    key: &DocumentKey,
    context: &ValidationContext,
    made: Option<&str>,
) -> Result<String, OutcomeError> {
    let document = key.open(file.try_clone()?)?;
    let report: Report = validate(&document, context)?;
    let signatures = report.signatures.iter().map(facts).collect::<Result<Vec<Value>, _>>()?;
    let own = made.and_then(|made| report.signatures.iter().position(|signature| signature.field == made));
    let whole = json!({
        "output": output.to_string_lossy(),
        "bytes": Source::len(file),
        "sha256": digest(file)?,
        "made": own.and_then(|own| signatures.get(own)),
        "signatures": signatures,
    });
    Ok(serde_json::to_string_pretty(&whole).map_err(std::io::Error::from)? + "\n")
}

fn facts(signature: &SignatureReport) -> Result<Value, std::io::Error> {
    let Value::Object(all) = serde_json::to_value(signature)? else { return Ok(Value::Null) };
    let told: Map<String, Value> =
        all.into_iter().filter(|(name, _)| MEMBERS.contains(&name.as_str())).collect();
    Ok(Value::Object(told))
}

fn digest(file: &File) -> Result<String, std::io::Error> {
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut offset = 0;
    loop {
        let read = file.read_at(offset, &mut chunk)?;
        if read == 0 {
            break;
        }
        hasher.update(chunk.get(..read).unwrap_or_default());
        offset += read as u64;
    }
    Ok(hasher.finish().iter().map(|byte| format!("{byte:02x}")).collect())
}
