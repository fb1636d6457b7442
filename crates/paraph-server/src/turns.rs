//! Turns: work on one thing (signing in an envelope, trying the PIN of a credential) waits for the work before it instead of
//! losing against it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, Weak};

use tokio::sync::Mutex;

/// One lock for each thing that is being worked on.
pub struct Turns<Key>(std::sync::Mutex<HashMap<Key, Weak<Mutex<()>>>>);

impl<Key> Default for Turns<Key> {
    fn default() -> Self {
        Self(std::sync::Mutex::default())
    }
}

impl<Key: Clone + Eq + Hash> Turns<Key> {
    /// The lock of a thing; it is dropped when no caller holds it.
    pub fn take(&self, id: &Key) -> Arc<Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(id).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Mutex::new(()));
        turns.insert(id.clone(), Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;

    use super::*;
    use crate::deal::EnvelopeId;

    #[test]
    fn one_envelope_has_one_turn_and_another_has_its_own() {
        let random = SystemRandom::new();
        let (one, other) = (EnvelopeId::random(&random).unwrap(), EnvelopeId::random(&random).unwrap());
        let turns: Turns<EnvelopeId> = Turns::default();
        let first = turns.take(&one);
        let _held = first.try_lock().unwrap();
        assert!(turns.take(&one).try_lock().is_err());
        assert!(turns.take(&other).try_lock().is_ok());
    }
}
