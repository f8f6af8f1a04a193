//! Random graphs of pages, and the naive crawl that the laws compare with.

use std::collections::{HashMap, HashSet, VecDeque};

use proptest::collection::vec;
use proptest::prelude::*;
use web_crawler::{Response, Settings};

use super::Web;
use super::web::{gone, page};

/// The answer of an address in a graph. Links are numbers of nodes, and say in which form they are written.
#[derive(Clone, Debug)]
pub enum Node {
    Page(Vec<(usize, Form)>),
    Redirect(usize),
    Gone,
}

/// A form in which a link is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Normal,
    Loud,
    NotAnAddress,
}

/// The nodes of a graph. They are on three hosts.
#[derive(Clone, Debug)]
pub struct Graph(pub Vec<Node>);

impl Graph {
    /// Returns the address of a node.
    pub fn address(number: usize) -> String {
        format!("http://h{}/{number}", number % 3)
    }

    fn link(number: usize, form: Form) -> String {
        match form {
            Form::Normal => Self::address(number),
            Form::Loud => format!("HTTP://H{}:80/x/../{number}#part", number % 3),
            Form::NotAnAddress => format!("mailto:{number}"),
        }
    }

    pub fn web(&self) -> Web {
        let web = Web::default();
        for (number, node) in self.0.iter().enumerate() {
            let answer = match node {
                Node::Page(links) => {
                    let links: Vec<String> = links.iter().map(|&(link, form)| Self::link(link, form)).collect();
                    Ok(page("", &links.iter().map(String::as_str).collect::<Vec<_>>()))
                }
                Node::Redirect(target) => Ok(Response::Redirect(Self::address(*target))),
                Node::Gone => gone(),
            };
            web.plan(&Self::address(number), [answer]);
        }
        web
    }
}

/// The number of nodes in a random graph.
const NODES: usize = 9;

pub fn any_graph() -> impl Strategy<Value = Graph> + 'static {
    let form = prop_oneof![4 => Just(Form::Normal), 2 => Just(Form::Loud), 1 => Just(Form::NotAnAddress)];
    let node = prop_oneof![
        6 => vec((0..NODES, form), 0..5).prop_map(Node::Page),
        2 => (0..NODES).prop_map(Node::Redirect),
        1 => Just(Node::Gone),
    ];
    vec(node, NODES).prop_map(Graph)
}

/// The budgets of a crawl.
#[derive(Clone, Copy, Debug)]
pub struct Budgets {
    pub breadth: usize,
    pub depth: u32,
    pub pages: usize,
}

impl From<Budgets> for Settings {
    fn from(budgets: Budgets) -> Self {
        let Budgets { breadth, depth, pages } = budgets;
        Self { breadth, depth, pages, ..Self::default() }
    }
}

pub fn any_budgets() -> impl Strategy<Value = Budgets> + 'static {
    let breadth = prop_oneof![1..4_usize, Just(usize::MAX)];
    let depth = prop_oneof![0..4_u32, Just(u32::MAX)];
    let pages = prop_oneof![0..9_usize, Just(usize::MAX)];
    (breadth, depth, pages).prop_map(|(breadth, depth, pages)| Budgets { breadth, depth, pages })
}

/// Crawls a graph with a queue, and describes the steps.
pub fn naive_crawl(graph: &Graph, seeds: &[usize], budgets: Budgets) -> Vec<String> {
    let mut depths: HashMap<usize, u32> = HashMap::new();
    let mut queue = VecDeque::new();
    for &seed in seeds {
        if depths.insert(seed, 0).is_none() {
            queue.push_back(seed);
        }
    }
    let mut steps = Vec::new();
    while let Some(node) = queue.pop_front().filter(|_| steps.len() < budgets.pages) {
        let depth = depths[&node];
        let (name, links) = match &graph.0[node] {
            Node::Page(links) => ("expanded", links.clone()),
            Node::Redirect(target) => ("redirected", vec![(*target, Form::Normal)]),
            Node::Gone => ("failed", vec![]),
        };
        let error = if name == "failed" { ": NotFound" } else { "" };
        steps.push(format!("{name} {}{error}", Graph::address(node)));
        let mut seen = HashSet::new();
        let links = links.iter().filter(|(_, form)| !matches!(form, Form::NotAnAddress)).map(|(link, _)| *link);
        for link in links.filter(|link| seen.insert(*link)).take(budgets.breadth) {
            if depth < budgets.depth && !depths.contains_key(&link) {
                depths.insert(link, depth + 1);
                queue.push_back(link);
            }
        }
    }
    steps.push("done".to_owned());
    steps
}
