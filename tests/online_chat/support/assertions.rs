//! Assertions: compare what a service shows with an earlier state, with the model, and with rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use online_chat::{Action, Author, ChatError, ChatId, ChatService, Clock, FriendRequest, Message, UserId};

use super::model::{Chat, Model, Scope, State};
use super::operations::{Op, Script, apply, apply_to_model};
use super::{Service, clocked};

/// Asserts that an operation is refused for this reason and changes nothing.
#[track_caller]
pub fn assert_refused<T: Debug + PartialEq>(
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    reason: ChatError,
    why: &str,
) {
    assert_refused_within(Scope::Chats, service, operation, reason, why);
}

/// Same as [`assert_refused`], for stages that have no chats yet.
#[track_caller]
pub fn assert_refused_within<T: Debug + PartialEq>(
    scope: Scope,
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    reason: ChatError,
    why: &str,
) {
    let before = state_of(service, scope);
    assert_eq!(operation(service), Err(reason), "{why}");
    assert_eq!(state_of(service, scope), before, "a refused operation changes nothing ({why})");
}

/// Every this many steps, and at the end, the state is compared: collecting it takes longer than a step.
const COMPARED: usize = 3;

/// Runs a script on a service and on the model. Both must agree on the result of each step and, again and again, on the state.
pub fn compare_with_model(script: &Script, scope: Scope) {
    let (mut service, clock) = clocked();
    let mut model = Model::default();
    let steps: Vec<Op> = script.steps().collect();
    for (index, &op) in steps.iter().enumerate() {
        model.now += 1;
        clock.set(model.now);
        assert_eq!(apply(&mut service, op), apply_to_model(&mut model, op), "what {op:?} gives");
        if index % COMPARED != 0 && index + 1 < steps.len() {
            continue;
        }
        let (actual, expected) = (state_of(&service, scope), &model.state);
        assert_eq!(actual.users, expected.users, "the users, after {op:?}");
        assert_eq!(actual.next_user, expected.next_user, "the first id that is not a user's, after {op:?}");
        assert_eq!(actual.requests, expected.requests, "the requests, after {op:?}");
        assert_eq!(actual.friendships, expected.friendships, "the friendships, after {op:?}");
        assert_eq!(actual.chats, expected.chats, "the chats, after {op:?}");
    }
}

/// More ids than a test issues.
const MANY: u64 = 100;

/// More ids of chats than a law issues.
const MANY_CHATS: u64 = 30;

/// Collects what a service shows to its users, within `scope`, and asserts that their views agree.
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
    state.next_user = (0..MANY).take_while(is_known).count() as u64;
    state.users = (0..state.next_user).filter_map(|id| service.user(UserId(id)).ok().cloned()).collect();
    for user in &state.users {
        assert_eq!(service.find_user(&user.name), Some(user.id), "the user called {:?}", user.name);
    }
}

#[track_caller]
fn add_requests<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let requests_of = |user| service.requests(user).expect("the user is there");
    let requests: BTreeMap<_, _> =
        state.users.iter().flat_map(|user| requests_of(user.id)).map(|request| (request.id, request)).collect();
    state.requests = requests.into_values().collect();
    for user in state.users.iter().map(|user| user.id) {
        let is_theirs = |request: &&FriendRequest| [request.sender, request.recipient].contains(&user);
        let theirs: Vec<_> = state.requests.iter().filter(is_theirs).copied().collect();
        assert_eq!(requests_of(user), theirs, "the requests that user {user} sees, of all that users see");
    }
}

#[track_caller]
fn add_friendships<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let friends_of = |user| service.friends(user).expect("the user is there");
    let users = || state.users.iter().map(|user| user.id);
    let links: BTreeSet<_> = users().flat_map(|user| friends_of(user).into_iter().map(move |f| (user, f))).collect();
    for user in users() {
        let back: Vec<_> = links.iter().filter(|&&(_, friend)| friend == user).map(|&(other, _)| other).collect();
        assert_eq!(friends_of(user), back, "the friends of user {user}, beside those who have {user} as a friend");
    }
    state.friendships = links.into_iter().filter(|(user, friend)| user < friend).collect();
}

#[track_caller]
fn add_chats<C: Clock>(state: &mut State, service: &ChatService<C>) {
    let mut members: BTreeMap<ChatId, Vec<UserId>> = BTreeMap::new();
    for user in state.users.iter().map(|user| user.id) {
        let chats = service.chats(user).expect("the user is there");
        assert!(chats.is_sorted(), "the chats of user {user} are in ascending order of ids: {chats:?}");
        for chat in chats {
            members.entry(chat).or_default().push(user);
        }
    }
    state.chats = members.into_iter().map(|(id, members)| chat_of(service, id, members)).collect();
}

/// Collects a chat, and asserts that all of `members` see the same.
#[track_caller]
fn chat_of<C: Clock>(service: &ChatService<C>, id: ChatId, members: Vec<UserId>) -> Chat {
    let messages_for = |user| -> Vec<Message> {
        let messages = service.messages(user, id).unwrap_or_else(|error| panic!("{user} is in chat {id}: {error}"));
        messages.map(|Message { id, author, text, sent }| Message { id, author, text: text.to_owned(), sent }).collect()
    };
    let messages = messages_for(members[0]);
    for &member in &members {
        assert_eq!(service.members(member, id), Ok(members.clone()), "the members of chat {id} that {member} sees");
        assert_eq!(messages_for(member), messages, "the messages of chat {id} that {member} sees");
    }
    let may_remove = |&member: &UserId| service.authorize(member, id, Action::RemoveMember).is_ok();
    let creators: Vec<_> = members.iter().copied().filter(may_remove).collect();
    assert!(creators.len() <= 1, "at most one may remove members of chat {id}, and these may: {creators:?}");
    Chat { id, creator: creators.first().copied(), members, messages }
}

/// Asserts that every id in the state belongs to something present, and that chats without members are unknown.
pub fn assert_nothing_dangles(service: &Service, after: Op) {
    let State { users, requests, chats, .. } = &state_of(service, Scope::Chats);
    let is_there = |id| users.iter().any(|user| user.id == id);
    for &FriendRequest { id, sender, recipient, .. } in requests {
        assert!(is_there(sender), "request {id} has a sender who is there, after {after:?}");
        assert!(is_there(recipient), "request {id} has a recipient who is there, after {after:?}");
    }
    for Chat { id, messages, .. } in chats {
        for message in messages {
            if let Author::User(author) = message.author {
                assert!(is_there(author), "chat {id}: author {author} is there or reads as removed, after {after:?}");
            }
        }
    }
    let Some(user) = users.first().map(|user| user.id) else { return };
    for id in (0..MANY_CHATS).map(ChatId).filter(|&id| chats.iter().all(|chat| chat.id != id)) {
        let read = service.authorize(user, id, Action::Read);
        assert_eq!(read, Err(ChatError::UnknownChat(id)), "whether {user} may read chat {id}, which nobody is in");
    }
}
