//! Stores that count and record, and one that forgets.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use testkit::CallLog;
use timeline::{MemoryStore, Post, PostId, PostStore, UserId};

/// A counter of the posts that a store has returned.
#[derive(Clone, Debug, Default)]
pub struct Reads(Rc<Cell<usize>>);

impl Reads {
    /// Returns the number of posts since the last `take`.
    pub fn take(&self) -> usize {
        self.0.take()
    }

    fn count(&self) {
        self.0.set(self.0.get() + 1);
    }
}

/// A change of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Insert(Post),
    Remove(PostId),
}

/// A store that counts the posts that it returns, and records its changes.
#[derive(Debug, Default)]
pub struct CountingStore {
    posts: BTreeMap<PostId, Post>,
    pub reads: Reads,
    pub changes: CallLog<Change>,
}

impl PostStore for CountingStore {
    fn insert(&mut self, post: Post) {
        self.changes.record(Change::Insert(post.clone()));
        let replaced = self.posts.insert(post.id, post);
        assert_eq!(replaced, None, "post in the store with the id of a new post");
    }

    fn get(&self, id: PostId) -> Option<&Post> {
        self.reads.count();
        self.posts.get(&id)
    }

    fn remove(&mut self, id: PostId) -> Option<Post> {
        let removed = self.posts.remove(&id);
        if removed.is_some() {
            self.changes.record(Change::Remove(id));
        }
        removed
    }

    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_> {
        let older = self.posts.values().rev().filter(move |post| before.is_none_or(|before| post.id < before));
        let posts = older.filter(move |post| post.author == author);
        Box::new(posts.map(|post| post.id).inspect(|_| self.reads.count()))
    }
}

/// A store that needs little memory, since it forgets each post but the newest.
#[derive(Debug, Default)]
pub struct ForgetfulStore(Option<Post>);

impl PostStore for ForgetfulStore {
    fn insert(&mut self, post: Post) {
        self.0 = Some(post);
    }

    fn get(&self, id: PostId) -> Option<&Post> {
        self.0.as_ref().filter(|post| post.id == id)
    }

    fn remove(&mut self, id: PostId) -> Option<Post> {
        self.0.take_if(|post| post.id == id)
    }

    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_> {
        let is_older = move |post: &&Post| before.is_none_or(|before| post.id < before);
        Box::new(self.0.iter().filter(move |post| post.author == author).filter(is_older).map(|post| post.id))
    }
}

/// Inserts and removes posts in a `MemoryStore` and in a naive store, and checks that both always agree.
///
/// An operation has an author, a number for the post, and whether the post is removed.
#[track_caller]
pub fn check_memory_store(ops: &[(u64, u64, bool)]) {
    let (mut store, mut naive) = (MemoryStore::default(), CountingStore::default());
    for &(author, number, removes) in ops {
        let id = if number == 11 { u64::MAX } else { (number % 4) | ((number / 4) << 32) };
        let (author, id) = (author << 32, PostId(id));
        assert_eq!(store.get(id), naive.get(id), "post {number}");
        if removes {
            assert_eq!(store.remove(id), naive.remove(id), "result of removing post {number}");
        } else if naive.get(id).is_none() {
            let post = Post { id, author: UserId(author), text: format!("post {number} by {author}") };
            store.insert(post.clone());
            naive.insert(post);
        }
        for before in [None, Some(id), Some(PostId(0)), Some(PostId(u64::MAX))] {
            let posts: Vec<PostId> = store.posts_of(UserId(author), before).collect();
            let expected: Vec<PostId> = naive.posts_of(UserId(author), before).collect();
            assert_eq!(posts, expected, "posts of user {author} before {before:?}");
        }
    }
}
