//! Robots files.

use std::collections::BTreeMap;

/// The rules of a robots file for one agent: for each path, whether it is allowed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Robots(BTreeMap<String, bool>);

impl Robots {
    /// Reads the groups of an agent, or those of `*` if it has none (rule 5.4).
    pub fn parse(file: &str, agent: &str) -> Self {
        let mut groups: BTreeMap<String, Self> = BTreeMap::new();
        let mut current = None;
        let lines = file.lines().filter_map(|line| line.split('#').next()?.split_once(':'));
        for (field, value) in lines {
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            if field == "user-agent" {
                let name = value.to_ascii_lowercase();
                groups.entry(name.clone()).or_default();
                current = Some(name);
            }
            let Some(Self(rules)) = current.as_ref().and_then(|name| groups.get_mut(name)) else { continue };
            if !value.is_empty() && (field == "allow" || field == "disallow") {
                *rules.entry(value.to_owned()).or_default() |= field == "allow";
            }
        }
        groups.remove(&agent.to_ascii_lowercase()).or_else(|| groups.remove("*")).unwrap_or_default()
    }

    /// Returns whether the longest rule for this path allows it (rule 5.5).
    pub fn allows(&self, path_and_query: &str) -> bool {
        // Of the prefixes of a text, the longest is the last in order.
        let before = self.0.range(..=path_and_query.to_owned()).rev();
        before.filter(|(path, _)| path_and_query.starts_with(*path)).map(|(_, allows)| *allows).next().unwrap_or(true)
    }
}
