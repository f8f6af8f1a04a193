//! Cases of hostile files, machines and runners.
#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "some cases run on Linux only"))]

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, CaseResult, Skipped, assert_nothing_left, run};
use crate::support::watch::Watch;
use crate::support::{Fixture, SOLUTION, STUB, tree};

/// Code whose first tests never end.
const ENDLESS: &str =
    "pub fn double(_: i32) -> i32 { loop { std::thread::park() } }\npub fn triple(n: i32) -> i32 { 3 * n }\n";

pub fn groups() -> Vec<Vec<Case>> {
    let on_every_system = vec![
        vec![
            Case::new("saves faster than builds", "watch", saves_faster_than_builds),
            Case::new("a file half written, deleted, replaced", "watch", a_file_in_all_states),
            Case::new("a broken Cargo.toml", "watch", a_broken_manifest),
        ],
        vec![
            Case::new("a clock that was set back", "test", a_clock_set_back),
            Case::new("a damaged state file", "test", a_damaged_state),
            Case::new("several runners at once", "test", several_runners),
            Case::new("a runner killed during a reset", "test", a_killed_reset),
        ],
    ];
    on_every_system.into_iter().chain(on_linux()).collect()
}

/// Returns the cases that need mounts, namespaces, Unix permissions or marks of processes.
#[cfg(target_os = "linux")]
fn on_linux() -> Vec<Vec<Case>> {
    vec![
        vec![
            Case::new("an unreadable file", "watch", an_unreadable_file),
            Case::new("no file events", "watch", no_file_events),
            Case::new("a link to its own folder, and a named pipe", "watch", links_and_pipes),
        ],
        vec![
            Case::new("a full disk for .state", "test", a_full_disk_for_the_state),
            Case::new("a full disk for target", "test", a_full_disk_for_builds),
            Case::new("a read-only .state", "test", a_read_only_state),
            Case::new("a read-only target", "test", a_read_only_target),
            Case::new("no network", "test", no_network),
            Case::new("a runner killed at any moment", "test", a_killed_runner),
        ],
    ]
}

#[cfg(not(target_os = "linux"))]
fn on_linux() -> Vec<Vec<Case>> {
    Vec::new()
}

/// Returns a command that starts the runner through another program, which takes a resource away.
fn through(fixture: &Fixture, program: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(env!("CARGO_BIN_EXE_xtask")).args(arguments);
    command.current_dir(fixture.root()).env_remove("CARGO_MANIFEST_DIR");
    command
}

/// Skips the case if this program does not work on this machine.
fn needs(program: &[&str]) -> Result<(), Skipped> {
    let tried = Command::new(program[0]).args(&program[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if tried.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(Skipped(format!("`{}` does not work here", program[0])))
    }
}

fn test(fixture: &Fixture) -> Command {
    xtask(fixture, &["test", "tiny", "--format", "json"])
}

fn xtask(fixture: &Fixture, arguments: &[&str]) -> Command {
    let mut command = fixture.command("");
    command.args(arguments);
    command
}

/// Checks a run's verdict, and returns the report and the standard error.
#[track_caller]
fn assert_verdict(fixture: &Fixture, command: Command, verdict: &str) -> (Value, String) {
    let ran = run(fixture, command);
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()));
    assert_eq!(report["verdict"], verdict, "{report:#}\n{}", ran.stderr());
    (report, ran.stderr())
}

/// Waits until this verdict is shown completely.
#[track_caller]
fn wait_for(watch: &Watch, verdict: &str) -> String {
    watch.until(verdict) + &watch.until("Waiting for a save")
}

fn quit(mut watch: Watch, fixture: &Fixture) {
    watch.type_line("q");
    assert!(watch.end() < Duration::from_secs(3), "quitting takes too long");
    assert_nothing_left(fixture);
}

fn saves_faster_than_builds() -> CaseResult {
    let fixture = Fixture::new();
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    watch.until("Waiting for a save");
    for n in 0..100 {
        fixture.save(&format!("{STUB}// {n}\n"));
        thread::sleep(Duration::from_millis(15));
    }
    fixture.save(SOLUTION);
    // The last save must be shown last.
    let shown = wait_for(&watch, "tiny  ✓ green");
    quit(watch, &fixture);
    let shown = shown.matches("tiny  ✗ red").count();
    assert!(shown < 50, "number of verdicts about old code: {shown}");
    Ok(format!("green, {shown} verdicts before it"))
}

fn a_file_in_all_states() -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for(&watch, "tiny  ✓ green");
    fixture.save(&SOLUTION[..40]);
    wait_for(&watch, "tiny  ! amber");
    let path = fixture.path("katas/tiny/src/lib.rs");
    fs::remove_file(&path).unwrap();
    wait_for(&watch, "src/lib.rs is missing");
    fixture.write("katas/tiny/src/lib.rs.new", SOLUTION);
    fs::rename(fixture.path("katas/tiny/src/lib.rs.new"), &path).unwrap();
    wait_for(&watch, "tiny  ✓ green");
    fixture.save("");
    wait_for(&watch, "tiny  ! amber");
    fixture.write_bytes("katas/tiny/src/lib.rs", &[0xff; 5000]);
    wait_for(&watch, "tiny  ! amber");
    fixture.save(SOLUTION);
    wait_for(&watch, "tiny  ✓ green");
    quit(watch, &fixture);
    Ok("amber, and green again".to_owned())
}

#[cfg(target_os = "linux")]
fn an_unreadable_file() -> CaseResult {
    use std::os::unix::fs::PermissionsExt;

    // Root can read all files unless it drops that capability.
    let without_override = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if is_root {
        needs(&[without_override[0], without_override[1], "true"])?;
    }
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let program: &[&str] = if is_root { &without_override } else { &["env"] };
    let watch = Watch::of(through(&fixture, program, &["watch", "tiny"]));
    wait_for(&watch, "tiny  ✓ green");
    let path = fixture.path("katas/tiny/src/lib.rs");
    // Replaces the file like an editor does, but by an unreadable one.
    fixture.write("katas/tiny/src/new", "pub fn other() {}\n");
    let mode =
        |mode| fs::set_permissions(fixture.path("katas/tiny/src/new"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o000);
    fs::rename(fixture.path("katas/tiny/src/new"), &path).unwrap();
    let shown = watch.until("Waiting for a save");
    assert!(shown.contains("tiny  ! amber") && shown.to_lowercase().contains("permission denied"), "{shown}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fixture.save(SOLUTION);
    wait_for(&watch, "tiny  ✓ green");
    quit(watch, &fixture);
    Ok("amber, and green again".to_owned())
}

fn a_broken_manifest() -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for(&watch, "tiny  ✓ green");
    for manifest in ["katas/tiny/Cargo.toml", "Cargo.toml"] {
        let valid = fixture.read(manifest);
        fixture.write(manifest, "[package\n");
        let shown = watch.until("Waiting for a save");
        assert!(shown.contains(manifest) && shown.contains("Cargo failed"), "{shown}");
        fixture.write(manifest, &valid);
        wait_for(&watch, "tiny  ✓ green");
    }
    quit(watch, &fixture);
    Ok("amber, and green again".to_owned())
}

fn no_file_events() -> CaseResult {
    // In a new namespace, the number of file watchers can be limited to zero.
    let none = ["unshare", "--user", "--map-root-user", "sh", "-c"];
    let script = "echo 0 >/proc/sys/user/max_inotify_instances && exec \"$@\"";
    needs(&[none[0], none[1], none[2], none[3], none[4], script, "sh", "true"])?;
    let fixture = Fixture::new();
    let program = [none[0], none[1], none[2], none[3], none[4], script, "sh"];
    let watch = Watch::of(through(&fixture, &program, &["watch", "tiny"]));
    let begun = watch.until("Waiting for a save");
    assert!(begun.contains("polling instead"), "{begun}");
    fixture.save(SOLUTION);
    wait_for(&watch, "tiny  ✓ green");
    quit(watch, &fixture);
    Ok("green, by polling".to_owned())
}

#[cfg(target_os = "linux")]
fn links_and_pipes() -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let folder = fixture.path("katas/tiny/src/deep");
    fs::create_dir(&folder).unwrap();
    for name in ["one", "two", "three"] {
        std::os::unix::fs::symlink("..", folder.join(name)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(folder.join("pipe.rs")).status().unwrap().success());
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for(&watch, "tiny  ✓ green");
    fixture.save(STUB);
    wait_for(&watch, "tiny  ✗ red");
    quit(watch, &fixture);
    fixture.save(SOLUTION);
    let reset = run(&fixture, xtask(&fixture, &["reset", "tiny"]));
    assert_eq!(reset.code(), Some(2), "exit code of a reset that would lose links");
    Ok("green; reset rejected".to_owned())
}

/// Checks that a run fails with an error that contains `lack` and is not recorded.
fn assert_no_verdict(fixture: &Fixture, lack: &str) {
    let output = run(fixture, xtask(fixture, &["test", "tiny"]));
    assert_eq!(output.code(), Some(2), "{}", output.stdout());
    assert!(output.stderr().contains(lack), "{}", output.stderr());
    assert!(!fixture.path(".state/history.jsonl").exists(), "the run was recorded");
}

/// A folder with its own file system, unmounted on drop.
struct Mount(std::path::PathBuf);

impl Mount {
    fn new(fixture: &Fixture, folder: &str, arguments: &[&str]) -> Result<Self, Skipped> {
        let folder = fixture.path(folder);
        fs::create_dir_all(&folder).unwrap();
        let mount = Command::new("mount").args(arguments).arg(&folder).stderr(Stdio::null()).status();
        if mount.is_ok_and(|status| status.success()) {
            Ok(Self(folder))
        } else {
            Err(Skipped("`mount` needs root".to_owned()))
        }
    }

    fn small(fixture: &Fixture, folder: &str, size: &str) -> Result<Self, Skipped> {
        Self::new(fixture, folder, &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
    }

    fn read_only(fixture: &Fixture, folder: &str) -> Result<Self, Skipped> {
        Self::new(fixture, folder, &["-t", "tmpfs", "-o", "ro", "tmpfs"])
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn a_full_disk_for_the_state() -> CaseResult {
    let fixture = Fixture::new();
    let mount = Mount::small(&fixture, ".state", "64k")?;
    assert_verdict(&fixture, test(&fixture), "red");
    let before = fixture.read(".state/state.json");
    let _ = fs::write(fixture.path(".state/filler"), [0; 1 << 16]);
    fixture.save(SOLUTION);
    let (_, message) = assert_verdict(&fixture, test(&fixture), "green");
    assert!(message.contains("this run was not recorded") && message.contains("No space left"), "{message}");
    assert_eq!(fixture.read(".state/state.json"), before, "state file after a run with a full disk");
    let reset = run(&fixture, xtask(&fixture, &["reset", "tiny"]));
    assert_eq!((reset.code(), fixture.read("katas/tiny/src/lib.rs").as_str()), (Some(2), SOLUTION));
    fs::remove_file(fixture.path(".state/filler")).unwrap();
    let (_, message) = assert_verdict(&fixture, test(&fixture), "green");
    assert_eq!(message, "");
    drop(mount);
    Ok("green, with a note".to_owned())
}

fn a_full_disk_for_builds() -> CaseResult {
    let fixture = Fixture::new();
    let mount = Mount::small(&fixture, "target", "256k")?;
    assert_no_verdict(&fixture, "the disk is full");
    drop(mount);
    assert_verdict(&fixture, test(&fixture), "red");
    Ok("no verdict, the disk is named".to_owned())
}

fn a_read_only_state() -> CaseResult {
    let fixture = Fixture::new();
    let _mount = Mount::read_only(&fixture, ".state")?;
    let (_, message) = assert_verdict(&fixture, test(&fixture), "red");
    assert!(message.starts_with("note: this run was not recorded") && message.lines().count() == 1, "{message}");
    Ok("red, with a note".to_owned())
}

fn a_read_only_target() -> CaseResult {
    let fixture = Fixture::new();
    let _mount = Mount::read_only(&fixture, "target")?;
    assert_no_verdict(&fixture, "Read-only file system");
    Ok("no verdict, the folder is named".to_owned())
}

fn no_network() -> CaseResult {
    let offline = ["unshare", "--net"];
    needs(&[offline[0], offline[1], "true"])?;
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    assert_verdict(&fixture, through(&fixture, &offline, &["test", "tiny", "--format", "json"]), "green");
    let manifest = fixture.read("katas/tiny/Cargo.toml");
    fixture.write(
        "katas/tiny/Cargo.toml",
        &manifest.replace("[lib]", "[dependencies]\nno-such-crate-is-here = \"7\"\n[lib]"),
    );
    let (report, _) =
        assert_verdict(&fixture, through(&fixture, &offline, &["test", "tiny", "--format", "json"]), "amber");
    let message = report["error"]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("Cargo failed: ") && message.contains("no-such-crate-is-here"), "{report:#}");
    Ok("green; amber if a crate is missing".to_owned())
}

fn a_clock_set_back() -> CaseResult {
    let fixture = Fixture::new();
    assert_verdict(&fixture, test(&fixture), "red");
    // Moving all times an hour ahead has the same effect without changing the clock.
    for (path, _) in tree(&fixture.path("target")) {
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(file.metadata().unwrap().modified().unwrap() + Duration::from_secs(3600)).unwrap();
    }
    let mut state: Value = serde_json::from_str(&fixture.read(".state/state.json")).unwrap();
    state["katas"]["tiny"]["last_run"] = (state["katas"]["tiny"]["last_run"].as_u64().unwrap() + 3600).into();
    fixture.write(".state/state.json", &state.to_string());
    fixture.save(SOLUTION);
    assert_verdict(&fixture, test(&fixture), "green");
    fixture.save(STUB);
    assert_verdict(&fixture, test(&fixture), "red");
    Ok("green, and red again".to_owned())
}

fn a_damaged_state() -> CaseResult {
    let fixture = Fixture::new();
    assert_verdict(&fixture, test(&fixture), "red");
    let valid = fs::read(fixture.path(".state/state.json")).unwrap();
    let history = fs::read(fixture.path(".state/history.jsonl")).unwrap();
    let step = valid.len().div_ceil(40);
    let truncated = (0..valid.len()).step_by(step).map(|at| valid[..at].to_vec());
    let flipped = (0..valid.len()).step_by(step).map(|at| {
        let mut bytes = valid.clone();
        bytes[at] ^= 0x15;
        bytes
    });
    let others =
        [b"null".to_vec(), b"[[[[".repeat(10_000), b"{\"version\": 1, \"katas\": 5}".to_vec(), vec![0; 100_000]];
    let mut damages = 0;
    for damage in truncated.chain(flipped).chain(others) {
        fixture.write_bytes(".state/state.json", &damage);
        fixture.write_bytes(".state/history.jsonl", &[&history[..], &damage[..damage.len() / 2]].concat());
        let listed = run(&fixture, xtask(&fixture, &["list"]));
        // Damage can also increase the version. The file then seems to come from a newer runner, which is an error.
        let newer = listed.code() == Some(2) && listed.stderr().contains("newer version");
        assert!(listed.code() == Some(0) || newer, "{:?}: {}", String::from_utf8_lossy(&damage), listed.stderr());
        assert!(listed.stderr().lines().count() <= 1, "{}", listed.stderr());
        damages += 1;
    }
    fixture.write_bytes(".state/state.json", b"{");
    assert_verdict(&fixture, test(&fixture), "red");
    let katas = run(&fixture, xtask(&fixture, &["list"])).stdout();
    assert!(katas.contains("▶ tiny"), "{katas}");
    Ok(format!("{damages} damages, one line each"))
}

fn several_runners() -> CaseResult {
    let fixture = Fixture::new();
    fixture.save(SOLUTION);
    let watch = Watch::start(&fixture, &["watch", "tiny"]);
    wait_for(&watch, "tiny  ✓ green");
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..3 {
                    let ran = test(&fixture).output().unwrap();
                    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
                    assert_eq!(report["verdict"], "green", "{report:#}");
                    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
                }
            });
        }
    });
    quit(watch, &fixture);
    let history = fixture.read(".state/history.jsonl");
    let runs = history.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count();
    assert_eq!((runs, history.lines().count()), (10, 10), "{history}");
    Ok("green, all 10 recorded".to_owned())
}

fn a_killed_runner() -> CaseResult {
    let fixture = Fixture::new();
    assert_verdict(&fixture, test(&fixture), "red");
    let mut saved = vec![STUB.to_owned()];
    for round in 0..20_u64 {
        let code = format!("{ENDLESS}// {round}\n");
        fixture.save(&code);
        saved.push(code);
        let mut runner = test(&fixture).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Later rounds wait longer, so the runner is killed anywhere between its start and hanging tests.
        thread::sleep(Duration::from_millis(round * round * 5));
        runner.kill().unwrap();
        runner.wait().unwrap();
        let next = run(&fixture, xtask(&fixture, &["list"]));
        assert_eq!(next.code(), Some(0), "{}", next.stderr());
        assert!(!next.stderr().contains("damaged"), "{}", next.stderr());
    }
    for (path, bytes) in tree(&fixture.path(".state/kept")) {
        let whole = !path.ends_with("lib.rs") || saved.iter().any(|code| code.as_bytes() == bytes);
        let kept = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("new-"));
        assert!(whole || kept, "truncated: {}", path.display());
    }
    fixture.save(SOLUTION);
    assert_verdict(&fixture, test(&fixture), "green");
    Ok("20 kills, nothing left or lost".to_owned())
}

fn a_killed_reset() -> CaseResult {
    let fixture = Fixture::new();
    assert_verdict(&fixture, test(&fixture), "red");
    for round in 0..40_u64 {
        let code = format!("{SOLUTION}// {round}\n");
        fixture.save(&code);
        let mut runner =
            xtask(&fixture, &["reset", "tiny"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        while started.elapsed() < Duration::from_micros(round * 250) {
            std::hint::spin_loop();
        }
        runner.kill().unwrap();
        runner.wait().unwrap();
        let now = fs::read_to_string(fixture.path("katas/tiny/src/lib.rs")).unwrap_or_default();
        let kept = tree(&fixture.path(".state/kept")).into_iter().any(|(_, bytes)| bytes == code.as_bytes());
        assert!(now == code || kept, "the saved code is neither in place nor kept: {now:?}");
    }
    let reset = run(&fixture, xtask(&fixture, &["reset", "tiny"]));
    assert_eq!((reset.code(), fixture.read("katas/tiny/src/lib.rs").as_str()), (Some(0), STUB), "{}", reset.stderr());
    Ok("40 kills, nothing lost".to_owned())
}
