//! # Leaving
//!
//! Friendships end, members leave, and users are removed. Write `unfriend`, `leave`, `remove_member` and `remove_user`.
//!
//! Whenever something ends, ask yourself what is deleted with it and what stays. For example, a private chat stays
//! readable after the friendship ends, and a removed user's messages stay, too.
//!
//! This stage tests your earlier decisions. It gets harder if you stored references where an id would do, or if the
//! permission rules are spread over several operations, because the tests check every row of the brief's table.
//!
//! Look up: `BTreeSet::range`, and how to find all chats of one user.
//!
//! Time box: 30 minutes.

use enum_iterator::all;
use online_chat::{
    Action, Author, ChatError, ChatId, MAX_TEXT, MessageId, RequestId, RequestOutcome, RequestStatus, Standing, UserId,
};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, FIRST, InitialState, NEVER_ISSUED, NameIsPassword, Op, Scope, Script, Service, UNKNOWN,
    ada_and_friends, apply, assert_fails, assert_names, befriend, compare_with_model, group_of_three, hash,
    ops_to_stage_5, private_chat, read_messages, strangers, users_with_similar_names,
};

// Friends.

/// Rules: 5.1
#[test]
fn unfriend_ends_the_friendship_for_both() {
    let mut service = ada_and_friends();
    assert_eq!(service.unfriend(ADA, BEN), Ok(()), "ending the friendship of Ada and Ben");
    assert_eq!(service.friends(ADA), Ok(vec![CLEO]), "friends of Ada, who ended it");
    assert_eq!(service.friends(BEN), Ok(vec![]), "friends of Ben, the other side");
    assert_eq!(service.friends(CLEO), Ok(vec![ADA]), "friends of Cleo, who is not involved");
}

/// Returns sequences of operations after which two users are friends.
fn ways_to_become_friends(one: UserId, other: UserId) -> [Vec<Op>; 7] {
    let next = RequestId(1);
    [
        vec![Op::Send(one, other), Op::Accept(other, FIRST)],
        vec![Op::Send(one, other), Op::Read(other, FIRST), Op::Accept(other, FIRST)],
        vec![Op::Send(one, other), Op::Send(other, one)],
        vec![Op::Send(one, other), Op::Read(other, FIRST), Op::Send(other, one)],
        vec![Op::Send(one, other), Op::Reject(other, FIRST), Op::Send(one, other), Op::Accept(other, next)],
        vec![Op::Send(one, other), Op::Reject(other, FIRST), Op::Send(other, one), Op::Send(one, other)],
        vec![
            Op::Send(one, other),
            Op::Send(other, one),
            Op::Unfriend(one, other),
            Op::Send(one, other),
            Op::Accept(other, next),
        ],
    ]
}

/// Rules: 5.1, 2.2, 2.6, 2.7
#[test]
fn former_friends_can_send_each_other_requests() {
    let pairs = [(ADA, BEN), (BEN, ADA)];
    for calls in pairs.into_iter().flat_map(|(one, other)| ways_to_become_friends(one, other)) {
        for ((user, friend), (sender, recipient)) in pairs.into_iter().flat_map(|one| pairs.map(|two| (one, two))) {
            let mut service = strangers();
            for &op in &calls {
                assert!(apply(&mut service, op).is_ok(), "{op:?} should succeed, as one of {calls:?}");
            }
            let requests = [ADA, BEN].map(|user| service.requests(user));
            let what = format!("after {calls:?} and {:?}", Op::Unfriend(user, friend));
            assert_eq!(service.unfriend(user, friend), Ok(()), "result of the last operation, {what}");
            assert_eq!([ADA, BEN].map(|user| service.requests(user)), requests, "requests of Ada and of Ben {what}");
            let new = RequestId(requests[0].as_ref().map_or(0, Vec::len) as u64);
            let sent = service.send_request(sender, recipient);
            let request = format!("{:?} {what}", Op::Send(sender, recipient));
            assert_eq!(sent, Ok(RequestOutcome::Sent(new)), "{request}");
            let again = service.send_request(sender, recipient);
            assert_eq!(again, Err(ChatError::AlreadyPending(new)), "the second {request}");
            let crossing = service.send_request(recipient, sender);
            assert_eq!(crossing, Ok(RequestOutcome::Accepted(new)), "request that crosses {request}");
        }
    }
}

/// Rules: 5.1, 0.1
#[rstest]
#[case::stranger(BEN, CLEO)]
#[case::oneself(ADA, ADA)]
#[case::sender_of_a_request(CLEO, DAN)]
fn unfriend_fails_without_a_friendship(#[case] user: UserId, #[case] other: UserId) {
    let mut service = ada_and_friends();
    service.send_request(DAN, CLEO).expect("they are strangers");
    let what = format!("unfriend {other} as {user}; 0 is a friend of 1 and 2, and 3 has sent 2 a request");
    let reason = ChatError::NotFriends { user, other };
    assert_fails(&mut service, |service| service.unfriend(user, other), reason, &what);
}

/// Rules: 5.2, 5.9
#[test]
fn former_friends_only_read_until_they_are_friends_again() {
    let (mut service, chat) = private_chat();
    service.post(ADA, chat, "before").expect("friends post");
    service.unfriend(BEN, ADA).expect("they are friends");
    for (user, other) in [(ADA, BEN), (BEN, ADA)] {
        let read = read_messages(&service, user, chat).len();
        assert_eq!(read, 1, "number of messages that user {user}, a former friend, reads");
        assert_eq!(service.chats(user).map(|chats| chats.contains(&chat)), Ok(true), "chat in the list of user {user}");
        let reason = ChatError::NotAllowed { user, chat, action: Action::Post };
        assert_fails(&mut service, |service| service.post(user, chat, "x"), reason, "post by a former friend");
        let (reason, what) = (ChatError::NotFriends { user, other }, "private chat opened by a former friend");
        assert_fails(&mut service, |service| service.open_private(user, other), reason, what);
    }
    befriend(&mut service, BEN, ADA);
    assert_eq!(
        service.post(ADA, chat, "again"),
        Ok(MessageId(1)),
        "id of a message right after they are friends again"
    );
    assert_eq!(service.open_private(BEN, ADA), Ok(chat), "private chat of two who are friends again");
    assert_eq!(service.post(BEN, chat, "after"), Ok(MessageId(2)), "id of the next message in that chat");
    service.unfriend(ADA, BEN).expect("they are friends");
    service.send_request(ADA, BEN).expect("they are strangers");
    service.send_request(BEN, ADA).expect("crossing requests are accepted");
    assert_eq!(service.post(ADA, chat, "x"), Ok(MessageId(3)), "id of a message after two requests have crossed");
    service.unfriend(ADA, BEN).expect("they are friends");
    service.remove_user(BEN).expect("Ben exists");
    let authors: Vec<_> = read_messages(&service, ADA, chat).into_iter().map(|(_, author, _)| author).collect();
    let expected = [Author::User(ADA), Author::User(ADA), Author::Removed, Author::User(ADA)];
    assert_eq!(authors, expected, "authors in the private chat of Ada and a former friend, Ben, who was removed");
}

/// Rules: 5.1
#[test]
fn unfriend_does_not_change_groups() {
    let (mut service, group) = group_of_three();
    service.unfriend(ADA, BEN).expect("they are friends");
    let members = service.members(BEN, group);
    assert_eq!(members, Ok(vec![ADA, BEN, CLEO]), "members of a group after two of them ended their friendship");
    assert_eq!(service.post(BEN, group, "still here"), Ok(MessageId(0)), "id of a message by one of them");
}

// Members.

/// Rules: 5.3
#[test]
fn remove_member_removes_another_member() {
    let (mut service, group) = group_of_three();
    assert_eq!(service.remove_member(ADA, group, CLEO), Ok(()), "removal of Cleo by Ada, the creator");
    assert_eq!(service.members(BEN, group), Ok(vec![ADA, BEN]), "remaining members");
    assert_eq!(service.chats(CLEO), Ok(vec![]), "chats of Cleo, who was removed");
    assert_eq!(service.friends(CLEO), Ok(vec![ADA]), "friends of Cleo, who was removed from a group");
}

/// Rules: 5.3, 5.10
#[rstest]
#[case::the_creator(ADA, ADA, ChatError::Yourself(ADA))]
#[case::non_member(ADA, DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_a_member(BEN, CLEO, ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember })]
#[case::by_a_non_member(DAN, BEN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
fn remove_member_fails(#[case] user: UserId, #[case] member: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    let what = format!("{user} removes {member}; 0 is the creator, 1 and 2 are members");
    assert_fails(&mut service, |service| service.remove_member(user, group, member), reason, &what);
}

/// Rules: 5.4
#[test]
fn former_members_have_no_access_until_invited_again() {
    let (mut service, group) = group_of_three();
    service.post(BEN, group, "bye").expect("members post");
    assert_eq!(service.leave(BEN, group), Ok(()), "leaving the group as Ben");
    assert_eq!(service.remove_member(ADA, group, CLEO), Ok(()), "removal of Cleo by Ada, the creator");
    for (user, who) in [(BEN, "Ben, who left"), (CLEO, "Cleo, who was removed")] {
        let reason = ChatError::NotInChat { user, chat: group };
        let what = &format!("operation by {who}");
        assert_fails(&mut service, |service| service.messages(user, group).map(drop), reason.clone(), what);
        assert_fails(&mut service, |service| service.post(user, group, "x"), reason.clone(), what);
        assert_fails(&mut service, |service| service.leave(user, group), reason.clone(), what);
        assert_fails(&mut service, |service| service.invite(user, group, ADA), reason, what);
        assert_eq!(service.chats(user), Ok(vec![]), "chats of {who}");
    }
    assert_eq!(service.members(ADA, group), Ok(vec![ADA]), "remaining members");
    let bye = [(0, Author::User(BEN), String::from("bye"))];
    assert_eq!(read_messages(&service, ADA, group), bye, "messages of a member who left");
    for user in [BEN, CLEO] {
        service.invite(ADA, group, user).expect("they are friends");
        assert_eq!(read_messages(&service, user, group), bye, "messages that {user}, invited again, reads");
    }
}

/// Rules: 5.5
#[test]
fn a_creator_who_leaves_loses_the_role_for_good() {
    let (mut service, group) = group_of_three();
    service.leave(ADA, group).expect("the creator can leave");
    assert_eq!(service.chats(ADA), Ok(vec![]), "chats of Ada, who left her only chat");
    let denied = |user| ChatError::NotAllowed { user, chat: group, action: Action::RemoveMember };
    for (user, other) in [(BEN, CLEO), (CLEO, BEN)] {
        let what = "removal by a member after the creator left";
        assert_fails(&mut service, |service| service.remove_member(user, group, other), denied(user), what);
    }
    assert_eq!(service.invite(BEN, group, ADA), Ok(()), "inviting the former creator again");
    let what = "removal by the former creator, who was invited again";
    assert_fails(&mut service, |service| service.remove_member(ADA, group, BEN), denied(ADA), what);
}

/// Rules: 5.6
#[rstest]
#[case::leaves(|service: &mut Service, chat| service.leave(BEN, chat))]
#[case::is_removed(|service: &mut Service, _| service.remove_user(BEN))]
fn a_group_ends_with_its_last_member(#[case] end: fn(&mut Service, ChatId) -> Result<(), ChatError>) {
    let (mut service, group) = group_of_three();
    service.post(BEN, group, "x").expect("members post");
    for user in [ADA, CLEO] {
        assert_eq!(service.leave(user, group), Ok(()), "leaving the group as user {user}");
    }
    assert_eq!(service.members(BEN, group), Ok(vec![BEN]), "members before the end of the group");
    assert_eq!(end(&mut service, group), Ok(()), "end of the group");
    for user in [ADA, CLEO, DAN] {
        let (reason, what) = (ChatError::UnknownChat(group), format!("reading a group that has ended, as {user}"));
        assert_fails(&mut service, |service| service.messages(user, group).map(drop), reason, &what);
        assert_eq!(service.chats(user), Ok(vec![]), "chats of user {user} after the group ended");
    }
}

/// Rules: 0.3
#[test]
fn ids_are_not_issued_again() {
    let (mut service, group) = group_of_three();
    service.remove_user(CLEO).expect("Cleo exists");
    assert_eq!(service.add_user("Cleo", hash("x")), Ok(UserId(4)), "next user after user 2 of 4 was removed");
    let sent = service.send_request(DAN, BEN);
    assert_eq!(sent, Ok(RequestOutcome::Sent(RequestId(2))), "next request after request 1 of 2 was deleted");
    for user in [ADA, BEN] {
        service.leave(user, group).expect("members leave");
    }
    assert_eq!(service.create_group(ADA), Ok(ChatId(1)), "next chat after the only one, chat 0, was deleted");
    for user in [ADA, BEN, DAN, UserId(4)] {
        service.remove_user(user).expect("the user exists");
    }
    assert_eq!(service.add_user("Ada", hash("x")), Ok(UserId(5)), "next user after all users were removed");
    let other = service.add_user("Ben", hash("x")).expect("a free name");
    let sent = service.send_request(UserId(5), other);
    assert_eq!(sent, Ok(RequestOutcome::Sent(RequestId(3))), "next request after all requests were deleted");
}

/// Rules: 5.6
#[test]
fn a_private_chat_ends_when_both_are_removed() {
    let (mut service, chat) = private_chat();
    service.remove_user(BEN).expect("Ben exists");
    assert_eq!(service.chats(ADA), Ok(vec![chat]), "chats of Ada, whose friend was removed");
    service.remove_user(ADA).expect("Ada exists");
    let (authorized, unknown) = (service.authorize(CLEO, chat, Action::Read), ChatError::UnknownChat(chat));
    assert_eq!(authorized, Err(unknown), "permission of Cleo in a chat that has ended");
}

/// Rules: 5.6
#[test]
fn deleted_chats_take_no_memory() {
    let text = "x".repeat(MAX_TEXT);
    let mut service = strangers();
    let post = |service: &mut Service, user, chat| {
        for _ in 0..20 {
            service.post(user, chat, &text).expect("members post");
        }
    };
    let used = testkit::count_allocations(|| {
        let group = service.create_group(ADA).expect("Ada exists");
        post(&mut service, ADA, group);
        service.leave(ADA, group).expect("members leave");
    });
    let what = "bytes still allocated for a group with 20 texts of 2,000 bytes after its last member left";
    assert!(used.bytes_current < 20_000, "{}: {what}", used.bytes_current);
    let used = testkit::count_allocations(|| {
        befriend(&mut service, BEN, CLEO);
        let chats = [service.open_private(BEN, CLEO), service.create_group(BEN)];
        for chat in chats {
            post(&mut service, BEN, chat.expect("they are friends"));
        }
        for user in [BEN, CLEO] {
            service.remove_user(user).expect("the user exists");
        }
    });
    let what = "bytes still allocated for two chats with 20 texts of 2,000 bytes each after all members were removed";
    assert!(used.bytes_current < 20_000, "{}: {what}", used.bytes_current);
}

// Removed users.

/// Creates a service from which Ada was removed. She was in a group of three and in a private chat with Ben, and had a
/// request from Dan.
fn after_removing_ada() -> (Service, ChatId, ChatId) {
    let (mut service, group) = group_of_three();
    let private = service.open_private(ADA, BEN).expect("they are friends");
    service.send_request(DAN, ADA).expect("Dan can send Ada a request");
    service.post(ADA, group, "hello").expect("members post");
    service.post(BEN, group, "hi").expect("members post");
    service.post(ADA, private, "psst").expect("friends post");
    assert_eq!(service.remove_user(ADA), Ok(()), "removing Ada");
    (service, group, private)
}

/// Rules: 5.2
#[test]
fn the_friend_of_a_removed_user_is_a_former_friend() {
    let (mut service, _, private) = after_removing_ada();
    for action in all::<Action>() {
        let allowed = action == Action::Read;
        let denied = ChatError::NotAllowed { user: BEN, chat: private, action };
        let expected = if allowed { Ok(()) } else { Err(denied) };
        let what = format!("permission of Ben to {action:?} in the private chat with a removed user");
        assert_eq!(service.authorize(BEN, private, action), expected, "{what}");
    }
    let ada = service.add_user("Ada", hash("Ada")).expect("the name is free");
    befriend(&mut service, ada, BEN);
    let opened = service.open_private(BEN, ada);
    assert_eq!(opened, Ok(ChatId(2)), "chat of Ben with a new user, who took the name of his former friend");
}

/// Rules: 5.7, 5.5
#[test]
fn remove_user_ends_friendships_and_memberships() {
    let (service, group, private) = after_removing_ada();
    for user in [BEN, CLEO] {
        assert_eq!(service.friends(user), Ok(vec![]), "friends of {user}, whose only friend was removed");
    }
    assert_eq!(service.members(BEN, group), Ok(vec![BEN, CLEO]), "members of the group");
    assert_eq!(service.members(BEN, private), Ok(vec![BEN]), "members of the private chat");
    let remove = service.authorize(BEN, group, Action::RemoveMember);
    let denied = Err(ChatError::NotAllowed { user: BEN, chat: group, action: Action::RemoveMember });
    assert_eq!(remove, denied, "permission of Ben to remove members of a group whose creator was removed");
}

/// Rules: 5.7, 5.8
#[rstest]
#[case::from_them(ADA, BEN)]
#[case::to_them(BEN, ADA)]
fn remove_user_deletes_their_requests(#[case] sender: UserId, #[case] recipient: UserId) {
    for status in all::<RequestStatus>() {
        let mut service = strangers();
        service.send_request(sender, recipient).expect("they are strangers");
        service.send_request(BEN, CLEO).expect("they are strangers");
        match status {
            RequestStatus::Unread => {}
            RequestStatus::Read => drop(service.read_request(recipient, FIRST).expect("it was sent to them")),
            RequestStatus::Accepted => service.accept_request(recipient, FIRST).expect("it is pending"),
            RequestStatus::Rejected => service.reject_request(recipient, FIRST).expect("it is pending"),
        }
        service.remove_user(ADA).expect("Ada exists");
        let what = format!("after removing user 0, with a request from {sender} to {recipient} that was {status:?}");
        let left = service.requests(BEN).map(|requests| requests.iter().map(|request| request.id.0).collect());
        assert_eq!(left, Ok(vec![1]), "ids of the requests of Ben {what}");
        let unknown = ChatError::UnknownRequest(FIRST);
        assert_fails(&mut service, |service| service.accept_request(BEN, FIRST), unknown.clone(), &what);
        assert_fails(&mut service, |service| service.read_request(BEN, FIRST), unknown, &what);
    }
}

/// Rules: 5.7
#[rstest]
#[case::add_user(|service: &mut Service| service.add_user("Ada", hash("x")).map(drop), UserId(4))]
#[case::rename(|service: &mut Service| service.rename(BEN, "Ada"), BEN)]
fn remove_user_frees_the_name(#[case] take: fn(&mut Service) -> Result<(), ChatError>, #[case] holder: UserId) {
    let (mut service, ..) = after_removing_ada();
    assert_eq!(service.find_user("Ada"), None, "user named Ada after her removal");
    assert_eq!(take(&mut service), Ok(()), "taking the name of a removed user");
    assert_eq!(service.find_user("Ada"), Some(holder), "user named Ada after another took the name");
}

/// Rules: 5.7, 1.2
#[test]
fn remove_user_frees_no_name_that_looks_alike() {
    let (mut service, mut users) = users_with_similar_names();
    for index in 0..users.len() {
        let (user, name) = users.remove(index);
        let when = format!("after removing the user named {name:?}");
        assert_eq!(service.remove_user(user), Ok(()), "removing the user named {name:?}");
        assert_eq!(service.find_user(&name), None, "user found as {name:?}, {when}");
        assert_names(&mut service, &users, &when);
        let added = service.add_user(&name, hash("x")).expect("the name is free");
        users.insert(index, (added, name));
    }
    assert_names(&mut service, &users, "after each user was removed and added again");
}

/// Rules: 5.9
#[test]
fn messages_of_a_removed_user_stay() {
    let (mut service, group, private) = after_removing_ada();
    service.add_user("Ada", hash("Ada")).expect("the name is free");
    let messages = [(0, Author::Removed, String::from("hello")), (1, Author::User(BEN), String::from("hi"))];
    assert_eq!(read_messages(&service, CLEO, group), messages, "messages in the group");
    let read = || service.messages(CLEO, group).expect("Cleo is a member");
    testkit::check_double_ended_iterator("messages, some of a removed user", read);
    let messages = [(0, Author::Removed, String::from("psst"))];
    assert_eq!(read_messages(&service, BEN, private), messages, "messages in the private chat");
}

/// Rules: 5.9
#[test]
fn remove_user_changes_authors_in_groups_they_had_left() {
    const LEAVE: Attempt = |service, group| service.leave(BEN, group);
    const REMOVE: Attempt = |service, group| service.remove_member(ADA, group, BEN);
    const INVITE: Attempt = |service, group| service.invite(ADA, group, BEN);
    let changes: [(&str, &[Attempt]); 8] = [
        ("left it", &[LEAVE]),
        ("was removed from it", &[REMOVE]),
        ("left it and was invited again", &[LEAVE, INVITE]),
        ("was removed from it and invited again", &[REMOVE, INVITE]),
        ("left it twice", &[LEAVE, INVITE, LEAVE]),
        ("was removed from it twice", &[REMOVE, INVITE, REMOVE]),
        ("left it, was invited again, and was removed from it", &[LEAVE, INVITE, REMOVE]),
        ("was removed from it, invited again, and left it", &[REMOVE, INVITE, LEAVE]),
    ];
    // Each group alone in a service, and then all in one, where a group could hide a mistake about another.
    for groups in changes.chunks(1).chain([&changes[..]]) {
        let mut service = ada_and_friends();
        let mut before = Vec::new();
        for &(what, steps) in groups {
            let group = service.create_group(ADA).expect("Ada exists");
            for step in [&[INVITE], steps].concat() {
                step(&mut service, group).unwrap_or_else(|error| panic!("group where Ben {what}: {error}"));
                for (user, text) in [(BEN, "from Ben"), (ADA, "from Ada")] {
                    // Fails while Ben is not in the group.
                    service.post(user, group, text).ok();
                }
            }
            before.push((what, group, read_messages(&service, ADA, group)));
        }
        service.remove_user(BEN).expect("Ben exists");
        for (what, group, mut expected) in before {
            for (_, author, _) in &mut expected {
                *author = if *author == Author::User(BEN) { Author::Removed } else { *author };
            }
            let read = read_messages(&service, ADA, group);
            assert_eq!(read, expected, "messages in a group after remove_user of Ben, who {what}");
        }
    }
}

/// Rules: 5.8, 0.4
#[test]
fn a_removed_user_is_distinguished_from_an_unknown_one() {
    let (mut service, ..) = after_removing_ada();
    for id in [DAN, CLEO] {
        service.remove_user(id).expect("the user exists");
    }
    for id in [ADA, CLEO, DAN] {
        let removed = ChatError::RemovedUser(id);
        assert_eq!(service.user(id), Err(removed), "user {id}, who was removed, before a new user is added");
    }
    for (name, id) in [("Ada", 4), ("Eve", 5)] {
        assert_eq!(service.add_user(name, hash(name)), Ok(UserId(id)), "id of a new user after three were removed");
    }
    for id in [ADA, CLEO, DAN] {
        assert_eq!(service.user(id), Err(ChatError::RemovedUser(id)), "user {id}, who was removed");
    }
    for id in NEVER_ISSUED.map(UserId) {
        assert_eq!(service.user(id), Err(ChatError::UnknownUser(id)), "user {id}, whose id was never issued");
        let unknown = ChatError::UnknownUser(id);
        assert_fails(&mut service, |service| service.remove_user(id), unknown.clone(), "removal of an unknown user");
        assert_fails(&mut service, |service| service.unfriend(id, BEN), unknown.clone(), "unfriend by an unknown user");
        assert_fails(&mut service, |service| service.unfriend(BEN, id), unknown.clone(), "unfriend an unknown user");
        assert_fails(&mut service, |service| service.leave(id, ChatId(0)), unknown, "leaving as an unknown user");
    }
}

/// An operation in a group.
type Attempt = fn(&mut Service, ChatId) -> Result<(), ChatError>;

/// Rules: 5.8, 0.1
#[test]
fn operations_by_and_on_a_removed_user_fail() {
    let attempts: [(&str, Attempt); 23] = [
        ("rename", |service, _| service.rename(ADA, "Eve")),
        ("set password", |service, _| service.set_password(ADA, hash("x"))),
        ("authenticate", |service, _| service.authenticate(ADA, "Ada", &NameIsPassword)),
        ("send request", |service, _| service.send_request(ADA, BEN).map(drop)),
        ("receive a request", |service, _| service.send_request(BEN, ADA).map(drop)),
        ("read request", |service, _| service.read_request(ADA, RequestId(9)).map(drop)),
        ("accept request", |service, _| service.accept_request(ADA, RequestId(9))),
        ("reject request", |service, _| service.reject_request(ADA, RequestId(9))),
        ("list requests", |service, _| service.requests(ADA).map(drop)),
        ("list friends", |service, _| service.friends(ADA).map(drop)),
        ("list chats", |service, _| service.chats(ADA).map(drop)),
        ("unfriend", |service, _| service.unfriend(ADA, BEN)),
        ("be unfriended", |service, _| service.unfriend(BEN, ADA)),
        ("open private", |service, _| service.open_private(ADA, BEN).map(drop)),
        ("be the friend of open private", |service, _| service.open_private(BEN, ADA).map(drop)),
        ("create group", |service, _| service.create_group(ADA).map(drop)),
        ("post", |service, chat| service.post(ADA, chat, "x").map(drop)),
        ("read", |service, chat| service.messages(ADA, chat).map(drop)),
        ("list members", |service, chat| service.members(ADA, chat).map(drop)),
        ("invite", |service, chat| service.invite(ADA, chat, DAN)),
        ("be invited", |service, chat| service.invite(BEN, chat, ADA)),
        ("leave", |service, chat| service.leave(ADA, chat)),
        ("be removed again", |service, _| service.remove_user(ADA)),
    ];
    let (mut service, group, _) = after_removing_ada();
    for (what, attempt) in attempts {
        let what = format!("{what}, by or on Ada, who was removed");
        assert_fails(&mut service, |service| attempt(service, group), ChatError::RemovedUser(ADA), &what);
    }
}

/// Rules: 0.2
#[test]
fn of_several_errors_the_first_one_is_returned() {
    let operations: [(&str, Attempt, ChatError); 8] = [
        (
            "member removes themselves",
            |service, group| service.remove_member(BEN, group, BEN),
            ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember },
        ),
        (
            "member removes an unknown user",
            |service, group| service.remove_member(BEN, group, UNKNOWN),
            ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember },
        ),
        (
            "creator removes an unknown user",
            |service, group| service.remove_member(ADA, group, UNKNOWN),
            ChatError::UnknownUser(UNKNOWN),
        ),
        (
            "creator removes a removed user",
            |service, group| service.remove_member(ADA, group, CLEO),
            ChatError::RemovedUser(CLEO),
        ),
        (
            "non member removes themselves",
            |service, group| service.remove_member(DAN, group, DAN),
            ChatError::NotInChat { user: DAN, chat: ChatId(0) },
        ),
        (
            "unknown user unfriends a removed one",
            |service, _| service.unfriend(UNKNOWN, CLEO),
            ChatError::UnknownUser(UNKNOWN),
        ),
        ("removed user unfriends themselves", |service, _| service.unfriend(CLEO, CLEO), ChatError::RemovedUser(CLEO)),
        (
            "removed user leaves an unknown chat",
            |service, _| service.leave(CLEO, ChatId(9)),
            ChatError::RemovedUser(CLEO),
        ),
    ];
    let (mut service, group) = group_of_three();
    service.remove_user(CLEO).expect("Cleo exists");
    for (what, operation, reason) in operations {
        assert_fails(
            &mut service,
            |service| operation(service, group),
            reason,
            &format!("{what}: several errors apply"),
        );
    }
}

/// Returns whether rule 5.10 allows the action.
fn is_allowed(standing: Standing, action: Action) -> bool {
    match (standing, action) {
        (Standing::Creator, _) | (Standing::Friend | Standing::FormerFriend, Action::Read) => true,
        (Standing::Friend, Action::Post) => true,
        (Standing::Member, action) => action != Action::RemoveMember,
        (Standing::Friend | Standing::FormerFriend, _) => false,
    }
}

/// Rules: 5.10, 3.6
#[test]
fn standing_decides_what_a_user_may_do() {
    for standing in all::<Standing>() {
        for action in all::<Action>() {
            let (mut service, group) = group_of_three();
            befriend(&mut service, BEN, DAN);
            let (user, chat) = match standing {
                Standing::Creator => (ADA, group),
                Standing::Member => (BEN, group),
                Standing::Friend | Standing::FormerFriend => (BEN, service.open_private(ADA, BEN).expect("friends")),
            };
            if standing == Standing::FormerFriend {
                service.unfriend(ADA, BEN).expect("they are friends");
            }
            if standing == Standing::Creator {
                befriend(&mut service, ADA, DAN);
            }
            let allowed = is_allowed(standing, action);
            let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
            assert_eq!(service.authorize(user, chat, action), expected, "permission of a {standing:?} to {action:?}");
            let done = match action {
                Action::Read => service.messages(user, chat).and(service.members(user, chat)).map(drop),
                Action::Post => service.post(user, chat, "x").map(drop),
                Action::Invite => service.invite(user, chat, DAN),
                Action::RemoveMember => service.remove_member(user, chat, CLEO),
                Action::Leave => service.leave(user, chat),
            };
            assert_eq!(done, expected, "result when a {standing:?} performs {action:?}");
        }
    }
}

/// Rules: 0.1, 0.2, 0.3, 5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7, 5.8, 5.9, 5.10
#[test]
fn law_the_service_matches_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
