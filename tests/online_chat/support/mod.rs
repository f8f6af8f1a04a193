//! Helpers shared by the stages.

// Some helpers are unused while a stage is left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use online_chat::{
    Author, ChatId, ChatService, Clock, PasswordHash, PasswordVerifier, RequestId, RequestOutcome, RequestStatus,
    Timestamp, UserId,
};

pub use assertions::{assert_fails, assert_fails_within, assert_names, compare_with_model, state_of};
pub use model::{Model, Scope, State};
pub use operations::{
    InitialState, Op, Output, Script, apply, apply_to_model, ops_of_stage_1, ops_to_stage_2, ops_to_stage_3,
    ops_to_stage_4, ops_to_stage_5,
};

/// A clock set by tests.
#[derive(Debug, Default)]
pub struct ManualClock(Mutex<Duration>);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.set_exactly(Duration::from_secs(seconds));
    }

    pub fn set_exactly(&self, since_origin: Duration) {
        *self.0.lock().expect("nothing panics while the clock is locked") = since_origin;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(*self.0.lock().expect("nothing panics while the clock is locked"))
    }
}

/// Times that a clock can show one after the other: it was set back twice, and some are not whole seconds.
pub const ANY_TIMES: [Duration; 5] =
    [Duration::from_secs(7), Duration::from_secs(7), Duration::new(3, 1), Duration::MAX, Duration::ZERO];

/// Returns the moment `seconds` after the origin.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::at(Duration::from_secs(seconds))
}

pub type Service = ChatService<Arc<ManualClock>>;

/// Creates an empty service whose clock shows zero.
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
pub const UNKNOWN: UserId = UserId(77);

/// Ids that no test issues. If an implementation cut them to fewer bits, most would become 0 or 1.
pub const NEVER_ISSUED: [u64; 6] = [77, 1 << 8, (1 << 16) + 1, 1 << 32, (1 << 32) + 1, u64::MAX];

/// Returns names that look alike, but are all different.
///
/// If an implementation compared names by words, by their first characters or without case, some would be the same.
pub fn similar_names() -> Vec<String> {
    let names = [
        "Zoë L",
        "zoë l",
        "ZOË L",
        "Zoe L",
        "Zoe\u{308} L",
        "Zoë  L",
        "Zoë\tL",
        "Zoë\u{a0}L",
        "Zoë\u{200b} L",
        "ZoëL",
        "Zoë-L",
        "Zoë L.",
        "\u{200b}Zoë L",
        "Zoë L\0",
        "L Zoë",
        "Zoë",
        "ß",
        "ẞ",
        "ss",
        "SS",
    ];
    let long = ["1", "2"].map(|end| "x".repeat(300) + end);
    names.map(str::to_owned).into_iter().chain(long).collect()
}

/// Creates a service with users who have `similar_names`.
pub fn users_with_similar_names() -> (Service, Vec<(UserId, String)>) {
    let mut service = empty();
    let add = |name: String| (service.add_user(&name, hash("x")).expect("the name is free"), name);
    let users = similar_names().into_iter().map(add).collect();
    (service, users)
}

/// Creates a service with the users Ada, Ben, Cleo and Dan, without friendships or requests.
pub fn strangers() -> Service {
    clocked_strangers().0
}

/// Same as `strangers`, with the clock.
pub fn clocked_strangers() -> (Service, Arc<ManualClock>) {
    let (mut service, clock) = clocked();
    for (name, id) in [("Ada", ADA), ("Ben", BEN), ("Cleo", CLEO), ("Dan", DAN)] {
        let added = service.add_user(name, hash(name));
        assert_eq!(added, Ok(id), "id of the new user {name}");
    }
    (service, clock)
}

/// Same as `strangers`, but Ada is a friend of Ben and of Cleo. Ben sent request 0, Cleo sent request 1.
pub fn ada_and_friends() -> Service {
    let mut service = strangers();
    befriend(&mut service, BEN, ADA);
    befriend(&mut service, CLEO, ADA);
    service
}

/// Same as `ada_and_friends`, with a group: Ada is the creator, Ben and Cleo are members.
pub fn group_of_three() -> (Service, ChatId) {
    let mut service = ada_and_friends();
    let group = service.create_group(ADA).expect("Ada can create a group");
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada");
    service.invite(ADA, group, CLEO).expect("Cleo is a friend of Ada");
    (service, group)
}

/// The first request of a service.
pub const FIRST: RequestId = RequestId(0);

/// Same as `strangers`, but Ada has an unread request to Ben.
pub fn unread_request() -> Service {
    let mut service = strangers();
    let outcome = service.send_request(ADA, BEN);
    assert_eq!(outcome, Ok(RequestOutcome::Sent(FIRST)), "first request from Ada to Ben");
    service
}

/// Returns the status of the first request, which Ada sent.
pub fn status_of_first(service: &Service) -> RequestStatus {
    let requests = service.requests(ADA).expect("Ada exists");
    requests.first().unwrap_or_else(|| panic!("the request of Ada is not in the list of her requests")).status
}

/// Same as `ada_and_friends`, with a private chat of Ada and Ben.
pub fn private_chat() -> (Service, ChatId) {
    let mut service = ada_and_friends();
    let chat = service.open_private(ADA, BEN).expect("Ada and Ben are friends");
    (service, chat)
}

/// Sends a request from `user` to `other`, who accepts it.
pub fn befriend<C: Clock>(service: &mut ChatService<C>, user: UserId, other: UserId) {
    match service.send_request(user, other) {
        Ok(RequestOutcome::Sent(request)) => {
            service.accept_request(other, request).expect("the recipient can accept a new request");
        }
        outcome => panic!("request from {user} to {other}, who are strangers: {outcome:?}"),
    }
}

/// Creates a service with this many users, who are friends as in `pairs_of_many`. Ada and Ben are friends of everyone.
pub fn friends_of_many(users: u64) -> Service {
    let mut service = empty();
    for name in 0..users {
        service.add_user(&format!("user {name}"), hash("x")).expect("the name is free");
    }
    for (user, friend) in pairs_of_many(users) {
        befriend(&mut service, user, friend);
    }
    service
}

/// Returns all pairs of Ada and another user, all pairs of Ben and a user after him, and ten pairs of user 11.
///
/// If an implementation joined the digits of both ids, the pairs of users 11 and 12, and of users 1 and 112, would be one.
pub fn pairs_of_many(users: u64) -> impl Iterator<Item = (UserId, UserId)> {
    let pairs_of = |one: UserId, end| (one.0 + 1..end).map(move |other| (one, UserId(other)));
    pairs_of(ADA, users).chain(pairs_of(BEN, users)).chain(pairs_of(UserId(11), 22))
}

/// Returns a fake password hash.
pub fn hash(name: &str) -> PasswordHash {
    PasswordHash::new(format!("hash-of-{name}"))
}

/// A verifier that accepts `name` as the password for `hash(name)`.
pub struct NameIsPassword;

impl PasswordVerifier for NameIsPassword {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        hash.expose() == format!("hash-of-{password}")
    }
}

/// Returns id, author and text of each message that `user` reads in a chat.
pub fn read_messages<C: Clock>(service: &ChatService<C>, user: UserId, chat: ChatId) -> Vec<(u64, Author, String)> {
    let messages =
        service.messages(user, chat).unwrap_or_else(|error| panic!("user {user} cannot read chat {chat}: {error}"));
    messages.map(|message| (message.id.0, message.author, message.text.to_owned())).collect()
}
