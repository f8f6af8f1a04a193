use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate};
use icalendar::{Calendar, CalendarComponent, Component};
use rstest::rstest;
use xtask::plan::{Goal, Item, Plan, Practiced};

use super::calendar::calendar;
use super::content::{Content, PlannedKata, PlannedStage};
use super::schedule::{Schedule, schedule};
use super::text;
use super::timeframe::Timeframe;

/// The minutes of the stages of a kata. The first three are its core.
const MINUTES: [u32; 5] = [12, 20, 23, 35, 65];

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 29).unwrap() + Days::new(offset)
}

/// Returns a plan of this many days.
fn timeframe(days: u64, hours_a_week: u32) -> Timeframe {
    Timeframe { began: day(0), until: day(days - 1), hours_a_week }
}

fn kata(name: &str) -> PlannedKata {
    let stage = |(minutes, number): (u32, u32)| PlannedStage {
        number,
        name: format!("{name}-{number}"),
        minutes,
        is_core: number <= 3,
        was_green: false,
        was_green_again: false,
    };
    PlannedKata {
        name: name.to_owned(),
        stages: MINUTES.into_iter().zip(1..).map(stage).collect(),
        has_cards: true,
        has_interview: true,
        ..PlannedKata::default()
    }
}

/// Returns this many new katas, named `a`, `b`, and so on.
fn content(katas: u8) -> Content {
    let names = (b'a'..).take(katas.into()).map(|letter| char::from(letter).to_string());
    Content { katas: names.map(|name| kata(&name)).collect(), ..Content::default() }
}

/// Marks stages as green in the first attempt.
fn solve(kata: &mut PlannedKata, stages: impl IntoIterator<Item = usize>) {
    for number in stages {
        kata.stages[number - 1].was_green = true;
        kata.stages[number - 1].was_green_again = true;
    }
}

fn items(schedule: &Schedule) -> Vec<&Item> {
    schedule.days.iter().flat_map(|day| &day.items).collect()
}

fn commands(schedule: &Schedule) -> Vec<String> {
    items(schedule).iter().map(|item| item.command.replace("cargo xtask ", "")).collect()
}

/// Returns the stages of the first attempt that are planned, without repetitions.
fn planned_stages(schedule: &Schedule) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let goals = items(schedule).into_iter().map(|item| item.goal.clone());
    let stages = goals.filter_map(|goal| match goal {
        Goal::Stages { stages, again: None, .. } => Some(stages),
        _ => None,
    });
    stages.flatten().filter(|stage| seen.insert(stage.clone())).collect()
}

fn nearest_five_minutes(hours_a_week: u32, days: u64) -> u32 {
    (f64::from(hours_a_week) * 60.0 / 7.0 * days as f64 / 5.0).round() as u32 * 5
}

#[rstest]
fn the_plan_sums_to_the_hours_given(
    #[values(1, 2, 3, 8, 14, 60)] days: u64,
    #[values(1, 2, 5, 13, 40, 60)] hours_a_week: u32,
    #[values(1, 12)] katas: u8,
) {
    let schedule = schedule(day(0), &timeframe(days, hours_a_week), &content(katas));
    assert_eq!(schedule.minutes(), nearest_five_minutes(hours_a_week, days));
    assert_eq!(schedule.days.len() as u64, days);
    assert_eq!((schedule.days[0].date, schedule.days.last().unwrap().date), (day(0), day(days - 1)));
    assert!(items(&schedule).iter().all(|item| item.minutes > 0));
}

#[rstest]
fn the_days_that_remain_keep_their_time(#[values(1, 5, 20)] hours_a_week: u32) {
    let timeframe = timeframe(14, hours_a_week);
    let planned: Vec<u32> = timeframe.budgets().iter().map(super::timeframe::Budget::total).collect();
    for passed in 0..14 {
        let schedule = schedule(day(passed), &timeframe, &content(12));
        assert_eq!(schedule.minutes(), planned[passed as usize..].iter().sum::<u32>(), "on day {passed}");
    }
}

#[rstest]
#[case::three_days(3, 5, 20..=60)]
#[case::two_weeks(14, 5, 20..=65)]
#[case::two_months(60, 7, 30..=90)]
fn days_are_about_as_long_as_each_other(
    #[case] days: u64,
    #[case] hours_a_week: u32,
    #[case] minutes: std::ops::RangeInclusive<u32>,
) {
    for day in &schedule(day(0), &timeframe(days, hours_a_week), &content(12)).days {
        assert!(minutes.contains(&day.minutes()), "{day:?}");
    }
}

#[test]
fn with_few_hours_some_days_are_free() {
    let schedule = schedule(day(0), &timeframe(28, 1), &content(12));
    let busy: Vec<u32> = schedule.days.iter().map(super::schedule::ScheduledDay::minutes).filter(|&m| m > 0).collect();
    assert!((6..=9).contains(&busy.len()), "{busy:?}");
    assert!(busy.iter().all(|&minutes| minutes >= 15), "{busy:?}");
    assert!(!schedule.days[0].items.is_empty());
}

#[test]
fn cores_come_before_extensions_and_in_order() {
    let schedule = schedule(day(0), &timeframe(14, 5), &content(3));
    let core = |name: &str| (1..=3).map(|number| format!("{name}-{number}")).collect::<Vec<_>>();
    let rest = |name: &str| (4..=5).map(|number| format!("{name}-{number}")).collect::<Vec<_>>();
    let expected = [core("a"), core("b"), core("c"), rest("a"), rest("b")].concat();
    assert_eq!(planned_stages(&schedule)[..expected.len()], expected);
}

#[test]
fn nothing_is_planned_that_is_done() {
    let mut content = content(3);
    solve(&mut content.katas[0], 1..=5);
    solve(&mut content.katas[1], 1..=2);
    content.katas[0].interviews = 1;
    content.katas[0].finished_interviews = 1;
    let schedule = schedule(day(0), &timeframe(14, 5), &content);
    let stages = planned_stages(&schedule);
    assert_eq!(stages[..4], ["b-3", "c-1", "c-2", "c-3"]);
    let done = ["a-1", "a-2", "a-3", "a-4", "a-5", "b-1", "b-2"];
    assert!(!stages.iter().any(|stage| done.contains(&stage.as_str())), "{stages:?}");
    let interviews: Vec<String> =
        commands(&schedule).into_iter().filter(|command| command.starts_with("int")).collect();
    assert_eq!(interviews, ["interview b", "interview c"], "an interview on a kata that already had one");
}

#[test]
fn what_was_done_today_counts_for_today() {
    let (timeframe, mut content) = (timeframe(14, 10), content(12));
    let before = schedule(day(0), &timeframe, &content);
    assert_eq!(planned_stages(&before)[..5], ["a-1", "a-2", "a-3", "b-1", "b-2"]);
    let today = |schedule: &Schedule| schedule.days[0].items.iter().map(|item| item.minutes).collect::<Vec<_>>();
    assert_eq!(today(&before), [55, 32]);
    solve(&mut content.katas[0], 1..=3);
    content.done_today = 55;
    content.had_cards_today = true;
    let later = schedule(day(0), &timeframe, &content);
    assert_eq!(today(&later), [32], "the rest of today's work");
    solve(&mut content.katas[1], 1..=2);
    content.done_today = 55 + 32;
    let evening = schedule(day(0), &timeframe, &content);
    assert_eq!(evening.days[0].items, [], "more work today");
    assert_eq!(planned_stages(&evening)[0], "b-3");
}

#[test]
fn cards_and_an_interview_of_today_are_not_planned_twice() {
    let (timeframe, mut content) = (timeframe(2, 35), content(2));
    solve(&mut content.katas[0], 1..=3);
    let on_last_day = |content: &Content| commands(&schedule(day(1), &timeframe, content));
    assert!(on_last_day(&content).contains(&"cards".to_owned()));
    assert!(on_last_day(&content).contains(&"interview a".to_owned()));
    content.had_cards_today = true;
    content.had_interview_today = true;
    content.done_today = 65;
    let left = on_last_day(&content);
    assert!(!left.iter().any(|command| command == "cards" || command.starts_with("interview")), "{left:?}");
    assert_eq!(schedule(day(1), &timeframe, &content).minutes(), 300 - 65);
}

#[test]
fn after_a_missed_week_the_work_moves_to_the_days_that_remain() {
    let (timeframe, content) = (timeframe(14, 5), content(12));
    let (before, after) = (schedule(day(0), &timeframe, &content), schedule(day(7), &timeframe, &content));
    assert_eq!(after.minutes(), 300);
    assert_eq!(after.days[0].date, day(7));
    let stages = planned_stages(&after);
    assert_eq!(stages, planned_stages(&before)[..stages.len()], "the same stages, only later");
    let interviews = |schedule: &Schedule| -> Vec<NaiveDate> {
        let is_interview = |item: &Item| matches!(item.goal, Goal::Interview { .. });
        schedule.days.iter().filter(|day| day.items.iter().any(is_interview)).map(|day| day.date).collect()
    };
    assert_eq!(interviews(&before), [day(5), day(12)]);
    assert_eq!(interviews(&after), [day(12)]);
}

#[test]
fn a_short_plan_has_the_first_core_and_an_interview() {
    let schedule = schedule(day(0), &timeframe(3, 6), &content(12));
    assert_eq!(planned_stages(&schedule)[..3], ["a-1", "a-2", "a-3"]);
    assert!(schedule.days[1].items.iter().any(|item| item.command == "cargo xtask interview a"), "{schedule:?}");
}

#[rstest]
#[case::less_than_a_core(3, 1, 0)]
#[case::a_weekend(2, 10, 1)]
#[case::a_week(7, 5, 1)]
#[case::two_weeks(14, 5, 2)]
#[case::two_months(60, 5, 9)]
#[case::two_months_with_little_time(60, 1, 3)]
fn interviews_fit_into_the_time(#[case] days: u64, #[case] hours_a_week: u32, #[case] expected: usize) {
    let schedule = schedule(day(0), &timeframe(days, hours_a_week), &content(12));
    assert_eq!(commands(&schedule).iter().filter(|command| command.starts_with("interview")).count(), expected);
}

#[test]
fn cards_begin_on_the_day_after_the_first_core() {
    let schedule = schedule(day(0), &timeframe(14, 5), &content(12));
    let with_cards: Vec<bool> =
        schedule.days.iter().map(|day| day.items.iter().any(|item| item.goal == Goal::Cards)).collect();
    assert_eq!(with_cards[..4], [false, false, true, true], "{schedule:?}");
    let mut without = content(12);
    without.katas.iter_mut().for_each(|kata| kata.has_cards = false);
    assert!(!commands(&super::schedule::schedule(day(0), &timeframe(14, 5), &without)).contains(&"cards".to_owned()));
}

#[test]
fn when_everything_is_solved_katas_are_solved_again() {
    let mut content = content(2);
    content.katas.iter_mut().for_each(|kata| solve(kata, 1..=5));
    let plan = schedule(day(0), &timeframe(14, 20), &content);
    assert_eq!(plan.minutes(), 2400);
    assert_eq!(plan.repeats_from, Some(day(0)));
    let begun: Vec<String> = commands(&plan).into_iter().filter(|command| command.starts_with("again")).collect();
    assert_eq!(begun[..4], ["again a", "again b", "again a", "again b"]);
    // A kata that was begun again is continued.
    content.katas[0].again = 1;
    content.katas[0].stages.iter_mut().for_each(|stage| stage.was_green_again = stage.number == 1);
    let plan = schedule(day(0), &timeframe(14, 20), &content);
    let first = items(&plan).into_iter().find(|item| item.goal != Goal::Cards).unwrap();
    assert_eq!(first.command, "cargo xtask watch a");
    let Goal::Stages { again: Some(1), stages, .. } = &first.goal else { panic!("{first:?}") };
    assert_eq!(stages[0], "a-2");
}

#[test]
fn an_open_interview_is_finished_first() {
    let mut content = content(3);
    content.katas[1].interviews = 1;
    content.open_interview = Some("b".to_owned());
    let commands = commands(&schedule(day(0), &timeframe(21, 5), &content));
    let interviews: Vec<&String> = commands.iter().filter(|command| command.starts_with("interview")).collect();
    assert_eq!(interviews, ["interview b", "interview a", "interview c"]);
}

#[test]
fn parts_are_numbered_over_the_whole_plan() {
    let schedule = schedule(day(0), &timeframe(14, 4), &content(1));
    let details: Vec<&str> =
        items(&schedule).iter().map(|item| item.detail.as_str()).filter(|d| !d.is_empty()).collect();
    assert_eq!(details[..2], ["core, part 1 of 2 (stages 1 and 2)", "core, part 2 of 2 (stage 3)"]);
    assert!(details.contains(&"extensions, part 2 of 4 (stage 5)"), "a long stage is split: {details:?}");
}

#[test]
fn the_text_says_if_the_time_is_too_short() {
    let (timeframe, content) = (timeframe(3, 1), content(2));
    let text = text::render(day(0), &timeframe, &content, &schedule(day(0), &timeframe, &content));
    assert!(text.starts_with("Plan until Tue  1 Dec 2026: 3 days, 25 min (1 h a week).\n"), "{text}");
    assert!(text.contains("25 min are less than the core of a takes (55 min)."), "{text}");
}

#[test]
fn the_text_lists_weeks_after_two_weeks() {
    let (timeframe, mut content) = (timeframe(30, 5), content(12));
    solve(&mut content.katas[0], 1..=5);
    solve(&mut content.katas[1], 1..=3);
    let text = text::render(day(0), &timeframe, &content, &schedule(day(0), &timeframe, &content));
    assert!(text.contains("\nSun 29 Nov, today:\n    5 min  cargo xtask cards"), "{text}");
    assert!(text.contains("\nSat 12 Dec "), "{text}");
    assert!(text.contains("\nSun 13 Dec to Sat 19 Dec "), "{text}");
    assert!(text.contains("\nDone so far: all stages of a; the core of b.\n"), "{text}");
}

#[test]
fn the_calendar_has_an_event_for_each_day_with_work() {
    let schedule = schedule(day(0), &timeframe(60, 2), &content(12));
    let now = DateTime::from_timestamp(1_795_910_400, 0).unwrap();
    let text = calendar(&schedule, now);
    assert!(text.lines().all(|line| line.len() <= 75), "a line is too long: {text}");
    let parsed: Calendar = text.parse().unwrap();
    let events: Vec<_> = parsed.components.iter().filter_map(CalendarComponent::as_event).collect();
    let busy: Vec<_> = schedule.days.iter().filter(|day| !day.items.is_empty()).collect();
    assert_eq!(events.len(), busy.len());
    assert!(events.len() > 10 && events.len() < 60, "{}", events.len());
    for (event, day) in events.iter().zip(busy) {
        assert_eq!(event.property_value("DTSTART"), Some(day.date.format("%Y%m%d").to_string().as_str()));
        assert_eq!(event.property_value("DTEND"), None, "an event on a date has one day");
        for item in &day.items {
            assert!(event.get_description().unwrap().contains(&item.command), "{event:?}");
        }
    }
    let ids: BTreeSet<_> = events.iter().filter_map(|event| event.get_uid()).collect();
    assert_eq!(ids.len(), events.len(), "an id stands twice");
}

#[rstest]
#[case::not_a_date("soon", "`soon` is not a date. Write it like 2026-12-31")]
#[case::not_in_the_calendar("2026-02-30", "`2026-02-30` is not a date")]
#[case::in_the_past("2026-11-28", "2026-11-28 is in the past. Choose 2026-11-29 or a later day.")]
#[case::too_late("2027-11-30", "2027-11-30 is more than a year away")]
fn a_wrong_last_day_is_refused(#[case] until: &str, #[case] message: &str) {
    let error = Timeframe::starting(day(0), Some(until), 5).unwrap_err().to_string();
    assert!(error.contains(message), "{error}");
}

#[test]
fn a_plan_can_end_today_or_in_a_year() {
    for (until, days) in [("2026-11-29", 1), ("2027-11-29", 366)] {
        let timeframe = Timeframe::starting(day(0), Some(until), 5).unwrap();
        assert_eq!(schedule(day(0), &timeframe, &content(12)).days.len(), days);
    }
    assert_eq!(Timeframe::starting(day(0), None, 5).unwrap(), timeframe(14, 5));
}

#[test]
fn the_options_are_remembered_until_they_change() {
    let saved = |began: u64, until: u64| Plan::new(day(began).to_string(), day(until).to_string(), 7, 0, Vec::new());
    let next = |saved: &Plan, until: Option<&str>, hours: Option<u32>| {
        super::timeframe(Some(saved), day(9), until, hours).map_err(|error| error.to_string())
    };
    let of = |began: u64, until: u64, hours_a_week: u32| {
        Ok(Timeframe { began: day(began), until: day(until), hours_a_week })
    };
    assert_eq!(super::timeframe(None, day(0), None, None).unwrap(), timeframe(14, 5));
    assert_eq!(next(&saved(2, 20), None, None), of(2, 20, 7));
    assert_eq!(next(&saved(2, 20), None, Some(7)), of(2, 20, 7));
    assert_eq!(next(&saved(2, 20), None, Some(3)), of(9, 20, 3));
    assert_eq!(next(&saved(2, 20), Some("2026-12-20"), None), of(9, 21, 7));
    assert_eq!(next(&saved(2, 8), Some("2026-12-20"), None), of(9, 21, 7));
    let error = next(&saved(2, 8), None, Some(3)).unwrap_err();
    assert!(error.starts_with("your plan ended on 2026-12-07. Choose a new last day"), "{error}");
}

#[test]
fn the_runner_reads_each_day_from_the_saved_plan() {
    let timeframe = timeframe(60, 5);
    let schedule = schedule(day(0), &timeframe, &content(12));
    let plan = super::file(&timeframe, &schedule);
    let midnights: Vec<u64> = plan.days.iter().map(|day| day.begins).chain([plan.ends]).collect();
    for (day, pair) in schedule.days.iter().zip(midnights.windows(2)) {
        assert!((23..=25).contains(&((pair[1] - pair[0]) / 3600)), "{}: {pair:?}", day.date);
    }
    for now in [plan.days[0].begins, plan.days[1].begins - 1] {
        let due: Vec<Item> = plan.due(&Practiced::default(), now).unwrap().into_iter().cloned().collect();
        assert_eq!(due, schedule.days[0].items);
    }
    assert_eq!(plan.due(&Practiced::default(), plan.ends), None);
}
