//! The one configuration file, with `PARAPH_*` variables over it. What is not known is refused, never ignored.

mod opened;
mod public_url;
mod quota;
mod told;
mod variables;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use opened::Opened;
pub use quota::Quota;
use serde::Deserialize;

use crate::edge::{Connections, Network};
use crate::log;
use crate::zone::Zone;

/// How an instance is set up. Every key has a default that works on a laptop, offline.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port on which the program listens.
    pub listen: SocketAddr,
    /// Address that people type, `http://` or `https://`; links in mails begin with it. Once read it is an origin as browsers
    /// write it (RFC 6454 § 6.2): lower case, without the default port, without a slash at the end.
    pub public_url: Option<String>,
    /// Says that a proxy in front ends TLS and sets `X-Forwarded-For`; required to listen beyond loopback.
    pub behind_proxy: bool,
    /// The proxies whose `X-Forwarded-For` is believed, as addresses or networks; this machine when absent.
    pub trusted_proxies: Vec<Network>,
    /// How many connections there may be, and how long their clients are waited for.
    pub connections: Connections,
    /// Directory of everything that is kept.
    pub data: PathBuf,
    /// PostgreSQL address; without it the embedded database in `data` is used.
    pub database_url: Option<String>,
    /// Name of the firm or person that runs the instance, as parties read it.
    pub operator: String,
    /// Time zone of people whose own is unknown (IANA name: `Europe/Paris`).
    pub time_zone: String,
    /// Folder of the fonts that names and texts are written with; the system's when absent.
    pub fonts: Option<PathBuf>,
    /// How mail leaves.
    pub mail: Mail,
    /// Who gives time-stamps.
    pub timestamp: Timestamp,
    /// What other programs are told that sign here through the CSC API.
    pub csc: Csc,
    /// The European trusted lists that the public page of checks goes by.
    pub trusted_lists: TrustedLists,
    /// How the lines of the log are written.
    pub log: log::Format,
    /// How much may be kept.
    pub quota: Quota,
}

/// The European trusted lists that the public page of checks goes by. Without certificates there are none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrustedLists {
    /// PEM file of the certificates that the Official Journal publishes for the list of lists.
    pub certificates: Option<PathBuf>,
    /// Where the lists are kept; `trusted-lists` in `data` when absent.
    pub folder: Option<PathBuf>,
    /// Address of the list of lists; the European Commission's when absent.
    pub url: Option<String>,
    /// Address of a mirror to get everything from.
    pub mirror: Option<String>,
    /// PEM file of certificates that the publishers' TLS may chain to besides the public ones.
    pub tls_trust: Option<PathBuf>,
}

/// What other programs are told that sign here through the CSC API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Csc {
    /// The country under whose law the instance is run (ISO 3166-1 alpha-2); `XX` names none.
    pub region: String,
    /// Programs that members may let in on a page of ours (OAuth 2.0).
    pub clients: Vec<CscClient>,
}

/// A program that members may let in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CscClient {
    /// Its identifier, as it names itself (`client_id`).
    pub id: String,
    /// Its name, as members read it.
    pub name: String,
    /// Where members may be led back to, each the whole address.
    pub redirect_uris: Vec<String>,
}

impl Default for Csc {
    fn default() -> Self {
        Self { region: "XX".to_owned(), clients: Vec::new() }
    }
}

impl Csc {
    fn check(&self) -> Result<(), ConfigError> {
        if self.region.len() != 2 || !self.region.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(ConfigError::Region(self.region.clone()));
        }
        for (at, client) in self.clients.iter().enumerate() {
            let wrong = |said| Err(ConfigError::Program(client.id.clone(), said));
            let plain = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            if !plain(&client.id) || client.name.trim().is_empty() {
                return wrong("id and name are needed, id without spaces");
            }
            if self.clients.iter().take(at).any(|other| other.id == client.id) {
                return wrong("id comes twice");
            }
            let good = |uri: &String| plain(uri) && !uri.contains('#') && is_protected(uri);
            if client.redirect_uris.is_empty() || !client.redirect_uris.iter().all(good) {
                return wrong(
                    "redirect_uris are whole addresses that begin with https:// (or http://localhost), without #",
                );
            }
        }
        Ok(())
    }
}

/// How mail leaves. Without a host, messages stay in the development outbox.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// SMTP host; none means the development outbox.
    pub host: Option<String>,
    /// SMTP port; 465 for `tls`, 587 for `starttls` when absent.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// Name to sign in with.
    pub username: Option<String>,
    /// File that holds the password, so that it stands in no configuration.
    pub password_file: Option<PathBuf>,
    /// Address in the From line.
    pub from: Option<String>,
    /// PEM file of certificates that the server's TLS may chain to besides the public ones.
    pub trust: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// STARTTLS, required.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// No protection: accepted for a server on loopback only.
    None,
}

/// Who gives time-stamps. Without an address the instance's own authority does.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timestamp {
    /// Address of an RFC 3161 time-stamp authority.
    pub url: Option<String>,
    /// PEM file of the certificates that its tokens must chain to.
    pub trust: Option<PathBuf>,
    /// PEM file of certificates that its TLS may chain to besides the public ones.
    pub tls_trust: Option<PathBuf>,
    /// Whether the instance's own authority gives time-stamps to whoever asks at `/tsa`.
    pub serve: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8421)),
            public_url: None,
            behind_proxy: false,
            trusted_proxies: vec![Network::LOOPBACK_V4, Network::LOOPBACK_V6],
            connections: Connections::default(),
            data: PathBuf::from("paraph-data"),
            database_url: None,
            operator: "Paraph".to_owned(),
            time_zone: "UTC".to_owned(),
            fonts: None,
            mail: Mail::default(),
            timestamp: Timestamp::default(),
            csc: Csc::default(),
            trusted_lists: TrustedLists::default(),
            log: log::Format::default(),
            quota: Quota::default(),
        }
    }
}

/// What is wrong with a configuration, as a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The file is no TOML, or holds a key or value that is not known.
    #[error("the configuration is refused: {}", .0.to_string().trim_end())]
    Refused(#[from] toml::de::Error),
    /// A `PARAPH_*` variable is not known.
    #[error("the variable {0} is not known; see docs/operator.md for those that are")]
    UnknownVariable(String),
    /// A `PARAPH_*` variable does not read.
    #[error("the variable {name} does not read: {cause}")]
    VariableDoesNotRead {
        /// The variable.
        name: String,
        /// Why.
        cause: String,
    },
    /// The program would listen beyond this machine without TLS.
    #[error(
        "listening on {0} would serve people without TLS: put a proxy that ends TLS in front and set behind_proxy = true, \
         or listen on 127.0.0.1"
    )]
    PublicWithoutTls(IpAddr),
    /// A proxy would pass on the name that people type, and every request under it would be refused.
    #[error(
        "public_url is needed with behind_proxy: requests that name a host other than public_url's are refused, so nobody \
         would be served. Set public_url to the address that people type, as https://sign.firm.example"
    )]
    ProxyWithoutAddress,
    /// The public address cannot be one.
    #[error("public_url, {0}: {1}")]
    PublicUrl(String, &'static str),
    /// People beyond this machine would be served without a way to send them their links.
    #[error(
        "mail.host is needed with a public address: without a mail server every link to sign would stay in the development \
         outbox, which administrators read. Set mail.host and mail.from, or serve this machine alone \
         (listen on 127.0.0.1, no behind_proxy, no public_url beyond localhost)"
    )]
    PublicWithoutMail,
    /// The operator's name cannot stand in certificates and mails.
    #[error("operator must be a name of 1 to 64 characters on one line")]
    Operator,
    /// The address of the database does not read.
    #[error("database_url: {0}")]
    Database(String),
    /// The time zone is not known.
    #[error("time_zone is the name of a zone of the IANA database, as Europe/Paris, not {0}")]
    TimeZone(String),
    /// What may be kept is nothing, or more than can be counted.
    #[error("quota.project_megabytes and quota.account_megabytes are from 1 to {0}")]
    Quota(u64),
    /// The region is no country code.
    #[error("csc.region must be two capital letters, as FR or XX, not {0}")]
    Region(String),
    /// A program cannot be let in as configured.
    #[error("csc.clients, {0}: {1}")]
    Program(String, &'static str),
    /// Connections cannot be limited as configured.
    #[error("connections: {0}")]
    Connections(&'static str),
    /// Mail cannot leave as configured.
    #[error("mail: {0}")]
    Mail(&'static str),
}

impl Config {
    /// Reads the file (when there is one) and puts the `PARAPH_*` variables over it.
    ///
    /// # Errors
    /// What is unreadable, unknown, or unsafe, as a sentence that says what to do.
    pub fn load(
        path: Option<&std::path::Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut table = match path {
            None => toml::Table::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|cause| ConfigError::Unreadable { path: path.to_owned(), cause })?
                .parse()?,
        };
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix("PARAPH_") {
                variables::put(&mut table, &name, key, &value)?;
            }
        }
        let mut config: Self = table.try_into()?;
        config.public_url = config.public_url.as_deref().map(public_url::read).transpose()?;
        config.check()?;
        Ok(config)
    }

    /// Checks what no type can say.
    fn check(&self) -> Result<(), ConfigError> {
        if !self.listen.ip().is_loopback() && !self.behind_proxy {
            return Err(ConfigError::PublicWithoutTls(self.listen.ip()));
        }
        if self.behind_proxy && self.public_url.is_none() {
            return Err(ConfigError::ProxyWithoutAddress);
        }
        let calm = |text: &str| !text.chars().any(char::is_control);
        if self.operator.trim().is_empty() || self.operator.chars().count() > 64 || !calm(&self.operator) {
            return Err(ConfigError::Operator);
        }
        if let Some(url) = &self.database_url {
            crate::db::Db::check_address(url).map_err(ConfigError::Database)?;
        }
        if self.is_public() && self.mail.host.is_none() {
            return Err(ConfigError::PublicWithoutMail);
        }
        if Zone::find(&self.time_zone).is_none() {
            return Err(ConfigError::TimeZone(self.time_zone.clone()));
        }
        if let Some(fault) = self.connections.fault() {
            return Err(ConfigError::Connections(fault));
        }
        self.quota.check()?;
        self.csc.check()?;
        self.mail.check()
    }

    /// The zone of people whose own is unknown.
    pub fn zone(&self) -> Zone {
        Zone::find(&self.time_zone).unwrap_or_else(Zone::utc)
    }

    /// The proxies whose word counts; none unless one is said to be in front.
    pub fn proxies(&self) -> &[Network] {
        if self.behind_proxy { &self.trusted_proxies } else { &[] }
    }

    /// Whether people beyond this machine are served, as far as the configuration tells.
    pub fn is_public(&self) -> bool {
        let beyond = |url: &String| !public_url::is_local(url);
        !self.listen.ip().is_loopback() || self.behind_proxy || self.public_url.as_ref().is_some_and(beyond)
    }

    /// The address that links begin with, without a slash at the end, for a server that listens on `port`.
    pub fn base_url(&self, port: u16) -> String {
        match &self.public_url {
            Some(url) => url.clone(),
            None => format!("http://localhost:{port}"),
        }
    }
}

impl Mail {
    fn check(&self) -> Result<(), ConfigError> {
        let Some(host) = &self.host else { return Ok(()) };
        if self.from.is_none() {
            return Err(ConfigError::Mail("mail.from is needed when mail.host is set"));
        }
        let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if self.security == MailSecurity::None && !local {
            return Err(ConfigError::Mail(
                "mail.security = \"none\" is accepted for a server on this machine only",
            ));
        }
        if self.username.is_some() != self.password_file.is_some() {
            return Err(ConfigError::Mail(
                "mail.username and mail.password_file are given together or not at all",
            ));
        }
        Ok(())
    }
}

/// Whether what goes to an address cannot be read on its way: `https`, or this machine.
fn is_protected(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let is_plain = text.contains("://") && url.username().is_empty() && url.password().is_none();
    is_plain
        && url.has_host()
        && (url.scheme() == "https" || url.scheme() == "http" && public_url::is_local(text))
}

#[cfg(test)]
mod tests;
