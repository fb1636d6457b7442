//! Permits for connections: so many in all, so many from one source. Where there is no room, a newcomer takes the place of the
//! connection that has waited longest for its client, so that slow clients shut out no others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::conversation::Conversation;
use super::source::{Network, Source};

/// The table of connections.
pub(super) struct Permits {
    table: Mutex<Table>,
    at_once_max: usize,
    of_one_source_max: usize,
    /// Proxies, behind which many people stand: only the limit in all holds for them.
    proxies: Vec<Network>,
}

#[derive(Default)]
struct Table {
    next: u64,
    held: HashMap<u64, Held>,
}

struct Held {
    source: Option<Source>,
    conversation: Arc<Conversation>,
    /// Told to make room; it counts no longer.
    is_leaving: bool,
}

/// A place in the table, given back when it is dropped.
pub(super) struct Permit {
    permits: Arc<Permits>,
    number: u64,
}

/// What a newcomer met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// Room.
    Room,
    /// None in all; another connection made room.
    FullInAll,
    /// None for its source; another connection of it made room.
    FullForSource(Source),
}

impl Permits {
    pub(super) fn new(at_once_max: usize, of_one_source_max: usize, proxies: Vec<Network>) -> Arc<Self> {
        Arc::new(Self { table: Mutex::default(), at_once_max, of_one_source_max, proxies })
    }

    /// A place for a newcomer; none when every connection is being served.
    pub(super) fn admit(
        self: &Arc<Self>,
        ip: IpAddr,
        conversation: &Arc<Conversation>,
    ) -> (Met, Option<Permit>) {
        let is_proxy = self.proxies.iter().any(|network| network.contains(ip));
        let source = (!is_proxy).then(|| Source::from(ip));
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let full_source = source.filter(|source| table.count(Some(*source)) >= self.of_one_source_max);
        let met = match full_source {
            Some(source) => Met::FullForSource(source),
            None if table.count(None) >= self.at_once_max => Met::FullInAll,
            None => Met::Room,
        };
        let has_room = match met {
            Met::Room => true,
            Met::FullForSource(source) => table.displace(Some(source)),
            Met::FullInAll => table.displace(None),
        };
        if !has_room {
            return (met, None);
        }
        let number = table.next;
        table.next += 1;
        table.held.insert(number, Held { source, conversation: Arc::clone(conversation), is_leaving: false });
        (met, Some(Permit { permits: Arc::clone(self), number }))
    }

    /// Has one connection that waits for its client make room, whosever it is; false when there is none.
    pub(super) fn make_room(&self) -> bool {
        self.table.lock().unwrap_or_else(PoisonError::into_inner).displace(None)
    }
}

impl Table {
    fn count(&self, source: Option<Source>) -> usize {
        let counts = |held: &&Held| !held.is_leaving && (source.is_none() || held.source == source);
        self.held.values().filter(counts).count()
    }

    /// Tells the connection to leave that has waited longest for its client, of one source or of all.
    fn displace(&mut self, source: Option<Source>) -> bool {
        let candidates = self.held.values_mut().filter(|held| !held.is_leaving);
        let mine = candidates.filter(|held| source.is_none() || held.source == source);
        let ranked = mine.filter_map(|held| {
            let (phase, since) = held.conversation.stands();
            phase.rank().map(|rank| ((rank, since), held))
        });
        let Some((_, held)) = ranked.min_by_key(|(rank, _)| *rank) else { return false };
        held.is_leaving = true;
        held.conversation.displaced.notify_one();
        true
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.permits.table.lock().unwrap_or_else(PoisonError::into_inner).held.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::Connections;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn newcomer() -> Arc<Conversation> {
        Conversation::new(Connections::default())
    }

    /// A connection at which we work.
    fn served() -> Arc<Conversation> {
        let conversation = newcomer();
        conversation.read(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        conversation.begin().unwrap();
        conversation
    }

    #[tokio::test]
    async fn a_newcomer_takes_the_place_of_who_waited_longest() {
        let permits = Permits::new(3, 2, Vec::new());
        let (first, second) = (newcomer(), newcomer());
        let (_, _first) = permits.admit(ip("192.0.2.1"), &first);
        let (_, _second) = permits.admit(ip("192.0.2.1"), &second);
        let (met, third) = permits.admit(ip("192.0.2.1"), &newcomer());
        assert!(matches!(met, Met::FullForSource(_)) && third.is_some());
        first.displaced.notified().await;
        let (met, other) = permits.admit(ip("192.0.2.2"), &newcomer());
        assert!(met == Met::Room && other.is_some());
        let (met, another) = permits.admit(ip("192.0.2.3"), &newcomer());
        assert!(met == Met::FullInAll && another.is_some());
        second.displaced.notified().await;
    }

    #[tokio::test]
    async fn nobody_who_is_being_served_makes_room() {
        let permits = Permits::new(10, 2, Vec::new());
        let held: Vec<_> = (0..2).map(|_| permits.admit(ip("192.0.2.1"), &served()).1).collect();
        assert!(permits.admit(ip("192.0.2.1"), &newcomer()).1.is_none());
        drop(held);
        assert_eq!(permits.admit(ip("192.0.2.1"), &newcomer()).0, Met::Room);
    }

    #[tokio::test]
    async fn the_people_behind_a_proxy_are_not_counted_as_one() {
        let permits = Permits::new(5, 2, vec![Network::LOOPBACK_V4]);
        let held: Vec<_> = (0..5).map(|_| permits.admit(ip("127.0.0.1"), &served())).collect();
        assert!(held.iter().all(|(met, permit)| *met == Met::Room && permit.is_some()));
        assert!(permits.admit(ip("127.0.0.1"), &newcomer()).1.is_none());
    }
}
