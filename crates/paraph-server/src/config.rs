//! The one configuration file, with `PARAPH_*` variables over it. What is not known is refused, never ignored.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use serde::Deserialize;

use crate::edge::{Connections, Network};
use crate::zone::Zone;

/// How an instance is set up. Every key has a default that works on a laptop, offline.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port on which the program listens.
    pub listen: SocketAddr,
    /// Address that people type, `http://` or `https://`; links in mails begin with it.
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
    /// Time zone of people of whom no other is known (IANA name: `Europe/Paris`).
    pub time_zone: String,
    /// How mail leaves.
    pub mail: Mail,
    /// Who gives time-stamps.
    pub timestamp: Timestamp,
    /// What other programs are told that sign here through the CSC API.
    pub csc: Csc,
    /// The European trusted lists that the public page of checks goes by.
    pub trusted_lists: TrustedLists,
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
            mail: Mail::default(),
            timestamp: Timestamp::default(),
            csc: Csc::default(),
            trusted_lists: TrustedLists::default(),
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
    #[error("the configuration is refused: {0}")]
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
    /// The public address must be `https` beyond this machine.
    #[error("public_url must begin with https:// (or http://localhost), not {0}")]
    PublicUrl(String),
    /// The time zone is not known.
    #[error("time_zone is the name of a zone of the IANA database, as Europe/Paris, not {0}")]
    TimeZone(String),
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
                put(&mut table, &name, key, &value)?;
            }
        }
        let mut config: Self = table.try_into()?;
        config.public_url = config.public_url.map(|url| url.trim_end_matches('/').to_owned());
        config.check()?;
        Ok(config)
    }

    /// Checks what no type can say.
    fn check(&self) -> Result<(), ConfigError> {
        if !self.listen.ip().is_loopback() && !self.behind_proxy {
            return Err(ConfigError::PublicWithoutTls(self.listen.ip()));
        }
        if let Some(url) = &self.public_url
            && !is_protected(url)
        {
            return Err(ConfigError::PublicUrl(url.clone()));
        }
        if Zone::find(&self.time_zone).is_none() {
            return Err(ConfigError::TimeZone(self.time_zone.clone()));
        }
        if let Some(fault) = self.connections.fault() {
            return Err(ConfigError::Connections(fault));
        }
        self.csc.check()?;
        self.mail.check()
    }

    /// The zone of people of whom no other is known.
    pub fn zone(&self) -> Zone {
        Zone::find(&self.time_zone).unwrap_or_else(Zone::utc)
    }

    /// The proxies whose word counts; none unless one is said to be in front.
    pub fn proxies(&self) -> &[Network] {
        if self.behind_proxy { &self.trusted_proxies } else { &[] }
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
fn is_protected(url: &str) -> bool {
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    url.starts_with("https://") || local.iter().any(|origin| is_under(url, origin))
}

/// Whether an address is `origin` itself or something under it, not a longer host that begins alike.
fn is_under(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with('/'))
}

/// Puts one variable into the table, as the type its key has.
fn put(table: &mut toml::Table, name: &str, key: &str, value: &str) -> Result<(), ConfigError> {
    let text = || toml::Value::String(value.to_owned());
    let wrong = |cause: String| ConfigError::VariableDoesNotRead { name: name.to_owned(), cause };
    let (section, key, value) = match key {
        "LISTEN" => (None, "listen", text()),
        "PUBLIC_URL" => (None, "public_url", text()),
        "BEHIND_PROXY" => (None, "behind_proxy", yes_or_no(value).map_err(wrong)?),
        "TRUSTED_PROXIES" => (None, "trusted_proxies", list(value)),
        "DATA" => (None, "data", text()),
        "DATABASE_URL" => (None, "database_url", text()),
        "OPERATOR" => (None, "operator", text()),
        "TIME_ZONE" => (None, "time_zone", text()),
        "MAIL_HOST" => (Some("mail"), "host", text()),
        "MAIL_PORT" => {
            let port = value.parse::<u16>().map_err(|e| wrong(e.to_string()))?;
            (Some("mail"), "port", toml::Value::Integer(i64::from(port)))
        }
        "MAIL_SECURITY" => (Some("mail"), "security", text()),
        "MAIL_USERNAME" => (Some("mail"), "username", text()),
        "MAIL_PASSWORD_FILE" => (Some("mail"), "password_file", text()),
        "MAIL_FROM" => (Some("mail"), "from", text()),
        "MAIL_TRUST" => (Some("mail"), "trust", text()),
        "TIMESTAMP_URL" => (Some("timestamp"), "url", text()),
        "TIMESTAMP_TRUST" => (Some("timestamp"), "trust", text()),
        "TIMESTAMP_TLS_TRUST" => (Some("timestamp"), "tls_trust", text()),
        "TRUSTED_LISTS_CERTIFICATES" => (Some("trusted_lists"), "certificates", text()),
        "TRUSTED_LISTS_FOLDER" => (Some("trusted_lists"), "folder", text()),
        "TRUSTED_LISTS_URL" => (Some("trusted_lists"), "url", text()),
        "TRUSTED_LISTS_MIRROR" => (Some("trusted_lists"), "mirror", text()),
        "TRUSTED_LISTS_TLS_TRUST" => (Some("trusted_lists"), "tls_trust", text()),
        "CSC_REGION" => (Some("csc"), "region", text()),
        "TIMESTAMP_SERVE" => (Some("timestamp"), "serve", yes_or_no(value).map_err(wrong)?),
        // Named by other commands and by the tests; no part of the configuration.
        "CONFIG" | "P12_PASSWORD" | "PIN" | "CSC_SECRET" | "OTP" | "CORPUS" | "TEST_ALL"
        | "TEST_POSTGRES" => return Ok(()),
        _ => return Err(ConfigError::UnknownVariable(name.to_owned())),
    };
    match section {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some(section) => {
            let inner = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = inner {
                inner.insert(key.to_owned(), value);
            }
        }
    }
    Ok(())
}

/// What stands between commas.
fn list(value: &str) -> toml::Value {
    let entries = value.split(',').map(|entry| toml::Value::String(entry.trim().to_owned()));
    toml::Value::Array(entries.collect())
}

fn yes_or_no(value: &str) -> Result<toml::Value, String> {
    value.parse().map(toml::Value::Boolean).map_err(|_| "true or false is wanted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paraph.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path), variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn nothing_given_means_loopback_and_embedded_defaults() {
        let config = Config::load(None, std::iter::empty()).unwrap();
        assert!(config.listen.ip().is_loopback());
        assert!(
            config.database_url.is_none() && config.mail.host.is_none() && config.timestamp.url.is_none()
        );
        assert_eq!(config.base_url(8421), "http://localhost:8421");
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = load("listne = '127.0.0.1:1'", &[]).unwrap_err().to_string();
        assert!(error.contains("listne"), "{error}");
        let error = load("[mail]\nhots = 'x'", &[]).unwrap_err().to_string();
        assert!(error.contains("hots"), "{error}");
    }

    #[test]
    fn an_unknown_variable_is_refused_by_name() {
        let error = load("", &[("PARAPH_LISTNE", "x")]).unwrap_err().to_string();
        assert!(error.contains("PARAPH_LISTNE"), "{error}");
    }

    #[test]
    fn a_variable_stands_over_the_file() {
        let config =
            load("operator = 'A'\n[mail]\nport = 1", &[("PARAPH_OPERATOR", "B"), ("PARAPH_MAIL_PORT", "25")]);
        let config = config.unwrap();
        assert_eq!((config.operator.as_str(), config.mail.port), ("B", Some(25)));
    }

    #[test]
    fn a_public_address_without_tls_is_refused() {
        let error = load("listen = '0.0.0.0:80'", &[]).unwrap_err().to_string();
        assert!(error.contains("behind_proxy"), "{error}");
        load("listen = '0.0.0.0:80'\nbehind_proxy = true", &[]).unwrap();
    }

    #[test]
    fn a_public_url_is_https_or_this_machine() {
        load("public_url = 'https://sign.example'", &[]).unwrap();
        load("public_url = 'http://localhost:9'", &[]).unwrap();
        for url in ["http://sign.example", "http://localhost.example", "http://127.0.0.1.example/"] {
            assert!(load(&format!("public_url = '{url}'"), &[]).is_err(), "{url}");
        }
    }

    #[test]
    fn a_time_zone_that_is_not_known_is_refused() {
        assert_eq!(load("time_zone = 'Europe/Paris'", &[]).unwrap().zone().name(), "Europe/Paris");
        let error = load("time_zone = 'Europe/Lutetia'", &[]).unwrap_err().to_string();
        assert!(error.contains("Europe/Lutetia"), "{error}");
    }

    #[test]
    fn only_named_proxies_are_trusted_and_none_unless_one_is_in_front() {
        let loopback = "127.0.0.1".parse().unwrap();
        let trusts = |config: &Config| config.proxies().iter().any(|network| network.contains(loopback));
        assert!(!trusts(&load("", &[]).unwrap()) && trusts(&load("behind_proxy = true", &[]).unwrap()));
        let named =
            load("behind_proxy = true", &[("PARAPH_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")]).unwrap();
        assert!(!trusts(&named) && named.proxies().len() == 2);
        assert!(load("trusted_proxies = ['10.0.0.0/99']", &[]).is_err());
    }

    #[test]
    fn a_limit_of_nothing_is_refused() {
        let error = load("[connections]\nheader_seconds = 0", &[]).unwrap_err().to_string();
        assert!(error.contains("connections"), "{error}");
    }

    #[test]
    fn a_program_that_could_lead_members_astray_is_refused() {
        let client = |id: &str, uri: &str| {
            format!("[[csc.clients]]\nid = '{id}'\nname = 'Desk'\nredirect_uris = ['{uri}']\n")
        };
        load(&client("desk", "https://desk.example/back"), &[]).unwrap();
        load(&client("desk", "http://127.0.0.1:9/back"), &[]).unwrap();
        for uri in
            ["http://desk.example/", "https://desk.example/#x", "javascript:alert(1)", "", "https://a b"]
        {
            assert!(load(&client("desk", uri), &[]).is_err(), "{uri}");
        }
        assert!(load(&client("", "https://desk.example/"), &[]).is_err());
        let twice = client("desk", "https://a.example/") + &client("desk", "https://b.example/");
        assert!(load(&twice, &[]).unwrap_err().to_string().contains("twice"));
        for region in ["fr", "FRA", "F1"] {
            assert!(load(&format!("[csc]\nregion = '{region}'"), &[]).is_err(), "{region}");
        }
    }

    #[test]
    fn mail_without_protection_leaves_only_to_this_machine() {
        load("[mail]\nhost = '127.0.0.1'\nsecurity = 'none'\nfrom = 'a@b.example'", &[]).unwrap();
        assert!(load("[mail]\nhost = 'mx.example'\nsecurity = 'none'\nfrom = 'a@b.example'", &[]).is_err());
        assert!(load("[mail]\nhost = 'mx.example'", &[]).is_err());
    }
}
