//! `paraph inspect`: what each revision of a PDF wrote and changed, and which bytes each signature covers, for an expert.
//! Exit code 0: looked; 2: could not look.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use paraph_pades::validate::{
    ChangeFacts, Inspection, ModificationLevel, RevisionFacts, SignatureFacts, inspect,
};

use crate::documents::{DocumentArguments, DocumentError};
use crate::files::FileError;
use crate::progress::{ProgressArguments, Reader};

const COULD_NOT_LOOK: u8 = 2;

/// Show what each revision of a PDF wrote and changed, and what each signature covers.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The PDF to look at.
    file: PathBuf,
    /// Write everything as JSON.
    #[arg(long)]
    json: bool,
    /// List every object that a revision wrote.
    #[arg(long)]
    objects: bool,
    #[command(flatten)]
    document: DocumentArguments,
    #[command(flatten)]
    progress: ProgressArguments,
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Opening(#[from] DocumentError),
    #[error(transparent)]
    Document(#[from] paraph_pades::Error),
    #[error("what was found could not be written: {0}")]
    Output(#[from] std::io::Error),
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match look(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(std::io::stderr(), "paraph: {error}");
            ExitCode::from(COULD_NOT_LOOK)
        }
    }
}

fn look(arguments: &Arguments) -> Result<(), Error> {
    let reader = if arguments.json { Reader::Program } else { Reader::Person };
    let progress = arguments.progress.begin(reader, &arguments.file, "looking through the revisions");
    let file = File::open(&arguments.file).map_err(|source| FileError::at(&arguments.file, source))?;
    let document = arguments.document.key()?.open(file)?;
    let inspection = inspect(&document)?;
    let text = if arguments.json {
        serde_json::to_string_pretty(&inspection).map_err(std::io::Error::from)? + "\n"
    } else {
        words(&inspection, arguments.objects)
    };
    drop(progress);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn words(inspection: &Inspection, objects: bool) -> String {
    let mut text = format!(
        "{} bytes, {} revisions, {} signatures\n",
        inspection.bytes,
        inspection.revisions.len(),
        inspection.signatures.len()
    );
    for (bytes, what) in [
        (inspection.bytes_before_header, "before the header"),
        (inspection.bytes_after_end, "after the last revision"),
    ] {
        if bytes > 0 {
            say(&mut text, &format!("{bytes} bytes {what}: no signature can cover them"));
        }
    }
    if let Some(encryption) = &inspection.encryption {
        say(
            &mut text,
            &format!(
                "encrypted: strings {}, streams {}, attached files {} ({} bits, revision {}), opened with the {}'s password",
                encryption.strings,
                encryption.streams,
                encryption.attachments,
                encryption.key_bits,
                encryption.revision,
                encryption.opened_as
            ),
        );
    }
    for revision in &inspection.revisions {
        say(&mut text, "");
        about_revision(&mut text, revision, objects);
        for signature in inspection.signatures.iter().filter(|one| one.revision == revision.number) {
            about_signature(&mut text, signature);
        }
    }
    text
}

fn about_revision(text: &mut String, revision: &RevisionFacts, objects: bool) {
    say(
        text,
        &format!(
            "Revision {}: bytes {} to {}, {} objects written or freed, cross-reference {} at {}",
            revision.number,
            revision.start,
            revision.end,
            revision.object_count,
            revision.cross_references,
            revision.cross_reference_offset
        ),
    );
    for change in &revision.changes {
        say(text, &format!("  {}: {}", level(change.level), changed(change)));
    }
    for object in revision.objects.iter().filter(|_| objects) {
        let place = match (object.offset, object.stream) {
            (Some(offset), _) => format!(" at byte {offset}"),
            (None, Some(stream)) => format!(" in object stream {stream}"),
            (None, None) => String::new(),
        };
        say(text, &format!("  object {} {}: {}{place}", object.number, object.generation, object.kind));
    }
}

fn about_signature(text: &mut String, signature: &SignatureFacts) {
    let covered = match signature.byte_range {
        Some([_, first, second, length]) => {
            format!("covers bytes 0 to {first} and {second} to {}", second + length)
        }
        None => "names no bytes that it covers".to_owned(),
    };
    let claimed =
        signature.claimed_time.map(|time| format!(", dated {time} by its maker")).unwrap_or_default();
    say(
        text,
        &format!(
            "  Signature \"{}\" ({}, {} bytes kept for its value) {covered}{claimed}",
            signature.field, signature.sub_filter, signature.value_bytes
        ),
    );
    for problem in &signature.problems {
        say(text, &format!("    {problem}"));
    }
}

fn changed(change: &ChangeFacts) -> String {
    match (&change.field, change.object) {
        (Some(field), _) => format!("{} (\"{field}\")", change.what),
        (None, Some(object)) => format!("{} (object {object})", change.what),
        (None, None) => change.what.clone(),
    }
}

fn level(level: ModificationLevel) -> &'static str {
    match level {
        ModificationLevel::LtaData => "validation data",
        ModificationLevel::FormFilling => "filling in and signing",
        ModificationLevel::Annotations => "annotations",
        ModificationLevel::Undefined => "anything else",
    }
}

fn say(text: &mut String, line: &str) {
    // Writing into a string does not fail.
    let _ = writeln!(text, "{line}");
}
