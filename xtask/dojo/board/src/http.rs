//! The board's surface: HTTP, and who may do what through it.

mod compare;
mod guard;
mod input;
pub mod page;
mod stream;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use dojo_protocol::messages::{
    self, Acknowledged, JoinRequest, Joined, Reason, Refusal, RetroAnswers, RunBatch, SessionState, TakeOver, limits,
};
use serde::Serialize;
use tokio::sync::Semaphore;

pub use guard::Hosts;
use input::{Answer, Input, Refused};

use crate::check::{self, refusal};
use crate::compare::Comparer;
use crate::door::{self, Places};
use crate::keeper::{Keeper, now};
use crate::limiter::Limiter;
use crate::records::{Records, Sources, Who};
use crate::review::{self, Reviewed};
use crate::secrets;
use crate::session::{self, Action};

/// Wrong codes from everywhere within a minute. With 2^30 codes, an evening of this is one chance in ten thousand.
const WRONG_CODES: u32 = 300;
/// Large requests that are read at the same time, and of these, from one address: what bounds the memory that they take.
const UPLOADS: (usize, usize) = (24, 6);
/// Streams that are open at the same time.
const STREAMS: usize = 2_000;
/// Boards and runs that one address may ask for at once, and twice as many within a minute: a room behind one address, and no
/// more than what the board can prepare.
const VIEWS: u32 = 600;
/// Runs that are prepared for review at the same time.
const REVIEWS: usize = 2;

/// A kata that the facilitator can choose.
#[derive(Clone, Debug, Serialize)]
pub struct KataChoice {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The reference's code.
    #[serde(skip)]
    pub reference: Sources,
}

/// What serves one dojo.
pub struct App {
    keeper: Keeper,
    session: u64,
    reader: Mutex<Box<dyn Records + Send>>,
    katas: Vec<KataChoice>,
    hosts: Hosts,
    encrypted: bool,
    wrong_codes: Limiter<IpAddr>,
    all_wrong_codes: Limiter<()>,
    requests: Limiter<(u64, u64)>,
    views: Limiter<IpAddr>,
    uploads: Places,
    streams: Arc<Semaphore>,
    reviews: Semaphore,
    comparer: Arc<Comparer>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("session", &self.session).finish_non_exhaustive()
    }
}

impl App {
    /// Serves what `keeper` keeps; reviews are read through `reader`, and code is compared by `comparer`.
    pub fn new(
        keeper: Keeper,
        reader: impl Records + Send + 'static,
        katas: Vec<KataChoice>,
        comparer: Arc<Comparer>,
        hosts: Hosts,
        encrypted: bool,
    ) -> Arc<Self> {
        let session = keeper.picture().session().id;
        Arc::new(Self {
            keeper,
            session,
            reader: Mutex::new(Box::new(reader)),
            katas,
            hosts,
            encrypted,
            wrong_codes: Limiter::new(limits::WRONG_CODES_A_MINUTE, limits::WRONG_CODES_A_MINUTE),
            all_wrong_codes: Limiter::new(WRONG_CODES, WRONG_CODES),
            requests: Limiter::new(limits::REQUESTS_BURST, limits::REQUESTS_A_MINUTE),
            views: Limiter::new(VIEWS, 2 * VIEWS),
            uploads: Places::new(UPLOADS.0, UPLOADS.1),
            streams: Arc::new(Semaphore::new(STREAMS)),
            reviews: Semaphore::new(REVIEWS),
            comparer,
        })
    }

    /// Tells those who watch what is new, for as long as it is polled.
    pub async fn tell(&self) {
        self.keeper.tell().await;
    }

    /// All routes.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route(messages::JOIN, post(join))
            .route(messages::RUNS, post(runs))
            .route(messages::STATE, get(state))
            .route(messages::EVENTS, get(stream::state))
            .route(messages::TAKE_OVER, post(take_over))
            .route(messages::RETRO, post(retro))
            .route(messages::LEAVE, post(leave))
            .route("/api/board", get(stream::whole))
            .route("/api/board/events", get(stream::board))
            .route("/api/run/{run}", get(reviewed))
            .route("/api/reference/{kata}", get(reference))
            .route("/compare/{run}", get(compare::page))
            .route("/api/facilitator", get(facilitator).post(act))
            .merge(page::routes())
            .fallback(nothing)
            .method_not_allowed_fallback(nothing)
            .layer(axum::middleware::from_fn_with_state(Arc::clone(self), guard::guard))
            .with_state(Arc::clone(self))
    }

    /// Whom the request is of, by its token. The token is not asked for where there is none.
    fn who(&self, headers: &HeaderMap) -> Result<Option<Who>, Refusal> {
        let Some(header) = headers.get("authorization") else { return Ok(None) };
        let token = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer "));
        let who = token.and_then(|token| self.keeper.picture().who(token.trim()));
        let unknown = || refusal(Reason::UnknownToken, "this machine is in no team of this dojo: join again");
        who.map(Some).ok_or_else(unknown)
    }

    /// The machine that the request is of. Costs it a turn.
    fn machine(&self, headers: &HeaderMap) -> Result<(u64, u64), Refusal> {
        match self.who(headers)? {
            Some(Who::Machine { team, machine }) => {
                self.requests.take((team, machine), Instant::now()).map_err(too_fast)?;
                Ok((team, machine))
            }
            Some(Who::Facilitator) => Err(refusal(Reason::NotAllowed, "a team does this, not the facilitator")),
            None => Err(refusal(Reason::UnknownToken, "a machine of a team does this: join first")),
        }
    }

    fn check_facilitator(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match self.who(headers)? {
            Some(Who::Facilitator) => {}
            _ => return Err(refusal(Reason::NotAllowed, "the facilitator does this")),
        }
        self.requests.take((0, 0), Instant::now()).map_err(too_fast)
    }

    /// Costs an address a turn.
    fn check_view(&self, peer: SocketAddr) -> Result<(), Refusal> {
        self.views.take(door::one(peer), Instant::now()).map_err(too_fast)
    }

    fn state_of(&self, who: Option<Who>) -> SessionState {
        self.keeper.picture().state(who, now())
    }
}

fn too_fast(seconds: u64) -> Refusal {
    Refusal {
        reason: Reason::TooFast,
        message: format!("too much at once: try again in {seconds} s"),
        retry_after_s: Some(seconds),
    }
}

type Api<T> = Result<Answer<T>, Refused>;
type Shared = State<Arc<App>>;
type Peer = ConnectInfo<SocketAddr>;

async fn nothing() -> Refused {
    refusal(Reason::NotFound, "there is no such page").into()
}

async fn join(State(app): Shared, peer: Peer, Input(request): Input<JoinRequest>) -> Api<Joined> {
    let from = door::one(peer.0);
    let moment = Instant::now();
    app.wrong_codes.look(&from, moment).and_then(|()| app.all_wrong_codes.look(&(), moment)).map_err(too_fast)?;
    let request = check::join(&request)?;
    let session = app.session;
    let entry = app.keeper.write(move |records| session::join(records, session, &request, now())).await;
    if entry.as_ref().is_err_and(|refusal| refusal.reason == Reason::WrongCode) {
        // Whoever sent many at once has none left, and hears no more than that.
        app.wrong_codes.take(from, moment).and_then(|()| app.all_wrong_codes.take((), moment)).map_err(too_fast)?;
    }
    let entry = entry?;
    let who = Who::Machine { team: entry.team, machine: entry.machine };
    let team_code = entry.team_code.map(|code| secrets::shown(&code));
    let state = app.state_of(Some(who));
    Ok(Answer(Joined { token: entry.token, team_code, acknowledged: entry.acknowledged, state }))
}

async fn runs(State(app): Shared, headers: HeaderMap, input: Input<RunBatch>) -> Api<Acknowledged> {
    let who = app.machine(&headers)?;
    let batch = input.0;
    if batch.runs.len() > limits::RUNS {
        let why = format!("a batch has at most {} runs", limits::RUNS);
        return Err(refusal(Reason::TooLarge, why).into());
    }
    let session = app.session;
    let work = move |records: &dyn Records| session::take_runs(records, session, who, &batch, now());
    Ok(Answer(app.keeper.write(work).await?))
}

async fn state(State(app): Shared, headers: HeaderMap) -> Api<SessionState> {
    let who = app.who(&headers)?;
    Ok(Answer(app.state_of(who)))
}

async fn take_over(State(app): Shared, headers: HeaderMap, Input(seat): Input<TakeOver>) -> Api<SessionState> {
    let (team, machine) = app.machine(&headers)?;
    let session = app.session;
    app.keeper.write(move |records| session::take_over(records, session, team, &seat, now())).await?;
    Ok(Answer(app.state_of(Some(Who::Machine { team, machine }))))
}

async fn retro(State(app): Shared, headers: HeaderMap, Input(answers): Input<RetroAnswers>) -> Api<SessionState> {
    let (team, machine) = app.machine(&headers)?;
    app.keeper.write(move |records| session::answer(records, (team, machine), &answers)).await?;
    Ok(Answer(app.state_of(Some(Who::Machine { team, machine }))))
}

#[derive(serde::Deserialize)]
struct Nothing {}

async fn leave(State(app): Shared, headers: HeaderMap, Input(Nothing {}): Input<Nothing>) -> Api<SessionState> {
    let (_, machine) = app.machine(&headers)?;
    app.keeper.write(move |records| session::leave(records, machine)).await?;
    Ok(Answer(app.state_of(None)))
}

async fn reviewed(State(app): Shared, peer: Peer, headers: HeaderMap, Path(run): Path<u64>) -> Api<Reviewed> {
    app.check_view(peer.0)?;
    let who = app.who(&headers)?;
    let _permit = app.reviews.acquire().await;
    let of_app = Arc::clone(&app);
    let found = tokio::task::spawn_blocking(move || {
        let reader = of_app.reader.lock().unwrap_or_else(PoisonError::into_inner);
        // Whose it is comes first: nothing of a run is read for those who may not see it.
        let team = reader.run(of_app.session, run)?.map(|(mark, _)| mark.team);
        let Some(team) = team.filter(|&team| of_app.keeper.picture().team(team).is_some()) else { return Ok(None) };
        let own = matches!(who, Some(Who::Machine { team: of, .. }) if of == team);
        if !own && !of_app.keeper.picture().session().is_open() {
            return Ok(Some(Err(refusal(
                Reason::NotAllowed,
                "code is seen by all once the facilitator opens the review",
            ))));
        }
        Ok(review::run(&**reader, of_app.session, run)?.map(Ok))
    });
    match found.await {
        Ok(Ok(Some(found))) => Ok(Answer(found?)),
        Ok(Ok(None)) => Err(refusal(Reason::NotFound, "there is no such run").into()),
        Ok(Err(error)) => {
            let error: crate::records::StoreError = error;
            Err(refusal(Reason::Unavailable, format!("the run cannot be read: {error}")).into())
        }
        Err(_) => Err(refusal(Reason::Unavailable, "the run cannot be shown").into()),
    }
}

/// The reference's code, as a review puts it beside a team's.
#[derive(Serialize)]
struct Reference {
    sources: Sources,
}

async fn reference(State(app): Shared, peer: Peer, Path(kata): Path<String>) -> Api<Reference> {
    app.check_view(peer.0)?;
    if !app.keeper.picture().session().is_open() {
        return Err(refusal(Reason::NotAllowed, "the reference is shown once the facilitator opens the review").into());
    }
    let found = app.katas.iter().find(|known| known.name == kata).filter(|known| !known.reference.is_empty());
    let none = || refusal(Reason::NotFound, "the board's machine has no reference of this kata");
    Ok(Answer(Reference { sources: found.ok_or_else(none)?.reference.clone() }))
}

/// What the facilitator's page shows beside what all see.
#[derive(Serialize)]
struct Behind {
    /// What teams join with.
    code: String,
    /// The katas to choose from.
    katas: Vec<KataChoice>,
    /// Where others reach the board.
    address: String,
    /// Whether what is sent is encrypted.
    encrypted: bool,
    /// Whether others can reach it at all.
    local: bool,
}

async fn facilitator(State(app): Shared, headers: HeaderMap) -> Api<Behind> {
    app.check_facilitator(&headers)?;
    let code = secrets::shown(&app.keeper.picture().session().code);
    let hosts = &app.hosts;
    Ok(Answer(Behind {
        code,
        katas: app.katas.clone(),
        address: hosts.address.clone(),
        encrypted: app.encrypted,
        local: hosts.local,
    }))
}

/// What the facilitator did.
#[derive(Serialize)]
struct Acted {
    /// A team's new code, if one was asked for.
    code: Option<String>,
    /// As the session stands now.
    state: SessionState,
}

async fn act(State(app): Shared, headers: HeaderMap, Input(action): Input<Action>) -> Api<Acted> {
    app.check_facilitator(&headers)?;
    let katas: Vec<String> = app.katas.iter().map(|kata| kata.name.clone()).collect();
    let session = app.session;
    let code = app.keeper.write(move |records| session::act(records, session, &action, &katas, now())).await?;
    Ok(Answer(Acted { code, state: app.state_of(None) }))
}

impl<T: Serialize> axum::response::IntoResponse for Answer<T> {
    fn into_response(self) -> axum::response::Response {
        Json(self.0).into_response()
    }
}
