//! The rules of the CSC API, as a provider keeps them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use aws_lc_rs::digest::{self, Digest};
use axum::http::{HeaderMap, header};
use base64ct::{Base64, Encoding};
use paraph_pki::Certificate;
use serde_json::{Value, json};

use super::house::{Activation, CODE, House, Manner, PASSWORD, PIN, SHA_256, TOKEN};

pub(super) type Refusal = (u16, &'static str, &'static str);

fn invalid(description: &'static str) -> Refusal {
    (400, "invalid_request", description)
}

impl House {
    pub(super) fn answer(
        &self,
        method: &str,
        headers: &HeaderMap,
        body: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
        let token = bearer.strip_prefix("Bearer ").unwrap_or_default();
        let is_known = token == TOKEN || self.ledger().tokens.iter().any(|known| known == token);
        match method {
            "info" => return Ok(Some(self.introduction())),
            "auth/login" => return self.log_in(bearer),
            _ if !is_known && !self.ledger().activations.contains_key(token) => {
                return Err((401, "invalid_token", "The access token is not valid"));
            }
            _ => {}
        }
        match method {
            "auth/revoke" => {
                let forgotten = body["token"].as_str().unwrap_or_default();
                self.ledger().tokens.retain(|known| known != forgotten);
                Ok(None)
            }
            "credentials/list" => self.list(body).map(Some),
            "credentials/info" => self.describe(body).map(Some),
            "credentials/sendOTP" if !self.is_two() => self.send_code(body),
            "credentials/getChallenge" if self.is_two() && body["authObjectID"] == "OTP" => {
                self.send_code(body)
            }
            "credentials/getChallenge" if self.is_two() => {
                Ok(Some(json!({ "challenge": "What is your mother's birth name?" })))
            }
            "credentials/authorize" => self.authorize(body).map(Some),
            "credentials/authorizeCheck" => self.poll(&body["handle"], "credentials/authorize").map(Some),
            "credentials/extendTransaction" => self.extend(body).map(Some),
            "signatures/signHash" => self.sign(token, body).map(Some),
            "signatures/signPolling" => self.poll(&body["requestID"], "signatures/signHash").map(Some),
            "signatures/timestamp" => self.stamp(body).map(Some),
            _ => Err((501, "not_implemented", "There is no such method")),
        }
    }

    fn introduction(&self) -> Value {
        let mut info = json!({
            "specs": if self.is_two() { "2.0.0.2" } else { "1.0.4.0" },
            "name": "ACME Trust Services", "logo": "https://service.example/logo.png", "region": "IT",
            "lang": "en-US", "description": "A remote signature service",
            "authType": ["basic", "oauth2code", "oauth2client"], "oauth2": self.address,
            "methods": ["auth/login", "credentials/list", "signatures/signHash"],
        });
        if self.is_two() {
            info["asynchronousOperationMode"] = json!(true);
        }
        merged(info, &self.info)
    }

    fn log_in(&self, authorization: &str) -> Result<Option<Value>, Refusal> {
        let pair = Base64::encode_string(format!("ada:{PASSWORD}").as_bytes());
        if authorization != format!("Basic {pair}") {
            return Err((400, "authentication_error", "An error occurred during authentication process"));
        }
        self.ledger().tokens.push("of the login".to_owned());
        Ok(Some(json!({ "access_token": "of the login", "expires_in": 3600 })))
    }

    /// Seven credentials; in 1.0.4 three on a page.
    fn list(&self, body: &Value) -> Result<Value, Refusal> {
        let all: Vec<String> = (1..=7).map(|number| format!("GX{number}")).collect();
        if self.is_two() {
            return Ok(json!({ "credentialIDs": all }));
        }
        let start: usize =
            body["pageToken"].as_str().map_or(Ok(0), str::parse).map_err(|_| invalid("pageToken"))?;
        let page: Vec<&String> = all.iter().skip(start).take(3).collect();
        let next = (start + 3 < all.len()).then(|| (start + 3).to_string());
        Ok(json!({ "credentialIDs": page, "nextPageToken": next }))
    }

    fn describe(&self, body: &Value) -> Result<Value, Refusal> {
        self.check_credential(body)?;
        let text = |certificate: &Certificate| Base64::encode_string(certificate.to_der());
        let issuing = self.authority.issuing.certificate();
        let chain = [&self.certificate, issuing, self.authority.root.certificate()].map(text);
        let mut info = json!({
            "key": { "status": "enabled", "algo": ["1.2.840.10045.4.3.2"], "len": 256, "curve": "1.2.840.10045.3.1.7" },
            "cert": { "status": "valid", "certificates": chain },
            "multisign": 5, "SCAL": "2",
        });
        if self.is_two() {
            info["auth"] = json!({ "mode": "explicit", "expression": "PIN AND OTP", "objects": [
                { "type": "Password", "id": "PIN", "format": "N", "label": "PIN" },
                { "type": "ChallengeResponse", "id": "OTP", "label": "Mobile OTP" },
            ]});
        } else {
            info["authMode"] = json!("explicit");
            info["PIN"] = json!({ "presence": "true", "format": "N", "label": "PIN" });
            info["OTP"] = json!({ "presence": "true", "type": "online", "label": "Mobile OTP" });
        }
        Ok(merged(info, &self.credential))
    }

    fn send_code(&self, body: &Value) -> Result<Option<Value>, Refusal> {
        self.check_credential(body)?;
        self.ledger().sent_codes += 1;
        Ok(None)
    }

    fn check_credential(&self, body: &Value) -> Result<(), Refusal> {
        if body["credentialID"] == "GX1" { Ok(()) } else { Err(invalid("Invalid parameter credentialID")) }
    }

    /// The digests of a request, by the names of the version and no other.
    fn hashes(&self, body: &Value) -> Result<Vec<String>, Refusal> {
        let (named, other) = if self.is_two() { ("hashes", "hash") } else { ("hash", "hashes") };
        if !body[other].is_null() {
            return Err(invalid("a name of another version"));
        }
        let list = body[named].as_array().ok_or(invalid("Missing (or invalid type) array parameter hash"))?;
        let texts: Vec<String> = list.iter().filter_map(|hash| hash.as_str().map(str::to_owned)).collect();
        let fits = |text: &String| Base64::decode_vec(text).is_ok_and(|digest| digest.len() == 32);
        if texts.is_empty() || texts.len() != list.len() || !texts.iter().all(fits) {
            return Err(invalid("Invalid digest value length"));
        }
        Ok(texts)
    }

    fn authorize(&self, body: &Value) -> Result<Value, Refusal> {
        self.check_credential(body)?;
        let hashes = self.hashes(body)?;
        if self.is_two() && body["hashAlgorithmOID"] != SHA_256 {
            return Err(invalid("Missing (or invalid type) string parameter hashAlgorithmOID"));
        }
        let left = body["numSignatures"].as_u64().unwrap_or(0);
        if left < hashes.len() as u64 {
            return Err(invalid("Invalid value for parameter numSignatures"));
        }
        if left > 5 {
            return Err(invalid("Numbers of signatures is too high"));
        }
        let proof = |id: &str| match self.is_two() {
            false => Some(&body[id]),
            true => body["authData"].as_array()?.iter().find(|proof| proof["id"] == id),
        };
        let value = |id: &str| proof(id).map(|proof| if self.is_two() { &proof["value"] } else { proof });
        let elsewhere = proof("mobile").is_some_and(|proof| proof["value"].is_null()) && self.is_two();
        if !elsewhere {
            if value("PIN").is_none_or(|pin| pin != PIN) {
                let code = if self.is_two() { "invalid_authentication_data" } else { "invalid_pin" };
                return Err((400, code, "The authentication data 12345679 is invalid"));
            }
            let is_sent = self.ledger().sent_codes > 0;
            if !is_sent || value("OTP").is_none_or(|code| code != CODE) {
                return Err((400, "invalid_otp", "The OTP is invalid"));
            }
        }
        let sad = self.number("SAD");
        self.ledger().activations.insert(sad.clone(), Activation { hashes, left });
        if !elsewhere {
            return Ok(json!({ "SAD": sad, "expiresIn": 300 }));
        }
        let handle = self.number("handle");
        self.ledger().waiting.insert(handle.clone(), (2, json!({ "SAD": sad })));
        Ok(json!({ "handle": handle, "pending": true }))
    }

    fn number(&self, of: &str) -> String {
        let mut ledger = self.ledger();
        ledger.count += 1;
        format!("{of}-{}", ledger.count)
    }

    /// The answer to a question after something: not the first two times.
    fn poll(&self, handle: &Value, of: &str) -> Result<Value, Refusal> {
        let handle =
            handle.as_str().ok_or(invalid("Missing (or invalid type) string parameter requestID"))?;
        let mut ledger = self.ledger();
        let Some((left, answer)) = ledger.waiting.get_mut(handle) else {
            return Err(invalid("Invalid parameter requestID"));
        };
        if *left > 0 || matches!(self.manner, Manner::NeverFinishes) {
            *left = left.saturating_sub(1);
            return Ok(match of {
                "signatures/signHash" => json!({ "error": "accepted_request", "pending": true }),
                _ => json!({ "handle": handle, "pending": true }),
            });
        }
        Ok(answer.clone())
    }

    fn extend(&self, body: &Value) -> Result<Value, Refusal> {
        self.check_credential(body)?;
        let hashes = self.hashes(body)?;
        let old = body["SAD"].as_str().unwrap_or_default();
        let Some(Activation { left, .. }) = self.ledger().activations.remove(old) else {
            return Err(invalid("Invalid parameter SAD"));
        };
        let sad = self.number("SAD");
        self.ledger().activations.insert(sad.clone(), Activation { hashes, left });
        Ok(json!({ "SAD": sad }))
    }

    fn sign(&self, token: &str, body: &Value) -> Result<Value, Refusal> {
        self.check_credential(body)?;
        if body["signAlgo"] != "1.2.840.10045.4.3.2" {
            return Err(invalid("Invalid parameter signAlgo"));
        }
        let hashes = self.hashes(body)?;
        let sad = body["SAD"].as_str().unwrap_or(token).to_owned();
        {
            let mut ledger = self.ledger();
            let Some(activation) = ledger.activations.get_mut(&sad) else {
                return Err(invalid("Invalid parameter SAD"));
            };
            if !hashes.iter().all(|hash| activation.hashes.contains(hash)) {
                return Err(invalid("Hash is not authorized by the SAD"));
            }
            let asked = hashes.len() as u64;
            activation.left = activation.left.checked_sub(asked).ok_or(invalid("Invalid parameter SAD"))?;
            if activation.left == 0 {
                ledger.activations.remove(&sad);
            }
        }
        let mut signatures: Vec<String> = hashes.iter().map(|hash| self.signed(hash)).collect();
        match self.manner {
            Manner::SwapsSignatures => signatures.reverse(),
            Manner::SignsOneLess => drop(signatures.pop()),
            Manner::SignsOneMore => signatures.extend(signatures.first().cloned()),
            _ => {}
        }
        let answer = json!({ "signatures": signatures });
        if body["operationMode"] != "A" {
            return Ok(answer);
        }
        let response = self.number("response");
        self.ledger().waiting.insert(response.clone(), (2, answer));
        Ok(json!({ "responseID": response }))
    }

    fn signed(&self, hash: &str) -> String {
        let mut bytes = Base64::decode_vec(hash).unwrap();
        if matches!(self.manner, Manner::SignsSomethingElse) {
            bytes.reverse();
        }
        let digest = Digest::import_less_safe(&bytes, &digest::SHA256).unwrap();
        let value = self.key.sign_digest(&digest).unwrap();
        match self.manner {
            Manner::SignsInHalves => Base64::encode_string(&halves(value.as_ref())),
            _ => Base64::encode_string(value.as_ref()),
        }
    }

    fn stamp(&self, body: &Value) -> Result<Value, Refusal> {
        super::signing::stamped(self, body).ok_or(invalid("Invalid parameter hash"))
    }
}

/// r and s of a DER value, 32 bytes each.
fn halves(der: &[u8]) -> Vec<u8> {
    let mut rest = der.get(2..).unwrap();
    let mut halves = Vec::new();
    for _ in 0..2 {
        let (number, after) = rest.get(2..).unwrap().split_at(usize::from(*rest.get(1).unwrap()));
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        halves.extend(vec![0; 32 - number.len()]);
        halves.extend(number);
        rest = after;
    }
    halves
}

fn merged(mut value: Value, over: &Value) -> Value {
    for (name, entry) in over.as_object().into_iter().flatten() {
        value[name] = match (&value[name], entry) {
            (Value::Object(_), Value::Object(_)) => merged(value[name].clone(), entry),
            _ => entry.clone(),
        };
    }
    value
}
