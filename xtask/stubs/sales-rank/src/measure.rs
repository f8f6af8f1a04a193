//! Measures of what a sale is worth.

use crate::sale::Sale;

/// A measure of what a sale is worth for the rank of its product.
pub trait Measure<K> {
    /// Returns the weight of a sale. It depends on the sale alone.
    fn weight(&self, sale: &Sale<K>) -> u64;
}

/// A measure by which each unit counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Units;

impl<K> Measure<K> for Units {
    fn weight(&self, sale: &Sale<K>) -> u64 {
        sale.quantity.get().into()
    }
}

/// A measure by which each cent counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Revenue;

impl<K> Measure<K> for Revenue {
    fn weight(&self, sale: &Sale<K>) -> u64 {
        todo!("stage 7")
    }
}
