//! # Friend requests
//!
//! Users ask each other to become friends. Write `send_request`, `accept_request`, `reject_request`, `requests` and
//! `friends`.
//!
//! You can think of a request as a small state machine, where only the recipient can change the state. When two
//! requests cross, the second counts as an answer to the first.
//!
//! A friendship belongs to two users, so where do you keep it to make sure that it cannot become one-sided? And how do
//! you get from a request to its users, or from a user to their requests?
//!
//! Each operation's documentation lists its errors in the order in which you have to check for them.
//!
//! Time box: 20 minutes.

use online_chat::{ChatError, FriendRequest, RequestId, RequestOutcome, RequestStatus, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, FIRST, InitialState, Scope, Script, Service, UNKNOWN, apply, assert_fails_within, at,
    befriend, clocked, compare_with_model, hash, ops_to_stage_2, status_of_first, strangers, unread_request,
};

/// A service where Ada's request to Ben was accepted or rejected.
fn answered_request(status: RequestStatus) -> Service {
    let mut service = unread_request();
    let answered = match status {
        RequestStatus::Accepted => service.accept_request(BEN, FIRST),
        _ => service.reject_request(BEN, FIRST),
    };
    assert_eq!(answered, Ok(()), "answer of Ben to Ada's request");
    service
}

#[test]
fn sender_and_recipient_see_the_request() {
    let (mut service, clock) = clocked();
    for name in ["Ada", "Ben", "Cleo"] {
        service.add_user(name, hash(name)).expect("the name is free");
    }
    clock.set(7);
    assert_eq!(service.send_request(ADA, BEN), Ok(RequestOutcome::Sent(FIRST)), "request from Ada to Ben");
    clock.set(9);
    let request = FriendRequest { id: FIRST, sender: ADA, recipient: BEN, status: RequestStatus::Unread, sent: at(7) };
    assert_eq!(service.requests(ADA), Ok(vec![request]), "requests of Ada, the sender");
    assert_eq!(service.requests(BEN), Ok(vec![request]), "requests of Ben, the recipient");
    assert_eq!(service.requests(CLEO), Ok(vec![]), "requests of Cleo, who is not involved");
    assert_eq!(service.friends(ADA), Ok(vec![]), "friends of Ada while her request is pending");
}

#[test]
fn accept_request_makes_both_users_friends() {
    let mut service = unread_request();
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "accepting Ada's request as Ben");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "friends of Ben, who accepted");
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "friends of Ada, who sent the request");
    assert_eq!(status_of_first(&service), RequestStatus::Accepted, "status of the accepted request");
}

#[test]
fn a_rejected_request_can_be_followed_by_another() {
    let mut service = unread_request();
    assert_eq!(service.reject_request(BEN, FIRST), Ok(()), "rejecting Ada's request as Ben");
    assert_eq!(service.friends(ADA), Ok(vec![]), "friends of Ada after the rejection");
    let again = service.send_request(ADA, BEN);
    assert_eq!(again, Ok(RequestOutcome::Sent(RequestId(1))), "new request after the rejection");
    let seen: Vec<_> = service.requests(BEN).expect("Ben exists").iter().map(|r| (r.id.0, r.status)).collect();
    let both = [(0, RequestStatus::Rejected), (1, RequestStatus::Unread)];
    assert_eq!(seen, both, "ids and statuses of the requests of Ben");
}

/// An operation of a user on a request.
type RequestOperation = fn(&mut Service, UserId) -> Result<(), ChatError>;

#[rstest]
#[case::accept(|service: &mut Service, user: UserId| service.accept_request(user, FIRST))]
#[case::reject(|service: &mut Service, user: UserId| service.reject_request(user, FIRST))]
fn only_the_recipient_can_answer(#[case] operation: RequestOperation) {
    let mut service = unread_request();
    for (user, who) in [(ADA, "Ada, the sender"), (CLEO, "Cleo, who is not involved")] {
        let reason = ChatError::NotRecipient { user, request: FIRST };
        let what = format!("operation by {who}");
        assert_fails_within(Scope::Friends, &mut service, |service| operation(service, user), reason, &what);
    }
    let reason = ChatError::UnknownUser(UNKNOWN);
    assert_fails_within(
        Scope::Friends,
        &mut service,
        |service| operation(service, UNKNOWN),
        reason,
        "operation by an unknown user",
    );
    assert_eq!(operation(&mut service, BEN), Ok(()), "operation by Ben, the recipient");
}

#[rstest]
#[case::accept(|service: &mut Service, user: UserId| service.accept_request(user, RequestId(1)))]
#[case::reject(|service: &mut Service, user: UserId| service.reject_request(user, RequestId(1)))]
fn an_unknown_request_is_an_error(#[case] operation: RequestOperation) {
    let mut service = unread_request();
    let reason = ChatError::UnknownRequest(RequestId(1));
    assert_fails_within(
        Scope::Friends,
        &mut service,
        |service| operation(service, BEN),
        reason,
        "request 1, which was never sent",
    );
    assert_eq!(service.friends(BEN), Ok(vec![]), "friends of Ben");
    let message = operation(&mut service, BEN).expect_err("the request was never sent").to_string();
    assert!(message.contains('1'), "error message without the request's id, 1: {message}");
}

#[rstest]
#[case::accepted(RequestStatus::Accepted)]
#[case::rejected(RequestStatus::Rejected)]
fn an_answered_request_cannot_be_answered_again(#[case] status: RequestStatus) {
    let mut service = answered_request(status);
    let reason = ChatError::AlreadyAnswered { request: FIRST, status };
    let what = format!("answering a request that is already {status:?}");
    assert_fails_within(
        Scope::Friends,
        &mut service,
        |service| service.accept_request(BEN, FIRST),
        reason.clone(),
        &what,
    );
    assert_fails_within(Scope::Friends, &mut service, |service| service.reject_request(BEN, FIRST), reason, &what);
}

#[rstest]
#[case::to_oneself(ADA, ADA, ChatError::Yourself(ADA))]
#[case::to_an_unknown_user(ADA, UNKNOWN, ChatError::UnknownUser(UNKNOWN))]
#[case::from_an_unknown_user(UNKNOWN, ADA, ChatError::UnknownUser(UNKNOWN))]
#[case::while_one_is_pending(ADA, BEN, ChatError::AlreadyPending(FIRST))]
#[case::to_a_friend(CLEO, DAN, ChatError::AlreadyFriends { user: CLEO, other: DAN })]
#[case::to_a_friend_who_sent_the_request(DAN, CLEO, ChatError::AlreadyFriends { user: DAN, other: CLEO })]
fn send_request_fails(#[case] sender: UserId, #[case] recipient: UserId, #[case] reason: ChatError) {
    let mut service = unread_request();
    befriend(&mut service, CLEO, DAN);
    assert_fails_within(
        Scope::Friends,
        &mut service,
        |service| service.send_request(sender, recipient),
        reason,
        &format!("request from {sender} to {recipient}; 0 has a pending request to 1, and 2 and 3 are friends"),
    );
}

#[test]
fn a_crossing_request_accepts_the_first_one() {
    let mut service = unread_request();
    let outcome = service.send_request(BEN, ADA);
    assert_eq!(
        outcome,
        Ok(RequestOutcome::Accepted(FIRST)),
        "request from Ben to Ada, who has a pending request to Ben"
    );
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "friends of Ada after the requests crossed");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "friends of Ben after the requests crossed");
    let seen: Vec<_> = service.requests(ADA).expect("Ada exists").iter().map(|r| (r.id.0, r.status)).collect();
    assert_eq!(seen, [(0, RequestStatus::Accepted)], "requests after they crossed: only the first one");
    let next = service.send_request(ADA, CLEO);
    assert_eq!(
        next,
        Ok(RequestOutcome::Sent(RequestId(1))),
        "next request after the crossing one, which uses up no id"
    );
}

#[test]
fn friends_and_requests_are_in_order_of_ids() {
    let mut service = strangers();
    for other in [DAN, BEN, CLEO] {
        befriend(&mut service, other, ADA);
    }
    assert_eq!(service.friends(ADA), Ok(vec![BEN, CLEO, DAN]), "friends of Ada");
    let ids: Vec<_> = service.requests(ADA).expect("Ada exists").iter().map(|request| request.id.0).collect();
    assert_eq!(ids, [0, 1, 2], "ids of the requests of Ada");
    assert_eq!(service.friends(UNKNOWN), Err(ChatError::UnknownUser(UNKNOWN)), "friends of an unknown user");
    assert_eq!(service.requests(UNKNOWN), Err(ChatError::UnknownUser(UNKNOWN)), "requests of an unknown user");
}

#[test]
fn law_friendship_is_symmetric() {
    testkit::law(Script::of(InitialState::Strangers, ops_to_stage_2()), |script| {
        let mut service = script.initial.service();
        for op in script.ops {
            apply(&mut service, op).ok();
            let known = (0..).map(UserId).take_while(|&id| service.user(id) != Err(ChatError::UnknownUser(id)));
            for user in known {
                for friend in service.friends(user).into_iter().flatten() {
                    let back = service.friends(friend).expect("a friend exists");
                    assert!(
                        back.contains(&user),
                        "user {user} has the friend {friend}, but not the other way round, after {op:?}"
                    );
                }
            }
        }
    });
}

#[test]
fn law_requests_and_friendships_match_the_model() {
    testkit::law(Script::of(InitialState::Strangers, ops_to_stage_2()), |script| {
        compare_with_model(&script, Scope::Friends);
    });
}
