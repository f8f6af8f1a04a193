//! The shape of a brief: the length of its parts and the numbers of its rules.

use crate::document::lines_outside_code_blocks;

/// A problem in a brief, with its line.
pub type Problem = (usize, String);

/// Returns the number of words in a text, without code blocks.
pub fn words(text: &str) -> usize {
    let is_word = |token: &&str| token.contains(char::is_alphanumeric);
    let lines = lines_outside_code_blocks(text);
    lines.iter().map(|piece| piece.text.split_whitespace().filter(is_word).count()).sum()
}

/// Returns the story: the text between the title and the first section.
pub fn story(brief: &str) -> &str {
    let story = brief.split("\n## ").next().unwrap_or(brief);
    story.split_once('\n').map_or("", |(_, story)| story)
}

/// Returns the part of a brief that a learner reads before stage 1, up to and including that stage's rules.
pub fn part_before_stage_2(brief: &str) -> &str {
    brief.split("\n### Stage 2:").next().unwrap_or(brief)
}

/// Checks that the rules are numbered bullets in a section for each stage. `titles` are the titles of the suite's
/// stages.
pub fn rule_problems(brief: &str, titles: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut sections = Vec::new();
    let mut section = None;
    let mut next_rule = 1;
    for piece in lines_outside_code_blocks(brief) {
        let (line, text) = (piece.line, piece.text.as_str());
        if text.starts_with('#') {
            section = section_number(text, titles);
            match section {
                Some(number) => sections.push(number),
                None if text.starts_with("### ") => problems.push((line, format!("no stage has this title: {text}"))),
                None => {}
            }
            next_rule = 1;
        } else if let Some(section) = section
            && is_list_item(text)
        {
            let start = format!("- **{section}.{next_rule}** ");
            if !text.starts_with(&start) {
                problems.push((line, format!("a rule that should begin with `{start}`: {text}")));
            }
            next_rule += 1;
        }
    }
    let without_general_rules = sections.strip_prefix(&[0]).unwrap_or(&sections);
    if !without_general_rules.iter().copied().eq(1..=titles.len()) {
        problems.push((1, format!("the sections with rules are {sections:?}, the stages 1 to {}", titles.len())));
    }
    problems
}

/// Returns the number of a section with rules: that of its stage, or 0 for all stages.
fn section_number(heading: &str, titles: &[String]) -> Option<usize> {
    let heading = heading.strip_prefix("### ")?;
    if heading == "All stages" {
        return Some(0);
    }
    (1..).zip(titles).find(|(number, title)| heading == format!("Stage {number}: {title}")).map(|(number, _)| number)
}

fn is_list_item(line: &str) -> bool {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ "].iter().any(|start| line.starts_with(start))
        || after_number.len() < line.len() && after_number.starts_with(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRIEF: &str = "# Map\n\nA short\nstory.\n\n## Your task\n\nWrite it.\n\n## Rules\n\n### All stages\n\n\
        - **0.1** One.\n\n### Stage 1: First\n\n- **1.1** Two,\n  continued.\n- **1.2** Three.\n\n\
        ### Stage 2: Second\n\n- **2.1** Four.\n\n## Talk about it\n\n1. Five?\n";

    fn problems(brief: &str) -> Vec<Problem> {
        rule_problems(brief, &["First".to_owned(), "Second".to_owned()])
    }

    #[test]
    fn words_are_counted_outside_code_blocks() {
        assert_eq!(words("| a | b-c |\n| --- | --- |\n```text\nd\n```\ne. `f`\n"), 4);
    }

    #[test]
    fn the_story_ends_at_the_first_section() {
        assert_eq!(story(BRIEF).trim(), "A short\nstory.");
        assert_eq!(words(story("# Title alone")), 0);
    }

    #[test]
    fn the_first_part_ends_with_the_rules_of_stage_1() {
        assert!(part_before_stage_2(BRIEF).ends_with("- **1.2** Three.\n"));
    }

    #[test]
    fn numbered_rules_are_accepted() {
        assert_eq!(problems(BRIEF), []);
        assert_eq!(problems(&BRIEF.replace("### All stages\n\n- **0.1** One.\n\n", "")), []);
    }

    #[test]
    fn the_template_of_a_brief_is_accepted() {
        let mut environment = minijinja::Environment::new();
        environment.set_trim_blocks(true);
        let template = include_str!("../../templates/kata/README.md.jinja");
        let values = minijinja::context! { title => "Map", stages => [1, 2] };
        let brief = environment.render_str(template, values).expect("the template is valid");
        assert_eq!(rule_problems(&brief, &["TODO stage 1".to_owned(), "TODO stage 2".to_owned()]), []);
        assert!(words(story(&brief)) > 0);
    }

    #[test]
    fn a_wrong_number_is_a_problem() {
        for (rule, other) in [
            ("**1.2**", "**1.3**"),
            ("**1.2**", "**1.1**"),
            ("**1.2**", "1.2"),
            ("- **2.1** Four.", "- **1.1** Four."),
            ("- **2.1** Four.", "* Four."),
            ("- **2.1** Four.", "1. Four."),
        ] {
            assert_eq!(problems(&BRIEF.replace(rule, other)).len(), 1, "{other}");
        }
    }

    #[test]
    fn a_missing_or_misnamed_section_is_a_problem() {
        let missing = problems(&BRIEF.replace("### Stage 2: Second\n\n- **2.1** Four.\n", ""));
        assert_eq!(missing, [(1, "the sections with rules are [0, 1], the stages 1 to 2".to_owned())]);
        let misnamed = problems(&BRIEF.replace("Stage 2: Second", "Stage 2: Other"));
        assert_eq!(misnamed[0], (22, "no stage has this title: ### Stage 2: Other".to_owned()));
    }
}
