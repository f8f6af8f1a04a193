//! The program behind `cargo xtask dojo join`: sends runs in their order, once each, and hears how the session stands.
//!
//! One for a workspace. It ends by itself: when the team has left or is in another dojo, when the session is over and all is
//! sent, and when nobody has used it for hours; the next run starts it again.

use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use dojo_protocol::messages::{
    Acknowledged, EVENTS, JOIN, JoinRequest, Joined, LEAVE, Phase, RETRO, RUNS, Reason, Refusal, Run, RunBatch,
    SessionState, TAKE_OVER, TakeOver, VERSION, limits,
};
use dojo_protocol::team_folder::{Driver, Following, Lost, Member, TeamFolder, now};

use crate::board::{Board, Failure};

/// How often it is looked for something to send.
const LOOK: Duration = Duration::from_millis(150);
/// How long is waited after the first failure, and at the most.
const WAIT: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));
/// How long is waited before a board that refuses this machine is asked again.
const REFUSED: Duration = Duration::from_secs(30);
/// How long nobody may have used it: with nothing to send, and otherwise.
const UNUSED: (Duration, Duration) = (Duration::from_secs(4 * 3600), Duration::from_secs(24 * 3600));
/// How long is waited for the one before to end.
const CHANGE: Duration = Duration::from_secs(3);
/// What of a request is not runs, in bytes.
const ENVELOPE: usize = 4 << 10;

/// Sends and hears until there is nothing more to do.
///
/// # Errors
///
/// A line for the log.
pub fn follow(team_folder: &TeamFolder) -> Result<(), String> {
    // Closing the terminal that it was started from does not end it. It may lead a session already.
    #[cfg(unix)]
    let _ = rustix::process::setsid();
    let folder = |error| format!("cannot use {}: {error}", team_folder.path().display());
    let started = Instant::now();
    let _lock = loop {
        match team_folder.lock().map_err(folder)? {
            Some(lock) => break lock,
            None if started.elapsed() > CHANGE => return Ok(()),
            None => thread::sleep(Duration::from_millis(50)),
        }
    };
    let Some(member) = team_folder.member().map_err(folder)? else { return Ok(()) };
    let link = Link {
        team_folder,
        board: Board::at(&member.board),
        following: Mutex::new(team_folder.following().map(|(following, _)| following)),
        token: Mutex::new(member.token.clone()),
        is_refused: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let link = &link;
        scope.spawn(move || {
            loop {
                link.hear();
            }
        });
        link.send(member);
        // The listener waits for the board, which nobody wants to hear any more.
        std::process::exit(0)
    })
}

/// What both threads work with.
struct Link<'a> {
    team_folder: &'a TeamFolder,
    board: Board,
    /// The session as last known.
    following: Mutex<Option<Following>>,
    token: Mutex<String>,
    /// The board does not know the token any more.
    is_refused: AtomicBool,
}

/// How sending goes.
struct Pace {
    /// Nothing is sent before.
    next: Instant,
    wait: Duration,
    /// How many runs are sent at once.
    most: usize,
}

impl Link<'_> {
    /// Listens to the board once.
    fn hear(&self) {
        let token = self.token();
        let mut heard = false;
        let listened = self.board.listen(EVENTS, &token, &mut |state| {
            heard = true;
            self.set_state(state);
            self.token() == token
        });
        match listened {
            Ok(()) if heard => {}
            Ok(()) => self.pause_listening("what it tells is not understood"),
            Err(Failure::Refused(Refusal { reason: Reason::UnknownToken, .. })) => {
                self.is_refused.store(true, Ordering::Relaxed);
                thread::sleep(WAIT.0);
            }
            Err(failure) => self.pause_listening(&failure.message()),
        }
    }

    fn pause_listening(&self, why: &str) {
        self.change(|following| {
            let since = following.lost.as_ref().map_or(now(), |lost| lost.since);
            following.lost = Some(Lost { since, why: why.to_owned() });
        });
        thread::sleep(jitter(Duration::from_secs(2)));
    }

    /// Sends until there is nothing more to do.
    fn send(&self, mut member: Member) {
        let outbox = self.team_folder.outbox();
        let mut pace = Pace { next: Instant::now(), wait: WAIT.0, most: limits::RUNS };
        // By the time of day: while a laptop sleeps, nobody uses it.
        let mut used = SystemTime::now();
        let mut newest = 0;
        loop {
            match self.team_folder.member() {
                Ok(Some(found)) if found.board == member.board && found.token == member.token => member = found,
                // Another team's program takes over, or there is nothing to do any more.
                Ok(_) => return,
                Err(error) => eprintln!("the team's file cannot be read: {error}"),
            }
            let numbers = outbox.numbers();
            if numbers.last().is_some_and(|&last| last > newest) {
                newest = numbers.last().copied().unwrap_or(newest);
                used = SystemTime::now();
            }
            self.change_waiting(numbers.len());
            let (driver, answers) = (self.team_folder.driver(), self.team_folder.answers());
            let is_idle = numbers.is_empty() && driver.is_none() && answers.is_none();
            let limit = if is_idle { UNUSED.0 } else { UNUSED.1 };
            if used.elapsed().unwrap_or_default() > limit {
                return;
            }
            if let Some(driver) = &driver {
                self.change(|following| following.seat(driver));
            }
            if Instant::now() >= pace.next {
                let sent = if self.is_refused.swap(false, Ordering::Relaxed) {
                    self.come_back(&mut member)
                } else if !numbers.is_empty() {
                    self.send_runs(&numbers, &mut pace)
                } else if let Some(driver) = driver {
                    self.send_driver(&driver)
                } else if let Some(answers) = answers {
                    self.settle(self.post::<SessionState>(RETRO, &answers), |state| self.set_state(state)).inspect(
                        |()| {
                            if self.team_folder.answers().as_ref() == Some(&answers) {
                                self.log(self.team_folder.set_answers(None));
                            }
                        },
                    )
                } else if member.leaving {
                    match self.post::<SessionState>(LEAVE, &serde_json::json!({})) {
                        Ok(_) | Err(Failure::Refused(_) | Failure::Strange(_)) => {
                            self.log(self.team_folder.forget_following());
                            self.log(self.team_folder.forget_member());
                            return;
                        }
                        Err(failure) => Err(failure),
                    }
                } else if self.is_over() {
                    self.log(self.team_folder.forget_member());
                    return;
                } else {
                    Ok(())
                };
                pace.after(&sent);
                if let Err(failure) = sent {
                    self.tell_failure(&failure);
                }
            }
            thread::sleep(LOOK);
        }
    }

    /// Sends the oldest runs.
    fn send_runs(&self, numbers: &[u64], pace: &mut Pace) -> Result<(), Failure> {
        let outbox = self.team_folder.outbox();
        let mut runs = Vec::new();
        let mut size = ENVELOPE;
        for &number in numbers.iter().take(pace.most) {
            let Some(run) = outbox.run(number) else { continue };
            size += serde_json::to_vec(&run).map_or(0, |bytes| bytes.len() + 1);
            if size > limits::REQUEST && !runs.is_empty() {
                break;
            }
            runs.push(run);
        }
        if runs.is_empty() {
            return Ok(());
        }
        let sent = match self.post_runs(runs.clone()) {
            Err(Failure::Refused(refusal)) if is_for_good(&refusal) => {
                if runs.len() > 1 {
                    // One of them is what it does not take.
                    pace.most = 1;
                    return Ok(());
                }
                // The light counts more than the code behind it.
                let without = runs.iter().map(|run| Run { sources: None, ..run.clone() });
                match self.post_runs(without.collect()) {
                    Err(Failure::Refused(refusal)) if is_for_good(&refusal) => {
                        runs.iter().for_each(|run| self.refuse(run.seq, &refusal.message));
                        return Ok(());
                    }
                    sent => sent,
                }
            }
            sent => sent,
        };
        let Acknowledged { up_to, refused } = sent?;
        pace.most = limits::RUNS;
        for run in refused {
            self.refuse(run.seq, &run.message);
        }
        for run in runs.iter().filter(|run| run.seq <= up_to) {
            self.log(outbox.remove(run.seq));
        }
        Ok(())
    }

    fn post_runs(&self, runs: Vec<Run>) -> Result<Acknowledged, Failure> {
        self.post(RUNS, &RunBatch { sent_at: now(), runs })
    }

    /// A run that the board does not take is kept beside the others, and the user is told.
    fn refuse(&self, number: u64, why: &str) {
        self.team_folder.outbox().set_aside(number);
        self.trouble(format!("The board does not take a run of yours: {why}"));
    }

    fn send_driver(&self, driver: &Driver) -> Result<(), Failure> {
        let taken_over_since = |following: &Following| {
            following.state.team.as_ref().is_some_and(|team| team.driver_since_turn > driver.turn)
        };
        let is_old = self.following.lock().is_ok_and(|following| following.as_ref().is_some_and(taken_over_since));
        if !is_old {
            let sent = self.post::<SessionState>(TAKE_OVER, &TakeOver { driver: driver.name.clone() });
            self.settle(sent, |state| self.set_state(state))?;
        }
        if self.team_folder.driver().as_ref() == Some(driver) {
            self.log(self.team_folder.set_driver(None));
        }
        Ok(())
    }

    /// What was refused for good is done with, after the user has been told.
    fn settle<T>(&self, sent: Result<T, Failure>, done: impl FnOnce(T)) -> Result<(), Failure> {
        match sent {
            Ok(answer) => done(answer),
            Err(Failure::Refused(refusal)) if is_for_good(&refusal) => self.trouble(refusal.message),
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// The board has forgotten the token: the machine joins as it did before, and is the same machine of the same team.
    fn come_back(&self, member: &mut Member) -> Result<(), Failure> {
        if member.leaving {
            // It has left already, as far as the board knows.
            self.log(self.team_folder.forget_following());
            self.log(self.team_folder.forget_member());
            return Ok(());
        }
        let request = JoinRequest {
            version: VERSION,
            code: member.code.clone(),
            team: member.team.clone(),
            people: member.people.clone(),
            machine: self.team_folder.machine().unwrap_or_default(),
        };
        let joined = match self.board.post::<Joined>(JOIN, None, &request) {
            Ok(joined) => joined,
            Err(failure) => {
                self.is_refused.store(true, Ordering::Relaxed);
                if let Failure::Refused(refusal) = &failure {
                    self.trouble(format!(
                        "The board does not know this machine any more: {} Join it again; your runs are kept.",
                        refusal.message
                    ));
                }
                return Err(failure);
            }
        };
        let mut set = self.token.lock().expect("no thread panics while it holds this");
        set.clone_from(&joined.token);
        member.token = joined.token;
        member.session = joined.state.session;
        self.log(self.team_folder.set_member(member));
        drop(set);
        self.set_state(joined.state);
        self.change(|following| following.trouble = None);
        Ok(())
    }

    fn post<T: serde::de::DeserializeOwned>(&self, path: &str, body: &impl serde::Serialize) -> Result<T, Failure> {
        self.board.post(path, Some(&self.token()), body)
    }

    fn token(&self) -> String {
        self.token.lock().expect("no thread panics while it holds this").clone()
    }

    fn is_over(&self) -> bool {
        let following = self.following.lock().expect("no thread panics while it holds this");
        following.as_ref().is_some_and(|following| following.state.phase == Phase::Ended)
    }

    /// The board has said how the session stands.
    fn set_state(&self, state: SessionState) {
        let mut following = self.following.lock().expect("no thread panics while it holds this");
        let before = following.take();
        let (waiting, trouble) = before.map_or((0, None), |before| (before.waiting, before.trouble));
        let ahead_ms = state.now.cast_signed().saturating_sub(now().cast_signed());
        let board = self.team_folder.member().ok().flatten().map(|member| member.board);
        let now = Following { state, ahead_ms, board, lost: None, waiting, trouble };
        self.log(self.team_folder.set_following(&now));
        *following = Some(now);
    }

    /// Changes what is known of the session, and writes it down if that makes a difference.
    fn change(&self, change: impl FnOnce(&mut Following)) {
        let mut following = self.following.lock().expect("no thread panics while it holds this");
        let Some(now) = following.as_mut() else { return };
        let before = now.clone();
        change(now);
        if *now != before {
            self.log(self.team_folder.set_following(now));
        }
    }

    fn change_waiting(&self, waiting: usize) {
        self.change(|following| following.waiting = waiting);
    }

    fn trouble(&self, said: String) {
        eprintln!("{said}");
        self.change(|following| following.trouble = Some(said));
    }

    fn tell_failure(&self, failure: &Failure) {
        eprintln!("not sent: {}", failure.message());
        if matches!(failure, Failure::Refused(Refusal { reason: Reason::UnknownToken, .. })) {
            self.is_refused.store(true, Ordering::Relaxed);
        }
    }

    fn log(&self, done: std::io::Result<()>) {
        if let Err(error) = done {
            eprintln!("cannot write to {}: {error}", self.team_folder.path().display());
        }
    }
}

impl Pace {
    /// Goes on at once after something was sent; waits longer and longer while nothing can be.
    fn after(&mut self, sent: &Result<(), Failure>) {
        let wait = match sent {
            Ok(()) => {
                self.wait = WAIT.0;
                return;
            }
            Err(Failure::Refused(Refusal { retry_after_s: Some(seconds), .. })) => {
                Duration::from_secs((*seconds).min(60))
            }
            Err(Failure::Refused(Refusal { reason: Reason::UnknownToken, .. })) => WAIT.0,
            Err(Failure::Refused(_) | Failure::Strange(_)) => REFUSED,
            Err(Failure::Unreached(_)) => {
                let wait = self.wait;
                self.wait = (wait * 2).min(WAIT.1);
                wait
            }
        };
        self.next = Instant::now() + jitter(wait);
    }
}

/// Whether the same request would be refused again.
fn is_for_good(refusal: &Refusal) -> bool {
    let passes = [Reason::UnknownToken, Reason::TooFast, Reason::Unavailable];
    refusal.retry_after_s.is_none() && !passes.contains(&refusal.reason)
}

/// Between half of it and all: thirty machines that lost a board do not come back in the same moment.
fn jitter(wait: Duration) -> Duration {
    let random = RandomState::new().hash_one(0) % 1000;
    wait.mul_f64(0.5 + f64::from(u32::try_from(random).unwrap_or(0)) / 2000.0)
}
