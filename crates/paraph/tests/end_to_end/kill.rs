//! The program killed at random instants while people sign and the seal is put on: an act is whole or it is not there.

use std::time::{Duration, Instant};

use super::csc::{PIN, credential_and_token};
use super::http::{Answer, Client};
use super::instance::Home;
use super::judges::Sealed;
use super::office::{CAMILLE, Deal, Office, Person, ZOE, blank_pages, sign};

const KILLS: u32 = 50;
/// Certification, two signatures, seal.
const SIGNATURES: usize = 4;

#[test]
fn a_kill_at_any_instant_leaves_an_act_whole_or_absent() {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let undisturbed = measure(&office, &instance.client());
    instance.kill();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..KILLS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let after = undisturbed.mul_f64((state % 1000) as f64 / 1000.0);
        disturb(&home, &office, after, round);
    }
}

/// How long two people signing and the sealing take when nothing happens.
fn measure(office: &Office, client: &Client) -> Duration {
    let people = people("undisturbed");
    let deal = ready(office, &people);
    let began = Instant::now();
    sign_both(client, &tokens(office, &people));
    office.sealed(&deal);
    began.elapsed()
}

fn people(envelope: &str) -> [Person; 2] {
    [CAMILLE, ZOE].map(|person| person.at_own_address(envelope))
}

fn ready(office: &Office, people: &[Person]) -> Deal {
    let deal = office.prepare(&blank_pages(1), people);
    office.send(&deal);
    // Links are sent by a job: they are there when they can be read.
    deal
}

fn tokens(office: &Office, people: &[Person; 2]) -> [String; 2] {
    people.map(|person| office.link(person))
}

/// Signs for both; says which answers came back.
fn sign_both(client: &Client, tokens: &[String; 2]) -> [bool; 2] {
    let answered =
        |token: &str, person| sign(client, token, person).is_some_and(|answer| answer.status == 303);
    [answered(&tokens[0], CAMILLE), answered(&tokens[1], ZOE)]
}

fn disturb(home: &Home, office: &Office, after: Duration, round: u32) {
    let instance = home.start();
    let office = office.at(&instance);
    let people = people(&format!("round-{round}"));
    let deal = ready(&office, &people);
    let tokens = tokens(&office, &people);
    let client = instance.client();
    let signing = {
        let tokens = tokens.clone();
        std::thread::spawn(move || sign_both(&client, &tokens))
    };
    std::thread::sleep(after);
    instance.kill();
    let answered = signing.join().unwrap();

    let instance = home.start();
    let office = office.at(&instance);
    let early = instance.client().get(&format!("/s/{}/documents/{}/signed", tokens[0], deal.document));
    if early.status == 200 {
        Sealed::new(&instance, early.body).must_convince_everybody(SIGNATURES);
    }
    let status = office.client.get(&format!("/envelopes/{}/status", deal.envelope)).text();
    let signed = status.matches("signatory-state-signed").count();
    let confirmed = answered.iter().filter(|answered| **answered).count();
    assert!(signed >= confirmed, "round {round}: an answered signature is gone after {after:?}: {status}");
    // Whoever was cut off signs again; whoever had signed signs once.
    sign_both(&instance.client(), &tokens);
    let sealed = office.sealed(&deal);
    let activity = office.client.get(&format!("/projects/{}/activity", deal.project)).text();
    for person in [CAMILLE, ZOE] {
        let told = activity
            .split("<article class=\"acts\">")
            .filter(|acts| acts.contains(person.name))
            .flat_map(|acts| acts.matches("<strong>Signed</strong>"))
            .count();
        assert_eq!(
            told, 1,
            "round {round}, killed after {after:?}: {} signed {told} times: {activity}",
            person.name
        );
    }
    if round.is_multiple_of(10) {
        Sealed::new(&instance, sealed).must_convince_everybody(SIGNATURES);
    }
    instance.kill();
}

/// How often a hash is signed while the program is killed.
const HASH_KILLS: u32 = 30;

#[test]
fn a_kill_at_any_instant_leaves_a_signed_hash_told_and_its_activation_used_or_neither() {
    let home = Home::new();
    let mut instance = home.start();
    let office = Office::open(&instance);
    let (credential, token) = credential_and_token(&office);
    let program = |port| Client { port, bearer: Some(token.clone()), cookie: None };
    let undisturbed = {
        let (asked, began) = (Asked::new(&program(instance.port), &credential, 1_000), Instant::now());
        assert_eq!(asked.sign(&program(instance.port)).map(|answer| answer.status), Some(200));
        began.elapsed()
    };
    let (mut signed, mut absent) = (0, 0);
    for round in 0..HASH_KILLS {
        let asked = Asked::new(&program(instance.port), &credential, round);
        let client = program(instance.port);
        let sent = asked.clone();
        let signing = std::thread::spawn(move || sent.sign(&client));
        std::thread::sleep(undisturbed.mul_f64(1.2 * f64::from(round) / f64::from(HASH_KILLS)));
        instance.kill();
        let answered = signing.join().unwrap().is_some_and(|answer| answer.status == 200);
        instance = home.start();
        let told = asked.told(&office.at(&instance));
        assert!(
            told == 1 || (told == 0 && !answered),
            "round {round}: answered {answered}, told {told} times"
        );
        // What was not told is whole: it can be signed now. What was told is used up.
        let again = asked.sign(&program(instance.port)).unwrap();
        assert_eq!(again.status, if told == 1 { 400 } else { 200 }, "round {round}: {}", again.text());
        assert_eq!(asked.told(&office.at(&instance)), 1, "round {round}");
        if told == 1 { signed += 1 } else { absent += 1 }
    }
    println!("{signed} were signed before the kill, {absent} were not");
}

/// A hash that may be signed, once.
#[derive(Clone)]
struct Asked {
    credential: String,
    sad: String,
    /// Its bytes in hexadecimal, as the activity shows them, and in Base64.
    hash: (String, String),
}

impl Asked {
    fn new(program: &Client, credential: &str, number: u32) -> Self {
        let bytes = [&number.to_be_bytes()[..], &[7; 28]].concat();
        let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = (hexadecimal, base64(&bytes));
        let wish = format!(
            r#"{{"credentialID":"{credential}","numSignatures":1,"hash":["{}"],"PIN":"{PIN}"}}"#,
            hash.1
        );
        let granted = program.post_json("/csc/v1/credentials/authorize", &wish);
        assert_eq!(granted.status, 200, "{}", granted.text());
        let granted: serde_json::Value = serde_json::from_slice(&granted.body).unwrap();
        Self { credential: credential.to_owned(), sad: granted["SAD"].as_str().unwrap().to_owned(), hash }
    }

    fn sign(&self, program: &Client) -> Option<Answer> {
        let order = format!(
            r#"{{"credentialID":"{}","SAD":"{}","hash":["{}"],"signAlgo":"1.2.840.10045.4.3.2"}}"#,
            self.credential, self.sad, self.hash.1
        );
        program.try_send("POST", "/csc/v1/signatures/signHash", "application/json", order.as_bytes())
    }

    /// How often the administrator reads that this hash was signed.
    fn told(&self, office: &Office) -> usize {
        let page = office.client.get("/members/activity").text();
        let groups: Vec<&str> = (0..8).map(|at| &self.hash.0[8 * at..8 * at + 8]).collect();
        let shown = format!("<span>{}</span>", groups.join("</span> <span>"));
        page.split("<li").filter(|row| row.contains("Signed by a program") && row.contains(&shown)).count()
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, at| number << 8 | u32::from(*three.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
