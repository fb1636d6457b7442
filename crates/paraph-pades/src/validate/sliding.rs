//! Past certificate validation and validation-time sliding (EN 319 102-1 §§ 5.6.2.1, 5.6.2.2): the last instant at which a
//! certificate is proven to have been good, however long ago that is.

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::path::{self, Inputs, RevocationRule};

use super::existence::Existence;
use super::status::{Question, Status};
use super::trust::{SECOND, Trust, Use};

/// How far back the control time slid.
#[derive(Clone, Copy)]
pub(crate) struct Slid {
    /// The last instant at which the certificate is proven to have been good.
    pub(crate) control: Timestamp,
    /// What speaks for the signer's certificate was said by somebody whose own has run out, and may have been said since
    /// (§ 5.6.2.4 step 1 b).
    pub(crate) revocation_is_out_of_bounds: bool,
}

/// Why sliding ended without a control time: NO_POE.
pub(crate) enum Gap {
    /// Nothing proves that the certificate existed by then.
    Certificate { of: String, control: Timestamp },
    /// Nothing proves that its revocation was known by then.
    Status { of: String, control: Timestamp },
}

impl std::fmt::Display for Gap {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Certificate { of, control } => {
                write!(formatter, "nothing proves that the certificate of {of} existed by {control} (NO_POE)")
            }
            Self::Status { of, control } => write!(
                formatter,
                "nothing that is proven to have existed by {control} speaks of the revocation of {of} (NO_POE)"
            ),
        }
    }
}

impl Trust<'_> {
    /// § 5.6.2.1: slides along a path whose rules held at some instant; none if they never did.
    pub(crate) fn slide(
        &self,
        path: &[Certificate],
        used: &Use<'_>,
        existence: &Existence,
    ) -> Option<Result<Slid, Gap>> {
        let (anchor, below) = path.split_last()?;
        let to = self.last_held(path)?;
        let control = self.trusted_until(anchor).map_or(self.now, |until| until.min(self.now));
        let start = Slid { control, revocation_is_out_of_bounds: false };
        if below.is_empty() {
            return Some(Ok(Slid { control: control.min(to), ..start }));
        }
        let links = path.iter().zip(path.iter().skip(1)).rev();
        Some(links.into_iter().try_fold(start, |slid, link| self.slide_past(slid, link, used, existence)))
    }

    /// The last instant at which a path kept every rule; none if it never did.
    pub(crate) fn last_held(&self, path: &[Certificate]) -> Option<Timestamp> {
        let (_, below) = path.split_last()?;
        let judged = if below.is_empty() { path } else { below };
        let from = judged.iter().map(|one| one.validity().not_before).max()?;
        let to = judged.iter().map(|one| one.validity().not_after).min()?;
        let then = Inputs { time: to, ..self.inputs(&self.anchors, to) };
        (from <= to && path::broken_rule(path, &then).is_none()).then_some(to)
    }

    /// § 5.6.2.2.4 step 2, for one certificate.
    fn slide_past(
        &self,
        slid: Slid,
        (certificate, issuer): (&Certificate, &Certificate),
        used: &Use<'_>,
        existence: &Existence,
    ) -> Result<Slid, Gap> {
        let Slid { mut control, mut revocation_is_out_of_bounds } = slid;
        let of = || certificate.subject().display_name();
        if self.existed_by(certificate, used, existence) > control {
            return Err(Gap::Certificate { of: of(), control });
        }
        let strict = self.rule == RevocationRule::Require;
        match self.status(Question { certificate, issuer, control }, existence) {
            Status::Revoked { from } | Status::OnHold { from } => {
                control = control.min(from.checked_sub(SECOND).unwrap_or(from));
            }
            // The standard slides to when this was issued; as pyHanko's maker remarks, what was fresh until a later time
            // was proof enough until then for everybody who asked.
            Status::Good { until } if strict => control = control.min(until),
            Status::OutOfBounds { .. } if strict && certificate == used.certificate => {
                revocation_is_out_of_bounds = true;
            }
            Status::OutOfBounds { .. } | Status::Unknown if strict => {
                return Err(Gap::Status { of: of(), control });
            }
            // Who does not ask for words about revocation is content without.
            Status::Good { .. } | Status::OutOfBounds { .. } | Status::Unknown => {}
        }
        let reliable = self.policy.certificate_limit(certificate);
        control = control.min(reliable.checked_sub(SECOND).unwrap_or(reliable));
        control = control.min(certificate.validity().not_after);
        Ok(Slid { control, revocation_is_out_of_bounds })
    }

    /// Since when a certificate existed for certain. A signature proves its own signer's, which it names by digest.
    fn existed_by(&self, certificate: &Certificate, used: &Use<'_>, existence: &Existence) -> Timestamp {
        let proven = existence.since(self.since_of(certificate));
        if certificate == used.certificate { proven.min(used.proven) } else { proven }
    }
}
