//! # Groups and accounts
//!
//! In a group, more than two users can talk. Write `create_group` and `invite`, and extend `post`, `messages`,
//! `members`, `chats` and `authorize` to groups.
//!
//! A group has a creator, and its members invite their own friends. As a result, two members need not be friends.
//!
//! A private chat and a group have much in common, but differ in who may do what. You could put an `if` into every
//! operation. But if a third kind of chat came along, in how many places would you have to handle it?
//!
//! The second part is about accounts. Write `rename`, `set_password`, `authenticate` and `read_request`, and limit the
//! length of a text. The service does not know how hashes are computed, so it asks a `PasswordVerifier`. Nothing else
//! needs to see a hash, so think of every way in which one could end up in a log.
//!
//! Look up: `str::chars`; what `#[derive(Debug)]` prints.
//!
//! Time box: 25 minutes.

use std::cell::RefCell;

use enum_iterator::all;
use online_chat::{
    Action, Author, ChatError, ChatId, MAX_TEXT, MessageId, PasswordHash, PasswordVerifier, RequestId, RequestOutcome,
    RequestStatus, UserId,
};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, FIRST, InitialState, NameIsPassword, Scope, Script, Service, UNKNOWN, ada_and_friends,
    assert_fails, befriend, compare_with_model, empty, group_of_three, hash, ops_to_stage_4, private_chat,
    read_messages, state_of, status_of_first, strangers, unread_request,
};

#[test]
fn the_creator_is_the_first_member() {
    let mut service = ada_and_friends();
    let group = service.create_group(BEN).expect("Ben can create a group");
    assert_eq!(service.members(BEN, group), Ok(vec![BEN]), "members of a new group");
    assert_eq!(service.chats(BEN), Ok(vec![group]), "chats of the creator");
    let authorized = service.authorize(BEN, group, Action::RemoveMember);
    assert_eq!(authorized, Ok(()), "permission of the creator to remove members");
    let other = service.create_group(BEN).expect("Ben can create another group");
    assert_ne!(other, group, "second group of the same creator");
}

#[test]
fn chats_of_all_kinds_share_one_sequence_of_ids() {
    let mut service = ada_and_friends();
    let ids = [service.create_group(ADA), service.open_private(ADA, BEN), service.create_group(BEN)];
    assert_eq!(ids, [0, 1, 2].map(|id| Ok(ChatId(id))), "ids of a group, a private chat and a group");
}

#[test]
fn members_invite_their_own_friends() {
    let (mut service, group) = group_of_three();
    befriend(&mut service, BEN, DAN);
    assert_eq!(service.invite(BEN, group, DAN), Ok(()), "invitation by Ben, a member, of his friend Dan");
    assert_eq!(service.members(DAN, group), Ok(vec![ADA, BEN, CLEO, DAN]), "members after the invitation");
    assert_eq!(service.chats(DAN), Ok(vec![group]), "chats of Dan");
}

#[rstest]
#[case::stranger(BEN, DAN, ChatError::NotFriends { user: BEN, other: DAN })]
#[case::friend_of_another_member(CLEO, DAN, ChatError::NotFriends { user: CLEO, other: DAN })]
#[case::member(ADA, BEN, ChatError::AlreadyInChat { user: BEN, chat: ChatId(0) })]
#[case::member_who_is_not_a_friend(BEN, CLEO, ChatError::AlreadyInChat { user: CLEO, chat: ChatId(0) })]
#[case::oneself(ADA, ADA, ChatError::AlreadyInChat { user: ADA, chat: ChatId(0) })]
#[case::unknown_user(ADA, UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
#[case::by_a_non_member(DAN, ADA, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_a_non_member_of_an_unknown_user(DAN, UNKNOWN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_an_unknown_user(UNKNOWN, DAN, ChatError::UnknownUser(UNKNOWN))]
fn invite_fails(#[case] user: UserId, #[case] friend: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let what = format!("{user} invites {friend}; 0, 1 and 2 are members, and 0 is a friend of everyone");
    assert_fails(&mut service, |service| service.invite(user, group, friend), reason, &what);
}

#[test]
fn invite_fails_in_a_private_chat() {
    let mut service = ada_and_friends();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    let reason = ChatError::NotAllowed { user: ADA, chat, action: Action::Invite };
    assert_fails(
        &mut service,
        |service| service.invite(ADA, chat, CLEO),
        reason.clone(),
        "inviting Cleo into a private chat",
    );
    assert_fails(
        &mut service,
        |service| service.invite(ADA, chat, UNKNOWN),
        reason,
        "inviting an unknown user into a private chat",
    );
    assert_eq!(
        service.invite(ADA, ChatId(9), CLEO),
        Err(ChatError::UnknownChat(ChatId(9))),
        "inviting into a chat that does not exist"
    );
}

#[test]
fn a_new_member_reads_the_whole_history() {
    let (mut service, group) = group_of_three();
    assert_eq!(service.post(ADA, group, "first"), Ok(MessageId(0)), "id of the first message");
    assert_eq!(service.post(CLEO, group, "second"), Ok(MessageId(1)), "id of the second message");
    befriend(&mut service, BEN, DAN);
    service.invite(BEN, group, DAN).expect("Dan is a friend of Ben");
    assert_eq!(service.post(DAN, group, "third"), Ok(MessageId(2)), "id of the new member's message");
    let history = [(0, ADA, "first"), (1, CLEO, "second"), (2, DAN, "third")];
    let history = history.map(|(id, author, text)| (id, Author::User(author), text.to_owned()));
    assert_eq!(read_messages(&service, DAN, group), history, "messages that Dan, the new member, reads");
    assert_eq!(read_messages(&service, BEN, group), history, "messages that Ben, a member from the start, reads");
}

#[rstest]
#[case::post(|service: &mut Service, chat| service.post(DAN, chat, "x").map(drop))]
#[case::read(|service: &mut Service, chat| service.messages(DAN, chat).map(drop))]
#[case::list_members(|service: &mut Service, chat| service.members(DAN, chat).map(drop))]
#[case::authorize(|service: &mut Service, chat| service.authorize(DAN, chat, Action::Leave))]
fn a_friend_of_a_member_has_no_access(#[case] operation: fn(&mut Service, ChatId) -> Result<(), ChatError>) {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let reason = ChatError::NotInChat { user: DAN, chat: group };
    assert_fails(&mut service, |service| operation(service, group), reason, "operation by Dan, who was not invited");
}

#[rstest]
#[case::read(Action::Read, true, true)]
#[case::post(Action::Post, true, true)]
#[case::invite(Action::Invite, true, true)]
#[case::remove_member(Action::RemoveMember, true, false)]
#[case::leave(Action::Leave, true, true)]
fn members_may_do_everything_but_remove_members(#[case] action: Action, #[case] creator: bool, #[case] member: bool) {
    let (service, chat) = group_of_three();
    for (user, allowed) in [(ADA, creator), (BEN, member), (CLEO, member)] {
        let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
        assert_eq!(
            service.authorize(user, chat, action),
            expected,
            "permission of user {user} to {action:?}; the creator is user 0"
        );
    }
}

#[test]
fn create_group_fails_for_an_unknown_user() {
    let mut service = ada_and_friends();
    let reason = ChatError::UnknownUser(UNKNOWN);
    assert_fails(&mut service, |service| service.create_group(UNKNOWN), reason, "group created by an unknown user");
    assert_eq!(service.create_group(ADA), Ok(ChatId(0)), "id of the first group after a failed creation");
}

#[test]
fn a_rename_to_a_blank_or_taken_name_is_an_error() {
    let mut service = strangers();
    let taken = ChatError::NameTaken { name: String::from("Ben") };
    for (name, reason) in [("", ChatError::BlankName), (" \t\n", ChatError::BlankName), (" Ben ", taken)] {
        let what = format!("renaming Ada to {name:?}");
        assert_fails(&mut service, |service| service.rename(ADA, name), reason, &what);
    }
}

#[test]
fn a_rename_frees_the_old_name() {
    let mut service = strangers();
    assert_eq!(service.rename(ADA, " Ada L. "), Ok(()), "renaming Ada to a free name");
    assert_eq!(service.find_user("Ada L."), Some(ADA), "user with the new name");
    assert_eq!(service.find_user("Ada"), None, "user with the old name");
    assert_eq!(service.rename(BEN, "Ada"), Ok(()), "renaming Ben to the name that Ada gave up");
    assert_eq!(service.find_user("Ada"), Some(BEN), "user named Ada after Ben took the name");
}

#[test]
fn rename_accepts_the_current_name() {
    let mut service = strangers();
    let before = state_of(&service, Scope::Chats);
    assert_eq!(service.rename(ADA, " Ada "), Ok(()), "renaming Ada to her current name");
    assert_eq!(state_of(&service, Scope::Chats), before, "users after renaming Ada to Ada");
    assert_eq!(service.find_user("Ada"), Some(ADA), "user named Ada");
}

#[test]
fn authenticate_accepts_only_the_current_password() {
    let mut service = strangers();
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), Ok(()), "Ada with her password");
    let wrong = Err(ChatError::WrongPassword(ADA));
    assert_eq!(service.authenticate(ADA, "Ben", &NameIsPassword), wrong, "Ada with Ben's password");
    assert_eq!(service.set_password(ADA, hash("new")), Ok(()), "changing Ada's password");
    assert_eq!(service.authenticate(ADA, "new", &NameIsPassword), Ok(()), "Ada with her new password");
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), wrong, "Ada with her old password");
    assert_eq!(service.authenticate(BEN, "Ben", &NameIsPassword), Ok(()), "Ben with his unchanged password");
}

/// A verifier that accepts everything and records its calls.
#[derive(Default)]
struct RecordingVerifier(RefCell<Vec<(String, PasswordHash)>>);

impl PasswordVerifier for RecordingVerifier {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        self.0.borrow_mut().push((password.to_owned(), hash.clone()));
        true
    }
}

#[test]
fn authenticate_passes_password_and_hash_to_the_verifier() {
    let service = strangers();
    let verifier = RecordingVerifier::default();
    assert_eq!(service.authenticate(BEN, " s3cret ", &verifier), Ok(()), "Ben with a verifier that accepts everything");
    assert_eq!(verifier.0.take(), [(String::from(" s3cret "), hash("Ben"))], "calls of the verifier");
    let unknown = Err(ChatError::UnknownUser(UNKNOWN));
    assert_eq!(service.authenticate(UNKNOWN, "x", &verifier), unknown, "authenticating an unknown user");
    assert_eq!(verifier.0.take(), [], "calls of the verifier for an unknown user");
}

#[rstest]
#[case::rename(|service: &mut Service| service.rename(UNKNOWN, "Eve"))]
#[case::set_password(|service: &mut Service| service.set_password(UNKNOWN, hash("x")))]
fn changing_an_unknown_user_is_an_error(#[case] operation: fn(&mut Service) -> Result<(), ChatError>) {
    assert_fails(
        &mut strangers(),
        operation,
        ChatError::UnknownUser(UNKNOWN),
        "changing a user with an id that was never issued",
    );
}

#[test]
fn debug_and_errors_show_no_hash_and_no_password() {
    let mut service = empty();
    let ada = service.add_user("Ada", PasswordHash::new("s3cret")).expect("the name is free");
    let wrong = service.authenticate(ada, "p4ssword", &NameIsPassword).expect_err("the password is wrong");
    let taken = service.add_user("Ada", PasswordHash::new("s3cret")).expect_err("the name is taken");
    let shown = [
        ("{:?} of the hash", format!("{:?}", service.user(ada).map(|user| &user.password))),
        ("{:?} of the user", format!("{:?}", service.user(ada))),
        ("{:#?} of the user", format!("{:#?}", service.user(ada))),
        ("{:?} of the service", format!("{service:?}")),
        ("the error for a wrong password", format!("{wrong} {wrong:?}")),
        ("the error for a taken name", format!("{taken} {taken:?}")),
    ];
    for (what, text) in shown {
        assert!(!text.contains("s3cret"), "{what} shows the hash: {text}");
        assert!(!text.contains("p4ssword"), "{what} shows the password: {text}");
    }
    let debug = format!("{:?}", hash("Ada"));
    assert!(!debug.trim().is_empty(), "{{:?}} of a hash prints nothing");
    assert_eq!(service.user(ada).map(|user| user.password.expose()), Ok("s3cret"), "hash returned by expose");
}

/// A service where Ada's request to Ben has this status.
fn request_with(status: RequestStatus) -> Service {
    let mut service = unread_request();
    match status {
        RequestStatus::Unread => {}
        RequestStatus::Read => drop(service.read_request(BEN, FIRST).expect("Ben can read Ada's request")),
        RequestStatus::Accepted => service.accept_request(BEN, FIRST).expect("Ben can accept Ada's request"),
        RequestStatus::Rejected => service.reject_request(BEN, FIRST).expect("Ben can reject Ada's request"),
    }
    service
}

#[test]
fn read_request_changes_only_an_unread_request() {
    for status in all::<RequestStatus>() {
        let mut service = request_with(status);
        let read = service.read_request(BEN, FIRST).expect("Ben can read a request with any status").status;
        let expected = if status == RequestStatus::Unread { RequestStatus::Read } else { status };
        assert_eq!(read, expected, "status returned by reading a request that was {status:?}");
        assert_eq!(status_of_first(&service), expected, "status listed after reading a request that was {status:?}");
    }
}

#[rstest]
#[case::sender(ADA, FIRST, ChatError::NotRecipient { user: ADA, request: FIRST })]
#[case::not_involved(CLEO, FIRST, ChatError::NotRecipient { user: CLEO, request: FIRST })]
#[case::unknown_user(UNKNOWN, FIRST, ChatError::UnknownUser(UNKNOWN))]
#[case::unknown_request(BEN, RequestId(1), ChatError::UnknownRequest(RequestId(1)))]
fn only_the_recipient_can_read_a_request(#[case] user: UserId, #[case] request: RequestId, #[case] reason: ChatError) {
    let what = format!("reading request {request} as {user}; request 0 is from 0 to 1");
    assert_fails(&mut unread_request(), |service| service.read_request(user, request), reason, &what);
}

#[test]
fn a_read_request_is_still_pending() {
    let mut service = request_with(RequestStatus::Read);
    let reason = ChatError::AlreadyPending(FIRST);
    assert_fails(
        &mut service,
        |service| service.send_request(ADA, BEN),
        reason,
        "second request from Ada to Ben, who has read the first",
    );
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "accepting a request after reading it");
    let mut service = request_with(RequestStatus::Read);
    assert_eq!(service.reject_request(BEN, FIRST), Ok(()), "rejecting a request after reading it");
    let mut service = request_with(RequestStatus::Read);
    let crossing = service.send_request(BEN, ADA);
    assert_eq!(crossing, Ok(RequestOutcome::Accepted(FIRST)), "request from Ben to Ada after reading hers");
}

#[rstest]
#[case::one_byte_each('x')]
#[case::two_bytes_each('ß')]
#[case::four_bytes_each('🦀')]
fn post_accepts_at_most_two_thousand_characters(#[case] character: char) {
    let (mut service, chat) = private_chat();
    let text = |length| String::from_iter(std::iter::repeat_n(character, length));
    assert_eq!(service.post(ADA, chat, &text(MAX_TEXT)), Ok(MessageId(0)), "posting 2,000 times {character:?}");
    let reason = ChatError::TextTooLong { length: MAX_TEXT + 1 };
    assert_fails(
        &mut service,
        |service| service.post(ADA, chat, &text(MAX_TEXT + 1)),
        reason,
        "posting 2,001 characters",
    );
}

#[test]
fn messages_can_be_read_from_both_ends() {
    let (mut service, chat) = private_chat();
    service.post(BEN, chat, "hello").expect("friends post");
    service.post(ADA, chat, "hi").expect("friends post");
    let back: Vec<_> = service.messages(BEN, chat).expect("Ben can read").rev().map(|message| message.text).collect();
    assert_eq!(back, ["hi", "hello"], "texts, newest first");
    let mut left = service.messages(BEN, chat).expect("Ben can read");
    assert_eq!(left.len(), 2, "length of the iterator");
    left.next();
    assert_eq!(left.len(), 1, "length after one step from the front");
    assert_eq!(left.next_back().map(|message| message.text), Some("hi"), "step from the back after one from the front");
    assert_eq!(
        (left.next_back(), left.next(), left.len()),
        (None, None, 0),
        "both ends and length of the finished iterator"
    );
}

#[test]
fn law_groups_match_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_4()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
