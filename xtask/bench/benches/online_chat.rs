//! What posting costs, with the size of the group and the length of its history: the reference and the alternative
//! beside a naive fan-out.
//!
//! The fan-out does what the class sketch of the textbook suggests: a group is a list of members, which is searched for
//! the author, and a message is copied to each member. All keep the history; authors are the same, drawn from a fixed
//! seed; texts have 64 bytes. `post`: nobody has subscribed, so nobody is told. `post_to_subscribers`: everybody has a
//! subscription for up to 16 events; an inbox of the fan-out keeps 16 texts. `post_after`: a group of ten, and a
//! history of that length before the first post that is timed. `read_last`: the last 20 messages of such a history.
//! `chats_of_one`: the only chat of a user, in a service with so many users who have one each.

#[cfg(feature = "online-chat")]
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
const HISTORIES: [usize; 3] = [1_000, 30_000, 1_000_000];

/// A larger group of the alternative's takes many seconds to make: each member is searched for among all users and
/// all requests.
const MOST_FOR_TABLES: usize = 1_000;

/// The number of events or texts that wait for a member.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(16).expect("it is positive");

/// A history grows while posts are timed. After so many posts it is made anew, so that memory does not run out.
const GROWTH: usize = 250_000;

const TEXT: &str = "sixty-four bytes of text, which is about what people say at once";

/// The naive way.
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

/// What both can do.
trait Peer {
    const NAME: &str;

    /// A group of so many members.
    fn new(members: usize, subscribed: bool) -> Self;
    fn post(&mut self, author: u64);
}

/// What a service can do besides.
trait Service: Peer {
    /// Reads the last 20 messages.
    fn read_last(&self) -> usize;
    /// So many users, each in a group of their own.
    fn hermits(users: usize) -> Self;
    /// The chats of the last user.
    fn chats_of_one(&self) -> usize;
}

/// A service by what two packages have in common, which is all but their types.
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
                let group = service.create_group(creator).expect("the creator is there");
                for &user in &users[1..] {
                    let Ok($package::RequestOutcome::Sent(request)) = service.send_request(user, creator) else {
                        unreachable!("they are strangers");
                    };
                    service.accept_request(creator, request).expect("it was sent to the creator");
                    service.invite(creator, group, user).expect("they are friends");
                }
                let listeners = if subscribed { &users[..] } else { &[] };
                let subscribe =
                    |&user: &$package::UserId| service.subscribe(user, CAPACITY).expect("the user is there");
                let _subscriptions = listeners.iter().map(subscribe).collect();
                Self { service, users, group, _subscriptions }
            }

            fn post(&mut self, author: u64) {
                black_box(self.service.post($package::UserId(author), self.group, TEXT)).expect("members post");
            }
        }

        impl Service for $name {
            fn read_last(&self) -> usize {
                let messages = self.service.messages(self.users[0], self.group).expect("members read");
                messages.rev().take(20).map(|message| message.text.len()).sum()
            }

            fn hermits(users: usize) -> Self {
                let (users, mut service) = Self::with_users(users);
                let make = |&user: &$package::UserId| service.create_group(user).expect("the user is there");
                let groups: Vec<_> = users.iter().map(make).collect();
                Self { service, users, group: groups[0], _subscriptions: Vec::new() }
            }

            fn chats_of_one(&self) -> usize {
                let last = *self.users.last().expect("there are users");
                self.service.chats(last).expect("the user is there").len()
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
        assert!(black_box(Self::post(self, author, TEXT)), "members post");
    }
}

fn authors(members: usize) -> Vec<u64> {
    let mut random = SmallRng::seed_from_u64(17);
    (0..4_096).map(|_| random.random_range(0..members as u64)).collect()
}

fn bench_posts<P: Peer>(group: &mut BenchmarkGroup<'_, WallTime>, members: usize, subscribed: bool, history: usize) {
    let authors = authors(members);
    let fresh = || {
        let mut peer = P::new(members, subscribed);
        authors.iter().cycle().take(history).for_each(|&author| peer.post(author));
        peer
    };
    let mut ready = None;
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let (peer, posted) = ready.get_or_insert_with(|| (fresh(), 0));
        bencher.iter_custom(|posts| {
            let mut spent = Duration::ZERO;
            let mut left = posts as usize;
            while left > 0 {
                if *posted == GROWTH {
                    (*peer, *posted) = (fresh(), 0);
                }
                let now = left.min(GROWTH - *posted);
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
    // A measurement that is filtered out needs no history.
    let service = LazyCell::new(|| {
        let mut service = S::new(10, false);
        authors(10).iter().cycle().take(history).for_each(|&author| service.post(author));
        service
    });
    group.bench_function(BenchmarkId::from_parameter(S::NAME), |bencher| {
        let service = &*service;
        bencher.iter(|| service.read_last());
    });
}

fn bench_looking<S: Service>(group: &mut BenchmarkGroup<'_, WallTime>, users: usize) {
    let service = LazyCell::new(|| S::hermits(users));
    group.bench_function(BenchmarkId::from_parameter(S::NAME), |bencher| {
        let service = &*service;
        bencher.iter(|| service.chats_of_one());
    });
}

fn benches(criterion: &mut Criterion) {
    for members in MEMBERS {
        let mut group = group(criterion, "post", members);
        bench_posts::<Reference>(&mut group, members, false, 0);
        if members <= MOST_FOR_TABLES {
            bench_posts::<Tables>(&mut group, members, false, 0);
        }
        bench_posts::<FanOut>(&mut group, members, false, 0);
    }
    for members in MEMBERS {
        let mut group = group(criterion, "post_to_subscribers", members);
        bench_posts::<Reference>(&mut group, members, true, 0);
        if members <= MOST_FOR_TABLES {
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
        bench_looking::<Reference>(&mut group, users);
        bench_looking::<Tables>(&mut group, users);
    }
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("online_chat/{workload}/{size}"));
    group.throughput(Throughput::Elements(1));
    group
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! {
    name = online_chat;
    config = settings();
    targets = benches
}
criterion_main!(online_chat);
