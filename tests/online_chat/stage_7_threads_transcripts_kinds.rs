//! # Threads, transcripts, kinds
//!
//! This stage adds three extensions. If your design is good, you can add all of them without a rewrite.
//!
//! **Threads.** `SharedChat` is a handle to a service that many threads use. What happens to your lock when a closure
//! panics?
//!
//! **Transcripts.** A `Transcript` is a checked copy of a chat. You can convert it to a `TranscriptSnapshot`, which is
//! plain data that serde can write, and back. Since somebody may have edited the data in between, the conversion back
//! is a `TryFrom`, with one error per fault.
//!
//! **Kinds.** `create_group_of_kind` accepts any `ChatKind`. For example, this suite has announcements, where only the
//! creator posts. Implement `Private` and `Group`, and from now on, let the chat's kind decide every permission.
//!
//! Look up: `RwLock` and `PoisonError::into_inner`; `#[serde(try_from = …, into = …)]`; trait objects.
//!
//! Time box: 30 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;

use enum_iterator::all;
use online_chat::{
    Action, Author, ChatError, ChatId, ChatKind, ChatService, Clock, Event, Group, MAX_TEXT, Message, MessageId,
    Participant, Private, RequestOutcome, SharedChat, Standing, Timestamp, Transcript, TranscriptError,
    TranscriptSnapshot, UserId,
};
use proptest::prelude::*;
use proptest::sample::subsequence;
use rstest::rstest;

use super::support::{
    ADA, BEN, CLEO, DAN, InitialState, ManualClock, Op, Scope, Script, Service, State, ada_and_friends, apply,
    assert_fails, at, befriend, clocked, clocked_strangers, hash, ops_to_stage_5, similar_names, state_of, strangers,
};

const fn assert_clone<T: Clone>() {}
const fn assert_send_and_sync<T: Send + Sync>() {}

/// A compile error here means that threads cannot share the service or a handle.
const _: () = {
    assert_send_and_sync::<ChatService>();
    assert_send_and_sync::<SharedChat<Arc<ManualClock>>>();
    assert_clone::<SharedChat<Arc<ManualClock>>>();
};

// Threads.

/// A clock that advances by one second at each call.
#[derive(Debug, Default)]
struct TickingClock(AtomicU64);

impl Clock for TickingClock {
    fn now(&self) -> Timestamp {
        at(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

const THREADS: u64 = 8;
const POSTS: u64 = 25;

/// Creates a service with eight users in one group. User 0 is the creator.
fn group_of_eight() -> (SharedChat<TickingClock>, ChatId) {
    let mut service = ChatService::with_clock(TickingClock::default());
    for name in 0..THREADS {
        service.add_user(&format!("user {name}"), hash("x")).expect("the name is free");
    }
    let group = service.create_group(ADA).expect("Ada can create a group");
    for user in (1..THREADS).map(UserId) {
        befriend(&mut service, user, ADA);
        service.invite(ADA, group, user).expect("they are friends");
    }
    (SharedChat::new(service), group)
}

/// Runs `work` for eight users at the same time, each on its own thread and handle.
fn run_on_threads<T: Send>(
    shared: &SharedChat<TickingClock>,
    work: impl Fn(&SharedChat<TickingClock>, UserId) -> T + Sync,
) -> Vec<T> {
    let (start, work) = (&Barrier::new(THREADS as usize), &work);
    thread::scope(|scope| {
        let run = |user| {
            let handle = shared.clone();
            scope.spawn(move || {
                start.wait();
                work(&handle, UserId(user))
            })
        };
        let running: Vec<_> = (0..THREADS).map(run).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Rules: 7.1
#[test]
fn clones_are_handles_to_one_service() {
    let other = {
        let shared = SharedChat::new(strangers());
        let other = shared.clone();
        let eve = shared.write(|service| service.add_user("Eve", hash("Eve")));
        assert_eq!(eve, Ok(UserId(4)), "value returned by write");
        other
    };
    assert_eq!(
        other.read(|service| service.find_user("Eve")),
        Some(UserId(4)),
        "user named Eve, found through another handle"
    );
    let fourth = other.read(|service| service.user(DAN).map(|dan| dan.name.clone()));
    assert_eq!(fourth.as_deref(), Ok("Dan"), "name of user 3 after the first handle was dropped");
}

/// Rules: 7.1
#[test]
fn the_last_handle_drops_the_service() {
    let (service, clock) = clocked();
    let mut handles = vec![SharedChat::new(service); 3];
    for left in (0..3).rev() {
        handles.truncate(left);
        let is_alive = Arc::strong_count(&clock) > 1;
        assert_eq!(is_alive, left > 0, "existence of the service and its clock, with {left} handles left");
    }
}

/// Rules: 7.2, 6.1
#[test]
fn posts_of_eight_threads_arrive_once_and_in_order() {
    let (shared, group) = group_of_eight();
    let mut subscription = shared.write(|service| {
        service.add_user("reader", hash("x")).expect("the name is free");
        befriend(service, UserId(THREADS), ADA);
        service.invite(ADA, group, UserId(THREADS)).expect("they are friends");
        service.subscribe(UserId(THREADS), 1000.try_into().expect("it is positive")).expect("the reader exists")
    });
    run_on_threads(&shared, |shared, user| {
        for n in 0..POSTS {
            shared.write(|service| service.post(user, group, &n.to_string())).expect("members post");
        }
    });
    shared.read(|service| {
        let messages: Vec<_> = service.messages(ADA, group).expect("Ada is a member").collect();
        assert_eq!(messages.len() as u64, THREADS * POSTS, "number of messages, of {THREADS} x {POSTS} posts");
        assert!(messages.iter().zip(0..).all(|(message, id)| message.id.0 == id), "message ids are not 0, 1, 2, …");
        assert!(messages.is_sorted_by(|one, two| one.sent < two.sent), "times of messages are not ascending");
        for user in (0..THREADS).map(UserId) {
            let own = messages.iter().filter(|message| message.author == Author::User(user));
            let own: Vec<_> = own.map(|message| message.text.to_owned()).collect();
            let expected: Vec<_> = (0..POSTS).map(|n| n.to_string()).collect();
            assert_eq!(own, expected, "messages of user {user}, in the order posted");
        }
        let received: Vec<_> = std::iter::from_fn(|| subscription.try_next()).collect();
        let expected: Vec<_> = messages
            .iter()
            .map(|&Message { id: message, author, .. }| match author {
                Author::User(author) => Event::MessagePosted { chat: group, message, author },
                Author::Removed => panic!("no user was removed"),
            })
            .collect();
        assert_eq!(received, expected, "events for the reader: each message once, in order");
    });
}

/// Rules: 7.2
#[test]
fn other_threads_never_see_half_of_a_closure() {
    let (shared, group) = group_of_eight();
    run_on_threads(&shared, |shared, user| {
        for _ in 0..POSTS {
            shared.write(|service| {
                service.post(user, group, "question").expect("members post");
                service.post(user, group, "answer").expect("members post");
            });
            let texts = shared.read(|service| service.messages(user, group).map(Iterator::count));
            assert_eq!(
                texts.map(|count| count % 2),
                Ok(0),
                "parity of the number of messages, which are posted in pairs"
            );
        }
    });
    let transcript = shared.read(|service| service.transcript(ADA, group)).expect("Ada is a member");
    for pair in transcript.messages().chunks(2) {
        let texts: Vec<_> = pair.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["question", "answer"], "adjacent messages posted by one closure");
        assert_eq!(pair[0].author, pair[1].author, "authors of two adjacent messages");
    }
}

/// Rules: 7.2, 2.7
#[test]
fn crossing_requests_on_threads_make_one_friendship_each() {
    let shared = SharedChat::new(ChatService::with_clock(TickingClock::default()));
    for name in 0..THREADS {
        shared.write(|service| service.add_user(&name.to_string(), hash("x"))).expect("the name is free");
    }
    let outcomes = run_on_threads(&shared, |shared, user| {
        let partner = UserId(user.0 ^ 1);
        shared.write(|service| service.send_request(user, partner)).expect("one of the two comes first")
    });
    let accepted = outcomes.iter().filter(|outcome| matches!(outcome, RequestOutcome::Accepted(_))).count();
    assert_eq!(accepted as u64, THREADS / 2, "number of requests that accepted a crossing one, one per pair");
    let State { friendships, requests, .. } = shared.read(|service| state_of(service, Scope::Friends));
    let pairs: Vec<_> = (0..THREADS).step_by(2).map(|user| (UserId(user), UserId(user + 1))).collect();
    assert_eq!(friendships, pairs, "friendships, one per pair");
    assert_eq!(requests.len() as u64, THREADS / 2, "requests, one per pair");
}

const ON_PURPOSE: &str = "on purpose";

/// Panics without printing a message.
fn panic_on_purpose() {
    resume_unwind(Box::new(ON_PURPOSE));
}

/// Rules: 7.3
#[test]
fn handles_stay_usable_after_a_panic() {
    let shared = SharedChat::new(strangers());
    let other = shared.clone();
    let panicking = AssertUnwindSafe(|| {
        shared.write(|service| {
            service.rename(ADA, "Eve").expect("the name is free");
            panic_on_purpose();
        });
    });
    let reason = |outcome: thread::Result<()>| outcome.err()?.downcast_ref::<&str>().copied();
    let outcome = catch_unwind(panicking);
    assert_eq!(reason(outcome), Some(ON_PURPOSE), "panic that reached the caller of write");
    let outcome = catch_unwind(AssertUnwindSafe(|| other.read(|_| panic_on_purpose())));
    assert_eq!(reason(outcome), Some(ON_PURPOSE), "panic that reached the caller of read");
    let name = other.read(|service| service.user(ADA).map(|ada| ada.name.clone()));
    assert_eq!(name.as_deref(), Ok("Eve"), "name changed before the panic");
    assert_eq!(other.write(|service| service.rename(ADA, "Ada")), Ok(()), "write after a panic");
}

/// Rules: 6.7
#[test]
fn another_thread_can_read_a_subscription() {
    let (shared, group) = group_of_eight();
    let subscription = shared.write(|service| service.subscribe(BEN, 100.try_into().expect("it is positive")));
    let mut subscription = subscription.expect("Ben exists");
    let received = thread::scope(|scope| {
        // The channel closes after the last post, or when posting panics, so the reader never waits forever.
        let (posting, posted) = mpsc::channel::<()>();
        let reader = scope.spawn(move || {
            let early = std::iter::from_fn(|| subscription.try_next()).count();
            posted.recv().expect_err("the channel only closes");
            early + std::iter::from_fn(|| subscription.try_next()).count()
        });
        for _ in 0..POSTS {
            shared.write(|service| service.post(ADA, group, "x")).expect("members post");
        }
        drop(posting);
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    });
    assert_eq!(received as u64, POSTS, "number of events taken during and after posting");
}

// Transcripts.

/// Creates a group with messages of Ada, Ben and Cleo. Then Ben left, Cleo was removed, and Dan joined.
fn group_with_history() -> (Service, ChatId) {
    let (mut service, clock) = clocked_strangers();
    let group = service.create_group(ADA).expect("Ada exists");
    for user in [BEN, CLEO] {
        befriend(&mut service, user, ADA);
        service.invite(ADA, group, user).expect("they are friends");
    }
    for (time, user, text) in [(5, ADA, "one"), (8, BEN, " two\n"), (8, CLEO, "three")] {
        clock.set(time);
        service.post(user, group, text).expect("members post");
    }
    service.leave(BEN, group).expect("members leave");
    service.remove_user(CLEO).expect("Cleo exists");
    befriend(&mut service, ADA, DAN);
    service.invite(ADA, group, DAN).expect("Dan is a friend of Ada");
    (service, group)
}

/// Returns the snapshot of `group_with_history`.
fn valid_snapshot() -> TranscriptSnapshot {
    let participant = |user, name: &str| Participant { user, name: name.to_owned() };
    let message =
        |id, author, text: &str, time| Message { id: MessageId(id), author, text: text.to_owned(), sent: at(time) };
    TranscriptSnapshot {
        chat: ChatId(0),
        participants: vec![participant(ADA, "Ada"), participant(BEN, "Ben"), participant(DAN, "Dan")],
        messages: vec![
            message(0, Author::User(ADA), "one", 5),
            message(1, Author::User(BEN), " two\n", 8),
            message(2, Author::Removed, "three", 8),
        ],
    }
}

/// Rules: 7.4
#[test]
fn a_transcript_contains_participants_and_messages() {
    let (service, group) = group_with_history();
    let transcript = service.transcript(DAN, group).expect("Dan is a member");
    assert_eq!(transcript.chat(), group, "id of the chat");
    assert_eq!(
        transcript.participants(),
        valid_snapshot().participants,
        "participants: the members Ada and Dan, and the author Ben, who left"
    );
    assert_eq!(transcript.messages(), valid_snapshot().messages, "messages of the transcript");
    assert_eq!(TranscriptSnapshot::from(transcript), valid_snapshot(), "snapshot of the transcript");
}

/// Rules: 7.4
#[test]
fn a_former_member_without_messages_does_not_participate() {
    let (mut service, group) = group_with_history();
    service.leave(DAN, group).expect("members leave");
    let transcript = service.transcript(ADA, group).expect("Ada is a member");
    let users: Vec<_> = transcript.participants().iter().map(|one| one.user).collect();
    assert_eq!(users, [ADA, BEN], "participants, after Dan left without a message");
}

/// Rules: 7.4
#[test]
fn participants_have_their_current_names() {
    let (mut service, group) = group_with_history();
    service.rename(BEN, "Ben B.").expect("the name is free");
    service.rename(DAN, "Ben").expect("the name is free");
    service.add_user("Cleo", hash("Cleo")).expect("the name is free");
    let transcript = service.transcript(ADA, group).expect("Ada is a member");
    let names: Vec<_> = transcript.participants().iter().map(|one| (one.user.0, one.name.as_str())).collect();
    assert_eq!(names, [(0, "Ada"), (1, "Ben B."), (3, "Ben")], "participants after two were renamed");
}

/// Asserts that all members of a chat get the same correct transcript, and that nobody else gets one.
///
/// Returns the transcripts of all chats.
#[track_caller]
fn assert_transcripts(service: &Service, when: &str) -> Vec<Transcript> {
    let State { users, chats, .. } = state_of(service, Scope::Chats);
    for chat in &chats {
        let takes_part = |user: UserId| {
            chat.members.contains(&user) || chat.messages.iter().any(|message| message.author == Author::User(user))
        };
        let participants = users.iter().filter(|user| takes_part(user.id));
        let participants: Vec<_> =
            participants.map(|user| Participant { user: user.id, name: user.name.clone() }).collect();
        for &member in &chat.members {
            let what = format!("in the transcript of chat {} for user {member}, {when}", chat.id);
            let transcript = service.transcript(member, chat.id).expect("members can read");
            assert_eq!(transcript.messages(), chat.messages, "messages {what}");
            assert_eq!(transcript.participants(), participants, "participants {what}");
        }
    }
    for (user, chat) in (0..6).flat_map(|user| (0..6).map(move |chat| (UserId(user), ChatId(chat)))) {
        let may_read = service.authorize(user, chat, Action::Read);
        let result = service.transcript(user, chat).map(drop);
        assert_eq!(result, may_read, "result of transcript of chat {chat} for user {user}, {when}");
    }
    let transcripts = chats.iter().map(|chat| service.transcript(chat.members[0], chat.id).expect("members can read"));
    transcripts.collect()
}

/// Rules: 7.4, 5.9
#[test]
fn an_earlier_transcript_does_not_affect_a_later_one() {
    let (private, group) = (ChatId(0), ChatId(1));
    let operations = [
        Op::Post(ADA, group, "one"),
        Op::Post(BEN, group, "two"),
        Op::Post(CLEO, group, "three"),
        Op::Post(BEN, private, "psst"),
        Op::Rename(CLEO, "Cleo C."),
        Op::Leave(BEN, group),
        Op::Rename(BEN, "Ben B."),
        Op::RemoveMember(ADA, group, CLEO),
        Op::Rename(CLEO, "Cleo"),
        Op::Invite(ADA, group, BEN),
        Op::Befriend(BEN, DAN),
        Op::Invite(BEN, group, DAN),
        Op::Post(DAN, group, "four"),
        Op::Unfriend(ADA, BEN),
        Op::Rename(BEN, "Eve"),
        Op::Leave(DAN, group),
        Op::RemoveUser(CLEO),
        Op::RemoveUser(DAN),
        Op::AddUser("Dan"),
        Op::RemoveUser(BEN),
        Op::Leave(ADA, group),
    ];
    let mut service = InitialState::Groups.service();
    assert_transcripts(&service, "before all operations");
    for op in operations {
        let result = apply(&mut service, op);
        assert!(result.is_ok(), "{op:?} should succeed: {result:?}");
        assert_transcripts(&service, &format!("after {op:?}; an earlier transcript was made just before"));
    }
}

/// Rules: 7.4, 3.6
#[test]
fn transcript_needs_permission_to_read() {
    let (mut service, group) = group_with_history();
    let reason = ChatError::NotInChat { user: BEN, chat: group };
    assert_fails(&mut service, |service| service.transcript(BEN, group), reason, "transcript for Ben, who left");
    let reason = ChatError::RemovedUser(CLEO);
    assert_fails(
        &mut service,
        |service| service.transcript(CLEO, group),
        reason,
        "transcript for Cleo, a removed user",
    );
    let private = service.open_private(ADA, DAN).expect("they are friends");
    service.post(DAN, private, "psst").expect("friends post");
    service.unfriend(ADA, DAN).expect("they are friends");
    let transcript = service.transcript(ADA, private).expect("former friends read");
    assert_eq!(transcript.messages().len(), 1, "number of messages in the transcript of a private chat");
}

/// Rules: 7.6
#[test]
fn serde_writes_a_transcript_as_its_snapshot() {
    let (service, group) = group_with_history();
    let transcript = service.transcript(ADA, group).expect("Ada is a member");
    let json = serde_json::to_value(&transcript).expect("a transcript can be serialized");
    let sent = |secs: u64| serde_json::json!({ "secs": secs, "nanos": 0 });
    let expected = serde_json::json!({
        "chat": 0,
        "participants": [
            { "user": 0, "name": "Ada" },
            { "user": 1, "name": "Ben" },
            { "user": 3, "name": "Dan" },
        ],
        "messages": [
            { "id": 0, "author": { "user": 0 }, "text": "one", "sent": sent(5) },
            { "id": 1, "author": { "user": 1 }, "text": " two\n", "sent": sent(8) },
            { "id": 2, "author": "removed", "text": "three", "sent": sent(8) },
        ],
    });
    assert_eq!(json, expected, "JSON of the transcript");
    let back: Transcript = serde_json::from_value(json).expect("valid JSON can be deserialized");
    assert_eq!(back, transcript, "transcript read from its JSON");
}

/// Rules: 7.5, 7.6
#[rstest]
#[case::participant_repeated(
    |s: &mut TranscriptSnapshot| s.participants[1] = s.participants[0].clone(),
    TranscriptError::ParticipantOutOfOrder { user: ADA }
)]
#[case::participants_swapped(
    |s: &mut TranscriptSnapshot| s.participants.swap(1, 2),
    TranscriptError::ParticipantOutOfOrder { user: BEN }
)]
#[case::largest_id_repeated(
    |s: &mut TranscriptSnapshot| s.participants.extend(["Eve", "Fay"].map(|name| {
        Participant { user: UserId(u64::MAX), name: name.to_owned() }
    })),
    TranscriptError::ParticipantOutOfOrder { user: UserId(u64::MAX) }
)]
#[case::blank_name(
    |s: &mut TranscriptSnapshot| s.participants[1].name = String::new(),
    TranscriptError::BadName { user: BEN }
)]
#[case::untrimmed_name(
    |s: &mut TranscriptSnapshot| s.participants[1].name = String::from("Ben "),
    TranscriptError::BadName { user: BEN }
)]
#[case::name_untrimmed_in_unicode(
    |s: &mut TranscriptSnapshot| s.participants[1].name = String::from("\u{3000}Ben"),
    TranscriptError::BadName { user: BEN }
)]
#[case::name_repeated(
    |s: &mut TranscriptSnapshot| s.participants[2].name = String::from("Ada"),
    TranscriptError::NameTwice { name: String::from("Ada") }
)]
#[case::first_message_missing(
    |s: &mut TranscriptSnapshot| drop(s.messages.remove(0)),
    TranscriptError::MessageOutOfOrder { expected: MessageId(0), found: MessageId(1) }
)]
#[case::first_message_with_a_large_id(
    |s: &mut TranscriptSnapshot| s.messages[0].id = MessageId(1 << 32),
    TranscriptError::MessageOutOfOrder { expected: MessageId(0), found: MessageId(1 << 32) }
)]
#[case::message_missing(
    |s: &mut TranscriptSnapshot| drop(s.messages.remove(1)),
    TranscriptError::MessageOutOfOrder { expected: MessageId(1), found: MessageId(2) }
)]
#[case::message_repeated(
    |s: &mut TranscriptSnapshot| s.messages.push(s.messages[2].clone()),
    TranscriptError::MessageOutOfOrder { expected: MessageId(3), found: MessageId(2) }
)]
#[case::messages_swapped(
    |s: &mut TranscriptSnapshot| s.messages.swap(0, 1),
    TranscriptError::MessageOutOfOrder { expected: MessageId(0), found: MessageId(1) }
)]
#[case::author_not_a_participant(
    |s: &mut TranscriptSnapshot| s.messages[2].author = Author::User(CLEO),
    TranscriptError::UnknownAuthor { message: MessageId(2), author: CLEO }
)]
#[case::blank_text(
    |s: &mut TranscriptSnapshot| s.messages[1].text = String::from(" \n"),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::BlankText }
)]
#[case::blank_text_of_a_removed_author(
    |s: &mut TranscriptSnapshot| (s.messages[1].author, s.messages[1].text) = (Author::Removed, String::from(" ")),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::BlankText }
)]
#[case::text_too_long_with_white_space(
    |s: &mut TranscriptSnapshot| s.messages[1].text = format!(" {}", "x".repeat(MAX_TEXT)),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::TextTooLong { length: MAX_TEXT + 1 } }
)]
#[case::text_too_long(
    |s: &mut TranscriptSnapshot| s.messages[1].text = "ß".repeat(MAX_TEXT + 1),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::TextTooLong { length: MAX_TEXT + 1 } }
)]
fn an_invalid_snapshot_is_an_error(#[case] corrupt: Change, #[case] reason: TranscriptError) {
    let mut snapshot = valid_snapshot();
    corrupt(&mut snapshot);
    assert_eq!(Transcript::try_from(snapshot.clone()), Err(reason.clone()), "conversion of {snapshot:?}");
    let json = serde_json::to_string(&snapshot).expect("any snapshot can be serialized");
    let read = serde_json::from_str::<Transcript>(&json).map_err(|error| error.to_string());
    let is_expected = read.as_ref().is_err_and(|error| error.starts_with(&reason.to_string()));
    assert!(is_expected, "deserializing should fail with \"{reason}\", but returned {read:?}");
}

/// A change of a snapshot.
type Change = fn(&mut TranscriptSnapshot);

/// Rules: 7.5
#[test]
fn a_valid_snapshot_is_accepted() {
    let changes: [(&str, Change); 8] = [
        ("no messages", |s| s.messages.clear()),
        ("nobody", |s| {
            s.participants.clear();
            s.messages.iter_mut().for_each(|message| message.author = Author::Removed);
        }),
        ("ids with gaps", |s| s.participants[2].user = UserId(u64::MAX)),
        ("names that look alike", |s| {
            let named = (0..).map(UserId).zip(similar_names());
            s.participants = named.map(|(user, name)| Participant { user, name }).collect();
        }),
        ("unusual name", |s| s.participants[2].name = String::from("\u{7}  d")),
        ("longest text", |s| s.messages[1].text = "ß".repeat(MAX_TEXT)),
        ("equal texts", |s| s.messages[1].text = s.messages[0].text.clone()),
        ("clock set back", |s| s.messages[0].sent = at(9)),
    ];
    for (what, change) in changes {
        let mut snapshot = valid_snapshot();
        change(&mut snapshot);
        let transcript = Transcript::try_from(snapshot.clone());
        assert_eq!(transcript.map(TranscriptSnapshot::from), Ok(snapshot), "to a transcript and back: {what}");
    }
}

/// Rules: 7.4, 7.5, 7.6
#[test]
fn law_transcripts_survive_a_round_trip() {
    testkit::law(Script::of(InitialState::Groups, ops_to_stage_5()), |script| {
        let (mut service, clock) = clocked();
        for (op, time) in script.steps().zip(0..) {
            clock.set(time);
            apply(&mut service, op).ok();
            // An earlier transcript must not affect a later one.
            for (user, chat) in [(ADA, ChatId(0)), (BEN, ChatId(1)), (BEN, ChatId(2))] {
                service.transcript(user, chat).ok();
            }
        }
        for transcript in assert_transcripts(&service, "at the end") {
            let chat = transcript.chat();
            let snapshot = TranscriptSnapshot::from(transcript.clone());
            assert_eq!(Transcript::try_from(snapshot), Ok(transcript.clone()), "chat {chat}, to a snapshot and back");
            let json = serde_json::to_string(&transcript).expect("a transcript can be serialized");
            let back = serde_json::from_str::<Transcript>(&json).map_err(|error| error.to_string());
            assert_eq!(back, Ok(transcript), "chat {chat}, to JSON and back");
        }
    });
}

// Kinds.

/// A group where only the creator posts.
#[derive(Debug)]
struct Announcements;

impl ChatKind for Announcements {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        match action {
            Action::Post => standing == Standing::Creator,
            _ => Group.allows(standing, action),
        }
    }
}

/// Rules: 7.7
#[test]
fn a_custom_kind_decides_who_posts() {
    let mut service = ada_and_friends();
    let chat = service.create_group_of_kind(ADA, Announcements).expect("Ada can create a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada");
    let mut subscription = service.subscribe(BEN, 10.try_into().expect("it is positive")).expect("Ben exists");
    assert_eq!(service.post(ADA, chat, "news"), Ok(MessageId(0)), "post by the creator");
    let event = Event::MessagePosted { chat, message: MessageId(0), author: ADA };
    assert_eq!(subscription.try_next(), Some(event), "event for Ben");
    let denied = |user| ChatError::NotAllowed { user, chat, action: Action::Post };
    assert_fails(&mut service, |service| service.post(BEN, chat, "me too"), denied(BEN), "post by Ben, a member");
    befriend(&mut service, BEN, DAN);
    assert_eq!(service.invite(BEN, chat, DAN), Ok(()), "invitation by a member");
    assert_eq!(service.leave(ADA, chat), Ok(()), "leaving as the creator");
    assert_eq!(service.invite(BEN, chat, ADA), Ok(()), "inviting the former creator");
    for user in [ADA, BEN] {
        let what = "post in a chat without creator";
        assert_fails(&mut service, |service| service.post(user, chat, "x"), denied(user), what);
    }
    assert_eq!(
        service.transcript(DAN, chat).map(|transcript| transcript.messages().len()),
        Ok(1),
        "number of messages that Dan reads"
    );
}

/// A group where only the creator reads, and where members may remove each other.
#[derive(Debug)]
struct GuestBook;

impl ChatKind for GuestBook {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        match action {
            Action::Read => standing == Standing::Creator,
            _ => true,
        }
    }
}

/// Rules: 3.6, 7.7, 7.4
#[test]
fn messages_members_and_transcript_need_permission_to_read() {
    let mut service = ada_and_friends();
    let chat = service.create_group_of_kind(ADA, GuestBook).expect("Ada can create a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada");
    assert_eq!(service.post(BEN, chat, "nice place"), Ok(MessageId(0)), "post by Ben, who cannot read");
    for (user, expected) in [(ADA, Ok(())), (BEN, Err(ChatError::NotAllowed { user: BEN, chat, action: Action::Read }))]
    {
        let who = format!("as user {user}; only user 0, the creator, can read");
        assert_eq!(service.messages(user, chat).map(drop), expected, "messages {who}");
        assert_eq!(service.members(user, chat).map(drop), expected, "members {who}");
        assert_eq!(service.transcript(user, chat).map(drop), expected, "transcript {who}");
    }
}

/// Rules: 7.7, 7.8
#[test]
fn a_group_of_kind_private_is_not_a_private_chat() {
    let mut service = ada_and_friends();
    let group = service.create_group_of_kind(ADA, Private).expect("Ada can create a chat of any kind");
    for action in all::<Action>() {
        let denied = Err(ChatError::NotAllowed { user: ADA, chat: group, action });
        assert_eq!(service.authorize(ADA, group, action), denied, "permission of a creator, with the kind Private");
    }
    let private = service.open_private(ADA, BEN).expect("Ada and Ben are friends");
    assert_eq!(service.chats(ADA), Ok(vec![group, private]), "chats of Ada");
}

/// Rules: 7.7, 3.3, 6.3
#[test]
fn a_kind_does_not_decide_about_chats_and_events() {
    let mut service = ada_and_friends();
    let chat = service.create_group_of_kind(ADA, GuestBook).expect("Ada can create a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada");
    assert_eq!(service.chats(BEN), Ok(vec![chat]), "chats of Ben, who is in a chat that he cannot read");
    let mut subscription = service.subscribe(BEN, 10.try_into().expect("it is positive")).expect("Ben exists");
    service.post(ADA, chat, "welcome").expect("the kind allows Ada to post");
    let event = Event::MessagePosted { chat, message: MessageId(0), author: ADA };
    assert_eq!(subscription.try_next(), Some(event), "event for Ben, who is in the chat but cannot read it");
}

/// Rules: 5.5, 7.7
#[test]
fn a_creator_who_is_removed_loses_the_role() {
    let mut service = ada_and_friends();
    let chat = service.create_group_of_kind(ADA, GuestBook).expect("Ada can create a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada");
    assert_eq!(service.authorize(ADA, chat, Action::Read), Ok(()), "permission of the creator to read");
    assert_eq!(service.remove_member(BEN, chat, ADA), Ok(()), "removal of Ada, the creator, by Ben");
    assert_eq!(service.invite(BEN, chat, ADA), Ok(()), "inviting Ada again");
    let denied = Err(ChatError::NotAllowed { user: ADA, chat, action: Action::Read });
    let read = service.authorize(ADA, chat, Action::Read);
    assert_eq!(read, denied, "permission of Ada to read, after she was removed and invited again");
}

/// A kind that allows everything while it is open, and nothing while it is closed.
#[derive(Clone, Debug, Default)]
struct Switch(Arc<AtomicBool>);

impl ChatKind for Switch {
    fn allows(&self, _: Standing, _: Action) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Rules: 7.7
#[test]
fn a_kind_is_asked_at_each_operation() {
    let mut service = ada_and_friends();
    let kind = Switch::default();
    let chat = service.create_group_of_kind(ADA, kind.clone()).expect("Ada can create a chat of any kind");
    for (is_open, id) in [(false, 0), (true, 0), (false, 1), (true, 1)] {
        kind.0.store(is_open, Ordering::SeqCst);
        let denied = |action| ChatError::NotAllowed { user: ADA, chat, action };
        let expected = if is_open { Ok(MessageId(id)) } else { Err(denied(Action::Post)) };
        assert_eq!(service.post(ADA, chat, "x"), expected, "post while the kind's answer is {is_open}");
        let expected = if is_open { Ok(()) } else { Err(denied(Action::Read)) };
        let read = [service.messages(ADA, chat).map(drop), service.members(ADA, chat).map(drop)];
        let transcript = service.transcript(ADA, chat).map(drop);
        assert_eq!(
            read,
            [expected.clone(), expected.clone()],
            "messages and members while the kind's answer is {is_open}"
        );
        assert_eq!(transcript, expected, "transcript while the kind's answer is {is_open}");
    }
}

/// A kind that allows everything and records the standings it is asked about.
#[derive(Clone, Debug, Default)]
struct Recording(Arc<Mutex<Vec<Standing>>>);

impl ChatKind for Recording {
    fn allows(&self, standing: Standing, _: Action) -> bool {
        self.0.lock().expect("no test panics here").push(standing);
        true
    }
}

/// Rules: 7.7, 3.8
#[test]
fn a_kind_is_asked_only_about_users_in_the_chat() {
    let mut service = ada_and_friends();
    let kind = Recording::default();
    let asked = || std::mem::take(&mut *kind.0.lock().expect("no test panics here"));
    let chat = service.create_group_of_kind(ADA, kind.clone()).expect("Ada can create a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada");
    service.leave(ADA, chat).expect("the kind allows Ada to leave");
    asked();
    for (user, who) in [(ADA, "the former member Ada"), (DAN, "the stranger Dan")] {
        for action in all::<Action>() {
            let reason = Err(ChatError::NotInChat { user, chat });
            assert_eq!(service.authorize(user, chat, action), reason, "permission of {who} to {action:?}");
            assert_eq!(asked(), [], "standings that the kind was asked about when {who} wanted to {action:?}");
        }
    }
    for action in all::<Action>() {
        assert_eq!(service.authorize(BEN, chat, action), Ok(()), "permission of Ben, a member, to {action:?}");
        let asked = asked();
        let all_members = !asked.is_empty() && asked.iter().all(|&standing| standing == Standing::Member);
        assert!(all_members, "about Ben, the only member of a chat without creator, the kind was asked: {asked:?}");
    }
}

/// Rules: 7.8
#[test]
fn private_and_group_follow_the_table() {
    for standing in all::<Standing>() {
        for action in all::<Action>() {
            let private = match standing {
                Standing::Friend => matches!(action, Action::Read | Action::Post),
                Standing::FormerFriend => action == Action::Read,
                Standing::Creator | Standing::Member => false,
            };
            let group = match standing {
                Standing::Creator => true,
                Standing::Member => action != Action::RemoveMember,
                Standing::Friend | Standing::FormerFriend => false,
            };
            assert_eq!(Private.allows(standing, action), private, "Private.allows({standing:?}, {action:?})");
            assert_eq!(Group.allows(standing, action), group, "Group.allows({standing:?}, {action:?})");
        }
    }
}

/// A kind that allows the listed actions.
#[derive(Clone, Debug)]
struct AllowList(Vec<(Standing, Action)>);

impl ChatKind for AllowList {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        let occurs = matches!(standing, Standing::Creator | Standing::Member);
        assert!(occurs, "the kind of a group was asked about a {standing:?}, which cannot occur in a group");
        self.0.contains(&(standing, action))
    }
}

/// Generates a kind that allows a random set of actions.
fn any_kind() -> impl Strategy<Value = AllowList> + 'static {
    let all: Vec<_> = all::<(Standing, Action)>().collect();
    subsequence(all.clone(), 0..=all.len()).prop_map(AllowList)
}

/// Returns the permissions of all users in a chat.
fn permissions(service: &Service, chat: ChatId) -> Vec<Result<(), ChatError>> {
    let questions = (0..5).flat_map(|user| all::<Action>().map(move |action| (UserId(user), action)));
    questions.map(|(user, action)| service.authorize(user, chat, action)).collect()
}

/// Rules: 7.7, 0.1, 5.6, 5.7
#[test]
fn law_a_kind_decides_for_members_only() {
    testkit::law(any_kind(), |kind| {
        for action in all::<Action>() {
            for (user, standing) in [(ADA, Standing::Creator), (BEN, Standing::Member)] {
                let mut service = ada_and_friends();
                befriend(&mut service, BEN, DAN);
                let eve = service.add_user("Eve", hash("Eve")).expect("the name is free");
                let chat = service.create_group_of_kind(ADA, kind.clone()).expect("Ada exists");
                let invited = service.invite(ADA, chat, BEN).is_ok();
                let may_invite = kind.allows(Standing::Creator, Action::Invite);
                assert_eq!(invited, may_invite, "success of inviting Ben, with {kind:?}");
                let expected = if user == BEN && !invited {
                    Err(ChatError::NotInChat { user, chat })
                } else if kind.allows(standing, action) {
                    Ok(())
                } else {
                    Err(ChatError::NotAllowed { user, chat, action })
                };
                assert_eq!(
                    service.authorize(user, chat, action),
                    expected,
                    "permission of a {standing:?} to {action:?}"
                );
                let outsider = Err(ChatError::NotInChat { user: DAN, chat });
                assert_eq!(service.authorize(DAN, chat, action), outsider, "permission of a non-member to {action:?}");
                let other = if user == ADA { BEN } else { ADA };
                let before = permissions(&service, chat);
                let done = match action {
                    Action::Read => {
                        let transcript = service.transcript(user, chat).map(drop);
                        assert_eq!(transcript, expected, "transcript for a {standing:?}");
                        let members = service.members(user, chat).map(drop);
                        assert_eq!(members, expected, "members of the chat, as listed for a {standing:?}");
                        service.messages(user, chat).map(drop)
                    }
                    Action::Post => service.post(user, chat, "x").map(drop),
                    Action::Invite => service.invite(user, chat, if user == ADA { CLEO } else { DAN }),
                    // Without Ben, there is no other member to remove.
                    Action::RemoveMember if !invited => continue,
                    Action::RemoveMember => service.remove_member(user, chat, other),
                    Action::Leave => service.leave(user, chat),
                };
                assert_eq!(done, expected, "result when a {standing:?} performs {action:?}");
                if done.is_err() {
                    let after = permissions(&service, chat);
                    assert_eq!(after, before, "permissions after a {standing:?} failed to {action:?}, and before");
                }
                // Whatever the kind allows, removed users are not in the chat any more.
                for user in [ADA, BEN, CLEO, DAN] {
                    service.remove_user(user).expect("the user exists");
                }
                let unknown = Err(ChatError::UnknownChat(chat));
                let read = service.authorize(eve, chat, Action::Read);
                assert_eq!(read, unknown, "permission of Eve to read a chat after all its members were removed");
            }
        }
    });
}
