//! # Notices
//!
//! A user wants to know when a budget is nearly spent, and when it is exceeded, but only once. A refund can bring the
//! spending down again, and then the next notice is news. So the ledger remembers which notices it sent.
//!
//! Connect the ledger with its budgets: write `with_budgets`, `budgets_mut` and `subscribe`. `record`, `fix_category` and
//! `set_rule` all change sums. If they do that in one place, this place can send the notices.
//!
//! Look up: `std::panic::catch_unwind`, `AssertUnwindSafe`, and `BTreeSet::insert`, which returns a `bool`.
//!
//! Time box: 20 minutes.

use budget::{Category, Cents, FixError, Ledger, Month, Notice, NoticeKind, Observer, SumTooLarge, UserId};
use testkit::CallLog;

use NoticeKind::{Exceeded, Nearing};

use super::support::{
    ANN, BOB, CID, DECEMBER, FEBRUARY, Food, Gas, IN_DECEMBER, IN_FEBRUARY, IN_MARCH, Inbox, MARCH, Model, Recorder,
    Sent, Shopping, any_operations_with_budgets, apply, budgets, detailed_ledger, in_march, ledger, purchase, record,
    seller, set_rule,
};

/// Creates a ledger in which Ann and Bob each have 100 cents for gas and 200 for food, and an inbox of all notices.
fn with_budgets() -> (Ledger, Inbox) {
    let mut ledger = ledger().with_budgets(budgets());
    let inbox = Inbox::subscribe(&mut ledger);
    (ledger, inbox)
}

/// Overrides the amount of a category, and gives Ann this income.
#[track_caller]
fn change_budget(ledger: &mut Ledger, category: Category, cents: i64) {
    let budgets = ledger.budgets_mut().expect("budgets");
    assert_eq!(budgets.set_override(ANN, category, Some(Cents(cents))), Ok(()), "result of overriding {category:?}");
}

/// Lets Ann buy gas.
#[track_caller]
fn buy_gas(ledger: &mut Ledger, cents: i64) {
    record(ledger, purchase(ANN, IN_MARCH, "Shell", cents));
}

fn notice(user: UserId, month: Month, category: Category, kind: NoticeKind) -> Notice {
    Notice { user, month, category, kind }
}

/// Rules: 5.1, 5.2
#[test]
fn notices_are_due_by_spending() {
    for (budget, spent, kinds) in [
        (100, 79, &[][..]),
        (100, 80, &[Nearing]),
        (100, 100, &[Nearing]),
        (100, 101, &[Nearing, Exceeded]),
        (100, -200, &[]),
        (99, 79, &[]),
        (99, 80, &[Nearing]),
        (1, 1, &[Nearing]),
        (0, 1, &[Nearing, Exceeded]),
        (0, -1, &[]),
        (100, i64::MAX, &[Nearing, Exceeded]),
        (100, i64::MIN, &[]),
    ] {
        let (mut ledger, inbox) = with_budgets();
        change_budget(&mut ledger, Gas, budget);
        buy_gas(&mut ledger, spent);
        assert_eq!(inbox.kinds(), kinds, "notices after spending {spent} of {budget}");
    }
}

/// Rules: 5.1
#[test]
fn large_budgets_are_exact() {
    let (mut ledger, inbox) = with_budgets();
    let budgets = ledger.budgets_mut().expect("budgets");
    assert_eq!(budgets.set_income(ANN, Cents(i64::MAX)), Ok(()), "result of the largest income");
    change_budget(&mut ledger, Gas, i64::MAX);
    let percent_80 = i64::MAX / 5 * 4 + 2;
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [], "notices after spending a cent of the largest budget");
    buy_gas(&mut ledger, percent_80 - 2);
    assert_eq!(inbox.kinds(), [], "notices a cent below 80 % of the largest budget");
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [Nearing], "notices at 80 % of the largest budget");
}

/// Rules: 5.2
#[test]
fn nothing_spent_of_nothing_is_not_near() {
    let (mut ledger, inbox) = with_budgets();
    change_budget(&mut ledger, Gas, 0);
    buy_gas(&mut ledger, -5);
    buy_gas(&mut ledger, 5);
    assert_eq!(inbox.kinds(), [], "notices after a refund of 5 and a purchase of 5 with a budget of 0");
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after spending a cent");
}

/// Rules: 5.3, 5.4
#[test]
fn a_notice_is_sent_once_until_it_is_rearmed() {
    let (mut ledger, inbox) = with_budgets();
    for (cents, kinds) in [
        (90, &[Nearing][..]),
        (5, &[]),
        (10, &[Exceeded]),
        (10, &[]),
        (-15, &[]),        // 100: exceeded is re-armed
        (1, &[Exceeded]),  // 101
        (-21, &[]),        // 80
        (30, &[Exceeded]), // 110
        (-31, &[]),        // 79: both are re-armed
        (1, &[Nearing]),
        (21, &[Exceeded]),
    ] {
        buy_gas(&mut ledger, cents);
        let spent = in_march(&ledger, ANN, Gas);
        assert_eq!(inbox.kinds(), kinds, "notices after a purchase of {cents} that makes {spent} of 100");
    }
}

/// Rules: 5.3
#[test]
fn each_user_month_and_category_has_notices() {
    let (mut ledger, inbox) = with_budgets();
    for (user, time, name, month, category) in [
        (ANN, IN_MARCH, "Shell", MARCH, Gas),
        (ANN, IN_FEBRUARY, "Shell", FEBRUARY, Gas),
        (ANN, "2015-03-10T12:00:00Z", "Shell", Month { year: 2015, month: 3 }, Gas),
        (BOB, IN_MARCH, "Shell", MARCH, Gas),
        (ANN, IN_MARCH, "Market", MARCH, Food),
    ] {
        record(&mut ledger, purchase(user, time, name, 999));
        let expected = [Nearing, Exceeded].map(|kind| notice(user, month, category, kind));
        assert_eq!(inbox.take(), expected, "notices after a purchase of {user:?} at {name}, at {time}");
    }
}

/// Rules: 5.5
#[test]
fn a_change_of_the_budget_sends_and_rearms_nothing() {
    let (mut ledger, inbox) = with_budgets();
    buy_gas(&mut ledger, 90);
    assert_eq!(inbox.kinds(), [Nearing], "notices after spending 90 of 100");
    change_budget(&mut ledger, Gas, 50);
    buy_gas(&mut ledger, 0);
    assert_eq!(inbox.kinds(), [], "notices after a lower budget and a purchase of 0");
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [Exceeded], "notices after the next purchase");
    change_budget(&mut ledger, Gas, 500);
    change_budget(&mut ledger, Gas, 80);
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [], "notices after a higher budget, a lower one, and a purchase");
}

/// Rules: 5.3, 5.4
#[test]
fn the_present_budget_decides_whichever_way_the_sum_changes() {
    let (mut ledger, inbox) = with_budgets();
    buy_gas(&mut ledger, 75);
    change_budget(&mut ledger, Gas, 50);
    buy_gas(&mut ledger, -5);
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after a lower budget of 50 and a refund to 70");
    change_budget(&mut ledger, Gas, 200);
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [], "notices after a higher budget of 200 and a purchase to 71: both are re-armed");
    change_budget(&mut ledger, Gas, 50);
    buy_gas(&mut ledger, 1);
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after a lower budget of 50 and a purchase to 72");
}

/// Rules: 5.3
#[test]
fn new_budgets_send_nothing() {
    let mut ledger = ledger();
    let inbox = Inbox::subscribe(&mut ledger);
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 999));
    let mut ledger = ledger.with_budgets(budgets());
    assert_eq!(inbox.take(), [], "notices after `with_budgets`");
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after the next purchase");
    let mut ledger = ledger.with_budgets(budgets());
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    assert_eq!(inbox.kinds(), [], "notices sent again after a second `with_budgets`");
}

/// Rules: 5.3, 5.5
#[test]
fn notices_begin_with_an_income() {
    let (mut ledger, inbox) = with_budgets();
    record(&mut ledger, purchase(CID, IN_MARCH, "Shell", 999));
    assert_eq!(inbox.take(), [], "notices of a user without an income");
    let budgets = ledger.budgets_mut().expect("budgets");
    assert_eq!(budgets.set_income(CID, Cents(1_000)), Ok(()), "result of setting an income");
    assert_eq!(inbox.take(), [], "notices after setting an income");
    record(&mut ledger, purchase(CID, IN_MARCH, "Shell", 1));
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after the next purchase");
}

/// Rules: 5.5
#[test]
fn a_sum_that_stays_the_same_sends_nothing() {
    let (mut ledger, inbox) = with_budgets();
    buy_gas(&mut ledger, 60);
    for cents in [30, -30] {
        record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", cents));
    }
    let _ = inbox.take();
    change_budget(&mut ledger, Gas, 50);
    set_rule(&mut ledger, ANN, "Kiosk", Gas);
    assert_eq!(inbox.kinds(), [], "notices after 30 and -30 moved to a category whose budget is exceeded");
    record(&mut ledger, purchase(CID, IN_MARCH, "Shell", 9_999));
    assert_eq!(inbox.kinds(), [], "notices after a purchase of a user without an income");
}

/// Rules: 5.6, 5.7
#[test]
fn each_notice_reaches_all_observers_before_the_next() {
    let mut ledger = ledger().with_budgets(budgets());
    let heard = CallLog::new();
    for name in ["first", "second", "third"] {
        ledger.subscribe(Recorder { name, heard: heard.clone() });
    }
    buy_gas(&mut ledger, 200);
    let order: Vec<_> = heard.take().into_iter().map(|(name, notice)| (name, notice.kind)).collect();
    let names = ["first", "second", "third"];
    let expected: Vec<_> = [Nearing, Exceeded].iter().flat_map(|&kind| names.map(|name| (name, kind))).collect();
    assert_eq!(order, expected, "order in which three observers hear two notices");
}

/// Rules: 5.3, 5.7
#[test]
fn notices_are_sorted_by_user_month_and_category() {
    let (mut ledger, inbox) = with_budgets();
    for (user, time, cents) in
        [(BOB, IN_FEBRUARY, 90), (ANN, IN_MARCH, 80), (ANN, IN_FEBRUARY, 101), (BOB, IN_MARCH, 400)]
    {
        record(&mut ledger, purchase(user, time, "Kiosk", cents));
    }
    let _ = inbox.take();
    set_rule(&mut ledger, CID, "Kiosk", Gas);
    let expected = [
        notice(ANN, FEBRUARY, Gas, Nearing),
        notice(ANN, FEBRUARY, Gas, Exceeded),
        notice(ANN, MARCH, Gas, Nearing),
        notice(BOB, FEBRUARY, Gas, Nearing),
        notice(BOB, MARCH, Gas, Nearing),
        notice(BOB, MARCH, Gas, Exceeded),
    ];
    assert_eq!(inbox.take(), expected, "notices after a vote moved the purchases of two users");
}

/// Rules: 5.3
#[test]
fn an_operation_can_send_many_notices() {
    let (mut ledger, inbox) = with_budgets();
    for user in (10..30).map(UserId) {
        let budgets = ledger.budgets_mut().expect("budgets");
        assert_eq!(budgets.set_income(user, Cents(1_000)), Ok(()), "result of setting an income");
        record(&mut ledger, purchase(user, IN_MARCH, "Kiosk", 999));
    }
    let _ = inbox.take();
    set_rule(&mut ledger, CID, "Kiosk", Gas);
    assert_eq!(inbox.take().len(), 40, "number of notices after a vote moved the purchases of 20 users");
}

/// Rules: 5.7
#[test]
fn notices_are_sorted_by_month_before_category() {
    let (mut ledger, inbox) = with_budgets();
    set_rule(&mut ledger, ANN, "Kiosk", Food);
    record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Kiosk", 90));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", -250));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", 200));
    assert_eq!(inbox.take(), [], "notices before a rule moves a purchase and a refund");
    set_rule(&mut ledger, ANN, "Kiosk", Gas);
    let expected = [notice(ANN, FEBRUARY, Gas, Nearing), notice(ANN, MARCH, Food, Nearing)];
    assert_eq!(inbox.take(), expected, "notices after a rule moved a purchase and a refund");
}

/// Rules: 5.7
#[test]
fn notices_are_sorted_by_numbers_and_dates() {
    let (mut ledger, inbox) = with_budgets();
    let users = [UserId(9), UserId(10)];
    for user in users {
        let budgets = ledger.budgets_mut().expect("budgets");
        assert_eq!(budgets.set_income(user, Cents(1_000)), Ok(()), "result of setting an income");
        for time in [IN_DECEMBER, IN_FEBRUARY] {
            record(&mut ledger, purchase(user, time, "Kiosk", 90));
        }
    }
    let _ = inbox.take();
    set_rule(&mut ledger, CID, "Kiosk", Gas);
    let of = |user| [DECEMBER, FEBRUARY].map(|month| notice(user, month, Gas, Nearing));
    assert_eq!(inbox.take(), users.map(of).concat(), "notices of the users 9 and 10 in December and February");
}

/// Rules: 5.3, 5.4
#[test]
fn fixing_a_category_sends_and_rearms() {
    let (mut ledger, inbox) = with_budgets();
    let id = record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 250));
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices after a purchase of gas");
    assert_eq!(ledger.fix_category(id, Food), Ok(()), "result of fixing food");
    let expected = [Nearing, Exceeded].map(|kind| notice(ANN, MARCH, Food, kind));
    assert_eq!(inbox.take(), expected, "notices after fixing food");
    assert_eq!(ledger.fix_category(id, Gas), Ok(()), "result of fixing gas");
    let expected = [Nearing, Exceeded].map(|kind| notice(ANN, MARCH, Gas, kind));
    assert_eq!(inbox.take(), expected, "notices after fixing gas again");
}

/// Rules: 0.1, 5.3
#[test]
fn an_operation_that_fails_sends_nothing() {
    let (mut ledger, inbox) = with_budgets();
    let at_market = record(&mut ledger, purchase(ANN, IN_MARCH, "Market", i64::MAX));
    record(&mut ledger, purchase(ANN, IN_FEBRUARY, "Kiosk", 90));
    record(&mut ledger, purchase(ANN, IN_MARCH, "Kiosk", i64::MAX));
    let _ = inbox.take();
    assert_eq!(ledger.set_rule(ANN, &seller("Kiosk"), Food), Err(SumTooLarge), "result of a rule");
    record(&mut ledger, purchase(ANN, IN_MARCH, "Shell", 1));
    let result = ledger.fix_category(at_market, Gas);
    assert_eq!(result, Err(FixError::SumTooLarge(SumTooLarge)), "result of fixing a transaction");
    assert_eq!(inbox.take(), [], "notices after two errors");
    set_rule(&mut ledger, ANN, "Kiosk", Shopping);
    assert_eq!(inbox.kinds(), [Nearing, Exceeded, Nearing, Exceeded], "notices of a rule that moves two sums");
}

/// An observer that records its calls and panics.
#[derive(Debug)]
struct Panicking(CallLog<NoticeKind>);

impl Observer for Panicking {
    fn notify(&mut self, notice: &Notice) {
        self.0.record(notice.kind);
        std::panic::resume_unwind(Box::new("a panic of an observer"));
    }
}

/// Rules: 5.8
#[test]
fn an_observer_that_panics_harms_no_one() {
    let mut ledger = ledger().with_budgets(budgets());
    let calls = CallLog::new();
    ledger.subscribe(Panicking(calls.clone()));
    let inbox = Inbox::subscribe(&mut ledger);
    buy_gas(&mut ledger, 90);
    assert_eq!(inbox.kinds(), [Nearing], "notices that the next observer hears");
    assert_eq!(in_march(&ledger, ANN, Gas), 90, "spending");
    buy_gas(&mut ledger, 20);
    assert_eq!(inbox.kinds(), [Exceeded], "notices that the next observer hears after the second purchase");
    assert_eq!(calls.take(), [Nearing, Exceeded], "calls of the observer that panics");
    record(&mut ledger, purchase(ANN, IN_MARCH, "Market", 300));
    assert_eq!(inbox.kinds(), [Nearing, Exceeded], "notices of one operation that the next observer hears");
    assert_eq!(calls.take(), [Nearing, Exceeded], "calls of the observer that panics, in one operation");
}

/// Rules: 5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7, 5.8
#[test]
fn law_notices_follow_a_recount() {
    testkit::law(any_operations_with_budgets(false), |operations| {
        let mut ledger = detailed_ledger().with_budgets(budgets());
        let calls = CallLog::new();
        ledger.subscribe(Panicking(calls.clone()));
        let inbox = Inbox::subscribe(&mut ledger);
        let (mut model, mut ids, mut sent) = (Model::default(), Vec::new(), Sent::default());
        for operation in operations {
            let before = model.clone();
            apply(&operation, &mut ledger, &mut model, &mut ids);
            let expected = sent.update(ledger.budgets_mut().expect("budgets"), &before, &model);
            let kinds: Vec<NoticeKind> = expected.iter().map(|notice| notice.kind).collect();
            assert_eq!(inbox.take(), expected, "notices after {operation:?}");
            assert_eq!(calls.take(), kinds, "calls of an observer that always panics, after {operation:?}");
        }
    });
}
