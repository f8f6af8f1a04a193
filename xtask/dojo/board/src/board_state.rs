//! The state of one dojo in memory: the data that pages and teams see, and the valid tokens.
//!
//! The board loads this state from the database at the start. After that, it only applies the [changes](StateChange) of
//! committed transactions, so that pages never show data that a crash could undo.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dojo_protocol::messages::{Moment, SessionState, TeamState};
use serde::Serialize;

use crate::database::machines::{MachineAnswers, TokenOwner};
use crate::database::runs::RunSummary;
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;
use crate::database::{self, Database};
use crate::operations::outcome::StateChange;
use crate::secrets::Digest;
use crate::storage_limits::Shortage;

/// The state of one dojo.
#[derive(Debug)]
pub struct BoardState {
    session: SessionRecord,
    teams: BTreeMap<u64, TeamRecord>,
    runs: Vec<RunSummary>,
    tokens: HashMap<Digest, TokenOwner>,
    /// The answers by the machine's number.
    answers: HashMap<u64, MachineAnswers>,
    /// The reason why the last failed write failed.
    trouble: Option<String>,
    /// The teams with a run that could not be stored and has not been stored since.
    unstored_teams: BTreeSet<u64>,
    /// The current reasons for storing runs without code.
    shortages: BTreeSet<Shortage>,
}

/// The data for a page: the whole board, or the parts that have changed.
#[derive(Debug, Serialize)]
pub struct BoardView<'a> {
    /// The session's state.
    pub state: SessionState,
    /// The time when the facilitator started the clock.
    pub started_at: Option<Moment>,
    /// The teams in the order of joining; in an update, only changed teams.
    pub teams: Vec<&'a TeamRecord>,
    /// The numbers of teams that are no longer on the board.
    pub removed: Vec<u64>,
    /// The runs; in an update, only new and replaced runs.
    #[serde(rename = "marks")]
    pub runs: Vec<&'a RunSummary>,
    /// The number of teams that have answered in the retrospective.
    pub answered: usize,
    /// The problem that prevents the board from working, such as a full disk.
    pub trouble: Option<String>,
    /// A warning to the facilitator about the disk.
    pub storage: Option<String>,
}

/// The parts of the state that have changed since the last update.
#[derive(Clone, Debug, Default)]
pub struct ChangedParts {
    /// True if the session has changed.
    pub session: bool,
    /// The numbers of the teams that have changed.
    pub teams: BTreeSet<u64>,
    /// The indexes of the new and replaced runs.
    runs: BTreeSet<usize>,
}

impl ChangedParts {
    /// Returns true if nothing has changed.
    pub fn is_empty(&self) -> bool {
        !self.session && self.teams.is_empty() && self.runs.is_empty()
    }
}

impl BoardState {
    /// Loads the state of a session.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn load(database: &Database, session: SessionRecord) -> database::Result<Self> {
        let id = session.id;
        Ok(Self {
            teams: database.teams(id)?.into_iter().map(|team| (team.id, team)).collect(),
            runs: database.runs(id)?,
            tokens: database.tokens(id)?.into_iter().collect(),
            answers: database.answers(id)?.into_iter().map(|answers| (answers.id.machine, answers)).collect(),
            trouble: None,
            unstored_teams: BTreeSet::new(),
            shortages: BTreeSet::new(),
            session,
        })
    }

    /// Applies a committed change, and adds the affected parts to `changed`.
    pub fn apply(&mut self, change: StateChange, changed: &mut ChangedParts) {
        match change {
            StateChange::Session(session) => {
                self.session = session;
                changed.session = true;
            }
            StateChange::Team(team) => {
                changed.teams.insert(team.id);
                self.teams.insert(team.id, team);
            }
            StateChange::Run(run) => {
                // A run that replaces another one has the same number, and is near the end.
                let index = self.runs.iter().rposition(|known| known.id == run.id).unwrap_or(self.runs.len());
                if index < self.runs.len() {
                    self.runs[index] = run;
                } else {
                    self.runs.push(run);
                }
                changed.runs.insert(index);
            }
            StateChange::Token(digest, owner) => {
                self.tokens.insert(digest, owner);
            }
            StateChange::TokensRevoked { machine } => {
                self.tokens.retain(|_, owner| owner.machine().is_none_or(|id| id.machine != machine));
            }
            StateChange::Storage(shortage) => {
                let before = self.shortages.len();
                match shortage {
                    Some(shortage) => drop(self.shortages.insert(shortage)),
                    None => self.shortages.retain(|shortage| matches!(shortage, Shortage::Team(_))),
                }
                changed.session |= self.shortages.len() != before;
            }
            StateChange::Answers(answers) => {
                changed.teams.insert(answers.id.team);
                self.answers.insert(answers.id.machine, answers);
            }
        }
    }

    /// Returns the session.
    pub fn session(&self) -> &SessionRecord {
        &self.session
    }

    /// Returns the problem that prevents the board from working, with the teams whose runs it could not store.
    pub fn trouble(&self) -> Option<String> {
        /// The number of teams to name.
        const MAX_NAMED: usize = 5;
        let trouble = self.trouble.as_ref()?;
        let teams: Vec<&TeamRecord> = self.unstored_teams.iter().filter_map(|&team| self.team(team)).collect();
        let mut names: Vec<String> =
            teams.iter().take(MAX_NAMED).map(|team| format!("{} (team {})", team.name, team.id)).collect();
        if teams.len() > MAX_NAMED {
            names.push(format!("{} more", teams.len() - MAX_NAMED));
        }
        Some(if names.is_empty() {
            trouble.clone()
        } else {
            format!("{trouble} Teams with unstored runs: {}.", names.join(", "))
        })
    }

    /// Records that a write has failed. `team` is the team whose runs it should have stored.
    pub fn write_failed(&mut self, trouble: String, team: Option<u64>) {
        self.trouble = Some(trouble);
        self.unstored_teams.extend(team);
    }

    /// Records that a write has succeeded. `teams` are those whose runs it has stored.
    ///
    /// On a full disk, small writes can still succeed. Therefore the problem remains while a team has unstored runs.
    pub fn write_succeeded(&mut self, teams: &[u64]) {
        self.unstored_teams.retain(|team| !teams.contains(team));
        if self.unstored_teams.iter().all(|&team| self.team(team).is_none()) {
            self.trouble = None;
        }
    }

    /// Returns the owner of a token. Tokens of removed teams are not valid.
    pub fn token_owner(&self, token: &str) -> Option<TokenOwner> {
        let owner = *self.tokens.get(&Digest::of(token))?;
        owner.machine().is_none_or(|id| self.team(id.team).is_some()).then_some(owner)
    }

    /// Returns a run.
    pub fn run(&self, id: u64) -> Option<&RunSummary> {
        self.runs.iter().find(|run| run.id == id)
    }

    /// Returns each team's last run with code, in the order of joining.
    ///
    /// If the dojo has a kata, runs of other katas don't count.
    pub fn last_code(&self) -> Vec<&RunSummary> {
        let kata = self.session.kata.as_ref();
        let mut last: BTreeMap<u64, &RunSummary> = BTreeMap::new();
        for run in self.runs.iter().filter(|run| run.code && kata.is_none_or(|kata| *kata == run.kata)) {
            let of_team = last.entry(run.team).or_insert(run);
            // A run that waited on its team's machine can arrive after later ones.
            if (run.at, run.id) > (of_team.at, of_team.id) {
                *of_team = run;
            }
        }
        last.into_values().filter(|run| self.team(run.team).is_some()).collect()
    }

    /// Returns a team that is on the board.
    pub fn team(&self, id: u64) -> Option<&TeamRecord> {
        self.teams.get(&id).filter(|team| !team.removed)
    }

    /// Returns the teams that the facilitator has removed.
    pub fn removed_teams(&self) -> impl Iterator<Item = &TeamRecord> {
        self.teams.values().filter(|team| team.removed)
    }

    /// Returns the session's state at `now` for a token's owner, or for a viewer without a token.
    pub fn session_state(&self, viewer: Option<TokenOwner>, now: Moment) -> SessionState {
        let session = &self.session;
        let machine = viewer.and_then(TokenOwner::machine);
        let team = machine.and_then(|id| Some((self.team(id.team)?, self.answers.get(&id.machine))));
        SessionState {
            session: session.id,
            revision: session.revision,
            now,
            phase: session.phase,
            clock: session.clock,
            break_ends_at: session.break_ends_at,
            turn_ms: session.turn_ms,
            kata: session.kata.clone(),
            constraint: session.constraint.clone(),
            announcement: session.announcement.clone(),
            team: team.map(|(team, answers)| TeamState {
                id: team.id,
                name: team.name.clone(),
                people: team.people.clone(),
                driver: team.driver,
                driver_since_turn: team.driver_since_turn,
                answers: answers.map(|answers| answers.answers.clone()),
            }),
        }
    }

    /// Returns the whole board.
    pub fn whole_view(&self, now: Moment) -> BoardView<'_> {
        let teams = self.teams.values().filter(|team| !team.removed).collect();
        let runs = self.runs.iter().filter(|run| self.team(run.team).is_some()).collect();
        BoardView { teams, runs, ..self.empty_view(now) }
    }

    /// Returns the changed parts of the board.
    pub fn changed_view(&self, changed: &ChangedParts, now: Moment) -> BoardView<'_> {
        let teams = changed.teams.iter().filter_map(|&team| self.team(team)).collect();
        let removed = changed.teams.iter().copied().filter(|&team| self.team(team).is_none()).collect();
        let runs = changed.runs.iter().filter_map(|&index| self.runs.get(index)).collect();
        BoardView { teams, removed, runs, ..self.empty_view(now) }
    }

    fn empty_view(&self, now: Moment) -> BoardView<'_> {
        let answered: HashSet<u64> = self.answers.values().map(|answers| answers.id.team).collect();
        let name = |team| self.team(team).map_or("", |team| &team.name);
        let warning = |shortage: &Shortage| match shortage {
            Shortage::Team(team) => shortage.warning(name(*team)),
            Shortage::Disk | Shortage::Dojo => shortage.warning(""),
        };
        BoardView {
            storage: self.shortages.first().map(warning),
            state: self.session_state(None, now),
            started_at: self.session.started_at,
            teams: Vec::new(),
            removed: Vec::new(),
            runs: Vec::new(),
            answered: answered.len(),
            trouble: self.trouble(),
        }
    }
}
