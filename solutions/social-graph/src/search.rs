//! The breadth-first search from both ends. It does not know where people are stored.

use std::collections::HashMap;
use std::mem;

use crate::people::{Person, PersonId};

/// A store of people that can be asked for many people at once.
pub(crate) trait People {
    /// A reason why people cannot be fetched.
    type Error;

    /// Returns the people with these ids in any order, except those who cannot be reached at the moment.
    fn fetch(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, Self::Error>;
}

/// Returns a shortest path with both ends, or `None` if there is no path among the people that can be fetched.
pub(crate) fn shortest_path<P: People>(
    people: &mut P,
    from: PersonId,
    to: PersonId,
) -> Result<Option<Vec<PersonId>>, P::Error> {
    if from == to {
        return Ok(Some(vec![from]));
    }
    let (mut first, mut second) = (End::new(from), End::new(to));
    loop {
        let (smaller, other) =
            if second.frontier.len() < first.frontier.len() { (&mut second, &first) } else { (&mut first, &second) };
        if smaller.frontier.is_empty() {
            return Ok(None);
        }
        let level = people.fetch(&mem::take(&mut smaller.frontier))?;
        if let Some(meeting) = smaller.expand(level, other) {
            let mut path = first.path_from(meeting);
            path.reverse();
            path.extend(second.path_from(meeting).into_iter().skip(1));
            return Ok(Some(path));
        }
    }
}

/// One end of the search, and all people whom it has reached.
struct End {
    /// The previous person on the way from this end to each person reached, `None` for the end itself.
    previous: HashMap<PersonId, Option<PersonId>>,
    /// The people reached last, whose friends are not known yet.
    frontier: Vec<PersonId>,
}

impl End {
    fn new(person: PersonId) -> Self {
        Self { previous: HashMap::from([(person, None)]), frontier: vec![person] }
    }

    /// Adds the friends of a whole level, and returns the first of them whom the other end has reached as well.
    ///
    /// Both ends expand whole levels. So if they meet, they meet at the other end's frontier, and all meetings of a level
    /// are equally far from both ends.
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

    /// Returns the way from a person reached back to this end.
    fn path_from(&self, person: PersonId) -> Vec<PersonId> {
        let step = |id: &PersonId| self.previous.get(id).copied().flatten();
        std::iter::successors(Some(person), step).collect()
    }
}
