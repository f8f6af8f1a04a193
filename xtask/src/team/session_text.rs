//! A session in words, for the live view and for terminals that get it line by line.

use dojo_protocol::followed_session::FollowedSession;
use dojo_protocol::followed_session::Turn;
use dojo_protocol::messages::{Moment, Phase};
use dojo_protocol::safe_text::one_line;

/// How much something matters that is to be said of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It stands in the line that is always there, so only who has no such line is told.
    Known,
    /// Something to know.
    Said,
    /// Something to do.
    Call,
}

/// Something that holds of a session, until it does not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// How much it matters.
    pub weight: Weight,
    /// What tells it from other facts: unlike its text, this does not change while it holds.
    key: String,
    /// The fact in words.
    pub text: String,
}

impl Fact {
    /// Whether it says no more than the clock.
    pub fn is_clock(&self) -> bool {
        self.key == "running"
    }
}

/// What somebody who is told the facts can do, and how.
#[derive(Clone, Copy, Debug)]
pub struct KeyNames<'a> {
    /// How one says that one has taken over.
    pub take_over: &'a str,
    /// How the questions of the retrospective are answered, where they can be.
    pub answer: Option<&'a str>,
    /// How the session's kata is opened, where it can be.
    pub open: Option<&'a str>,
    /// The kata that is open, if one is.
    pub kata: Option<&'a str>,
}

/// `23:41`, or `1:23:41`. What is left is rounded up, so that 0:00 is the end.
pub fn duration(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The clock in a word or two: `23:41 left`.
pub fn clock(session: &FollowedSession, now: Moment) -> String {
    let left = session.left(now);
    match session.state.phase {
        Phase::Waiting => "not begun yet".to_owned(),
        Phase::Running if left > 0 => format!("{} left", duration(left)),
        Phase::Running => format!("{} over time", duration(session.over(now))),
        Phase::Paused => format!("paused at {}", duration(left)),
        Phase::Break => match session.state.break_ends_at.map(|end| end.saturating_sub(session.board_time(now))) {
            Some(rest @ 1..) => format!("break for {}", duration(rest)),
            Some(0) => "the break is over".to_owned(),
            None => "break".to_owned(),
        },
        Phase::Review => "review".to_owned(),
        Phase::Retro => "retrospective".to_owned(),
        Phase::Ended => "over".to_owned(),
    }
}

/// Whether people are at their keyboards, or come back to them.
fn is_at_work(session: &FollowedSession) -> bool {
    matches!(session.state.phase, Phase::Waiting | Phase::Running | Phase::Paused | Phase::Break)
}

/// Who is at the keyboard: `Ann drives, Bob navigates`.
pub fn seats(session: &FollowedSession) -> Option<String> {
    let team = session.state.team.as_ref().filter(|_| is_at_work(session))?;
    let driver = one_line(team.driver()?);
    Some(match team.navigator() {
        Some(navigator) => format!("{driver} drives, {} navigates", one_line(navigator)),
        None => format!("{driver} drives"),
    })
}

/// When to switch: `switch in 3:12`.
pub fn switch(session: &FollowedSession, now: Moment) -> Option<String> {
    let turn = session.turn(now).filter(|turn| turn.left < session.left(now))?;
    Some(if turn.is_due { "switch now".to_owned() } else { format!("switch in {}", duration(turn.left)) })
}

/// Everything that holds of a session now, the most urgent first.
pub fn facts(session: &FollowedSession, now: Moment, keys: KeyNames<'_>) -> Vec<Fact> {
    let state = &session.state;
    let mut facts = Vec::new();
    let mut fact = |weight, key: &str, text: String| facts.push(Fact { weight, key: key.to_owned(), text });
    if let Some(turn) = session.turn(now).filter(|turn| turn.is_due) {
        fact(Weight::Call, "switch", time_to_switch(turn, keys.take_over));
    }
    let left = session.left(now);
    match state.phase {
        Phase::Waiting => fact(Weight::Known, "waiting", "The facilitator has not begun yet.".to_owned()),
        Phase::Running if left == 0 => {
            fact(Weight::Call, "time is up", "Time is up. Finish the thought that you are in.".to_owned());
        }
        Phase::Running => {
            fact(Weight::Known, "running", format!("The clock runs: {} left.", duration(left)));
            if let Some(few) =
                [1, 5, 10].into_iter().find(|few| left <= few * 60_000 && few * 120_000 < length(session))
            {
                let text = if few == 1 { "The last minute.".to_owned() } else { format!("The last {few} minutes.") };
                fact(Weight::Known, &format!("last {few}"), text);
            }
        }
        Phase::Paused => {
            fact(Weight::Call, "paused", format!("Paused: the clock stands still at {}.", duration(left)));
        }
        Phase::Break => {
            let rest = state.break_ends_at.map(|end| end.saturating_sub(session.board_time(now)));
            fact(
                Weight::Call,
                "break",
                match rest {
                    Some(rest @ 1..) => format!("Break: {} to go. Leave the keyboard alone.", duration(rest)),
                    Some(0) => "The break is over: it goes on when the facilitator says so.".to_owned(),
                    None => "Break. Leave the keyboard alone.".to_owned(),
                },
            );
        }
        Phase::Review => {
            fact(Weight::Call, "review", "Review: the teams' code is open on the board now.".to_owned());
        }
        Phase::Retro => {
            let answered = state.team.as_ref().is_some_and(|team| team.answers.is_some());
            match keys.answer {
                _ if answered => {
                    fact(Weight::Said, "answered", "Retrospective: your answers are with the facilitator.".to_owned());
                }
                Some(key) => {
                    fact(Weight::Call, "retro", format!("Retrospective: three questions, {key} answers them."));
                }
                None => fact(Weight::Call, "retro", "Retrospective: three questions, in the live view.".to_owned()),
            }
        }
        Phase::Ended => fact(Weight::Said, "ended", "The dojo is over. Thank you for coming.".to_owned()),
    }
    if let Some(seats) = seats(session) {
        fact(Weight::Known, &seats, format!("{seats}."));
    }
    let (at_work, over) = (is_at_work(session), state.phase == Phase::Ended);
    if let Some(kata) = state.kata.as_deref().map(one_line).filter(|kata| at_work && keys.kata != Some(kata)) {
        let how = keys.open.map(|key| format!(": {key} opens it")).unwrap_or_default();
        fact(Weight::Call, &format!("kata {kata}"), format!("Everyone works on {kata}{how}."));
    }
    if let Some(said) = state.announcement.as_ref().filter(|said| !said.text.trim().is_empty() && !over) {
        let text = format!("The facilitator says: {}", one_line(&said.text));
        fact(Weight::Said, &format!("said at {}", said.at), text);
    }
    if let Some(rule) = state.constraint.as_deref().map(one_line).filter(|rule| !rule.trim().is_empty() && at_work) {
        fact(Weight::Said, &format!("rule {rule}"), format!("A rule for everyone's code: {rule}"));
    }
    if let Some(trouble) = &session.warning {
        fact(Weight::Said, trouble, one_line(trouble));
    }
    if let Some(lost) = session.outage.as_ref().filter(|_| !over) {
        let why = one_line(&lost.why);
        fact(Weight::Said, "lost", format!("The board is out of reach ({why}). Your runs are kept and sent later."));
    }
    facts
}

fn length(session: &FollowedSession) -> u64 {
    session.state.clock.length_ms
}

fn time_to_switch(turn: Turn<'_>, take_over: &str) -> String {
    match (turn.navigator.map(one_line), turn.after.map(one_line)) {
        (Some(next), Some(after)) if turn.driver.map(one_line).as_ref() == Some(&after) => {
            format!("Time to switch: {next} drives now. {take_over} says that you have.")
        }
        (Some(next), Some(after)) => {
            format!("Time to switch: {next} drives now, {after} navigates. {take_over} says that you have.")
        }
        _ => format!("Time to switch. {take_over} says that you have."),
    }
}

/// Tells what is new, line by line, to somebody who sees no more than that.
#[derive(Debug, Default)]
pub struct Announcer {
    told: Vec<String>,
}

impl Announcer {
    /// The lines that hold now and did not hold when this was asked last.
    pub fn news(&mut self, session: Option<&FollowedSession>, now: Moment, keys: KeyNames<'_>) -> Vec<String> {
        let facts = session.map(|session| facts(session, now, keys)).unwrap_or_default();
        let (keys, texts): (Vec<String>, Vec<String>) = facts.into_iter().map(|fact| (fact.key, fact.text)).unzip();
        let told = std::mem::replace(&mut self.told, keys);
        let new = self.told.iter().zip(texts).filter(|(key, _)| !told.contains(key));
        let mut news: Vec<String> = new.map(|(_, text)| text).collect();
        if told.iter().any(|key| key == "lost") && !self.told.iter().any(|key| key == "lost") && session.is_some() {
            news.push("The board is back.".to_owned());
        }
        news
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
    fn the_clock_in_words() {
        let mut session = session();
        assert_eq!(clock(&session, 0), "45:00 left");
        assert_eq!(duration(3_601_000), "1:00:01");
        assert_eq!(clock(&session, 21 * MINUTE + 18_001), "23:42 left", "what is left is rounded up");
        assert_eq!(clock(&session, 47 * MINUTE), "2:00 over time");
        session.state.phase = Phase::Break;
        session.state.break_ends_at = Some(50 * MINUTE);
        assert_eq!(clock(&session, 47 * MINUTE), "break for 3:00");
        assert_eq!(clock(&session, 51 * MINUTE), "the break is over");
    }

    #[test]
    fn who_sits_where_and_when_that_changes() {
        let session = session();
        assert_eq!(seats(&session).as_deref(), Some("Ann drives, Bob navigates"));
        assert_eq!(switch(&session, 6 * MINUTE).as_deref(), Some("switch in 1:00"));
        assert_eq!(switch(&session, 8 * MINUTE).as_deref(), Some("switch now"));
        assert_eq!(switch(&session, 43 * MINUTE), None, "the last turn ends with the clock");
        let review =
            FollowedSession { state: SessionState { phase: Phase::Review, ..session.state.clone() }, ..session };
        assert_eq!((seats(&review), switch(&review, 6 * MINUTE)), (None, None), "nobody is at the keyboard");
    }

    #[test]
    fn everything_is_told_once_and_again_when_it_comes_back() {
        let mut session = session();
        let mut announcer = Announcer::default();
        let first = announcer.news(Some(&session), 0, KEYS);
        assert_eq!(first, ["The clock runs: 45:00 left.", "Ann drives, Bob navigates."]);
        assert!(announcer.news(Some(&session), 6 * MINUTE, KEYS).is_empty());
        let due = announcer.news(Some(&session), 7 * MINUTE, KEYS);
        assert_eq!(due, ["Time to switch: Bob drives now, Cleo navigates. Enter says that you have."]);
        assert!(announcer.news(Some(&session), 8 * MINUTE, KEYS).is_empty(), "a nudge, no nagging");
        session.take_over(8 * MINUTE);
        assert_eq!(announcer.news(Some(&session), 8 * MINUTE, KEYS), ["Bob drives, Cleo navigates."]);
        session.state.phase = Phase::Paused;
        assert_eq!(announcer.news(Some(&session), 9 * MINUTE, KEYS), ["Paused: the clock stands still at 36:00."]);
        session.state.phase = Phase::Running;
        assert_eq!(announcer.news(Some(&session), 9 * MINUTE, KEYS), ["The clock runs: 36:00 left."]);
        for (at, said) in [(35, "The last 10 minutes."), (40, "The last 5 minutes."), (44, "The last minute.")] {
            session.take_over(at * MINUTE);
            assert!(announcer.news(Some(&session), at * MINUTE, KEYS).contains(&said.to_owned()), "{said}");
        }
        let up = announcer.news(Some(&session), 45 * MINUTE, KEYS);
        assert_eq!(up, ["Time is up. Finish the thought that you are in."]);
        session.outage = Some(Outage { since: 0, why: "no route".to_owned() });
        assert!(announcer.news(Some(&session), 46 * MINUTE, KEYS)[0].contains("out of reach (no route)"));
        session.outage = None;
        assert_eq!(announcer.news(Some(&session), 46 * MINUTE, KEYS), ["The board is back."]);
    }

    #[test]
    fn what_the_facilitator_wants_is_told_and_steers_no_terminal() {
        let mut session = session();
        let mut announcer = Announcer::default();
        announcer.news(Some(&session), 0, KEYS);
        let say = |text: &str, at| Some(Announcement { text: text.to_owned(), at });
        session.state.announcement = say("pizza\x1b[2J\n is here", 1);
        assert_eq!(announcer.news(Some(&session), 1, KEYS), ["The facilitator says: pizza[2J  is here"]);
        session.state.announcement = say("pizza\x1b[2J\n is here", 2);
        assert_eq!(announcer.news(Some(&session), 2, KEYS).len(), 1, "it is said again");
        session.state.announcement = say("", 3);
        assert!(announcer.news(Some(&session), 3, KEYS).is_empty());
        session.state.kata = Some("hash-map".to_owned());
        assert!(announcer.news(Some(&session), 3, KEYS).is_empty(), "it is open already");
        session.state.kata = Some("lru-cache".to_owned());
        assert_eq!(announcer.news(Some(&session), 3, KEYS), ["Everyone works on lru-cache: o opens it."]);
        session.state.constraint = Some("no primitives".to_owned());
        assert_eq!(announcer.news(Some(&session), 3, KEYS), ["A rule for everyone's code: no primitives"]);
    }

    #[test]
    fn a_pair_is_told_in_fewer_words_and_a_team_without_names_too() {
        let mut session = session();
        let team = session.state.team.as_mut().expect("a timer has one");
        team.people.truncate(2);
        let text = |session: &FollowedSession| facts(session, 7 * MINUTE, KEYS)[0].text.clone();
        assert_eq!(text(&session), "Time to switch: Bob drives now. Enter says that you have.");
        session.state.team.as_mut().expect("a timer has one").people.clear();
        assert_eq!(text(&session), "Time to switch. Enter says that you have.");
    }
}
