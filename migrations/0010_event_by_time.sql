-- The time of the last event: a clock that stands before it is wrong, and nothing is signed or sent by it.
create index event_by_time on event (at_ms);
