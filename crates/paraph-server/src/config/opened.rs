//! Everything that a configuration names, opened, read and tried for sense before anything starts. `paraph serve` and
//! `paraph config check` both come through here, so that what the one refuses the other does too.

use std::path::Path;

use paraph_pki::Certificate;
use zeroize::Zeroizing;

use super::{Config, MailSecurity};
use crate::error::Error;
use crate::keys::Keys;
use crate::net::http::Endpoint;
use crate::net::mail::{Mailer, Protection, Smtp};
use crate::net::timestamp::TimestampAuthority;
use crate::net::trusted_lists::Publisher;
use crate::trusted_lists::{self, EUROPEAN_LIST_OF_LISTS, Keeper, Source};

/// What the parts of the service are made of.
pub struct Opened {
    /// How mail leaves.
    pub mailer: Mailer,
    /// Who gives time-stamps.
    pub timestamps: TimestampAuthority,
    /// What an outside authority's time-stamps must chain to; empty for the instance's own.
    pub timestamp_trust: Vec<Certificate>,
    /// The trusted lists to keep up to date, if any are.
    pub trusted_lists: Option<Keeper>,
}

impl Config {
    /// Opens what the configuration names. Creates nothing and asks no other host.
    ///
    /// # Errors
    /// What cannot be used, by its key, with what to do about it in the note.
    pub fn open(&self) -> Result<Opened, Error> {
        self.check_data()?;
        self.check_database()?;
        Ok(Opened {
            mailer: self.mailer()?,
            timestamps: self.timestamps()?,
            timestamp_trust: self.timestamp_trust()?,
            trusted_lists: self.keeper()?,
        })
    }

    /// The folder can be used or made, and the root key in it, if there is one, is good.
    fn check_data(&self) -> Result<(), Error> {
        use rustix::fs::{Access, access};
        let here = Path::new(".");
        let mut above =
            self.data.ancestors().map(|path| if path.as_os_str().is_empty() { here } else { path });
        let Some(there) = above.find(|path| path.symlink_metadata().is_ok()) else {
            return Err(refused("data", format_args!("{} cannot be made", self.data.display())));
        };
        if !there.is_dir() {
            return Err(refused("data", format_args!("{} is no folder", there.display())));
        }
        access(there, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK)
            .map_err(|cause| refused("data", format_args!("{}: {cause}", there.display())))?;
        let keys = self.data.join("keys");
        if keys.join("root.key").exists() {
            Keys::open(&keys, aws_lc_rs::rand::SystemRandom::new())?.check()?;
        }
        Ok(())
    }

    /// The files that the address of the database names are there.
    fn check_database(&self) -> Result<(), Error> {
        let url = self.database_url.as_deref().and_then(|url| url::Url::parse(url).ok());
        for (name, value) in url.iter().flat_map(url::Url::query_pairs) {
            if matches!(name.as_ref(), "sslrootcert" | "sslcert" | "sslkey") {
                read(&format!("database_url, {name}"), Some(Path::new(value.as_ref())))?;
            }
        }
        Ok(())
    }

    /// The authority that gives time-stamps: the one that is set, or the instance's own.
    fn timestamps(&self) -> Result<TimestampAuthority, Error> {
        let trust = read_certificates("timestamp.tls_trust", self.timestamp.tls_trust.as_deref())?;
        match &self.timestamp.url {
            None => Ok(TimestampAuthority::Own),
            Some(url) => TimestampAuthority::http(url, trust.as_ref().map(|pem| pem.as_bytes()))
                .map_err(|cause| refused("timestamp.url", cause)),
        }
    }

    /// What an outside authority's time-stamps must chain to; without it none of them could be relied on.
    fn timestamp_trust(&self) -> Result<Vec<Certificate>, Error> {
        let key = "timestamp.trust";
        let trust = read_certificates(key, self.timestamp.trust.as_deref())?;
        match (&self.timestamp.url, trust) {
            (None, _) => Ok(Vec::new()),
            (Some(_), None) => {
                Err(Error::broken("timestamp.trust must name the PEM file of the authority's root"))
            }
            (Some(_), Some(text)) => Certificate::all_from_pem(&text).map_err(|cause| refused(key, cause)),
        }
    }

    /// How mail leaves: through the server that is set, or not at all.
    fn mailer(&self) -> Result<Mailer, Error> {
        let mail = &self.mail;
        let password = read("mail.password_file", mail.password_file.as_deref())?;
        let trust = read_certificates("mail.trust", mail.trust.as_deref())?;
        let (Some(host), Some(from)) = (&mail.host, &mail.from) else { return Ok(Mailer::Outbox) };
        let password = password.as_deref().map(|text| text.trim_end_matches(['\r', '\n']));
        if password.is_some_and(|text| text.is_empty() || text.chars().any(char::is_control)) {
            return Err(refused("mail.password_file", "it must hold one line, the password"));
        }
        if mail.port == Some(0) {
            return Err(refused("mail.port", "port 0 is none"));
        }
        let protection = match mail.security {
            MailSecurity::Starttls => Protection::StartTls,
            MailSecurity::Tls => Protection::Tls,
            MailSecurity::None => Protection::None,
        };
        let settings = Smtp {
            host,
            port: mail.port,
            protection,
            credentials: mail.username.as_deref().zip(password),
            from,
            from_name: &self.operator,
            trust: trust.as_ref().map(|pem| pem.as_bytes()),
            step_time: None,
        };
        Mailer::smtp(settings).map_err(|cause| refused("mail", cause))
    }

    /// The trusted lists to keep up to date: those that certificates are given for.
    fn keeper(&self) -> Result<Option<Keeper>, Error> {
        let lists = &self.trusted_lists;
        let trust = read_certificates("trusted_lists.tls_trust", lists.tls_trust.as_deref())?;
        let trust = trust.as_ref().map(|pem| pem.as_bytes());
        for (key, address) in [("trusted_lists.url", &lists.url), ("trusted_lists.mirror", &lists.mirror)] {
            let Some(address) = address else { continue };
            let endpoint = Endpoint::parse(address, trust).map_err(|cause| refused(key, cause))?;
            if !endpoint.is_protected() {
                return Err(refused(key, format_args!("{address} does not begin with https://")));
            }
        }
        if let Some(url) = &lists.url {
            trusted_lists::check_address(url).map_err(|cause| refused("trusted_lists.url", cause))?;
        }
        let key = "trusted_lists.certificates";
        let Some(text) = read_certificates(key, lists.certificates.as_deref())? else { return Ok(None) };
        let pinned = Certificate::all_from_pem(&text).map_err(|cause| refused(key, cause))?;
        let web = Publisher::web(trust);
        let publisher = match &lists.mirror {
            Some(mirror) => web.mirrored_at(mirror),
            None => web,
        };
        let list_of_lists = lists.url.clone().unwrap_or_else(|| EUROPEAN_LIST_OF_LISTS.to_owned());
        let folder = lists.folder.clone().unwrap_or_else(|| self.data.join("trusted-lists"));
        if folder.exists() && !folder.is_dir() {
            return Err(refused("trusted_lists.folder", format_args!("{} is no folder", folder.display())));
        }
        Ok(Some(Keeper::new(folder, Source { publisher, list_of_lists, pinned })))
    }
}

fn refused(key: &str, cause: impl std::fmt::Display) -> Error {
    Error::broken(format!("{key}: {cause}"))
}

/// A file that the configuration names under `key`, if it does.
fn read(key: &str, path: Option<&Path>) -> Result<Option<Zeroizing<String>>, Error> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path);
    Ok(Some(Zeroizing::new(text.map_err(|cause| refused(key, format_args!("{}: {cause}", path.display())))?)))
}

/// The same of a file of certificates, of which it must hold one at least, each readable.
fn read_certificates(key: &str, path: Option<&Path>) -> Result<Option<Zeroizing<String>>, Error> {
    let text = read(key, path)?;
    if let (Some(text), Some(path)) = (&text, path) {
        let found = Certificate::all_from_pem(text)
            .map_err(|cause| refused(key, format_args!("{}: {cause}", path.display())))?;
        if found.is_empty() {
            return Err(refused(
                key,
                format_args!("{} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", path.display()),
            ));
        }
    }
    Ok(text)
}
