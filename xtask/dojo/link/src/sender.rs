//! Sends the runner's queue to the board: runs in order, driver changes, answers, and leaving.

use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, SystemTime};

use dojo_protocol::followed_session::DriverChange;
use dojo_protocol::messages::{
    Acknowledged, JOIN, JoinRequest, Joined, LEAVE, RETRO, RUNS, Reason, Refusal, RetroAnswers, Run, RunBatch,
    SessionState, TAKE_OVER, TakeOver, VERSION, limits,
};
use dojo_protocol::outbox::Outbox;
use dojo_protocol::team_folder::Membership;
use dojo_protocol::time::now;

use crate::board_client::RequestError;
use crate::link_state::LinkState;
use crate::retry_delay::RetryDelay;

/// The interval at which the sender checks the queue.
const POLL_INTERVAL: Duration = Duration::from_millis(150);
/// The time without a new run after which the sender exits if the queue is empty.
const IDLE_LIMIT: Duration = Duration::from_secs(4 * 3600);
/// The time without a new run after which the sender exits even with a full queue.
const UNSENT_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// The start of the warning about a rejected run.
const REFUSED_RUN: &str = "The board rejected one of your runs: ";
/// The start of the warning about a board that cannot store anything.
const NOT_STORED: &str = "Not on the board yet: ";
/// The bytes of a request without its runs.
const REQUEST_OVERHEAD: usize = 4 << 10;

/// Sends the queue until there is nothing left to do.
///
/// Returns when the team has left or joined another dojo, when the session is over and the queue is empty, or after
/// hours without a run.
pub fn send(link: &LinkState<'_>, membership: Membership) {
    let outbox = link.team_folder.outbox();
    Sender { link, outbox, membership, delay: RetryDelay::new(), batch_size: limits::RUNS }.run();
}

struct Sender<'a> {
    link: &'a LinkState<'a>,
    outbox: Outbox,
    membership: Membership,
    delay: RetryDelay,
    /// The maximum number of runs in the next batch.
    batch_size: usize,
}

impl Sender<'_> {
    fn run(mut self) {
        // The time of day also advances while a laptop sleeps, so sleep counts as idle time.
        let mut last_use = SystemTime::now();
        let mut newest = 0;
        loop {
            match self.link.team_folder.membership() {
                Ok(Some(found)) if found.board == self.membership.board && found.token == self.membership.token => {
                    self.membership = found;
                }
                // The team has left, or another process serves another team.
                Ok(_) => return,
                Err(error) => eprintln!("cannot read member.json: {error}"),
            }
            self.link.correct_clock();
            let numbers = self.outbox.numbers();
            if let Some(&last) = numbers.last().filter(|&&last| last > newest) {
                newest = last;
                last_use = SystemTime::now();
            }
            self.link.change_session(|session| session.unsent_runs = numbers.len());
            let (driver, answers) = (self.link.team_folder.driver_change(), self.link.team_folder.answers());
            let is_idle = numbers.is_empty() && driver.is_none() && answers.is_none();
            if last_use.elapsed().unwrap_or_default() > if is_idle { IDLE_LIMIT } else { UNSENT_LIMIT } {
                return;
            }
            if let Some(driver) = &driver {
                self.link.change_session(|session| session.apply_driver_change(driver));
            }
            if self.delay.is_over() {
                let sent = match self.send_next(&numbers, driver, answers) {
                    Ok(ControlFlow::Break(())) => return,
                    Ok(ControlFlow::Continue(())) => Ok(()),
                    Err(error) => Err(error),
                };
                self.delay.update(&sent);
                match &sent {
                    Ok(()) => self.clear_warning(NOT_STORED),
                    Err(error) => eprintln!("not sent: {error}"),
                }
                match sent {
                    Err(RequestError::Refused(Refusal { reason: Reason::UnknownToken, .. })) => {
                        self.link.request_rejoin();
                    }
                    Err(RequestError::Refused(Refusal { reason: Reason::Unavailable, message, .. })) => {
                        self.link.warn(format!("{NOT_STORED}{message}. Tell the facilitator."));
                    }
                    _ => {}
                }
            }
            thread::sleep(POLL_INTERVAL);
        }
    }

    /// Sends the most urgent part of the queue. Breaks if the process can exit.
    fn send_next(
        &mut self,
        numbers: &[u64],
        driver: Option<DriverChange>,
        answers: Option<RetroAnswers>,
    ) -> Result<ControlFlow<()>, RequestError> {
        if self.link.take_rejoin_request() {
            self.rejoin()?;
        } else if !numbers.is_empty() {
            self.send_runs(numbers)?;
        } else if let Some(driver) = driver {
            self.send_driver_change(&driver)?;
        } else if let Some(answers) = answers {
            self.send_answers(&answers)?;
        } else if self.membership.leaving {
            self.leave()?;
            return Ok(ControlFlow::Break(()));
        } else if self.link.has_ended() {
            self.link.log(self.link.team_folder.remove_membership());
            return Ok(ControlFlow::Break(()));
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Sends the oldest runs.
    fn send_runs(&mut self, numbers: &[u64]) -> Result<(), RequestError> {
        let mut runs = Vec::new();
        let mut size = REQUEST_OVERHEAD;
        for run in numbers.iter().take(self.batch_size).filter_map(|&number| self.outbox.run(number)) {
            size += serde_json::to_vec(&run).map_or(0, |bytes| bytes.len() + 1);
            if size > limits::REQUEST && !runs.is_empty() {
                break;
            }
            runs.push(run);
        }
        if runs.is_empty() {
            return Ok(());
        }
        let mut sent = self.post_runs(runs.clone());
        if is_refused_permanently(&sent) {
            if runs.len() > 1 {
                // Sends the runs one by one to find the rejected one.
                self.batch_size = 1;
                return Ok(());
            }
            // Without the code, the board may accept the run, and its light appears.
            sent = self.post_runs(runs.iter().map(|run| Run { sources: None, ..run.clone() }).collect());
        }
        let Acknowledged { up_to, refused, note } = match sent {
            Err(RequestError::Refused(refusal)) if is_permanent(&refusal) => {
                runs.iter().for_each(|run| self.set_aside(run.seq, &refusal.message));
                return Ok(());
            }
            sent => sent?,
        };
        self.batch_size = limits::RUNS;
        if refused.is_empty() {
            self.clear_warning(REFUSED_RUN);
        }
        for run in refused {
            self.set_aside(run.seq, &run.message);
        }
        if let Some(note) = note {
            self.link.warn(note);
        }
        for run in runs.iter().filter(|run| run.seq <= up_to) {
            self.link.log(self.outbox.remove(run.seq));
        }
        Ok(())
    }

    fn post_runs(&self, runs: Vec<Run>) -> Result<Acknowledged, RequestError> {
        self.link.post(RUNS, &RunBatch { sent_at: now(), runs })
    }

    /// Removes a rejected run from the queue and warns the user.
    fn set_aside(&self, number: u64, why: &str) {
        self.outbox.set_aside(number);
        self.link.warn(format!("{REFUSED_RUN}{why}"));
    }

    /// Clears the warning that starts with `start`, because the board accepts runs again.
    fn clear_warning(&self, start: &str) {
        self.link.change_session(|session| {
            session.warning = session.warning.take().filter(|warning| !warning.starts_with(start));
        });
    }

    fn send_driver_change(&self, change: &DriverChange) -> Result<(), RequestError> {
        let is_outdated = self
            .link
            .session_is(|session| session.state.team.as_ref().is_some_and(|team| team.driver_since_turn > change.turn));
        if !is_outdated {
            self.send_change(TAKE_OVER, &TakeOver { driver: change.name.clone() })?;
        }
        if self.link.team_folder.driver_change().as_ref() == Some(change) {
            self.link.log(self.link.team_folder.set_driver_change(None));
        }
        Ok(())
    }

    fn send_answers(&self, answers: &RetroAnswers) -> Result<(), RequestError> {
        self.send_change(RETRO, answers)?;
        if self.link.team_folder.answers().as_ref() == Some(answers) {
            self.link.log(self.link.team_folder.set_answers(None));
        }
        Ok(())
    }

    /// Posts a request that changes the team's state.
    ///
    /// If the board rejects it permanently, the user gets a warning, and the result is still `Ok`.
    fn send_change(&self, path: &str, body: &impl serde::Serialize) -> Result<(), RequestError> {
        match self.link.post::<SessionState>(path, body) {
            Ok(state) => self.link.set_state(state),
            Err(RequestError::Refused(refusal)) if is_permanent(&refusal) => self.link.warn(refusal.message),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Tells the board that the team leaves. If the board rejects this, it no longer knows the machine.
    fn leave(&self) -> Result<(), RequestError> {
        match self.link.post::<SessionState>(LEAVE, &serde_json::json!({})) {
            Err(error @ RequestError::Unreachable(_)) => return Err(error),
            _ => self.link.remove_dojo(),
        }
        Ok(())
    }

    /// Joins again as the same machine of the same team, after the board has rejected the token.
    fn rejoin(&mut self) -> Result<(), RequestError> {
        if self.membership.leaving {
            // The machine has already left on the board.
            self.link.remove_dojo();
            return Ok(());
        }
        let request = JoinRequest {
            version: VERSION,
            code: self.membership.code.clone(),
            team: self.membership.team.clone(),
            people: self.membership.people.clone(),
            machine: self.link.team_folder.machine().unwrap_or_default(),
        };
        let joined = self.link.client.post::<Joined>(JOIN, None, &request).inspect_err(|error| {
            self.link.request_rejoin();
            if let RequestError::Refused(refusal) = error {
                self.link.warn(format!(
                    "The board no longer accepts this machine: {}. Run `cargo xtask dojo join` again; your runs are kept.",
                    refusal.message
                ));
            }
        })?;
        self.membership.token = joined.token;
        self.membership.session = joined.state.session;
        self.link.set_membership(&self.membership);
        self.link.set_state(joined.state);
        self.link.change_session(|session| session.warning = None);
        Ok(())
    }
}

/// Returns whether the board would reject the same request again.
fn is_permanent(refusal: &Refusal) -> bool {
    let temporary = [Reason::UnknownToken, Reason::TooFast, Reason::Unavailable];
    refusal.retry_after_s.is_none() && !temporary.contains(&refusal.reason)
}

fn is_refused_permanently<T>(sent: &Result<T, RequestError>) -> bool {
    matches!(sent, Err(RequestError::Refused(refusal)) if is_permanent(refusal))
}
