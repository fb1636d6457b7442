//! Time-stamps: ours judged by OpenSSL, OpenSSL's judged by us, and each refusal by its own bit.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::Profile;
use paraph_pki::cms::{AttributeFact, SignatureValue, SignedAttributes, SignedData};
use paraph_pki::timestamp::{Failure, INSTANCE_POLICY, Request, Responder, Token};
use paraph_pki::{DigestAlgorithm, Error, Identity, ObjectIdentifier};

use crate::authority::{issue, now, pem, shared};
use crate::support::Workshop;

const STAMPED: &[u8] = b"the signature of the agreement";

fn request() -> Request {
    let algorithm = DigestAlgorithm::Sha256;
    Request::new(algorithm, &algorithm.digest(STAMPED), &SystemRandom::new()).unwrap()
}

fn respond(request: &[u8], time: Timestamp) -> Vec<u8> {
    let responder = Responder::new(&shared().timestamp, INSTANCE_POLICY, 500).unwrap();
    responder.respond(request, time, &SystemRandom::new()).unwrap()
}

fn trust(workshop: &Workshop) {
    workshop.write("root.pem", pem(&[shared().root.certificate()]));
    workshop.write("issuing.pem", pem(&[shared().issuing.certificate()]));
}

#[test]
fn openssl_accepts_our_time_stamps() {
    let workshop = Workshop::new();
    trust(&workshop);
    let request = request();
    workshop.write("data", STAMPED);
    workshop.write("request.tsq", request.to_der().unwrap());
    let time = now();
    workshop.write("response.tsr", respond(&request.to_der().unwrap(), time));
    let verify = "ts -verify -in response.tsr -CAfile root.pem -untrusted issuing.pem";
    workshop.openssl_ok(&format!("{verify} -queryfile request.tsq"));
    workshop.openssl_ok(&format!("{verify} -data data"));
    workshop.write("data", b"something else");
    assert!(workshop.openssl(&format!("{verify} -data data")).is_err());
    let said = workshop.openssl_ok("ts -reply -in response.tsr -text");
    assert!(said.contains("Status: Granted.") && said.contains("0x01F4 millis"), "{said}");
}

#[test]
fn we_answer_what_openssl_asks() {
    for arguments in
        ["-sha256 -cert", "-sha384", "-sha512 -no_nonce -cert", "-sha256 -tspolicy 1.3.6.1.4.1.32473.3161.1"]
    {
        let workshop = Workshop::new();
        trust(&workshop);
        workshop.write("unit.pem", pem(&[shared().timestamp.certificate(), shared().issuing.certificate()]));
        workshop.write("data", STAMPED);
        workshop.openssl_ok(&format!("ts -query -data data -out request.tsq {arguments}"));
        workshop.write("response.tsr", respond(&workshop.read("request.tsq"), now()));
        workshop.openssl_ok(
            "ts -verify -in response.tsr -queryfile request.tsq -CAfile root.pem -untrusted unit.pem",
        );
        workshop.openssl_ok("ts -reply -in response.tsr -token_out -out token.der");
        let token = Token::parse(&workshop.read("token.der")).unwrap();
        let carried = token.message().certificates().len();
        assert_eq!(carried, if arguments.contains("-cert") { 3 } else { 0 }, "{arguments}");
    }
}

#[test]
fn our_own_client_accepts_our_own_answer() {
    let request = request();
    let time = now();
    let token = request.accept(&respond(&request.to_der().unwrap(), time)).unwrap();
    assert_eq!(token.time().as_millisecond(), time.as_millisecond());
    assert_eq!(token.accuracy(), Some(SignedDuration::from_millis(500)));
    assert_eq!((token.policy(), token.is_ordered()), (INSTANCE_POLICY, false));
    let facts = token.verify(&request.imprint, &[]);
    assert!(facts.is_valid());
    assert_eq!(facts.imprint, AttributeFact::Matches);
    assert_eq!(token.verify(&[0; 32], &[]).imprint, AttributeFact::Differs);
    assert_eq!(facts.signer.certificate.as_ref(), Some(shared().timestamp.certificate()));
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let asked = request();
    let answer = respond(&asked.to_der().unwrap(), now());
    let another = Some(Error::TimestampAnswersAnotherRequest);
    assert_eq!(request().accept(&answer).err(), another, "another nonce");
    let imprint = DigestAlgorithm::Sha256.digest(b"other");
    assert_eq!(Request { imprint, ..asked.clone() }.accept(&answer).err(), another);
    assert_eq!(Request { nonce: None, ..asked.clone() }.accept(&answer).err(), another);
    let policy = Some(ObjectIdentifier::new_unwrap("1.2.3"));
    assert_eq!(Request { policy, ..asked.clone() }.accept(&answer).err(), another);
    assert!(asked.accept(&answer).is_ok());
}

/// What the responder answers, and what OpenSSL makes of the answer.
fn refused(request: &[u8], time: Timestamp, expected: Failure, said: &str) {
    let answer = respond(request, time);
    let failure = Some(expected.bit());
    assert_eq!(self::request().accept(&answer).err(), Some(Error::TimestampRefused { status: 2, failure }));
    let workshop = Workshop::new();
    workshop.write("response.tsr", &answer);
    let text = workshop.openssl_ok("ts -reply -in response.tsr -text");
    assert!(text.contains("Status: Rejected.") && text.contains(said), "{text}");
}

#[test]
fn each_bad_request_is_refused_by_its_own_bit() {
    let good = request();
    let der = good.to_der().unwrap();
    refused(b"", now(), Failure::BadDataFormat, "data submitted has the wrong format");
    refused(&der[..der.len() - 1], now(), Failure::BadDataFormat, "data submitted has the wrong format");
    refused(&[0; 20_000], now(), Failure::BadDataFormat, "data submitted has the wrong format");
    let mut version = der.clone();
    version[4] = 2;
    refused(&version, now(), Failure::BadRequest, "transaction not permitted or supported");
    let sha1 = DigestAlgorithm::Sha1;
    let weak = Request { digest_algorithm: sha1, imprint: sha1.digest(STAMPED), ..good.clone() };
    refused(&weak.to_der().unwrap(), now(), Failure::BadAlgorithm, "unrecognized or unsupported algorithm");
    let short = Request { imprint: vec![1; 31], ..good.clone() };
    refused(&short.to_der().unwrap(), now(), Failure::BadDataFormat, "data submitted has the wrong format");
    let policy = Request { policy: Some(ObjectIdentifier::new_unwrap("1.2.3")), ..good.clone() };
    refused(&policy.to_der().unwrap(), now(), Failure::UnacceptedPolicy, "policy is not supported");
    let extended = [&[0x30, 0x40][..], &der[2..], &[0xa0, 0x00]].concat();
    let extended = [&[0x30, u8::try_from(extended.len() - 2).unwrap()][..], &extended[2..]].concat();
    refused(&extended, now(), Failure::UnacceptedExtension, "extension is not supported");
    let late = now() + SignedDuration::from_hours(24 * 3_300);
    refused(&der, late, Failure::TimeNotAvailable, "time source is not available");
}

#[test]
fn only_a_time_stamp_certificate_makes_time_stamps() {
    let seal = Responder::new(&shared().seal, INSTANCE_POLICY, 500);
    assert_eq!(seal.err(), Some(Error::CertificateDoesNotAllowUse));
    let accuracy = Responder::new(&shared().timestamp, INSTANCE_POLICY, 1_000);
    assert_eq!(accuracy.err(), Some(Error::TimeOutOfRange));
}

#[test]
fn a_token_signed_by_another_kind_of_certificate_is_not_valid() {
    let request = request();
    let response = respond(&request.to_der().unwrap(), now());
    let token = request.accept(&response).unwrap();
    let info = token.message().content().unwrap().to_vec();
    let (key, certificate) = issue(&shared().issuing, Profile::Signatory, "Not a clock");
    let identity = Identity::new(key, certificate, vec![]).unwrap();
    let attributes = SignedAttributes::with_content(
        token.message().content_type(),
        info,
        DigestAlgorithm::Sha256,
        identity.certificate(),
    )
    .unwrap();
    let forged = identity.sign(attributes, &SystemRandom::new()).unwrap().to_der().unwrap();
    let forged = Token::parse(&forged).unwrap();
    let facts = forged.verify(&request.imprint, &[]);
    assert!(facts.signer.is_intact());
    assert!(!facts.certificate_is_for_timestamps && !facts.is_valid());
}

#[test]
fn no_flipped_bit_leaves_a_time_stamp_valid_and_different() {
    let request = request();
    let response = respond(&request.to_der().unwrap(), now());
    let original = request.accept(&response).unwrap();
    for position in 0..response.len() {
        let mut changed = response.clone();
        changed[position] ^= 1 << (position % 8);
        if let Ok(token) = request.accept(&changed) {
            assert_eq!(token.message().content(), original.message().content(), "byte {position}");
        }
    }
}

#[test]
fn a_signature_carries_its_time_stamp_and_stays_valid_for_openssl() {
    let algorithm = DigestAlgorithm::Sha256;
    let seal = &shared().seal;
    let attributes =
        SignedAttributes::new(algorithm, &algorithm.digest(STAMPED), seal.certificate()).unwrap();
    let value = seal.key().sign(attributes.to_be_signed(), &SystemRandom::new()).unwrap();
    let signature = SignatureValue { algorithm: seal.key().algorithm(), value };
    let message = attributes.assemble(signature, seal.chain()).unwrap();
    let imprint = algorithm.digest(message.signature());
    let request = Request::new(algorithm, &imprint, &SystemRandom::new()).unwrap();
    let token = request.accept(&respond(&request.to_der().unwrap(), now())).unwrap();
    let der = message.with_signature_timestamp(token.to_der().to_vec()).to_der().unwrap();

    let workshop = Workshop::new();
    trust(&workshop);
    workshop.write("message.der", &der);
    workshop.write("content", STAMPED);
    workshop.openssl_ok(
        "cms -verify -cades -binary -inform DER -in message.der -content content -CAfile root.pem -purpose any",
    );
    let message = SignedData::parse(&der).unwrap();
    let signer = message.only_signer().unwrap();
    let tokens: Vec<&[u8]> = signer.signature_timestamps().collect();
    let [found] = tokens.as_slice() else { panic!("one time-stamp") };
    let found = Token::parse(found).unwrap();
    let facts = found.verify(&found.digest_algorithm().unwrap().digest(signer.signature()), &[]);
    assert!(facts.is_valid() && facts.imprint == AttributeFact::Matches);
}

#[test]
fn we_read_what_another_authority_answers() {
    let workshop = Workshop::new();
    trust(&workshop);
    let configuration = "[tsa]\ndefault_tsa=unit\n[unit]\nserial=serial\ncrypto_device=builtin\nsigner_cert=unit.pem\n\
        certs=issuing.pem\nsigner_key=unit.key\nsigner_digest=sha512\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha512\n\
        accuracy=secs:1,millisecs:500,microsecs:100\nordering=yes\ntsa_name=yes\ness_cert_id_chain=yes\ness_cert_id_alg=sha384\n\
        clock_precision_digits=3\n";
    workshop.write("tsa.cnf", configuration);
    workshop.write("unit.pem", pem(&[shared().timestamp.certificate()]));
    let key = shared().timestamp.key().to_pkcs8_der().unwrap();
    workshop.write("unit.der", &*key);
    workshop.openssl_ok("pkey -inform DER -in unit.der -out unit.key");
    let request = request();
    workshop.write("request.tsq", request.to_der().unwrap());
    workshop.openssl_ok("ts -reply -config tsa.cnf -section unit -queryfile request.tsq -out response.tsr");
    let token = request.accept(&workshop.read("response.tsr")).unwrap();
    assert_eq!(token.accuracy(), Some(SignedDuration::from_micros(1_500_100)));
    assert!(token.is_ordered());
    assert_eq!(token.policy().to_string(), "1.2.3.4.1");
}
