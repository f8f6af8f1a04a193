//! A tree of maxima over a list of numbers.

/// The number of entries that one entry of the layer above summarizes.
const GROUP: usize = 16;

/// A list of numbers with a fast search for the first one that is large enough.
///
/// Layer 0 holds the numbers. Each layer above holds the maximum of every group of [`GROUP`] numbers below it, up to a
/// layer of one number.
#[derive(Debug)]
pub(crate) struct MaxTree {
    layers: Vec<Vec<usize>>,
}

impl MaxTree {
    /// Creates a tree over `numbers`, which must not be empty.
    ///
    /// # Cost
    ///
    /// Linear in the length of `numbers`.
    pub(crate) fn new(numbers: Vec<usize>) -> Self {
        let mut layers = vec![numbers];
        while let Some(top) = layers.last()
            && top.len() > 1
        {
            layers.push(top.chunks(GROUP).map(max).collect());
        }
        Self { layers }
    }

    /// Replaces the number at `index`.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub(crate) fn set(&mut self, index: usize, number: usize) {
        self.layers[0][index] = number;
        let mut group = index;
        for layer in 1..self.layers.len() {
            group /= GROUP;
            self.layers[layer][group] = self.layers[layer - 1].chunks(GROUP).nth(group).map_or(0, max);
        }
    }

    /// Returns the index of the first number at or after `from` that is at least `least`.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub(crate) fn first_at_least(&self, least: usize, from: usize) -> Option<usize> {
        self.first_in_layer(0, least, from)
    }

    /// Returns the index of the first such number in a layer.
    ///
    /// Searches the rest of the group of `from`. If it has no such number, the layer above finds the next group with
    /// one.
    fn first_in_layer(&self, layer: usize, least: usize, from: usize) -> Option<usize> {
        let numbers = self.layers.get(layer)?;
        first_in_group(numbers, least, from).or_else(|| {
            let group = self.first_in_layer(layer + 1, least, from / GROUP + 1)?;
            first_in_group(numbers, least, group * GROUP)
        })
    }
}

/// Returns the index of the first number that is at least `least`, from `from` to the end of the group of `from`.
fn first_in_group(numbers: &[usize], least: usize, from: usize) -> Option<usize> {
    let group = numbers.chunks(GROUP).nth(from / GROUP)?;
    let steps = group.iter().skip(from % GROUP).position(|&number| number >= least)?;
    Some(from + steps)
}

fn max(group: &[usize]) -> usize {
    group.iter().copied().max().unwrap_or(0)
}
