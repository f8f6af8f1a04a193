//! The state of a dojo's session as text, for the live view and for line-by-line output.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::followed_session::Turn;
use dojo_protocol::messages::{Moment, Phase};
use dojo_protocol::safe_text::one_line;

/// The priority of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Part of the live view's status line, so only line-by-line output prints the notice.
    Status,
    /// Information.
    Info,
    /// Asks the team to do something.
    Action,
}

/// A statement about a session that holds for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The priority.
    pub priority: Priority,
    /// Identifies the notice. Unlike the text, the key does not change while the notice holds.
    key: String,
    /// The text for the user.
    pub text: String,
}

impl Notice {
    /// Returns true if the notice only repeats the clock.
    pub fn is_clock(&self) -> bool {
        self.key == "running"
    }
}

/// The names of the keys that notices mention.
#[derive(Clone, Copy, Debug)]
pub struct KeyNames<'a> {
    /// The key that confirms a switch of drivers.
    pub take_over: &'a str,
    /// The key that opens the questions of the retrospective, if there is one.
    pub answer: Option<&'a str>,
    /// The key that opens the session's kata, if there is one.
    pub open: Option<&'a str>,
    /// The kata that is already open, if any.
    pub kata: Option<&'a str>,
}

/// Formats a duration as `23:41` or `1:23:41`, rounded up so that `0:00` marks the end.
pub fn duration(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Returns the state of the clock, for example `23:41 left`.
pub fn clock(session: &FollowedSession, now: Moment) -> String {
    let left = session.left(now);
    match session.state.phase {
        Phase::Waiting => "not started yet".to_owned(),
        Phase::Running if left > 0 => format!("{} left", duration(left)),
        Phase::Running => format!("{} overtime", duration(session.over(now))),
        Phase::Paused => format!("paused at {}", duration(left)),
        Phase::Break => match session.state.break_ends_at.map(|end| end.saturating_sub(session.board_time(now))) {
            Some(rest @ 1..) => format!("break: {} left", duration(rest)),
            Some(0) => "break is over".to_owned(),
            None => "break".to_owned(),
        },
        Phase::Review => "review".to_owned(),
        Phase::Retro => "retrospective".to_owned(),
        Phase::Ended => "over".to_owned(),
    }
}

/// Returns true until the working time ends, including breaks.
fn is_at_work(session: &FollowedSession) -> bool {
    matches!(session.state.phase, Phase::Waiting | Phase::Running | Phase::Paused | Phase::Break)
}

/// Returns the roles, for example `Ann drives, Bob navigates`.
pub fn roles(session: &FollowedSession) -> Option<String> {
    let team = session.state.team.as_ref().filter(|_| is_at_work(session))?;
    let driver = one_line(team.driver()?);
    Some(match team.navigator() {
        Some(navigator) => format!("{driver} drives, {} navigates", one_line(navigator)),
        None => format!("{driver} drives"),
    })
}

/// Returns the time of the next switch of drivers, for example `switch in 3:12`.
pub fn next_switch(session: &FollowedSession, now: Moment) -> Option<String> {
    let turn = session.turn(now).filter(|turn| turn.left < session.left(now))?;
    Some(if turn.is_due { "switch now".to_owned() } else { format!("switch in {}", duration(turn.left)) })
}

/// Returns all notices that hold now, the most urgent first.
pub fn notices(session: &FollowedSession, now: Moment, keys: KeyNames<'_>) -> Vec<Notice> {
    let state = &session.state;
    let mut notices = Vec::new();
    let mut add = |priority, key: &str, text: String| notices.push(Notice { priority, key: key.to_owned(), text });
    if let Some(turn) = session.turn(now).filter(|turn| turn.is_due) {
        add(Priority::Action, "switch", time_to_switch(turn, keys.take_over));
    }
    let left = session.left(now);
    match state.phase {
        Phase::Waiting => add(Priority::Status, "waiting", "The facilitator has not started the clock yet.".to_owned()),
        Phase::Running if left == 0 => {
            add(Priority::Action, "time is up", "Time is up. Finish your current thought.".to_owned());
        }
        Phase::Running => {
            add(Priority::Status, "running", format!("Clock running: {} left.", duration(left)));
            if let Some(few) =
                [1, 5, 10].into_iter().find(|few| left <= few * 60_000 && few * 120_000 < length(session))
            {
                let text = if few == 1 { "1 minute left.".to_owned() } else { format!("{few} minutes left.") };
                add(Priority::Status, &format!("last {few}"), text);
            }
        }
        Phase::Paused => {
            add(Priority::Action, "paused", format!("Paused with {} left.", duration(left)));
        }
        Phase::Break => {
            let rest = state.break_ends_at.map(|end| end.saturating_sub(session.board_time(now)));
            add(
                Priority::Action,
                "break",
                match rest {
                    Some(rest @ 1..) => format!("Break: {} left. Step away from the keyboard.", duration(rest)),
                    Some(0) => "The break is over. Wait for the facilitator to continue.".to_owned(),
                    None => "Break. Step away from the keyboard.".to_owned(),
                },
            );
        }
        Phase::Review => {
            add(Priority::Action, "review", "Review: the code of all teams is now visible on the board.".to_owned());
        }
        Phase::Retro => {
            let answered = state.team.as_ref().is_some_and(|team| team.answers.is_some());
            match keys.answer {
                _ if answered => {
                    add(Priority::Info, "answered", "Retrospective: you have answered the questions.".to_owned());
                }
                Some(key) => {
                    add(Priority::Action, "retro", format!("Retrospective: press {key} to answer three questions."));
                }
                None => {
                    add(
                        Priority::Action,
                        "retro",
                        "Retrospective: answer three questions in the live view.".to_owned(),
                    );
                }
            }
        }
        Phase::Ended => add(Priority::Info, "ended", "The dojo is over. Thank you for taking part.".to_owned()),
    }
    if let Some(roles) = roles(session) {
        add(Priority::Status, &roles, format!("{roles}."));
    }
    let (at_work, over) = (is_at_work(session), state.phase == Phase::Ended);
    if let Some(kata) = state.kata.as_deref().map(one_line).filter(|kata| at_work && keys.kata != Some(kata)) {
        let how = keys.open.map(|key| format!(" Press {key} to open it.")).unwrap_or_default();
        add(Priority::Action, &format!("kata {kata}"), format!("Everyone works on {kata}.{how}"));
    }
    if let Some(announcement) =
        state.announcement.as_ref().filter(|announcement| !announcement.text.trim().is_empty() && !over)
    {
        let text = format!("Facilitator: {}", one_line(&announcement.text));
        add(Priority::Info, &format!("announcement at {}", announcement.at), text);
    }
    if let Some(rule) = state.constraint.as_deref().map(one_line).filter(|rule| !rule.trim().is_empty() && at_work) {
        add(Priority::Info, &format!("rule {rule}"), format!("Rule for everyone's code: {rule}"));
    }
    if let Some(warning) = &session.warning {
        add(Priority::Info, warning, one_line(warning));
    }
    if let Some(outage) = session.outage.as_ref().filter(|_| !over) {
        let why = one_line(&outage.why);
        add(Priority::Info, "outage", format!("Cannot reach the board ({why}). Your runs are kept and sent later."));
    }
    notices
}

fn length(session: &FollowedSession) -> u64 {
    session.state.clock.length_ms
}

fn time_to_switch(turn: Turn<'_>, take_over: &str) -> String {
    match (turn.navigator.map(one_line), turn.after.map(one_line)) {
        (Some(next), Some(after)) if turn.driver.map(one_line).as_ref() == Some(&after) => {
            format!("Time to switch: {next} drives. Press {take_over} when you have switched.")
        }
        (Some(next), Some(after)) => {
            format!("Time to switch: {next} drives, {after} navigates. Press {take_over} when you have switched.")
        }
        _ => format!("Time to switch. Press {take_over} when you have switched."),
    }
}

/// Selects the notices that are new since the last call, for line-by-line output.
#[derive(Debug, Default)]
pub struct Announcer {
    /// The keys of the notices that held at the last call.
    announced: Vec<String>,
}

impl Announcer {
    /// Returns the texts of the notices that hold now and did not hold at the last call.
    pub fn new_lines(&mut self, session: Option<&FollowedSession>, now: Moment, keys: KeyNames<'_>) -> Vec<String> {
        let notices = session.map(|session| notices(session, now, keys)).unwrap_or_default();
        let (keys, texts): (Vec<String>, Vec<String>) =
            notices.into_iter().map(|notice| (notice.key, notice.text)).unzip();
        let before = std::mem::replace(&mut self.announced, keys);
        let new = self.announced.iter().zip(texts).filter(|(key, _)| !before.contains(key));
        let mut lines: Vec<String> = new.map(|(_, text)| text).collect();
        let is_outage = |key: &String| key == "outage";
        if before.iter().any(is_outage) && !self.announced.iter().any(is_outage) && session.is_some() {
            lines.push("The board is reachable again.".to_owned());
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use dojo_protocol::followed_session::Outage;
    use dojo_protocol::messages::{Announcement, SessionState};

    use super::*;

    const MINUTE: u64 = 60_000;
    const KEYS: KeyNames<'static> =
        KeyNames { take_over: "Enter", answer: Some("d"), open: Some("o"), kata: Some("hash-map") };

    fn session() -> FollowedSession {
        let people = ["Ann", "Bob", "Cleo"].map(str::to_owned).to_vec();
        let mut session = FollowedSession::timer(45 * MINUTE, Some(7 * MINUTE), people);
        session.state.clock.since = Some(0);
        session
    }

    #[test]
    fn the_clock_is_shown_for_each_phase() {
        let mut session = session();
        assert_eq!(clock(&session, 0), "45:00 left");
        assert_eq!(duration(3_601_000), "1:00:01");
        assert_eq!(clock(&session, 21 * MINUTE + 18_001), "23:42 left", "the rest is not rounded up");
        assert_eq!(clock(&session, 47 * MINUTE), "2:00 overtime");
        session.state.phase = Phase::Break;
        session.state.break_ends_at = Some(50 * MINUTE);
        assert_eq!(clock(&session, 47 * MINUTE), "break: 3:00 left");
        assert_eq!(clock(&session, 51 * MINUTE), "break is over");
    }

    #[test]
    fn roles_and_the_next_switch_are_shown_during_work() {
        let session = session();
        assert_eq!(roles(&session).as_deref(), Some("Ann drives, Bob navigates"));
        assert_eq!(next_switch(&session, 6 * MINUTE).as_deref(), Some("switch in 1:00"));
        assert_eq!(next_switch(&session, 8 * MINUTE).as_deref(), Some("switch now"));
        assert_eq!(next_switch(&session, 43 * MINUTE), None, "switch after the end of the working time");
        let review =
            FollowedSession { state: SessionState { phase: Phase::Review, ..session.state.clone() }, ..session };
        assert_eq!((roles(&review), next_switch(&review, 6 * MINUTE)), (None, None), "roles during the review");
    }

    #[test]
    fn a_notice_is_announced_when_it_starts_to_hold() {
        let mut session = session();
        let mut announcer = Announcer::default();
        let first = announcer.new_lines(Some(&session), 0, KEYS);
        assert_eq!(first, ["Clock running: 45:00 left.", "Ann drives, Bob navigates."]);
        assert!(announcer.new_lines(Some(&session), 6 * MINUTE, KEYS).is_empty());
        let due = announcer.new_lines(Some(&session), 7 * MINUTE, KEYS);
        assert_eq!(due, ["Time to switch: Bob drives, Cleo navigates. Press Enter when you have switched."]);
        assert!(announcer.new_lines(Some(&session), 8 * MINUTE, KEYS).is_empty(), "the reminder is repeated");
        session.take_over(8 * MINUTE);
        assert_eq!(announcer.new_lines(Some(&session), 8 * MINUTE, KEYS), ["Bob drives, Cleo navigates."]);
        session.state.phase = Phase::Paused;
        assert_eq!(announcer.new_lines(Some(&session), 9 * MINUTE, KEYS), ["Paused with 36:00 left."]);
        session.state.phase = Phase::Running;
        assert_eq!(announcer.new_lines(Some(&session), 9 * MINUTE, KEYS), ["Clock running: 36:00 left."]);
        for (at, line) in [(35, "10 minutes left."), (40, "5 minutes left."), (44, "1 minute left.")] {
            session.take_over(at * MINUTE);
            assert!(announcer.new_lines(Some(&session), at * MINUTE, KEYS).contains(&line.to_owned()), "{line}");
        }
        let up = announcer.new_lines(Some(&session), 45 * MINUTE, KEYS);
        assert_eq!(up, ["Time is up. Finish your current thought."]);
        session.outage = Some(Outage { since: 0, why: "no route".to_owned() });
        assert!(
            announcer.new_lines(Some(&session), 46 * MINUTE, KEYS)[0].contains("Cannot reach the board (no route)")
        );
        session.outage = None;
        assert_eq!(announcer.new_lines(Some(&session), 46 * MINUTE, KEYS), ["The board is reachable again."]);
    }

    #[test]
    fn messages_of_the_facilitator_are_sanitized() {
        let mut session = session();
        let mut announcer = Announcer::default();
        announcer.new_lines(Some(&session), 0, KEYS);
        let say = |text: &str, at| Some(Announcement { text: text.to_owned(), at });
        session.state.announcement = say("pizza\x1b[2J\n is here", 1);
        assert_eq!(announcer.new_lines(Some(&session), 1, KEYS), ["Facilitator: pizza[2J  is here"]);
        session.state.announcement = say("pizza\x1b[2J\n is here", 2);
        assert_eq!(announcer.new_lines(Some(&session), 2, KEYS).len(), 1, "a repeated announcement is not shown");
        session.state.announcement = say("", 3);
        assert!(announcer.new_lines(Some(&session), 3, KEYS).is_empty());
        session.state.kata = Some("hash-map".to_owned());
        assert!(
            announcer.new_lines(Some(&session), 3, KEYS).is_empty(),
            "a notice about the kata that is already open"
        );
        session.state.kata = Some("lru-cache".to_owned());
        assert_eq!(announcer.new_lines(Some(&session), 3, KEYS), ["Everyone works on lru-cache. Press o to open it."]);
        session.state.constraint = Some("no primitives".to_owned());
        assert_eq!(announcer.new_lines(Some(&session), 3, KEYS), ["Rule for everyone's code: no primitives"]);
    }

    #[test]
    fn the_switch_text_fits_pairs_and_unnamed_teams() {
        let mut session = session();
        let team = session.state.team.as_mut().expect("a timer has a team");
        team.people.truncate(2);
        let text = |session: &FollowedSession| notices(session, 7 * MINUTE, KEYS)[0].text.clone();
        assert_eq!(text(&session), "Time to switch: Bob drives. Press Enter when you have switched.");
        session.state.team.as_mut().expect("a timer has a team").people.clear();
        assert_eq!(text(&session), "Time to switch. Press Enter when you have switched.");
    }
}
