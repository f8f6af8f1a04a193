//! Parsing of Criterion's output files.

use std::collections::BTreeMap;
use std::path::Path;

use compare::bench_results::Point;
use serde_json::Value;

/// A benchmark: one contender at one size of a workload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Benchmark {
    pub workload: String,
    pub contender: String,
    pub size: u64,
}

/// The times of a step in nanoseconds, by benchmark.
pub type Samples = BTreeMap<Benchmark, Vec<f64>>;

/// Returns the median and quartiles of the times at a size, or `None` if there are no times.
pub fn point(size: u64, times: &[f64]) -> Option<Point> {
    let mut times = times.to_owned();
    times.sort_by(f64::total_cmp);
    let part = |of: f64| times.get((of * times.len().saturating_sub(1) as f64).round() as usize).copied();
    Some(Point { size, median: part(0.5)?, low: part(0.25)?, high: part(0.75)?, memory: None })
}

/// Reads all samples in a folder and its subfolders, and merges those of the same benchmark.
pub fn read(folder: &Path) -> Samples {
    let mut all = Samples::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let found = if entry.file_name() == "new" { read_one(&path).into_iter().collect() } else { read(&path) };
        for (benchmark, times) in found {
            all.entry(benchmark).or_default().extend(times);
        }
    }
    all
}

fn read_one(folder: &Path) -> Option<(Benchmark, Vec<f64>)> {
    let json = |name: &str| -> Option<Value> { serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok() };
    let (about, sample) = (json("benchmark.json")?, json("sample.json")?);
    let mut group = about["group_id"].as_str()?.splitn(3, '/').skip(1);
    let (workload, size) = (group.next()?.to_owned(), group.next()?.parse().ok()?);
    let contender = about["function_id"].as_str().or(about["value_str"].as_str())?.to_owned();
    let steps = about["throughput"]["Elements"].as_f64().unwrap_or(1.0);
    let numbers = |name: &str| -> Option<Vec<f64>> { sample[name].as_array()?.iter().map(Value::as_f64).collect() };
    let times = numbers("times")?.into_iter().zip(numbers("iters")?).map(|(time, rounds)| time / rounds / steps);
    Some((Benchmark { workload, contender, size }, times.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str =
        r#"{"group_id":"tiny/queue/100","function_id":null,"value_str":"scan","throughput":{"Elements":10}}"#;

    #[test]
    fn read_merges_samples_of_all_rounds() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |round: &str, sample: &str| {
            let new = folder.path().join(round).join("tiny_queue_100/yours/new");
            std::fs::create_dir_all(&new).expect("create the folder");
            std::fs::write(new.join("benchmark.json"), ABOUT).expect("write the benchmark's description");
            std::fs::write(new.join("sample.json"), sample).expect("write the samples");
        };
        write("1", r#"{"sampling_mode":"Linear","iters":[1.0,3.0,5.0],"times":[10.0,90.0,250.0]}"#);
        write("2", r#"{"sampling_mode":"Linear","iters":[2.0,4.0],"times":[40.0,160.0]}"#);
        let benchmark = Benchmark { workload: "queue".to_owned(), contender: "scan".to_owned(), size: 100 };
        let samples = read(folder.path());
        assert_eq!(Vec::from_iter(samples.keys()), [&benchmark]);
        let times = &samples[&benchmark];
        assert_eq!(point(100, times), Some(Point { size: 100, median: 3.0, low: 2.0, high: 4.0, memory: None }));
        assert_eq!(point(100, &[]), None);
    }
}
