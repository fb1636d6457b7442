//! Getting what proves the certificates of a time-stamp authority elsewhere: from the addresses that they name. The operator
//! named the authority; nobody else's certificates are asked about.

use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use paraph_pades::extend::Inquiry;
use paraph_pades::validate::{Known, Need};

use super::http::{Allowance, Endpoint, Question};
use crate::limits;

/// What one answer may cost.
const ALLOWANCE: Allowance = Allowance {
    time: Duration::from_secs(limits::TIMESTAMP_SECONDS_MAX),
    answer_bytes: limits::EVIDENCE_ANSWER_SIZE_MAX,
};

/// Asks for everything that is missing and takes in what is answered. Gives, in words, why the rest is not to be had.
pub async fn fetch(missing: &[Need], known: &mut Known) -> String {
    let mut told = Vec::new();
    for need in missing {
        // Without randomness there is no question, and the need stays.
        let inquiries = need.inquiries(&SystemRandom::new()).unwrap_or_default();
        if inquiries.is_empty() {
            told.push("a certificate names no address to ask".to_owned());
        }
        for inquiry in inquiries {
            match ask(&inquiry, known).await {
                Ok(()) => break,
                Err(reason) => told.push(format!("{}: {reason}", inquiry.url)),
            }
        }
    }
    told.join("; ")
}

async fn ask(inquiry: &Inquiry, known: &mut Known) -> Result<(), String> {
    let endpoint = Endpoint::parse(&inquiry.url, None).map_err(|error| error.to_string())?;
    let body = inquiry.body.as_deref().map(|body| (inquiry.content_type, body));
    let question = Question { accept: inquiry.accept, authorization: None, body };
    let answer = endpoint.ask(question, ALLOWANCE).await.map_err(|error| error.to_string())?;
    // What kind of answer it is, its bytes say: servers of certificates and lists give them any media type.
    if answer.status != 200 {
        return Err(format!("status {}", answer.status));
    }
    inquiry.take(&answer.body, known).map_err(|error| error.to_string())
}
