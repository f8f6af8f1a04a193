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

use std::collections::BTreeMap;

use enum_iterator::all;
use online_chat::{Action, Author, ChatError, ChatId, MessageId, RequestOutcome, Standing, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, InitialState, Model, Op, Output, Scope, Script, Service, UNKNOWN, ada_and_friends, apply,
    apply_to_model, assert_fails, assert_nothing_dangles, befriend, compare_with_model, empty, group_of_three, hash,
    ops_to_stage_5, read_messages,
};

#[test]
fn unfriend_ends_the_friendship_for_both() {
    let mut service = ada_and_friends();
    assert_eq!(service.unfriend(ADA, BEN), Ok(()), "ending the friendship of Ada and Ben");
    assert_eq!(service.friends(ADA), Ok(vec![CLEO]), "friends of Ada, who ended it");
    assert_eq!(service.friends(BEN), Ok(vec![]), "friends of Ben, the other side");
    let again = service.send_request(BEN, ADA);
    assert!(matches!(again, Ok(RequestOutcome::Sent(_))), "new request from Ben to Ada: {again:?}");
}

#[rstest]
#[case::stranger(BEN, CLEO, ChatError::NotFriends { user: BEN, other: CLEO })]
#[case::oneself(ADA, ADA, ChatError::NotFriends { user: ADA, other: ADA })]
#[case::unknown_user(ADA, UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
#[case::by_an_unknown_user(UNKNOWN, ADA, ChatError::UnknownUser(UNKNOWN))]
fn unfriend_fails_without_a_friendship(#[case] user: UserId, #[case] other: UserId, #[case] reason: ChatError) {
    let what = format!("unfriend {other} as {user}; 0 is a friend of 1 and 2");
    assert_fails(&mut ada_and_friends(), |service| service.unfriend(user, other), reason, &what);
}

#[test]
fn former_friends_only_read_until_they_are_friends_again() {
    let mut service = ada_and_friends();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    service.post(ADA, chat, "before").expect("friends post");
    service.unfriend(BEN, ADA).expect("they are friends");
    for user in [ADA, BEN] {
        assert_eq!(
            read_messages(&service, user, chat).len(),
            1,
            "number of messages that user {user}, a former friend, reads"
        );
        let reason = ChatError::NotAllowed { user, chat, action: Action::Post };
        assert_fails(&mut service, |service| service.post(user, chat, "x"), reason, "post by a former friend");
    }
    let reason = ChatError::NotFriends { user: ADA, other: BEN };
    assert_fails(
        &mut service,
        |service| service.open_private(ADA, BEN),
        reason,
        "private chat opened by a former friend",
    );
    befriend(&mut service, BEN, ADA);
    assert_eq!(service.open_private(BEN, ADA), Ok(chat), "private chat of two who are friends again");
    assert_eq!(service.post(BEN, chat, "after"), Ok(MessageId(1)), "id of the next message in that chat");
}

#[test]
fn unfriend_does_not_change_groups() {
    let (mut service, group) = group_of_three();
    service.unfriend(ADA, BEN).expect("they are friends");
    assert_eq!(
        service.members(BEN, group),
        Ok(vec![ADA, BEN, CLEO]),
        "members of a group after two of them ended their friendship"
    );
    assert_eq!(service.post(BEN, group, "still here"), Ok(MessageId(0)), "id of a message by one of them");
}

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
        assert_fails(&mut service, |service| service.leave(user, group), reason, what);
        assert_eq!(service.chats(user), Ok(vec![]), "chats of {who}");
    }
    assert_eq!(service.members(ADA, group), Ok(vec![ADA]), "remaining members");
    assert_eq!(
        read_messages(&service, ADA, group),
        [(0, Author::User(BEN), String::from("bye"))],
        "messages of a member who left"
    );
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada");
    assert_eq!(read_messages(&service, BEN, group).len(), 1, "number of messages that Ben reads when invited again");
}

#[test]
fn a_creator_who_leaves_loses_the_role_for_good() {
    let (mut service, group) = group_of_three();
    service.leave(ADA, group).expect("the creator can leave");
    assert_eq!(service.chats(ADA), Ok(vec![]), "chats of Ada, who left her only chat");
    let denied = |user| ChatError::NotAllowed { user, chat: group, action: Action::RemoveMember };
    for user in [BEN, CLEO] {
        let what = "removal by a member after the creator left";
        assert_fails(&mut service, |service| service.remove_member(user, group, BEN), denied(user), what);
    }
    assert_eq!(service.invite(BEN, group, ADA), Ok(()), "inviting the former creator again");
    let what = "removal by the former creator, who was invited again";
    assert_fails(&mut service, |service| service.remove_member(ADA, group, BEN), denied(ADA), what);
}

#[rstest]
#[case::the_creator(ADA, ADA, ChatError::Yourself(ADA))]
#[case::non_member(ADA, DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::unknown_user(ADA, UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
#[case::by_a_member(BEN, CLEO, ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember })]
#[case::by_a_member_of_an_unknown_user(
    BEN,
    UNKNOWN,
    ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember }
)]
#[case::by_a_member_of_themselves(
    BEN,
    BEN,
    ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember }
)]
#[case::by_a_non_member(DAN, BEN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_an_unknown_user(UNKNOWN, BEN, ChatError::UnknownUser(UNKNOWN))]
fn remove_member_fails(#[case] user: UserId, #[case] member: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    let what = format!("{user} removes {member}; 0 is the creator, 1 and 2 are members");
    assert_fails(&mut service, |service| service.remove_member(user, group, member), reason, &what);
}

#[test]
fn a_group_ends_when_the_last_member_leaves() {
    let (mut service, group) = group_of_three();
    for user in [ADA, CLEO, BEN] {
        assert_eq!(service.leave(user, group), Ok(()), "leaving the group as user {user}");
    }
    let reason = ChatError::UnknownChat(group);
    assert_fails(
        &mut service,
        |service| service.messages(ADA, group).map(drop),
        reason,
        "reading a group that has ended",
    );
    for user in [ADA, BEN, CLEO] {
        assert_eq!(service.chats(user), Ok(vec![]), "chats of user {user} after the group ended");
    }
    assert_eq!(service.create_group(ADA), Ok(ChatId(1)), "id of the next chat after one has ended");
}

/// Creates a service from which Ada was removed. She was in a group of three and in a private chat with Ben, and had a
/// request from Dan. Returns the group and the private chat, too.
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

#[test]
fn remove_user_removes_everything_but_messages() {
    let (service, group, private) = after_removing_ada();
    assert_eq!(service.friends(BEN), Ok(vec![]), "friends of Ben, whose only friend was removed");
    assert_eq!(service.requests(DAN), Ok(vec![]), "requests of Dan, whose recipient was removed");
    assert_eq!(service.requests(BEN), Ok(vec![]), "requests of Ben, whose accepted request had a removed recipient");
    assert_eq!(service.members(BEN, group), Ok(vec![BEN, CLEO]), "members of the group");
    assert_eq!(service.members(BEN, private), Ok(vec![BEN]), "members of the private chat");
    let messages = [(0, Author::Removed, String::from("hello")), (1, Author::User(BEN), String::from("hi"))];
    assert_eq!(read_messages(&service, CLEO, group), messages, "messages in the group");
    assert_eq!(
        read_messages(&service, BEN, private),
        [(0, Author::Removed, String::from("psst"))],
        "messages in the private chat"
    );
    let post = service.authorize(BEN, private, Action::Post);
    let denied = Err(ChatError::NotAllowed { user: BEN, chat: private, action: Action::Post });
    assert_eq!(post, denied, "permission of Ben to post in the private chat with a removed user");
    let remove = service.authorize(BEN, group, Action::RemoveMember);
    let denied = Err(ChatError::NotAllowed { user: BEN, chat: group, action: Action::RemoveMember });
    assert_eq!(remove, denied, "permission of Ben to remove members of a group without creator");
}

#[test]
fn remove_user_changes_authors_in_groups_they_had_left() {
    let (mut service, group) = group_of_three();
    service.post(BEN, group, "bye").expect("members post");
    service.leave(BEN, group).expect("members leave");
    service.remove_user(BEN).expect("Ben exists");
    let bye = [(0, Author::Removed, String::from("bye"))];
    assert_eq!(read_messages(&service, ADA, group), bye, "messages of Ben, who left the group and was then removed");
}

#[test]
fn a_removed_user_is_distinguished_from_an_unknown_one() {
    let (mut service, ..) = after_removing_ada();
    assert_eq!(service.user(ADA), Err(ChatError::RemovedUser(ADA)), "user Ada after her removal");
    assert_eq!(service.user(UNKNOWN), Err(ChatError::UnknownUser(UNKNOWN)), "user with an id that was never issued");
    assert_eq!(service.find_user("Ada"), None, "user named Ada");
    let ada = service.add_user("Ada", hash("Ada"));
    assert_eq!(ada, Ok(UserId(4)), "id of a new user named Ada");
    assert_eq!(service.chats(UserId(4)), Ok(vec![]), "chats of the new user named Ada");
    assert_eq!(service.user(ADA), Err(ChatError::RemovedUser(ADA)), "the removed user, after a new one took the name");
}

/// An operation by or on the removed user Ada, in the group.
type Attempt = fn(&mut Service, ChatId) -> Result<(), ChatError>;

#[rstest]
#[case::rename(|service: &mut Service, _| service.rename(ADA, "Eve"))]
#[case::set_password(|service: &mut Service, _| service.set_password(ADA, hash("x")))]
#[case::send_request(|service: &mut Service, _| service.send_request(ADA, BEN).map(drop))]
#[case::receive_a_request(|service: &mut Service, _| service.send_request(BEN, ADA).map(drop))]
#[case::be_unfriended(|service: &mut Service, _| service.unfriend(BEN, ADA))]
#[case::open_private(|service: &mut Service, _| service.open_private(ADA, BEN).map(drop))]
#[case::be_the_friend_of_open_private(|service: &mut Service, _| service.open_private(BEN, ADA).map(drop))]
#[case::create_group(|service: &mut Service, _| service.create_group(ADA).map(drop))]
#[case::post(|service: &mut Service, chat| service.post(ADA, chat, "x").map(drop))]
#[case::read(|service: &mut Service, chat| service.messages(ADA, chat).map(drop))]
#[case::be_invited(|service: &mut Service, chat| service.invite(BEN, chat, ADA))]
#[case::leave(|service: &mut Service, chat| service.leave(ADA, chat))]
#[case::be_removed_again(|service: &mut Service, _| service.remove_user(ADA))]
fn operations_by_and_on_a_removed_user_fail(#[case] attempt: Attempt) {
    let (mut service, group, _) = after_removing_ada();
    let reason = ChatError::RemovedUser(ADA);
    assert_fails(&mut service, |service| attempt(service, group), reason, "operation by or on Ada, who was removed");
}

#[test]
fn a_private_chat_ends_when_both_are_removed() {
    let mut service = ada_and_friends();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    service.remove_user(BEN).expect("Ben exists");
    assert_eq!(service.chats(ADA), Ok(vec![chat]), "chats of Ada, whose friend was removed");
    service.remove_user(ADA).expect("Ada exists");
    assert_eq!(
        service.authorize(CLEO, chat, Action::Read),
        Err(ChatError::UnknownChat(chat)),
        "permission of Cleo in a chat that has ended"
    );
    let unknown = service.remove_user(UNKNOWN);
    assert_eq!(unknown, Err(ChatError::UnknownUser(UNKNOWN)), "removing a user with an id that was never issued");
}

/// Returns whether rule 5.12 allows the action.
fn is_allowed(standing: Standing, action: Action) -> bool {
    match (standing, action) {
        (Standing::Creator, _) | (Standing::Friend | Standing::FormerFriend, Action::Read) => true,
        (Standing::Friend, Action::Post) => true,
        (Standing::Member, action) => action != Action::RemoveMember,
        (Standing::Friend | Standing::FormerFriend, _) => false,
    }
}

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

#[test]
fn law_permissions_match_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        let mut service = empty();
        let mut model = Model::default();
        for op in script.steps() {
            apply(&mut service, op).ok();
            apply_to_model(&mut model, op).ok();
        }
        for user in (0..7).map(UserId) {
            for chat in (0..6).map(ChatId) {
                for action in all::<Action>() {
                    let expected = model.authorize(user, chat, action);
                    assert_eq!(
                        service.authorize(user, chat, action),
                        expected,
                        "permission of user {user} to {action:?} in chat {chat}"
                    );
                }
                let may_read = model.authorize(user, chat, Action::Read);
                assert_eq!(
                    service.messages(user, chat).map(drop),
                    may_read,
                    "result when user {user} reads chat {chat}"
                );
                let is_listed = service.chats(user).is_ok_and(|chats| chats.contains(&chat));
                assert_eq!(is_listed, may_read.is_ok(), "presence of chat {chat} in the chats of user {user}");
            }
        }
    });
}

#[test]
fn law_nothing_dangles() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        let mut service = script.initial.service();
        for op in script.ops {
            apply(&mut service, op).ok();
            assert_nothing_dangles(&service, op);
        }
    });
}

#[test]
fn law_ids_are_never_reused() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        let mut service = empty();
        let (mut users, mut requests, mut chats) = (Vec::new(), Vec::new(), Vec::new());
        let mut messages: BTreeMap<ChatId, Vec<MessageId>> = BTreeMap::new();
        for op in script.steps() {
            match apply(&mut service, op) {
                Ok(Output::User(id)) => users.push(id),
                Ok(Output::Outcome(RequestOutcome::Sent(id))) => requests.push(id),
                // open_private can return the same chat again.
                Ok(Output::Chat(id)) if !chats.contains(&id) => chats.push(id),
                Ok(Output::Message(id)) => {
                    let Op::Post(_, chat, _) = op else { panic!("{op:?} returned message id {id}") };
                    messages.entry(chat).or_default().push(id);
                }
                _ => {}
            }
        }
        assert!(users.is_sorted_by(|one, next| one < next), "ids of users are not ascending: {users:?}");
        assert!(requests.is_sorted_by(|one, next| one < next), "ids of requests are not ascending: {requests:?}");
        assert!(chats.is_sorted_by(|one, next| one < next), "ids of chats are not ascending: {chats:?}");
        for (chat, ids) in messages {
            assert!(
                ids.is_sorted_by(|one, next| one < next),
                "ids of messages in chat {chat} are not ascending: {ids:?}"
            );
        }
    });
}

#[test]
fn law_the_service_matches_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
