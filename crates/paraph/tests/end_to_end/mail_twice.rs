//! The program killed between handing a mail over and learning that it was taken: SMTP cannot exclude that the mail leaves
//! twice, and then both are one message to whoever reads them (RFC 5322 § 3.6.4).

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::instance::Home;
use super::office::Office;

/// A mail server that accepts every message, and can be made to leave the last answer out.
#[derive(Clone)]
struct Relay {
    port: u16,
    is_silent: Arc<AtomicBool>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = Self { port, is_silent: Arc::default(), taken: Arc::default() };
        let serving = relay.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let relay = serving.clone();
                // A client that hangs up ends the conversation.
                std::thread::spawn(move || relay.converse(&stream));
            }
        });
        relay
    }

    fn converse(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let say = |answer: &str| (&*stream).write_all(format!("{answer}\r\n").as_bytes());
        say("220 localhost ready")?;
        while let Some(line) = lines.next() {
            match line?.get(..4) {
                Some("DATA") => {
                    say("354 go on")?;
                    let message = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
                    let message: Vec<String> = message.collect();
                    self.taken.lock().unwrap().push(message.join("\n"));
                    if !self.is_silent.load(Ordering::SeqCst) {
                        say("250 taken")?;
                    }
                }
                Some("QUIT") => return say("221 bye"),
                _ => say("250 fine")?,
            }
        }
        Ok(())
    }

    /// The messages, once there are so many.
    fn wait_for(&self, count: usize) -> Vec<String> {
        let began = Instant::now();
        loop {
            let taken = self.taken.lock().unwrap().clone();
            if taken.len() >= count {
                return taken;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{} of {count} mails came", taken.len());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_mail_that_leaves_again_after_a_kill_is_the_same_message() {
    let (home, relay) = (Home::new(), Relay::start());
    let instance = home.start();
    let office = Office::open(&instance);
    instance.kill();
    let settings = format!(
        "[mail]\nhost = '127.0.0.1'\nport = {}\nsecurity = 'none'\nfrom = 'paraph@firm.example'\n",
        relay.port
    );
    std::fs::write(home.path("paraph.toml"), settings).unwrap();
    let instance = home.start();
    relay.is_silent.store(true, Ordering::SeqCst);
    let invited = [("email", "david.moreau@example.org"), ("role", "member")];
    assert_eq!(office.at(&instance).client.post("/members/invite", &invited).status, 303);
    relay.wait_for(1);
    instance.kill();
    relay.is_silent.store(false, Ordering::SeqCst);
    // So much later that a clock read again would show.
    std::thread::sleep(Duration::from_millis(1_100));
    let instance = home.start();
    relay.wait_for(2);
    // Taken and, a second later, known to be: it leaves no third time.
    std::thread::sleep(Duration::from_secs(1));
    instance.kill();
    let instance = home.start();
    assert_eq!(office.at(&instance).client.get("/health").status, 200);
    std::thread::sleep(Duration::from_secs(2));
    let [first, second] = &relay.wait_for(2)[..] else { panic!("it left a third time") };
    let line = |message: &str, name: &str| {
        message.lines().find(|line| line.starts_with(name)).map(str::to_owned).unwrap()
    };
    for name in ["Message-ID: <", "Date: ", "From: ", "To: ", "Subject: "] {
        assert_eq!(line(first, name), line(second, name));
    }
    let link = |message: &str| message.lines().find(|line| line.contains("/invitation/")).map(str::to_owned);
    assert!(link(first).is_some() && link(first) == link(second), "{first}\n{second}");
}
