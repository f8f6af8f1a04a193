//! Tariffs.

use std::time::Duration;

use crate::money::Money;

const HOUR: u64 = 60 * 60;
const HOURS_A_DAY: u64 = 24;

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

#[cfg_attr(false, mutants::skip)] // Zero is the default amount, so a mutant changes nothing.
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
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use parking_lot_solution::{Hourly, Money, Rate, Tariff, VehicleKind};
///
/// let tariff = Hourly::by_vehicle(|kind: &VehicleKind| Rate {
///     hour: Money::from_cents(if *kind == VehicleKind::Bus { 1_000 } else { 200 }),
///     daily_cap: Money::from_cents(5_000),
/// });
/// let ninety_minutes = Duration::from_secs(90 * 60);
/// assert_eq!(tariff.fare(&VehicleKind::Car, ninety_minutes), Money::from_cents(400));
/// assert_eq!(tariff.fare(&VehicleKind::Bus, ninety_minutes), Money::from_cents(2_000));
/// ```
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
        let Rate { hour, daily_cap } = (self.rate_of)(vehicle);
        let hours = started_hours(stay);
        let capped = |hours| hour.saturating_mul(hours).min(daily_cap);
        capped(HOURS_A_DAY).saturating_mul(hours / HOURS_A_DAY).saturating_add(capped(hours % HOURS_A_DAY))
    }

    fn daily_cap(&self, vehicle: &V) -> Money {
        (self.rate_of)(vehicle).daily_cap
    }
}

/// Returns the number of started days of a stay, at least one.
pub(crate) fn started_days(stay: Duration) -> u64 {
    started_hours(stay).div_ceil(HOURS_A_DAY)
}

fn started_hours(stay: Duration) -> u64 {
    let started_seconds = stay.as_secs().saturating_add(u64::from(stay.subsec_nanos() > 0));
    started_seconds.div_ceil(HOUR).max(1)
}
