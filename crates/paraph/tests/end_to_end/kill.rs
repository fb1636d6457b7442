//! The program killed at random instants while people sign and the seal is put on: an act is whole or it is not there.

use std::time::{Duration, Instant};

use super::http::Client;
use super::instance::Home;
use super::judges::Sealed;
use super::office::{CAMILLE, Deal, Office, ZOE, blank_pages, sign};

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
    let deal = ready(office);
    let began = Instant::now();
    sign_both(client, &tokens(office));
    office.sealed(&deal);
    began.elapsed()
}

fn ready(office: &Office) -> Deal {
    let deal = office.prepare(&blank_pages(1), &[CAMILLE, ZOE]);
    office.send(&deal);
    // Links are sent by a job: they are there when they can be read.
    deal
}

fn tokens(office: &Office) -> [String; 2] {
    [office.link(CAMILLE), office.link(ZOE)]
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
    let deal = ready(&office);
    let tokens = tokens(&office);
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
            .split("<li")
            .filter(|row| row.contains(person.name) && row.contains("<strong>Signed</strong>"))
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
