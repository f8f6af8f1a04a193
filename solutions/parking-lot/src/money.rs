//! Amounts.

/// An amount of money in whole cents, never negative.
///
/// # Examples
///
/// ```
/// use parking_lot_solution::Money;
///
/// assert!(Money::from_cents(150) < Money::from_cents(200));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

impl Money {
    /// Nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Money;
    ///
    /// assert_eq!(Money::ZERO, Money::from_cents(0));
    /// ```
    pub const ZERO: Self = Self(0);

    /// An amount of `cents`.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Money;
    ///
    /// assert_eq!(Money::from_cents(250).cents(), 250);
    /// ```
    #[must_use]
    pub const fn from_cents(cents: u64) -> Self {
        Self(cents)
    }

    /// How many cents it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Money;
    ///
    /// assert_eq!(Money::ZERO.cents(), 0);
    /// ```
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// Both together; the greatest amount there is if that is too much.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Money;
    ///
    /// let most = Money::from_cents(u64::MAX);
    /// assert_eq!(Money::from_cents(1).saturating_add(Money::from_cents(2)), Money::from_cents(3));
    /// assert_eq!(Money::from_cents(1).saturating_add(most), most);
    /// ```
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// This amount `times` over; the greatest amount there is if that is too much.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Money;
    ///
    /// let most = Money::from_cents(u64::MAX);
    /// assert_eq!(Money::from_cents(150).saturating_mul(3), Money::from_cents(450));
    /// assert_eq!(most.saturating_mul(2), most);
    /// ```
    #[must_use]
    pub const fn saturating_mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}
