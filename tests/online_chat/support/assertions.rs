//! Assertions that compare a service with an earlier state, with the model, and with rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use enum_iterator::all;
use online_chat::{Action, ChatError, ChatId, ChatService, Clock, FriendRequest, Message, UserId};

use super::model::{Chat, Model, Scope, State};
use super::operations::{Op, Script, apply, apply_to_model};
use super::{Service, clocked, hash};

/// Asserts that an operation fails with this error and changes nothing.
#[track_caller]
pub fn assert_fails<T: Debug + PartialEq>(
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    error: ChatError,
    what: &str,
) {
    assert_fails_within(Scope::Chats, service, operation, error, what);
}

/// Same as [`assert_fails`], for stages that have no chats yet.
#[track_caller]
pub fn assert_fails_within<T: Debug + PartialEq>(
    scope: Scope,
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    error: ChatError,
    what: &str,
) {
    let before = state_of(service, scope);
    assert_eq!(operation(service), Err(error), "{what}");
    assert_eq!(state_of(service, scope), before, "state after the failed operation ({what})");
}

/// Asserts that these users are found by these names, and that no other user can have the names.
#[track_caller]
pub fn assert_names(service: &mut Service, users: &[(UserId, String)], when: &str) {
    for (user, name) in users {
        assert_eq!(service.find_user(name), Some(*user), "user found as {name:?}, {when}");
        let taken = Err(ChatError::NameTaken { name: name.clone() });
        assert_eq!(service.add_user(name, hash("x")), taken, "adding another user named {name:?}, {when}");
    }
}

/// The number of steps between two comparisons. Collecting the state takes longer than a step.
const COMPARISON_INTERVAL: usize = 3;

/// Runs a script on a service and on the model. Compares the results of each step, and the states at regular intervals.
pub fn compare_with_model(script: &Script, scope: Scope) {
    let (mut service, clock) = clocked();
    let mut model = Model::default();
    let steps: Vec<Op> = script.steps().collect();
    for (index, &op) in steps.iter().enumerate() {
        model.now += 1;
        clock.set(model.now);
        assert_eq!(apply(&mut service, op), apply_to_model(&mut model, op), "result of {op:?}");
        if index % COMPARISON_INTERVAL != 0 && index + 1 < steps.len() {
            continue;
        }
        let (actual, expected) = (state_of(&service, scope), &model.state);
        assert_eq!(actual.users, expected.users, "users after {op:?}");
        assert_eq!(actual.next_user, expected.next_user, "next user id after {op:?}");
        assert_eq!(actual.requests, expected.requests, "requests after {op:?}");
        assert_eq!(actual.friendships, expected.friendships, "friendships after {op:?}");
        assert_eq!(actual.chats, expected.chats, "chats after {op:?}");
    }
    if scope >= Scope::Chats {
        compare_permissions(&service, &model);
    }
}

/// Compares the permissions of all users in all chats, including those that no longer exist.
fn compare_permissions(service: &Service, model: &Model) {
    for user in (0..6).map(UserId) {
        for chat in (0..6).map(ChatId) {
            for action in all::<Action>() {
                let expected = model.authorize(user, chat, action);
                let actual = service.authorize(user, chat, action);
                assert_eq!(actual, expected, "permission of user {user} to {action:?} in chat {chat}, at the end");
            }
        }
    }
}

/// An upper bound for the user ids that a test issues.
const MAX_USERS: u64 = 100;

/// Collects the state that users can see, within `scope`, and asserts that their views agree.
#[track_caller]
pub fn state_of<C: Clock>(service: &ChatService<C>, scope: Scope) -> State {
    let mut state = State::default();
    add_users(&mut state, service);
    if scope >= Scope::Friends {
        add_requests(&mut state, service);
        add_friendships(&mut state, service);
    }
    if scope >= Scope::Chats {
        add_chats(&mut state, service);
    }
    state
}

#[track_caller]
fn add_users<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let is_known = |id: &u64| service.user(UserId(*id)) != Err(ChatError::UnknownUser(UserId(*id)));
    state.next_user = (0..MAX_USERS).take_while(is_known).count() as u64;
    state.users = (0..state.next_user).filter_map(|id| service.user(UserId(id)).ok().cloned()).collect();
    for user in &state.users {
        assert_eq!(service.find_user(&user.name), Some(user.id), "user named {:?}", user.name);
    }
}

#[track_caller]
fn add_requests<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let requests_of = |user| service.requests(user).expect("the user exists");
    let requests: BTreeMap<_, _> =
        state.users.iter().flat_map(|user| requests_of(user.id)).map(|request| (request.id, request)).collect();
    state.requests = requests.into_values().collect();
    for user in state.users.iter().map(|user| user.id) {
        let is_theirs = |request: &&FriendRequest| [request.sender, request.recipient].contains(&user);
        let theirs: Vec<_> = state.requests.iter().filter(is_theirs).copied().collect();
        assert_eq!(requests_of(user), theirs, "requests listed for user {user}");
    }
}

#[track_caller]
fn add_friendships<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let friends_of = |user| service.friends(user).expect("the user exists");
    let users = || state.users.iter().map(|user| user.id);
    let links: BTreeSet<_> = users().flat_map(|user| friends_of(user).into_iter().map(move |f| (user, f))).collect();
    for user in users() {
        let back: Vec<_> = links.iter().filter(|&&(_, friend)| friend == user).map(|&(other, _)| other).collect();
        assert_eq!(
            friends_of(user),
            back,
            "friends of user {user}, compared with the users who list {user} as a friend"
        );
    }
    state.friendships = links.into_iter().filter(|(user, friend)| user < friend).collect();
}

#[track_caller]
fn add_chats<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let mut members: BTreeMap<ChatId, Vec<UserId>> = BTreeMap::new();
    for user in state.users.iter().map(|user| user.id) {
        let chats = service.chats(user).expect("the user exists");
        assert!(chats.is_sorted(), "chats of user {user} are not in ascending order: {chats:?}");
        for chat in chats {
            members.entry(chat).or_default().push(user);
        }
    }
    state.chats = members.into_iter().map(|(id, members)| chat_of(service, id, members)).collect();
}

/// Collects a chat and asserts that all `members` see the same.
#[track_caller]
fn chat_of<C: Clock>(service: &ChatService<C>, id: ChatId, members: Vec<UserId>) -> Chat {
    let messages_for = |user| -> Vec<Message> {
        let messages =
            service.messages(user, id).unwrap_or_else(|error| panic!("user {user} cannot read chat {id}: {error}"));
        messages.map(|Message { id, author, text, sent }| Message { id, author, text: text.to_owned(), sent }).collect()
    };
    let messages = messages_for(members[0]);
    for &member in &members {
        assert_eq!(service.members(member, id), Ok(members.clone()), "members of chat {id}, seen by user {member}");
        assert_eq!(messages_for(member), messages, "messages of chat {id}, seen by user {member}");
    }
    let may_remove = |&member: &UserId| service.authorize(member, id, Action::RemoveMember).is_ok();
    let creators: Vec<_> = members.iter().copied().filter(may_remove).collect();
    assert!(creators.len() <= 1, "more than one user may remove members of chat {id}: {creators:?}");
    Chat { id, creator: creators.first().copied(), members, messages }
}
