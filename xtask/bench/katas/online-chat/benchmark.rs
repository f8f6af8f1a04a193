//! The cost of posting, by size of the group and length of its history: the reference, the alternative, and a naive
//! fan-out.
//!
//! The fan-out follows the textbook's class diagram: a group is a list of members, searched for the author, and each
//! message is copied to each member. All contenders keep the history, use the same authors from a fixed seed, and post
//! texts of 64 bytes.
//!
//! - `post`: no user has subscribed.
//! - `post_to_subscribers`: every member has a subscription for 16 events; a member of the fan-out keeps 16 texts.
//! - `post_after`: a group of ten, with a history of the given length before the first timed post.
//! - `read_last`: the last 20 messages of such a history.
//! - `chats_of_one`: the only chat of a user, in a service where each user has one.

#[cfg(feature = "learner")]
extern crate online_chat as online_chat_solution;

use std::cell::LazyCell;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use fan_out::FanOut;

const MEMBERS: [usize; 4] = [10, 100, 1_000, 10_000];
const HISTORIES: [usize; 4] = [100, 1_000, 30_000, 1_000_000];

/// The largest group for the alternative. Creating a larger one takes many seconds, because adding a member searches all
/// users and all requests.
const MAX_FOR_TABLES: usize = 1_000;

/// The number of events or texts queued for a member.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(16).expect("16 is positive");

/// The number of timed posts after which the group is created anew, so that its history does not exhaust the memory.
const MAX_GROWTH: usize = 250_000;

const TEXT: &str = "sixty-four bytes of text, which is about what people say at once";

/// The naive design: one copy of each message per member.
mod fan_out {
    use std::collections::VecDeque;

    use crate::CAPACITY;

    pub struct FanOut {
        members: Vec<Member>,
        history: Vec<(u64, String)>,
    }

    struct Member {
        id: u64,
        inbox: VecDeque<(u64, String)>,
    }

    impl FanOut {
        pub fn new(members: usize) -> Self {
            let member = |id| Member { id, inbox: VecDeque::new() };
            Self { members: (0..members as u64).map(member).collect(), history: Vec::new() }
        }

        pub fn post(&mut self, author: u64, text: &str) -> bool {
            let blank = text.trim().is_empty() || text.chars().count() > 2_000;
            if blank || !self.members.iter().any(|member| member.id == author) {
                return false;
            }
            self.history.push((author, text.to_owned()));
            for member in self.members.iter_mut().filter(|member| member.id != author) {
                if member.inbox.len() == CAPACITY.get() {
                    member.inbox.pop_front();
                }
                member.inbox.push_back((author, text.to_owned()));
            }
            true
        }
    }
}

/// A contender that can post.
trait Peer {
    const NAME: &str;

    /// Creates a group with this many members.
    fn new(members: usize, subscribed: bool) -> Self;
    fn post(&mut self, author: u64);
}

/// A contender with the queries of a chat service.
trait Service: Peer {
    /// Reads the last 20 messages. Returns the total length of their texts.
    fn read_last(&self) -> usize;
    /// Creates this many users, each alone in a group.
    fn with_single_groups(users: usize) -> Self;
    /// Returns the number of chats of the last user.
    fn chats_of_one(&self) -> usize;
}

/// Implements the traits for one package. Both packages have the same API, but distinct types.
macro_rules! service {
    ($name:ident, $package:ident, $label:literal) => {
        struct $name {
            service: $package::ChatService,
            users: Vec<$package::UserId>,
            group: $package::ChatId,
            _subscriptions: Vec<$package::Subscription>,
        }

        impl $name {
            fn with_users(users: usize) -> (Vec<$package::UserId>, $package::ChatService) {
                let mut service = $package::ChatService::new();
                let hash = || $package::PasswordHash::new("x");
                let add = |n| service.add_user(&format!("user {n}"), hash()).expect("the name is free");
                ((0..users).map(add).collect(), service)
            }
        }

        impl Peer for $name {
            const NAME: &str = $label;

            fn new(members: usize, subscribed: bool) -> Self {
                let (users, mut service) = Self::with_users(members);
                let creator = users[0];
                let group = service.create_group(creator).expect("the creator exists");
                for &user in &users[1..] {
                    let Ok($package::RequestOutcome::Sent(request)) = service.send_request(user, creator) else {
                        unreachable!("they have no request yet");
                    };
                    service.accept_request(creator, request).expect("the creator is the recipient");
                    service.invite(creator, group, user).expect("they are friends");
                }
                let subscribers = if subscribed { &users[..] } else { &[] };
                let subscribe = |&user: &$package::UserId| service.subscribe(user, CAPACITY).expect("the user exists");
                let _subscriptions = subscribers.iter().map(subscribe).collect();
                Self { service, users, group, _subscriptions }
            }

            fn post(&mut self, author: u64) {
                black_box(self.service.post($package::UserId(author), self.group, TEXT)).expect("members can post");
            }
        }

        impl Service for $name {
            fn read_last(&self) -> usize {
                let messages = self.service.messages(self.users[0], self.group).expect("members can read");
                messages.rev().take(20).map(|message| message.text.len()).sum()
            }

            fn with_single_groups(users: usize) -> Self {
                let (users, mut service) = Self::with_users(users);
                let make = |&user: &$package::UserId| service.create_group(user).expect("the user exists");
                let groups: Vec<_> = users.iter().map(make).collect();
                Self { service, users, group: groups[0], _subscriptions: Vec::new() }
            }

            fn chats_of_one(&self) -> usize {
                let last = *self.users.last().expect("the service has users");
                self.service.chats(last).expect("the user exists").len()
            }
        }
    };
}

service!(Reference, online_chat_solution, "reference");
service!(Tables, online_chat_tables, "tables");

impl Peer for FanOut {
    const NAME: &str = "fan_out";

    fn new(members: usize, _subscribed: bool) -> Self {
        Self::new(members)
    }

    fn post(&mut self, author: u64) {
        assert!(black_box(Self::post(self, author, TEXT)), "members can post");
    }
}

fn authors(members: usize) -> Vec<u64> {
    let mut random = SmallRng::seed_from_u64(17);
    (0..4_096).map(|_| random.random_range(0..members as u64)).collect()
}

fn bench_posts<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, members: usize, subscribed: bool, history: usize) {
    let authors = authors(members);
    let fresh = || {
        bench::built(P::NAME, || {
            let mut peer = P::new(members, subscribed);
            authors.iter().cycle().take(history).for_each(|&author| peer.post(author));
            peer
        })
    };
    let mut ready = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let (peer, posted) = ready.get_or_insert_with(|| (fresh(), 0));
        bencher.iter_custom(|posts| {
            let mut spent = Duration::ZERO;
            let mut left = posts as usize;
            while left > 0 {
                if *posted == MAX_GROWTH {
                    (*peer, *posted) = (fresh(), 0);
                }
                let now = left.min(MAX_GROWTH - *posted);
                let start = Instant::now();
                authors.iter().cycle().take(now).for_each(|&author| peer.post(author));
                spent += start.elapsed();
                *posted += now;
                left -= now;
            }
            spent
        });
    });
}

fn bench_reading<S: Service>(group: &mut BenchmarkGroup<'_, WallTime>, history: usize) {
    // Created on first use, so filtered-out benchmarks skip it.
    let service = LazyCell::new(|| {
        let authors = authors(10);
        bench::built(S::NAME, || {
            let mut service = S::new(10, false);
            authors.iter().cycle().take(history).for_each(|&author| service.post(author));
            service
        })
    });
    group.bench_function(BenchmarkId::from_parameter(S::NAME), |bencher| {
        let service = &*service;
        bencher.iter(|| service.read_last());
    });
}

fn bench_listing<S: Service>(group: &mut BenchmarkGroup<'_, WallTime>, users: usize) {
    let service = LazyCell::new(|| bench::built(S::NAME, || S::with_single_groups(users)));
    group.bench_function(BenchmarkId::from_parameter(S::NAME), |bencher| {
        let service = &*service;
        bencher.iter(|| service.chats_of_one());
    });
}

fn benches(criterion: &mut Criterion) {
    for members in MEMBERS {
        let mut group = group(criterion, "post", members);
        bench_posts::<Reference>(&mut group, members, false, 0);
        if members <= MAX_FOR_TABLES {
            bench_posts::<Tables>(&mut group, members, false, 0);
        }
        bench_posts::<FanOut>(&mut group, members, false, 0);
    }
    for members in MEMBERS {
        let mut group = group(criterion, "post_to_subscribers", members);
        bench_posts::<Reference>(&mut group, members, true, 0);
        if members <= MAX_FOR_TABLES {
            bench_posts::<Tables>(&mut group, members, true, 0);
        }
        bench_posts::<FanOut>(&mut group, members, true, 0);
    }
    for history in HISTORIES {
        let mut group = group(criterion, "post_after", history);
        bench_posts::<Reference>(&mut group, 10, false, history);
        bench_posts::<Tables>(&mut group, 10, false, history);
        bench_posts::<FanOut>(&mut group, 10, false, history);
    }
    for history in HISTORIES {
        let mut group = group(criterion, "read_last", history);
        bench_reading::<Reference>(&mut group, history);
        bench_reading::<Tables>(&mut group, history);
    }
    for users in MEMBERS {
        let mut group = group(criterion, "chats_of_one", users);
        bench_listing::<Reference>(&mut group, users);
        bench_listing::<Tables>(&mut group, users);
    }
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("online_chat/{workload}/{size}"));
    group.throughput(Throughput::Elements(1));
    group
}

criterion_group! {
    name = online_chat;
    config = bench::settings();
    targets = benches
}
criterion_main!(online_chat);
