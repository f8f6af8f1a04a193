//! The breadth-first search from both ends, as a value that asks for people and makes no calls.

use std::collections::HashMap;

use crate::people::{Person, PersonId};

/// A search under way.
#[derive(Debug)]
pub(crate) struct Search {
    first: End,
    second: End,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The ends have not met yet.
    Apart,
    /// The first end waits for the people of its frontier.
    First,
    /// The second end waits for the people of its frontier.
    Second,
    /// Both ends have reached this person.
    Met(PersonId),
}

/// The next step of a search.
#[derive(Debug)]
pub(crate) enum Next {
    /// The search needs these people, at least one.
    Fetch(Vec<PersonId>),
    /// The search is over, with a shortest path or none.
    Done(Option<Vec<PersonId>>),
}

impl Search {
    pub(crate) fn new(from: PersonId, to: PersonId) -> Self {
        let state = if from == to { State::Met(from) } else { State::Apart };
        Self { first: End::new(from), second: End::new(to), state }
    }

    /// Returns what the search needs next. Each `Fetch` is followed by one call of [`supply`](Self::supply).
    pub(crate) fn next(&mut self) -> Next {
        if let State::Met(meeting) = self.state {
            let mut path = self.first.path_from(meeting);
            path.reverse();
            path.extend(self.second.path_from(meeting).into_iter().skip(1));
            return Next::Done(Some(path));
        }
        let second = self.second.frontier.len() < self.first.frontier.len();
        self.state = if second { State::Second } else { State::First };
        let end = if second { &mut self.second } else { &mut self.first };
        let wanted = std::mem::take(&mut end.frontier);
        if wanted.is_empty() { Next::Done(None) } else { Next::Fetch(wanted) }
    }

    /// Takes the people whom `next` wanted, except those whom nobody can reach.
    pub(crate) fn supply(&mut self, people: Vec<Person>) {
        let (end, other) = match self.state {
            State::Second => (&mut self.second, &self.first),
            _ => (&mut self.first, &self.second),
        };
        self.state = end.expand(people, other).map_or(State::Apart, State::Met);
    }
}

/// One end of the search, and all people whom it has reached.
#[derive(Debug)]
struct End {
    previous: HashMap<PersonId, Option<PersonId>>,
    frontier: Vec<PersonId>,
}

impl End {
    fn new(person: PersonId) -> Self {
        Self { previous: HashMap::from([(person, None)]), frontier: vec![person] }
    }

    /// Adds the friends of a whole level, and returns one whom the other end has reached as well.
    fn expand(&mut self, level: Vec<Person>, other: &Self) -> Option<PersonId> {
        for person in level {
            for friend in person.friends {
                if self.previous.contains_key(&friend) {
                    continue;
                }
                self.previous.insert(friend, Some(person.id));
                if other.previous.contains_key(&friend) {
                    return Some(friend);
                }
                self.frontier.push(friend);
            }
        }
        None
    }

    fn path_from(&self, person: PersonId) -> Vec<PersonId> {
        let step = |id: &PersonId| self.previous.get(id).copied().flatten();
        std::iter::successors(Some(person), step).collect()
    }
}
