//! Friendships, and the naive search that the laws compare with.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use social_graph::{PersonId, hash};

/// People and their friendships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Friendships(BTreeMap<PersonId, BTreeSet<PersonId>>);

impl Friendships {
    /// Creates people from pairs of numbers. A pair of equal numbers is a person without another friend.
    pub fn new(pairs: &[(u64, u64)]) -> Self {
        let mut friendships = Self::default();
        for &(a, b) in pairs {
            friendships.add(a, b);
        }
        friendships
    }

    /// Adds two people and their friendship, unless they exist. Returns whether the friendship is new.
    pub fn add(&mut self, a: u64, b: u64) -> bool {
        let [a, b] = [PersonId(a), PersonId(b)];
        self.0.entry(a).or_default();
        self.0.entry(b).or_default();
        a != b && self.0.entry(a).or_default().insert(b) && self.0.entry(b).or_default().insert(a)
    }

    /// Ends a friendship of two people. Returns whether there was one.
    pub fn remove(&mut self, a: u64, b: u64) -> bool {
        let mut remove = |a, b| self.0.get_mut(&PersonId(a)).is_some_and(|friends| friends.remove(&PersonId(b)));
        remove(a, b) && remove(b, a)
    }

    pub fn people(&self) -> impl DoubleEndedIterator<Item = PersonId> {
        self.0.keys().copied()
    }

    pub fn friends(&self, person: PersonId) -> &BTreeSet<PersonId> {
        &self.0[&person]
    }

    /// Returns each friendship once.
    pub fn pairs(&self) -> impl Iterator<Item = (PersonId, PersonId)> {
        let each = |(&a, friends): (&PersonId, &BTreeSet<PersonId>)| {
            friends.iter().filter(move |b| a < **b).map(|&b| (a, b)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(each)
    }

    /// Returns the distances from a person to everybody with a path of `allowed` people.
    pub fn distances(&self, from: PersonId, allowed: impl Fn(PersonId) -> bool) -> BTreeMap<PersonId, usize> {
        let mut distances = BTreeMap::new();
        let mut waiting = VecDeque::new();
        if allowed(from) {
            distances.insert(from, 0);
            waiting.push_back(from);
        }
        while let Some(person) = waiting.pop_front() {
            for &friend in self.friends(person) {
                if allowed(friend) && !distances.contains_key(&friend) {
                    distances.insert(friend, distances[&person] + 1);
                    waiting.push_back(friend);
                }
            }
        }
        distances
    }

    /// Returns the number of steps between two people, `None` if there is no path.
    pub fn distance(&self, from: PersonId, to: PersonId) -> Option<usize> {
        self.distances(from, |_| true).get(&to).copied()
    }
}

/// Creates people from 0 to `last`, each of whom is a friend of the next.
pub fn line(last: u64) -> Friendships {
    Friendships::new(&(0..last).map(|number| (number, number + 1)).collect::<Vec<_>>())
}

/// Creates people from 0, each of whom begins `friends` friendships with others, the same ones for the same `seed`.
pub fn random(seed: u64, people: u64, friends: u64) -> Friendships {
    let mut friendships = Friendships::default();
    for person in 0..people {
        friendships.add(person, person);
        for friend in 0..friends {
            friendships.add(person, hash(hash(seed) ^ (person * friends + friend)) % people);
        }
    }
    friendships
}

/// Checks that this is a path: from one end to the other, and each is a friend of the next.
#[track_caller]
pub fn assert_path(friendships: &Friendships, path: &[PersonId], from: PersonId, to: PersonId) {
    let ends = (path.first().copied(), path.last().copied());
    assert_eq!(ends, (Some(from), Some(to)), "ends of the path {path:?}");
    for pair in path.windows(2) {
        let are_friends = friendships.friends(pair[0]).contains(&pair[1]);
        assert!(are_friends, "{:?} is no friend of {:?} in the path {path:?}", pair[1], pair[0]);
    }
}

/// Checks that this is a path with as few steps as possible.
#[track_caller]
pub fn assert_shortest_path(friendships: &Friendships, path: &[PersonId], from: PersonId, to: PersonId) {
    assert_path(friendships, path, from, to);
    let distance = friendships.distance(from, to);
    assert_eq!(Some(path.len() - 1), distance, "number of steps in the path {path:?}");
}
