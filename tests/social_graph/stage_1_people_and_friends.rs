//! # People and friends
//!
//! A `SocialGraph` keeps all people and friendships in the memory of one machine. Friendship is mutual, so each operation
//! concerns two people, and an error must leave both of them as they were.
//!
//! Choose the fields of `SocialGraph`, then write `add`, `befriend`, `unfriend` and `friends` in `src/people.rs`.
//!
//! Look up: `BTreeSet`.
//!
//! Time box: 10 minutes.

use std::collections::BTreeSet;

use social_graph::{FriendshipError, PersonId, SocialGraph, UnknownPerson};

use super::support::{Modeled, NOBODY, any_ops};

/// Creates a graph of three people. The first two are friends.
fn three() -> (SocialGraph, [PersonId; 3]) {
    let mut graph = SocialGraph::default();
    let ids = [graph.add(), graph.add(), graph.add()];
    assert_eq!(graph.befriend(ids[0], ids[1]), Ok(()), "result of befriending two strangers");
    (graph, ids)
}

/// Rules: 1.1
#[test]
fn add_returns_a_new_id_each_time() {
    let mut graph = SocialGraph::default();
    let ids: BTreeSet<PersonId> = (0..70_000).map(|_| graph.add()).collect();
    assert_eq!(ids.len(), 70_000, "number of different ids of 70,000 people");
    for id in ids {
        assert_eq!(graph.friends(id), Ok(vec![]), "friends of a person just added");
    }
}

/// Rules: 1.1, 1.2
#[test]
fn a_clone_is_a_separate_graph() {
    let (mut graph, [ann, bob, cleo]) = three();
    let mut clone = graph.clone();
    assert_eq!(clone.friends(ann), Ok(vec![bob]), "friends of Ann in a clone");
    assert_eq!(graph.unfriend(ann, bob), Ok(()), "result of unfriending a friend");
    assert_eq!(graph.befriend(ann, cleo), Ok(()), "result of befriending a stranger");
    assert_eq!(clone.friends(ann), Ok(vec![bob]), "friends of Ann in a clone after changes of the original");
    assert_eq!(clone.befriend(bob, cleo), Ok(()), "result of befriending a stranger in a clone");
    assert_eq!(graph.friends(bob), Ok(vec![]), "friends of Bob after he befriended somebody in a clone");
    let dora = graph.add();
    assert_eq!(clone.friends(dora), Err(UnknownPerson(dora)), "friends in a clone of a person added to the original");
}

/// Rules: 1.2
#[test]
fn befriend_begins_a_mutual_friendship() {
    let (graph, [ann, bob, cleo]) = three();
    assert_eq!(graph.friends(ann), Ok(vec![bob]), "friends of Ann after befriending Bob");
    assert_eq!(graph.friends(bob), Ok(vec![ann]), "friends of Bob after Ann befriended him");
    assert_eq!(graph.friends(cleo), Ok(vec![]), "friends of Cleo, whom nobody befriended");
}

/// Rules: 1.2
#[test]
fn unfriend_ends_a_friendship_for_both() {
    let (mut graph, [ann, bob, cleo]) = three();
    assert_eq!(graph.befriend(cleo, ann), Ok(()), "result of befriending a stranger");
    assert_eq!(graph.unfriend(bob, ann), Ok(()), "result of unfriending a friend");
    assert_eq!(graph.friends(ann), Ok(vec![cleo]), "friends of Ann after Bob ended the friendship");
    assert_eq!(graph.friends(bob), Ok(vec![]), "friends of Bob after ending his friendship with Ann");
    assert_eq!(graph.befriend(ann, bob), Ok(()), "result of befriending a former friend");
    assert_eq!(graph.friends(bob), Ok(vec![ann]), "friends of Bob after Ann befriended him again");
}

/// Rules: 1.3
#[test]
fn friends_are_listed_in_ascending_order() {
    let mut graph = SocialGraph::default();
    let ann = graph.add();
    let mut others: Vec<PersonId> = (0..20).map(|_| graph.add()).collect();
    for index in [13, 2, 19, 7, 0, 11, 5] {
        assert_eq!(graph.befriend(others[index], ann), Ok(()), "result of befriending a stranger");
    }
    others.sort_unstable();
    let expected: Vec<PersonId> = [0, 2, 5, 7, 11, 13, 19].map(|index| others[index]).to_vec();
    assert_eq!(graph.friends(ann), Ok(expected), "friends of a person who has befriended seven others");
    assert_eq!(graph.unfriend(ann, others[5]), Ok(()), "result of unfriending a friend");
    let expected: Vec<PersonId> = [0, 2, 7, 11, 13, 19].map(|index| others[index]).to_vec();
    assert_eq!(graph.friends(ann), Ok(expected), "friends of this person after one friendship ended");
}

/// Rules: 1.3
#[test]
fn friends_are_in_ascending_order_after_any_history() {
    // Four people befriend Ann in each possible order. Then the first of them leaves and returns. Listing may sort, so it
    // begins early or late.
    for order in 0..24 {
        for first_listed in [1, 4, 6] {
            let mut graph = SocialGraph::default();
            let mut strangers: Vec<PersonId> = (0..5).map(|_| graph.add()).collect();
            let ann = strangers.remove(2);
            let (mut choice, mut changes) = (order, Vec::new());
            while !strangers.is_empty() {
                let index = choice % strangers.len();
                choice /= strangers.len();
                changes.push(("befriend", strangers.remove(index)));
            }
            changes.extend([("unfriend", changes[0].1), changes[0]]);
            let mut expected = BTreeSet::new();
            for (index, &(change, other)) in changes.iter().enumerate() {
                let result = if change == "befriend" {
                    expected.insert(other);
                    graph.befriend(ann, other)
                } else {
                    expected.remove(&other);
                    graph.unfriend(ann, other)
                };
                let changes = &changes[..=index];
                assert_eq!(result, Ok(()), "result of the last of {changes:?}");
                if changes.len() >= first_listed {
                    let expected = expected.iter().copied().collect();
                    assert_eq!(graph.friends(ann), Ok(expected), "friends of a person after {changes:?}");
                }
            }
        }
    }
}

/// Rules: 0.1, 1.4
#[test]
fn unknown_ids_are_errors() {
    let (mut graph, ids) = three();
    let [ann, bob, _] = ids;
    let other = PersonId(u64::MAX - 1);
    let unknown = |id| Err(FriendshipError::Unknown(UnknownPerson(id)));
    assert_eq!(graph.friends(NOBODY), Err(UnknownPerson(NOBODY)), "friends of an unknown id");
    for (a, b, first) in
        [(ann, NOBODY, NOBODY), (NOBODY, ann, NOBODY), (other, NOBODY, other), (NOBODY, NOBODY, NOBODY)]
    {
        assert_eq!(graph.befriend(a, b), unknown(first), "result of befriend({a:?}, {b:?})");
        assert_eq!(graph.unfriend(a, b), unknown(first), "result of unfriend({a:?}, {b:?})");
    }
    assert_eq!(graph.friends(ann), Ok(vec![bob]), "friends of Ann after calls with unknown ids");
    for id in (0..8).map(PersonId).filter(|id| !ids.contains(id)) {
        assert_eq!(graph.friends(id), Err(UnknownPerson(id)), "friends of {id:?}, which is none of {ids:?}");
    }
}

/// Rules: 0.2, 1.4
#[test]
fn ids_are_equal_only_if_all_bits_are() {
    let (mut graph, [ann, bob, cleo]) = three();
    for bit in [8, 16, 32, 63] {
        let other = PersonId(ann.0 ^ 1 << bit);
        if [ann, bob, cleo].contains(&other) {
            continue;
        }
        assert_eq!(graph.friends(other), Err(UnknownPerson(other)), "friends of {other:?}, when {ann:?} is Ann");
        let result = graph.befriend(cleo, other);
        assert_eq!(result, Err(FriendshipError::Unknown(UnknownPerson(other))), "result of befriending {other:?}");
    }
}

/// Rules: 0.1, 1.5, 1.6
#[test]
fn nobody_is_a_friend_of_oneself() {
    let (mut graph, [ann, bob, _]) = three();
    assert_eq!(graph.befriend(ann, ann), Err(FriendshipError::Oneself(ann)), "result of befriending oneself");
    assert_eq!(graph.unfriend(ann, ann), Err(FriendshipError::NotFriends(ann, ann)), "result of unfriending oneself");
    assert_eq!(graph.friends(ann), Ok(vec![bob]), "friends of Ann after trying to befriend herself");
}

/// Rules: 0.1, 1.5
#[test]
fn friends_cannot_become_friends_again() {
    let (mut graph, [ann, bob, _]) = three();
    for (a, b) in [(ann, bob), (bob, ann)] {
        let result = graph.befriend(a, b);
        assert_eq!(result, Err(FriendshipError::AlreadyFriends(a, b)), "result of befriending a friend");
        assert_eq!(graph.friends(a), Ok(vec![b]), "friends after befriending a friend");
    }
    assert_eq!(graph.unfriend(ann, bob), Ok(()), "result of unfriending a friend who was befriended twice");
    assert_eq!(graph.friends(ann), Ok(vec![]), "friends after unfriending a friend who was befriended twice");
}

/// Rules: 0.1, 1.6
#[test]
fn strangers_cannot_be_unfriended() {
    let (mut graph, [ann, bob, cleo]) = three();
    for (a, b) in [(ann, cleo), (cleo, ann), (cleo, bob)] {
        let result = graph.unfriend(a, b);
        assert_eq!(result, Err(FriendshipError::NotFriends(a, b)), "result of unfriending a stranger");
    }
    assert_eq!(graph.friends(ann), Ok(vec![bob]), "friends of Ann after unfriending strangers");
    assert_eq!(graph.friends(cleo), Ok(vec![]), "friends of Cleo after unfriending strangers");
}

/// Rules: 0.1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6
#[test]
fn law_friendships_agree_with_a_set_of_pairs() {
    testkit::law(any_ops(false), |ops| Modeled::check_ops(&ops));
}
