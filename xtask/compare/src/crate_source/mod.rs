//! The sources of a crate: its files, parsed into the same modules as the compiler would find.
//!
//! Tests are left out. A file that cannot be read or parsed becomes a [`SourceProblem`], so that the rest can still be
//! compared.

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
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
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
    fn modules_are_followed_wherever_they_lie() {
        let (_folder, source) = crate_of(&[
            ("lib.rs", "mod a; mod b; #[path = \"odd/place.rs\"] mod c; mod d { pub fn inline() {} mod e; }"),
            ("a.rs", "mod nested; fn in_a() {}"),
            ("a/nested.rs", "fn in_nested() {}"),
            ("b/mod.rs", "fn in_b() {}"),
            ("odd/place.rs", "fn in_c() {} mod beside;"),
            ("odd/beside.rs", "fn beside_c() {}"),
            ("d/e.rs", "fn in_e() {}"),
        ]);
        assert_eq!(source.problems, []);
        assert_eq!(functions(&source.root), ["beside_c", "in_a", "in_b", "in_c", "in_e", "in_nested", "inline"]);
    }

    #[test]
    fn given_files_are_the_only_files_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let secret = folder.path().join("secret.rs");
        fs::write(&secret, "fn secret() {}").expect("it can be written");
        let lib = format!(
            "mod a; #[path = \"../src/./b/odd.rs\"] mod b; #[path = {secret:?}] mod c; #[path = \"../../x.rs\"] mod d;"
        );
        let files = [("src/lib.rs", lib.as_str()), ("src/a/mod.rs", "fn in_a() {}"), ("src/b/odd.rs", "fn in_b() {}")];
        let files = files.map(|(path, text)| (PathBuf::from(path), text.to_owned())).into();
        let source = CrateSource::of_files(&files, Path::new("src/lib.rs"));
        assert_eq!(functions(&source.root), ["in_a", "in_b"]);
        let told: Vec<&str> = source.problems.iter().map(|problem| problem.what.as_str()).collect();
        assert!(told.len() == 2 && told.iter().all(|what| what.starts_with("it cannot be read")), "{told:?}");
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
        let told: Vec<(Option<usize>, &str)> =
            source.problems.iter().map(|problem| (problem.line, problem.what.as_str())).collect();
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[4].1.contains("more than 500 deep"), "{told:?}");
        assert_eq!(told[0], (Some(2), "`mod gone;` names no file: neither gone.rs nor gone/mod.rs is there"));
        assert!(
            told[1].0.is_some_and(|line| line >= 2) && told[1].1.ends_with("a bracket or a quote has no partner"),
            "{told:?}"
        );
        assert!(told[2].1.contains("larger than a megabyte"), "{told:?}");
        assert!(told[3].1.contains("a module in two places"), "{told:?}");
    }

    #[test]
    fn a_fingerprint_ignores_where_a_crate_is() {
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
        assert!(source.problems[0].what.starts_with("it cannot be read"), "{}", source.problems[0]);
    }
}
