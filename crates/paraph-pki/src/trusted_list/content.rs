//! Reads what a list says out of the text that was signed (TS 119 612 § 5).

use jiff::Timestamp;
use roxmltree::{Document, Node};

use super::ListError;
use super::criteria;
use super::model::{Pointer, Scheme, Service, ServiceState, ServiceStatus, TrustedList};
use super::signature::Signed;
use super::xml::{
    self, LIST, MORE_TYPES, QUALIFICATIONS, XML, bytes, children, find, is, only, text, text_in,
};
use crate::Certificate;

/// Reads a list whose signature holds.
pub(super) fn of(signed: Signed) -> Result<TrustedList, ListError> {
    let Content { scheme, pointers, services } = read(&xml::parse(&signed.content)?)?;
    Ok(TrustedList { scheme, pointers, services, signer: signed.signer, signed_at: signed.time })
}

/// What a list says about itself, before anybody vouched for it.
pub(super) fn claims(list: &[u8]) -> Result<Scheme, ListError> {
    Ok(read(&xml::parse(&xml::text_of(list)?)?)?.scheme)
}

struct Content {
    scheme: Scheme,
    pointers: Vec<Pointer>,
    services: Vec<Service>,
}

fn read(tree: &Document<'_>) -> Result<Content, ListError> {
    let root = tree.root_element();
    if !is(root, LIST, "TrustServiceStatusList") {
        return Err(ListError::NotATrustedList);
    }
    let information = only(root, LIST, "SchemeInformation")?;
    let mut pointers = Vec::new();
    if let Some(list) = find(information, LIST, "PointersToOtherTSL")? {
        for element in children(list, LIST, "OtherTSLPointer") {
            pointers.push(pointer(element)?);
        }
    }
    let mut services = Vec::new();
    if let Some(list) = find(root, LIST, "TrustServiceProviderList")? {
        for provider in children(list, LIST, "TrustServiceProvider") {
            let name = name_in(only(provider, LIST, "TSPInformation")?, "TSPName")?;
            for element in children(only(provider, LIST, "TSPServices")?, LIST, "TSPService") {
                services.push(service(element, &name)?);
            }
        }
    }
    Ok(Content { scheme: scheme(information)?, pointers, services })
}

fn scheme(information: Node<'_, '_>) -> Result<Scheme, ListError> {
    let version = text_in(information, LIST, "TSLVersionIdentifier")?;
    let version = match version.as_str() {
        "5" => 5,
        "6" => 6,
        _ => return Err(ListError::UnknownVersion(version)),
    };
    let sequence = text_in(information, LIST, "TSLSequenceNumber")?;
    let next_update = only(information, LIST, "NextUpdate")?;
    let next_update = find(next_update, LIST, "dateTime")?;
    let more = find(information, LIST, "SchemeInformationURI")?;
    let more = more.into_iter().flat_map(|list| children(list, LIST, "URI"));
    Ok(Scheme {
        version,
        sequence: sequence.parse().map_err(|_| ListError::FieldIsMalformed("TSLSequenceNumber"))?,
        kind: text_in(information, LIST, "TSLType")?,
        operator: name_in(information, "SchemeOperatorName")?,
        territory: text_in(information, LIST, "SchemeTerritory")?,
        information: more.map(|uri| text(uri, "URI")).collect::<Result<_, _>>()?,
        issued: time_in(information, "ListIssueDateTime")?,
        next_update: next_update.map(|element| time(element, "NextUpdate")).transpose()?,
    })
}

fn pointer(element: Node<'_, '_>) -> Result<Pointer, ListError> {
    let mut signers = Vec::new();
    if let Some(identities) = find(element, LIST, "ServiceDigitalIdentities")? {
        for identity in children(identities, LIST, "ServiceDigitalIdentity") {
            // A certificate that cannot be read signs nothing.
            signers.extend(certificates(identity)?.into_iter().flatten());
        }
    }
    let (mut kind, mut territory, mut media_type) = (None, None, None);
    let additional = find(element, LIST, "AdditionalInformation")?;
    let additional = additional.into_iter().flat_map(|list| children(list, LIST, "OtherInformation"));
    for value in additional.flat_map(|other| other.children()).filter(Node::is_element) {
        let (field, name) = if is(value, LIST, "TSLType") {
            (&mut kind, "TSLType")
        } else if is(value, LIST, "SchemeTerritory") {
            (&mut territory, "SchemeTerritory")
        } else if is(value, MORE_TYPES, "MimeType") {
            (&mut media_type, "MimeType")
        } else {
            continue;
        };
        if field.replace(text(value, name)?).is_some() {
            return Err(ListError::FieldIsMalformed(name));
        }
    }
    Ok(Pointer { location: text_in(element, LIST, "TSLLocation")?, kind, territory, media_type, signers })
}

fn service(element: Node<'_, '_>, provider: &str) -> Result<Service, ListError> {
    let current = only(element, LIST, "ServiceInformation")?;
    let identity = only(current, LIST, "ServiceDigitalIdentity")?;
    let read = certificates(identity)?;
    let unreadable = read.iter().filter(|certificate| certificate.is_none()).count();
    let mut states = vec![state(current)?];
    if let Some(history) = find(element, LIST, "ServiceHistory")? {
        for past in children(history, LIST, "ServiceHistoryInstance") {
            states.push(state(past)?);
        }
    }
    let certificates = read.into_iter().flatten().collect();
    Ok(Service { provider: provider.to_owned(), certificates, unreadable, states })
}

fn state(element: Node<'_, '_>) -> Result<ServiceState, ListError> {
    let mut state = ServiceState {
        kind: text_in(element, LIST, "ServiceTypeIdentifier")?,
        name: name_in(element, "ServiceName")?,
        status: ServiceStatus::of(&text_in(element, LIST, "ServiceStatus")?),
        since: time_in(element, "StatusStartingTime")?,
        additional: Vec::new(),
        qualifications: Vec::new(),
        taken_over_by: None,
        expired_certificates_since: None,
        not_understood: Vec::new(),
    };
    let Some(extensions) = find(element, LIST, "ServiceInformationExtensions")? else { return Ok(state) };
    for extension in children(extensions, LIST, "Extension") {
        let critical = matches!(extension.attribute("Critical"), Some("true" | "1"));
        for value in extension.children().filter(Node::is_element) {
            read_extension(&mut state, value, critical)?;
        }
    }
    Ok(state)
}

fn read_extension(state: &mut ServiceState, value: Node<'_, '_>, critical: bool) -> Result<(), ListError> {
    if is(value, LIST, "AdditionalServiceInformation") {
        state.additional.push(text_in(value, LIST, "URI")?);
    } else if is(value, QUALIFICATIONS, "Qualifications") {
        state.qualifications.extend(criteria::rules(value)?);
    } else if is(value, LIST, "ExpiredCertsRevocationInfo") {
        // This and the next are told only: a slip in them is no reason to do without the list.
        state.expired_certificates_since = time(value, "ExpiredCertsRevocationInfo").ok();
    } else if is(value, MORE_TYPES, "TakenOverBy") {
        state.taken_over_by = only(value, MORE_TYPES, "TSPName").and_then(name_of).ok();
    } else if critical {
        state.not_understood.push(value.tag_name().name().to_owned());
    }
    Ok(())
}

/// The certificates of a ServiceDigitalIdentity; none in place of one that cannot be read, which is no reason to do
/// without the rest of a list.
fn certificates(identity: Node<'_, '_>) -> Result<Vec<Option<Certificate>>, ListError> {
    let mut found = Vec::new();
    for identifier in children(identity, LIST, "DigitalId") {
        if let Some(element) = find(identifier, LIST, "X509Certificate")? {
            let der = bytes(element, "X509Certificate").ok();
            found.push(der.and_then(|der| Certificate::from_der(&der).ok()));
        }
    }
    Ok(found)
}

fn name_in(element: Node<'_, '_>, name: &'static str) -> Result<String, ListError> {
    name_of(only(element, LIST, name)?)
}

/// The English name of a list of names, or else the first.
fn name_of(names: Node<'_, '_>) -> Result<String, ListError> {
    let all: Vec<_> = children(names, LIST, "Name").collect();
    let is_english = |name: &&Node<'_, '_>| {
        name.attribute((XML, "lang")).is_some_and(|language| language.eq_ignore_ascii_case("en"))
    };
    let chosen = all.iter().find(is_english).or(all.first());
    text(*chosen.ok_or(ListError::FieldIsMissing("Name"))?, "Name")
}

fn time_in(element: Node<'_, '_>, name: &'static str) -> Result<Timestamp, ListError> {
    time(only(element, LIST, name)?, name)
}

fn time(element: Node<'_, '_>, name: &'static str) -> Result<Timestamp, ListError> {
    text(element, name)?.parse().map_err(|_| ListError::FieldIsMalformed(name))
}
