//! What a benchmark measured: the learner's code, the reference, its alternatives and what people would use instead.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the format. A field may be added without a new one; none changes its meaning.
pub const SCHEMA: u32 = 1;
/// What the learner's code is called.
pub const YOURS: &str = "yours";
/// What all times are divided by.
pub const REFERENCE: &str = "reference";

/// What one run of a kata's benchmark measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// The version of the format, [`SCHEMA`].
    pub schema: u32,
    /// The kata's name.
    pub kata: String,
    /// When it was, in seconds of Unix time.
    pub at: u64,
    /// That of the sources that were measured.
    pub fingerprint: String,
    /// Whether it was ended before all was measured.
    #[serde(default)]
    pub interrupted: bool,
    /// What was done, in the benchmark's order.
    pub workloads: Vec<Workload>,
}

impl Costs {
    /// Whether the samples of a third of what was measured differ by more than code would make them: a quarter of them are half
    /// as long again as another quarter, or more.
    pub fn is_noisy(&self) -> bool {
        let contenders = self.workloads.iter().flat_map(|workload| &workload.contenders);
        let points = contenders.flat_map(|contender| &contender.points);
        let (noisy, quiet): (Vec<&Point>, Vec<&Point>) = points.partition(|point| point.high > 1.5 * point.low);
        2 * noisy.len() >= quiet.len().max(1)
    }
}

/// The same steps for all who can take them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// Its name; the benchmark describes it.
    pub name: String,
    /// Who took the steps, the learner first.
    pub contenders: Vec<Contender>,
}

/// One who took them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contender {
    /// `yours`, `reference`, an alternative, or what people would use instead.
    pub name: String,
    /// The times, the smallest size first.
    pub points: Vec<Point>,
    /// Why there are no more of them.
    pub stopped: Option<String>,
}

/// How long a step takes at a size, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The size.
    pub size: u64,
    /// The median of the samples.
    pub median: f64,
    /// A quarter of the samples are below this.
    pub low: f64,
    /// A quarter of the samples are above this.
    pub high: f64,
}

/// How many times as long as the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Of the medians.
    pub median: f64,
    /// If the one was as quick, and the other as slow, as a quarter of their samples.
    pub low: f64,
    /// The other way around.
    pub high: f64,
}

impl Ratio {
    /// Whether the samples leave open who is quicker.
    pub fn is_the_same(&self) -> bool {
        (self.low..=self.high).contains(&1.0)
    }
}

impl Workload {
    /// All sizes at which somebody was measured, the smallest first.
    pub fn sizes(&self) -> Vec<u64> {
        let mut sizes: Vec<u64> =
            self.contenders.iter().flat_map(|of| of.points.iter().map(|point| point.size)).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// How many times as long as the reference a contender takes at a size.
    pub fn ratio(&self, contender: &Contender, size: u64) -> Option<Ratio> {
        let reference = self.contenders.iter().find(|contender| contender.name == REFERENCE)?.at(size)?;
        let point = contender.at(size)?;
        Some(Ratio {
            median: point.median / reference.median,
            low: point.low / reference.high,
            high: point.high / reference.low,
        })
    }
}

impl Contender {
    /// The time at a size.
    pub fn at(&self, size: u64) -> Option<&Point> {
        self.points.iter().find(|point| point.size == size)
    }

    /// How many times as long as at the smallest size a step takes at the largest.
    pub fn growth(&self) -> Option<f64> {
        match &self.points[..] {
            [first, .., last] => Some(last.median / first.median),
            _ => None,
        }
    }
}

/// What Criterion has measured of one contender at one size of a workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// The workload.
    pub workload: String,
    /// The contender.
    pub contender: String,
    /// The size.
    pub size: u64,
    /// Times of a step, in nanoseconds.
    pub times: Vec<f64>,
}

impl Samples {
    /// Where the middle of them is; nothing if there are none.
    pub fn point(&self) -> Option<Point> {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let part = |of: f64| times.get((of * times.len().saturating_sub(1) as f64).round() as usize).copied();
        Some(Point { size: self.size, median: part(0.5)?, low: part(0.25)?, high: part(0.75)? })
    }
}

/// Reads what Criterion has left in a folder. What was measured several times, in folders within it, is put together.
pub fn read(folder: &Path) -> Vec<Samples> {
    let mut found: Vec<Samples> = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let of_entry = if entry.file_name() == "new" {
            Vec::from_iter(read_benchmark(&path))
        } else if path.is_dir() {
            read(&path)
        } else {
            Vec::new()
        };
        for samples in of_entry {
            let id = |of: &Samples| (of.workload.clone(), of.contender.clone(), of.size);
            match found.iter_mut().find(|known| id(known) == id(&samples)) {
                Some(known) => known.times.extend(samples.times),
                None => found.push(samples),
            }
        }
    }
    found
}

fn read_benchmark(folder: &Path) -> Option<Samples> {
    let json = |name: &str| -> Option<Value> { serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok() };
    let (about, sample) = (json("benchmark.json")?, json("sample.json")?);
    let mut group = about["group_id"].as_str()?.splitn(3, '/').skip(1);
    let (workload, size) = (group.next()?.to_owned(), group.next()?.parse().ok()?);
    let contender = about["function_id"].as_str().or(about["value_str"].as_str())?.to_owned();
    let steps = about["throughput"]["Elements"].as_f64().unwrap_or(1.0);
    let numbers = |name: &str| -> Option<Vec<f64>> { sample[name].as_array()?.iter().map(Value::as_f64).collect() };
    let times = numbers("times")?.into_iter().zip(numbers("iters")?).map(|(time, rounds)| time / rounds / steps);
    Some(Samples { workload, contender, size, times: times.collect() })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn costs() -> Costs {
        let contender = |name: &str, times: &[(u64, f64)], stopped: Option<&str>| Contender {
            name: name.to_owned(),
            points: times.iter().map(|&(size, ns)| Point { size, median: ns, low: ns * 0.9, high: ns * 1.1 }).collect(),
            stopped: stopped.map(str::to_owned),
        };
        let workload = Workload {
            name: "queue".to_owned(),
            contenders: vec![
                contender("yours", &[(100, 9.0), (10_000, 90.0)], Some("at 1 000 000: it was not done after 10 s")),
                contender("reference", &[(100, 4.5), (10_000, 5.0), (1_000_000, 9.0)], None),
                contender("std", &[(100, 2.0), (10_000, 2.0), (1_000_000, 2.0)], None),
            ],
        };
        Costs {
            schema: SCHEMA,
            kata: "tiny".to_owned(),
            at: 0,
            fingerprint: "f".to_owned(),
            interrupted: false,
            workloads: vec![workload],
        }
    }

    #[test]
    fn times_are_ratios_with_their_spread() {
        let costs = costs();
        let workload = &costs.workloads[0];
        let ratio = workload.ratio(&workload.contenders[0], 10_000).expect("both were measured");
        assert!((ratio.median - 18.0).abs() < 1e-9, "{ratio:?}");
        assert!(
            (ratio.low - 18.0 * 0.9 / 1.1).abs() < 1e-9 && (ratio.high - 18.0 * 1.1 / 0.9).abs() < 1e-9,
            "{ratio:?}"
        );
        assert_eq!(workload.ratio(&workload.contenders[0], 1_000_000), None, "it was stopped before");
        assert_eq!(workload.contenders[1].growth(), Some(2.0));
        assert_eq!(workload.sizes(), [100, 10_000, 1_000_000]);
    }

    #[test]
    fn what_differs_widely_at_a_third_of_the_sizes_is_noise() {
        let mut costs = costs();
        let set = |costs: &mut Costs, at: usize| {
            costs.workloads[0].contenders[at].points.iter_mut().for_each(|point| point.high *= 2.0);
        };
        set(&mut costs, 1);
        assert!(costs.is_noisy(), "three of eight");
        let mut costs = super::tests::costs();
        set(&mut costs, 0);
        assert!(!costs.is_noisy(), "two of eight");
    }

    const ABOUT: &str =
        r#"{"group_id":"tiny/queue/100","function_id":null,"value_str":"scan","throughput":{"Elements":10}}"#;

    #[test]
    fn what_criterion_leaves_is_read_and_put_together() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |round: &str, sample: &str| {
            let new = folder.path().join(round).join("tiny_queue_100/yours/new");
            std::fs::create_dir_all(&new).expect("it can be made");
            std::fs::write(new.join("benchmark.json"), ABOUT).expect("it can be written");
            std::fs::write(new.join("sample.json"), sample).expect("it can be written");
        };
        write("1", r#"{"sampling_mode":"Linear","iters":[1.0,3.0,5.0],"times":[10.0,90.0,250.0]}"#);
        write("2", r#"{"sampling_mode":"Linear","iters":[2.0,4.0],"times":[40.0,160.0]}"#);
        let [samples] = &read(folder.path())[..] else { panic!("{:?}", read(folder.path())) };
        assert_eq!((samples.workload.as_str(), samples.contender.as_str()), ("queue", "scan"));
        assert_eq!(samples.point(), Some(Point { size: 100, median: 3.0, low: 2.0, high: 4.0 }));
        assert_eq!(Samples { times: Vec::new(), ..samples.clone() }.point(), None);
    }
}
