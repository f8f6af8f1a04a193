//! # Private chat
//!
//! Now two friends can talk. Write `open_private`, `chats`, `members`, `post`, `messages` and `authorize`.
//!
//! Ada and Ben share one chat, so both `(Ada, Ben)` and `(Ben, Ada)` must find it. Where have you met such a pair
//! before?
//!
//! Every operation on a chat begins with `authorize`, which decides whether a user may do something there. Keep this
//! decision in one place, since groups will need it too.
//!
//! You don't have to write the iterator `Messages`: just pass it the messages as a vector.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use online_chat::{Action, Author, ChatError, ChatId, Message, MessageId, Timestamp, UserId};
use rstest::rstest;

use super::support::{
    ADA, ANY_TIMES, BEN, CLEO, DAN, InitialState, NEVER_ISSUED, Scope, Script, Service, UNKNOWN, ada_and_friends,
    assert_fails, at, befriend, clocked_strangers, compare_with_model, empty, friends_of_many, hash, ops_to_stage_3,
    pairs_of_many, private_chat, read_messages, strangers,
};

/// The private chat of Ada and Ben in `private_chat`.
const CHAT: ChatId = ChatId(0);

/// Rules: 3.1
#[test]
fn open_private_returns_one_chat_per_pair() {
    let (mut service, chat) = private_chat();
    assert_eq!(service.open_private(ADA, BEN), Ok(chat), "chat that Ada opens with Ben again");
    assert_eq!(service.open_private(BEN, ADA), Ok(chat), "chat that Ben opens with Ada");
    let other = service.open_private(CLEO, ADA).expect("Cleo and Ada are friends");
    assert!(other != chat, "the chat of Cleo and Ada has the id of another chat, {chat:?}");
    assert_eq!(service.open_private(ADA, CLEO), Ok(other), "chat that Ada opens with Cleo");
}

/// Rules: 3.1, 0.3
#[test]
fn every_pair_of_friends_has_its_own_chat() {
    let mut service = empty();
    let users: Vec<_> =
        (0..13).map(|user| service.add_user(&format!("user {user}"), hash("x")).expect("the name is free")).collect();
    let mut opened = 0;
    for &one in &users {
        for &other in &users[..one.0 as usize] {
            befriend(&mut service, one, other);
            let chat = Ok(ChatId(opened));
            assert_eq!(service.open_private(one, other), chat, "new chat of {one} and {other}, after {opened} chats");
            opened += 1;
        }
    }
}

/// Rules: 3.1, 3.3, 3.8, 0.3
#[test]
fn pairs_of_many_users_have_their_own_chats() {
    const USERS: u64 = 1_010;
    let mut service = friends_of_many(USERS);
    for ((user, friend), id) in pairs_of_many(USERS).zip(0..) {
        let opened = service.open_private(user, friend);
        assert_eq!(opened, Ok(ChatId(id)), "chat of users {user} and {friend}, after {id} chats of other pairs");
    }
    let chats = service.chats(BEN).map(|chats| chats.len() as u64);
    assert_eq!(chats, Ok(USERS - 1), "number of chats of user 1, who has one with everyone");
    // If an implementation joined the digits of user and chat, user 1 would be in chat 110, like user 11 in chat 10.
    for user in [BEN, UserId(11)] {
        let chats = service.chats(user).expect("the user exists");
        let readable = (0..2_030).map(ChatId).filter(|&chat| service.authorize(user, chat, Action::Read).is_ok());
        assert!(readable.eq(chats.iter().copied()), "user {user} should be able to read only the chats {chats:?}");
    }
}

/// Rules: 3.3, 0.5
#[test]
fn chats_and_members_list_each_other() {
    let (mut service, chat) = private_chat();
    let other = service.open_private(CLEO, ADA).expect("Cleo and Ada are friends");
    assert_eq!(service.chats(ADA), Ok(vec![chat, other]), "chats of Ada");
    assert_eq!(service.chats(BEN), Ok(vec![chat]), "chats of Ben");
    assert_eq!(service.chats(DAN), Ok(vec![]), "chats of Dan, who has none");
    assert_eq!(service.members(BEN, chat), Ok(vec![ADA, BEN]), "members of the chat of Ada and Ben");
    assert_eq!(service.members(CLEO, other), Ok(vec![ADA, CLEO]), "members of the chat that Cleo opened with Ada");
}

/// Rules: 3.2, 0.1
#[rstest]
#[case::with_a_stranger(BEN, DAN)]
#[case::with_a_friend_of_a_friend(BEN, CLEO)]
#[case::with_oneself(ADA, ADA)]
#[case::with_the_recipient_of_a_request(DAN, CLEO)]
#[case::with_the_sender_of_a_request(CLEO, DAN)]
fn open_private_needs_a_friend(#[case] user: UserId, #[case] other: UserId) {
    let mut service = ada_and_friends();
    service.send_request(DAN, CLEO).expect("they are strangers");
    let what = format!("private chat of {user} with {other}; 0 is a friend of 1 and 2, and 3 has sent 2 a request");
    let reason = ChatError::NotFriends { user, other };
    assert_fails(&mut service, |service| service.open_private(user, other), reason, &what);
    assert_eq!(service.open_private(ADA, BEN), Ok(CHAT), "id of the first chat after a failed opening");
}

/// Rules: 3.5
#[test]
fn messages_have_id_author_text_and_time() {
    let (mut service, clock) = clocked_strangers();
    befriend(&mut service, ADA, BEN);
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    clock.set(5);
    assert_eq!(service.post(BEN, chat, "hello"), Ok(MessageId(0)), "id of the first message");
    clock.set(8);
    assert_eq!(service.post(ADA, chat, "hi"), Ok(MessageId(1)), "id of the second message");
    let messages: Vec<_> = service.messages(ADA, chat).expect("Ada can read").collect();
    let expected = [
        Message { id: MessageId(0), author: Author::User(BEN), text: "hello", sent: at(5) },
        Message { id: MessageId(1), author: Author::User(ADA), text: "hi", sent: at(8) },
    ];
    assert_eq!(messages, expected, "messages, oldest first");
}

/// Rules: 3.5
#[test]
fn messages_keep_the_time_of_any_clock() {
    let (mut service, clock) = clocked_strangers();
    befriend(&mut service, ADA, BEN);
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    let texts = ["a", "b", "c", "d", "e"];
    for (time, text) in ANY_TIMES.into_iter().zip(texts) {
        clock.set_exactly(time);
        service.post(ADA, chat, text).expect("friends post");
    }
    let messages = service.messages(ADA, chat).expect("Ada can read");
    let read: Vec<_> = messages.map(|message| (message.text, message.sent)).collect();
    let expected: Vec<_> = texts.into_iter().zip(ANY_TIMES.map(Timestamp::at)).collect();
    assert_eq!(read, expected, "texts in the order posted, with the times that the clock showed");
}

/// Rules: 3.5
#[test]
fn messages_are_numbered_per_chat() {
    let (mut service, chat) = private_chat();
    let other = service.open_private(ADA, CLEO).expect("Ada and Cleo are friends");
    let ids = [chat, other, chat, chat, other].map(|chat| service.post(ADA, chat, "x").map(|message| message.0));
    assert_eq!(ids, [0, 0, 1, 2, 1].map(Ok), "ids of messages posted in two chats by turns");
    let read = |user, chat| read_messages(&service, user, chat).into_iter().map(|(id, ..)| id).collect::<Vec<_>>();
    assert_eq!(read(BEN, chat), [0, 1, 2], "ids of the messages that Ben reads");
    assert_eq!(read(CLEO, other), [0, 1], "ids of the messages that Cleo reads");
}

/// Rules: 3.4
#[test]
fn post_keeps_the_text_unchanged() {
    let (mut service, chat) = private_chat();
    let texts = ["  two \n lines\t", "x", "x", "\r\n.", "Grüße, 世界\u{3000}", "\u{200b}", "\0", "e\u{301} é"];
    for text in texts {
        assert!(service.post(ADA, chat, text).is_ok(), "posting {text:?}, which is not blank");
    }
    let read: Vec<_> = read_messages(&service, BEN, chat).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(read, texts, "texts that Ben reads");
}

/// Rules: 3.4, 0.1
#[test]
fn post_fails_for_a_blank_text() {
    let (mut service, chat) = private_chat();
    for text in ["", " ", " \t\r\n", "\u{3000}\u{a0}"] {
        let what = format!("posting {text:?}");
        assert_fails(&mut service, |service| service.post(ADA, chat, text), ChatError::BlankText, &what);
    }
    assert_eq!(service.post(ADA, chat, "x"), Ok(MessageId(0)), "id of the first message after failed ones");
}

/// Asserts that a user can neither post, read nor list members, since `authorize` fails with this error.
#[track_caller]
fn assert_no_access(service: &mut Service, user: UserId, chat: ChatId, reason: &ChatError, what: &str) {
    for action in all::<Action>() {
        let authorized = service.authorize(user, chat, action);
        assert_eq!(authorized.as_ref(), Err(reason), "permission to {action:?} ({what})");
    }
    assert_fails(service, |service| service.post(user, chat, "x"), reason.clone(), &format!("post ({what})"));
    let blank = format!("post of a blank text ({what})");
    assert_fails(service, |service| service.post(user, chat, ""), reason.clone(), &blank);
    let read = service.messages(user, chat).map(|messages| messages.len());
    assert_eq!(read.as_ref(), Err(reason), "messages ({what})");
    assert_eq!(service.members(user, chat).as_ref(), Err(reason), "members ({what})");
}

/// Rules: 3.8, 3.6
#[rstest]
#[case::friend_of_a_member(CLEO)]
#[case::stranger(DAN)]
fn others_have_no_access_to_a_private_chat(#[case] user: UserId) {
    let (mut service, chat) = private_chat();
    service.post(ADA, chat, "for Ben").expect("Ada can post");
    let what = format!("user {user} in the private chat of users 0 and 1");
    assert_no_access(&mut service, user, chat, &ChatError::NotInChat { user, chat }, &what);
}

/// Rules: 0.4, 3.6
#[test]
fn unknown_users_and_chats_are_errors() {
    let (mut service, chat) = private_chat();
    for id in NEVER_ISSUED {
        let (user, unknown) = (UserId(id), ChatId(id));
        let what = format!("chat {id}, which does not exist");
        assert_no_access(&mut service, ADA, unknown, &ChatError::UnknownChat(unknown), &what);
        let (reason, what) = (ChatError::UnknownUser(user), format!("user {id}, who does not exist"));
        assert_no_access(&mut service, user, chat, &reason, &what);
        assert_fails(&mut service, |service| service.open_private(user, ADA), reason.clone(), &what);
        assert_fails(&mut service, |service| service.open_private(ADA, user), reason.clone(), &what);
        assert_eq!(service.chats(user), Err(reason), "chats of {what}");
    }
}

/// Rules: 0.2
#[test]
fn of_several_errors_the_first_one_is_returned() {
    let (mut service, chat) = private_chat();
    let reason = ChatError::UnknownUser(UNKNOWN);
    assert_no_access(&mut service, UNKNOWN, ChatId(9), &reason, "an unknown user in an unknown chat");
    let what = "private chat of two unknown users";
    assert_fails(&mut service, |service| service.open_private(UNKNOWN, UserId(78)), reason.clone(), what);
    let what = "private chat of an unknown user with themselves";
    assert_fails(&mut service, |service| service.open_private(UNKNOWN, UNKNOWN), reason, what);
    let reason = ChatError::NotInChat { user: DAN, chat };
    assert_fails(&mut service, |service| service.post(DAN, chat, " "), reason, "blank text by a user who is not in it");
}

/// Rules: 3.7
#[test]
fn friends_may_only_read_and_post() {
    let (service, chat) = private_chat();
    for action in all::<Action>() {
        for user in [ADA, BEN] {
            let allowed = matches!(action, Action::Read | Action::Post);
            let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
            let what = format!("permission of user {user} to {action:?} in their private chat");
            assert_eq!(service.authorize(user, chat, action), expected, "{what}");
        }
    }
}

/// The length of a history after which a walk over it takes much longer than a post.
const LONG: usize = 66_000;

/// Rules: 3.9, 3.5
#[test]
fn posting_costs_the_same_after_a_long_history() {
    let mut service = strangers();
    befriend(&mut service, ADA, BEN);
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    let mut posts = 0;
    let mut post = || {
        let posted = service.post(ADA, chat, "x");
        assert_eq!(posted, Ok(MessageId(posts)), "id of a message after {posts} others");
        posts += 1;
    };
    // Code that walks would take ten seconds for the whole history, so a quarter is enough to refuse it.
    (0..LONG / 4).for_each(|_| post());
    testkit::costs_less_than_a_walk(LONG / 4, "posting in a chat with some history", |_| post());
    (LONG / 4..LONG).for_each(|_| post());
    let last = service.messages(BEN, chat).expect("Ben can read").nth(LONG - 1).map(|message| message.id);
    assert_eq!(last, Some(MessageId(LONG as u64 - 1)), "id of the last of {LONG} messages that Ben reads");
    // A third, because moving a history by one place in memory takes less time than a loop over it.
    testkit::costs_less_than_a_walk(LONG / 3, "posting in a chat with a long history", |_| {
        service.post(ADA, chat, "x").expect("friends post");
    });
}

/// Rules: 0.1, 0.2, 0.3, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8
#[test]
fn law_private_chats_match_the_model() {
    testkit::law(Script::of(InitialState::Friends, ops_to_stage_3()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
