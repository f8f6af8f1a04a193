//! Robots files.

/// The rules of a robots file for one agent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    path: String,
    allows: bool,
}

impl Robots {
    /// Reads the groups of an agent, or those of `*` if it has none (rule 5.4).
    pub fn parse(file: &str, agent: &str) -> Self {
        Self::groups(file, agent).or_else(|| Self::groups(file, "*")).unwrap_or_default()
    }

    /// Reads the groups of exactly this agent.
    fn groups(file: &str, agent: &str) -> Option<Self> {
        let mut robots = None::<Self>;
        let mut applies = false;
        for line in file.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            match field.as_str() {
                "user-agent" => {
                    applies = value.eq_ignore_ascii_case(agent);
                    if applies {
                        robots.get_or_insert_default();
                    }
                }
                "allow" | "disallow" if applies && !value.is_empty() => {
                    let rule = Rule { path: value.to_owned(), allows: field == "allow" };
                    robots.get_or_insert_default().rules.push(rule);
                }
                _ => {}
            }
        }
        robots
    }

    /// Returns whether the longest rule for this path allows it (rule 5.5).
    pub fn allows(&self, path_and_query: &str) -> bool {
        let rules = self.rules.iter().filter(|rule| path_and_query.starts_with(&rule.path));
        rules.max_by_key(|rule| (rule.path.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}
