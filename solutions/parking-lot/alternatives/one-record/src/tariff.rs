//! What a stay costs.

use std::time::Duration;

use crate::money::Money;

/// What stays cost. The lot has the final word on lost tickets.
pub trait Tariff<V> {
    /// What a stay of this length costs.
    fn fare(&self, vehicle: &V, stay: Duration) -> Money;

    /// What a day costs at most. A lost ticket costs at least this for each day begun.
    fn daily_cap(&self, vehicle: &V) -> Money;
}

/// Parking costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Free;

impl<V> Tariff<V> for Free {
    fn fare(&self, _vehicle: &V, _stay: Duration) -> Money {
        Money::ZERO
    }

    fn daily_cap(&self, _vehicle: &V) -> Money {
        Money::ZERO
    }
}

/// What an hour costs, and what a day costs at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// What each hour begun costs.
    pub hour: Money,
    /// What 24 hours cost at most.
    pub daily_cap: Money,
}

/// By the hour, with a cap for each 24 hours from entry, at a rate that depends on the vehicle.
///
/// Each hour begun is paid for, the first in any case. An amount that is too large for [`Money`] counts as the greatest
/// there is.
#[derive(Clone, Copy, Debug)]
pub struct Hourly<F> {
    rate_of: F,
}

impl<F> Hourly<F> {
    /// The tariff with the rate that `rate_of` gives for a vehicle.
    pub fn by_vehicle<V>(rate_of: F) -> Self
    where
        F: Fn(&V) -> Rate,
    {
        Self { rate_of }
    }
}

impl<V, F: Fn(&V) -> Rate> Tariff<V> for Hourly<F> {
    fn fare(&self, vehicle: &V, stay: Duration) -> Money {
        let rate = (self.rate_of)(vehicle);
        let full_days = begun(stay, HOUR) / 24;
        let rest = begun(stay, HOUR) % 24;
        let day = rate.hour.saturating_mul(24).min(rate.daily_cap);
        day.saturating_mul(full_days).saturating_add(rate.hour.saturating_mul(rest).min(rate.daily_cap))
    }

    fn daily_cap(&self, vehicle: &V) -> Money {
        (self.rate_of)(vehicle).daily_cap
    }
}

const HOUR: u64 = 60 * 60;

/// The fee for a lost ticket: the fare, but at least the cap for each day begun.
pub(crate) fn without_ticket<V, T: Tariff<V>>(tariff: &T, vehicle: &V, stay: Duration) -> Money {
    let caps = tariff.daily_cap(vehicle).saturating_mul(begun(stay, 24 * HOUR));
    tariff.fare(vehicle, stay).max(caps)
}

/// How many periods of so many seconds a stay has begun; the first has begun at once.
fn begun(stay: Duration, seconds: u64) -> u64 {
    let full = stay.as_secs() / seconds;
    let some_more = stay > Duration::from_secs(full * seconds);
    (full + u64::from(some_more)).max(1)
}
