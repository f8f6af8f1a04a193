//! All limits on requests: how often each client may send them, and how many run at the same time.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use dojo_protocol::messages::{Reason, Refusal, limits};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::concurrency_limit::{ConcurrencyLimit, Permit, client_address};
use crate::database::machines::TokenOwner;
use crate::operations::join_team::JoiningMachine;
use crate::rate_limit::{RateExceeded, RateLimit};

/// How long the response to a wrong code takes that exceeds the limit of its address.
const WRONG_CODE_DELAY: Duration = Duration::from_secs(1);
/// Joins of one machine, at once and per minute.
const JOINS: (u32, u32) = (20, 10);
/// New teams and machines from one address, at once and per minute: a room of fifty teams behind one address joins at once.
const NEW_MACHINES: (u32, u32) = (50, 10);
/// New teams and machines from all addresses, at once and per minute.
const ALL_NEW_MACHINES: (u32, u32) = (550, 60);
/// Views of boards and runs from one address in a burst, and twice as many per minute: enough for a room behind one address.
const VIEWS: u32 = 600;
/// Large requests that are received at the same time, in total and from one address. This bounds their memory.
const UPLOADS: (usize, usize) = (24, 6);
/// Requests without a token from one address in a burst, and twice as many per minute. Those beyond it are delayed: each costs time
/// on the board, even one that is refused.
const ANONYMOUS_REQUESTS: u32 = 2_000;
/// The delay of a request beyond this limit.
const ANONYMOUS_DELAY: Duration = Duration::from_secs(1);
/// Runs that are loaded for the review at the same time.
const REVIEWS: usize = 2;

/// The limits on requests.
pub struct RequestLimits {
    wrong_codes: RateLimit<IpAddr>,
    joins: RateLimit<u64>,
    new_machines: RateLimit<IpAddr>,
    all_new_machines: RateLimit<()>,
    requests: RateLimit<TokenOwner>,
    views: RateLimit<IpAddr>,
    uploads: ConcurrencyLimit,
    anonymous_requests: RateLimit<IpAddr>,
    reviews: Semaphore,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            wrong_codes: RateLimit::new(limits::WRONG_CODES_A_MINUTE, limits::WRONG_CODES_A_MINUTE),
            joins: RateLimit::new(JOINS.0, JOINS.1),
            new_machines: RateLimit::new(NEW_MACHINES.0, NEW_MACHINES.1),
            all_new_machines: RateLimit::new(ALL_NEW_MACHINES.0, ALL_NEW_MACHINES.1),
            requests: RateLimit::new(limits::REQUESTS_BURST, limits::REQUESTS_A_MINUTE),
            views: RateLimit::new(VIEWS, 2 * VIEWS),
            uploads: ConcurrencyLimit::new(UPLOADS.0, UPLOADS.1),
            anonymous_requests: RateLimit::new(ANONYMOUS_REQUESTS, 2 * ANONYMOUS_REQUESTS),
            reviews: Semaphore::new(REVIEWS),
        }
    }
}

impl RequestLimits {
    /// Counts a wrong code. Fails after a delay for the codes beyond the limit of an address. The right code is not counted, so
    /// nobody is locked out by others of the same address.
    pub async fn slow_down_wrong_code(&self, peer: SocketAddr) -> Result<(), Refusal> {
        let counted = self.wrong_codes.take(client_address(peer), Instant::now());
        if counted.is_err() {
            tokio::time::sleep(WRONG_CODE_DELAY).await;
        }
        counted.map_err(|RateExceeded { retry_after_s }| {
            let why =
                "this is not the code either, and wrong ones are answered slowly now: the right one always passes";
            Refusal::retry_after(retry_after_s, Reason::TooFast, why)
        })
    }

    /// Counts a request to join whose code is right.
    pub fn count_join(&self, machine: JoiningMachine, peer: SocketAddr) -> Result<(), Refusal> {
        let now = Instant::now();
        if let JoiningMachine::Known(machine) = machine {
            return self.joins.take(machine, now).map_err(too_fast);
        }
        self.new_machines.take(client_address(peer), now).map_err(too_fast)?;
        self.all_new_machines.take((), now).map_err(too_fast)
    }

    /// Counts a request with a token.
    pub fn count_request(&self, owner: TokenOwner) -> Result<(), Refusal> {
        self.requests.take(owner, Instant::now()).map_err(too_fast)
    }

    /// Counts a view of the board or a run.
    pub fn count_view(&self, peer: SocketAddr) -> Result<(), Refusal> {
        self.views.take(client_address(peer), Instant::now()).map_err(too_fast)
    }

    /// Returns the permit to receive a large request.
    pub fn upload_permit(&self, peer: Option<SocketAddr>) -> Result<Permit, Refusal> {
        let permit = peer.and_then(|peer| self.uploads.acquire(peer));
        permit.ok_or_else(|| too_fast(RateExceeded { retry_after_s: 1 }))
    }

    /// Counts a request without a token, and delays it if its address sends too many.
    pub async fn slow_down_anonymous(&self, peer: SocketAddr) {
        if self.anonymous_requests.take(client_address(peer), Instant::now()).is_err() {
            tokio::time::sleep(ANONYMOUS_DELAY).await;
        }
    }

    /// Waits for the permit to load a run for the review.
    pub async fn review_permit(&self) -> SemaphorePermit<'_> {
        self.reviews.acquire().await.expect("the semaphore is never closed")
    }
}

fn too_fast(RateExceeded { retry_after_s }: RateExceeded) -> Refusal {
    let why = format!("too much at once: try again in {retry_after_s} s");
    Refusal::retry_after(retry_after_s, Reason::TooFast, why)
}
