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

use std::collections::BTreeMap;

use online_chat::{ChatError, FriendRequest, RequestId, RequestOutcome, RequestStatus, Timestamp, UserId};
use rstest::rstest;

use super::support::{
    ADA, ANY_TIMES, BEN, CLEO, DAN, FIRST, InitialState, NEVER_ISSUED, Scope, Script, Service, UNKNOWN,
    assert_fails_within, at, befriend, clocked_strangers, compare_with_model, empty, hash, ops_to_stage_2,
    pairs_of_many, status_of_first, strangers, unread_request,
};

/// Asserts that an operation fails and changes neither users, requests nor friendships.
#[track_caller]
fn assert_fails<T: std::fmt::Debug + PartialEq>(
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    reason: ChatError,
    what: &str,
) {
    assert_fails_within(Scope::Friends, service, operation, reason, what);
}

/// Returns ids and statuses of the requests of a user.
fn statuses(service: &Service, user: UserId) -> Vec<(u64, RequestStatus)> {
    let requests = service.requests(user).unwrap_or_else(|error| panic!("requests of user {user}: {error}"));
    requests.into_iter().map(|request| (request.id.0, request.status)).collect()
}

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

/// Rules: 2.1, 2.2
#[test]
fn sender_and_recipient_see_the_request() {
    let (mut service, clock) = clocked_strangers();
    clock.set(7);
    assert_eq!(service.send_request(ADA, BEN), Ok(RequestOutcome::Sent(FIRST)), "request from Ada to Ben");
    clock.set(9);
    let request = FriendRequest { id: FIRST, sender: ADA, recipient: BEN, status: RequestStatus::Unread, sent: at(7) };
    assert_eq!(service.requests(ADA), Ok(vec![request]), "requests of Ada, the sender");
    assert_eq!(service.requests(BEN), Ok(vec![request]), "requests of Ben, the recipient");
    assert_eq!(service.requests(CLEO), Ok(vec![]), "requests of Cleo, who is not involved");
    assert_eq!(service.friends(ADA), Ok(vec![]), "friends of Ada while her request is pending");
}

/// Rules: 2.1, 0.5
#[test]
fn requests_keep_the_time_of_any_clock() {
    let (mut service, clock) = clocked_strangers();
    for (time, (sender, recipient)) in
        ANY_TIMES.into_iter().zip([(ADA, BEN), (CLEO, ADA), (ADA, DAN), (BEN, CLEO), (CLEO, DAN)])
    {
        clock.set_exactly(time);
        service.send_request(sender, recipient).expect("they are strangers");
    }
    let requests = [ADA, BEN, CLEO, DAN].into_iter().flat_map(|user| service.requests(user).expect("the user exists"));
    let by_id: BTreeMap<_, _> = requests.map(|request| (request.id, request.sent)).collect();
    let sent: Vec<_> = by_id.into_values().collect();
    let of_ada: Vec<_> = service.requests(ADA).expect("Ada exists").into_iter().map(|request| request.id.0).collect();
    assert_eq!(of_ada, [0, 1, 2], "ids of Ada's requests; the last one has the earliest time");
    assert_eq!(sent, ANY_TIMES.map(Timestamp::at), "times of requests, as the clock showed them");
}

/// Rules: 2.1
#[test]
fn an_answer_does_not_change_the_time_of_the_request() {
    for (what, answer) in ANSWERS {
        let (mut service, clock) = clocked_strangers();
        clock.set(7);
        service.send_request(ADA, BEN).expect("they are strangers");
        clock.set(9);
        assert_eq!(answer(&mut service, BEN, FIRST), Ok(()), "{what} Ada's request as Ben");
        let sent = service.requests(ADA).map(|requests| requests.iter().map(|request| request.sent).collect());
        assert_eq!(sent, Ok(vec![at(7)]), "time of a request that was sent at 7, after {what} it at 9");
    }
}

/// Rules: 2.2
#[test]
fn answered_requests_stay_in_the_list() {
    for status in [RequestStatus::Accepted, RequestStatus::Rejected] {
        let service = answered_request(status);
        for (user, who) in [(ADA, "Ada, the sender"), (BEN, "Ben, the recipient")] {
            assert_eq!(statuses(&service, user), [(0, status)], "requests of {who}, after the answer");
        }
    }
}

/// Rules: 2.5
#[test]
fn accept_request_makes_both_users_friends() {
    let mut service = unread_request();
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "accepting Ada's request as Ben");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "friends of Ben, who accepted");
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "friends of Ada, who sent the request");
    assert_eq!(service.friends(CLEO), Ok(vec![]), "friends of Cleo, who is not involved");
    assert_eq!(status_of_first(&service), RequestStatus::Accepted, "status of the accepted request");
}

/// Rules: 2.6, 2.2
#[rstest]
#[case::by_the_sender(ADA, BEN)]
#[case::by_the_recipient(BEN, ADA)]
fn a_rejected_request_can_be_followed_by_another(#[case] sender: UserId, #[case] recipient: UserId) {
    let mut service = unread_request();
    assert_eq!(service.reject_request(BEN, FIRST), Ok(()), "rejecting Ada's request as Ben");
    assert_eq!(service.friends(ADA), Ok(vec![]), "friends of Ada after the rejection");
    let again = service.send_request(sender, recipient);
    assert_eq!(again, Ok(RequestOutcome::Sent(RequestId(1))), "new request after the rejection");
    let both = [(0, RequestStatus::Rejected), (1, RequestStatus::Unread)];
    assert_eq!(statuses(&service, BEN), both, "ids and statuses of the requests of Ben");
}

/// Answers of a user to a request.
const ANSWERS: [(&str, Answer); 2] = [("accepting", Service::accept_request), ("rejecting", Service::reject_request)];
type Answer = fn(&mut Service, UserId, RequestId) -> Result<(), ChatError>;

/// Rules: 2.3
#[test]
fn only_the_recipient_can_answer() {
    for (what, answer) in ANSWERS {
        let mut service = unread_request();
        for (user, who) in [(ADA, "Ada, the sender"), (CLEO, "Cleo, who is not involved")] {
            let reason = ChatError::NotRecipient { user, request: FIRST };
            assert_fails(&mut service, |service| answer(service, user, FIRST), reason, &format!("{what} as {who}"));
        }
        assert_eq!(answer(&mut service, BEN, FIRST), Ok(()), "{what} as Ben, the recipient");
    }
}

/// Rules: 0.4, 0.1
#[test]
fn unknown_users_and_requests_are_errors() {
    let mut service = unread_request();
    for id in NEVER_ISSUED {
        let (user, what) = (UserId(id), &format!("operation with id {id}, which was never issued"));
        let reason = ChatError::UnknownUser(user);
        for (_, answer) in ANSWERS {
            let request = RequestId(id);
            assert_fails(&mut service, |service| answer(service, user, FIRST), reason.clone(), what);
            let unknown = ChatError::UnknownRequest(request);
            assert_fails(&mut service, |service| answer(service, BEN, request), unknown, what);
        }
        assert_fails(&mut service, |service| service.send_request(user, BEN), reason.clone(), what);
        assert_fails(&mut service, |service| service.send_request(CLEO, user), reason.clone(), what);
        assert_eq!(service.friends(user), Err(reason.clone()), "friends of user {id}, who is unknown");
        assert_eq!(service.requests(user), Err(reason), "requests of user {id}, who is unknown");
    }
    let sent = service.send_request(CLEO, DAN);
    assert_eq!(sent, Ok(RequestOutcome::Sent(RequestId(1))), "next request after failed operations");
}

/// Rules: 2.4
#[rstest]
#[case::accepted(RequestStatus::Accepted)]
#[case::rejected(RequestStatus::Rejected)]
fn an_answered_request_cannot_be_answered_again(#[case] status: RequestStatus) {
    let mut service = answered_request(status);
    for (how, answer) in ANSWERS {
        let reason = ChatError::AlreadyAnswered { request: FIRST, status };
        let what = format!("{how} a request that is already {status:?}");
        assert_fails(&mut service, |service| answer(service, BEN, FIRST), reason, &what);
    }
}

/// Rules: 2.6, 0.1
#[rstest]
#[case::to_oneself(ADA, ADA, ChatError::Yourself(ADA))]
#[case::while_one_is_pending(ADA, BEN, ChatError::AlreadyPending(FIRST))]
#[case::while_one_to_a_lower_id_is_pending(DAN, ADA, ChatError::AlreadyPending(RequestId(2)))]
#[case::to_a_friend(CLEO, DAN, ChatError::AlreadyFriends { user: CLEO, other: DAN })]
#[case::to_a_friend_who_sent_the_request(DAN, CLEO, ChatError::AlreadyFriends { user: DAN, other: CLEO })]
fn send_request_fails(#[case] sender: UserId, #[case] recipient: UserId, #[case] reason: ChatError) {
    let mut service = unread_request();
    befriend(&mut service, CLEO, DAN);
    service.send_request(DAN, ADA).expect("they are strangers");
    let others = "0 has a pending request to 1, and 3 to 0; 2 and 3 are friends";
    let what = format!("request from {sender} to {recipient}; {others}");
    assert_fails(&mut service, |service| service.send_request(sender, recipient), reason, &what);
    let next = service.send_request(BEN, CLEO);
    assert_eq!(next, Ok(RequestOutcome::Sent(RequestId(3))), "fourth request, after a failed one");
}

/// Rules: 2.6
#[test]
fn a_pending_request_does_not_block_other_pairs() {
    let mut service = unread_request();
    for ((sender, recipient), id) in [((ADA, CLEO), 1), ((CLEO, BEN), 2), ((BEN, DAN), 3), ((DAN, ADA), 4)] {
        let sent = service.send_request(sender, recipient);
        let what = "while only other pairs have pending requests";
        assert_eq!(sent, Ok(RequestOutcome::Sent(RequestId(id))), "request from {sender} to {recipient}, {what}");
    }
}

/// Rules: 2.7
#[test]
fn a_crossing_request_accepts_the_first_one() {
    let mut service = unread_request();
    let outcome = service.send_request(BEN, ADA);
    let accepted = Ok(RequestOutcome::Accepted(FIRST));
    assert_eq!(outcome, accepted, "request from Ben to Ada, who has a pending request to Ben");
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "friends of Ada after the requests crossed");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "friends of Ben after the requests crossed");
    let first = [(0, RequestStatus::Accepted)];
    assert_eq!(statuses(&service, ADA), first, "requests of Ada after they crossed: only the first one");
    assert_eq!(statuses(&service, BEN), first, "requests of Ben after they crossed: only the first one");
    let next = service.send_request(ADA, CLEO);
    assert_eq!(next, Ok(RequestOutcome::Sent(RequestId(1))), "request after the crossing one, which has no id");
}

/// Rules: 0.3
#[test]
fn requests_get_ids_in_order() {
    let mut service = strangers();
    for id in (0..300).map(RequestId) {
        assert_eq!(service.send_request(ADA, BEN), Ok(RequestOutcome::Sent(id)), "request after {id} rejected ones");
        assert_eq!(service.reject_request(BEN, id), Ok(()), "rejecting request {id}");
    }
}

/// Rules: 2.6, 0.3, 2.5
#[test]
fn pairs_of_many_users_do_not_mix() {
    // If an implementation made a number with three digits for each id, some pairs would have the same.
    const USERS: u64 = 1_010;
    let mut service = empty();
    for name in 0..USERS {
        service.add_user(&format!("user {name}"), hash("x")).expect("the name is free");
    }
    for ((sender, recipient), id) in pairs_of_many(USERS).zip(0..) {
        let sent = service.send_request(sender, recipient);
        let expected = Ok(RequestOutcome::Sent(RequestId(id)));
        assert_eq!(sent, expected, "first request from user {sender} to user {recipient}, after {id} of other pairs");
    }
    for ((sender, recipient), id) in pairs_of_many(USERS).zip(0..) {
        let accepted = service.accept_request(recipient, RequestId(id));
        assert_eq!(accepted, Ok(()), "accepting the request from user {sender} as user {recipient}");
    }
    for user in [2, 255, 256, USERS - 1].map(UserId) {
        assert_eq!(service.friends(user), Ok(vec![ADA, BEN]), "friends of user {user}");
    }
    let friends = service.friends(BEN).map(|friends| friends.len() as u64);
    assert_eq!(friends, Ok(USERS - 1), "number of friends of user 1, who is a friend of everyone");
}

/// Rules: 0.5
#[test]
fn friends_and_requests_are_in_order_of_ids() {
    let mut service = strangers();
    for other in [DAN, BEN, CLEO] {
        befriend(&mut service, other, ADA);
    }
    assert_eq!(service.friends(ADA), Ok(vec![BEN, CLEO, DAN]), "friends of Ada");
    service.send_request(BEN, CLEO).expect("they are strangers");
    service.send_request(DAN, BEN).expect("they are strangers");
    let ids = |user| statuses(&service, user).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(ADA), [0, 1, 2], "ids of the requests that Ada received");
    assert_eq!(ids(BEN), [1, 3, 4], "ids of the requests that Ben sent, sent and received");
}

/// Rules: 0.2
#[test]
fn of_several_errors_the_first_one_is_returned() {
    let other = UserId(78);
    for status in [RequestStatus::Accepted, RequestStatus::Rejected] {
        let mut service = answered_request(status);
        for (how, answer) in ANSWERS {
            let what = format!("{how} the request of Ada to Ben, already {status:?}, as Ada");
            let reason = ChatError::NotRecipient { user: ADA, request: FIRST };
            assert_fails(&mut service, |service| answer(service, ADA, FIRST), reason, &what);
            let what = format!("{how} an unknown request as an unknown user");
            let reason = ChatError::UnknownUser(UNKNOWN);
            assert_fails(&mut service, |service| answer(service, UNKNOWN, RequestId(9)), reason, &what);
        }
        for (sender, recipient) in [(UNKNOWN, other), (UNKNOWN, UNKNOWN)] {
            let what = format!("request from {sender} to {recipient}, who are both unknown");
            let reason = ChatError::UnknownUser(sender);
            assert_fails(&mut service, |service| service.send_request(sender, recipient), reason, &what);
        }
    }
}

/// Rules: 0.1, 0.2, 0.3, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7
#[test]
fn law_requests_and_friendships_match_the_model() {
    testkit::law(Script::of(InitialState::Strangers, ops_to_stage_2()), |script| {
        compare_with_model(&script, Scope::Friends);
    });
}
