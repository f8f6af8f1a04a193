//! # Groups
//!
//! More than two users talk. Write `create_group` and `invite`, and extend `post`, `messages`, `members`, `chats` and
//! `authorize` to groups.
//!
//! A group has a creator, and members who invite their own friends. So two members need not be friends.
//!
//! A private chat and a group have much in common. They differ in who may do what. You could put an `if` into every
//! operation. In how many places would you then have to handle a third kind of chat?
//!
//! Time box: 15 minutes.

use online_chat::{Action, Author, ChatError, ChatId, MessageId, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, InitialState, Scope, Script, Service, UNKNOWN, ada_and_friends, assert_fails, befriend,
    compare_with_model, group_of_three, ops_to_stage_4, read_messages,
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
fn law_groups_match_the_model() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_4()), |script| {
        compare_with_model(&script, Scope::Chats);
    });
}
