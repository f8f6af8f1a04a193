//! # Change policy
//!
//! Operators disagree about change: some want to keep their small coins, while others would rather get rid of them.
//! That is why the machine leaves this decision to a `ChangePolicy`, an object that its creator chooses. You already
//! have one such policy, `LargestFirst`. The tests add others, some of which return wrong coins, and even these
//! policies must not cost the machine any money.
//!
//! Write `with_policy`, and let the machine ask its policy for the change. If `insert` calls `LargestFirst` in only one
//! place, this takes just a few lines.
//!
//! Look up: `Box<dyn Trait>`. When all tests pass, remove the line in `src/lib.rs` that allows unused variables.
//!
//! Time box: 5 minutes.

use std::cell::RefCell;
use std::rc::Rc;

use vending_machine::{
    Cents, ChangePolicy, Coin, CoinBox, NothingSelected, Payment, SelectError, Slot, VendingMachine,
};

use super::support::{Fifty, Five, GUM, OneEuro, Ten, Twenty, TwoEuro, WATER, buy, coins_in, slots, sold};

/// The amount and the available coins of a call.
type Call = (Cents, Vec<Coin>);

/// Always returns the same coins, and records the calls.
#[derive(Clone, Debug, Default)]
struct Fixed {
    change: Option<Vec<Coin>>,
    calls: Rc<RefCell<Vec<Call>>>,
}

impl Fixed {
    fn new(change: &[Coin]) -> Self {
        Self { change: Some(change.to_vec()), ..Self::default() }
    }

    /// Creates a machine with this policy and these coins.
    fn machine(&self, coins: &[Coin]) -> VendingMachine {
        VendingMachine::with_policy(slots(), coins.iter().copied().collect(), self.clone())
    }
}

impl ChangePolicy for Fixed {
    fn change(&self, amount: Cents, available: &CoinBox) -> Option<Vec<Coin>> {
        let coins = coins_in(available);
        let total: u32 = coins.iter().map(|coin| coin.value().0).sum();
        assert_eq!(available.total(), Cents(total), "total of the coins that the policy can choose from: {coins:?}");
        self.calls.borrow_mut().push((amount, coins));
        self.change.clone()
    }
}

/// Rules: 2.1, 4.1
#[test]
fn the_machine_gives_the_coins_that_its_policy_chose() {
    let mut machine = Fixed::new(&[Ten, Fifty, Twenty]).machine(&[OneEuro, Fifty, Twenty, Twenty, Ten]);
    assert_eq!(
        coins_in(machine.coins()),
        [Ten, Twenty, Twenty, Fifty, OneEuro],
        "coins of a new machine with a policy"
    );
    let result = buy(&mut machine, WATER, &[TwoEuro]);
    assert_eq!(result, sold("water", &[Ten, Fifty, Twenty]), "result with a policy that chooses 10, 50 and 20");
    assert_eq!(coins_in(machine.coins()), [Twenty, OneEuro, TwoEuro], "the machine's coins after that change");
}

/// Rules: 4.1, 4.2
#[test]
fn the_policy_decides_about_every_change() {
    // Largest first finds no change for 80 here.
    let policy = Fixed::new(&[Twenty; 4]);
    let mut machine = policy.machine(&[Fifty, Twenty, Twenty, Twenty, Twenty, Twenty, Twenty, Twenty, Twenty]);
    for (sale, calls) in [("first", 1), ("second", 2)] {
        let result = buy(&mut machine, WATER, &[TwoEuro]);
        assert_eq!(result, sold("water", &[Twenty; 4]), "result of the {sale} sale with a policy that gives four 20s");
        assert_eq!(policy.calls.borrow().len(), calls, "number of calls of the policy after the {sale} sale");
    }
}

/// Rules: 4.2
#[test]
fn the_machine_does_not_call_its_policy_without_need() {
    let policy = Fixed::default();
    let mut machine = policy.machine(&[Ten, Ten]);
    let _ = buy(&mut machine, GUM, &[Twenty]);
    let _ = machine.cancel();
    assert_eq!(buy(&mut machine, GUM, &[Twenty, Twenty]), sold("gum", &[]), "result of paying the exact price");
    assert_eq!(*policy.calls.borrow(), [], "calls of the policy without change to give");
}

/// Rules: 4.3
#[test]
fn the_policy_can_choose_own_and_inserted_coins() {
    let policy = Fixed::new(&[Ten]);
    let mut machine = policy.machine(&[Five, TwoEuro]);
    let _ = buy(&mut machine, WATER, &[Fifty]);
    let _ = machine.cancel();
    let result = buy(&mut machine, GUM, &[Ten, Twenty, Twenty]);
    assert_eq!(result, sold("gum", &[Ten]), "result of paying 50 for gum at 40");
    let calls = policy.calls.borrow();
    let (amount, available) = calls.first().expect("a call of the policy");
    assert_eq!(*amount, Cents(10), "amount that the machine asks its policy for");
    assert_eq!(*available, [Five, Ten, Twenty, Twenty, TwoEuro], "coins that the policy can choose from");
}

/// Checks that a machine that owns a 5 and a 10 refunds a 10 and a 50 for gum at 40 if its policy gives `change`.
#[track_caller]
fn assert_refunds(change: Option<&[Coin]>) {
    let policy = Fixed { change: change.map(<[_]>::to_vec), ..Fixed::default() };
    let mut machine = policy.machine(&[Five, Ten]);
    for (payment, calls) in [("first", 1), ("second", 2), ("third", 3)] {
        let result = buy(&mut machine, GUM, &[Ten, Fifty]);
        let expected = Payment::Refunded(vec![Ten, Fifty]);
        assert_eq!(result, expected, "result of paying 60 for gum when the policy gives {change:?}");
        let number = policy.calls.borrow().len();
        assert_eq!(
            number, calls,
            "number of calls of a policy that gives {change:?} after the {payment} payment of 60"
        );
        assert_eq!(coins_in(machine.coins()), [Five, Ten], "the machine's coins after that");
    }
    let call = (Cents(20), vec![Five, Ten, Ten, Fifty]);
    assert_eq!(*policy.calls.borrow(), vec![call; 3], "amounts and available coins of these calls");
    assert_eq!(machine.insert(Ten), Err(NothingSelected(Ten)), "result of a coin after that");
    let again = buy(&mut machine, GUM, &[Twenty, Twenty]);
    assert_eq!(again, sold("gum", &[]), "result of paying the exact price after that");
    assert_eq!(machine.select(GUM), Err(SelectError::SoldOut(GUM)), "result of selecting the sold gum");
}

/// Rules: 4.2, 4.3, 4.4
#[test]
fn the_machine_refunds_if_its_policy_finds_no_change() {
    assert_refunds(None);
    let policy = Fixed::default();
    let tea = Slot { product: "tea".to_owned(), price: Cents(118), count: 1 };
    let mut machine = VendingMachine::with_policy(vec![tea], CoinBox::default(), policy.clone());
    let result = buy(&mut machine, 0, &[OneEuro, Twenty]);
    assert_eq!(result, Payment::Refunded(vec![OneEuro, Twenty]), "result of paying 120 for tea at 118");
    assert_eq!(policy.calls.borrow().len(), 1, "number of calls of the policy for 2 cents");
}

/// Rules: 4.2, 4.4
#[test]
fn the_machine_refunds_if_its_policy_gives_another_amount() {
    for change in [&[][..], &[Five], &[Ten, Five], &[Ten, Ten, Five], &[Fifty, Ten, Ten, Five]] {
        assert_refunds(Some(change));
    }
}

/// Rules: 4.2, 4.4
#[test]
fn the_machine_refunds_if_its_policy_gives_missing_coins() {
    for change in [&[Twenty][..], &[Five, Five, Five, Five], &[Five, Five, Ten], &[Five, Ten, Five]] {
        assert_refunds(Some(change));
    }
}

/// Rules: 4.4
#[test]
fn the_machine_adds_up_many_coins_of_its_policy() {
    // 327,690 cents, which is 10 cents more than 5 times 65,536.
    let own: Vec<Coin> = [Twenty, Twenty].into_iter().chain([TwoEuro; 1638]).collect();
    let everything = [&own[..], &[Fifty]].concat();
    let mut machine = Fixed::new(&everything).machine(&own);
    let result = buy(&mut machine, GUM, &[Fifty]);
    assert_eq!(
        result,
        Payment::Refunded(vec![Fifty]),
        "result of paying 50 for gum when the policy gives 327,690 cents"
    );
}

/// Rules: 4.1
#[test]
fn the_machine_keeps_its_policy_after_a_refund() {
    let mut machine = Fixed::new(&[Five, Ten, Five]).machine(&[Five, Five, Ten, Twenty]);
    let result = buy(&mut machine, WATER, &[TwoEuro]);
    assert_eq!(result, Payment::Refunded(vec![TwoEuro]), "result of paying 200 for water when the policy gives 20");
    let result = buy(&mut machine, GUM, &[Ten, Fifty]);
    let expected = sold("gum", &[Five, Ten, Five]);
    assert_eq!(result, expected, "result of paying 60 for gum after that, when the policy gives 5, 10 and 5");
}
