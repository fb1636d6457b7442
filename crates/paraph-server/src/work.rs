//! Work that is dear and that anybody may ask for: so much of it at once, a line before it that does not grow without end and
//! in which callers do not delay each other, and so much memory for what it is done on.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::error::{Error, Kind};

/// How much is done at once, and how many may wait.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Turns at once.
    pub at_once: usize,
    /// Who may wait, in all.
    pub waiting_max: usize,
    /// Who may wait of one source.
    pub waiting_of_one_max: usize,
}

/// Turns at work. Sources take turns too: however many one of them sends, another waits for one piece of its work at most.
#[derive(Clone)]
pub struct Queue(Arc<Inner>);

struct Inner {
    room: Room,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: usize,
    waiting: usize,
    given: usize,
    /// One line for each source that waits; the first is next.
    lines: VecDeque<(String, VecDeque<oneshot::Sender<()>>)>,
}

/// A turn; the next begins when it is dropped.
pub struct Turn(Arc<Inner>);

/// Somebody who waits.
struct Waiter {
    inner: Arc<Inner>,
    called: oneshot::Receiver<()>,
}

impl Queue {
    /// A queue with so much room.
    pub fn new(room: Room) -> Self {
        Self(Arc::new(Inner { room, state: Mutex::default() }))
    }

    /// Waits for a turn for somebody from this source.
    ///
    /// # Errors
    /// [`Kind::Crowded`] when too many wait already.
    pub async fn turn(&self, source: &str) -> Result<Turn, Error> {
        let Some(mut waiter) = self.join(source)? else { return Ok(Turn(Arc::clone(&self.0))) };
        (&mut waiter.called).await.map_err(Error::broken)?;
        Ok(Turn(Arc::clone(&self.0)))
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.0.lock().waiting
    }

    /// How many turns were given so far.
    pub fn given(&self) -> usize {
        self.0.lock().given
    }

    /// Takes a turn (none is returned), or a place in the line.
    fn join(&self, source: &str) -> Result<Option<Waiter>, Error> {
        let room = &self.0.room;
        let mut state = self.0.lock();
        if state.running < room.at_once {
            state.running += 1;
            state.given += 1;
            return Ok(None);
        }
        let at = state.lines.iter().position(|(of, _)| of == source);
        let mine = at.and_then(|at| state.lines.get(at)).map_or(0, |(_, line)| line.len());
        if state.waiting >= room.waiting_max || mine >= room.waiting_of_one_max {
            return Err(Error::said(Kind::Crowded, "error-crowded"));
        }
        let (call, called) = oneshot::channel();
        match at.and_then(|at| state.lines.get_mut(at)) {
            Some((_, line)) => line.push_back(call),
            None => state.lines.push_back((source.to_owned(), VecDeque::from([call]))),
        }
        state.waiting += 1;
        Ok(Some(Waiter { inner: Arc::clone(&self.0), called }))
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn is over: whoever is next is called, if anybody waits.
    fn pass_on(&self) {
        let mut state = self.lock();
        while let Some((source, mut line)) = state.lines.pop_front() {
            let next = line.pop_front();
            if !line.is_empty() {
                state.lines.push_back((source, line));
            }
            let Some(next) = next else { continue };
            state.waiting = state.waiting.saturating_sub(1);
            // Who has gone away meanwhile does not hear it.
            if next.send(()).is_ok() {
                state.given += 1;
                return;
            }
        }
        state.running = state.running.saturating_sub(1);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.pass_on();
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.called.close();
        // Called, and gone before it was heard: the turn goes to the next.
        if self.called.try_recv().is_ok() {
            self.inner.pass_on();
        }
    }
}

/// Memory for what is sent to be worked on: so much in all, so much for one source.
#[derive(Clone)]
pub struct Memory(Arc<Held>);

struct Held {
    bytes_max: usize,
    bytes_of_one_max: usize,
    bytes: Mutex<HashMap<String, usize>>,
}

/// What one request holds of it, until it is dropped.
pub struct Share {
    memory: Memory,
    source: String,
    bytes: usize,
}

impl Memory {
    /// So many bytes in all, so many for one source.
    pub fn new(bytes_max: usize, bytes_of_one_max: usize) -> Self {
        Self(Arc::new(Held { bytes_max, bytes_of_one_max, bytes: Mutex::default() }))
    }

    /// A share for somebody from this source, nothing yet.
    pub fn share(&self, source: &str) -> Share {
        Share { memory: self.clone(), source: source.to_owned(), bytes: 0 }
    }
}

impl Share {
    /// Takes more.
    ///
    /// # Errors
    /// [`Kind::Crowded`] when there is no more.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Error> {
        let held = &self.memory.0;
        let mut all = held.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let in_all = all.values().fold(bytes, |sum, more| sum.saturating_add(*more));
        let mine = all.entry(self.source.clone()).or_default();
        if in_all > held.bytes_max || mine.saturating_add(bytes) > held.bytes_of_one_max {
            return Err(Error::said(Kind::Crowded, "error-crowded"));
        }
        *mine += bytes;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = self.memory.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = all.get_mut(&self.source) {
            *mine = mine.saturating_sub(self.bytes);
            if *mine == 0 {
                all.remove(&self.source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room { at_once: 1, waiting_max: 6, waiting_of_one_max: 4 };

    /// The sources whose work is done, in the order in which it is done.
    async fn order(queue: &Queue, sources: &[&'static str]) -> Vec<&'static str> {
        let turn = queue.turn("before").await.unwrap();
        let done = Arc::new(Mutex::new(Vec::new()));
        let mut all = tokio::task::JoinSet::new();
        for source in sources.iter().copied() {
            let (queue, done) = (queue.clone(), Arc::clone(&done));
            all.spawn(async move {
                let _turn = queue.turn(source).await.unwrap();
                done.lock().unwrap().push(source);
            });
        }
        while queue.waiting() < sources.len() {
            tokio::task::yield_now().await;
        }
        drop(turn);
        all.join_all().await;
        Arc::try_unwrap(done).unwrap().into_inner().unwrap()
    }

    #[tokio::test]
    async fn whoever_sends_much_keeps_nobody_else_waiting() {
        let queue = Queue::new(ROOM);
        assert_eq!(order(&queue, &["a", "a", "a", "a", "b"]).await, ["a", "b", "a", "a", "a"]);
    }

    #[tokio::test]
    async fn the_line_does_not_grow_without_end() {
        let queue = Queue::new(ROOM);
        let _turn = queue.turn("a").await.unwrap();
        let mut waiting: Vec<Waiter> = (0..4).map(|_| queue.join("a").unwrap().unwrap()).collect();
        assert_eq!(queue.join("a").err().map(|error| error.kind()), Some(Kind::Crowded));
        waiting.extend((0..2).map(|_| queue.join("b").unwrap().unwrap()));
        assert_eq!(queue.join("c").err().map(|error| error.kind()), Some(Kind::Crowded));
    }

    #[tokio::test]
    async fn who_goes_away_takes_no_turn_along() {
        let queue = Queue::new(ROOM);
        let turn = queue.turn("a").await.unwrap();
        let gone = queue.join("a").unwrap().unwrap();
        let called = queue.join("b").unwrap().unwrap();
        drop(gone);
        drop(turn);
        // Called, but gone before it was heard.
        drop(called);
        let _next = queue.turn("c").await.unwrap();
        assert_eq!(queue.waiting(), 0);
    }

    #[test]
    fn memory_is_given_until_there_is_none_and_comes_back() {
        let memory = Memory::new(10, 6);
        let (mut one, mut same, mut other) = (memory.share("a"), memory.share("a"), memory.share("b"));
        one.grow(4).unwrap();
        assert!(same.grow(3).is_err());
        other.grow(6).unwrap();
        assert!(same.grow(1).is_err());
        drop(other);
        same.grow(2).unwrap();
        drop((one, same));
        memory.share("a").grow(6).unwrap();
    }
}
