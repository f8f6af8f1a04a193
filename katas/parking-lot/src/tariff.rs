//! Tariffs.

use std::marker::PhantomData;
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
    /// Replace this placeholder with your fields.
    yours: PhantomData<F>,
}

impl<F> Hourly<F> {
    /// Creates a tariff with the rate that `rate_of` returns for a vehicle.
    pub fn by_vehicle<V>(rate_of: F) -> Self
    where
        F: Fn(&V) -> Rate,
    {
        todo!("stage 5")
    }
}

impl<V, F: Fn(&V) -> Rate> Tariff<V> for Hourly<F> {
    fn fare(&self, vehicle: &V, stay: Duration) -> Money {
        todo!("stage 5")
    }

    fn daily_cap(&self, vehicle: &V) -> Money {
        todo!("stage 5")
    }
}
