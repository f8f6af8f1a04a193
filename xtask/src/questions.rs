//! The questions of a brief, such as those under `## Talk about it`.

/// A question about the design, for a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The stage after which to ask it. `None` if it is about the whole kata.
    pub stage: Option<u32>,
    /// The question.
    pub text: String,
}

impl Question {
    /// Parses `Stage 2: Who owns a call?` or `Who owns a call?`.
    fn parse(text: &str) -> Self {
        let marked = text.strip_prefix("Stage ").and_then(|rest| rest.split_once(": "));
        match marked.and_then(|(number, question)| Some((number.parse().ok()?, question))) {
            Some((stage, question)) => Self { stage: Some(stage), text: question.to_owned() },
            None => Self { stage: None, text: text.to_owned() },
        }
    }
}

/// Returns the questions of a brief, which are the numbered list under `## Talk about it`.
pub fn questions(brief: &str) -> Vec<Question> {
    questions_under(brief, "## Talk about it")
}

/// Returns the numbered list under a heading.
pub fn questions_under(text: &str, heading: &str) -> Vec<Question> {
    let section = text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('#'));
    let mut questions: Vec<Question> = Vec::new();
    for line in section.filter(|line| !line.trim().is_empty()) {
        match line.split_once(". ") {
            Some((number, question)) if number.parse::<u32>().is_ok() => questions.push(Question::parse(question)),
            _ => {
                if let Some(question) = questions.last_mut() {
                    question.text += " ";
                    question.text += line.trim();
                }
            }
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_can_belong_to_a_stage() {
        let brief =
            "# A\n1. no\n## Talk about it\n\n1. Stage 2: Who owns\n   a call?\n2. Stage: why?\n\n## More\n3. no\n";
        let question = |stage, text: &str| Question { stage, text: text.to_owned() };
        assert_eq!(questions(brief), [question(Some(2), "Who owns a call?"), question(None, "Stage: why?")]);
    }
}
