//! A configuration in words, for the operator who checks it. Nothing secret is shown: no password, and no address of a database, which
//! may hold one.

use std::fmt::{Display, Formatter, Result};
use std::path::PathBuf;

use super::{Config, MailSecurity};

impl Display for Config {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let url = self.base_url(self.listen.port());
        let proxy = if self.behind_proxy { ", behind a proxy that ends TLS" } else { "" };
        writeln!(f, "Listens on {}{proxy}; people type {url}.", self.listen)?;
        writeln!(
            f,
            "Run by {}; times are told in {} unless another zone is known.",
            self.operator, self.time_zone
        )?;
        let database = match self.database_url {
            None => "the embedded database there",
            Some(_) => "a PostgreSQL server (database_url)",
        };
        writeln!(f, "Keeps everything in {}, with {database}.", self.data.display())?;
        self.tell_of_mail(f)?;
        self.tell_of_times(f)?;
        let lists = &self.trusted_lists;
        match &lists.certificates {
            None => writeln!(f, "Goes by no trusted lists.")?,
            Some(file) => {
                let kept = lists.folder.clone().unwrap_or_else(|| self.data.join("trusted-lists"));
                let from =
                    lists.mirror.as_deref().or(lists.url.as_deref()).unwrap_or("the European Commission");
                writeln!(
                    f,
                    "Goes by the European trusted lists: from {from}, kept in {}, signed by the certificates of {}{}.",
                    kept.display(),
                    file.display(),
                    and_trust(lists.tls_trust.as_ref())
                )?;
            }
        }
        let names: Vec<&str> = self.csc.clients.iter().map(|client| client.name.as_str()).collect();
        let programs = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        writeln!(f, "Other programs that members may let in: {programs}; region {}.", self.csc.region)?;
        writeln!(f, "Writes its log as {} to standard error.", self.log.as_str())
    }
}

impl Config {
    fn tell_of_mail(&self, f: &mut Formatter<'_>) -> Result {
        let mail = &self.mail;
        let (Some(host), Some(from)) = (&mail.host, &mail.from) else {
            return writeln!(f, "Sends no mail: messages stay in the development outbox at /outbox.");
        };
        let protection = match mail.security {
            MailSecurity::Starttls => "STARTTLS",
            MailSecurity::Tls => "TLS",
            MailSecurity::None => "no protection, on this machine",
        };
        let port = mail.port.map(|port| format!(":{port}")).unwrap_or_default();
        let name = mail.username.as_ref().map(|name| format!(", signing in as {name}")).unwrap_or_default();
        let trust = and_trust(mail.trust.as_ref());
        writeln!(f, "Sends mail as {from} through {host}{port} with {protection}{name}{trust}.")
    }

    fn tell_of_times(&self, f: &mut Formatter<'_>) -> Result {
        let times = &self.timestamp;
        match &times.url {
            None => writeln!(f, "Gives its own time-stamps.")?,
            Some(url) => writeln!(f, "Gets time-stamps from {url}{}.", and_trust(times.tls_trust.as_ref()))?,
        }
        if times.serve {
            writeln!(f, "Gives time-stamps to whoever asks at /tsa.")?;
        }
        Ok(())
    }
}

fn and_trust(file: Option<&PathBuf>) -> String {
    file.map(|file| format!(" (TLS trusted by {} too)", file.display())).unwrap_or_default()
}
