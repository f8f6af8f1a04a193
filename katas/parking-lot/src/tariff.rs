//! What a stay costs.

use std::marker::PhantomData;
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
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<F>,
}

impl<F> Hourly<F> {
    /// The tariff with the rate that `rate_of` gives for a vehicle.
    pub fn by_vehicle<V>(rate_of: F) -> Self
    where
        F: Fn(&V) -> Rate,
    {
        todo!()
    }
}

impl<V, F: Fn(&V) -> Rate> Tariff<V> for Hourly<F> {
    fn fare(&self, vehicle: &V, stay: Duration) -> Money {
        todo!()
    }

    fn daily_cap(&self, vehicle: &V) -> Money {
        todo!()
    }
}
