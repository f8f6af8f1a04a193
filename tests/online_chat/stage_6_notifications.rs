//! # Notifications
//!
//! Users want to learn about changes without polling every chat. Write `subscribe` and `Subscription`, and make every
//! operation send the events listed in the brief's table.
//!
//! A subscription is a queue. Its owner may stop reading or disappear altogether, which must neither block others nor
//! fill the memory. Therefore the queue is bounded, and when it is full, a new event replaces the oldest.
//!
//! In textbooks, an observer is an object that the subject calls. What could go wrong during that call? With a queue,
//! the service never has to run the observer's code. But then, who owns the queue, and how does the service notice that
//! a subscription was dropped?
//!
//! Look up: `Arc` and `Weak`; `VecDeque`. A `Subscription` is `Send`, because other threads read it.
//!
//! Time box: 25 minutes.

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroUsize;

use online_chat::{ChatError, ChatId, Event, MessageId, RequestId, RequestOutcome, Subscription, UserId};
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, FIRST, InitialState, NEVER_ISSUED, Op, Output, Scope, Script, Service, State, ada_and_friends,
    apply, assert_fails, befriend, empty, friends_of_many, group_of_three, hash, ops_to_stage_5, private_chat,
    state_of, strangers,
};

const fn assert_send<T: Send>() {}

/// A compile error here means that another thread cannot read a subscription.
const _: () = assert_send::<Subscription>();

const CHAT: ChatId = ChatId(0);

fn capacity(events: usize) -> NonZeroUsize {
    NonZeroUsize::new(events).expect("a capacity is positive")
}

fn subscribe(service: &mut Service, user: UserId) -> Subscription {
    service.subscribe(user, capacity(100)).unwrap_or_else(|error| panic!("user {user} cannot subscribe: {error}"))
}

/// Takes all events that have arrived.
fn drain(subscription: &mut Subscription) -> Vec<Event> {
    std::iter::from_fn(|| subscription.try_next()).collect()
}

/// Creates a `group_of_three`, chat 0, with a private chat of Ada and Ben, chat 1, and a request from Dan to Ada,
/// request 2.
fn group_chat_and_request() -> Service {
    let (mut service, _) = group_of_three();
    service.open_private(ADA, BEN).expect("they are friends");
    service.send_request(DAN, ADA).expect("Dan can send Ada a request");
    service
}

/// Events and the users who receive them.
type Deliveries = Vec<(UserId, Event)>;

const PENDING: RequestId = RequestId(2);
const NEW: RequestId = RequestId(3);

/// Rules: 6.3, 6.2
#[rstest]
#[case::send_request(
    |service: &mut Service| service.send_request(BEN, DAN).map(drop),
    vec![(DAN, Event::RequestReceived { request: NEW, from: BEN })]
)]
#[case::send_a_crossing_request(
    |service: &mut Service| service.send_request(ADA, DAN).map(drop),
    vec![(DAN, Event::RequestAccepted { request: PENDING, by: ADA })]
)]
#[case::read_request(|service: &mut Service| service.read_request(ADA, PENDING).map(drop), vec![])]
#[case::accept_request(
    |service: &mut Service| service.accept_request(ADA, PENDING),
    vec![(DAN, Event::RequestAccepted { request: PENDING, by: ADA })]
)]
#[case::reject_request(
    |service: &mut Service| service.reject_request(ADA, PENDING),
    vec![(DAN, Event::RequestRejected { request: PENDING, by: ADA })]
)]
#[case::unfriend(
    |service: &mut Service| service.unfriend(BEN, ADA),
    vec![(ADA, Event::FriendshipEnded { by: BEN })]
)]
#[case::open_private(
    |service: &mut Service| service.open_private(CLEO, ADA).map(drop),
    vec![(ADA, Event::ChatOpened { chat: ChatId(2), by: CLEO })]
)]
#[case::open_private_again(|service: &mut Service| service.open_private(BEN, ADA).map(drop), vec![])]
#[case::create_group(|service: &mut Service| service.create_group(ADA).map(drop), vec![])]
#[case::post_in_private(
    |service: &mut Service| service.post(ADA, ChatId(1), "x").map(drop),
    vec![(BEN, Event::MessagePosted { chat: ChatId(1), message: MessageId(0), author: ADA })]
)]
#[case::post_in_a_group(
    |service: &mut Service| service.post(BEN, CHAT, "x").map(drop),
    [ADA, CLEO].map(|user| (user, Event::MessagePosted { chat: CHAT, message: MessageId(0), author: BEN })).into()
)]
#[case::accept_and_invite(
    |service: &mut Service| {
        service.accept_request(ADA, PENDING)?;
        service.invite(ADA, CHAT, DAN)
    },
    vec![
        (BEN, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
        (CLEO, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
        (DAN, Event::RequestAccepted { request: PENDING, by: ADA }),
        (DAN, Event::MemberJoined { chat: CHAT, user: DAN, by: ADA }),
    ]
)]
#[case::remove_member(
    |service: &mut Service| service.remove_member(ADA, CHAT, CLEO),
    [BEN, CLEO].map(|user| (user, Event::MemberRemoved { chat: CHAT, user: CLEO, by: ADA })).into()
)]
#[case::leave(
    |service: &mut Service| service.leave(CLEO, CHAT),
    [ADA, BEN].map(|user| (user, Event::MemberLeft { chat: CHAT, user: CLEO })).into()
)]
#[case::remove_user(
    |service: &mut Service| service.remove_user(ADA),
    [BEN, CLEO, DAN].map(|user| (user, Event::UserRemoved { user: ADA })).into()
)]
#[case::leave_as_the_creator(
    |service: &mut Service| service.leave(ADA, CHAT),
    [BEN, CLEO].map(|user| (user, Event::MemberLeft { chat: CHAT, user: ADA })).into()
)]
#[case::rename(|service: &mut Service| service.rename(ADA, "Eve"), vec![])]
#[case::set_password(|service: &mut Service| service.set_password(ADA, hash("x")), vec![])]
fn operations_send_the_events_of_the_table(
    #[case] operation: fn(&mut Service) -> Result<(), ChatError>,
    #[case] expected: Deliveries,
) {
    let mut service = group_chat_and_request();
    let mut subscriptions = [ADA, BEN, CLEO, DAN].map(|user| (user, subscribe(&mut service, user)));
    assert_eq!(operation(&mut service), Ok(()), "result of the operation");
    let received = subscriptions.iter_mut().flat_map(|(user, subscription)| {
        drain(subscription).into_iter().map(|event| (*user, event)).collect::<Vec<_>>()
    });
    assert_eq!(received.collect::<Deliveries>(), expected, "events received, by user");
}

/// A relation between Ada and Ben, and nobody else.
type Relation = fn(&mut Service);

/// Rules: 6.3
#[test]
fn remove_user_sends_an_event_to_everyone_related() {
    let relations: [(&str, Relation, bool); 11] = [
        ("none", |_| {}, false),
        ("friends", |service| befriend(service, BEN, ADA), true),
        ("unread request from Ada", |service| drop(service.send_request(ADA, BEN)), true),
        ("unread request to Ada", |service| drop(service.send_request(BEN, ADA)), true),
        (
            "read request",
            |service| {
                service.send_request(BEN, ADA).expect("they are strangers");
                service.read_request(ADA, FIRST).expect("it was sent to Ada");
            },
            true,
        ),
        (
            "rejected request from Ada",
            |service| {
                service.send_request(ADA, BEN).expect("they are strangers");
                service.reject_request(BEN, FIRST).expect("it was sent to Ben");
            },
            true,
        ),
        (
            "rejected request to Ada",
            |service| {
                service.send_request(BEN, ADA).expect("they are strangers");
                service.reject_request(ADA, FIRST).expect("it was sent to Ada");
            },
            true,
        ),
        (
            "accepted request of former friends",
            |service| {
                befriend(service, ADA, BEN);
                service.unfriend(ADA, BEN).expect("they are friends");
            },
            true,
        ),
        ("group without a friendship", group_by_cleo, true),
        (
            "group that Ben left",
            |service| {
                group_by_cleo(service);
                service.leave(BEN, CHAT).expect("members leave");
            },
            false,
        ),
        (
            "group that Ada left",
            |service| {
                group_by_cleo(service);
                service.leave(ADA, CHAT).expect("members leave");
            },
            false,
        ),
    ];
    for (what, relate, is_related) in relations {
        let mut service = strangers();
        relate(&mut service);
        let mut subscriptions = [ADA, BEN, DAN].map(|user| subscribe(&mut service, user));
        service.remove_user(ADA).expect("Ada exists");
        let received = subscriptions.each_mut().map(drain);
        let events = if is_related { vec![Event::UserRemoved { user: ADA }] } else { vec![] };
        let what = format!("events for Ada, Ben and Dan after removing Ada; relation of Ada and Ben: {what}");
        assert_eq!(received, [vec![], events, vec![]], "{what}");
    }
}

/// Creates chat 0, a group of Cleo and her friends Ada and Ben, who are strangers to each other.
fn group_by_cleo(service: &mut Service) {
    let group = service.create_group(CLEO).expect("Cleo exists");
    for friend in [ADA, BEN] {
        befriend(service, CLEO, friend);
        service.invite(CLEO, group, friend).expect("they are friends");
    }
}

/// Rules: 6.2
#[test]
fn remove_user_sends_each_user_one_event() {
    let mut service = group_chat_and_request();
    let mut subscription = subscribe(&mut service, BEN);
    service.remove_user(ADA).expect("Ada exists");
    let what = "events for Ben, who shared a friendship, a request and two chats with Ada";
    assert_eq!(drain(&mut subscription), [Event::UserRemoved { user: ADA }], "{what}");
}

/// Rules: 6.2
#[test]
fn failed_operations_send_no_events() {
    let operations: [(&str, Operation); 13] = [
        ("send_request to a friend", |service| service.send_request(BEN, ADA).map(drop)),
        ("send_request again", |service| service.send_request(DAN, ADA).map(drop)),
        ("accept_request of another", |service| service.accept_request(BEN, PENDING)),
        ("accept_request again", |service| service.accept_request(ADA, RequestId(0))),
        ("reject_request of another", |service| service.reject_request(BEN, PENDING)),
        ("unfriend a stranger", |service| service.unfriend(BEN, CLEO)),
        ("open_private with a stranger", |service| service.open_private(BEN, CLEO).map(drop)),
        ("post of a blank text", |service| service.post(BEN, CHAT, " ").map(drop)),
        ("post by a non-member", |service| service.post(DAN, CHAT, "x").map(drop)),
        ("invite a member", |service| service.invite(ADA, CHAT, BEN)),
        ("remove_member by a member", |service| service.remove_member(BEN, CHAT, CLEO)),
        ("remove_member of a non-member", |service| service.remove_member(ADA, CHAT, DAN)),
        ("leave a private chat", |service| service.leave(ADA, ChatId(1))),
    ];
    let mut service = group_chat_and_request();
    let mut subscriptions = [ADA, BEN, CLEO, DAN].map(|user| subscribe(&mut service, user));
    for (what, operation) in operations {
        assert!(operation(&mut service).is_err(), "{what} should fail");
        let received = subscriptions.each_mut().map(drain);
        assert_eq!(received, [const { Vec::new() }; 4], "events for Ada, Ben, Cleo and Dan, sent by {what}");
    }
}

type Operation = fn(&mut Service) -> Result<(), ChatError>;

/// Rules: 6.3
#[test]
fn all_members_of_a_large_group_receive_its_events() {
    const MEMBERS: u64 = 300;
    let mut service = friends_of_many(MEMBERS);
    let group = service.create_group(ADA).expect("Ada exists");
    for user in (1..MEMBERS).map(UserId) {
        service.invite(ADA, group, user).expect("Ada is a friend of everyone");
    }
    assert_eq!(service.members(BEN, group).map(|members| members.len()), Ok(300), "number of members");
    let mut subscriptions: Vec<_> = (0..MEMBERS).map(|user| subscribe(&mut service, UserId(user))).collect();
    service.post(BEN, group, "x").expect("members post");
    let posted = Event::MessagePosted { chat: group, message: MessageId(0), author: BEN };
    for (user, subscription) in (0..).map(UserId).zip(&mut subscriptions) {
        let expected = if user == BEN { vec![] } else { vec![posted] };
        assert_eq!(drain(subscription), expected, "events for user {user} after a post by user 1 in a group of 300");
    }
}

/// Rules: 6.1
#[test]
fn events_arrive_in_the_order_of_operations() {
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
    assert_eq!(drain(&mut subscription), expected, "events for Cleo");
    assert_eq!(subscription.try_next(), None, "next event after all were taken");
}

/// Rules: 6.1
#[test]
fn a_subscription_receives_only_later_events() {
    let (mut service, group) = group_of_three();
    service.post(ADA, group, "before").expect("members post");
    let mut first = subscribe(&mut service, BEN);
    assert_eq!(first.try_next(), None, "event from before the subscription");
    service.post(ADA, group, "between").expect("members post");
    let mut second = subscribe(&mut service, BEN);
    service.post(ADA, group, "after").expect("members post");
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    assert_eq!(drain(&mut first), [posted(1), posted(2)], "events after the first of two subscriptions");
    assert_eq!(drain(&mut second), [posted(2)], "events after the second of two subscriptions");
}

/// Rules: 6.1
#[test]
fn equal_events_of_two_operations_arrive_twice() {
    let (mut service, group) = group_of_three();
    let mut subscription = subscribe(&mut service, ADA);
    for _ in 0..2 {
        service.leave(CLEO, group).expect("members leave");
        service.invite(ADA, group, CLEO).expect("Cleo is a friend of Ada");
    }
    let left = Event::MemberLeft { chat: group, user: CLEO };
    assert_eq!(drain(&mut subscription), [left, left], "events for Ada, who invited Cleo again each time Cleo left");
}

/// Rules: 6.3, 6.2
#[test]
fn former_members_receive_no_events_of_the_chat() {
    let (mut service, group) = group_of_three();
    let mut subscriptions = [ADA, BEN].map(|user| subscribe(&mut service, user));
    service.leave(BEN, group).expect("members leave");
    service.post(ADA, group, "x").expect("members post");
    service.leave(CLEO, group).expect("members leave");
    let [ada, ben] = subscriptions.each_mut().map(drain);
    assert_eq!(ben, [], "events for Ben, who left the group");
    let left = [BEN, CLEO].map(|user| Event::MemberLeft { chat: group, user });
    assert_eq!(ada, left, "events for Ada, who posted and stayed");
}

/// Rules: 6.4
#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::three(3)]
fn a_full_subscription_drops_the_oldest_event(#[case] events: usize) {
    let (mut service, group) = group_of_three();
    let mut unread = service.subscribe(BEN, capacity(events)).expect("Ben exists");
    let mut read = service.subscribe(BEN, capacity(1)).expect("Ben exists");
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    for message in 0..10 {
        service.post(ADA, group, "x").expect("a full subscription does not block");
        assert_eq!(read.try_next(), Some(posted(message)), "event taken at once from another subscription");
        let missed = (message + 1).saturating_sub(events as u64);
        assert_eq!(unread.missed(), missed, "missed events of {}, with capacity {events}", message + 1);
    }
    let kept: Vec<_> = (10 - events as u64..10).map(posted).collect();
    assert_eq!(drain(&mut unread), kept, "events left in the full subscription, oldest first");
    assert_eq!(read.missed(), 0, "missed events of the subscription that was read at once");
    service.post(ADA, group, "x").expect("members post");
    assert_eq!(drain(&mut unread), [posted(10)], "event received after the queue was emptied");
    assert_eq!(unread.missed(), 10 - events as u64, "missed events after the rest was read");
}

/// Rules: 6.4
#[test]
fn missed_counts_more_events_than_fit_into_16_bits() {
    // In a single chat, a `post` that walks the history would take too long to fail.
    const GROUPS: u64 = 256;
    const POSTS: u64 = 258;
    const EVENTS: u64 = GROUPS * POSTS;
    let mut service = ada_and_friends();
    let groups: Vec<ChatId> = (0..GROUPS)
        .map(|_| {
            let group = service.create_group(ADA).expect("Ada exists");
            service.invite(ADA, group, BEN).expect("Ben is a friend of Ada");
            group
        })
        .collect();
    let mut subscription = service.subscribe(BEN, capacity(300)).expect("Ben exists");
    for &group in &groups {
        for _ in 0..POSTS {
            service.post(ADA, group, "x").expect("members post");
        }
    }
    assert_eq!(subscription.missed(), EVENTS - 300, "missed events of {EVENTS}, with capacity 300");
    assert_eq!(drain(&mut subscription).len(), 300, "number of events left in the full subscription");
}

/// Rules: 6.4
#[test]
fn a_full_subscription_takes_no_further_memory() {
    let allocated = |subscribes: bool| {
        let (mut service, chat) = private_chat();
        let _subscription = subscribes.then(|| service.subscribe(BEN, capacity(2)).expect("Ben exists"));
        let used = testkit::count_allocations(|| {
            for _ in 0..1000 {
                service.post(ADA, chat, "x").expect("friends post");
            }
        });
        used.bytes_current
    };
    let events = allocated(true) - allocated(false);
    assert!(events < 4_000, "{events}: bytes for the events of 1,000 unread messages, with capacity 2");
}

/// Rules: 6.5
#[test]
fn a_capacity_can_exceed_the_memory() {
    // If an implementation cut these capacities to fewer bits, some would become 0.
    for events in [1 << 8, 1 << 16, usize::MAX / 2 + 1, usize::MAX] {
        let (mut service, group) = group_of_three();
        let mut subscription = service.subscribe(BEN, capacity(events)).expect("a capacity is only a limit");
        for text in ["one", "two"] {
            service.post(ADA, group, text).expect("members post");
        }
        assert_eq!(drain(&mut subscription).len(), 2, "number of events received, of two, with capacity {events}");
        assert_eq!(subscription.missed(), 0, "missed events, of two, with capacity {events}");
    }
}

/// Rules: 6.5
#[test]
fn subscribe_allocates_no_memory_for_events() {
    let allocated = |events| {
        let mut service = strangers();
        let used = testkit::count_allocations(|| drop(service.subscribe(BEN, capacity(events)).expect("Ben exists")));
        used.bytes_total
    };
    let (few, many) = (allocated(1), allocated(100));
    assert_eq!(many, few, "bytes allocated by subscribing with capacity 100, compared with capacity 1");
    let mut service = strangers();
    let mut subscriptions = Vec::with_capacity(100);
    let used = testkit::count_allocations(|| subscriptions.extend((0..100).map(|_| subscribe(&mut service, BEN))));
    let each = used.bytes_current / 100;
    // Thirteen events alone take as much.
    assert!(each < 400, "{each}: bytes of each of 100 subscriptions that have received no event");
}

/// Rules: 6.6
#[test]
fn dropping_a_subscription_does_not_affect_others() {
    let (mut service, group) = group_of_three();
    let mut subscriptions: Vec<_> = (0..3).map(|_| subscribe(&mut service, BEN)).collect();
    drop(subscriptions.remove(1));
    let posted = |message| Event::MessagePosted { chat: group, message: MessageId(message), author: ADA };
    assert_eq!(service.post(ADA, group, "x"), Ok(MessageId(0)), "post after one of three subscriptions was dropped");
    for subscription in &mut subscriptions {
        assert_eq!(drain(subscription), [posted(0)], "events of the other subscriptions");
    }
    subscriptions.clear();
    assert_eq!(service.post(ADA, group, "x"), Ok(MessageId(1)), "post after all subscriptions were dropped");
    let mut again = subscribe(&mut service, BEN);
    service.post(CLEO, group, "x").expect("members post");
    assert_eq!(drain(&mut again).len(), 1, "number of events for a new subscription");
}

/// Rules: 6.6
#[test]
fn dropped_subscriptions_take_no_memory() {
    let mut service = strangers();
    let mut kept = subscribe(&mut service, BEN);
    let used = testkit::count_allocations(|| {
        for _ in 0..1000 {
            drop(subscribe(&mut service, BEN));
        }
    });
    let what = "bytes still allocated after 1,000 subscriptions of one user were dropped, each before the next";
    assert!(used.bytes_current < 4_000, "{}: {what}", used.bytes_current);
    let mut newest = None;
    let used = testkit::count_allocations(|| {
        let subscriptions: Vec<_> = (0..1000).map(|_| subscribe(&mut service, BEN)).collect();
        newest = Some(subscribe(&mut service, BEN));
        drop(subscriptions);
        drop(subscribe(&mut service, BEN));
    });
    let what =
        "bytes still allocated after 1,000 of 1,002 subscriptions of one user were dropped together, and one more";
    assert!(used.bytes_current < 20_000, "{}: {what}", used.bytes_current);
    befriend(&mut service, ADA, BEN);
    for subscription in newest.iter_mut().chain([&mut kept]) {
        assert_eq!(drain(subscription).len(), 1, "number of events for the subscriptions that were kept");
    }
}

/// Rules: 6.7
#[test]
fn events_can_be_taken_after_the_service_is_dropped() {
    let mut subscription = {
        let (mut service, group) = group_of_three();
        let subscription = subscribe(&mut service, BEN);
        service.post(ADA, group, "x").expect("members post");
        subscription
    };
    assert_eq!(drain(&mut subscription).len(), 1, "number of events taken after the service was dropped");
}

/// Rules: 6.7
#[test]
fn a_subscription_outlives_its_user() {
    let (mut service, group) = group_of_three();
    let mut subscription = subscribe(&mut service, BEN);
    service.post(ADA, group, "x").expect("members post");
    service.remove_user(BEN).expect("Ben exists");
    service.post(ADA, group, "y").expect("members post");
    let event = Event::MessagePosted { chat: group, message: MessageId(0), author: ADA };
    assert_eq!(drain(&mut subscription), [event], "events for Ben, who was removed between two messages");
}

/// Rules: 0.4
#[test]
fn subscribe_needs_an_existing_user() {
    let (mut service, _) = group_of_three();
    service.remove_user(BEN).expect("Ben exists");
    let unknown = NEVER_ISSUED.map(|id| (UserId(id), ChatError::UnknownUser(UserId(id))));
    for (user, reason) in unknown.into_iter().chain([(BEN, ChatError::RemovedUser(BEN))]) {
        let what = format!("subscribing user {user}; user 1 was removed");
        assert_fails(&mut service, |service| service.subscribe(user, capacity(1)).map(drop), reason, &what);
    }
}

/// Returns the events that a successful operation sends by rule 6.3, and their receivers.
fn expected_events(before: &State, op: Op, output: Output, after: &State) -> BTreeSet<(UserId, String)> {
    let members =
        |state: &State, chat| -> Vec<UserId> { state.chat(chat).map(|chat| chat.members.clone()).unwrap_or_default() };
    let others = |users: Vec<UserId>, actor: UserId, event: Event| -> Deliveries {
        users.into_iter().filter(|&user| user != actor).map(|user| (user, event)).collect()
    };
    let sender = |request| after.requests.iter().find(|known| known.id == request).map(|known| known.sender);
    let events: Deliveries = match (op, output) {
        (Op::Send(user, other), Output::Outcome(RequestOutcome::Sent(request))) => {
            vec![(other, Event::RequestReceived { request, from: user })]
        }
        (Op::Send(user, other) | Op::Befriend(user, other), Output::Outcome(RequestOutcome::Accepted(request))) => {
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
        (Op::OpenPrivate(by, other), Output::Chat(chat)) if before.chat(chat).is_none() => {
            vec![(other, Event::ChatOpened { chat, by })]
        }
        (Op::Post(author, chat, _), Output::Message(message)) => {
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
            let affected = pairs.flat_map(|(one, two)| [one, two]).chain(chats.flat_map(|chat| chat.members.clone()));
            others(affected.collect(), user, Event::UserRemoved { user })
        }
        _ => Vec::new(),
    };
    events.into_iter().map(|(user, event)| (user, format!("{event:?}"))).collect()
}

/// The capacity of the small subscriptions in the law.
const FEW: usize = 2;

/// A user with two subscriptions: the events of the large one are always taken, those of the small one now and then.
struct Receiver {
    user: UserId,
    large: Subscription,
    small: Subscription,
    /// The events that the small subscription holds.
    held: VecDeque<Event>,
    missed: u64,
}

impl Receiver {
    fn new(service: &mut Service, user: UserId) -> Self {
        let large = subscribe(service, user);
        let small = service.subscribe(user, capacity(FEW)).expect("the user exists");
        Self { user, large, small, held: VecDeque::new(), missed: 0 }
    }

    /// Takes all events of the large subscription and returns them. `takes` decides whether to take one of the small one.
    fn receive(&mut self, takes: bool, after: Op) -> Vec<Event> {
        let events = drain(&mut self.large);
        for &event in &events {
            if self.held.len() == FEW {
                self.held.pop_front();
                self.missed += 1;
            }
            self.held.push_back(event);
        }
        let user = self.user;
        assert_eq!(self.small.missed(), self.missed, "missed events of user {user}, capacity {FEW}, after {after:?}");
        if takes {
            let next = self.small.try_next();
            assert_eq!(next, self.held.pop_front(), "oldest event of user {user}, capacity {FEW}, after {after:?}");
        }
        events
    }
}

/// Rules: 6.1, 6.2, 6.3, 6.4
#[test]
fn law_every_operation_sends_the_expected_events_once() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        let mut service = empty();
        let mut receivers: Vec<Receiver> = Vec::new();
        let mut before = State::default();
        for (step, op) in script.steps().enumerate() {
            let result = apply(&mut service, op);
            let after = state_of(&service, Scope::Chats);
            let mut received = BTreeSet::new();
            for receiver in &mut receivers {
                let user = receiver.user;
                for event in receiver.receive(step % 4 == 0, op) {
                    let is_new = received.insert((user, format!("{event:?}")));
                    assert!(is_new, "user {user} received {event:?} twice, after {op:?}");
                }
            }
            match &result {
                Ok(output) => {
                    assert_eq!(received, expected_events(&before, op, *output, &after), "events sent by {op:?}");
                }
                Err(reason) => {
                    assert_eq!(received, BTreeSet::new(), "events sent by {op:?}, which failed: {reason}");
                }
            }
            if let Ok(Output::User(user)) = result {
                receivers.push(Receiver::new(&mut service, user));
            }
            before = after;
        }
    });
}
