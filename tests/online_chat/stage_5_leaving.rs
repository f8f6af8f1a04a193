//! # Leaving
//!
//! What has begun ends. Write `unfriend`, `leave`, `remove_member` and `remove_user`.
//!
//! Every end has two questions: what goes with it, and what stays? When two are friends no more, their private chat
//! stays and can be read but not posted to; friends again, they find the same chat. A creator who has left a group is
//! no creator anymore, even if invited again. The last to leave a group ends it. When a user is removed, friendships,
//! requests and memberships end, and the messages stay: their author reads as removed.
//!
//! The more things know each other, the more there is to forget. If you have a reference where an id would do, you will
//! notice now. If an operation asks who may do what in its own words, you will too: the tests go through the whole
//! table of the brief.
//!
//! Look up: `BTreeSet::range`, and what it takes to find all memberships of one user.
//!
//! Time box: 30 minutes.

use std::collections::BTreeMap;

use enum_iterator::all;
use online_chat::{Action, Author, ChatError, ChatId, MessageId, RequestOutcome, Standing, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, CLEO, DAN, Given, Model, NOBODY, Op, Scope, Script, Service, apply, apply_to_model,
    assert_nothing_dangles, assert_refused, befriend, circle, compare_with_model, empty, group_of_three, hash,
    ops_to_stage_5, said,
};

#[test]
fn a_friendship_ends_for_both() {
    let mut service = circle();
    assert_eq!(service.unfriend(ADA, BEN), Ok(()), "Ada and Ben are friends");
    assert_eq!(service.friends(ADA), Ok(vec![CLEO]), "the friends of Ada, who ended it");
    assert_eq!(service.friends(BEN), Ok(vec![]), "the friends of Ben: a friendship ends for both");
    let again = service.send_request(BEN, ADA);
    assert!(matches!(again, Ok(RequestOutcome::Sent(_))), "Ben may ask Ada again, and gets {again:?}");
}

#[rstest]
#[case::no_friend(BEN, CLEO, ChatError::NotFriends { user: BEN, other: CLEO })]
#[case::oneself(ADA, ADA, ChatError::NotFriends { user: ADA, other: ADA })]
#[case::nobody(ADA, NOBODY, ChatError::UnknownUser(NOBODY))]
#[case::by_nobody(NOBODY, ADA, ChatError::UnknownUser(NOBODY))]
fn only_a_friendship_can_be_ended(#[case] user: UserId, #[case] other: UserId, #[case] reason: ChatError) {
    let why = format!("{user} ends a friendship with {other}; 0 is a friend of 1 and 2");
    assert_refused(&mut circle(), |service| service.unfriend(user, other), reason, &why);
}

#[test]
fn former_friends_read_their_chat_and_find_it_again() {
    let mut service = circle();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    service.post(ADA, chat, "before").expect("friends post");
    service.unfriend(BEN, ADA).expect("they are friends");
    for user in [ADA, BEN] {
        assert_eq!(said(&service, user, chat).len(), 1, "how many messages {user}, a former friend, still reads");
        let reason = ChatError::NotAllowed { user, chat, action: Action::Post };
        assert_refused(&mut service, |service| service.post(user, chat, "x"), reason, "former friends do not post");
    }
    let reason = ChatError::NotFriends { user: ADA, other: BEN };
    assert_refused(&mut service, |service| service.open_private(ADA, BEN), reason, "former friends open no chat");
    befriend(&mut service, BEN, ADA);
    assert_eq!(service.open_private(BEN, ADA), Ok(chat), "friends again find the same chat");
    assert_eq!(service.post(BEN, chat, "after"), Ok(MessageId(1)), "the next message in the same chat");
}

#[test]
fn the_end_of_a_friendship_leaves_groups_alone() {
    let (mut service, group) = group_of_three();
    service.unfriend(ADA, BEN).expect("they are friends");
    assert_eq!(
        service.members(BEN, group),
        Ok(vec![ADA, BEN, CLEO]),
        "who is in a group, after two are friends no more"
    );
    assert_eq!(service.post(BEN, group, "still here"), Ok(MessageId(0)), "a message of one who is still a member");
}

#[test]
fn who_is_out_reads_no_more() {
    let (mut service, group) = group_of_three();
    service.post(BEN, group, "bye").expect("members post");
    assert_eq!(service.leave(BEN, group), Ok(()), "Ben leaves");
    assert_eq!(service.remove_member(ADA, group, CLEO), Ok(()), "Ada, who made the group, removes Cleo");
    for (user, how) in [(BEN, "who left"), (CLEO, "who was removed")] {
        let reason = ChatError::NotInChat { user, chat: group };
        assert_refused(&mut service, |service| service.messages(user, group).map(drop), reason.clone(), how);
        assert_refused(&mut service, |service| service.post(user, group, "x"), reason.clone(), how);
        assert_refused(&mut service, |service| service.leave(user, group), reason, how);
        assert_eq!(service.chats(user), Ok(vec![]), "the chats of {user}, {how}");
    }
    assert_eq!(service.members(ADA, group), Ok(vec![ADA]), "who is still in the group");
    assert_eq!(said(&service, ADA, group), [(0, Author::User(BEN), String::from("bye"))], "what stays of who left");
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada's");
    assert_eq!(said(&service, BEN, group).len(), 1, "how many messages Ben reads, invited again");
}

#[test]
fn a_creator_who_left_is_no_creator_anymore() {
    let (mut service, group) = group_of_three();
    service.leave(ADA, group).expect("the creator may leave");
    assert_eq!(service.chats(ADA), Ok(vec![]), "the chats of Ada, who has left the only one");
    let refused = |user| ChatError::NotAllowed { user, chat: group, action: Action::RemoveMember };
    for user in [BEN, CLEO] {
        let why = "once the creator has left, nobody removes members";
        assert_refused(&mut service, |service| service.remove_member(user, group, BEN), refused(user), why);
    }
    assert_eq!(service.invite(BEN, group, ADA), Ok(()), "Ben invites Ada, who made the group and left");
    let why = "Ada is back as a member like others: who has left is no creator anymore";
    assert_refused(&mut service, |service| service.remove_member(ADA, group, BEN), refused(ADA), why);
}

#[rstest]
#[case::the_creator_removes_themselves(ADA, ADA, ChatError::Yourself(ADA))]
#[case::one_who_is_not_in_it(ADA, DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::nobody(ADA, NOBODY, ChatError::UnknownUser(NOBODY))]
#[case::by_a_member(BEN, CLEO, ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember })]
#[case::by_a_member_of_nobody(
    BEN,
    NOBODY,
    ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember }
)]
#[case::by_a_member_of_themselves(
    BEN,
    BEN,
    ChatError::NotAllowed { user: BEN, chat: ChatId(0), action: Action::RemoveMember }
)]
#[case::by_one_who_is_not_in_it(DAN, BEN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_nobody(NOBODY, BEN, ChatError::UnknownUser(NOBODY))]
fn a_removal_of_a_member_is_refused(#[case] user: UserId, #[case] member: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    let why = format!("{user} removes {member}; 0 made the group, 1 and 2 are in it");
    assert_refused(&mut service, |service| service.remove_member(user, group, member), reason, &why);
}

#[test]
fn the_last_to_leave_ends_a_group() {
    let (mut service, group) = group_of_three();
    for user in [ADA, CLEO, BEN] {
        assert_eq!(service.leave(user, group), Ok(()), "{user} leaves");
    }
    let reason = ChatError::UnknownChat(group);
    assert_refused(&mut service, |service| service.messages(ADA, group).map(drop), reason, "a chat that has ended");
    for user in [ADA, BEN, CLEO] {
        assert_eq!(service.chats(user), Ok(vec![]), "the chats of {user}, after the last has left the only one");
    }
    assert_eq!(
        service.create_group(ADA),
        Ok(ChatId(1)),
        "the next id: that of a chat that has ended is not issued again"
    );
}

/// Ada, of a group of three with Ben and Cleo, with a private chat with Ben, and asked by Dan, is removed.
fn without_ada() -> (Service, ChatId, ChatId) {
    let (mut service, group) = group_of_three();
    let private = service.open_private(ADA, BEN).expect("they are friends");
    service.send_request(DAN, ADA).expect("Dan may ask Ada");
    service.post(ADA, group, "hello").expect("members post");
    service.post(BEN, group, "hi").expect("members post");
    service.post(ADA, private, "psst").expect("friends post");
    assert_eq!(service.remove_user(ADA), Ok(()), "Ada is there");
    (service, group, private)
}

#[test]
fn a_removed_user_leaves_nothing_but_messages() {
    let (service, group, private) = without_ada();
    assert_eq!(service.friends(BEN), Ok(vec![]), "the friends of Ben, who was a friend of Ada's");
    assert_eq!(service.requests(DAN), Ok(vec![]), "the requests of Dan, who has asked Ada");
    assert_eq!(service.requests(BEN), Ok(vec![]), "the requests of Ben, whose request Ada had accepted");
    assert_eq!(service.members(BEN, group), Ok(vec![BEN, CLEO]), "who is in the group that Ada was in");
    assert_eq!(service.members(BEN, private), Ok(vec![BEN]), "who is in the private chat that Ada was in");
    let heard = [(0, Author::Removed, String::from("hello")), (1, Author::User(BEN), String::from("hi"))];
    assert_eq!(said(&service, CLEO, group), heard, "what Cleo reads: the messages stay, and Ada reads as removed");
    assert_eq!(said(&service, BEN, private), [(0, Author::Removed, String::from("psst"))], "what Ben reads");
    let post = service.authorize(BEN, private, Action::Post);
    let refused = Err(ChatError::NotAllowed { user: BEN, chat: private, action: Action::Post });
    assert_eq!(post, refused, "whether Ben may post in the private chat of one who was removed");
    let remove = service.authorize(BEN, group, Action::RemoveMember);
    let refused = Err(ChatError::NotAllowed { user: BEN, chat: group, action: Action::RemoveMember });
    assert_eq!(remove, refused, "whether Ben may remove members of a group whose creator was removed");
}

#[test]
fn a_removed_author_reads_as_removed_where_they_had_left_too() {
    let (mut service, group) = group_of_three();
    service.post(BEN, group, "bye").expect("members post");
    service.leave(BEN, group).expect("members leave");
    service.remove_user(BEN).expect("Ben is there");
    let bye = [(0, Author::Removed, String::from("bye"))];
    assert_eq!(said(&service, ADA, group), bye, "what Ada reads of Ben, who had left the group and was then removed");
}

#[test]
fn a_removed_user_differs_from_an_unknown_one() {
    let (mut service, ..) = without_ada();
    assert_eq!(service.user(ADA), Err(ChatError::RemovedUser(ADA)), "Ada, who was removed");
    assert_eq!(service.user(NOBODY), Err(ChatError::UnknownUser(NOBODY)), "one who never was");
    assert_eq!(service.find_user("Ada"), None, "the user called Ada");
    let ada = service.add_user("Ada", hash("Ada"));
    assert_eq!(ada, Ok(UserId(4)), "the id of another Ada: the name is free, the id is not issued again");
    assert_eq!(service.chats(UserId(4)), Ok(vec![]), "the chats of another Ada");
    assert_eq!(service.user(ADA), Err(ChatError::RemovedUser(ADA)), "the first Ada is still gone");
}

/// What Ada tries, who was removed, and what others try with her.
type Attempt = fn(&mut Service, ChatId) -> Result<(), ChatError>;

#[rstest]
#[case::rename(|service: &mut Service, _| service.rename(ADA, "Eve"))]
#[case::set_password(|service: &mut Service, _| service.set_password(ADA, hash("x")))]
#[case::send_request(|service: &mut Service, _| service.send_request(ADA, BEN).map(drop))]
#[case::be_sent_a_request(|service: &mut Service, _| service.send_request(BEN, ADA).map(drop))]
#[case::be_a_friend_no_more(|service: &mut Service, _| service.unfriend(BEN, ADA))]
#[case::open_a_chat(|service: &mut Service, _| service.open_private(ADA, BEN).map(drop))]
#[case::be_talked_to(|service: &mut Service, _| service.open_private(BEN, ADA).map(drop))]
#[case::create_group(|service: &mut Service, _| service.create_group(ADA).map(drop))]
#[case::post(|service: &mut Service, chat| service.post(ADA, chat, "x").map(drop))]
#[case::read(|service: &mut Service, chat| service.messages(ADA, chat).map(drop))]
#[case::be_invited(|service: &mut Service, chat| service.invite(BEN, chat, ADA))]
#[case::leave(|service: &mut Service, chat| service.leave(ADA, chat))]
#[case::be_removed_again(|service: &mut Service, _| service.remove_user(ADA))]
fn nothing_can_be_done_by_or_with_a_removed_user(#[case] attempt: Attempt) {
    let (mut service, group, _) = without_ada();
    let reason = ChatError::RemovedUser(ADA);
    assert_refused(&mut service, |service| attempt(service, group), reason, "Ada was removed");
}

#[test]
fn a_private_chat_ends_when_both_are_removed() {
    let mut service = circle();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    service.remove_user(BEN).expect("Ben is there");
    assert_eq!(service.chats(ADA), Ok(vec![chat]), "the chats of Ada, whose friend was removed");
    service.remove_user(ADA).expect("Ada is there");
    assert_eq!(service.authorize(CLEO, chat, Action::Read), Err(ChatError::UnknownChat(chat)), "a chat that has ended");
    let unknown = service.remove_user(NOBODY);
    assert_eq!(unknown, Err(ChatError::UnknownUser(NOBODY)), "the removal of one who never was");
}

/// What the table of the brief says, for one who is in the chat.
fn table(standing: Standing, action: Action) -> bool {
    match (standing, action) {
        (Standing::Creator, _) | (Standing::Friend | Standing::FormerFriend, Action::Read) => true,
        (Standing::Friend, Action::Post) => true,
        (Standing::Member, action) => action != Action::RemoveMember,
        (Standing::Friend | Standing::FormerFriend, _) => false,
    }
}

#[test]
fn who_may_do_what_is_as_the_table_says() {
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
            let allowed = table(standing, action);
            let refused = Err(ChatError::NotAllowed { user, chat, action });
            let expected = if allowed { Ok(()) } else { refused };
            assert_eq!(service.authorize(user, chat, action), expected, "whether {standing:?} may {action:?}");
            let done = match action {
                Action::Read => service.messages(user, chat).and(service.members(user, chat)).map(drop),
                Action::Post => service.post(user, chat, "x").map(drop),
                Action::Invite => service.invite(user, chat, DAN),
                Action::RemoveMember => service.remove_member(user, chat, CLEO),
                Action::Leave => service.leave(user, chat),
            };
            assert_eq!(done, expected, "what comes of it when {standing:?} tries to {action:?}");
        }
    }
}

#[test]
fn law_a_message_is_read_by_exactly_those_who_may() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
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
                        "whether user {user} may {action:?} in chat {chat}"
                    );
                }
                let may_read = model.authorize(user, chat, Action::Read);
                assert_eq!(
                    service.messages(user, chat).map(drop),
                    may_read,
                    "what user {user} gets who reads chat {chat}"
                );
                let is_listed = service.chats(user).is_ok_and(|chats| chats.contains(&chat));
                assert_eq!(is_listed, may_read.is_ok(), "whether chat {chat} is among the chats of user {user}");
            }
        }
    });
}

#[test]
fn law_nothing_dangles() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
        let mut service = script.beginning.service();
        for op in script.ops {
            apply(&mut service, op).ok();
            assert_nothing_dangles(&service, op);
        }
    });
}

#[test]
fn law_ids_rise() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
        let mut service = empty();
        let (mut users, mut requests, mut chats) = (Vec::new(), Vec::new(), Vec::new());
        let mut messages: BTreeMap<ChatId, Vec<MessageId>> = BTreeMap::new();
        for op in script.steps() {
            match apply(&mut service, op) {
                Ok(Given::User(id)) => users.push(id),
                Ok(Given::Outcome(RequestOutcome::Sent(id))) => requests.push(id),
                // A private chat may be opened again.
                Ok(Given::Chat(id)) if !chats.contains(&id) => chats.push(id),
                Ok(Given::Message(id)) => {
                    let Op::Post(_, chat, _) = op else { panic!("{op:?} gives the message {id}") };
                    messages.entry(chat).or_default().push(id);
                }
                _ => {}
            }
        }
        assert!(users.is_sorted_by(|one, next| one < next), "ids of users rise, and are {users:?}");
        assert!(requests.is_sorted_by(|one, next| one < next), "ids of requests rise, and are {requests:?}");
        assert!(chats.is_sorted_by(|one, next| one < next), "ids of chats rise, and are {chats:?}");
        for (chat, ids) in messages {
            assert!(ids.is_sorted_by(|one, next| one < next), "ids of messages rise in chat {chat}, and are {ids:?}");
        }
    });
}

#[test]
fn law_everything_is_what_plain_lists_would_hold() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| compare_with_model(&script, Scope::Chats));
}
