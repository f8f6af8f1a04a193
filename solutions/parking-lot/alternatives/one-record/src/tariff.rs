//! Tariffs.

use std::time::Duration;

use crate::money::Money;

/// The prices of stays. The lot computes the fee for a lost ticket from them.
pub trait Tariff<V> {
    /// Returns the price of a stay of this length.
    fn fare(&self, vehicle: &V, stay: Duration) -> Money;

    /// Returns the maximum price of 24 hours. A lost ticket costs at least this for each started day.
    fn daily_cap(&self, vehicle: &V) -> Money;
}

/// A tariff for free parking.
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

/// A price per hour, with a cap per day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// The price of each started hour.
    pub hour: Money,
    /// The maximum price of 24 hours.
    pub daily_cap: Money,
}

/// A tariff by the hour, with a cap for each 24 hours from entry. The rate depends on the vehicle.
///
/// It charges each started hour, and at least one. An amount that is too large for [`Money`] becomes the largest one.
#[derive(Clone, Copy, Debug)]
pub struct Hourly<F> {
    rate_of: F,
}

impl<F> Hourly<F> {
    /// Creates a tariff with the rate that `rate_of` returns for a vehicle.
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

/// Returns the fee for a lost ticket: the fare, but at least the daily cap for each started day.
pub(crate) fn lost_ticket_fee<V, T: Tariff<V>>(tariff: &T, vehicle: &V, stay: Duration) -> Money {
    let caps = tariff.daily_cap(vehicle).saturating_mul(begun(stay, 24 * HOUR));
    tariff.fare(vehicle, stay).max(caps)
}

/// Returns the number of started periods of `seconds` in a stay, at least one.
fn begun(stay: Duration, seconds: u64) -> u64 {
    let full = stay.as_secs() / seconds;
    let has_rest = stay > Duration::from_secs(full * seconds);
    (full + u64::from(has_rest)).max(1)
}
