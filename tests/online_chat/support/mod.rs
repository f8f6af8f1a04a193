//! Helpers that the stages share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use online_chat::{
    Author, ChatId, ChatService, Clock, PasswordHash, PasswordVerifier, RequestOutcome, Timestamp, UserId,
};

pub use assertions::{assert_nothing_dangles, assert_refused, assert_refused_within, compare_with_model, state_of};
pub use model::{Model, Scope, State};
pub use operations::{
    Beginning, Given, Op, Script, apply, apply_to_model, ops_of_stage_1, ops_to_stage_2, ops_to_stage_3,
    ops_to_stage_4, ops_to_stage_5,
};

/// A clock that tests set.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        at(self.0.load(Ordering::SeqCst))
    }
}

/// Returns the moment `seconds` after the origin.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::at(Duration::from_secs(seconds))
}

pub type Service = ChatService<Arc<ManualClock>>;

/// Creates an empty service whose clock stands at zero.
pub fn empty() -> Service {
    clocked().0
}

/// Creates an empty service and its clock.
pub fn clocked() -> (Service, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::default());
    (ChatService::with_clock(Arc::clone(&clock)), clock)
}

pub const ADA: UserId = UserId(0);
pub const BEN: UserId = UserId(1);
pub const CLEO: UserId = UserId(2);
pub const DAN: UserId = UserId(3);

/// An id that no test issues.
pub const NOBODY: UserId = UserId(77);

/// Creates a service with Ada, Ben, Cleo and Dan, who do not know each other.
pub fn strangers() -> Service {
    let mut service = empty();
    for (name, id) in [("Ada", ADA), ("Ben", BEN), ("Cleo", CLEO), ("Dan", DAN)] {
        let added = service.add_user(name, hash(name));
        assert_eq!(added, Ok(id), "the id of {name}: ids of users are issued in the order 0, 1, 2, …");
    }
    service
}

/// Same as `strangers`, but Ada is a friend of Ben and of Cleo. Request 0 was Ben's, request 1 was Cleo's.
pub fn circle() -> Service {
    let mut service = strangers();
    befriend(&mut service, BEN, ADA);
    befriend(&mut service, CLEO, ADA);
    service
}

/// Creates a group in a `circle`: Ada is the creator, Ben and Cleo are members.
pub fn group_of_three() -> (Service, ChatId) {
    let mut service = circle();
    let group = service.create_group(ADA).expect("Ada may make a group");
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada's");
    service.invite(ADA, group, CLEO).expect("Cleo is a friend of Ada's");
    (service, group)
}

/// Sends a request from `user` to `other`, who accepts it.
pub fn befriend<C: Clock>(service: &mut ChatService<C>, user: UserId, other: UserId) {
    match service.send_request(user, other) {
        Ok(RequestOutcome::Sent(request)) => {
            service.accept_request(other, request).expect("the recipient may accept a new request");
        }
        outcome => panic!("a request between strangers should be sent, and gave {outcome:?}"),
    }
}

/// Returns a stand-in for the hash of a password.
pub fn hash(name: &str) -> PasswordHash {
    PasswordHash::new(format!("hash-of-{name}"))
}

/// A verifier for users whose password is their name.
pub struct NameIsPassword;

impl PasswordVerifier for NameIsPassword {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        hash.expose() == format!("hash-of-{password}")
    }
}

/// Returns id, author and text of each message in a chat.
pub fn said<C: Clock>(service: &ChatService<C>, user: UserId, chat: ChatId) -> Vec<(u64, Author, String)> {
    let messages = service.messages(user, chat).unwrap_or_else(|error| panic!("{user} may read {chat}: {error}"));
    messages.map(|message| (message.id.0, message.author, message.text.to_owned())).collect()
}
