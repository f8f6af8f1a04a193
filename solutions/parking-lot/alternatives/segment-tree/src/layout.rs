//! The levels, rows and spots of a lot.

use std::ops::Range;

use crate::error::LayoutError;
use crate::spot::{Run, SpotId, SpotSize};

/// The sizes of all spots, by level and row. A layout never changes.
///
/// It maps each spot to a position on one line, in ascending order. An unused position follows each row, so consecutive
/// positions are always spots of one row.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The sizes, by level and row. Each level has at least one spot.
    sizes: Vec<Vec<Vec<SpotSize>>>,
    /// The position where each row starts, by level.
    row_starts: Vec<Vec<usize>>,
    line_len: usize,
}

impl Layout {
    /// Creates a layout from the sizes of the spots, by level and row.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of levels is empty, or if a level has no spots.
    pub(crate) fn new(sizes: Vec<Vec<Vec<SpotSize>>>) -> Result<Self, LayoutError> {
        if sizes.is_empty() {
            return Err(LayoutError::NoLevels);
        }
        if let Some(level) = sizes.iter().position(|rows| rows.iter().all(Vec::is_empty)) {
            return Err(LayoutError::NoSpots { level });
        }
        let mut line_len = 0;
        let mut place_row = |row: &Vec<SpotSize>| {
            let start = line_len;
            line_len += row.len() + 1;
            start
        };
        let row_starts = sizes.iter().map(|rows| rows.iter().map(&mut place_row).collect()).collect();
        Ok(Self { sizes, row_starts, line_len })
    }

    pub(crate) fn levels(&self) -> usize {
        self.sizes.len()
    }

    /// Returns the number of rows of a level that exists, empty ones included.
    pub(crate) fn rows(&self, level: usize) -> usize {
        self.sizes[level].len()
    }

    /// Returns the number of spots in a row of a level that exists, or 0 if there is no such row.
    pub(crate) fn row_len(&self, level: usize, row: usize) -> usize {
        self.sizes[level].get(row).map_or(0, Vec::len)
    }

    /// Returns the size of a spot, or `None` if there is no such spot.
    pub(crate) fn size(&self, spot: SpotId) -> Option<SpotSize> {
        self.sizes.get(spot.level)?.get(spot.row)?.get(spot.spot).copied()
    }

    /// Iterates over all spots, from the lowest to the highest.
    pub(crate) fn spots(&self) -> impl Iterator<Item = (SpotId, SpotSize)> {
        self.sizes.iter().enumerate().flat_map(|(level, rows)| {
            rows.iter().enumerate().flat_map(move |(row, sizes)| {
                sizes.iter().enumerate().map(move |(spot, &size)| (SpotId { level, row, spot }, size))
            })
        })
    }

    /// Returns the sizes by level and row, as passed to [`new`](Self::new).
    pub(crate) fn to_sizes(&self) -> Vec<Vec<Vec<SpotSize>>> {
        self.sizes.clone()
    }

    /// Returns the number of positions on the line.
    pub(crate) fn line_len(&self) -> usize {
        self.line_len
    }

    /// Returns the position where a level starts, or `None` if there is no such level.
    pub(crate) fn level_start(&self, level: usize) -> Option<usize> {
        self.row_starts.get(level).map(|rows| rows[0])
    }

    /// Returns the position of a spot, or `None` if there is no such spot.
    pub(crate) fn position(&self, spot: SpotId) -> Option<usize> {
        self.size(spot).map(|_| self.row_starts[spot.level][spot.row] + spot.spot)
    }

    /// Returns the spot at a position that is in use.
    pub(crate) fn spot_at(&self, position: usize) -> SpotId {
        let level = self.row_starts.partition_point(|rows| rows[0] <= position) - 1;
        let rows = &self.row_starts[level];
        let row = rows.partition_point(|&start| start <= position) - 1;
        SpotId { level, row, spot: position - rows[row] }
    }

    /// Splits a run that exists into parts of equal size, and yields the size and the positions of each part.
    pub(crate) fn split_by_size(&self, run: Run) -> impl Iterator<Item = (SpotSize, Range<usize>)> {
        let SpotId { level, row, spot } = run.first;
        let sizes = &self.sizes[level][row][spot..spot + run.spots.get()];
        let mut end = self.row_starts[level][row] + spot;
        sizes.chunk_by(SpotSize::eq).map(move |part| {
            let start = end;
            end += part.len();
            (part[0], start..end)
        })
    }
}
