//! Operations: the steps of laws, their generators, and their execution.

use std::fmt::{self, Debug, Formatter};

use online_chat::{ChatError, ChatId, ChatService, Clock, FriendRequest, MessageId, RequestId, RequestOutcome, UserId};
use proptest::collection::vec;
use proptest::prelude::*;

use super::model::Model;
use super::{ADA, BEN, CLEO, DAN, Service, empty, hash};

/// A step of a law.
#[derive(Clone, Copy)]
pub enum Op {
    AddUser(&'static str),
    Rename(UserId, &'static str),
    SetPassword(UserId, &'static str),
    Send(UserId, UserId),
    Read(UserId, RequestId),
    Accept(UserId, RequestId),
    Reject(UserId, RequestId),
    /// Sends a request, which the recipient accepts.
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

/// Formats an operation like a call in a test: `post(ADA, chat 1, "hello")`.
impl Debug for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AddUser(name) => write!(f, "add_user({name:?})"),
            Self::Rename(user, name) => write!(f, "rename({}, {name:?})", name_of(user)),
            Self::SetPassword(user, text) => write!(f, "set_password({}, {text:?})", name_of(user)),
            Self::Send(user, other) => write!(f, "send_request({}, {})", name_of(user), name_of(other)),
            Self::Read(user, request) => write!(f, "read_request({}, request {request})", name_of(user)),
            Self::Accept(user, request) => write!(f, "accept_request({}, request {request})", name_of(user)),
            Self::Reject(user, request) => write!(f, "reject_request({}, request {request})", name_of(user)),
            Self::Befriend(user, other) => write!(f, "befriend({}, {})", name_of(user), name_of(other)),
            Self::OpenPrivate(user, friend) => write!(f, "open_private({}, {})", name_of(user), name_of(friend)),
            Self::Post(user, chat, text) => write!(f, "post({}, chat {chat}, {text:?})", name_of(user)),
            Self::CreateGroup(user) => write!(f, "create_group({})", name_of(user)),
            Self::Invite(user, chat, friend) => {
                write!(f, "invite({}, chat {chat}, {})", name_of(user), name_of(friend))
            }
            Self::Leave(user, chat) => write!(f, "leave({}, chat {chat})", name_of(user)),
            Self::RemoveMember(user, chat, member) => {
                write!(f, "remove_member({}, chat {chat}, {})", name_of(user), name_of(member))
            }
            Self::Unfriend(user, friend) => write!(f, "unfriend({}, {})", name_of(user), name_of(friend)),
            Self::RemoveUser(user) => write!(f, "remove_user({})", name_of(user)),
        }
    }
}

/// Returns the constant for a user in these tests.
fn name_of(user: UserId) -> String {
    match user {
        ADA => String::from("ADA"),
        BEN => String::from("BEN"),
        CLEO => String::from("CLEO"),
        DAN => String::from("DAN"),
        UserId(id) => format!("user {id}"),
    }
}

/// The value that an operation returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    Nothing,
    User(UserId),
    Outcome(RequestOutcome),
    Request(FriendRequest),
    Chat(ChatId),
    Message(MessageId),
}

/// Generates a user who is likely to exist.
fn user() -> BoxedStrategy<UserId> {
    prop_oneof![15 => 0..4u64, 1 => 4..6u64].prop_map(UserId).boxed()
}

/// Generates a chat that is likely to exist.
fn chat() -> BoxedStrategy<ChatId> {
    prop_oneof![15 => 0..4u64, 1 => 4..6u64].prop_map(ChatId).boxed()
}

/// A placeholder for the recipient of the request, replaced by [`Script::resolve`].
const RECIPIENT: UserId = UserId(u64::MAX);

/// A placeholder for the newest request, replaced by [`Script::resolve`]. Lower ids mean earlier requests.
const NEWEST: RequestId = RequestId(u64::MAX);

/// Generates a request and a user who is likely to be its recipient.
fn recipient_and_request() -> BoxedStrategy<(UserId, RequestId)> {
    let user = prop_oneof![3 => Just(RECIPIENT), 1 => user()];
    let request =
        prop_oneof![7 => (0..3u64).prop_map(|back| RequestId(NEWEST.0 - back)), 1 => (0..8u64).prop_map(RequestId)];
    (user, request).boxed()
}

fn name() -> BoxedStrategy<&'static str> {
    prop::sample::select(vec!["Ada", "Ben", " Ada\t", "Eve", "Fay", "Gus", "", " \n"]).boxed()
}

/// Generates operations of stage 1.
pub fn ops_of_stage_1() -> BoxedStrategy<Op> {
    name().prop_map(Op::AddUser).boxed()
}

/// Generates operations of stages 1 and 2.
pub fn ops_to_stage_2() -> BoxedStrategy<Op> {
    prop_oneof![
        1 => ops_of_stage_1(),
        6 => (user(), user()).prop_map(|(one, other)| Op::Send(one, other)),
        3 => recipient_and_request().prop_map(|(user, request)| Op::Accept(user, request)),
        3 => recipient_and_request().prop_map(|(user, request)| Op::Reject(user, request)),
    ]
    .boxed()
}

/// Generates operations of stages 1 to 3.
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

/// Generates operations of stages 1 to 4.
pub fn ops_to_stage_4() -> BoxedStrategy<Op> {
    let hash = prop::sample::select(vec!["x", "y"]);
    prop_oneof![
        18 => ops_to_stage_3(),
        3 => user().prop_map(Op::CreateGroup),
        15 => (user(), chat(), user()).prop_map(|(user, chat, friend)| Op::Invite(user, chat, friend)),
        2 => (user(), name()).prop_map(|(user, name)| Op::Rename(user, name)),
        1 => (user(), hash).prop_map(|(user, hash)| Op::SetPassword(user, hash)),
        2 => recipient_and_request().prop_map(|(user, request)| Op::Read(user, request)),
    ]
    .boxed()
}

/// Generates operations of stages 1 to 5.
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

/// The state before the steps of a law.
#[derive(Clone, Copy, Debug)]
pub enum InitialState {
    /// Ada, Ben, Cleo and Dan.
    Strangers,
    /// Same as `Strangers`, but Ada, Ben and Cleo are friends, and Ada and Ben have a private chat, chat 0.
    Friends,
    /// Same as `Friends`, with two groups: chat 1 of Ada, Ben and Cleo, and chat 2 of Ben.
    Groups,
}

impl InitialState {
    /// Returns the steps that lead to this state.
    pub fn steps(self) -> Vec<Op> {
        let mut steps = ["Ada", "Ben", "Cleo", "Dan"].map(Op::AddUser).to_vec();
        if let Self::Friends | Self::Groups = self {
            steps.extend([Op::Befriend(ADA, BEN), Op::Befriend(BEN, CLEO), Op::Befriend(CLEO, ADA)]);
            steps.push(Op::OpenPrivate(BEN, ADA));
        }
        if let Self::Groups = self {
            let group = ChatId(1);
            steps.extend([Op::CreateGroup(ADA), Op::Invite(ADA, group, BEN), Op::Invite(BEN, group, CLEO)]);
            steps.push(Op::CreateGroup(BEN));
        }
        steps
    }

    /// Creates a service in this state.
    pub fn service(self) -> Service {
        let mut service = empty();
        for op in self.steps() {
            let result = apply(&mut service, op);
            assert!(result.is_ok(), "setup step {op:?}: {result:?}");
        }
        service
    }
}

/// One case of a law.
#[derive(Clone)]
pub struct Script {
    pub initial: InitialState,
    pub ops: Vec<Op>,
}

impl Script {
    /// Generates up to 60 steps after `initial`.
    pub fn of(initial: InitialState, op: BoxedStrategy<Op>) -> BoxedStrategy<Self> {
        vec(op, 0..60).prop_map(move |ops| Self::resolve(initial, ops)).boxed()
    }

    /// Replaces the placeholders of operations on requests.
    fn resolve(initial: InitialState, mut ops: Vec<Op>) -> Self {
        let mut model = Model::default();
        initial.steps().into_iter().for_each(|op| drop(apply_to_model(&mut model, op)));
        for op in &mut ops {
            if let Op::Read(user, request) | Op::Accept(user, request) | Op::Reject(user, request) = op {
                let back = NEWEST.0 - request.0;
                if back < NEWEST.0 / 2 {
                    *request = RequestId(model.next_request.saturating_sub(back + 1));
                }
                if *user == RECIPIENT {
                    let known = model.state.requests.iter().find(|known| known.id == *request);
                    *user = known.map_or(ADA, |known| known.recipient);
                }
            }
            apply_to_model(&mut model, *op).ok();
        }
        Self { initial, ops }
    }

    /// Returns all steps, including those of the initial state.
    pub fn steps(&self) -> impl Iterator<Item = Op> {
        self.initial.steps().into_iter().chain(self.ops.iter().copied())
    }
}

impl Debug for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "InitialState::{:?}, then {:?}", self.initial, self.ops)
    }
}

/// Performs an operation. The service and the model have the same methods, but no common trait.
macro_rules! perform {
    ($target:expr, $op:expr) => {
        match $op {
            Op::AddUser(name) => $target.add_user(name, hash(name)).map(Output::User),
            Op::Rename(user, name) => $target.rename(user, name).map(|()| Output::Nothing),
            Op::SetPassword(user, text) => $target.set_password(user, hash(text)).map(|()| Output::Nothing),
            Op::Send(user, other) => $target.send_request(user, other).map(Output::Outcome),
            Op::Read(user, request) => $target.read_request(user, request).map(Output::Request),
            Op::Accept(user, request) => $target.accept_request(user, request).map(|()| Output::Nothing),
            Op::Reject(user, request) => $target.reject_request(user, request).map(|()| Output::Nothing),
            Op::Befriend(user, other) => match $target.send_request(user, other)? {
                RequestOutcome::Sent(request) => $target.accept_request(other, request).map(|()| Output::Nothing),
                outcome @ RequestOutcome::Accepted(_) => Ok(Output::Outcome(outcome)),
            },
            Op::OpenPrivate(user, friend) => $target.open_private(user, friend).map(Output::Chat),
            Op::Post(user, chat, text) => $target.post(user, chat, text).map(Output::Message),
            Op::CreateGroup(user) => $target.create_group(user).map(Output::Chat),
            Op::Invite(user, chat, friend) => $target.invite(user, chat, friend).map(|()| Output::Nothing),
            Op::Leave(user, chat) => $target.leave(user, chat).map(|()| Output::Nothing),
            Op::RemoveMember(user, chat, member) => $target.remove_member(user, chat, member).map(|()| Output::Nothing),
            Op::Unfriend(user, friend) => $target.unfriend(user, friend).map(|()| Output::Nothing),
            Op::RemoveUser(user) => $target.remove_user(user).map(|()| Output::Nothing),
        }
    };
}

/// Performs `op` on a service.
pub fn apply<C: Clock>(service: &mut ChatService<C>, op: Op) -> Result<Output, ChatError> {
    perform!(service, op)
}

/// Performs `op` on the model and returns the expected result.
pub fn apply_to_model(model: &mut Model, op: Op) -> Result<Output, ChatError> {
    perform!(model, op)
}
