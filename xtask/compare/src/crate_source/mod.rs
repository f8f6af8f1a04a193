//! The parsed sources of a crate, in the modules that the compiler would find.
//!
//! Tests are left out. If a file cannot be read or parsed, it becomes a [`SourceProblem`], and the rest of the crate is
//! compared without it.

mod files;
mod reader;
mod tree;

pub use tree::{CrateSource, Module, SourceFile, SourceProblem};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use syn::Item;

    use super::*;

    fn crate_of(files: &[(&str, &str)]) -> (tempfile::TempDir, CrateSource) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("the path has a parent")).expect("the folder can be created");
            fs::write(path, text).expect("the file can be written");
        }
        let source = CrateSource::read(&folder.path().join("lib.rs"));
        (folder, source)
    }

    fn functions(module: &Module) -> Vec<String> {
        let all = module.all().into_iter().flat_map(|module| &module.items);
        let mut names: Vec<String> = all
            .filter_map(|item| match item {
                Item::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn modules_are_found_in_all_locations() {
        let (_folder, source) = crate_of(&[
            ("lib.rs", "mod a; mod b; #[path = \"odd/place.rs\"] mod c; mod d { pub fn inline() {} mod e; }"),
            ("a.rs", "mod nested; fn in_a() {}"),
            ("a/nested.rs", "fn in_nested() {}"),
            ("b/mod.rs", "fn in_b() {}"),
            ("odd/place.rs", "fn in_c() {} mod sibling;"),
            ("odd/sibling.rs", "fn sibling_of_c() {}"),
            ("d/e.rs", "fn in_e() {}"),
        ]);
        assert_eq!(source.problems, []);
        assert_eq!(functions(&source.root), ["in_a", "in_b", "in_c", "in_e", "in_nested", "inline", "sibling_of_c"]);
    }

    #[test]
    fn of_files_opens_no_other_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let secret = folder.path().join("secret.rs");
        fs::write(&secret, "fn secret() {}").expect("the file can be written");
        let lib = format!(
            "mod a; #[path = \"../src/./b/odd.rs\"] mod b; #[path = {secret:?}] mod c; #[path = \"../../x.rs\"] mod d;"
        );
        let files = [("src/lib.rs", lib.as_str()), ("src/a/mod.rs", "fn in_a() {}"), ("src/b/odd.rs", "fn in_b() {}")];
        let files = files.map(|(path, text)| (PathBuf::from(path), text.to_owned())).into();
        let source = CrateSource::of_files(&files, Path::new("src/lib.rs"));
        assert_eq!(functions(&source.root), ["in_a", "in_b"]);
        let messages: Vec<&str> = source.problems.iter().map(|problem| problem.what.as_str()).collect();
        assert!(
            messages.len() == 2 && messages.iter().all(|what| what.starts_with("skipped: cannot be read")),
            "{messages:?}"
        );
    }

    #[test]
    fn tests_are_left_out() {
        let source = CrateSource::of_text(
            "#[cfg(test)] mod tests { fn no() {} } #[test] fn no() {} #[cfg(test)] fn no() {} fn yes() {}",
        );
        assert_eq!(functions(&source.root), ["yes"]);
    }

    #[test]
    fn unreadable_files_become_problems() {
        let large = "//".repeat(1 << 20);
        let (_folder, source) = crate_of(&[
            ("lib.rs", "fn here() {}\nmod gone;\nmod broken;\nmod large;\n#[path = \"lib.rs\"] mod again;\nmod deep;"),
            ("deep.rs", &format!("fn f() {{ {}1{} }}", "(".repeat(100_000), ")".repeat(100_000))),
            ("broken.rs", "fn fine() {}\nfn oops( {}\n"),
            ("large.rs", &large),
        ]);
        assert_eq!(functions(&source.root), ["here"]);
        let messages: Vec<(Option<usize>, &str)> =
            source.problems.iter().map(|problem| (problem.line, problem.what.as_str())).collect();
        assert_eq!(messages.len(), 5, "{messages:?}");
        assert!(messages[4].1.contains("more than 500 deep"), "{messages:?}");
        assert_eq!(messages[0], (Some(2), "`mod gone;` has no file: neither gone.rs nor gone/mod.rs exists"));
        assert!(
            messages[1].0.is_some_and(|line| line >= 2) && messages[1].1.ends_with("unbalanced bracket or quote"),
            "{messages:?}"
        );
        assert!(messages[2].1.contains("larger than 1 MiB"), "{messages:?}");
        assert!(messages[3].1.contains("included twice"), "{messages:?}");
    }

    #[test]
    fn a_fingerprint_ignores_the_folder_of_the_crate() {
        let of = |files: &[(&str, &str)]| crate_of(files).1.fingerprint();
        let one = of(&[("lib.rs", "mod a;"), ("a.rs", "fn f() {}")]);
        assert_eq!(of(&[("lib.rs", "mod a;"), ("a.rs", "fn f() {}")]), one, "in another folder");
        assert_ne!(of(&[("lib.rs", "mod a;"), ("a.rs", "fn g() {}")]), one);
        assert_ne!(of(&[("lib.rs", "mod a;"), ("a/mod.rs", "fn f() {}")]), one);
    }

    #[test]
    fn a_missing_crate_becomes_a_problem() {
        let source = CrateSource::read(Path::new("no/such/lib.rs"));
        assert_eq!(source.problems.len(), 1);
        assert!(source.problems[0].what.starts_with("skipped: cannot be read"), "{}", source.problems[0]);
    }
}
