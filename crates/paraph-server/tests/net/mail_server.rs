//! A mail server on loopback that speaks enough SMTP for one client, answers as it is told, and remembers.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::acceptor;

/// How the server behaves. Answers given for a verb (`RCPT`, `.` for the end of the message) replace the good ones;
/// an empty answer means that it falls silent.
#[derive(Clone, Default)]
pub(crate) struct Behaviour {
    pub(crate) offers_starttls: bool,
    pub(crate) speaks_tls: bool,
    pub(crate) knows_utf8: bool,
    pub(crate) password: Option<&'static str>,
    pub(crate) answers: HashMap<&'static str, &'static str>,
}

/// What the server saw.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    /// Each line of the client, outside messages.
    pub(crate) lines: Vec<String>,
    /// The messages, as they came.
    pub(crate) messages: Vec<String>,
    /// How often TLS was set up.
    pub(crate) handshakes: usize,
}

pub(crate) struct MailServer {
    pub(crate) port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl MailServer {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that hangs up ends the conversation; that is its right.
                tokio::spawn(serve(stream, behaviour.clone(), Arc::clone(&shared)));
            }
        });
        Self { port, seen }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(stream: TcpStream, behaviour: Behaviour, seen: Arc<Mutex<Seen>>) -> std::io::Result<()> {
    let mut talk = Talk { behaviour, seen };
    if talk.behaviour.speaks_tls {
        return talk.serve_tls(stream).await;
    }
    let mut stream = BufReader::new(stream);
    talk.say(&mut stream, "220 localhost ready").await?;
    if talk.converse(&mut stream).await? == End::StartTls {
        talk.behaviour.offers_starttls = false;
        let stream = acceptor().accept(stream.into_inner()).await?;
        talk.note(|seen| seen.handshakes += 1);
        talk.converse(&mut BufReader::new(stream)).await?;
    }
    Ok(())
}

#[derive(PartialEq)]
enum End {
    Quit,
    StartTls,
}

struct Talk {
    behaviour: Behaviour,
    seen: Arc<Mutex<Seen>>,
}

impl Talk {
    async fn serve_tls(&mut self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(acceptor().accept(stream).await?);
        self.note(|seen| seen.handshakes += 1);
        self.say(&mut stream, "220 localhost ready").await?;
        self.converse(&mut stream).await?;
        Ok(())
    }

    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
    ) -> std::io::Result<End> {
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(End::Quit);
            }
            let line = line.trim_end().to_owned();
            self.note(|seen| seen.lines.push(line.clone()));
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            if let Some(answer) = self.behaviour.answers.get(verb.as_str()).copied() {
                self.say(stream, answer).await?;
                continue;
            }
            match verb.as_str() {
                "EHLO" => self.say(stream, &self.greeting()).await?,
                "STARTTLS" => {
                    self.say(stream, "220 go ahead").await?;
                    return Ok(End::StartTls);
                }
                "AUTH" => self.say(stream, self.judge(&line)).await?,
                "DATA" => self.take_message(stream).await?,
                "QUIT" => {
                    self.say(stream, "221 bye").await?;
                    return Ok(End::Quit);
                }
                _ => self.say(stream, "250 2.1.0 fine").await?,
            }
        }
    }

    fn greeting(&self) -> String {
        let offers = [
            (self.behaviour.offers_starttls, "STARTTLS"),
            (self.behaviour.knows_utf8, "SMTPUTF8"),
            (self.behaviour.password.is_some(), "AUTH PLAIN"),
        ];
        let offered =
            offers.iter().filter(|(offered, _)| *offered).map(|(_, name)| format!("250-{name}\r\n"));
        format!("250-localhost\r\n250-8BITMIME\r\n{}250 SIZE 10000000", offered.collect::<String>())
    }

    fn judge(&self, line: &str) -> &'static str {
        if line.strip_prefix("AUTH PLAIN ") == self.behaviour.password {
            "235 2.7.0 welcome"
        } else {
            "535 5.7.8 name or password is wrong"
        }
    }

    async fn take_message<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
    ) -> std::io::Result<()> {
        self.say(stream, "354 go on").await?;
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
                break;
            }
            message.push_str(&line);
        }
        let answer = self.behaviour.answers.get(".").copied().unwrap_or("250 2.0.0 queued as 4711");
        if answer.starts_with('2') {
            self.note(|seen| seen.messages.push(message));
        }
        self.say(stream, answer).await
    }

    async fn say<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        answer: &str,
    ) -> std::io::Result<()> {
        if answer.is_empty() {
            return std::future::pending().await;
        }
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.get_mut().flush().await
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
