//! # Friend requests
//!
//! Users ask each other to be friends. Write `send_request`, `read_request`, `accept_request`, `reject_request`,
//! `requests` and `friends`.
//!
//! A request is unread, read, accepted or rejected, and only its recipient moves it. While it awaits its answer, the
//! sender cannot send another. If the recipient sends one to the sender meanwhile, the two agree: that is an answer,
//! and no second request. After a rejection one may ask again, and that is a new request.
//!
//! A friendship belongs to two users, and there must be no way to have half of one. Where do you keep it, so that it
//! cannot become one-sided? And how does a request find its two users, and the users their requests?
//!
//! The order of checks is part of the rules: the errors of an operation are documented in the order in which they are
//! looked for.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use online_chat::{ChatError, FriendRequest, RequestId, RequestOutcome, RequestStatus, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, CLEO, DAN, NOBODY, Scope, Script, Service, apply, assert_refused_within, at, befriend,
    clocked, compare_with_model, hash, ops_to_stage_2, strangers,
};

const FIRST: RequestId = RequestId(0);

/// Ada has asked Ben, and nobody has looked at it.
fn asked() -> Service {
    let mut service = strangers();
    let outcome = service.send_request(ADA, BEN);
    assert_eq!(outcome, Ok(RequestOutcome::Sent(FIRST)), "a first request between strangers");
    service
}

/// Ada has asked Ben, and the request has come this far.
fn asked_until(status: RequestStatus) -> Service {
    let mut service = asked();
    match status {
        RequestStatus::Unread => {}
        RequestStatus::Read => drop(service.read_request(BEN, FIRST).expect("Ben may read what he was sent")),
        RequestStatus::Accepted => service.accept_request(BEN, FIRST).expect("Ben may accept what he was sent"),
        RequestStatus::Rejected => service.reject_request(BEN, FIRST).expect("Ben may reject what he was sent"),
    }
    service
}

fn status_of_first(service: &Service) -> RequestStatus {
    service.requests(ADA).expect("Ada is there")[0].status
}

#[test]
fn both_see_a_request() {
    let (mut service, clock) = clocked();
    for name in ["Ada", "Ben", "Cleo"] {
        service.add_user(name, hash(name)).expect("the name is free");
    }
    clock.set(7);
    assert_eq!(service.send_request(ADA, BEN), Ok(RequestOutcome::Sent(FIRST)), "a request between strangers");
    clock.set(9);
    let request = FriendRequest { id: FIRST, sender: ADA, recipient: BEN, status: RequestStatus::Unread, sent: at(7) };
    assert_eq!(service.requests(ADA), Ok(vec![request]), "the requests that Ada, the sender, sees");
    assert_eq!(service.requests(BEN), Ok(vec![request]), "the requests that Ben, the recipient, sees");
    assert_eq!(service.requests(CLEO), Ok(vec![]), "the requests that Cleo, who has nothing to do with it, sees");
    assert_eq!(service.friends(ADA), Ok(vec![]), "the friends of Ada, whose request has no answer yet");
}

#[test]
fn an_accepted_request_makes_friends_of_both() {
    let mut service = asked();
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "Ben accepts what he was sent");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "the friends of Ben, who accepted");
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "the friends of Ada, who asked: a friendship has two sides");
    assert_eq!(status_of_first(&service), RequestStatus::Accepted, "the status that Ada sees");
}

#[rstest]
#[case::at_once(RequestStatus::Unread)]
#[case::when_it_was_read(RequestStatus::Read)]
fn a_rejected_request_makes_no_friends_and_may_be_sent_again(#[case] before: RequestStatus) {
    let mut service = asked_until(before);
    assert_eq!(service.reject_request(BEN, FIRST), Ok(()), "Ben rejects what he was sent");
    assert_eq!(service.friends(ADA), Ok(vec![]), "the friends of Ada, who was rejected");
    let again = service.send_request(ADA, BEN);
    assert_eq!(again, Ok(RequestOutcome::Sent(RequestId(1))), "a new request, after the first was rejected");
    let seen: Vec<_> = service.requests(BEN).expect("Ben is there").iter().map(|r| (r.id.0, r.status)).collect();
    let both = [(0, RequestStatus::Rejected), (1, RequestStatus::Unread)];
    assert_eq!(seen, both, "the requests that Ben sees, the first with its answer");
}

#[test]
fn reading_moves_an_unread_request_and_no_other() {
    for status in all::<RequestStatus>() {
        let mut service = asked_until(status);
        let read = service.read_request(BEN, FIRST).expect("Ben may read a request in any status").status;
        let expected = if status == RequestStatus::Unread { RequestStatus::Read } else { status };
        assert_eq!(read, expected, "the status that reading shows of a request that was {status:?}");
        assert_eq!(status_of_first(&service), expected, "the status that Ada sees after Ben has read a {status:?} one");
    }
}

/// An operation on the first request by a user.
type Answer = fn(&mut Service, UserId) -> Result<(), ChatError>;

#[rstest]
#[case::read(|service: &mut Service, user: UserId| service.read_request(user, FIRST).map(drop))]
#[case::accept(|service: &mut Service, user: UserId| service.accept_request(user, FIRST))]
#[case::reject(|service: &mut Service, user: UserId| service.reject_request(user, FIRST))]
fn only_the_recipient_may_read_or_answer(#[case] operation: Answer) {
    let mut service = asked();
    for (user, who) in [(ADA, "Ada, who sent it"), (CLEO, "Cleo, who has nothing to do with it")] {
        let reason = ChatError::NotRecipient { user, request: FIRST };
        let why = format!("{who}: only the recipient may");
        assert_refused_within(Scope::Friends, &mut service, |service| operation(service, user), reason, &why);
    }
    let reason = ChatError::UnknownUser(NOBODY);
    assert_refused_within(
        Scope::Friends,
        &mut service,
        |service| operation(service, NOBODY),
        reason,
        "nobody, who is looked for first",
    );
    assert_eq!(operation(&mut service, BEN), Ok(()), "Ben, to whom it was sent");
}

#[rstest]
#[case::read(|service: &mut Service, user: UserId| service.read_request(user, RequestId(1)).map(drop))]
#[case::accept(|service: &mut Service, user: UserId| service.accept_request(user, RequestId(1)))]
#[case::reject(|service: &mut Service, user: UserId| service.reject_request(user, RequestId(1)))]
fn a_request_that_was_never_sent_has_no_answer(#[case] operation: Answer) {
    let mut service = asked();
    let reason = ChatError::UnknownRequest(RequestId(1));
    assert_refused_within(
        Scope::Friends,
        &mut service,
        |service| operation(service, BEN),
        reason,
        "request 1, which was never sent: request 0 is the only one",
    );
    assert_eq!(service.friends(BEN), Ok(vec![]), "the friends of Ben, who accepted nothing that was sent");
    let told = operation(&mut service, BEN).expect_err("it was never sent").to_string();
    assert!(told.contains('1'), "the message of an error names the request it is about, 1, and this one is: {told}");
}

#[rstest]
#[case::accepted(RequestStatus::Accepted)]
#[case::rejected(RequestStatus::Rejected)]
fn an_answered_request_cannot_be_answered_again(#[case] status: RequestStatus) {
    let mut service = asked_until(status);
    let reason = ChatError::AlreadyAnswered { request: FIRST, status };
    let why = format!("a request that was {status:?} before");
    assert_refused_within(
        Scope::Friends,
        &mut service,
        |service| service.accept_request(BEN, FIRST),
        reason.clone(),
        &why,
    );
    assert_refused_within(Scope::Friends, &mut service, |service| service.reject_request(BEN, FIRST), reason, &why);
}

#[rstest]
#[case::to_oneself(ADA, ADA, ChatError::Yourself(ADA))]
#[case::to_nobody(ADA, NOBODY, ChatError::UnknownUser(NOBODY))]
#[case::of_nobody(NOBODY, ADA, ChatError::UnknownUser(NOBODY))]
#[case::a_second_time(ADA, BEN, ChatError::AlreadyPending(FIRST))]
#[case::to_a_friend(CLEO, DAN, ChatError::AlreadyFriends { user: CLEO, other: DAN })]
#[case::to_a_friend_who_asked(DAN, CLEO, ChatError::AlreadyFriends { user: DAN, other: CLEO })]
fn a_request_without_sense_is_refused(#[case] sender: UserId, #[case] recipient: UserId, #[case] reason: ChatError) {
    let mut service = asked();
    befriend(&mut service, CLEO, DAN);
    assert_refused_within(
        Scope::Friends,
        &mut service,
        |service| service.send_request(sender, recipient),
        reason,
        &format!("a request of {sender} to {recipient}; 0 has asked 1, and 2 and 3 are friends"),
    );
}

#[test]
fn a_request_that_was_read_is_still_pending() {
    let mut service = asked_until(RequestStatus::Read);
    let reason = ChatError::AlreadyPending(FIRST);
    assert_refused_within(
        Scope::Friends,
        &mut service,
        |service| service.send_request(ADA, BEN),
        reason,
        "a second request while Ben thinks",
    );
    assert_eq!(service.accept_request(BEN, FIRST), Ok(()), "an answer after reading");
}

#[rstest]
#[case::unread(RequestStatus::Unread)]
#[case::read(RequestStatus::Read)]
fn a_request_that_crosses_another_accepts_it(#[case] status: RequestStatus) {
    let mut service = asked_until(status);
    let outcome = service.send_request(BEN, ADA);
    assert_eq!(outcome, Ok(RequestOutcome::Accepted(FIRST)), "Ben asks Ada, who has asked him");
    assert_eq!(service.friends(ADA), Ok(vec![BEN]), "the friends of Ada, after both have asked");
    assert_eq!(service.friends(BEN), Ok(vec![ADA]), "the friends of Ben, after both have asked");
    let seen: Vec<_> = service.requests(ADA).expect("Ada is there").iter().map(|r| (r.id.0, r.status)).collect();
    assert_eq!(seen, [(0, RequestStatus::Accepted)], "the requests between them: the one that was crossed, no second");
    let next = service.send_request(ADA, CLEO);
    assert_eq!(next, Ok(RequestOutcome::Sent(RequestId(1))), "the next id: a request that crosses takes none");
}

#[test]
fn friends_and_requests_are_listed_by_id() {
    let mut service = strangers();
    for other in [DAN, BEN, CLEO] {
        befriend(&mut service, other, ADA);
    }
    assert_eq!(service.friends(ADA), Ok(vec![BEN, CLEO, DAN]), "the friends of Ada, in ascending order of ids");
    let ids: Vec<_> = service.requests(ADA).expect("Ada is there").iter().map(|request| request.id.0).collect();
    assert_eq!(ids, [0, 1, 2], "the requests of Ada, in ascending order of ids");
    assert_eq!(service.friends(NOBODY), Err(ChatError::UnknownUser(NOBODY)), "the friends of nobody");
    assert_eq!(service.requests(NOBODY), Err(ChatError::UnknownUser(NOBODY)), "the requests of nobody");
}

#[test]
fn law_friendship_is_symmetric() {
    testkit::law(Script::of(Beginning::People, ops_to_stage_2()), |script| {
        let mut service = script.beginning.service();
        for op in script.ops {
            apply(&mut service, op).ok();
            let known = (0..).map(UserId).take_while(|&id| service.user(id) != Err(ChatError::UnknownUser(id)));
            for user in known {
                for friend in service.friends(user).into_iter().flatten() {
                    let back = service.friends(friend).expect("a friend is there");
                    assert!(back.contains(&user), "{friend} is a friend of {user}, and not back, after {op:?}");
                }
            }
        }
    });
}

#[test]
fn law_requests_and_friendships_are_what_plain_lists_would_hold() {
    testkit::law(Script::of(Beginning::People, ops_to_stage_2()), |script| compare_with_model(&script, Scope::Friends));
}
