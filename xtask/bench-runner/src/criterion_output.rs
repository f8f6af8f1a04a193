//! Reads the files that Criterion writes.

use std::path::Path;

use compare::bench_results::Point;
use serde_json::Value;

/// Criterion's samples of one contender at one size of a workload.
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
    /// The median and quartiles; `None` without samples.
    pub fn point(&self) -> Option<Point> {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let part = |of: f64| times.get((of * times.len().saturating_sub(1) as f64).round() as usize).copied();
        Some(Point { size: self.size, median: part(0.5)?, low: part(0.25)?, high: part(0.75)? })
    }
}

/// Reads all samples that Criterion wrote below a folder. Samples of the same benchmark in several folders are merged.
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
mod tests {
    use super::*;

    const ABOUT: &str =
        r#"{"group_id":"tiny/queue/100","function_id":null,"value_str":"scan","throughput":{"Elements":10}}"#;

    #[test]
    fn reads_and_merges_samples() {
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
