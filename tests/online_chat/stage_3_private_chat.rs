//! # Private chat
//!
//! Two friends talk. Write `open_private`, `chats`, `members`, `post`, `messages` and `authorize`.
//!
//! Two friends have one private chat, whoever of them opens it, and however often. So the chat of Ada and Ben must be
//! found from Ben and Ada, too: what is the key?
//!
//! A message has an id that rises within its chat, an author, a text and a time. The text is kept as it was given. It
//! must not be blank, and has at most 2,000 characters; bytes are something else.
//!
//! `authorize` says whether a user may do something in a chat, and every operation on a chat goes by it. Two chats
//! from now you will be glad that this is decided in one place. `ChatKind` is where the decision will end up; you may
//! ignore it until the last stage, or begin with it.
//!
//! Look up: `str::chars`; how to return an iterator that borrows from the service.
//!
//! Time box: 20 minutes.

use online_chat::{Action, Author, ChatError, ChatId, MAX_TEXT, Message, MessageId, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, CLEO, DAN, NOBODY, Scope, Script, Service, assert_refused, at, befriend, circle, clocked,
    compare_with_model, hash, ops_to_stage_3, said,
};

/// A `circle` with a chat of Ada and Ben.
fn private() -> (Service, ChatId) {
    let mut service = circle();
    let chat = service.open_private(ADA, BEN).expect("Ada and Ben are friends");
    (service, chat)
}

#[test]
fn two_friends_have_one_chat_whoever_opens_it() {
    let (mut service, chat) = private();
    assert_eq!(service.open_private(ADA, BEN), Ok(chat), "the chat that Ada opens with Ben again");
    assert_eq!(
        service.open_private(BEN, ADA),
        Ok(chat),
        "the chat that Ben opens with Ada: the same, the other way round"
    );
    assert_eq!(service.chats(ADA), Ok(vec![chat]), "the chats of Ada, who has opened the same one again");
    let other = service.open_private(CLEO, ADA).expect("Cleo and Ada are friends");
    assert_ne!(other, chat, "the chat of Cleo and Ada is another one");
    assert_eq!(service.open_private(ADA, CLEO), Ok(other), "the chat that Ada opens with Cleo");
    assert_eq!(service.chats(ADA), Ok(vec![chat, other]), "the chats of Ada, in ascending order of ids");
    assert_eq!(service.chats(BEN), Ok(vec![chat]), "the chats of Ben");
    assert_eq!(service.members(BEN, chat), Ok(vec![ADA, BEN]), "who is in the chat, in ascending order of ids");
}

#[rstest]
#[case::no_friend(BEN, CLEO, ChatError::NotFriends { user: BEN, other: CLEO })]
#[case::oneself(ADA, ADA, ChatError::NotFriends { user: ADA, other: ADA })]
#[case::nobody(ADA, NOBODY, ChatError::UnknownUser(NOBODY))]
#[case::by_nobody(NOBODY, ADA, ChatError::UnknownUser(NOBODY))]
fn a_private_chat_takes_two_friends(#[case] user: UserId, #[case] other: UserId, #[case] reason: ChatError) {
    let why = format!("a chat of {user} with {other}; 0 is a friend of 1 and 2");
    assert_refused(&mut circle(), |service| service.open_private(user, other), reason, &why);
}

#[test]
fn a_message_has_an_id_an_author_a_text_and_a_time() {
    let (mut service, clock) = clocked();
    for name in ["Ada", "Ben"] {
        service.add_user(name, hash(name)).expect("the name is free");
    }
    befriend(&mut service, ADA, BEN);
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    clock.set(5);
    assert_eq!(service.post(BEN, chat, "hello"), Ok(MessageId(0)), "the id of the first message");
    clock.set(8);
    assert_eq!(service.post(ADA, chat, "hi"), Ok(MessageId(1)), "the id of the second message");
    let messages: Vec<_> = service.messages(ADA, chat).expect("Ada may read").collect();
    let expected = [
        Message { id: MessageId(0), author: Author::User(BEN), text: "hello", sent: at(5) },
        Message { id: MessageId(1), author: Author::User(ADA), text: "hi", sent: at(8) },
    ];
    assert_eq!(messages, expected, "the messages, the oldest first");
    let back: Vec<_> = service.messages(BEN, chat).expect("Ben may read").rev().map(|message| message.text).collect();
    assert_eq!(back, ["hi", "hello"], "the messages, from the end");
    let mut left = service.messages(BEN, chat).expect("Ben may read");
    assert_eq!(left.len(), 2, "how many messages there are");
    left.next();
    assert_eq!(left.len(), 1, "how many messages are left after one step");
    assert_eq!(left.next_back().map(|message| message.text), Some("hi"), "the last message, when the first was taken");
    assert_eq!((left.next_back(), left.next(), left.len()), (None, None, 0), "what is left when both were taken");
}

#[test]
fn ids_of_messages_rise_within_their_chat() {
    let (mut service, chat) = private();
    let other = service.open_private(ADA, CLEO).expect("Ada and Cleo are friends");
    let ids = [chat, other, chat, chat, other].map(|chat| service.post(ADA, chat, "x").map(|message| message.0));
    assert_eq!(ids, [0, 0, 1, 2, 1].map(Ok), "the ids of messages in two chats, posted in turns");
}

#[rstest]
#[case::white_space_around("  two \n lines\t")]
#[case::one_character("x")]
#[case::not_ascii("Grüße, 世界")]
fn a_text_is_kept_as_it_was_given(#[case] text: &str) {
    let (mut service, chat) = private();
    assert_eq!(service.post(ADA, chat, text), Ok(MessageId(0)), "a text that is not blank");
    assert_eq!(said(&service, BEN, chat), [(0, Author::User(ADA), text.to_owned())], "what Ben reads");
}

#[rstest]
#[case::one_byte_each('x')]
#[case::two_bytes_each('ß')]
#[case::four_bytes_each('🦀')]
fn a_text_has_at_most_two_thousand_characters(#[case] character: char) {
    let (mut service, chat) = private();
    let text = |length| String::from_iter(std::iter::repeat_n(character, length));
    assert_eq!(
        service.post(ADA, chat, &text(MAX_TEXT)),
        Ok(MessageId(0)),
        "2,000 times {character:?}: characters count"
    );
    let reason = ChatError::TextTooLong { length: MAX_TEXT + 1 };
    assert_refused(&mut service, |service| service.post(ADA, chat, &text(MAX_TEXT + 1)), reason, "2,001 characters");
}

#[rstest]
#[case::empty("")]
#[case::white_space(" \t\r\n\u{3000}")]
fn a_blank_text_is_refused(#[case] text: &str) {
    let (mut service, chat) = private();
    assert_refused(&mut service, |service| service.post(ADA, chat, text), ChatError::BlankText, "a blank text");
    assert_eq!(service.post(ADA, chat, "x"), Ok(MessageId(0)), "the next id: a refused message takes none");
}

#[rstest]
#[case::a_friend_of_one(CLEO, ChatError::NotInChat { user: CLEO, chat: ChatId(0) })]
#[case::a_stranger(DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::nobody(NOBODY, ChatError::UnknownUser(NOBODY))]
fn nobody_else_reads_or_posts(#[case] user: UserId, #[case] reason: ChatError) {
    let (mut service, chat) = private();
    service.post(ADA, chat, "for Ben").expect("Ada may post");
    let why = "a private chat belongs to two";
    assert_refused(&mut service, |service| service.post(user, chat, "x"), reason.clone(), why);
    assert_refused(&mut service, |service| service.post(user, chat, ""), reason.clone(), "who asks is looked at first");
    assert_refused(
        &mut service,
        |service| service.messages(user, chat).map(|messages| messages.len()),
        reason.clone(),
        why,
    );
    assert_refused(&mut service, |service| service.members(user, chat), reason.clone(), why);
    assert_refused(&mut service, |service| service.authorize(user, chat, Action::Read), reason, why);
}

#[test]
fn an_unknown_chat_is_an_error() {
    let (mut service, _) = private();
    let chat = ChatId(9);
    let reason = ChatError::UnknownChat(chat);
    assert_refused(&mut service, |service| service.post(ADA, chat, "x"), reason.clone(), "a chat never opened");
    assert_refused(&mut service, |service| service.members(ADA, chat), reason.clone(), "a chat never opened");
    assert_refused(
        &mut service,
        |service| service.messages(ADA, chat).map(drop),
        reason.clone(),
        "a chat never opened",
    );
    let unknown = ChatError::UnknownUser(NOBODY);
    assert_refused(&mut service, |service| service.post(NOBODY, chat, "x"), unknown, "who asks is looked for first");
    let told = reason.to_string();
    assert_eq!(service.authorize(ADA, chat, Action::Post), Err(reason), "whether Ada may post in a chat never opened");
    assert!(told.contains('9'), "the message of an error names the chat it is about, 9, and this one is: {told}");
    assert_eq!(service.chats(NOBODY), Err(ChatError::UnknownUser(NOBODY)), "the chats of nobody");
}

#[rstest]
#[case::read(Action::Read, true)]
#[case::post(Action::Post, true)]
#[case::invite(Action::Invite, false)]
#[case::remove_member(Action::RemoveMember, false)]
#[case::leave(Action::Leave, false)]
fn friends_read_and_post_in_their_chat_and_do_nothing_else(#[case] action: Action, #[case] allowed: bool) {
    let (service, chat) = private();
    for user in [ADA, BEN] {
        let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
        assert_eq!(
            service.authorize(user, chat, action),
            expected,
            "whether {user}, one of two friends, may {action:?}"
        );
    }
}

#[test]
fn law_private_chats_are_what_plain_lists_would_hold() {
    testkit::law(Script::of(Beginning::Friends, ops_to_stage_3()), |script| compare_with_model(&script, Scope::Chats));
}
