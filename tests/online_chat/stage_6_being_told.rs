//! # Being told
//!
//! Nobody wants to ask all the time whether there is something new. Write `subscribe` and `Subscription`, and let
//! every operation tell those whom it concerns; the brief has the table. Who did it is never told.
//!
//! A subscription is a place where events wait until they are taken. Who subscribes may stop reading, or be gone, and
//! that must not stop anybody, nor use up the memory: a subscription has a capacity, and if one more event comes, the
//! oldest is dropped and counted as missed. So nobody waits, and nothing grows.
//!
//! An observer in the textbook is an object that the subject calls. What may an observer do while it is called? Here
//! nobody is called. Who owns the place where events wait, and how does the service notice that nobody will come for
//! them?
//!
//! Look up: `Arc` and `Weak`; `VecDeque`. A `Subscription` is `Send`: it will be read on another thread.
//!
//! Time box: 25 minutes.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use online_chat::{Author, ChatError, ChatId, Event, MessageId, RequestId, RequestOutcome, Subscription, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, Beginning, CLEO, DAN, Given, NOBODY, Op, Scope, Script, Service, State, apply, assert_refused, empty,
    group_of_three, ops_to_stage_5, state_of,
};

const fn assert_send<T: Send>() {}

/// A compile error here says why a subscription cannot be read on another thread.
const _: () = assert_send::<Subscription>();

const CHAT: ChatId = ChatId(0);

fn capacity(events: usize) -> NonZeroUsize {
    NonZeroUsize::new(events).expect("a capacity is positive")
}

fn subscribe(service: &mut Service, user: UserId) -> Subscription {
    service.subscribe(user, capacity(100)).unwrap_or_else(|error| panic!("{user} may subscribe: {error}"))
}

/// All that has arrived and was not taken yet.
fn drain(subscription: &mut Subscription) -> Vec<Event> {
    std::iter::from_fn(|| subscription.try_next()).collect()
}

/// A `group_of_three`, which is chat 0, where Ada has a private chat with Ben, chat 1, and was asked by Dan in
/// request 2.
fn busy() -> Service {
    let (mut service, _) = group_of_three();
    service.open_private(ADA, BEN).expect("they are friends");
    service.send_request(DAN, ADA).expect("Dan may ask Ada");
    service
}

/// What is done, and who hears what.
type Heard = Vec<(UserId, Event)>;

const ASKED: RequestId = RequestId(2);
const NEW: RequestId = RequestId(3);

#[rstest]
#[case::a_request_is_sent(
    |service: &mut Service| service.send_request(BEN, DAN).map(drop),
    vec![(DAN, Event::RequestReceived { request: NEW, from: BEN })]
)]
#[case::a_request_is_crossed(
    |service: &mut Service| service.send_request(ADA, DAN).map(drop),
    vec![(DAN, Event::RequestAccepted { request: ASKED, by: ADA })]
)]
#[case::a_request_is_read(|service: &mut Service| service.read_request(ADA, ASKED).map(drop), vec![])]
#[case::a_request_is_accepted(
    |service: &mut Service| service.accept_request(ADA, ASKED),
    vec![(DAN, Event::RequestAccepted { request: ASKED, by: ADA })]
)]
#[case::a_request_is_rejected(
    |service: &mut Service| service.reject_request(ADA, ASKED),
    vec![(DAN, Event::RequestRejected { request: ASKED, by: ADA })]
)]
#[case::a_friendship_ends(
    |service: &mut Service| service.unfriend(BEN, ADA),
    vec![(ADA, Event::FriendshipEnded { by: BEN })]
)]
#[case::a_private_chat_is_opened(
    |service: &mut Service| service.open_private(CLEO, ADA).map(drop),
    vec![(ADA, Event::ChatOpened { chat: ChatId(2), by: CLEO })]
)]
#[case::a_private_chat_is_opened_again(|service: &mut Service| service.open_private(BEN, ADA).map(drop), vec![])]
#[case::a_group_is_made(|service: &mut Service| service.create_group(ADA).map(drop), vec![])]
#[case::a_message_is_posted_in_private(
    |service: &mut Service| service.post(ADA, ChatId(1), "x").map(drop),
    vec![(BEN, Event::MessagePosted { chat: ChatId(1), message: MessageId(0), author: ADA })]
)]
#[case::a_message_is_posted_in_a_group(
    |service: &mut Service| service.post(BEN, CHAT, "x").map(drop),
    [ADA, CLEO].map(|user| (user, Event::MessagePosted { chat: CHAT, message: MessageId(0), author: BEN })).into()
)]
#[case::a_member_is_invited(
    |service: &mut Service| {
        service.accept_request(ADA, ASKED)?;
        service.invite(ADA, CHAT, DAN)
    },
    vec![
        (BEN, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
        (CLEO, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
        (DAN, Event::RequestAccepted { request: ASKED, by: ADA }),
        (DAN, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
    ]
)]
#[case::a_member_is_removed(
    |service: &mut Service| service.remove_member(ADA, CHAT, CLEO),
    [BEN, CLEO].map(|user| (user, Event::MemberRemoved { chat: CHAT, user: CLEO, by: ADA })).into()
)]
#[case::a_member_leaves(
    |service: &mut Service| service.leave(CLEO, CHAT),
    [ADA, BEN].map(|user| (user, Event::MemberLeft { chat: CHAT, user: CLEO })).into()
)]
#[case::a_user_is_removed(
    |service: &mut Service| service.remove_user(ADA),
    [BEN, CLEO, DAN].map(|user| (user, Event::UserRemoved { user: ADA })).into()
)]
#[case::a_user_is_renamed(|service: &mut Service| service.rename(ADA, "Eve"), vec![])]
fn who_hears_of_what_is_as_the_table_says(
    #[case] act: fn(&mut Service) -> Result<(), ChatError>,
    #[case] expected: Heard,
) {
    let mut service = busy();
    let mut subscriptions = [ADA, BEN, CLEO, DAN].map(|user| (user, subscribe(&mut service, user)));
    assert_eq!(act(&mut service), Ok(()), "what is done is allowed");
    let heard = subscriptions.iter_mut().flat_map(|(user, subscription)| {
        drain(subscription).into_iter().map(|event| (*user, event)).collect::<Vec<_>>()
    });
    assert_eq!(heard.collect::<Heard>(), expected, "who hears what, in ascending order of users");
}

#[test]
fn events_arrive_in_the_order_in_which_things_were_done() {
    let (mut service, group) = group_of_three();
    let mut subscription = subscribe(&mut service, CLEO);
    service.post(ADA, group, "one").expect("members post");
    service.leave(BEN, group).expect("members leave");
    service.post(ADA, group, "two").expect("members post");
    service.unfriend(ADA, CLEO).expect("they are friends");
    service.remove_member(ADA, group, CLEO).expect("the creator removes members");
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    let expected = [
        posted(0),
        Event::MemberLeft { chat: group, user: BEN },
        posted(1),
        Event::FriendshipEnded { by: ADA },
        Event::MemberRemoved { chat: group, user: CLEO, by: ADA },
    ];
    assert_eq!(drain(&mut subscription), expected, "what Cleo hears");
    assert_eq!(subscription.try_next(), None, "what is left when all was taken");
}

#[test]
fn a_subscription_begins_when_it_is_made() {
    let (mut service, group) = group_of_three();
    service.post(ADA, group, "before").expect("members post");
    let mut subscription = subscribe(&mut service, BEN);
    assert_eq!(subscription.try_next(), None, "what was done before Ben subscribed");
    service.post(ADA, group, "after").expect("members post");
    let event = Event::MessagePosted { chat: group, message: MessageId(1), author: ADA };
    assert_eq!(drain(&mut subscription), [event], "what was done after Ben subscribed");
}

#[test]
fn who_is_out_of_a_chat_hears_no_more_of_it() {
    let (mut service, group) = group_of_three();
    let mut subscriptions = [ADA, BEN].map(|user| subscribe(&mut service, user));
    service.leave(BEN, group).expect("members leave");
    service.post(ADA, group, "x").expect("members post");
    service.leave(CLEO, group).expect("members leave");
    let [ada, ben] = subscriptions.each_mut().map(drain);
    assert_eq!(ben, [], "what Ben hears of a group that he has left");
    let left = [BEN, CLEO].map(|user| Event::MemberLeft { chat: group, user });
    assert_eq!(ada, left, "what Ada hears, who is still there, and does not hear of what she does herself");
}

#[rstest]
#[case::one(1)]
#[case::three(3)]
fn who_never_reads_misses_the_oldest(#[case] events: usize) {
    let (mut service, group) = group_of_three();
    let mut slow = service.subscribe(BEN, capacity(events)).expect("Ben is there");
    let mut quick = service.subscribe(BEN, capacity(1)).expect("Ben is there");
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    for message in 0..10 {
        service.post(ADA, group, "x").expect("nobody who does not read is in the way");
        assert_eq!(quick.try_next(), Some(posted(message)), "what another subscription of Ben is told at once");
    }
    assert_eq!(slow.missed(), 10 - events as u64, "events that were dropped, of ten, with a capacity of {events}");
    let kept: Vec<_> = (10 - events as u64..10).map(posted).collect();
    assert_eq!(drain(&mut slow), kept, "the events that are left: the newest, the oldest of them first");
    assert_eq!(quick.missed(), 0, "events that were dropped where each was taken at once");
    service.post(ADA, group, "x").expect("members post");
    assert_eq!(drain(&mut slow), [posted(10)], "what arrives when it is empty again");
}

#[test]
fn a_capacity_may_exceed_the_memory() {
    let (mut service, group) = group_of_three();
    let mut subscription = service.subscribe(BEN, NonZeroUsize::MAX).expect("a capacity is a limit and no reservation");
    service.post(ADA, group, "x").expect("members post");
    assert_eq!(drain(&mut subscription).len(), 1, "how many events have arrived");
}

#[test]
fn a_subscription_that_is_gone_harms_no_one() {
    let (mut service, group) = group_of_three();
    let mut subscriptions: Vec<_> = (0..3).map(|_| subscribe(&mut service, BEN)).collect();
    drop(subscriptions.remove(1));
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    assert_eq!(service.post(ADA, group, "x"), Ok(MessageId(0)), "a message to one who is gone");
    for subscription in &mut subscriptions {
        assert_eq!(drain(subscription), [posted(0)], "what the other subscriptions of Ben are told");
    }
    subscriptions.clear();
    assert_eq!(service.post(ADA, group, "x"), Ok(MessageId(1)), "a message to one who is gone altogether");
    let mut again = subscribe(&mut service, BEN);
    service.post(CLEO, group, "x").expect("members post");
    assert_eq!(drain(&mut again).len(), 1, "how many events arrive when Ben has subscribed again");
}

#[test]
fn what_has_arrived_can_be_taken_when_the_service_is_gone() {
    let mut subscription = {
        let (mut service, group) = group_of_three();
        let subscription = subscribe(&mut service, BEN);
        service.post(ADA, group, "x").expect("members post");
        subscription
    };
    assert_eq!(drain(&mut subscription).len(), 1, "how many events Ben takes, after the service was dropped");
}

#[test]
fn a_removed_user_is_told_what_came_before_and_nothing_after() {
    let (mut service, group) = group_of_three();
    let mut subscription = subscribe(&mut service, BEN);
    service.post(ADA, group, "x").expect("members post");
    service.remove_user(BEN).expect("Ben is there");
    service.post(ADA, group, "y").expect("members post");
    let event = Event::MessagePosted { chat: group, message: MessageId(0), author: ADA };
    assert_eq!(drain(&mut subscription), [event], "what Ben hears, who was removed between two messages");
    let reason = ChatError::RemovedUser(BEN);
    assert_refused(&mut service, |service| service.subscribe(BEN, capacity(1)).map(drop), reason, "Ben was removed");
    let reason = ChatError::UnknownUser(NOBODY);
    assert_refused(
        &mut service,
        |service| service.subscribe(NOBODY, capacity(1)).map(drop),
        reason,
        "one who never was",
    );
}

#[test]
fn somebody_with_whom_much_was_shared_is_removed_once() {
    let mut service = busy();
    let mut subscription = subscribe(&mut service, BEN);
    service.remove_user(ADA).expect("Ada is there");
    assert_eq!(
        drain(&mut subscription),
        [Event::UserRemoved { user: ADA }],
        "what Ben hears, who shared a friendship, a request and two chats with Ada"
    );
}

/// Who hears what of an operation that was not refused, by the table of the brief.
fn table(before: &State, op: Op, given: Given, after: &State) -> BTreeSet<(UserId, String)> {
    let members =
        |state: &State, chat| -> Vec<UserId> { state.chat(chat).map(|chat| chat.members.clone()).unwrap_or_default() };
    let others = |users: Vec<UserId>, actor: UserId, event: Event| -> Heard {
        users.into_iter().filter(|&user| user != actor).map(|user| (user, event)).collect()
    };
    let sender = |request| after.requests.iter().find(|known| known.id == request).map(|known| known.sender);
    let heard: Heard = match (op, given) {
        (Op::Send(user, other), Given::Outcome(RequestOutcome::Sent(request))) => {
            vec![(other, Event::RequestReceived { request, from: user })]
        }
        (Op::Send(user, other) | Op::Befriend(user, other), Given::Outcome(RequestOutcome::Accepted(request))) => {
            vec![(other, Event::RequestAccepted { request, by: user })]
        }
        (Op::Befriend(user, other), _) => {
            let request = after.requests.last().expect("a request was sent and accepted").id;
            vec![
                (other, Event::RequestReceived { request, from: user }),
                (user, Event::RequestAccepted { request, by: other }),
            ]
        }
        (Op::Accept(by, request), _) => {
            others(sender(request).into_iter().collect(), by, Event::RequestAccepted { request, by })
        }
        (Op::Reject(by, request), _) => {
            others(sender(request).into_iter().collect(), by, Event::RequestRejected { request, by })
        }
        (Op::Unfriend(by, other), _) => vec![(other, Event::FriendshipEnded { by })],
        (Op::OpenPrivate(by, other), Given::Chat(chat)) if before.chat(chat).is_none() => {
            vec![(other, Event::ChatOpened { chat, by })]
        }
        (Op::Post(author, chat, _), Given::Message(message)) => {
            others(members(after, chat), author, Event::MessagePosted { chat, message, author })
        }
        (Op::Invite(by, chat, user), _) => others(members(after, chat), by, Event::MemberJoined { chat, user, by }),
        (Op::RemoveMember(by, chat, user), _) => {
            others(members(before, chat), by, Event::MemberRemoved { chat, user, by })
        }
        (Op::Leave(user, chat), _) => others(members(before, chat), user, Event::MemberLeft { chat, user }),
        (Op::RemoveUser(user), _) => {
            let pairs = before.requests.iter().map(|known| (known.sender, known.recipient));
            let pairs =
                pairs.chain(before.friendships.iter().copied()).filter(|&(one, two)| one == user || two == user);
            let chats = before.chats.iter().filter(|chat| chat.members.contains(&user));
            let concerned = pairs.flat_map(|(one, two)| [one, two]).chain(chats.flat_map(|chat| chat.members.clone()));
            others(concerned.collect(), user, Event::UserRemoved { user })
        }
        _ => Vec::new(),
    };
    heard.into_iter().map(|(user, event)| (user, format!("{event:?}"))).collect()
}

#[test]
fn law_those_whom_it_concerns_are_told_once_and_nobody_else() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
        let mut service = empty();
        let mut subscriptions = Vec::new();
        let mut before = State::default();
        for op in script.steps() {
            let given = apply(&mut service, op);
            let after = state_of(&service, Scope::Chats);
            let mut heard = BTreeSet::new();
            for (user, subscription) in &mut subscriptions {
                for event in drain(subscription) {
                    let new = heard.insert((*user, format!("{event:?}")));
                    assert!(new, "{user} is told once, and not again, that {event:?}, after {op:?}");
                }
            }
            match &given {
                Ok(given) => assert_eq!(heard, table(&before, op, *given, &after), "who hears what of {op:?}"),
                Err(reason) => {
                    assert_eq!(heard, BTreeSet::new(), "who hears of {op:?}, which was refused: {reason}");
                }
            }
            if let Ok(Given::User(user)) = given {
                subscriptions.push((user, subscribe(&mut service, user)));
            }
            before = after;
        }
    });
}

#[test]
fn law_who_hears_of_a_message_may_read_it() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
        let mut service = script.beginning.service();
        let mut subscriptions = [ADA, BEN, CLEO, DAN].map(|user| (user, subscribe(&mut service, user)));
        for op in script.ops {
            apply(&mut service, op).ok();
            for (user, subscription) in &mut subscriptions {
                for event in drain(subscription) {
                    let Event::MessagePosted { chat, message, author } = event else { continue };
                    let mut messages =
                        service.messages(*user, chat).unwrap_or_else(|error| panic!("{event:?}: {error}"));
                    let found = messages.find(|found| found.id == message).map(|found| found.author);
                    assert_eq!(found, Some(Author::User(author)), "the author of the message of which {user} heard");
                }
            }
        }
    });
}
