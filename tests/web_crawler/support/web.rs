//! The suite's web, which is a fetcher, and its clock.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use testkit::CallLog;
use web_crawler::{Address, Clock, FetchError, Fetcher, Response, Timestamp};

/// A clock that returns the time it was set to, initially 0, and counts how often it is read. Its clones share the time.
#[derive(Clone, Debug, Default)]
pub struct ManualClock {
    seconds: Rc<Cell<u64>>,
    reads: Rc<Cell<usize>>,
}

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.seconds.set(seconds);
    }

    pub fn get(&self) -> u64 {
        self.seconds.get()
    }

    /// Returns the number of reads since the last call of this function.
    pub fn take_reads(&self) -> usize {
        self.reads.take()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.reads.set(self.reads.get() + 1);
        Timestamp(self.seconds.get())
    }
}

type Answer = Result<Response, FetchError>;

/// A web of planned answers. An address without a plan does not exist. The clones share the plan and the log of requests.
#[derive(Clone, Debug, Default)]
pub struct Web {
    answers: Rc<RefCell<HashMap<String, VecDeque<Answer>>>>,
    log: CallLog<(u64, String)>,
    pub clock: ManualClock,
}

impl Web {
    /// Plans the answers to the next requests. The last one is given again and again.
    pub fn plan(&self, address: &str, answers: impl IntoIterator<Item = Answer>) {
        self.answers.borrow_mut().insert(address.to_owned(), answers.into_iter().collect());
    }

    /// Removes and returns the answers that were planned for an address.
    pub fn take_plan(&self, address: &str) -> VecDeque<Answer> {
        self.answers.borrow_mut().remove(address).unwrap_or_default()
    }

    /// Adds a page without a title.
    pub fn page(self, address: &str, text: &str, links: &[&str]) -> Self {
        self.plan(address, [Ok(page(text, links))]);
        self
    }

    pub fn redirect(self, address: &str, target: &str) -> Self {
        self.plan(address, [Ok(Response::Redirect(target.to_owned()))]);
        self
    }

    /// Adds an address that fails several times before there is a page.
    pub fn fails(self, address: &str, failures: usize) -> Self {
        let failed = std::iter::repeat_n(unavailable(), failures);
        self.plan(address, failed.chain([Ok(page("", &[]))]));
        self
    }

    /// Adds a file, such as a robots file or a page with its own HTML.
    pub fn file(self, address: &str, content: &str) -> Self {
        self.plan(address, [Ok(Response::Page(content.to_owned()))]);
        self
    }

    /// Changes the text of a page.
    pub fn set_text(&self, address: &str, text: &str) {
        self.plan(address, [Ok(page(text, &[]))]);
    }

    /// Adds a line to the log of requests.
    pub fn record(&self, line: String) {
        self.log.record((self.clock.get(), line));
    }

    /// Returns the requests since the last time.
    pub fn requests(&self) -> Vec<String> {
        self.log.take().into_iter().map(|(_, address)| address).collect()
    }

    /// Returns the requests since the last time, with their times.
    pub fn timed_requests(&self) -> Vec<(u64, String)> {
        self.log.take()
    }
}

impl Fetcher for Web {
    fn fetch(&mut self, address: &Address) -> Answer {
        let address = address.to_string();
        self.record(address.clone());
        let mut plan = self.answers.borrow_mut();
        let Some(answers) = plan.get_mut(&address) else { return gone() };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.unwrap_or_else(gone)
    }
}

pub fn page(text: &str, links: &[&str]) -> Response {
    let links: String = links.iter().map(|link| format!("<a href=\"{link}\"></a>")).collect();
    Response::Page(format!("{text}{links}"))
}

pub fn gone() -> Answer {
    Err(FetchError::NotFound)
}

pub fn unavailable() -> Answer {
    Err(FetchError::Unavailable)
}
