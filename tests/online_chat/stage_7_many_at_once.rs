//! # Many at once
//!
//! Three changes that a good design takes without rewriting what is there.
//!
//! **Many threads.** `SharedChat` is a handle; its clones are handles of one service. What one closure does, no other
//! thread sees half done. Eight threads post, and nothing is lost, doubled or out of order. A closure that panics
//! leaves the handles usable.
//!
//! **A copy to keep.** A `Transcript` is what was said in a chat, and by whom. It goes to a `TranscriptSnapshot`,
//! plain data that serde can write, and back. Plain data may have been edited, so the way back is a `TryFrom` with an
//! error for each thing that can be wrong.
//!
//! **A chat of another kind.** This suite brings announcements, where only the creator posts. `create_group_of_kind`
//! takes any `ChatKind`; write `Private` and `Group` as kinds, and let every permission come from the kind of the
//! chat. If you have one place where that is decided, it changes there.
//!
//! Look up: `RwLock` and `PoisonError::into_inner`; `#[serde(try_from = …, into = …)]`; trait objects.
//!
//! Time box: 30 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, mpsc};
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
    ADA, BEN, Beginning, CLEO, DAN, ManualClock, Scope, Script, Service, State, apply, assert_refused, at, befriend,
    circle, group_of_three, hash, ops_to_stage_5, state_of, strangers,
};

const fn assert_send_and_sync<T: Send + Sync + Clone>() {}

/// A compile error here says what cannot be shared.
const _: () = assert_send_and_sync::<SharedChat<Arc<ManualClock>>>();

// Threads.

/// A clock that is a second later each time it is asked.
#[derive(Debug, Default)]
struct Ticking(AtomicU64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        at(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

const THREADS: u64 = 8;
const POSTS: u64 = 25;

/// A service with eight users in one group, which user 0 has made.
fn crowd() -> (SharedChat<Ticking>, ChatId) {
    let mut service = ChatService::with_clock(Ticking::default());
    for name in 0..THREADS {
        service.add_user(&format!("user {name}"), hash("x")).expect("the name is free");
    }
    let group = service.create_group(ADA).expect("Ada may make a group");
    for user in (1..THREADS).map(UserId) {
        befriend(&mut service, user, ADA);
        service.invite(ADA, group, user).expect("they are friends");
    }
    (SharedChat::new(service), group)
}

/// Runs `work` for each of eight users at the same time, each on a thread with a handle of its own.
fn at_once<T: Send>(shared: &SharedChat<Ticking>, work: impl Fn(&SharedChat<Ticking>, UserId) -> T + Sync) -> Vec<T> {
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

#[test]
fn all_handles_are_one_service() {
    let other = {
        let shared = SharedChat::new(strangers());
        let other = shared.clone();
        let eve = shared.write(|service| service.add_user("Eve", hash("Eve")));
        assert_eq!(eve, Ok(UserId(4)), "what the closure returns");
        other
    };
    assert_eq!(other.read(|service| service.find_user("Eve")), Some(UserId(4)), "Eve, through another handle");
    let fourth = other.read(|service| service.user(DAN).map(|dan| dan.name.clone()));
    assert_eq!(fourth.as_deref(), Ok("Dan"), "a user who was there before, when the first handle is gone");
}

#[test]
fn posts_of_eight_threads_arrive_once_and_in_order() {
    let (shared, group) = crowd();
    let mut subscription = shared.write(|service| {
        service.add_user("reader", hash("x")).expect("the name is free");
        befriend(service, UserId(THREADS), ADA);
        service.invite(ADA, group, UserId(THREADS)).expect("they are friends");
        service.subscribe(UserId(THREADS), 1000.try_into().expect("it is positive")).expect("the reader is there")
    });
    at_once(&shared, |shared, user| {
        for n in 0..POSTS {
            shared.write(|service| service.post(user, group, &n.to_string())).expect("members post");
        }
    });
    shared.read(|service| {
        let messages: Vec<_> = service.messages(ADA, group).expect("Ada is a member").collect();
        assert_eq!(messages.len() as u64, THREADS * POSTS, "how many messages there are of {THREADS} x {POSTS}");
        assert!(messages.iter().zip(0..).all(|(message, id)| message.id.0 == id), "ids are 0, 1, 2, …, none twice");
        assert!(messages.is_sorted_by(|one, two| one.sent < two.sent), "who was posted later has a later time");
        for user in (0..THREADS).map(UserId) {
            let own = messages.iter().filter(|message| message.author == Author::User(user));
            let own: Vec<_> = own.map(|message| message.text.to_owned()).collect();
            let expected: Vec<_> = (0..POSTS).map(|n| n.to_string()).collect();
            assert_eq!(own, expected, "what user {user} has posted, in this order");
        }
        let heard: Vec<_> = std::iter::from_fn(|| subscription.try_next()).collect();
        let expected: Vec<_> = messages
            .iter()
            .map(|&Message { id: message, author, .. }| match author {
                Author::User(author) => Event::MessagePosted { chat: group, message, author },
                Author::Removed => panic!("nobody was removed"),
            })
            .collect();
        assert_eq!(heard, expected, "what the reader was told: each message once, in the order of the chat");
    });
}

#[test]
fn what_a_closure_does_is_not_mixed_with_what_others_do() {
    let (shared, group) = crowd();
    at_once(&shared, |shared, user| {
        for _ in 0..POSTS {
            shared.write(|service| {
                service.post(user, group, "question").expect("members post");
                service.post(user, group, "answer").expect("members post");
            });
            let texts = shared.read(|service| service.messages(user, group).map(Iterator::count));
            assert_eq!(texts.map(|count| count % 2), Ok(0), "no thread sees half of what a closure does");
        }
    });
    let transcript = shared.read(|service| service.transcript(ADA, group)).expect("Ada is a member");
    for pair in transcript.messages().chunks(2) {
        let texts: Vec<_> = pair.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["question", "answer"], "two messages of one closure stand together");
        assert_eq!(pair[0].author, pair[1].author, "two messages of one closure have one author");
    }
}

#[test]
fn requests_that_cross_on_many_threads_make_one_friendship_each() {
    let shared = SharedChat::new(ChatService::with_clock(Ticking::default()));
    for name in 0..THREADS {
        shared.write(|service| service.add_user(&name.to_string(), hash("x"))).expect("the name is free");
    }
    let outcomes = at_once(&shared, |shared, user| {
        let partner = UserId(user.0 ^ 1);
        shared.write(|service| service.send_request(user, partner)).expect("one of the two comes first")
    });
    let accepted = outcomes.iter().filter(|outcome| matches!(outcome, RequestOutcome::Accepted(_))).count();
    assert_eq!(accepted as u64, THREADS / 2, "requests that crossed another, of two in each pair");
    let State { friendships, requests, .. } = shared.read(|service| state_of(service, Scope::Friends));
    let pairs: Vec<_> = (0..THREADS).step_by(2).map(|user| (UserId(user), UserId(user + 1))).collect();
    assert_eq!(friendships, pairs, "the friendships: one for each pair");
    assert_eq!(requests.len() as u64, THREADS / 2, "the requests: one for each pair");
}

/// Panics without a message on the way.
fn panic_on_purpose() {
    resume_unwind(Box::new("on purpose"));
}

#[test]
fn a_panic_in_a_closure_leaves_all_handles_usable() {
    let shared = SharedChat::new(strangers());
    let other = shared.clone();
    let panicking = AssertUnwindSafe(|| {
        shared.write(|service| {
            service.rename(ADA, "Eve").expect("the name is free");
            panic_on_purpose();
        });
    });
    let outcome = catch_unwind(panicking);
    assert!(outcome.is_err(), "the panic of the closure comes through");
    let outcome = catch_unwind(AssertUnwindSafe(|| other.read(|_| panic_on_purpose())));
    assert!(outcome.is_err(), "the panic of a closure that only looks comes through");
    let name = other.read(|service| service.user(ADA).map(|ada| ada.name.clone()));
    assert_eq!(name.as_deref(), Ok("Eve"), "what was done before the panic");
    assert_eq!(other.write(|service| service.rename(ADA, "Ada")), Ok(()), "a handle is used after the panic");
}

#[test]
fn a_subscription_is_read_on_another_thread() {
    let (shared, group) = crowd();
    let subscription = shared.write(|service| service.subscribe(BEN, 100.try_into().expect("it is positive")));
    let mut subscription = subscription.expect("Ben is there");
    let heard = thread::scope(|scope| {
        // It closes when all is posted, or when posting panics: the reader does not wait for ever.
        let (posting, posted) = mpsc::channel::<()>();
        let reader = scope.spawn(move || {
            let early = std::iter::from_fn(|| subscription.try_next()).count();
            posted.recv().expect_err("nothing is sent");
            early + std::iter::from_fn(|| subscription.try_next()).count()
        });
        for _ in 0..POSTS {
            shared.write(|service| service.post(ADA, group, "x")).expect("members post");
        }
        drop(posting);
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    });
    assert_eq!(heard as u64, POSTS, "how many events Ben takes while Ada posts, and after");
}

// Transcripts.

/// A group in which Ada, Ben and Cleo have written; Ben has left it since, and Cleo was removed.
fn written() -> (Service, ChatId) {
    let (mut service, group) = group_of_three();
    for (user, text) in [(ADA, "one"), (BEN, " two\n"), (CLEO, "three")] {
        service.post(user, group, text).expect("members post");
    }
    service.leave(BEN, group).expect("members leave");
    service.remove_user(CLEO).expect("Cleo is there");
    befriend(&mut service, ADA, DAN);
    service.invite(ADA, group, DAN).expect("Dan is a friend of Ada's");
    (service, group)
}

/// What the transcript of `written` says.
fn snapshot() -> TranscriptSnapshot {
    let participant = |user, name: &str| Participant { user, name: name.to_owned() };
    let message = |id, author, text: &str| Message { id: MessageId(id), author, text: text.to_owned(), sent: at(0) };
    TranscriptSnapshot {
        chat: ChatId(0),
        participants: vec![participant(ADA, "Ada"), participant(BEN, "Ben"), participant(DAN, "Dan")],
        messages: vec![
            message(0, Author::User(ADA), "one"),
            message(1, Author::User(BEN), " two\n"),
            message(2, Author::Removed, "three"),
        ],
    }
}

#[test]
fn a_transcript_says_what_was_said_and_by_whom() {
    let (mut service, group) = written();
    let transcript = service.transcript(DAN, group).expect("Dan is a member");
    assert_eq!(transcript.chat(), group, "the chat");
    assert_eq!(
        transcript.participants(),
        snapshot().participants,
        "who is in the chat (Ada, and Dan, who wrote nothing), and who has written and was not removed (Ben)"
    );
    assert_eq!(transcript.messages(), snapshot().messages, "what was said");
    assert_eq!(TranscriptSnapshot::from(transcript), snapshot(), "the transcript as plain data");
    let reason = ChatError::NotInChat { user: BEN, chat: group };
    assert_refused(&mut service, |service| service.transcript(BEN, group), reason, "Ben has left, and reads no more");
}

#[test]
fn a_transcript_is_written_as_plain_data() {
    let (service, group) = written();
    let transcript = service.transcript(ADA, group).expect("Ada is a member");
    let json = serde_json::to_value(&transcript).expect("a transcript can be written");
    let sent = serde_json::json!({ "secs": 0, "nanos": 0 });
    let expected = serde_json::json!({
        "chat": 0,
        "participants": [
            { "user": 0, "name": "Ada" },
            { "user": 1, "name": "Ben" },
            { "user": 3, "name": "Dan" },
        ],
        "messages": [
            { "id": 0, "author": { "user": 0 }, "text": "one", "sent": sent },
            { "id": 1, "author": { "user": 1 }, "text": " two\n", "sent": sent },
            { "id": 2, "author": "removed", "text": "three", "sent": sent },
        ],
    });
    assert_eq!(json, expected, "the form in which a transcript is written");
    let back: Transcript = serde_json::from_value(json).expect("what was written can be read");
    assert_eq!(back, transcript, "what was written, read again");
}

#[rstest]
#[case::a_participant_twice(
    |s: &mut TranscriptSnapshot| s.participants[1] = s.participants[0].clone(),
    TranscriptError::ParticipantOutOfOrder { user: ADA }
)]
#[case::participants_in_another_order(
    |s: &mut TranscriptSnapshot| s.participants.swap(1, 2),
    TranscriptError::ParticipantOutOfOrder { user: BEN }
)]
#[case::a_blank_name(
    |s: &mut TranscriptSnapshot| s.participants[1].name = String::new(),
    TranscriptError::BadName { user: BEN }
)]
#[case::a_name_that_is_not_trimmed(
    |s: &mut TranscriptSnapshot| s.participants[1].name = String::from("Ben "),
    TranscriptError::BadName { user: BEN }
)]
#[case::a_name_twice(
    |s: &mut TranscriptSnapshot| s.participants[2].name = String::from("Ada"),
    TranscriptError::NameTwice { name: String::from("Ada") }
)]
#[case::a_first_message_is_lost(
    |s: &mut TranscriptSnapshot| drop(s.messages.remove(0)),
    TranscriptError::MessageOutOfOrder { expected: MessageId(0), found: MessageId(1) }
)]
#[case::a_message_is_lost(
    |s: &mut TranscriptSnapshot| drop(s.messages.remove(1)),
    TranscriptError::MessageOutOfOrder { expected: MessageId(1), found: MessageId(2) }
)]
#[case::a_message_is_doubled(
    |s: &mut TranscriptSnapshot| s.messages.push(s.messages[2].clone()),
    TranscriptError::MessageOutOfOrder { expected: MessageId(3), found: MessageId(2) }
)]
#[case::messages_in_another_order(
    |s: &mut TranscriptSnapshot| s.messages.swap(0, 1),
    TranscriptError::MessageOutOfOrder { expected: MessageId(0), found: MessageId(1) }
)]
#[case::an_author_who_is_no_participant(
    |s: &mut TranscriptSnapshot| s.messages[2].author = Author::User(CLEO),
    TranscriptError::UnknownAuthor { message: MessageId(2), author: CLEO }
)]
#[case::a_blank_text(
    |s: &mut TranscriptSnapshot| s.messages[1].text = String::from(" \n"),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::BlankText }
)]
#[case::a_text_too_long(
    |s: &mut TranscriptSnapshot| s.messages[1].text = "ß".repeat(MAX_TEXT + 1),
    TranscriptError::BadText { message: MessageId(1), reason: ChatError::TextTooLong { length: MAX_TEXT + 1 } }
)]
fn an_inconsistent_transcript_is_refused(#[case] spoil: fn(&mut TranscriptSnapshot), #[case] reason: TranscriptError) {
    let mut spoilt = snapshot();
    spoil(&mut spoilt);
    assert_eq!(Transcript::try_from(spoilt.clone()), Err(reason.clone()), "what is wrong with {spoilt:?}");
    let json = serde_json::to_string(&spoilt).expect("plain data can be written, consistent or not");
    let read = serde_json::from_str::<Transcript>(&json).map_err(|error| error.to_string());
    let told = read.as_ref().is_err_and(|error| error.starts_with(&reason.to_string()));
    assert!(told, "reading what is inconsistent should be refused by \"{reason}\", and gives {read:?}");
}

#[test]
fn a_refusal_names_the_message_that_it_is_about() {
    let mut spoilt = snapshot();
    spoilt.messages[2].id = MessageId(64);
    let told = Transcript::try_from(spoilt).expect_err("messages are numbered 0, 1, 2, …").to_string();
    assert!(told.contains("64"), "the message of an error names the message it is about, 64, and this one is: {told}");
}

#[test]
fn law_a_transcript_of_any_chat_comes_back_as_it_was() {
    testkit::law(Script::of(Beginning::Company, ops_to_stage_5()), |script| {
        let mut service = script.beginning.service();
        for op in script.ops {
            apply(&mut service, op).ok();
        }
        for chat in state_of(&service, Scope::Chats).chats {
            let transcript = service.transcript(chat.members[0], chat.id).expect("members may read");
            assert_eq!(transcript.messages(), chat.messages, "what was said in chat {}", chat.id);
            let snapshot = TranscriptSnapshot::from(transcript.clone());
            assert_eq!(
                Transcript::try_from(snapshot),
                Ok(transcript.clone()),
                "chat {}, to plain data and back",
                chat.id
            );
            let json = serde_json::to_string(&transcript).expect("a transcript can be written");
            let back = serde_json::from_str::<Transcript>(&json).map_err(|error| error.to_string());
            assert_eq!(back, Ok(transcript), "chat {}, to JSON and back", chat.id);
        }
    });
}

// Kinds.

/// Only the creator posts. Otherwise a group.
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

#[test]
fn only_the_creator_posts_announcements() {
    let mut service = circle();
    let chat = service.create_group_of_kind(ADA, Announcements).expect("Ada may make a chat of any kind");
    service.invite(ADA, chat, BEN).expect("Ben is a friend of Ada's");
    let mut subscription = service.subscribe(BEN, 10.try_into().expect("it is positive")).expect("Ben is there");
    assert_eq!(service.post(ADA, chat, "news"), Ok(MessageId(0)), "the creator posts");
    let event = Event::MessagePosted { chat, message: MessageId(0), author: ADA };
    assert_eq!(subscription.try_next(), Some(event), "what Ben hears");
    let refused = |user| ChatError::NotAllowed { user, chat, action: Action::Post };
    assert_refused(&mut service, |service| service.post(BEN, chat, "me too"), refused(BEN), "Ben is no creator");
    befriend(&mut service, BEN, DAN);
    assert_eq!(service.invite(BEN, chat, DAN), Ok(()), "members invite their friends, as into a group");
    assert_eq!(service.leave(ADA, chat), Ok(()), "the creator leaves");
    assert_eq!(service.invite(BEN, chat, ADA), Ok(()), "Ada is invited again");
    for user in [ADA, BEN] {
        let why = "there is no creator anymore, and nobody posts";
        assert_refused(&mut service, |service| service.post(user, chat, "x"), refused(user), why);
    }
    assert_eq!(service.transcript(DAN, chat).map(|kept| kept.messages().len()), Ok(1), "how many messages Dan reads");
}

#[test]
fn the_kinds_that_are_given_say_what_the_table_says() {
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
            assert_eq!(Private.allows(standing, action), private, "whether {standing:?} may {action:?}, in private");
            assert_eq!(Group.allows(standing, action), group, "whether {standing:?} may {action:?}, in a group");
        }
    }
}

/// Allows what is listed.
#[derive(Clone, Debug)]
struct Listed(Vec<(Standing, Action)>);

impl ChatKind for Listed {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        self.0.contains(&(standing, action))
    }
}

/// A kind that allows any of all there is.
fn any_kind() -> impl Strategy<Value = Listed> + 'static {
    let all: Vec<_> = all::<(Standing, Action)>().collect();
    subsequence(all.clone(), 0..=all.len()).prop_map(Listed)
}

#[test]
fn law_a_kind_decides_for_members_and_others_are_refused() {
    testkit::law(any_kind(), |kind| {
        for action in all::<Action>() {
            for (user, standing) in [(ADA, Standing::Creator), (BEN, Standing::Member)] {
                let mut service = circle();
                befriend(&mut service, BEN, DAN);
                let chat = service.create_group_of_kind(ADA, kind.clone()).expect("Ada is there");
                let invited = service.invite(ADA, chat, BEN).is_ok();
                let may_invite = kind.allows(Standing::Creator, Action::Invite);
                assert_eq!(invited, may_invite, "whether the creator may invite Ben");
                let expected = if user == BEN && !invited {
                    Err(ChatError::NotInChat { user, chat })
                } else if kind.allows(standing, action) {
                    Ok(())
                } else {
                    Err(ChatError::NotAllowed { user, chat, action })
                };
                assert_eq!(service.authorize(user, chat, action), expected, "whether {standing:?} may {action:?}");
                let outsider = Err(ChatError::NotInChat { user: DAN, chat });
                assert_eq!(
                    service.authorize(DAN, chat, action),
                    outsider,
                    "whether one who is not in it may {action:?}"
                );
                let other = if user == ADA { BEN } else { ADA };
                let done = match action {
                    Action::Read => {
                        let transcript = service.transcript(user, chat).map(drop);
                        assert_eq!(transcript, expected, "the transcript that {standing:?} gets");
                        service.messages(user, chat).and(service.members(user, chat)).map(drop)
                    }
                    Action::Post => service.post(user, chat, "x").map(drop),
                    Action::Invite => service.invite(user, chat, if user == ADA { CLEO } else { DAN }),
                    // Without Ben, there is nobody to remove.
                    Action::RemoveMember if !invited => continue,
                    Action::RemoveMember => service.remove_member(user, chat, other),
                    Action::Leave => service.leave(user, chat),
                };
                assert_eq!(done, expected, "what comes of it when {standing:?} tries to {action:?}");
            }
        }
    });
}
