//! # Groups
//!
//! Now more than two talk. Write `create_group` and `invite`; `post`, `messages`, `members`, `chats` and `authorize`
//! know groups too.
//!
//! A group's creator is its first member. Members invite their own friends, so two members need not be friends with
//! each other. Members post, and read all of the history, also what was said before they came.
//!
//! A private chat and a group have much in common, and differ in who may do what. An `if` in each operation is one way.
//! How many places would a third kind of chat touch?
//!
//! Time box: 15 minutes.

use online_chat::{Action, Author, ChatError, ChatId, MessageId, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, CLEO, DAN, NOBODY, Scope, Script, Service, assert_refused, befriend, circle,
    compare_with_model, group_of_three, ops_to_stage_4, said,
};

#[test]
fn the_creator_is_the_first_member() {
    let mut service = circle();
    let group = service.create_group(BEN).expect("Ben may make a group");
    assert_eq!(service.members(BEN, group), Ok(vec![BEN]), "who is in a new group");
    assert_eq!(service.chats(BEN), Ok(vec![group]), "the chats of its creator");
    let authorized = service.authorize(BEN, group, Action::RemoveMember);
    assert_eq!(authorized, Ok(()), "whether Ben, who made the group, may remove members");
    let other = service.create_group(BEN).expect("Ben may make another");
    assert_ne!(other, group, "a second group is another one");
}

#[test]
fn ids_are_shared_by_chats_of_all_kinds() {
    let mut service = circle();
    let ids = [service.create_group(ADA), service.open_private(ADA, BEN), service.create_group(BEN)];
    assert_eq!(ids, [0, 1, 2].map(|id| Ok(ChatId(id))), "the ids of a group, a private chat and a group");
}

#[test]
fn members_invite_their_own_friends() {
    let (mut service, group) = group_of_three();
    befriend(&mut service, BEN, DAN);
    assert_eq!(
        service.invite(BEN, group, DAN),
        Ok(()),
        "Ben, who made no group, invites Dan, who is no friend of Ada's"
    );
    assert_eq!(service.members(DAN, group), Ok(vec![ADA, BEN, CLEO, DAN]), "who is in the group, in ascending order");
    assert_eq!(service.chats(DAN), Ok(vec![group]), "the chats of Dan");
}

#[rstest]
#[case::no_friend(BEN, DAN, ChatError::NotFriends { user: BEN, other: DAN })]
#[case::a_friend_of_another_member(CLEO, DAN, ChatError::NotFriends { user: CLEO, other: DAN })]
#[case::a_member(ADA, BEN, ChatError::AlreadyInChat { user: BEN, chat: ChatId(0) })]
#[case::a_member_who_is_no_friend(BEN, CLEO, ChatError::AlreadyInChat { user: CLEO, chat: ChatId(0) })]
#[case::oneself(ADA, ADA, ChatError::AlreadyInChat { user: ADA, chat: ChatId(0) })]
#[case::nobody(ADA, NOBODY, ChatError::UnknownUser(NOBODY))]
#[case::by_one_who_is_not_in_it(DAN, ADA, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_one_who_is_not_in_it_of_nobody(DAN, NOBODY, ChatError::NotInChat { user: DAN, chat: ChatId(0) })]
#[case::by_nobody(NOBODY, DAN, ChatError::UnknownUser(NOBODY))]
fn an_invitation_is_refused(#[case] user: UserId, #[case] friend: UserId, #[case] reason: ChatError) {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let why = format!("{user} invites {friend}; 0, 1 and 2 are in the group, and 0 is a friend of all");
    assert_refused(&mut service, |service| service.invite(user, group, friend), reason, &why);
}

#[test]
fn nobody_is_invited_into_a_private_chat() {
    let mut service = circle();
    let chat = service.open_private(ADA, BEN).expect("they are friends");
    let reason = ChatError::NotAllowed { user: ADA, chat, action: Action::Invite };
    assert_refused(
        &mut service,
        |service| service.invite(ADA, chat, CLEO),
        reason.clone(),
        "a private chat is for two",
    );
    assert_refused(&mut service, |service| service.invite(ADA, chat, NOBODY), reason, "whether one may comes first");
    assert_eq!(
        service.invite(ADA, ChatId(9), CLEO),
        Err(ChatError::UnknownChat(ChatId(9))),
        "an invitation into a chat that was never made"
    );
}

#[test]
fn a_new_member_reads_all_of_the_history() {
    let (mut service, group) = group_of_three();
    assert_eq!(service.post(ADA, group, "first"), Ok(MessageId(0)), "the id of the first message in the group");
    assert_eq!(service.post(CLEO, group, "second"), Ok(MessageId(1)), "the id of the second message in the group");
    befriend(&mut service, BEN, DAN);
    service.invite(BEN, group, DAN).expect("Dan is a friend of Ben's");
    assert_eq!(service.post(DAN, group, "third"), Ok(MessageId(2)), "the id of the message of a new member");
    let history = [(0, ADA, "first"), (1, CLEO, "second"), (2, DAN, "third")];
    let history = history.map(|(id, author, text)| (id, Author::User(author), text.to_owned()));
    assert_eq!(said(&service, DAN, group), history, "what Dan reads, who came after two messages");
    assert_eq!(said(&service, BEN, group), history, "what Ben reads, who was there all the time");
}

#[rstest]
#[case::post(|service: &mut Service, chat| service.post(DAN, chat, "x").map(drop))]
#[case::read(|service: &mut Service, chat| service.messages(DAN, chat).map(drop))]
#[case::see_who_is_in_it(|service: &mut Service, chat| service.members(DAN, chat).map(drop))]
#[case::ask(|service: &mut Service, chat| service.authorize(DAN, chat, Action::Leave))]
fn a_friend_of_a_member_is_no_member(#[case] operation: fn(&mut Service, ChatId) -> Result<(), ChatError>) {
    let (mut service, group) = group_of_three();
    befriend(&mut service, ADA, DAN);
    let reason = ChatError::NotInChat { user: DAN, chat: group };
    assert_refused(&mut service, |service| operation(service, group), reason, "Dan, whom nobody has invited");
}

#[rstest]
#[case::read(Action::Read, true, true)]
#[case::post(Action::Post, true, true)]
#[case::invite(Action::Invite, true, true)]
#[case::remove_member(Action::RemoveMember, true, false)]
#[case::leave(Action::Leave, true, true)]
fn members_do_everything_but_remove_members(#[case] action: Action, #[case] creator: bool, #[case] member: bool) {
    let (service, chat) = group_of_three();
    for (user, allowed) in [(ADA, creator), (BEN, member), (CLEO, member)] {
        let expected = if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) };
        assert_eq!(service.authorize(user, chat, action), expected, "whether {user} may {action:?}; 0 made the group");
    }
}

#[test]
fn a_group_of_nobody_is_refused() {
    let mut service = circle();
    let reason = ChatError::UnknownUser(NOBODY);
    assert_refused(&mut service, |service| service.create_group(NOBODY), reason, "a group made by nobody");
    assert_eq!(service.create_group(ADA), Ok(ChatId(0)), "the first id: a refused group takes none");
}

#[test]
fn law_groups_are_what_plain_lists_would_hold() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_4()), |script| compare_with_model(&script, Scope::Chats));
}
