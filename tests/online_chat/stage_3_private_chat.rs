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
use online_chat::{Action, Author, ChatError, ChatId, Message, MessageId, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, InitialState, Scope, Script, UNKNOWN, ada_and_friends, assert_fails, at, befriend, clocked,
    compare_with_model, hash, ops_to_stage_3, private_chat, read_messages,
};

#[test]
fn open_private_returns_one_chat_per_pair() {
    let (mut service, chat) = private_chat();
    assert_eq!(service.open_private(ADA, BEN), Ok(chat), "chat that Ada opens with Ben again");
    assert_eq!(service.open_private(BEN, ADA), Ok(chat), "chat that Ben opens with Ada");
    assert_eq!(service.chats(ADA), Ok(vec![chat]), "chats of Ada, who opened one chat twice");
    let other = service.open_private(CLEO, ADA).expect("Cleo and Ada are friends");
    assert_ne!(other, chat, "chat of Cleo and Ada");
    assert_eq!(service.open_private(ADA, CLEO), Ok(other), "chat that Ada opens with Cleo");
    assert_eq!(service.chats(ADA), Ok(vec![chat, other]), "chats of Ada");
    assert_eq!(service.chats(BEN), Ok(vec![chat]), "chats of Ben");
    assert_eq!(service.members(BEN, chat), Ok(vec![ADA, BEN]), "members of the chat of Ada and Ben");
}

#[rstest]
#[case::with_a_stranger(BEN, CLEO, ChatError::NotFriends { user: BEN, other: CLEO })]
#[case::with_oneself(ADA, ADA, ChatError::NotFriends { user: ADA, other: ADA })]
#[case::with_an_unknown_user(ADA, UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
#[case::by_an_unknown_user(UNKNOWN, ADA, ChatError::UnknownUser(UNKNOWN))]
fn open_private_needs_two_friends(#[case] user: UserId, #[case] other: UserId, #[case] reason: ChatError) {
    let what = format!("private chat of {user} with {other}; 0 is a friend of 1 and 2");
    assert_fails(&mut ada_and_friends(), |service| service.open_private(user, other), reason, &what);
}

#[test]
fn messages_have_id_author_text_and_time() {
    let (mut service, clock) = clocked();
    for name in ["Ada", "Ben"] {
        service.add_user(name, hash(name)).expect("the name is free");
    }
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

#[test]
fn messages_are_numbered_per_chat() {
    let (mut service, chat) = private_chat();
    let other = service.open_private(ADA, CLEO).expect("Ada and Cleo are friends");
    let ids = [chat, other, chat, chat, other].map(|chat| service.post(ADA, chat, "x").map(|message| message.0));
    assert_eq!(ids, [0, 0, 1, 2, 1].map(Ok), "ids of messages posted in two chats by turns");
}

#[test]
fn post_keeps_the_text_unchanged() {
    let (mut service, chat) = private_chat();
    let texts = ["  two \n lines\t", "x", "Grüße, 世界"];
    for text in texts {
        service.post(ADA, chat, text).expect("friends post");
    }
    let read: Vec<_> = read_messages(&service, BEN, chat).into_iter().map(|(_, _, text)| text).collect();
    assert_eq!(read, texts, "texts that Ben reads");
}

#[test]
fn post_fails_for_a_blank_text() {
    let (mut service, chat) = private_chat();
    for text in ["", " \t\r\n\u{3000}"] {
        let what = format!("posting {text:?}");
        assert_fails(&mut service, |service| service.post(ADA, chat, text), ChatError::BlankText, &what);
    }
    assert_eq!(service.post(ADA, chat, "x"), Ok(MessageId(0)), "id of the first message after two failed ones");
}

#[rstest]
#[case::friend_of_a_member(CLEO, ChatError::NotInChat { user: CLEO, chat: ChatId(0) })]
#[case::stranger(DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::unknown_user(UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
fn others_cannot_read_or_post(#[case] user: UserId, #[case] reason: ChatError) {
    let (mut service, chat) = private_chat();
    service.post(ADA, chat, "for Ben").expect("Ada can post");
    let what = "access to the private chat of two others";
    assert_fails(&mut service, |service| service.post(user, chat, "x"), reason.clone(), what);
    assert_fails(
        &mut service,
        |service| service.post(user, chat, ""),
        reason.clone(),
        "posting a blank text in the private chat of two others",
    );
    assert_fails(
        &mut service,
        |service| service.messages(user, chat).map(|messages| messages.len()),
        reason.clone(),
        what,
    );
    assert_fails(&mut service, |service| service.members(user, chat), reason.clone(), what);
    assert_fails(&mut service, |service| service.authorize(user, chat, Action::Read), reason, what);
}

#[test]
fn an_unknown_chat_is_an_error() {
    let (mut service, _) = private_chat();
    let chat = ChatId(9);
    let reason = ChatError::UnknownChat(chat);
    assert_fails(
        &mut service,
        |service| service.post(ADA, chat, "x"),
        reason.clone(),
        "access to a chat that does not exist",
    );
    assert_fails(
        &mut service,
        |service| service.members(ADA, chat),
        reason.clone(),
        "access to a chat that does not exist",
    );
    assert_fails(
        &mut service,
        |service| service.messages(ADA, chat).map(drop),
        reason.clone(),
        "access to a chat that does not exist",
    );
    let unknown = ChatError::UnknownUser(UNKNOWN);
    assert_fails(
        &mut service,
        |service| service.post(UNKNOWN, chat, "x"),
        unknown,
        "post by an unknown user in a chat that does not exist",
    );
    let message = reason.to_string();
    assert_eq!(
        service.authorize(ADA, chat, Action::Post),
        Err(reason),
        "authorizing Ada in a chat that does not exist"
    );
    assert!(message.contains('9'), "error message without the chat's id, 9: {message}");
    assert_eq!(service.chats(UNKNOWN), Err(ChatError::UnknownUser(UNKNOWN)), "chats of an unknown user");
}

#[test]
fn friends_may_only_read_and_post() {
    let (service, chat) = private_chat();
    for action in all::<Action>() {
        for user in [ADA, BEN] {
            let allowed = matches!(action, Action::Read | Action::Post);
            let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
            assert_eq!(
                service.authorize(user, chat, action),
                expected,
                "permission of user {user} to {action:?} in their private chat"
            );
        }
    }
}

#[test]
fn law_private_chats_match_the_model() {
    testkit::law(Script::of(InitialState::Friends, ops_to_stage_3()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
