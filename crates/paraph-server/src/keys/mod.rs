//! The key store: a folder of its own, apart from the database, so that a key destroyed here is destroyed everywhere.
//!
//! root key → account keys → project keys. Every key but the root key lies wrapped by the one above it.

mod folder;
mod ring;

pub use folder::{Stamp, write_private};
pub use ring::{Ring, Spot};

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::{Key, Place};
use zeroize::Zeroizing;

use crate::deal::{AccountId, ProjectId};
use crate::error::Error;

/// Whose key is meant.
#[derive(Clone, Copy)]
pub enum Scope<'a> {
    /// The instance's own: look-ups that cross accounts, the authority's private keys.
    Instance,
    /// An account's.
    Account(&'a AccountId),
    /// A project's.
    Project(&'a ProjectId),
}

/// The key store.
pub struct Keys {
    folder: PathBuf,
    instance: Arc<Ring>,
    root: Key,
    open: Mutex<HashMap<String, Arc<Ring>>>,
    random: SystemRandom,
}

impl Keys {
    /// Creates the root key file (mode 0600), refusing to touch one that is there.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(folder: &Path, random: &SystemRandom) -> Result<(), Error> {
        folder::create_private(folder)?;
        for inner in ["accounts", "projects", "instance"] {
            folder::create_private(&folder.join(inner))?;
        }
        let key = Key::generate(random)?;
        write_private(&folder.join("root.key"), key.to_key_file().as_bytes())
    }

    /// Opens the store with the root key in `folder`.
    ///
    /// # Errors
    /// When the root key file is absent, readable by others, or does not read.
    pub fn open(folder: &Path, random: SystemRandom) -> Result<Self, Error> {
        let path = folder.join("root.key");
        folder::check_private(&path)?;
        let text = Zeroizing::new(std::fs::read_to_string(&path).map_err(|cause| {
            Error::broken(format!("the root key file {} cannot be read: {cause}", path.display()))
        })?);
        let root = Key::from_key_file(&text).map_err(|cause| {
            Error::broken(format!(
                "the root key file {} is damaged ({cause}): restore it from the backup of the keys",
                path.display()
            ))
        })?;
        let instance = Arc::new(Ring::new(root.derive("instance")?, random.clone()));
        Ok(Self { folder: folder.to_owned(), instance, root, open: Mutex::new(HashMap::new()), random })
    }

    /// Opens every key there is, so that a damaged one is found when the service starts and not when somebody needs it.
    ///
    /// # Errors
    /// The first file that does not open, and what to do about it.
    pub fn check(&self) -> Result<(), Error> {
        for name in self.names("accounts")? {
            let opened = AccountId::parse(&name).ok_or_else(unnamed).and_then(|id| self.account_key(&id));
            opened.map_err(|cause| self.damaged("accounts", &name, &cause))?;
        }
        for name in self.names("projects")? {
            let opened = ProjectId::parse(&name).ok_or_else(unnamed).and_then(|id| self.project_key(&id));
            opened.map_err(|cause| self.damaged("projects", &name, &cause))?;
        }
        for name in self.names("instance")? {
            self.secret(&name).map_err(|cause| self.damaged("instance", &name, &cause))?;
        }
        Ok(())
    }

    /// The names of the keys of a kind, sorted.
    fn names(&self, kind: &str) -> Result<Vec<String>, Error> {
        let folder = self.folder.join(kind);
        let wrong = |cause: std::io::Error| {
            Error::disk_at(&cause, format!("the folder of keys {} cannot be read: {cause}", folder.display()))
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            if path.extension().is_some_and(|extension| extension == "key") {
                names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
            }
        }
        names.sort();
        Ok(names)
    }

    fn damaged(&self, kind: &str, name: &str, cause: &Error) -> Error {
        let path = self.path(kind, name);
        let lost = match kind {
            "accounts" => "everything of the account and its projects",
            "projects" => "everything of this project",
            _ => "what the instance signs and seals with",
        };
        let why = cause.note().unwrap_or("it does not open");
        let way = match kind {
            "projects" => "; to start without this project, move the file out of the folder",
            _ => "",
        };
        Error::broken(format!(
            "the key {} is damaged ({why}): restore this file from the backup of the keys. Without it {lost} stays closed{way}",
            path.display()
        ))
    }

    /// The root key's fingerprint, which the database remembers.
    pub fn fingerprint(&self) -> String {
        self.root.fingerprint().to_string()
    }

    /// Creates an account's key, wrapped by the root key.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create_account(&self, id: &AccountId) -> Result<(), Error> {
        let key = Key::generate(&self.random)?;
        let wrapped = self.root.wrap(&key, place("account", id.as_str()), &self.random)?;
        write_private(&self.path("accounts", id.as_str()), &wrapped)
    }

    /// Creates a project's key, wrapped by its account's key.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create_project(&self, account: &AccountId, id: &ProjectId) -> Result<(), Error> {
        let key = Key::generate(&self.random)?;
        let above = self.account_key(account)?;
        let mut file = account.as_str().as_bytes().to_vec();
        file.extend_from_slice(&above.wrap(&key, place("project", id.as_str()), &self.random)?);
        write_private(&self.path("projects", id.as_str()), &file)
    }

    /// What seals and opens the values of a scope.
    ///
    /// # Errors
    /// When the key is absent (destroyed, or never made) or does not unwrap.
    pub fn scope(&self, scope: Scope<'_>) -> Result<Arc<Ring>, Error> {
        let name = match scope {
            Scope::Instance => return Ok(Arc::clone(&self.instance)),
            Scope::Account(id) => format!("account:{id}"),
            Scope::Project(id) => format!("project:{id}"),
        };
        if let Some(ring) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(Arc::clone(ring));
        }
        let key = match scope {
            Scope::Instance => return Ok(Arc::clone(&self.instance)),
            Scope::Account(id) => self.account_key(id)?,
            Scope::Project(id) => self.project_key(id)?,
        };
        let ring = Arc::new(Ring::new(key, self.random.clone()));
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&ring));
        Ok(ring)
    }

    /// Keeps a secret of the instance (a private key of its authority) under a name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_secret(&self, name: &str, secret: &[u8]) -> Result<(), Error> {
        let sealed = self.instance.seal(("instance", name, "secret"), secret)?;
        write_private(&self.path("instance", name), &sealed)
    }

    /// Whether a secret of the instance was kept under this name.
    pub fn has_secret(&self, name: &str) -> bool {
        self.path("instance", name).exists()
    }

    /// Reads back a secret of the instance.
    ///
    /// # Errors
    /// When it is absent or does not open.
    pub fn secret(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let sealed = self.read("instance", name)?;
        self.instance.open(("instance", name, "secret"), &sealed)
    }

    /// Puts another secret in the place of one that was kept: the one or the other is there, at any instant.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn replace_secret(&self, name: &str, secret: &[u8]) -> Result<(), Error> {
        let sealed = self.instance.seal(("instance", name, "secret"), secret)?;
        folder::replace_private(&self.path("instance", name), &sealed)
    }

    /// Keeps others from replacing a secret until what this gives is dropped.
    ///
    /// # Errors
    /// When somebody else is at it.
    pub fn lock_secret(&self, name: &str) -> Result<File, Error> {
        folder::lock_private(&self.path("instance", name).with_extension("lock"))
    }

    /// What changes when a secret is replaced.
    ///
    /// # Errors
    /// When the secret is absent.
    pub fn secret_stamp(&self, name: &str) -> Result<Stamp, Error> {
        Stamp::of(&self.path("instance", name))
    }

    fn account_key(&self, id: &AccountId) -> Result<Key, Error> {
        let wrapped = self.read("accounts", id.as_str())?;
        Ok(self.root.unwrap(place("account", id.as_str()), &wrapped)?)
    }

    fn project_key(&self, id: &ProjectId) -> Result<Key, Error> {
        let file = self.read("projects", id.as_str())?;
        let (account, wrapped) =
            file.split_at_checked(32).ok_or_else(|| Error::broken("a project's key file is cut short"))?;
        let account = std::str::from_utf8(account)
            .ok()
            .and_then(AccountId::parse)
            .ok_or_else(|| Error::broken("a project's key file does not name its account"))?;
        Ok(self.account_key(&account)?.unwrap(place("project", id.as_str()), wrapped)?)
    }

    fn path(&self, kind: &str, name: &str) -> PathBuf {
        self.folder.join(kind).join(format!("{name}.key"))
    }

    fn read(&self, kind: &str, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.path(kind, name);
        std::fs::read(&path)
            .map_err(|cause| Error::broken(format!("the key {} cannot be read: {cause}", path.display())))
    }
}

fn unnamed() -> Error {
    Error::broken("its name is no identifier")
}

fn place<'a>(table: &'a str, row: &'a str) -> Place<'a> {
    Place::new(table, row, "key")
}
