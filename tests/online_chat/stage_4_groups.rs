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

use enum_iterator::all;
use online_chat::{
    Action, Author, ChatError, ChatId, MAX_TEXT, MessageId, PasswordHash, PasswordVerifier, RequestId, RequestOutcome,
    RequestStatus, UserId,
};
use rstest::rstest;
use testkit::CallLog;

use super::support::{
    ADA, BEN, CLEO, DAN, FIRST, InitialState, NEVER_ISSUED, NameIsPassword, Scope, Script, Service, UNKNOWN,
    ada_and_friends, assert_fails, assert_names, befriend, compare_with_model, empty, group_of_three, hash,
    ops_to_stage_4, private_chat, read_messages, state_of, status_of_first, strangers, unread_request,
    users_with_similar_names,
};

// Groups.

/// Rules: 4.1
#[test]
fn the_creator_is_the_only_member_of_a_new_group() {
    let mut service = ada_and_friends();
    let group = service.create_group(BEN).expect("Ben can create a group");
    assert_eq!(service.members(BEN, group), Ok(vec![BEN]), "members of a new group");
    assert_eq!(service.chats(BEN), Ok(vec![group]), "chats of the creator");
    let authorized = service.authorize(BEN, group, Action::RemoveMember);
    assert_eq!(authorized, Ok(()), "permission of the creator to remove members");
    let other = service.create_group(BEN).expect("Ben can create another group");
    assert!(other != group, "two groups of the same creator have the same id {group:?}");
    assert_eq!(service.chats(BEN), Ok(vec![group, other]), "chats of a user who created two groups");
}

/// Rules: 0.3
#[test]
fn chats_of_all_kinds_share_one_sequence_of_ids() {
    let mut service = ada_and_friends();
    let ids = [service.create_group(ADA), service.open_private(ADA, BEN), service.create_group(BEN)];
    assert_eq!(ids, [0, 1, 2].map(|id| Ok(ChatId(id))), "ids of a group, a private chat and a group");
    for id in 3..300 {
        assert_eq!(service.create_group(CLEO), Ok(ChatId(id)), "id of a group after {id} chats");
    }
}

/// Rules: 3.1, 4.1
#[test]
fn a_group_of_two_friends_is_not_their_private_chat() {
    let mut service = ada_and_friends();
    let group = service.create_group(ADA).expect("Ada can create a group");
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada");
    let private = service.open_private(ADA, BEN).expect("Ada and Ben are friends");
    assert!(private != group, "the private chat of two friends is the group of both, {group:?}");
    assert_eq!(service.open_private(BEN, ADA), Ok(private), "private chat opened again");
}

/// Rules: 0.5
#[test]
fn chats_and_members_are_in_order_of_ids() {
    let mut service = ada_and_friends();
    let older = service.create_group(CLEO).expect("Cleo can create a group");
    let newer = service.create_group(ADA).expect("Ada can create a group");
    service.invite(CLEO, older, ADA).expect("Ada is a friend of Cleo");
    assert_eq!(service.chats(ADA), Ok(vec![older, newer]), "chats of Ada, who joined the older one last");
    assert_eq!(service.members(ADA, older), Ok(vec![ADA, CLEO]), "members of a group that Cleo created");
}

/// Rules: 4.3
#[test]
fn members_invite_their_own_friends() {
    let (mut service, group) = group_of_three();
    befriend(&mut service, BEN, DAN);
    assert_eq!(service.invite(BEN, group, DAN), Ok(()), "invitation by Ben, a member, of his friend Dan");
    assert_eq!(service.members(DAN, group), Ok(vec![ADA, BEN, CLEO, DAN]), "members after the invitation");
    assert_eq!(service.chats(DAN), Ok(vec![group]), "chats of Dan");
}

/// Rules: 4.3, 3.8
#[rstest]
#[case::stranger(BEN, DAN, ChatError::NotFriends { user: BEN, other: DAN })]
#[case::friend_of_another_member(CLEO, DAN, ChatError::NotFriends { user: CLEO, other: DAN })]
#[case::member(ADA, BEN, ChatError::AlreadyInChat { user: BEN, chat: ChatId(0) })]
#[case::member_who_is_not_a_friend(BEN, CLEO, ChatError::AlreadyInChat { user: CLEO, chat: ChatId(0) })]
#[case::oneself(ADA, ADA, ChatError::AlreadyInChat { user: ADA, chat: ChatId(0) })]
#[case::by_a_non_member(DAN, ADA, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::a_non_member_invites_themselves(DAN, DAN, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
fn invite_fails(#[case] user: UserId, #[case] friend: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let what = format!("{user} invites {friend}; 0, 1 and 2 are members, and 0 is a friend of everyone");
    assert_fails(&mut service, |service| service.invite(user, group, friend), reason, &what);
}

/// Rules: 3.7
#[test]
fn nobody_is_invited_into_a_private_chat() {
    let (mut service, chat) = private_chat();
    let reason = ChatError::NotAllowed { user: ADA, chat, action: Action::Invite };
    let what = "inviting Cleo into a private chat";
    assert_fails(&mut service, |service| service.invite(ADA, chat, CLEO), reason, what);
}

/// Rules: 4.4
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

/// Rules: 3.8, 3.6
#[test]
fn a_friend_of_a_member_has_no_access() {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let reason = ChatError::NotInChat { user: DAN, chat: group };
    let what = "operation by Dan, who was not invited";
    assert_fails(&mut service, |service| service.post(DAN, group, "x"), reason.clone(), what);
    assert_fails(&mut service, |service| service.messages(DAN, group).map(drop), reason.clone(), what);
    assert_fails(&mut service, |service| service.members(DAN, group), reason.clone(), what);
    for action in all::<Action>() {
        let authorized = service.authorize(DAN, group, action);
        assert_eq!(authorized, Err(reason.clone()), "permission to {action:?} of Dan, who was not invited");
    }
}

/// Rules: 4.2
#[test]
fn members_may_do_everything_but_remove_members() {
    let (service, chat) = group_of_three();
    for action in all::<Action>() {
        for user in [ADA, BEN, CLEO] {
            let allowed = user == ADA || action != Action::RemoveMember;
            let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
            let what = format!("permission of user {user} to {action:?}; the creator is user 0");
            assert_eq!(service.authorize(user, chat, action), expected, "{what}");
        }
    }
}

/// Rules: 0.2
#[test]
fn of_several_errors_the_first_one_is_returned() {
    let (mut service, group) = group_of_three();
    let private = service.open_private(ADA, BEN).expect("they are friends");
    let operations: [(&str, Attempt, ChatError); 10] = [
        (
            "non member invites an unknown user",
            |service, group, _| service.invite(DAN, group, UNKNOWN),
            ChatError::NotInChat { user: DAN, chat: group },
        ),
        (
            "unknown user invites an unknown user",
            |service, group, _| service.invite(UNKNOWN, group, UserId(78)),
            ChatError::UnknownUser(UNKNOWN),
        ),
        (
            "invite an unknown user into a private chat",
            |service, _, private| service.invite(ADA, private, UNKNOWN),
            ChatError::NotAllowed { user: ADA, chat: private, action: Action::Invite },
        ),
        (
            "invite a member into their private chat",
            |service, _, private| service.invite(ADA, private, BEN),
            ChatError::NotAllowed { user: ADA, chat: private, action: Action::Invite },
        ),
        (
            "non member posts a long text",
            |service, group, _| service.post(DAN, group, &"x".repeat(MAX_TEXT + 1)).map(drop),
            ChatError::NotInChat { user: DAN, chat: group },
        ),
        (
            "unknown user posts a long text",
            |service, group, _| service.post(UNKNOWN, group, &"x".repeat(MAX_TEXT + 1)).map(drop),
            ChatError::UnknownUser(UNKNOWN),
        ),
        (
            "post a long blank text",
            |service, group, _| service.post(ADA, group, &" ".repeat(MAX_TEXT + 1)).map(drop),
            ChatError::BlankText,
        ),
        (
            "rename an unknown user to a blank name",
            |service, _, _| service.rename(UNKNOWN, " "),
            ChatError::UnknownUser(UNKNOWN),
        ),
        (
            "rename an unknown user to a taken name",
            |service, _, _| service.rename(UNKNOWN, "Ben"),
            ChatError::UnknownUser(UNKNOWN),
        ),
        (
            "unknown user reads an unknown request",
            |service, _, _| service.read_request(UNKNOWN, RequestId(9)).map(drop),
            ChatError::UnknownUser(UNKNOWN),
        ),
    ];
    for (what, operation, reason) in operations {
        let what = format!("{what}: several errors apply");
        assert_fails(&mut service, |service| operation(service, group, private), reason, &what);
    }
}

/// An operation in a group or in a private chat.
type Attempt = fn(&mut Service, ChatId, ChatId) -> Result<(), ChatError>;

/// Rules: 0.4, 0.1
#[test]
fn unknown_users_chats_and_requests_are_errors() {
    let (mut service, group) = group_of_three();
    for id in NEVER_ISSUED {
        let (user, what) = (UserId(id), &format!("operation with id {id}, which was never issued"));
        let unknown = ChatError::UnknownUser(user);
        assert_fails(&mut service, |service| service.create_group(user), unknown.clone(), what);
        assert_fails(&mut service, |service| service.invite(user, group, DAN), unknown.clone(), what);
        assert_fails(&mut service, |service| service.invite(ADA, group, user), unknown.clone(), what);
        assert_fails(&mut service, |service| service.rename(user, "Eve"), unknown.clone(), what);
        assert_fails(&mut service, |service| service.set_password(user, hash("x")), unknown.clone(), what);
        assert_fails(&mut service, |service| service.authenticate(user, "", &NameIsPassword), unknown.clone(), what);
        assert_fails(&mut service, |service| service.read_request(user, FIRST), unknown, what);
        let unknown = ChatError::UnknownChat(ChatId(id));
        assert_fails(&mut service, |service| service.invite(ADA, ChatId(id), DAN), unknown, what);
        let unknown = ChatError::UnknownRequest(RequestId(id));
        assert_fails(&mut service, |service| service.read_request(ADA, RequestId(id)), unknown, what);
    }
    assert_eq!(service.create_group(ADA), Ok(ChatId(1)), "id of the second chat after failed operations");
}

// Accounts.

/// Rules: 4.5, 0.1
#[rstest]
#[case::empty("", ChatError::BlankName)]
#[case::white_space("\u{3000}\n", ChatError::BlankName)]
#[case::taken("Ben", ChatError::NameTaken { name: String::from("Ben") })]
#[case::taken_after_trimming("\u{a0}Ben ", ChatError::NameTaken { name: String::from("Ben") })]
fn a_rename_to_a_blank_or_taken_name_is_an_error(#[case] name: &str, #[case] reason: ChatError) {
    let mut service = strangers();
    let what = format!("renaming Ada to {name:?}");
    assert_fails(&mut service, |service| service.rename(ADA, name), reason, &what);
    assert_eq!(service.find_user("Ada"), Some(ADA), "user named Ada, after a failed rename");
}

/// Rules: 4.5
#[test]
fn a_rename_frees_the_old_name() {
    let mut service = strangers();
    assert_eq!(service.rename(ADA, "\u{3000} Ada L. "), Ok(()), "renaming Ada to a free name");
    assert_eq!(service.user(ADA).map(|ada| ada.name.as_str()), Ok("Ada L."), "name of Ada after renaming");
    assert_eq!(service.find_user("Ada L."), Some(ADA), "user with the new name");
    assert_eq!(service.find_user("Ada"), None, "user with the old name");
    assert_eq!(service.rename(BEN, "Ada"), Ok(()), "renaming Ben to the name that Ada gave up");
    assert_eq!(service.find_user("Ada"), Some(BEN), "user named Ada after Ben took the name");
    assert_eq!(service.add_user("Ben", hash("x")), Ok(UserId(4)), "new user with the name that Ben gave up");
}

/// Rules: 4.5
#[test]
fn rename_accepts_the_current_name() {
    let mut service = strangers();
    let before = state_of(&service, Scope::Chats);
    assert_eq!(service.rename(ADA, " Ada "), Ok(()), "renaming Ada to her current name");
    assert_eq!(state_of(&service, Scope::Chats), before, "users after renaming Ada to Ada");
    assert_eq!(service.rename(ADA, "ADA"), Ok(()), "renaming Ada to her name in upper case");
    assert_eq!((service.find_user("ADA"), service.find_user("Ada")), (Some(ADA), None), "users named ADA and Ada");
}

/// Rules: 4.5, 1.2
#[test]
fn a_rename_frees_no_name_that_looks_alike() {
    let (mut service, mut users) = users_with_similar_names();
    for index in 0..users.len() {
        let (user, name) = users[index].clone();
        assert_eq!(service.rename(user, "Eve"), Ok(()), "renaming {name:?} to Eve");
        assert_eq!(service.find_user(&name), None, "user found as {name:?} after renaming {name:?} to Eve");
        users[index].1 = String::from("Eve");
        assert_names(&mut service, &users, &format!("after renaming {name:?} to Eve"));
        assert_eq!(service.rename(user, &name), Ok(()), "renaming Eve back to {name:?}");
        users[index].1 = name;
    }
    assert_names(&mut service, &users, "after renaming each user to Eve and back");
}

/// A verifier that returns a fixed answer and records its calls.
struct RecordingVerifier {
    answer: bool,
    calls: CallLog<(String, PasswordHash)>,
}

impl PasswordVerifier for RecordingVerifier {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        self.calls.record((password.to_owned(), hash.clone()));
        self.answer
    }
}

/// Rules: 4.6
#[test]
fn the_verifier_decides_about_the_password() {
    let service = strangers();
    for password in ["s3cret", " s3cret\n", "", "hash-of-Ben", &"long ".repeat(60)] {
        for (answer, result) in [(true, Ok(())), (false, Err(ChatError::WrongPassword(BEN)))] {
            let verifier = RecordingVerifier { answer, calls: CallLog::new() };
            let authenticated = service.authenticate(BEN, password, &verifier);
            assert_eq!(authenticated, result, "Ben with {password:?}, for which the verifier returns {answer}");
            let call = (password.to_owned(), hash("Ben"));
            assert_eq!(verifier.calls.take(), [call], "calls of the verifier, with password and hash");
        }
    }
}

/// Rules: 4.7
#[test]
fn set_password_replaces_the_hash_of_one_user() {
    let mut service = strangers();
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), Ok(()), "Ada with her password");
    assert_eq!(service.set_password(ADA, hash("new")), Ok(()), "changing Ada's password");
    assert_eq!(service.user(ADA).map(|ada| &ada.password), Ok(&hash("new")), "hash of Ada");
    assert_eq!(service.authenticate(ADA, "new", &NameIsPassword), Ok(()), "Ada with her new password");
    let wrong = Err(ChatError::WrongPassword(ADA));
    assert_eq!(service.authenticate(ADA, "Ada", &NameIsPassword), wrong, "Ada with her old password");
    assert_eq!(service.authenticate(BEN, "Ben", &NameIsPassword), Ok(()), "Ben with his unchanged password");
    let empty = PasswordHash::new("");
    assert_eq!(service.set_password(ADA, empty.clone()), Ok(()), "setting an empty hash");
    assert_eq!(service.user(ADA).map(|ada| &ada.password), Ok(&empty), "hash of Ada after setting an empty one");
}

/// Rules: 4.8
#[test]
fn debug_prints_all_hashes_alike() {
    let mut service = strangers();
    let print = |service: &Service| {
        let hash = &service.user(ADA).expect("Ada exists").password;
        (format!("{hash:?}"), format!("{hash:#?}"))
    };
    let printed = print(&service);
    assert!(!printed.0.trim().is_empty(), "{{:?}} of a hash prints nothing");
    for other in ["", "s3cret", "a longer hash, as real ones are"] {
        service.set_password(ADA, PasswordHash::new(other)).expect("Ada exists");
        assert_eq!(print(&service), printed, "{{:?}} and {{:#?}} of the hash {other:?}, compared with another");
    }
}

/// Rules: 4.8
#[test]
fn debug_and_errors_show_no_hash_and_no_password() {
    let (hashes, passwords) = (["§€¥£", "ΦΨΩΛ"], "жлцю");
    let mut service = empty();
    let ada = service.add_user("Ada", PasswordHash::new(hashes[0])).expect("the name is free");
    service.set_password(ada, PasswordHash::new(hashes[1])).expect("Ada exists");
    let wrong = service.authenticate(ada, passwords, &NameIsPassword).expect_err("the password is wrong");
    let taken = service.add_user("Ada", PasswordHash::new(hashes[0])).expect_err("the name is taken");
    let unknown = service.set_password(UNKNOWN, PasswordHash::new(hashes[0])).expect_err("the user is unknown");
    let shown = [
        ("{:?} of the user", format!("{:?}", service.user(ada))),
        ("{:#?} of the user", format!("{:#?}", service.user(ada))),
        ("{:?} of the service", format!("{service:?}")),
        ("the error for a wrong password", format!("{wrong} {wrong:?}")),
        ("the error for a taken name", format!("{taken} {taken:?}")),
        ("the error for an unknown user", format!("{unknown} {unknown:?}")),
    ];
    for (what, text) in shown {
        for secret in hashes.into_iter().chain([passwords]) {
            assert!(!text.contains(|c| secret.contains(c)), "{what} contains a part of the secret {secret:?}: {text}");
        }
    }
    assert_eq!(service.user(ada).map(|user| user.password.expose()), Ok(hashes[1]), "hash returned by expose");
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

/// Rules: 4.9
#[test]
fn read_request_changes_only_an_unread_request() {
    for status in all::<RequestStatus>() {
        let mut service = request_with(status);
        let read = service.read_request(BEN, FIRST).expect("Ben can read a request with any status");
        let expected = if status == RequestStatus::Unread { RequestStatus::Read } else { status };
        assert_eq!(read.status, expected, "status returned by reading a request that was {status:?}");
        assert_eq!(
            service.requests(ADA),
            Ok(vec![read]),
            "requests of the sender, after reading one that was {status:?}"
        );
    }
}

/// Rules: 4.9, 0.1
#[rstest]
#[case::sender(ADA)]
#[case::not_involved(CLEO)]
fn only_the_recipient_can_read_a_request(#[case] user: UserId) {
    let what = format!("reading request 0, from 0 to 1, as {user}");
    let reason = ChatError::NotRecipient { user, request: FIRST };
    assert_fails(&mut unread_request(), |service| service.read_request(user, FIRST), reason, &what);
}

/// Rules: 4.10, 2.6
#[test]
fn a_read_request_is_still_pending() {
    let mut service = request_with(RequestStatus::Read);
    let reason = ChatError::AlreadyPending(FIRST);
    let what = "second request from Ada to Ben, who has read the first";
    assert_fails(&mut service, |service| service.send_request(ADA, BEN), reason, what);
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "accepting a request after reading it");
    assert_eq!(status_of_first(&service), RequestStatus::Accepted, "status after accepting");
    for (sender, recipient) in [(ADA, BEN), (BEN, ADA)] {
        let mut service = request_with(RequestStatus::Read);
        assert_eq!(service.reject_request(BEN, FIRST), Ok(()), "rejecting a request after reading it");
        let again = service.send_request(sender, recipient);
        let what = "after a request from 0 to 1 was read and rejected";
        assert_eq!(again, Ok(RequestOutcome::Sent(RequestId(1))), "request from {sender} to {recipient}, {what}");
    }
    let mut service = request_with(RequestStatus::Read);
    let crossing = service.send_request(BEN, ADA);
    assert_eq!(crossing, Ok(RequestOutcome::Accepted(FIRST)), "request from Ben to Ada after reading hers");
}

/// Rules: 4.11, 0.1
#[test]
fn post_accepts_at_most_two_thousand_characters() {
    for repeated in ["x", "ß", "🦀", "e\u{301}", "x\n", "x "] {
        let (mut service, chat) = private_chat();
        let longest = repeated.repeat(MAX_TEXT / repeated.chars().count());
        let posted = service.post(ADA, chat, &longest);
        assert_eq!(posted, Ok(MessageId(0)), "posting 2,000 characters that repeat {repeated:?}");
        assert_eq!(read_messages(&service, BEN, chat)[0].2, longest, "the text of 2,000 characters that Ben reads");
        for text in [format!("{longest}."), format!(" {longest}"), format!("{longest}\n")] {
            let what = format!("posting 2,001 characters that repeat {repeated:?}");
            let reason = ChatError::TextTooLong { length: MAX_TEXT + 1 };
            assert_fails(&mut service, |service| service.post(ADA, chat, &text), reason, &what);
        }
    }
    let (mut service, chat) = private_chat();
    for length in [2 * MAX_TEXT, 66_000] {
        let reason = ChatError::TextTooLong { length };
        let text = "ß".repeat(length);
        let what = format!("posting {length} characters");
        assert_fails(&mut service, |service| service.post(ADA, chat, &text), reason, &what);
    }
}

/// Rules: 4.12
#[test]
fn messages_can_be_read_from_both_ends() {
    let (mut service, chat) = private_chat();
    for (length, text) in ["one", "two", "three", "four", "five"].into_iter().enumerate() {
        let messages = service.messages(BEN, chat).expect("Ben can read");
        assert_eq!(messages.len(), length, "length of the iterator over {length} messages");
        testkit::check_double_ended_iterator("messages", || messages.clone());
        service.post(ADA, chat, text).expect("friends post");
    }
    let back: Vec<_> = service.messages(BEN, chat).expect("Ben can read").rev().map(|message| message.text).collect();
    assert_eq!(back, ["five", "four", "three", "two", "one"], "texts, newest first");
}

/// Rules: 0.1, 0.2, 0.3, 4.1, 4.2, 4.3, 4.4, 4.5, 4.7, 4.9, 4.10
#[test]
fn law_groups_match_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_4()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
