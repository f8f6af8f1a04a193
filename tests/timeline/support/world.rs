//! A service with its users, who are numbered from 0.

use testkit::CallLog;
use timeline::{DeliveryStrategy, FollowError, Page, PostError, PostId, Service, UnknownUser, UserId};

use super::{Change, CountingStore, Reads, limit};

/// A service whose store counts and records.
#[derive(Debug)]
pub struct World {
    pub service: Service<CountingStore>,
    pub users: Vec<UserId>,
    pub reads: Reads,
    pub changes: CallLog<Change>,
}

impl World {
    /// Creates a service with this number of users.
    pub fn new(users: usize, create: impl FnOnce(CountingStore) -> Service<CountingStore>) -> Self {
        let store = CountingStore::default();
        let (reads, changes) = (store.reads.clone(), store.changes.clone());
        let mut service = create(store);
        let users = (0..users).map(|_| service.add_user()).collect();
        Self { service, users, reads, changes }
    }

    pub fn merging(users: usize) -> Self {
        Self::new(users, |store| Service::merging(store, false))
    }

    pub fn fan_out(users: usize, capacity: usize) -> Self {
        Self::new(users, |store| Service::fan_out(store, false, capacity))
    }

    pub fn hybrid(users: usize, capacity: usize, threshold: usize) -> Self {
        Self::new(users, |store| Service::hybrid(store, false, capacity, threshold))
    }

    pub fn with_strategy(users: usize, capacity: usize, strategy: impl DeliveryStrategy + 'static) -> Self {
        Self::new(users, |store| Service::with_strategy(store, false, capacity, strategy))
    }

    /// Returns an id that nobody has. Many services give it to the next user.
    pub fn unknown_user(&self) -> UserId {
        let newest = self.users.iter().map(|user| user.0).max().unwrap_or(0);
        let mut ids = (1..).map(|step| UserId(newest.wrapping_add(step)));
        ids.find(|id| !self.users.contains(id)).expect("an id that nobody has")
    }

    /// Checks that calls with an id that nobody has fail, and adds a user, to whom many services give this id.
    #[track_caller]
    pub fn add_user_after_failed_calls(&mut self) {
        let stranger = self.unknown_user();
        let unknown = UnknownUser(stranger);
        for user in self.users.iter().copied().chain([stranger]) {
            for (first, second) in [(user, stranger), (stranger, user)] {
                let follow = self.service.follow(first, second);
                assert_eq!(follow, Err(FollowError::Unknown(unknown)), "result of follow({first:?}, {second:?})");
                let unfollow = self.service.unfollow(first, second);
                assert_eq!(unfollow, Err(FollowError::Unknown(unknown)), "result of unfollow({first:?}, {second:?})");
            }
        }
        let posted = self.service.post(stranger, "Hello");
        assert_eq!(posted, Err(PostError::Unknown(unknown)), "result of posting as {stranger:?}");
        self.users.push(self.service.add_user());
    }

    #[track_caller]
    pub fn follow(&mut self, follower: usize, author: usize) {
        let result = self.service.follow(self.users[follower], self.users[author]);
        assert_eq!(result, Ok(()), "result of user {follower} following user {author}");
    }

    #[track_caller]
    pub fn unfollow(&mut self, follower: usize, author: usize) {
        let result = self.service.unfollow(self.users[follower], self.users[author]);
        assert_eq!(result, Ok(()), "result of user {follower} unfollowing user {author}");
    }

    #[track_caller]
    pub fn post(&mut self, author: usize) -> PostId {
        let result = self.service.post(self.users[author], "Hello");
        result.unwrap_or_else(|error| panic!("user {author} posting `Hello` returned {error:?}"))
    }

    /// Lets these users post, one after the other, and returns the posts, newest first.
    #[track_caller]
    pub fn posts(&mut self, authors: &[usize]) -> Vec<PostId> {
        let mut posts: Vec<PostId> = authors.iter().map(|author| self.post(*author)).collect();
        posts.reverse();
        posts
    }

    #[track_caller]
    pub fn delete(&mut self, post: PostId) {
        assert_eq!(self.service.delete(post), Ok(()), "result of deleting {post:?}");
    }

    /// Returns a page of a home timeline.
    #[track_caller]
    pub fn home(&self, user: usize, before: Option<PostId>, size: usize) -> Page<PostId> {
        let result = self.service.home_timeline(self.users[user], before, limit(size));
        result.unwrap_or_else(|error| panic!("the home timeline of user {user} returned {error:?}"))
    }

    /// Returns a page of a user timeline.
    #[track_caller]
    pub fn own(&self, user: usize, before: Option<PostId>, size: usize) -> Page<PostId> {
        let result = self.service.user_timeline(self.users[user], before, limit(size));
        result.unwrap_or_else(|error| panic!("the user timeline of user {user} returned {error:?}"))
    }

    /// Returns the whole home timeline, read in pages of three.
    #[track_caller]
    pub fn whole_home(&self, user: usize) -> Vec<PostId> {
        let mut page = self.home(user, None, 3);
        let mut posts = page.items;
        while let Some(next) = page.next {
            page = self.home(user, Some(next), 3);
            assert!(posts.len() < 1_000, "the pages of user {user} don't end: {posts:?}");
            posts.extend(page.items);
        }
        posts
    }
}
