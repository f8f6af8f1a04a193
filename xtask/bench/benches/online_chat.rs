//! What posting costs, with the size of the group and the length of its history: the reference beside a naive fan-out.
//!
//! The fan-out does what the class sketch of the textbook suggests: a group is a list of members, which is searched for
//! the author, and a message is copied to each member. Both keep the history; authors are the same, drawn from a fixed
//! seed; texts have 64 bytes. `post`: nobody has subscribed, so the reference tells nobody. `post_to_subscribers`:
//! everybody has a subscription with room for 16 events; an inbox of the fan-out keeps 16 texts. `post_after`: a group
//! of ten, and a history of that length before the first post that is timed. `read_last`: the last 20 messages of such
//! a history.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use online_chat_solution::{ChatId, ChatService, PasswordHash, RequestOutcome, Subscription, UserId};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use fan_out::FanOut;

const MEMBERS: [usize; 4] = [10, 100, 1_000, 10_000];
const HISTORIES: [usize; 3] = [1_000, 30_000, 1_000_000];

/// How many events or texts wait for a member.
const ROOM: NonZeroUsize = NonZeroUsize::new(16).expect("it is positive");

/// A history grows while posts are timed. After so many posts it is made anew, so that memory does not run out.
const GROWTH: usize = 250_000;

const TEXT: &str = "sixty-four bytes of text, which is about what people say at once";

/// The naive way.
mod fan_out {
    use std::collections::VecDeque;

    use crate::ROOM;

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
                if member.inbox.len() == ROOM.get() {
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

struct Reference {
    service: ChatService,
    group: ChatId,
    _subscriptions: Vec<Subscription>,
}

impl Peer for Reference {
    const NAME: &str = "reference";

    fn new(members: usize, subscribed: bool) -> Self {
        let mut service = ChatService::new();
        let add = |n| service.add_user(&format!("user {n}"), PasswordHash::new("x")).expect("the name is free");
        let users: Vec<_> = (0..members).map(add).collect();
        let creator = users[0];
        let group = service.create_group(creator).expect("the creator is there");
        for &user in &users[1..] {
            let Ok(RequestOutcome::Sent(request)) = service.send_request(user, creator) else {
                unreachable!("they are strangers");
            };
            service.accept_request(creator, request).expect("it was sent to the creator");
            service.invite(creator, group, user).expect("they are friends");
        }
        let listeners = if subscribed { &users[..] } else { &[] };
        let subscribe = |&user: &UserId| service.subscribe(user, ROOM).expect("the user is there");
        let _subscriptions = listeners.iter().map(subscribe).collect();
        Self { service, group, _subscriptions }
    }

    fn post(&mut self, author: u64) {
        black_box(self.service.post(UserId(author), self.group, TEXT)).expect("members post");
    }
}

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
    group.bench_function(BenchmarkId::from_parameter(P::NAME), |bencher| {
        let (mut peer, mut posted) = (fresh(), 0);
        bencher.iter_custom(|posts| {
            let mut spent = Duration::ZERO;
            let mut left = posts as usize;
            while left > 0 {
                if posted == GROWTH {
                    (peer, posted) = (fresh(), 0);
                }
                let now = left.min(GROWTH - posted);
                let start = Instant::now();
                authors.iter().cycle().take(now).for_each(|&author| peer.post(author));
                spent += start.elapsed();
                posted += now;
                left -= now;
            }
            spent
        });
    });
}

fn bench_reading(group: &mut BenchmarkGroup<'_, WallTime>, history: usize) {
    let mut peer = Reference::new(10, false);
    authors(10).iter().cycle().take(history).for_each(|&author| peer.post(author));
    group.bench_function(BenchmarkId::from_parameter("reference"), |bencher| {
        bencher.iter(|| {
            let messages = peer.service.messages(UserId(0), peer.group).expect("members read");
            messages.rev().take(20).map(|message| message.text.len()).sum::<usize>()
        });
    });
}

fn benches(criterion: &mut Criterion) {
    for members in MEMBERS {
        let mut group = group(criterion, "post", members);
        bench_posts::<Reference>(&mut group, members, false, 0);
        bench_posts::<FanOut>(&mut group, members, false, 0);
    }
    for members in MEMBERS {
        let mut group = group(criterion, "post_to_subscribers", members);
        bench_posts::<Reference>(&mut group, members, true, 0);
        bench_posts::<FanOut>(&mut group, members, true, 0);
    }
    for history in HISTORIES {
        let mut group = group(criterion, "post_after", history);
        bench_posts::<Reference>(&mut group, 10, false, history);
        bench_posts::<FanOut>(&mut group, 10, false, history);
    }
    for history in HISTORIES {
        bench_reading(&mut group(criterion, "read_last", history), history);
    }
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("online_chat/{workload}/{size}"));
    group.throughput(Throughput::Elements(1));
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group
}

criterion_group!(online_chat, benches);
criterion_main!(online_chat);
