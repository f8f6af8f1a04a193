//! Quantities: exact integers with a unit.

use serde::{Deserialize, Serialize};
use thiserror::Error;

const SECONDS_PER_MONTH: u64 = 2_500_000;
const DAYS_PER_MONTH: u64 = 30;

/// An exact integer with a unit. Arithmetic is checked.
pub trait Quantity: Copy {
    /// Creates a quantity from its number.
    #[must_use]
    fn new(number: u64) -> Self;

    /// Returns the number of this quantity.
    #[must_use]
    fn get(self) -> u64;

    /// Adds another quantity of the same unit.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the sum is above the maximum (rule 1.2).
    fn plus(self, other: Self) -> Result<Self, ArithmeticError> {
        self.get().checked_add(other.get()).map(Self::new).ok_or(ArithmeticError::TooLarge)
    }

    /// Subtracts another quantity of the same unit.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::Negative`] if the difference is below zero (rule 1.2).
    fn minus(self, other: Self) -> Result<Self, ArithmeticError> {
        self.get().checked_sub(other.get()).map(Self::new).ok_or(ArithmeticError::Negative)
    }

    /// Multiplies this quantity by a number.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the product is above the maximum (rule 1.2).
    fn times(self, factor: u64) -> Result<Self, ArithmeticError> {
        self.get().checked_mul(factor).map(Self::new).ok_or(ArithmeticError::TooLarge)
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u64);

        impl Quantity for $name {
            fn new(number: u64) -> Self {
                Self(number)
            }

            fn get(self) -> u64 {
                self.0
            }
        }
    )*};
}

quantities! {
    /// Requests per second.
    Rate
    /// Requests per month.
    Volume
    /// A number of bytes.
    Bytes
    /// Money, in cents.
    Money
    /// A duration, in microseconds.
    Latency
}

impl Volume {
    /// Creates a volume from the requests per day.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if the requests per month are above the maximum (rule 1.2).
    pub fn per_day(requests: u64) -> Result<Self, ArithmeticError> {
        Self(requests).times(DAYS_PER_MONTH)
    }

    /// Returns the rate, rounded up.
    #[must_use]
    pub fn rate(self) -> Rate {
        Rate(self.0.div_ceil(SECONDS_PER_MONTH))
    }
}

/// A reason why a result is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ArithmeticError {
    /// The result is above the maximum.
    #[error("the result is too large")]
    TooLarge,
    /// The result is below zero.
    #[error("the result is below zero")]
    Negative,
}

/// Returns `number` × `numerator` / `denominator`, rounded up.
pub(crate) fn share(number: u64, numerator: u64, denominator: u64) -> Result<u64, ArithmeticError> {
    let share = (u128::from(number) * u128::from(numerator)).div_ceil(u128::from(denominator));
    u64::try_from(share).map_err(|_| ArithmeticError::TooLarge)
}
