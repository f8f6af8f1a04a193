//! The times of a report.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Timestamp;
use crate::event::Event;
use crate::id::CallId;
use crate::rank::Ladder;
use crate::report::{Report, Times};
use crate::state::State;

/// The times so far, and when each unfinished call entered its state.
pub(crate) struct Statistics<R> {
    since: BTreeMap<CallId, Timestamp>,
    waits: BTreeMap<R, Times>,
    handling: BTreeMap<R, Times>,
    abandoned: BTreeMap<R, Times>,
}

impl<R: Ladder> Statistics<R> {
    pub(crate) fn new() -> Self {
        let no_times = || enum_iterator::all().map(|rank| (rank, Times::default())).collect();
        Self { since: BTreeMap::new(), waits: no_times(), handling: no_times(), abandoned: no_times() }
    }

    /// Adds the times that end with an event. `state` must be the state before that event.
    pub(crate) fn apply(&mut self, event: &Event<R>, now: Timestamp, state: &State<R>) {
        let (call, ended) = match *event {
            Event::Received { call, .. } => (call, None),
            Event::Answered { call, by } => (call, Some((&mut self.waits, state.staff[&by].rank))),
            Event::Escalated { call, by, .. } | Event::Completed { call, by } => {
                (call, Some((&mut self.handling, state.staff[&by].rank)))
            }
            Event::Abandoned { call } => (call, Some((&mut self.abandoned, state.calls[&call].level))),
            Event::Queued { .. } | Event::Hired { .. } | Event::LetGo { .. } => return,
        };
        let since = self.since.insert(call, now).unwrap_or(now);
        if let Some((times, rank)) = ended {
            add(times.entry(rank).or_default(), now.since(since));
        }
        if matches!(event, Event::Completed { .. } | Event::Abandoned { .. }) {
            self.since.remove(&call);
        }
    }

    pub(crate) fn report(&self, state: &State<R>) -> Report<R> {
        Report {
            counts: state.counts(),
            waits: self.waits.clone(),
            handling: self.handling.clone(),
            abandoned: self.abandoned.clone(),
        }
    }
}

fn add(times: &mut Times, time: Duration) {
    times.count += 1;
    times.total = times.total.saturating_add(time);
    times.longest = times.longest.max(time);
}
