//! What is new, to all who watch: server-sent events.
//!
//! Each who watches has a place in a channel of bounded length. One who is too slow misses news, and gets the whole again;
//! nobody waits for them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use dojo_protocol::messages::{Reason, Refusal, limits};
use tokio::sync::OwnedSemaphorePermit;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use super::input::Refused;
use super::{App, Peer, Shared};
use crate::keeper::News;
use crate::records::Who;

type Told = Result<Arc<News>, BroadcastStreamRecvError>;

fn place(app: &App) -> Result<OwnedSemaphorePermit, Refusal> {
    Arc::clone(&app.streams).try_acquire_owned().map_err(|_| Refusal {
        reason: Reason::TooFast,
        message: "too many boards are open: close some".to_owned(),
        retry_after_s: Some(10),
    })
}

fn events(stream: impl tokio_stream::Stream<Item = Event> + Send + 'static) -> Response {
    // An event, since a script does not hear of a comment, and is to notice that a stream is dead.
    let quiet = Event::default().event("quiet").data("{}");
    let quiet = KeepAlive::new().interval(Duration::from_millis(limits::QUIET_MS)).event(quiet);
    Sse::new(stream.map(Ok::<Event, Infallible>)).keep_alive(quiet).into_response()
}

/// The session's state as a team sees it, at once and after each change.
pub async fn state(State(app): Shared, headers: HeaderMap) -> Result<Response, Refused> {
    let who = app.who(&headers)?;
    let permit = place(&app)?;
    let news = BroadcastStream::new(app.keeper.watch());
    let first = event(&app, who);
    let concerns = move |told: &Told| match (told, who) {
        (Err(_), _) => true,
        (Ok(news), Some(Who::Machine { team, .. })) => news.difference.session || news.difference.teams.contains(&team),
        (Ok(news), _) => news.difference.session,
    };
    // A machine that has left, or whose team is off the board, hears no more.
    let of_check = Arc::clone(&app);
    let good = move |_: &Told| who.is_none() || of_check.who(&headers).is_ok();
    let rest = news.take_while(good).filter(concerns).map(move |_| {
        let _ = &permit;
        event(&app, who)
    });
    Ok(events(tokio_stream::once(first).chain(rest)))
}

fn event(app: &App, who: Option<Who>) -> Event {
    let state = serde_json::to_string(&app.state_of(who)).expect("plain data can always be written as JSON");
    Event::default().event("state").data(state)
}

/// All that a page shows.
pub async fn whole(State(app): Shared, peer: Peer) -> Result<Response, Refused> {
    app.check_view(peer.0)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], app.keeper.whole().to_string()).into_response())
}

/// All that a page shows, and then what is new of it.
pub async fn board(State(app): Shared, peer: Peer) -> Result<Response, Refused> {
    app.check_view(peer.0)?;
    let permit = place(&app)?;
    // First the place among those who hear, then the whole: what comes between is told twice, and never missed.
    let news = BroadcastStream::new(app.keeper.watch());
    let first = Event::default().event("whole").data(&*app.keeper.whole());
    let rest = news.map(move |told: Told| {
        let _ = &permit;
        match told {
            Ok(news) => Event::default().event("news").data(&*news.page),
            Err(_) => Event::default().event("whole").data(&*app.keeper.whole()),
        }
    });
    Ok(events(tokio_stream::once(first).chain(rest)))
}
