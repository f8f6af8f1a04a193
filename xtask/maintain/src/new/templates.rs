//! Files of a new kata, rendered from the templates in `xtask/maintain/templates`.

use minijinja::{Environment, context};

use xtask::workspace::Track;

use super::names::Names;

/// The number of stages of a new kata.
const STAGES: u32 = 5;

macro_rules! template {
    ($path:literal) => {
        include_str!(concat!("../../templates/", $path, ".jinja"))
    };
}

/// The files' paths and contents, both of which are templates.
const FILES: [(&str, &str); 22] = [
    ("katas/{{ kebab }}/Cargo.toml", template!("kata/Cargo.toml")),
    ("katas/{{ kebab }}/kata.toml", template!("kata/kata.toml")),
    ("katas/{{ kebab }}/README.md", template!("kata/README.md")),
    ("katas/{{ kebab }}/src/lib.rs", template!("kata/lib.rs")),
    ("katas/{{ kebab }}/suite.rs", template!("kata/suite.rs")),
    ("xtask/stubs/{{ kebab }}/Cargo.toml", template!("kata/Cargo.toml")),
    ("xtask/stubs/{{ kebab }}/src/lib.rs", template!("kata/lib.rs")),
    ("xtask/stubs/{{ kebab }}/suite.rs", template!("kata/suite.rs")),
    ("solutions/{{ kebab }}/Cargo.toml", template!("solution/Cargo.toml")),
    ("solutions/{{ kebab }}/src/lib.rs", template!("solution/lib.rs")),
    ("solutions/{{ kebab }}/alternatives/another/Cargo.toml", template!("solution/alternative.toml")),
    ("solutions/{{ kebab }}/alternatives/another/src/lib.rs", template!("solution/alternative.rs")),
    ("solutions/{{ kebab }}/pitfalls/todo.patch", template!("solution/pitfall.patch")),
    ("solutions/{{ kebab }}/DESIGN.md", template!("solution/DESIGN.md")),
    ("solutions/{{ kebab }}/talk.toml", template!("solution/talk.toml")),
    ("solutions/{{ kebab }}/interview.toml", template!("solution/interview.toml")),
    ("solutions/{{ kebab }}/cards.toml", template!("solution/cards.toml")),
    ("tests/{{ snake }}/main.rs", template!("suite/main.rs")),
    ("tests/{{ snake }}/solution.rs", template!("suite/solution.rs")),
    ("tests/{{ snake }}/support/mod.rs", template!("suite/support.rs")),
    ("xtask/bench/katas/{{ kebab }}/Cargo.toml", template!("benchmark.toml")),
    ("xtask/bench/katas/{{ kebab }}/benchmark.rs", template!("benchmark.rs")),
];

/// The paths and templates of the files that each stage has.
const STAGE_FILES: [(&str, &str); 2] = [
    ("katas/{{ kebab }}/hints/stage_{{ n }}.md", template!("kata/hints.md")),
    ("tests/{{ snake }}/stage_{{ n }}_todo.rs", template!("suite/stage.rs")),
];

/// Returns the paths of a kata's files in the workspace, with their texts.
pub fn files(names: &Names, track: Track) -> Vec<(String, String)> {
    let stage_files = (1..=STAGES).flat_map(|stage| STAGE_FILES.map(|file| (file, stage)));
    let all = FILES.map(|file| (file, 0)).into_iter().chain(stage_files);
    all.map(|((path, text), stage)| (render(path, names, track, stage), render(text, names, track, stage))).collect()
}

/// Returns a text about the next steps.
pub fn next_steps(names: &Names, track: Track) -> String {
    render(template!("next_steps.txt"), names, track, 0)
}

fn render(template: &str, names: &Names, track: Track, stage: u32) -> String {
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    environment.set_trim_blocks(true);
    let stages: Vec<u32> = (1..=STAGES).collect();
    let values = context! { n => stage, stages, track, ..minijinja::Value::from_serialize(names) };
    environment.render_str(template, values).expect("the templates are valid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pitfall_patch::PitfallPatch;

    #[test]
    fn the_files_name_the_track_and_have_a_pitfall() {
        let (root, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (path, text) in files(&Names::of("bank-account").unwrap(), Track::Systems) {
            crate::files::write(&root.path().join(path), &text).unwrap();
        }
        let about = crate::files::read(&root.path().join("katas/bank-account/kata.toml")).unwrap();
        assert!(about.contains("track = \"systems\"\n"), "{about}");
        let solution = root.path().join("solutions/bank-account");
        let pitfall = PitfallPatch::read(&solution.join("pitfalls/todo.patch")).unwrap();
        pitfall.apply(&solution.join("src"), broken.path()).unwrap();
        let code = crate::files::read(&broken.path().join("src/lib.rs")).unwrap();
        assert!(code.contains("pub fn stage_1(&self) -> u32 {\n        2\n    }\n\n"), "{code}");
    }
}
