//! Tick boxes and radio buttons: the state that is shown against the value that is held (ISO 32000-2 § 12.7.5.2.3, § 12.7.5.2.4).

use paraph_pdf::{Dictionary, Error, Name, Object, View};

use super::Missing;
use super::widget::Widget;

const OFF: &[u8] = b"Off";

/// A tick box as it is.
pub(super) struct Tick {
    /// The value is the state of this very box.
    pub(super) shows_the_value: bool,
    /// What is shown is not what is held.
    pub(super) contradicts: bool,
    /// What has to be drawn.
    pub(super) missing: Missing,
}

pub(super) fn read(view: &View<'_>, widget: &Widget) -> Result<Tick, Error> {
    let value = state(&view.inherited(&widget.dictionary, b"V")?);
    let shown = state(&view.value(&widget.dictionary, b"AS")?);
    let looks = view.dictionary(&widget.dictionary, b"AP")?.unwrap_or_default();
    let states = match view.value(&looks, b"N")? {
        Object::Dictionary(states) => Some(states),
        // One look for every state says nothing of the value.
        Object::Stream(_) => {
            return Ok(Tick { shows_the_value: true, contradicts: false, missing: Missing::Nothing });
        }
        _ => None,
    };
    let has = |name: &[u8]| states.as_ref().is_some_and(|states: &Dictionary| states.contains(name));
    let is_mine = value != OFF && (has(&value) || widget.is_only_one(view)?);
    let expected: &[u8] = if is_mine { &value } else { OFF };
    // Without any look, what is shown is only what is drawn by us.
    let contradicts = states.is_some() && shown != expected;
    let missing = match (&states, is_mine) {
        (_, true) if !has(&value) => Missing::Tick,
        (None, false) => Missing::EmptyBox,
        _ => Missing::Nothing,
    };
    Ok(Tick { shows_the_value: is_mine, contradicts, missing })
}

/// The name of a state; `Off` where there is none.
pub(super) fn state(object: &Object) -> Vec<u8> {
    match object {
        Object::Name(name) => Name::as_bytes(name).to_vec(),
        Object::String(text) if !text.bytes.is_empty() => text.bytes.clone(),
        _ => OFF.to_vec(),
    }
}
