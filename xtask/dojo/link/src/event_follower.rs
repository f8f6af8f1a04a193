//! Reads the board's event stream and stores each state of the session.

use std::thread;
use std::time::Duration;

use dojo_protocol::followed_session::Outage;
use dojo_protocol::messages::{EVENTS, Reason, Refusal};
use dojo_protocol::time::now;

use crate::board_client::RequestError;
use crate::link_state::LinkState;
use crate::retry_delay::{FIRST_DELAY, jittered};

/// The delay before a broken event stream is reopened.
const RECONNECT_DELAY: Duration = Duration::from_secs(2);

/// Reads events until the process ends.
pub fn follow_events(link: &LinkState<'_>) -> ! {
    loop {
        follow_once(link);
    }
}

fn follow_once(link: &LinkState<'_>) {
    let token = link.token();
    let mut received = false;
    let followed = link.client.follow(EVENTS, &token, &mut |state| {
        received = true;
        link.set_state(state);
        link.token() == token
    });
    match followed {
        Ok(()) if received => {}
        Ok(()) => record_outage(link, "it sends invalid events"),
        Err(RequestError::Refused(Refusal { reason: Reason::UnknownToken, .. })) => {
            link.request_rejoin();
            thread::sleep(FIRST_DELAY);
        }
        Err(error) => record_outage(link, &error.to_string()),
    }
}

/// Records the outage and waits before the next attempt.
fn record_outage(link: &LinkState<'_>, why: &str) {
    link.change_session(|session| {
        let since = session.outage.as_ref().map_or(now(), |outage| outage.since);
        session.outage = Some(Outage { since, why: why.to_owned() });
    });
    thread::sleep(jittered(RECONNECT_DELAY));
}
