//! A dojo written down: as JSON, as a page that needs nothing else, as git repositories.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use data_encoding::BASE64;
use dojo_protocol::messages::{Moment, QUESTIONS};
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::http::page::{SCRIPTS, STYLE, body};
use crate::picture::{Picture, Shown};
use crate::records::{Detail, Mark, Records, Session, StoreError, Stored, Team};
use crate::review::{self, FileChange};

/// The version of the export's format. A field may be added without a new one; none changes its meaning.
const SCHEMA: u32 = 1;

/// All of a dojo.
#[derive(Debug, Serialize)]
pub struct Export<'a> {
    /// The version of the format.
    pub schema: u32,
    /// When it was written.
    pub exported_at: Moment,
    /// Session, teams and lights, as the board showed them.
    pub whole: Shown<'a>,
    /// What a review shows of a run, by the run's number.
    pub runs: BTreeMap<u64, Run>,
    /// Texts of files, each once.
    pub contents: Vec<String>,
    /// What the retrospective asked.
    pub questions: [&'static str; 3],
    /// What was answered.
    pub answers: Vec<Answered>,
}

/// What a review shows of a run.
#[derive(Debug, Serialize)]
pub struct Run {
    /// What failed.
    #[serde(flatten)]
    pub detail: Detail,
    /// The run before, of the same team and kata.
    pub before: Option<u64>,
    /// What changed since.
    pub changes: Vec<FileChange>,
    /// Files by their path, as indexes into the contents.
    pub sources: BTreeMap<String, usize>,
}

/// Answers of a team's people at one machine.
#[derive(Debug, Serialize)]
pub struct Answered {
    /// The team.
    pub team: u64,
    /// An answer a question.
    pub answers: [String; 3],
}

/// Writes down what `picture` shows, with all that belongs to it.
///
/// # Errors
///
/// If the store cannot be read.
pub fn export<'a>(records: &dyn Records, picture: &'a Picture, now: Moment) -> Stored<Export<'a>> {
    let session = picture.session().id;
    let whole = picture.whole(now);
    let mut contents = Contents::default();
    let mut runs = BTreeMap::new();
    for mark in &whole.marks {
        let gone = || StoreError("a run was deleted while it was exported: try again".to_owned());
        let run = review::run(records, session, mark.id)?.ok_or_else(gone)?;
        let sources = run.sources.into_iter().map(|(path, text)| (path, contents.index(text))).collect();
        runs.insert(mark.id, Run { detail: run.detail, before: run.before, changes: run.changes, sources });
    }
    let answers = records.answers(session)?.into_iter().filter(|given| picture.team(given.team).is_some());
    let answers = answers.map(|given| Answered { team: given.team, answers: given.answers }).collect();
    Ok(Export {
        schema: SCHEMA,
        exported_at: now,
        whole,
        runs,
        contents: contents.texts,
        questions: QUESTIONS,
        answers,
    })
}

#[derive(Default)]
struct Contents {
    texts: Vec<String>,
    known: HashMap<String, usize>,
}

impl Contents {
    fn index(&mut self, text: String) -> usize {
        let next = self.texts.len();
        *self.known.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

impl Export<'_> {
    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("plain data can always be written as JSON")
    }

    /// As one page that needs nothing else: no network, no other file.
    pub fn html(&self) -> String {
        let scripts: Vec<&str> = SCRIPTS.iter().map(|(_, script)| *script).collect();
        let script = scripts.join("\n");
        let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())));
        // Only what is written here runs, whatever the teams' code is.
        let policy = format!("default-src 'none'; script-src {}; style-src {}", hash(&script), hash(STYLE));
        // No text of the data ends the element that it is in.
        let dojo = self.json().replace('<', "\\u003c");
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        let safe = |text: &str| Value::from_safe_string(text.to_owned());
        let parts = context! {
            policy,
            style => safe(STYLE),
            body => safe(&body()),
            dojo => safe(&dojo),
            script => safe(&script),
        };
        environment.render_str(include_str!("page/export.html"), parts).expect("the template has what it asks for")
    }

    /// As a git repository a team, in a new folder: a commit a light. Returns how many there are.
    ///
    /// No file of a team is written by this program: git makes them out of what it stored, so no name of a file leads anywhere
    /// else, and nothing in them is run.
    ///
    /// # Errors
    ///
    /// A line for the user.
    pub fn git(&self, folder: &Path) -> Result<usize, String> {
        let cannot = |error: io::Error| format!("cannot make the folder {}: {error}", folder.display());
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(format!("{} is not empty: name a new folder", folder.display()));
        }
        fs::create_dir_all(folder).map_err(cannot)?;
        for (index, team) in self.whole.teams.iter().enumerate() {
            let repository = folder.join(format!("{:02}-{}", index + 1, plain(&team.name)));
            fs::create_dir(&repository).map_err(cannot)?;
            git(&repository, &["init", "--quiet", "--template=", "--initial-branch=main"], &[])?;
            let stream = self.commits(team);
            if !stream.is_empty() {
                git(&repository, &["fast-import", "--quiet"], &stream)?;
                git(&repository, &["-c", "core.hooksPath=", "checkout", "--quiet", "--force", "main"], &[])?;
            }
        }
        Ok(self.whole.teams.len())
    }

    /// What `git fast-import` reads.
    fn commits(&self, team: &Team) -> Vec<u8> {
        let mut stream = Vec::new();
        let people = if team.people.is_empty() { team.name.clone() } else { team.people.join(", ") };
        let people: String = people.chars().filter(|c| !"<>".contains(*c)).collect();
        let mut marks: Vec<&Mark> = self.whole.marks.iter().copied().filter(|mark| mark.team == team.id).collect();
        marks.sort_by_key(|mark| (mark.at, mark.id));
        for mark in marks {
            let message = subject(mark);
            let mut head = String::new();
            let seconds = mark.at / 1000;
            let _ = writeln!(head, "commit refs/heads/main");
            let _ = writeln!(head, "committer {} <{}@dojo.invalid> {seconds} +0000", people.trim(), plain(&team.name));
            let _ = writeln!(head, "data {}\n{message}", message.len());
            stream.extend(head.bytes());
            if mark.code {
                stream.extend(format!("D {}\n", mark.kata).bytes());
                for (path, index) in &self.runs[&mark.id].sources {
                    let text = &self.contents[*index];
                    stream
                        .extend(format!("M 100644 inline {}/{path}\ndata {}\n{text}\n", mark.kata, text.len()).bytes());
                }
            }
            stream.push(b'\n');
        }
        stream
    }
}

fn subject(mark: &Mark) -> String {
    let light = serde_json::to_value(mark.light).expect("plain data can always be written as JSON");
    let light = light.as_str().unwrap_or_default();
    let stage = mark.stage.map_or_else(|| "all stages".to_owned(), |stage| format!("stage {stage} of {}", mark.stages));
    format!("{light}: {}, {stage}, {} of {} tests pass", mark.kata, mark.passed, mark.total)
}

/// A name as a part of a path and of an address, on any system.
fn plain(name: &str) -> String {
    let mapped: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = mapped.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "team".to_owned() } else { words.join("-") }
}

fn git(repository: &Path, arguments: &[&str], input: &[u8]) -> Result<(), String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(repository).args(arguments);
    // A repository around this one is none of our business.
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "git is needed for this, and is not installed".to_owned(),
        _ => format!("git: {error}"),
    };
    let mut child = command.spawn().map_err(missing)?;
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // If git does not want all of it, it says why.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().map_err(missing)?;
    if output.status.success() {
        return Ok(());
    }
    let what = arguments.iter().find(|argument| !argument.starts_with('-')).unwrap_or(&"");
    Err(format!("git {what} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// A dojo as a list shows it.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// Its number.
    pub dojo: u64,
    /// When its board was started first.
    pub created_at: Moment,
    /// The kata.
    pub kata: Option<String>,
    /// What everyone was doing last.
    pub phase: dojo_protocol::messages::Phase,
    /// How many teams there were.
    pub teams: usize,
    /// How many runs there were.
    pub runs: usize,
}

/// All dojos, the oldest first.
///
/// # Errors
///
/// If the store cannot be read.
pub fn list(records: &dyn Records) -> Stored<Vec<Listed>> {
    let listed = |session: Session| {
        let picture = Picture::of(records, session)?;
        let whole = picture.whole(0);
        let (teams, runs) = (whole.teams.len(), whole.marks.len());
        let Session { id: dojo, created_at, ref kata, phase, .. } = *picture.session();
        Ok(Listed { dojo, created_at, kata: kata.clone(), phase, teams, runs })
    };
    records.sessions()?.into_iter().map(listed).collect()
}
