//! Whether a tick box or radio button shows the state that its value says (ISO 32000-2 § 12.7.5.2): by the state that it names,
//! and by what the picture of that state shows beside the picture of the other.

use paraph_pdf::{Dictionary, Error, Field, Object, Stream, View};

use super::values::Agreement;
use crate::validate::seen::signs;

const OFF: &[u8] = b"Off";

/// Compares what a widget shows with the value of its field.
pub(super) fn agreement(view: View<'_>, widget: &Dictionary, value: &Object) -> Result<Agreement, Error> {
    let all = view.dictionary(widget, b"AP")?.unwrap_or_default();
    let value = value.as_name().map_or(OFF, |name| name.as_bytes());
    let state = view.value(widget, b"AS")?;
    let state = state.as_name().map(|name| name.as_bytes());
    let states = match view.value(&all, b"N")? {
        Object::Dictionary(states) => states,
        Object::Stream(only) => return of_only(view, &only, value),
        // Readers draw it by its state.
        _ => {
            let agrees = state.is_none_or(|state| state == value || state == OFF);
            return Ok(if agrees { Agreement::Agrees } else { Agreement::Differs });
        }
    };
    let wanted = if states.contains(value) { value } else { OFF };
    if state.unwrap_or(OFF) != wanted {
        return Ok(Agreement::Differs);
    }
    let on = match states.iter().find(|(name, _)| name.as_bytes() != OFF) {
        Some((name, _)) if wanted == OFF => stream(view, &states, name.as_bytes())?,
        _ => stream(view, &states, wanted)?,
    };
    of_states(view, (on.as_ref(), stream(view, &states, OFF)?.as_ref()), wanted != OFF)
}

/// Whether the value is the state of one of the field's widgets, or no state at all.
pub(super) fn is_among_states(view: View<'_>, field: &Field, value: &Object) -> Result<bool, Error> {
    let value = value.as_name().map_or(OFF, |name| name.as_bytes());
    if value == OFF {
        return Ok(true);
    }
    let mut has_states = false;
    for id in &field.widgets {
        let Object::Dictionary(widget) = view.object(*id)? else { continue };
        let all = view.dictionary(&widget, b"AP")?.unwrap_or_default();
        let Object::Dictionary(states) = view.value(&all, b"N")? else { continue };
        if states.contains(value) {
            return Ok(true);
        }
        has_states = true;
    }
    Ok(!has_states)
}

fn stream(view: View<'_>, states: &Dictionary, name: &[u8]) -> Result<Option<Stream>, Error> {
    Ok(match states.get(name).map(|state| view.resolve(state)).transpose()? {
        Some(Object::Stream(stream)) => Some(stream),
        _ => None,
    })
}

/// One picture, whatever the state.
fn of_only(view: View<'_>, only: &Stream, value: &[u8]) -> Result<Agreement, Error> {
    Ok(match signs(view, only)? {
        None => Agreement::CannotTell,
        Some(signs) if signs.is_empty() == (value == OFF) => Agreement::Agrees,
        Some(_) => Agreement::Differs,
    })
}

/// The picture of the state that is shown must be the one with the tick.
fn of_states(
    view: View<'_>,
    (on, off): (Option<&Stream>, Option<&Stream>),
    is_on: bool,
) -> Result<Agreement, Error> {
    let of = |stream: Option<&Stream>| match stream {
        Some(stream) => signs(view, stream),
        None => Ok(Some(std::collections::BTreeSet::new())),
    };
    let (Some(with), Some(without)) = (of(on)?, of(off)?) else { return Ok(Agreement::CannotTell) };
    let is_same = match (on, off) {
        (Some(on), Some(off)) => view.raw(on)? == view.raw(off)? && on.dictionary == off.dictionary,
        _ => false,
    };
    let (ticks, unticks) = (with.difference(&without).count(), without.difference(&with).count());
    Ok(match (ticks, unticks) {
        // Both states are shown as the same: what is shown says nothing, or the contrary.
        (0, 0) if is_same || !with.is_empty() => Agreement::Differs,
        (0, 0) => Agreement::Agrees,
        (_, 0) => Agreement::Agrees,
        (0, _) => Agreement::Differs,
        // A button that is off and is to be so may look as it likes, as long as it is not known for a tick.
        (_, _) if !is_on && on.is_none() => Agreement::Agrees,
        (_, _) => Agreement::CannotTell,
    })
}
