//! The limits on requests: rates per client, and concurrent requests.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use dojo_protocol::messages::{Reason, Refusal, limits};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::concurrency_limiter::{ConcurrencyLimiter, Permit, client_address};
use crate::database::machines::TokenOwner;
use crate::operations::join_team::JoiningMachine;
use crate::rate_limiter::{RateExceeded, RateLimiter};

/// The delay of responses to wrong codes above the limit.
const WRONG_CODE_DELAY: Duration = Duration::from_secs(1);
/// Joins per machine, in a burst and per minute.
const JOINS: (u32, u32) = (20, 10);
/// New machines per address, in a burst and per minute. Fifty teams behind one address can join at once.
const NEW_MACHINES: (u32, u32) = (50, 10);
/// New machines from all addresses, in a burst and per minute.
const ALL_NEW_MACHINES: (u32, u32) = (550, 60);
/// Views of the board or a run per address, in a burst. Twice as many are allowed per minute.
///
/// This is enough for a room of people behind one address.
const VIEWS: u32 = 600;
/// Concurrent large requests, in total and per address. The limit bounds the memory that they use.
const UPLOADS: (usize, usize) = (24, 6);
/// Requests without a token per address, in a burst. Twice as many are allowed per minute.
///
/// Further requests are delayed, because even rejecting one costs the board time.
const ANONYMOUS_REQUESTS: u32 = 2_000;
/// The delay of requests above this limit.
const ANONYMOUS_DELAY: Duration = Duration::from_secs(1);
/// Runs that are loaded for the review concurrently.
const REVIEWS: usize = 2;

/// The rate and concurrency limiters for requests.
pub struct RequestLimits {
    wrong_codes: RateLimiter<IpAddr>,
    joins: RateLimiter<u64>,
    new_machines: RateLimiter<IpAddr>,
    all_new_machines: RateLimiter<()>,
    requests: RateLimiter<TokenOwner>,
    views: RateLimiter<IpAddr>,
    uploads: ConcurrencyLimiter,
    anonymous_requests: RateLimiter<IpAddr>,
    reviews: Semaphore,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            wrong_codes: RateLimiter::new(limits::WRONG_CODES_A_MINUTE, limits::WRONG_CODES_A_MINUTE),
            joins: RateLimiter::new(JOINS.0, JOINS.1),
            new_machines: RateLimiter::new(NEW_MACHINES.0, NEW_MACHINES.1),
            all_new_machines: RateLimiter::new(ALL_NEW_MACHINES.0, ALL_NEW_MACHINES.1),
            requests: RateLimiter::new(limits::REQUESTS_BURST, limits::REQUESTS_A_MINUTE),
            views: RateLimiter::new(VIEWS, 2 * VIEWS),
            uploads: ConcurrencyLimiter::new(UPLOADS.0, UPLOADS.1),
            anonymous_requests: RateLimiter::new(ANONYMOUS_REQUESTS, 2 * ANONYMOUS_REQUESTS),
            reviews: Semaphore::new(REVIEWS),
        }
    }
}

impl RequestLimits {
    /// Counts a wrong code. If its address has sent too many, this fails after a delay.
    ///
    /// The right code is not counted, so that one client cannot lock out others at the same address.
    pub async fn throttle_wrong_code(&self, peer: SocketAddr) -> Result<(), Refusal> {
        let counted = self.wrong_codes.take(client_address(peer), Instant::now());
        if counted.is_err() {
            tokio::time::sleep(WRONG_CODE_DELAY).await;
        }
        counted.map_err(|RateExceeded { retry_after_s }| {
            let why = "wrong code. Responses to wrong codes are now delayed; the right code still works immediately";
            Refusal::retry_after(retry_after_s, Reason::TooFast, why)
        })
    }

    /// Applies the rate limits to a request to join with the right code.
    pub fn check_join_rate(&self, machine: JoiningMachine, peer: SocketAddr) -> Result<(), Refusal> {
        let now = Instant::now();
        if let JoiningMachine::Known(machine) = machine {
            return self.joins.take(machine, now).map_err(too_fast);
        }
        self.new_machines.take(client_address(peer), now).map_err(too_fast)?;
        self.all_new_machines.take((), now).map_err(too_fast)
    }

    /// Applies the rate limit to a request with a token.
    pub fn check_request_rate(&self, owner: TokenOwner) -> Result<(), Refusal> {
        self.requests.take(owner, Instant::now()).map_err(too_fast)
    }

    /// Applies the rate limit to a view of the board or a run.
    pub fn check_view_rate(&self, peer: SocketAddr) -> Result<(), Refusal> {
        self.views.take(client_address(peer), Instant::now()).map_err(too_fast)
    }

    /// Returns a permit for receiving a large request.
    pub fn upload_permit(&self, peer: Option<SocketAddr>) -> Result<Permit, Refusal> {
        let permit = peer.and_then(|peer| self.uploads.acquire(peer));
        permit.ok_or_else(|| too_fast(RateExceeded { retry_after_s: 1 }))
    }

    /// Counts a request without a token, and delays it if its address is above the limit.
    pub async fn throttle_anonymous(&self, peer: SocketAddr) {
        if self.anonymous_requests.take(client_address(peer), Instant::now()).is_err() {
            tokio::time::sleep(ANONYMOUS_DELAY).await;
        }
    }

    /// Waits for a permit to load a run for the review.
    pub async fn review_permit(&self) -> SemaphorePermit<'_> {
        self.reviews.acquire().await.expect("the semaphore is never closed")
    }
}

fn too_fast(RateExceeded { retry_after_s }: RateExceeded) -> Refusal {
    let why = format!("too many requests: try again in {retry_after_s} s");
    Refusal::retry_after(retry_after_s, Reason::TooFast, why)
}
