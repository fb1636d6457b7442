//! What is the same for everybody who may see it and was needed a moment ago, opened and kept in memory: so many bytes, and what
//! was not asked for longest goes first. Whether somebody may see it is decided before it is looked for here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Values by the identifier of what they were made of, which never changes.
pub struct Recent<Value> {
    bytes_max: usize,
    kept: Mutex<Kept<Value>>,
}

struct Kept<Value> {
    bytes: usize,
    /// Counts what is asked for and what is kept, to tell which was the last.
    questions: u64,
    values: HashMap<String, Entry<Value>>,
}

struct Entry<Value> {
    value: Value,
    bytes: usize,
    asked: u64,
}

impl<Value: Clone> Recent<Value> {
    /// Keeps at most so many bytes.
    pub fn new(bytes_max: usize) -> Self {
        let kept = Kept { bytes: 0, questions: 0, values: HashMap::new() };
        Self { bytes_max, kept: Mutex::new(kept) }
    }

    /// What is kept under this identifier.
    pub fn find(&self, id: &str) -> Option<Value> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.questions += 1;
        let asked = kept.questions;
        let entry = kept.values.get_mut(id)?;
        entry.asked = asked;
        Some(entry.value.clone())
    }

    /// Keeps a value of so many bytes. One that would fill a quarter of the room by itself is not kept.
    pub fn keep(&self, id: &str, value: &Value, bytes: usize) {
        if bytes > self.bytes_max / 4 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.questions += 1;
        let asked = kept.questions;
        let before = kept.values.insert(id.to_owned(), Entry { value: value.clone(), bytes, asked });
        kept.bytes = kept.bytes.saturating_add(bytes).saturating_sub(before.map_or(0, |entry| entry.bytes));
        while kept.bytes > self.bytes_max {
            let oldest = kept.values.iter().min_by_key(|(_, entry)| entry.asked);
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else { return };
            let gone = kept.values.remove(&oldest).map_or(0, |entry| entry.bytes);
            kept.bytes = kept.bytes.saturating_sub(gone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let recent = Recent::new(100);
        for id in ["a", "b", "c", "d"] {
            recent.keep(id, &id.to_owned(), 25);
        }
        assert!(recent.find("a").is_some());
        recent.keep("e", &"e".to_owned(), 25);
        assert!(recent.find("b").is_none() && recent.find("a").is_some() && recent.find("e").is_some());
    }

    #[test]
    fn one_value_takes_no_more_than_its_share_and_counts_once() {
        let recent = Recent::new(100);
        recent.keep("large", &1, 26);
        assert!(recent.find("large").is_none());
        for _ in 0..100 {
            recent.keep("same", &2, 20);
        }
        recent.keep("other", &3, 25);
        assert!(recent.find("same").is_some() && recent.find("other").is_some());
    }
}
