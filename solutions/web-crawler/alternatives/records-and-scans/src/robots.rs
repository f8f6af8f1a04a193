//! Robots files.

/// Returns the rules of a robots file for an agent. A rule is a path, and whether it is allowed.
pub(crate) fn rules(file: &str, agent: &str) -> Vec<(String, bool)> {
    let mut rules = [Vec::new(), Vec::new()];
    let mut has_our_group = false;
    let mut group = None;
    for line in file.lines() {
        let line = line.split_once('#').map_or(line, |(line, _)| line);
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim();
        match field.trim().to_ascii_lowercase().as_str() {
            "user-agent" if value.eq_ignore_ascii_case(agent) => {
                has_our_group = true;
                group = Some(0);
            }
            "user-agent" if value == "*" => group = Some(1),
            "user-agent" => group = None,
            field @ ("allow" | "disallow") if !value.is_empty() => {
                if let Some(group) = group {
                    rules[group].push((value.to_owned(), field == "allow"));
                }
            }
            _ => {}
        }
    }
    let [ours, of_everyone] = rules;
    if has_our_group { ours } else { of_everyone }
}

/// Returns whether the longest rule for this path allows it.
pub(crate) fn allow(rules: &[(String, bool)], path_and_query: &str) -> bool {
    let mut longest = (0, true);
    for (path, allows) in rules.iter().filter(|(path, _)| path_and_query.starts_with(path)) {
        longest = longest.max((path.len(), *allows));
    }
    longest.1
}
