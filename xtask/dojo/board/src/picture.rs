//! The picture: all that the page and the teams are shown, in memory.
//!
//! It is made from the store when a board starts, and follows what is stored by [changes](Change), so nothing is ever shown that
//! a crash could take back.

use std::collections::{BTreeMap, HashMap, HashSet};

use dojo_protocol::messages::{Moment, SessionState, TeamState};
use serde::Serialize;

use crate::records::{Mark, Records, Session, Stored, Team, Who};
use crate::secrets::Digest;
use crate::session::Change;

/// All that is shown of one dojo.
#[derive(Debug)]
pub struct Picture {
    session: Session,
    teams: BTreeMap<u64, Team>,
    marks: Vec<Mark>,
    tokens: HashMap<Digest, Who>,
    answers: HashMap<u64, (u64, [String; 3])>,
}

/// The picture as a page gets it, or what is new of it.
#[derive(Debug, Serialize)]
pub struct Shown<'a> {
    /// As the session stands.
    pub state: SessionState,
    /// When the facilitator began.
    pub started_at: Option<Moment>,
    /// Teams, in the order in which they came; of a change, those that are new or not as they were.
    pub teams: Vec<&'a Team>,
    /// Numbers of teams that are no longer on the board.
    pub removed: Vec<u64>,
    /// Lights; of a change, those that are new.
    pub marks: Vec<&'a Mark>,
    /// How many teams have answered in the retrospective.
    pub answered: usize,
}

/// Which parts of the picture have changed since it was shown last.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Whether what all teams are told has changed.
    pub session: bool,
    /// Teams.
    pub teams: HashSet<u64>,
    /// Lights, as indexes.
    marks: Vec<usize>,
}

impl Difference {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        !self.session && self.teams.is_empty() && self.marks.is_empty()
    }
}

impl Picture {
    /// That of a stored dojo.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn of(records: &dyn Records, session: Session) -> Stored<Self> {
        let id = session.id;
        let answers = records.answers(id)?.into_iter().map(|given| (given.machine, (given.team, given.answers)));
        Ok(Self {
            teams: records.teams(id)?.into_iter().map(|team| (team.id, team)).collect(),
            marks: records.marks(id)?,
            tokens: records.tokens(id)?.into_iter().collect(),
            answers: answers.collect(),
            session,
        })
    }

    /// Takes over a change that is stored, and notes what is to be shown of it.
    pub fn apply(&mut self, change: Change, difference: &mut Difference) {
        match change {
            Change::Session(session) => {
                self.session = session;
                difference.session = true;
            }
            Change::Team(team) => {
                difference.teams.insert(team.id);
                self.teams.insert(team.id, team);
            }
            Change::Run(mark) => {
                difference.marks.push(self.marks.len());
                self.marks.push(mark);
            }
            Change::Token(digest, who) => {
                self.tokens.insert(digest, who);
            }
            Change::Revoked(machine) => {
                self.tokens.retain(|_, who| !matches!(who, Who::Machine { machine: of, .. } if *of == machine));
            }
            Change::Answers(given) => {
                difference.teams.insert(given.team);
                self.answers.insert(given.machine, (given.team, given.answers));
            }
        }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whom this token is of, if it is good.
    pub fn who(&self, token: &str) -> Option<Who> {
        let who = *self.tokens.get(&Digest::of(token))?;
        let on_board = |team: u64| self.teams.get(&team).is_some_and(|team| !team.removed);
        match who {
            Who::Machine { team, .. } => on_board(team).then_some(who),
            Who::Facilitator => Some(who),
        }
    }

    /// A light.
    pub fn mark(&self, run: u64) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.id == run)
    }

    /// A team that is on the board.
    pub fn team(&self, team: u64) -> Option<&Team> {
        self.teams.get(&team).filter(|team| !team.removed)
    }

    /// What a machine, or anyone, is told at `now`.
    pub fn state(&self, who: Option<Who>, now: Moment) -> SessionState {
        let session = &self.session;
        let team = match who {
            Some(Who::Machine { team, machine }) => self.team(team).map(|team| TeamState {
                id: team.id,
                name: team.name.clone(),
                people: team.people.clone(),
                driver: team.driver,
                driver_since_turn: team.driver_since_turn,
                answers: self.answers.get(&machine).map(|(_, answers)| answers.clone()),
            }),
            _ => None,
        };
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
            team,
        }
    }

    /// All of it.
    pub fn whole(&self, now: Moment) -> Shown<'_> {
        let teams = self.teams.values().filter(|team| !team.removed).collect();
        let marks = self.marks.iter().filter(|mark| self.team(mark.team).is_some()).collect();
        Shown { teams, marks, ..self.frame(now) }
    }

    /// What is new of it.
    pub fn news(&self, difference: &Difference, now: Moment) -> Shown<'_> {
        let teams = difference.teams.iter().filter_map(|&team| self.team(team)).collect();
        let removed = difference.teams.iter().copied().filter(|&team| self.team(team).is_none()).collect();
        let marks = difference.marks.iter().filter_map(|&index| self.marks.get(index)).collect();
        Shown { teams, removed, marks, ..self.frame(now) }
    }

    fn frame(&self, now: Moment) -> Shown<'_> {
        let answered: HashSet<u64> = self.answers.values().map(|(team, _)| *team).collect();
        Shown {
            state: self.state(None, now),
            started_at: self.session.started_at,
            teams: Vec::new(),
            removed: Vec::new(),
            marks: Vec::new(),
            answered: answered.len(),
        }
    }
}
