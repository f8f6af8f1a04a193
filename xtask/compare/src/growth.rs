//! Growth of a cost with the size, from the slope of the line through the points in a plot with logarithmic axes.

use serde::{Deserialize, Serialize};

use crate::bench_results::Point;

/// The smallest number of sizes that show a growth.
const MIN_SIZES: usize = 3;
/// The smallest ratio of the largest size to the smallest one.
const MIN_RANGE: f64 = 10.0;
/// The slopes of each growth. The gaps between them belong to none, because a false name is worse than none.
const SLOPES: [(Growth, f64, f64); 6] = [
    (Growth::NearlyConstant, -0.2, 0.2),
    (Growth::SlowerThanLinear, 0.4, 0.65),
    (Growth::Linear, 0.8, 1.25),
    (Growth::FasterThanLinear, 1.35, 1.65),
    (Growth::Quadratic, 1.75, 2.25),
    (Growth::FasterThanQuadratic, 2.35, f64::INFINITY),
];
/// The tolerance for the slope between two neighboring sizes, where noise has a larger effect.
const TOLERANCE: f64 = 0.15;

/// A growth, from slow to fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// Constant or logarithmic. Times cannot tell them apart, because larger data also has more cache misses.
    NearlyConstant,
    /// For example, with the square root.
    SlowerThanLinear,
    /// Linear, or linear times logarithmic.
    Linear,
    /// More than linear and less than quadratic.
    FasterThanLinear,
    /// Quadratic.
    Quadratic,
    /// More than quadratic.
    FasterThanQuadratic,
}

impl Growth {
    /// Returns the growth, or `None` if it is not clear: too few sizes, a line with a bend, or a slope between two
    /// growths. `points` are in the order of their sizes.
    pub fn of(points: &[Point]) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        if points.len() < MIN_SIZES || (last.size as f64) < MIN_RANGE * first.size as f64 {
            return None;
        }
        // Other programs only ever make a measurement slower, so the lower quartile has less noise than the median.
        let slope = |from: &Point, to: &Point| (to.low / from.low).ln() / (to.size as f64 / from.size as f64).ln();
        let whole = slope(first, last);
        let (growth, least, most) = SLOPES.into_iter().find(|(_, least, most)| (*least..=*most).contains(&whole))?;
        let fits = |part: &[Point]| (least - TOLERANCE..=most + TOLERANCE).contains(&slope(&part[0], &part[1]));
        points.windows(2).all(fits).then_some(growth)
    }

    /// Returns the growth in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NearlyConstant => "nearly constant",
            Self::SlowerThanLinear => "slower than linear",
            Self::Linear => "linear",
            Self::FasterThanLinear => "faster than linear",
            Self::Quadratic => "quadratic",
            Self::FasterThanQuadratic => "faster than quadratic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(times: &[(u64, f64)]) -> Option<Growth> {
        let point = |&(size, median): &(u64, f64)| Point { size, median, low: median, high: median, memory: None };
        Growth::of(&times.iter().map(point).collect::<Vec<_>>())
    }

    fn of(time: impl Fn(f64) -> f64) -> Option<Growth> {
        growth(&[100, 1_000, 10_000].map(|size| (size, time(size as f64))))
    }

    #[test]
    fn usual_growths_are_named() {
        assert_eq!(of(|_| 5.0), Some(Growth::NearlyConstant));
        assert_eq!(of(f64::ln), Some(Growth::NearlyConstant));
        assert_eq!(of(f64::sqrt), Some(Growth::SlowerThanLinear));
        assert_eq!(of(|n| 3.0 * n + 20.0), Some(Growth::Linear));
        assert_eq!(of(|n| n * n.ln()), Some(Growth::Linear));
        assert_eq!(of(|n| n.powf(1.5)), Some(Growth::FasterThanLinear));
        assert_eq!(of(|n| n * n), Some(Growth::Quadratic));
        assert_eq!(of(|n| n * n * n), Some(Growth::FasterThanQuadratic));
    }

    #[test]
    fn noise_of_a_third_does_not_change_the_name() {
        for (time, expected) in [
            ((|_| 5.0) as fn(f64) -> f64, Growth::NearlyConstant),
            (|n| 3.0 * n, Growth::Linear),
            (|n| n * n, Growth::Quadratic),
        ] {
            for noisy in [100.0, 1_000.0, 10_000.0] {
                let found = of(|n| time(n) * if n == noisy { 1.33 } else { 1.0 });
                assert_eq!(found, Some(expected), "a third more at {noisy}");
            }
        }
    }

    #[test]
    fn an_unclear_growth_has_no_name() {
        assert_eq!(growth(&[]), None);
        assert_eq!(growth(&[(100, 1.0), (10_000, 100.0)]), None, "two sizes");
        assert_eq!(growth(&[(100, 1.0), (200, 2.0), (400, 4.0)]), None, "sizes of the same order");
        assert_eq!(of(|n| 500.0 + n), None, "a bend from constant to linear");
        assert_eq!(of(|n| if n == 1_000.0 { 20.0 } else { 5.0 }), None, "an outlier");
        assert_eq!(of(|n| n.powf(0.72)), None, "a slope between two growths");
        assert_eq!(of(|n| 1_000.0 / n), None, "a cost that falls");
    }
}
