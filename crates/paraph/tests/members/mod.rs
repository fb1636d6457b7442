//! The names in a JSON document, so that a test can ask whether each of them is documented.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every member, at whatever depth.
pub(crate) fn members(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.keys().cloned());
            object.values().for_each(|inner| members(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        _ => {}
    }
}
