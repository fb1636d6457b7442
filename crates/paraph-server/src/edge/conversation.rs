//! Where a connection stands: what was read of the request, what is still awaited, and since when. The socket, the handler and
//! the table of permits look at one and the same.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::Connections;
use super::head::{Collector, Fault, Framing};

/// What is awaited on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first byte of a request.
    Idle,
    /// The rest of its head.
    Head,
    /// The rest of its body.
    Body,
    /// What we do with it.
    Answer,
    /// That the client takes more of the answer.
    Stalled,
    /// That the client stops sending what is not read.
    Rest,
}

impl Phase {
    /// Which connections make room first where there is none; those at which we work never do.
    pub(super) fn rank(self) -> Option<u8> {
        match self {
            Self::Idle | Self::Head | Self::Rest => Some(0),
            Self::Body => Some(1),
            Self::Stalled => Some(2),
            Self::Answer => None,
        }
    }
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFault {
    /// It stayed behind the least rate.
    TooSlow,
    /// It ended early, or its chunks do not read.
    Broken,
}

/// One connection, as everybody sees it who has to do with it.
pub(super) struct Conversation {
    state: Mutex<State>,
    pub(super) limits: Connections,
    /// Rung when the connection has to make room for another.
    pub(super) displaced: Notify,
}

struct State {
    phase: Phase,
    since: Instant,
    head: Collector,
    framing: Option<Framing>,
    body_bytes: u64,
    is_body_over: bool,
    body_fault: Option<BodyFault>,
}

impl Conversation {
    pub(super) fn new(limits: Connections) -> Arc<Self> {
        let state = State {
            phase: Phase::Idle,
            since: Instant::now(),
            head: Collector::default(),
            framing: None,
            body_bytes: 0,
            is_body_over: false,
            body_fault: None,
        };
        Arc::new(Self { state: Mutex::new(state), limits, displaced: Notify::new() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is awaited, and since when.
    pub(super) fn stands(&self) -> (Phase, Instant) {
        let state = self.lock();
        (state.phase, state.since)
    }

    /// Until when the next byte of a head is waited for.
    pub(super) fn head_deadline(&self) -> Option<Instant> {
        let (phase, since) = self.stands();
        match phase {
            Phase::Idle => Some(since + self.limits.idle()),
            Phase::Head => Some(since + self.limits.header()),
            _ => None,
        }
    }

    /// Bytes came from the client.
    pub(super) fn read(&self, bytes: &[u8]) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            state.enter(Phase::Head);
        }
        let of_head = if state.head.is_complete() { 0 } else { state.head.take(bytes) };
        let of_body = bytes.len().saturating_sub(of_head) as u64;
        state.body_bytes = state.body_bytes.saturating_add(of_body);
        if state.phase == Phase::Body && state.is_body_here() {
            state.enter(Phase::Answer);
        }
    }

    /// A whole head was read: where its body ends, or why the request is refused.
    pub(super) fn begin(&self) -> Result<(), Fault> {
        let mut state = self.lock();
        let judged = state.head.judge();
        state.framing = judged.ok();
        let next = if judged.is_ok() && state.is_body_here() { Phase::Answer } else { Phase::Body };
        state.enter(next);
        judged.map(drop)
    }

    /// The last chunk of the body was read.
    pub(super) fn body_is_over(&self) {
        let mut state = self.lock();
        state.is_body_over = true;
        if state.phase == Phase::Body {
            state.enter(Phase::Answer);
        }
    }

    /// Why the body was not read to its end, if it was not.
    pub(super) fn body_fault(&self) -> Option<BodyFault> {
        self.lock().body_fault
    }

    pub(super) fn give_up_body(&self, fault: BodyFault) {
        self.lock().body_fault = Some(fault);
    }

    /// There is an answer: whether the connection may be used again after it. Only if the request was read to its known end and
    /// nothing behind that end: what comes next is the first byte of another head, so that none can be smuggled in.
    pub(super) fn may_go_on(&self) -> bool {
        let mut state = self.lock();
        let is_whole = matches!(state.framing, Some(Framing::Length(length)) if length == state.body_bytes);
        if is_whole {
            state.head = Collector::default();
            state.framing = None;
            state.body_bytes = 0;
        }
        state.enter(Phase::Answer);
        is_whole
    }

    /// The answer was handed over to the socket, or given up.
    pub(super) fn answered(&self) {
        let mut state = self.lock();
        let next = if state.head.is_empty() { Phase::Idle } else { Phase::Head };
        state.enter(next);
    }

    /// The client takes (or does not take) what is written.
    pub(super) fn wrote(&self, takes: Takes) {
        let mut state = self.lock();
        match (state.phase, takes) {
            (Phase::Answer, Takes::Nothing) => state.enter(Phase::Stalled),
            (Phase::Stalled, Takes::Some) => state.enter(Phase::Answer),
            // The end of an answer is still on its way: idling begins after it.
            (Phase::Idle, Takes::Some) => state.enter(Phase::Idle),
            _ => {}
        }
    }

    /// Whether the client may still be sending what will not be read.
    pub(super) fn has_rest(&self) -> bool {
        let mut state = self.lock();
        let has_rest = !(state.head.is_empty() || state.is_body_here() || state.is_body_over);
        if has_rest {
            state.enter(Phase::Rest);
        }
        has_rest
    }
}

/// Whether the client takes what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Some of it.
    Some,
    /// Nothing at the moment.
    Nothing,
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    fn is_body_here(&self) -> bool {
        matches!(self.framing, Some(Framing::Length(length)) if length <= self.body_bytes)
    }
}
