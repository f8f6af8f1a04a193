//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use online_chat::{
    Action, Author, ChatError, ChatId, ChatService, ChatState, Clock, FriendRequest, MAX_TEXT, Message, MessageId,
    PasswordHash, PasswordVerifier, RequestId, RequestOutcome, RequestStatus, State, Timestamp, User, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A clock that shows what it was set to.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        at(self.0.load(Ordering::SeqCst))
    }
}

/// The moment `seconds` after the origin.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::at(Duration::from_secs(seconds))
}

pub type Service = ChatService<Arc<ManualClock>>;

/// An empty service, by a clock that stands at zero.
pub fn empty() -> Service {
    clocked().0
}

/// An empty service and its clock.
pub fn clocked() -> (Service, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::default());
    (ChatService::with_clock(Arc::clone(&clock)), clock)
}

pub const ADA: UserId = UserId(0);
pub const BEN: UserId = UserId(1);
pub const CLEO: UserId = UserId(2);
pub const DAN: UserId = UserId(3);

/// An id that these tests never see issued.
pub const NOBODY: UserId = UserId(77);

/// A service with Ada, Ben, Cleo and Dan, who do not know each other.
pub fn strangers() -> Service {
    let mut service = empty();
    for (name, id) in [("Ada", ADA), ("Ben", BEN), ("Cleo", CLEO), ("Dan", DAN)] {
        let added = service.add_user(name, hash(name));
        assert_eq!(added, Ok(id), "the id of {name}: ids of users are issued in the order 0, 1, 2, …");
    }
    service
}

/// As `strangers`, but Ada is a friend of Ben and of Cleo. Request 0 was Ben's, request 1 was Cleo's.
pub fn circle() -> Service {
    let mut service = strangers();
    befriend(&mut service, BEN, ADA);
    befriend(&mut service, CLEO, ADA);
    service
}

/// A group in a `circle` that Ada made, with Ben and Cleo as members.
pub fn group_of_three() -> (Service, ChatId) {
    let mut service = circle();
    let group = service.create_group(ADA).expect("Ada may make a group");
    service.invite(ADA, group, BEN).expect("Ben is a friend of Ada's");
    service.invite(ADA, group, CLEO).expect("Cleo is a friend of Ada's");
    (service, group)
}

/// Lets `user` ask `other`, who says yes.
pub fn befriend<C: Clock>(service: &mut ChatService<C>, user: UserId, other: UserId) {
    match service.send_request(user, other) {
        Ok(RequestOutcome::Sent(request)) => {
            service.accept_request(other, request).expect("the recipient may accept a new request");
        }
        outcome => panic!("a request between strangers should be sent, and gave {outcome:?}"),
    }
}

/// What stands for the hash of a user's password.
pub fn hash(name: &str) -> PasswordHash {
    PasswordHash::new(format!("hash-of-{name}"))
}

/// Takes the password of a user to be their name.
pub struct NameIsPassword;

impl PasswordVerifier for NameIsPassword {
    fn verify(&self, password: &str, hash: &PasswordHash) -> bool {
        hash.expose() == format!("hash-of-{password}")
    }
}

/// What is said in a chat: id, author and text of each message.
pub fn said<C: Clock>(service: &ChatService<C>, user: UserId, chat: ChatId) -> Vec<(u64, Author, String)> {
    let messages = service.messages(user, chat).unwrap_or_else(|error| panic!("{user} may read {chat}: {error}"));
    messages.map(|message| (message.id.0, message.author, message.text.to_owned())).collect()
}

/// The operation is refused for this reason, and the service is as before.
pub fn assert_refused<T: Debug + PartialEq>(
    service: &mut Service,
    operation: impl FnOnce(&mut Service) -> Result<T, ChatError>,
    reason: ChatError,
    why: &str,
) {
    let before = service.state();
    let outcome = operation(service);
    assert_eq!(outcome, Err(reason), "{why}");
    assert_eq!(service.state(), before, "a refused operation changes nothing ({why})");
}

/// A step of a law.
#[derive(Clone, Copy)]
pub enum Op {
    AddUser(&'static str),
    Rename(UserId, &'static str),
    SetPassword(UserId, &'static str),
    Send(UserId, UserId),
    Look(UserId, RequestId),
    Accept(UserId, RequestId),
    Reject(UserId, RequestId),
    /// Both become friends, if they are strangers without a request.
    Befriend(UserId, UserId),
    OpenPrivate(UserId, UserId),
    Post(UserId, ChatId, &'static str),
    CreateGroup(UserId),
    Invite(UserId, ChatId, UserId),
    Leave(UserId, ChatId),
    RemoveMember(UserId, ChatId, UserId),
    Unfriend(UserId, UserId),
    RemoveUser(UserId),
}

/// As the call that a test would make: `post(ADA, chat 1, "hello")`.
impl Debug for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AddUser(name) => write!(f, "add_user({name:?})"),
            Self::Rename(user, name) => write!(f, "rename({}, {name:?})", who(user)),
            Self::SetPassword(user, text) => write!(f, "set_password({}, {text:?})", who(user)),
            Self::Send(user, other) => write!(f, "send_request({}, {})", who(user), who(other)),
            Self::Look(user, request) => write!(f, "read_request({}, request {request})", who(user)),
            Self::Accept(user, request) => write!(f, "accept_request({}, request {request})", who(user)),
            Self::Reject(user, request) => write!(f, "reject_request({}, request {request})", who(user)),
            Self::Befriend(user, other) => write!(f, "befriend({}, {})", who(user), who(other)),
            Self::OpenPrivate(user, friend) => write!(f, "open_private({}, {})", who(user), who(friend)),
            Self::Post(user, chat, text) => write!(f, "post({}, chat {chat}, {text:?})", who(user)),
            Self::CreateGroup(user) => write!(f, "create_group({})", who(user)),
            Self::Invite(user, chat, friend) => write!(f, "invite({}, chat {chat}, {})", who(user), who(friend)),
            Self::Leave(user, chat) => write!(f, "leave({}, chat {chat})", who(user)),
            Self::RemoveMember(user, chat, member) => {
                write!(f, "remove_member({}, chat {chat}, {})", who(user), who(member))
            }
            Self::Unfriend(user, friend) => write!(f, "unfriend({}, {})", who(user), who(friend)),
            Self::RemoveUser(user) => write!(f, "remove_user({})", who(user)),
        }
    }
}

/// What these tests call a user.
fn who(user: UserId) -> String {
    match user {
        ADA => String::from("ADA"),
        BEN => String::from("BEN"),
        CLEO => String::from("CLEO"),
        DAN => String::from("DAN"),
        UserId(id) => format!("user {id}"),
    }
}

/// What an operation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Nothing,
    User(UserId),
    Outcome(RequestOutcome),
    Request(FriendRequest),
    Chat(ChatId),
    Message(MessageId),
}

/// A user who is likely to be there.
fn user() -> BoxedStrategy<UserId> {
    prop_oneof![15 => 0..4u64, 1 => 4..6u64].prop_map(UserId).boxed()
}

/// A chat that is likely to be there.
fn chat() -> BoxedStrategy<ChatId> {
    prop_oneof![15 => 0..4u64, 1 => 4..6u64].prop_map(ChatId).boxed()
}

/// In an operation that is generated: whoever the request was sent to. A script has the user's own id instead.
const RECIPIENT: UserId = UserId(u64::MAX);

/// In an operation that is generated: the newest request, or one of those before. A script has the request's own id
/// instead.
const NEWEST: RequestId = RequestId(u64::MAX);

/// A request, and a user who is likely to be the one it was sent to.
fn sent() -> BoxedStrategy<(UserId, RequestId)> {
    let user = prop_oneof![3 => Just(RECIPIENT), 1 => user()];
    let request =
        prop_oneof![7 => (0..3u64).prop_map(|back| RequestId(NEWEST.0 - back)), 1 => (0..8u64).prop_map(RequestId)];
    (user, request).boxed()
}

fn name() -> BoxedStrategy<&'static str> {
    prop::sample::select(vec!["Ada", "Ben", " Ada\t", "Eve", "Fay", "Gus", "", " \n"]).boxed()
}

/// The operations of stage 1.
pub fn ops_of_stage_1() -> BoxedStrategy<Op> {
    prop_oneof![
        2 => name().prop_map(Op::AddUser),
        2 => (user(), name()).prop_map(|(user, name)| Op::Rename(user, name)),
        1 => (user(), prop::sample::select(vec!["x", "y"])).prop_map(|(user, hash)| Op::SetPassword(user, hash)),
    ]
    .boxed()
}

/// The operations of stages 1 and 2.
pub fn ops_to_stage_2() -> BoxedStrategy<Op> {
    prop_oneof![
        1 => ops_of_stage_1(),
        6 => (user(), user()).prop_map(|(one, other)| Op::Send(one, other)),
        2 => sent().prop_map(|(user, request)| Op::Look(user, request)),
        3 => sent().prop_map(|(user, request)| Op::Accept(user, request)),
        3 => sent().prop_map(|(user, request)| Op::Reject(user, request)),
    ]
    .boxed()
}

/// The operations of stages 1 to 3.
pub fn ops_to_stage_3() -> BoxedStrategy<Op> {
    let text = prop::sample::select(vec!["hello", " two\nlines ", "", " \t\n"]);
    prop_oneof![
        3 => ops_to_stage_2(),
        3 => (user(), user()).prop_map(|(one, other)| Op::Befriend(one, other)),
        2 => (user(), user()).prop_map(|(one, other)| Op::OpenPrivate(one, other)),
        4 => (user(), chat(), text).prop_map(|(user, chat, text)| Op::Post(user, chat, text)),
    ]
    .boxed()
}

/// The operations of stages 1 to 4.
pub fn ops_to_stage_4() -> BoxedStrategy<Op> {
    prop_oneof![
        6 => ops_to_stage_3(),
        1 => user().prop_map(Op::CreateGroup),
        5 => (user(), chat(), user()).prop_map(|(user, chat, friend)| Op::Invite(user, chat, friend)),
    ]
    .boxed()
}

/// The operations of stages 1 to 5.
pub fn ops_to_stage_5() -> BoxedStrategy<Op> {
    prop_oneof![
        32 => ops_to_stage_4(),
        4 => (user(), chat()).prop_map(|(user, chat)| Op::Leave(user, chat)),
        4 => (user(), chat(), user()).prop_map(|(user, chat, member)| Op::RemoveMember(user, chat, member)),
        2 => (user(), user()).prop_map(|(user, friend)| Op::Unfriend(user, friend)),
        1 => user().prop_map(Op::RemoveUser),
    ]
    .boxed()
}

/// What is there before the steps of a law.
#[derive(Clone, Copy, Debug)]
pub enum Beginning {
    /// Ada, Ben, Cleo and Dan.
    People,
    /// As `People`, but Ada and Ben are friends of each other and of Cleo, and Ada and Ben have a private chat, chat 0.
    Friends,
    /// As `Friends`, with two groups: chat 1 of Ada and her friends, and chat 2 of Ben.
    Company,
}

impl Beginning {
    /// The steps that lead there.
    pub fn steps(self) -> Vec<Op> {
        let mut steps = ["Ada", "Ben", "Cleo", "Dan"].map(Op::AddUser).to_vec();
        if let Self::Friends | Self::Company = self {
            steps.extend([Op::Befriend(ADA, BEN), Op::Befriend(BEN, CLEO), Op::Befriend(CLEO, ADA)]);
            steps.push(Op::OpenPrivate(BEN, ADA));
        }
        if let Self::Company = self {
            let group = ChatId(1);
            steps.extend([Op::CreateGroup(ADA), Op::Invite(ADA, group, BEN), Op::Invite(BEN, group, CLEO)]);
            steps.push(Op::CreateGroup(BEN));
        }
        steps
    }

    /// A service where all this was done.
    pub fn service(self) -> Service {
        let mut service = empty();
        for op in self.steps() {
            let given = apply(&mut service, op);
            assert!(given.is_ok(), "{op:?} is allowed, and gives {given:?}");
        }
        service
    }
}

/// What is done in one case of a law.
#[derive(Clone)]
pub struct Script {
    pub beginning: Beginning,
    pub ops: Vec<Op>,
}

impl Script {
    /// Up to sixty steps after a beginning.
    pub fn of(beginning: Beginning, op: BoxedStrategy<Op>) -> BoxedStrategy<Self> {
        vec(op, 0..60).prop_map(move |ops| Self::aimed(beginning, ops)).boxed()
    }

    /// Lets those operations that aim at a request find it.
    fn aimed(beginning: Beginning, mut ops: Vec<Op>) -> Self {
        let mut model = Model::default();
        beginning.steps().into_iter().for_each(|op| drop(model.apply(op)));
        for op in &mut ops {
            if let Op::Look(user, request) | Op::Accept(user, request) | Op::Reject(user, request) = op {
                let back = NEWEST.0 - request.0;
                if back < NEWEST.0 / 2 {
                    *request = RequestId(model.state.issued.requests.saturating_sub(back + 1));
                }
                if *user == RECIPIENT {
                    let known = model.state.requests.iter().find(|known| known.id == *request);
                    *user = known.map_or(ADA, |known| known.recipient);
                }
            }
            model.apply(*op).ok();
        }
        Self { beginning, ops }
    }

    /// All steps, those of the beginning too.
    pub fn steps(&self) -> impl Iterator<Item = Op> {
        self.beginning.steps().into_iter().chain(self.ops.iter().copied())
    }
}

impl Debug for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Beginning::{:?}, then {:?}", self.beginning, self.ops)
    }
}

/// Does `op` to a service.
pub fn apply<C: Clock>(service: &mut ChatService<C>, op: Op) -> Result<Given, ChatError> {
    match op {
        Op::AddUser(name) => service.add_user(name, hash(name)).map(Given::User),
        Op::Rename(user, name) => service.rename(user, name).map(|()| Given::Nothing),
        Op::SetPassword(user, text) => service.set_password(user, hash(text)).map(|()| Given::Nothing),
        Op::Send(user, other) => service.send_request(user, other).map(Given::Outcome),
        Op::Look(user, request) => service.read_request(user, request).map(Given::Request),
        Op::Accept(user, request) => service.accept_request(user, request).map(|()| Given::Nothing),
        Op::Reject(user, request) => service.reject_request(user, request).map(|()| Given::Nothing),
        Op::Befriend(user, other) => match service.send_request(user, other)? {
            RequestOutcome::Sent(request) => service.accept_request(other, request).map(|()| Given::Nothing),
            outcome @ RequestOutcome::Accepted(_) => Ok(Given::Outcome(outcome)),
        },
        Op::OpenPrivate(user, friend) => service.open_private(user, friend).map(Given::Chat),
        Op::Post(user, chat, text) => service.post(user, chat, text).map(Given::Message),
        Op::CreateGroup(user) => service.create_group(user).map(Given::Chat),
        Op::Invite(user, chat, friend) => service.invite(user, chat, friend).map(|()| Given::Nothing),
        Op::Leave(user, chat) => service.leave(user, chat).map(|()| Given::Nothing),
        Op::RemoveMember(user, chat, member) => service.remove_member(user, chat, member).map(|()| Given::Nothing),
        Op::Unfriend(user, friend) => service.unfriend(user, friend).map(|()| Given::Nothing),
        Op::RemoveUser(user) => service.remove_user(user).map(|()| Given::Nothing),
    }
}

/// Lets a service and the model do the same; after each step they are to agree on what it gave and on everything that
/// is there.
pub fn compare_with_model(script: &Script) {
    let (mut service, clock) = clocked();
    let mut model = Model::default();
    for op in script.steps() {
        model.now += 1;
        clock.set(model.now);
        let before = service.state();
        let given = apply(&mut service, op);
        assert_eq!(given, model.apply(op), "what {op:?} gives");
        let after = service.state();
        if given.is_err() {
            assert_eq!(after, before, "{op:?} was refused, and a refused operation changes nothing");
        }
        assert_eq!(after.users, model.state.users, "the users, after {op:?}");
        assert_eq!(after.requests, model.state.requests, "the requests, after {op:?}");
        assert_eq!(after.friendships, model.state.friendships, "the friendships, after {op:?}");
        assert_eq!(after.chats, model.state.chats, "the chats, after {op:?}");
        assert_eq!(after.issued, model.state.issued, "how many ids were issued, after {op:?}");
    }
}

/// What a service should do, done naively: by searching through its state.
#[derive(Debug, Default)]
pub struct Model {
    pub state: State,
    pub now: u64,
}

impl Model {
    fn check_user(&self, user: UserId) -> Result<(), ChatError> {
        match self.state.users.iter().any(|known| known.id == user) {
            true => Ok(()),
            false if user.0 < self.state.issued.users => Err(ChatError::RemovedUser(user)),
            false => Err(ChatError::UnknownUser(user)),
        }
    }

    fn check_name(&self, name: &'static str, owner: Option<UserId>) -> Result<&'static str, ChatError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ChatError::BlankName);
        }
        match self.state.users.iter().find(|user| user.name == name) {
            Some(user) if Some(user.id) != owner => Err(ChatError::NameTaken { name: name.to_owned() }),
            _ => Ok(name),
        }
    }

    fn user(&mut self, id: UserId) -> &mut User {
        self.state.users.iter_mut().find(|user| user.id == id).expect("checked before")
    }

    fn request(&mut self, user: UserId, request: RequestId) -> Result<&mut FriendRequest, ChatError> {
        let known = self.state.requests.iter_mut().find(|known| known.id == request);
        let known = known.ok_or(ChatError::UnknownRequest(request))?;
        if known.recipient == user { Ok(known) } else { Err(ChatError::NotRecipient { user, request }) }
    }

    fn answer(&mut self, user: UserId, request: RequestId, answer: RequestStatus) -> Result<UserId, ChatError> {
        self.check_user(user)?;
        let known = self.request(user, request)?;
        if !known.status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: known.status });
        }
        known.status = answer;
        Ok(known.sender)
    }

    fn accept(&mut self, user: UserId, request: RequestId) -> Result<Given, ChatError> {
        let sender = self.answer(user, request, RequestStatus::Accepted)?;
        self.state.friendships.push((user.min(sender), user.max(sender)));
        self.state.friendships.sort_unstable();
        Ok(Given::Nothing)
    }

    fn send(&mut self, user: UserId, other: UserId) -> Result<RequestOutcome, ChatError> {
        self.check_user(user)?;
        self.check_user(other)?;
        if user == other {
            return Err(ChatError::Yourself(user));
        }
        if self.are_friends(user, other) {
            return Err(ChatError::AlreadyFriends { user, other });
        }
        let pending = self.state.requests.iter().filter(|request| request.status.is_pending());
        for &FriendRequest { id, sender, recipient, .. } in pending {
            if (sender, recipient) == (user, other) {
                return Err(ChatError::AlreadyPending(id));
            }
            if (sender, recipient) == (other, user) {
                self.accept(user, id)?;
                return Ok(RequestOutcome::Accepted(id));
            }
        }
        let id = RequestId(self.state.issued.requests);
        self.state.issued.requests += 1;
        let (status, sent) = (RequestStatus::Unread, at(self.now));
        self.state.requests.push(FriendRequest { id, sender: user, recipient: other, status, sent });
        Ok(RequestOutcome::Sent(id))
    }

    pub fn are_friends(&self, user: UserId, other: UserId) -> bool {
        self.state.friendships.contains(&(user.min(other), user.max(other)))
    }

    fn check_friends(&self, user: UserId, other: UserId) -> Result<(), ChatError> {
        if self.are_friends(user, other) { Ok(()) } else { Err(ChatError::NotFriends { user, other }) }
    }

    fn add_chat(&mut self, kind: &str, creator: Option<UserId>, mut members: Vec<UserId>) -> ChatId {
        let id = ChatId(self.state.issued.chats);
        self.state.issued.chats += 1;
        members.sort_unstable();
        self.state.chats.push(ChatState { id, kind: kind.to_owned(), creator, members, messages: Vec::new() });
        id
    }

    /// The permission table of the brief.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.check_user(user)?;
        let room = self.state.chats.iter().find(|room| room.id == chat).ok_or(ChatError::UnknownChat(chat))?;
        if !room.members.contains(&user) {
            return Err(ChatError::NotInChat { user, chat });
        }
        let is_private = room.kind == "private";
        let allowed = match action {
            Action::Read => true,
            Action::Post => {
                !is_private || room.members.iter().any(|&other| other != user && self.are_friends(user, other))
            }
            Action::Invite | Action::Leave => !is_private,
            Action::RemoveMember => room.creator == Some(user),
        };
        if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }

    fn chat(&mut self, chat: ChatId) -> &mut ChatState {
        self.state.chats.iter_mut().find(|room| room.id == chat).expect("checked before")
    }

    fn end_empty_chats(&mut self) {
        self.state.chats.retain(|room| !room.members.is_empty());
    }

    pub fn apply(&mut self, op: Op) -> Result<Given, ChatError> {
        match op {
            Op::AddUser(text) => {
                let name = self.check_name(text, None)?.to_owned();
                let id = UserId(self.state.issued.users);
                self.state.issued.users += 1;
                self.state.users.push(User { id, name, password: hash(text) });
                return Ok(Given::User(id));
            }
            Op::Rename(user, name) => {
                self.check_user(user)?;
                self.user(user).name = self.check_name(name, Some(user))?.to_owned();
            }
            Op::SetPassword(user, text) => {
                self.check_user(user)?;
                self.user(user).password = hash(text);
            }
            Op::Send(user, other) => return self.send(user, other).map(Given::Outcome),
            Op::Look(user, request) => {
                self.check_user(user)?;
                let known = self.request(user, request)?;
                if known.status == RequestStatus::Unread {
                    known.status = RequestStatus::Read;
                }
                return Ok(Given::Request(*known));
            }
            Op::Accept(user, request) => return self.accept(user, request),
            Op::Reject(user, request) => {
                self.answer(user, request, RequestStatus::Rejected)?;
            }
            Op::Befriend(user, other) => match self.send(user, other)? {
                RequestOutcome::Sent(request) => return self.accept(other, request),
                outcome @ RequestOutcome::Accepted(_) => return Ok(Given::Outcome(outcome)),
            },
            Op::OpenPrivate(user, friend) => {
                self.check_user(user)?;
                self.check_user(friend)?;
                self.check_friends(user, friend)?;
                let mut private = self.state.chats.iter().filter(|room| room.kind == "private");
                let known = private.find(|room| room.members.contains(&user) && room.members.contains(&friend));
                let known = known.map(|room| room.id);
                return Ok(Given::Chat(known.unwrap_or_else(|| self.add_chat("private", None, vec![user, friend]))));
            }
            Op::Post(author, chat, text) => {
                self.authorize(author, chat, Action::Post)?;
                if text.trim().is_empty() {
                    return Err(ChatError::BlankText);
                }
                assert!(text.len() <= MAX_TEXT, "the laws use short texts");
                let sent = at(self.now);
                let messages = &mut self.chat(chat).messages;
                let id = MessageId(messages.len() as u64);
                messages.push(Message { id, author: Author::User(author), text: text.to_owned(), sent });
                return Ok(Given::Message(id));
            }
            Op::CreateGroup(user) => {
                self.check_user(user)?;
                return Ok(Given::Chat(self.add_chat("group", Some(user), vec![user])));
            }
            Op::Invite(user, chat, friend) => {
                self.authorize(user, chat, Action::Invite)?;
                self.check_user(friend)?;
                if self.chat(chat).members.contains(&friend) {
                    return Err(ChatError::AlreadyInChat { user: friend, chat });
                }
                self.check_friends(user, friend)?;
                let members = &mut self.chat(chat).members;
                members.push(friend);
                members.sort_unstable();
            }
            Op::Leave(user, chat) => {
                self.authorize(user, chat, Action::Leave)?;
                take_out(self.chat(chat), user);
                self.end_empty_chats();
            }
            Op::RemoveMember(user, chat, member) => {
                self.authorize(user, chat, Action::RemoveMember)?;
                self.check_user(member)?;
                if member == user {
                    return Err(ChatError::Yourself(user));
                }
                if !self.chat(chat).members.contains(&member) {
                    return Err(ChatError::NotInChat { user: member, chat });
                }
                take_out(self.chat(chat), member);
            }
            Op::Unfriend(user, friend) => {
                self.check_user(user)?;
                self.check_user(friend)?;
                self.check_friends(user, friend)?;
                self.state.friendships.retain(|&pair| pair != (user.min(friend), user.max(friend)));
            }
            Op::RemoveUser(user) => {
                self.check_user(user)?;
                let State { users, requests, friendships, .. } = &mut self.state;
                users.retain(|known| known.id != user);
                requests.retain(|request| request.sender != user && request.recipient != user);
                friendships.retain(|&(one, other)| one != user && other != user);
                for room in &mut self.state.chats {
                    take_out(room, user);
                    let of_user = room.messages.iter_mut().filter(|message| message.author == Author::User(user));
                    of_user.for_each(|message| message.author = Author::Removed);
                }
                self.end_empty_chats();
            }
        }
        Ok(Given::Nothing)
    }
}

/// The user is in the chat no more, and not its creator.
fn take_out(room: &mut ChatState, user: UserId) {
    room.members.retain(|&member| member != user);
    room.creator = room.creator.filter(|&creator| creator != user);
}

/// Every id that a service shows is that of something that is there.
pub fn assert_nothing_dangles(state: &State, after: Op) {
    let users: BTreeSet<_> = state.users.iter().map(|user| user.id).collect();
    for &FriendRequest { id, sender, recipient, .. } in &state.requests {
        assert!(users.contains(&sender), "request {id} has a sender who is there, after {after:?}");
        assert!(users.contains(&recipient), "request {id} has a recipient who is there, after {after:?}");
    }
    for (one, other) in &state.friendships {
        assert!(
            users.contains(one) && users.contains(other),
            "friends are both there: {one}, {other}, after {after:?}"
        );
    }
    for ChatState { id, creator, members, messages, .. } in &state.chats {
        assert!(!members.is_empty(), "chat {id} has a member, after {after:?}");
        assert!(members.iter().all(|member| users.contains(member)), "members of chat {id} are there, after {after:?}");
        assert!(creator.is_none_or(|creator| members.contains(&creator)), "chat {id}: its creator, after {after:?}");
        for message in messages {
            if let Author::User(author) = message.author {
                assert!(
                    users.contains(&author),
                    "chat {id}: author {author} is there or reads as removed, after {after:?}"
                );
            }
        }
    }
}
