//! The store of sealed files: one folder, one file each, sealed under its project's key before the disk sees it.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::{Place, file};

use crate::deal::FileId;
use crate::disk;
use crate::error::Error;
use crate::keys::Ring;

/// How much is copied at a time, in bytes.
const COPY_BYTES: usize = 256 * 1024;

/// A folder of sealed files.
pub struct Store {
    folder: PathBuf,
    random: SystemRandom,
    /// The shelves whose names are known to be on the disk. One that is there may have been made a moment before the power
    /// went, and not be there afterwards.
    shelves: Mutex<HashSet<PathBuf>>,
}

/// A file that lies whole in the store, though the database may not name it yet.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Which.
    pub id: FileId,
    /// SHA-256 of its words, not of its sealed form.
    pub sha256: [u8; 32],
    /// Size of its words in bytes.
    pub size: u64,
}

/// A file being written: sealed as it comes, under a name that nothing reads until it is whole.
pub struct Draft {
    id: FileId,
    path: PathBuf,
    place: PathBuf,
    sealing: Option<file::Writer<BufWriter<File>>>,
    /// Whether it has its own name.
    is_kept: bool,
}

impl Store {
    /// Opens the store, creating its folder on first use.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path, random: SystemRandom) -> Result<Self, Error> {
        disk::create_folder(folder).map_err(Error::disk)?;
        Ok(Self { folder: folder.to_owned(), random, shelves: Mutex::default() })
    }

    /// Begins a file under a project's key.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(&self, ring: &Ring) -> Result<Draft, Error> {
        let id = FileId::random(&self.random)?;
        let place = self.place(&id);
        self.secure_shelf(place.parent().unwrap_or(&self.folder)).map_err(Error::disk)?;
        let path = place.with_extension("draft");
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let output = BufWriter::new(file.map_err(Error::disk)?);
        let mut draft = Draft { id, path, place, sealing: None, is_kept: false };
        draft.sealing = Some(file::Writer::create(output, ring.key(), address(&draft.id), &self.random)?);
        Ok(draft)
    }

    /// Makes sure that a shelf is there, and still is after a power cut. Whoever comes meanwhile waits for the disk too.
    fn secure_shelf(&self, shelf: &Path) -> io::Result<()> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        if shelves.contains(shelf) && shelf.is_dir() {
            return Ok(());
        }
        disk::create_folder(shelf)?;
        disk::settle(shelf)?;
        shelves.insert(shelf.to_owned());
        Ok(())
    }

    /// Keeps bytes that are at hand.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, ring: &Ring, bytes: &[u8]) -> Result<Kept, Error> {
        let mut draft = self.begin(ring)?;
        draft.write_all(bytes).map_err(Error::disk)?;
        draft.finish()
    }

    /// Keeps a copy of what a source reads, chunk by chunk.
    ///
    /// # Errors
    /// When the source cannot be read, or the disk refuses.
    pub fn copy(&self, ring: &Ring, source: &dyn paraph_pdf::Source) -> Result<Kept, Error> {
        let mut draft = self.begin(ring)?;
        let mut chunk = vec![0; COPY_BYTES];
        let mut offset = 0;
        while offset < source.len() {
            let read = source.read_at(offset, &mut chunk).map_err(Error::disk)?;
            let words = chunk.get(..read).filter(|words| !words.is_empty());
            let words = words.ok_or_else(|| Error::broken("a file ends too early"))?;
            draft.write_all(words).map_err(Error::disk)?;
            offset += read as u64;
        }
        draft.finish()
    }

    /// Opens a file for reading anywhere in it.
    ///
    /// # Errors
    /// When it is absent, changed, or sealed under another key.
    pub fn read(&self, ring: &Ring, id: &FileId) -> Result<Opened, Error> {
        let told = |cause: io::Error| Error::disk_at(&cause, format!("file {id}: {cause}"));
        let file = File::open(self.place(id)).map_err(told)?;
        let size = file.metadata().map_err(told)?.len();
        Ok(Opened(Arc::new(file::Reader::open(SealedBytes { file, size }, ring.key(), address(id))?)))
    }

    /// Opens a file and reads all of it: for page images and certificates, which are small.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_all(&self, ring: &Ring, id: &FileId) -> Result<Vec<u8>, Error> {
        let opened = self.read(ring, id)?;
        let mut bytes = vec![0; usize::try_from(opened.size()).map_err(Error::broken)?];
        opened.read_exact_at(0, &mut bytes).map_err(Error::disk)?;
        Ok(bytes)
    }

    /// How many bytes a file takes, sealed.
    ///
    /// # Errors
    /// When it is absent.
    pub fn size(&self, id: &FileId) -> Result<u64, Error> {
        fs::metadata(self.place(id)).map(|facts| facts.len()).map_err(Error::broken)
    }

    /// Removes a file; one that is gone already is no error.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove(&self, id: &FileId) -> Result<(), Error> {
        match fs::remove_file(self.place(id)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Error::disk(cause)),
            _ => Ok(()),
        }
    }

    /// Removes what was begun and never finished, and lists the whole files older than `age_seconds`, for housekeeping
    /// to ask the database about.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn sweep(&self, age_seconds: u64) -> Result<Vec<FileId>, Error> {
        let mut whole = Vec::new();
        for shelf in fs::read_dir(&self.folder).map_err(Error::broken)? {
            let shelf = shelf.map_err(Error::broken)?.path();
            if !shelf.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&shelf).map_err(Error::broken)? {
                let entry = entry.map_err(Error::broken)?;
                if !is_older(&entry, age_seconds) {
                    continue;
                }
                let path = entry.path();
                match path.file_name().and_then(|name| name.to_str()).and_then(FileId::parse) {
                    Some(id) => whole.push(id),
                    None => fs::remove_file(&path).map_err(Error::disk)?,
                }
            }
        }
        Ok(whole)
    }

    fn place(&self, id: &FileId) -> PathBuf {
        let name = id.as_str();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }
}

fn is_older(entry: &fs::DirEntry, age_seconds: u64) -> bool {
    let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age.as_secs() >= age_seconds)
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sealing {
            Some(sealing) => sealing.write(bytes),
            None => Err(io::Error::other("the file is finished")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sealing.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Draft {
    /// Finishes the file: sealed, on the disk, under its own name.
    ///
    /// # Errors
    /// When the disk refuses; then nothing is left.
    pub fn finish(mut self) -> Result<Kept, Error> {
        let sealing = self.sealing.take().ok_or_else(|| Error::broken("the file is finished"))?;
        let (buffer, content) = sealing.finish()?;
        let file = buffer.into_inner().map_err(|e| Error::disk(e.into_error()))?;
        file.sync_all().map_err(Error::disk)?;
        fs::rename(&self.path, &self.place).map_err(Error::disk)?;
        self.is_kept = true;
        disk::settle(&self.place).map_err(Error::disk)?;
        Ok(Kept { id: self.id.clone(), sha256: content.sha256, size: content.length })
    }
}

impl Drop for Draft {
    /// A draft that was not finished is of no use to anybody, and on a full disk its room is needed.
    fn drop(&mut self) {
        if !self.is_kept {
            disk::discard(&self.path);
        }
    }
}

/// The sealed bytes of a file on the disk.
struct SealedBytes {
    file: File,
    size: u64,
}

impl file::Source for SealedBytes {
    fn length(&self) -> io::Result<u64> {
        Ok(self.size)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        FileExt::read_at(&self.file, buffer, offset)
    }
}

/// A file opened for reading: its words, wherever they are asked for. Clones share one reader.
#[derive(Clone)]
pub struct Opened(Arc<file::Reader<SealedBytes>>);

impl Opened {
    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.0.length()
    }

    /// Fills `buffer` from `offset` on.
    ///
    /// # Errors
    /// When the file ends before, or was changed.
    pub fn read_exact_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            let read = self.0.read_at(offset, buffer).map_err(io::Error::other)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            offset += read as u64;
            buffer = buffer.get_mut(read..).unwrap_or_default();
        }
        Ok(())
    }
}

impl paraph_pdf::Source for Opened {
    fn len(&self) -> u64 {
        self.0.length()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(offset, buffer).map_err(io::Error::other)
    }
}

/// What a sealed file is bound to, so that one file cannot be put in place of another.
fn address(id: &FileId) -> Place<'_> {
    Place::new("file", id.as_str(), "content")
}
