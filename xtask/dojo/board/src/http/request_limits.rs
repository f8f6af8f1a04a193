//! All limits on requests: how often each client may send them, and how many run at the same time.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use dojo_protocol::messages::{Reason, Refusal, limits};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::concurrency_limit::{ConcurrencyLimit, Permit, client_address};
use crate::database::machines::TokenOwner;
use crate::rate_limit::{RateExceeded, RateLimit};

/// Wrong codes from all addresses per minute. With 2^30 codes, an evening of guessing succeeds once in ten thousand.
const WRONG_CODES: u32 = 300;
/// Views of boards and runs from one address in a burst, and twice as many per minute: enough for a room behind one address.
const VIEWS: u32 = 600;
/// Large requests that are received at the same time, in total and from one address. This bounds their memory.
const UPLOADS: (usize, usize) = (24, 6);
/// Event streams that are open at the same time.
const STREAMS: usize = 2_000;
/// Runs that are loaded for the review at the same time.
const REVIEWS: usize = 2;

/// The limits on requests.
pub struct RequestLimits {
    wrong_codes: RateLimit<IpAddr>,
    all_wrong_codes: RateLimit<()>,
    requests: RateLimit<TokenOwner>,
    views: RateLimit<IpAddr>,
    uploads: ConcurrencyLimit,
    streams: Arc<Semaphore>,
    reviews: Semaphore,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            wrong_codes: RateLimit::new(limits::WRONG_CODES_A_MINUTE, limits::WRONG_CODES_A_MINUTE),
            all_wrong_codes: RateLimit::new(WRONG_CODES, WRONG_CODES),
            requests: RateLimit::new(limits::REQUESTS_BURST, limits::REQUESTS_A_MINUTE),
            views: RateLimit::new(VIEWS, 2 * VIEWS),
            uploads: ConcurrencyLimit::new(UPLOADS.0, UPLOADS.1),
            streams: Arc::new(Semaphore::new(STREAMS)),
            reviews: Semaphore::new(REVIEWS),
        }
    }
}

impl RequestLimits {
    /// Checks that a client may try another code.
    pub fn check_code_attempt(&self, peer: SocketAddr) -> Result<(), Refusal> {
        let now = Instant::now();
        self.wrong_codes.check(&client_address(peer), now).map_err(too_fast)?;
        self.all_wrong_codes.check(&(), now).map_err(too_fast)
    }

    /// Counts a wrong code. It fails for the codes beyond the limit of a client that sent many at once, so that the client does
    /// not learn whether they were wrong.
    pub fn count_wrong_code(&self, peer: SocketAddr) -> Result<(), Refusal> {
        let now = Instant::now();
        self.wrong_codes.take(client_address(peer), now).map_err(too_fast)?;
        self.all_wrong_codes.take((), now).map_err(too_fast)
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

    /// Returns the permit to open an event stream.
    pub fn stream_permit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let full = |_| Refusal::retry_after(10, Reason::TooFast, "too many boards are open: close some");
        Arc::clone(&self.streams).try_acquire_owned().map_err(full)
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
