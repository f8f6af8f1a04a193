//! The numbered rules of a brief.

use std::fmt;

use serde::Serialize;

/// A rule of a brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The number, such as `3.2` for the second rule of stage 3. The numbers of rules for all stages begin with 0.
    pub number: String,
    /// The rule's text, without line breaks.
    pub text: String,
}

/// Writes the number and the text, as above a failed assertion.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule {}: {}", self.number, self.text)
    }
}

/// Returns the rules of a brief in order: the list items such as `- **3.2** A refused push changes nothing.`
pub fn of_brief(brief: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut is_inside = false;
    for line in brief.lines() {
        let start = line.strip_prefix("- **").and_then(|rest| rest.split_once("** "));
        if let Some((number, text)) = start.filter(|(number, _)| stage_of(number).is_some()) {
            rules.push(Rule { number: number.to_owned(), text: text.trim().to_owned() });
            is_inside = true;
        } else if let Some(rule) = rules.last_mut()
            && is_inside
            && line.starts_with("  ")
        {
            rule.text.push(' ');
            rule.text.push_str(line.trim());
        } else {
            is_inside = false;
        }
    }
    rules
}

/// Returns the stage of a rule by its number, or 0 for a rule of all stages. `None` if this is not the number of a rule.
pub fn stage_of(number: &str) -> Option<u32> {
    let (stage, rule) = number.split_once('.')?;
    rule.parse::<u32>().ok().and(stage.parse().ok())
}

/// Returns the rules of a stage as Markdown: the section `### Stage 2: …` of the brief, without its heading.
///
/// In stage 1, the rules for all stages come first. Without such sections, the text is empty.
pub fn markdown_of_stage(brief: &str, stage: u32) -> String {
    let section = |is_wanted: &dyn Fn(&str) -> bool| {
        let lines = brief.lines().skip_while(|line| !line.strip_prefix("### ").is_some_and(is_wanted)).skip(1);
        let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("##")).collect();
        lines.join("\n").trim().to_owned()
    };
    let for_all = if stage == 1 { section(&|title| title == "All stages") } else { String::new() };
    let own = section(&|title| title.starts_with(&format!("Stage {stage}:")));
    [for_all, own].into_iter().filter(|rules| !rules.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRIEF: &str = "# A\n\n- **Bold** item\n\n## Rules\n\n### All stages\n\n- **0.1** always\n\n### Stage 1: Push\n\n\
                         - **1.1** push\n  it\n\n  | a | table |\n\n### Stage 2: Pop\n\n- **2.1** pop\n- **2.10** peek\n\n\
                         ## Vocabulary\n\n- word\n";

    #[test]
    fn a_brief_lists_its_rules() {
        let rules = of_brief(BRIEF);
        let rules: Vec<(&str, &str)> = rules.iter().map(|rule| (rule.number.as_str(), rule.text.as_str())).collect();
        assert_eq!(rules, [("0.1", "always"), ("1.1", "push it"), ("2.1", "pop"), ("2.10", "peek")]);
    }

    #[test]
    fn the_number_of_a_rule_names_its_stage() {
        assert_eq!(stage_of("3.12"), Some(3));
        assert_eq!(stage_of("0.1"), Some(0));
        for number in ["3", "3.", ".1", "a.1", "1.a", "1.1.1"] {
            assert_eq!(stage_of(number), None, "{number}");
        }
    }

    #[test]
    fn the_section_of_a_stage_is_found_in_the_brief() {
        assert_eq!(markdown_of_stage(BRIEF, 1), "- **0.1** always\n- **1.1** push\n  it\n\n  | a | table |");
        assert_eq!(markdown_of_stage(BRIEF, 2), "- **2.1** pop\n- **2.10** peek");
        assert_eq!(markdown_of_stage(BRIEF, 3), "");
        assert_eq!(markdown_of_stage("# A brief without rules", 1), "");
    }
}
