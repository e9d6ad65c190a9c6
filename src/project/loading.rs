//! What is imported with a module of the project, through the modules that it imports.

use rustc_hash::FxHashSet;

use crate::knowledge::import_costs;
use crate::page::Confidence;
use crate::project::Project;
use crate::summary::Summary;

/// Packages with which a program answers requests or messages; of aiohttp its `web` alone.
const SERVERS: &[&str] = &[
    "aiogram",
    "channels",
    "discord",
    "django",
    "falcon",
    "fastapi",
    "flask",
    "litestar",
    "quart",
    "sanic",
    "slack_bolt",
    "starlette",
    "telegram",
    "tornado",
    "uvicorn",
    "websockets",
];

/// What comes with a module.
#[derive(Default)]
struct Loading {
    /// Modules of the project, the one itself included.
    own: FxHashSet<u32>,
    /// What is imported from elsewhere, by dotted names.
    foreign: FxHashSet<String>,
}

impl Project {
    /// How sure it is that importing `program` would not import a package if one module did not import some packages.
    pub fn does_without(&self, program: u32, without: (u32, &[String]), package: &str) -> Option<Confidence> {
        match self.loaded_with(program, without).brings(package) {
            Some(true) => None,
            Some(false) => Some(Confidence::High),
            None => Some(Confidence::Medium),
        }
    }

    /// Whether what a module takes from a package of elsewhere is used by it alone. A notebook is no program.
    pub fn may_import_later(&self, module: u32, package: &str) -> bool {
        let summary = &self.summaries[module as usize];
        let own = summary.exports_of(|name| package_of(name) == package);
        let is_own = self.modules.named(package).is_some();
        !is_own && !summary.path.ends_with(".ipynb") && !self.takes_from(module, &own)
    }

    /// Whether a program imports commands of other modules than this one.
    pub fn joins_commands(&self, program: u32, module: u32) -> bool {
        let has_commands = |it: &u32| *it != module && self.summaries[*it as usize].has_commands;
        let names = self.summaries[program as usize].loads.iter();
        has_commands(&program) || names.flat_map(|name| self.modules_within(name)).any(|it| has_commands(&it))
    }

    /// Whether a project answers requests or messages of others.
    pub fn serves(&self) -> bool {
        let is_server =
            |name: &String| SERVERS.iter().any(|it| package_of(name) == *it || name.starts_with("aiohttp.web"));
        self.summaries.iter().any(|summary| summary.loads.iter().any(is_server))
    }

    /// All that importing a module imports, if one module did not import some packages.
    fn loaded_with(&self, program: u32, (module, without): (u32, &[String])) -> Loading {
        let mut loading = Loading::default();
        let mut waiting = vec![program];
        while let Some(next) = waiting.pop() {
            if !loading.own.insert(next) {
                continue;
            }
            let summary = &self.summaries[next as usize];
            waiting.extend(self.packages_around(&summary.module));
            for name in summary.loads.iter().chain(&summary.star_imports) {
                if next == module && without.iter().any(|package| package == package_of(name)) {
                    continue;
                }
                let found = self.modules_within(name);
                if found.is_empty() {
                    loading.foreign.insert(name.clone());
                }
                waiting.extend(found);
            }
        }
        loading
    }

    /// Whether another module takes any of these names from a module, or all of them.
    fn takes_from(&self, module: u32, names: &[String]) -> bool {
        let own = &self.summaries[module as usize].module;
        let is_taken = |name: &String| {
            name.strip_prefix(own.as_str())
                .and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(|taken| names.iter().any(|it| it == taken))
        };
        let takes = |it: &Summary| it.loads.iter().any(is_taken) || it.star_imports.iter().any(|star| star == own);
        self.summaries.iter().enumerate().any(|(index, it)| index != module as usize && takes(it))
    }

    /// The modules whose import imports this one by name.
    pub fn importers(&self, module: u32) -> impl Iterator<Item = u32> {
        (0..self.summaries.len() as u32).filter(move |index| {
            let summary = &self.summaries[*index as usize];
            let mut names = summary.loads.iter().chain(&summary.star_imports);
            *index != module && names.any(|name| self.modules_within(name).contains(&module))
        })
    }

    /// The modules of the project that importing a dotted name runs: its packages, and itself.
    fn modules_within(&self, dotted: &str) -> Vec<u32> {
        let ends = dotted.match_indices('.').map(|(at, _)| at).chain([dotted.len()]);
        ends.filter_map(|end| self.modules.named(&dotted[..end])).collect()
    }

    fn packages_around(&self, module: &str) -> Vec<u32> {
        module.rsplit_once('.').map(|(package, _)| self.modules_within(package)).unwrap_or_default()
    }
}

impl Loading {
    /// Whether a package comes with the module all the same; unknown where something else is imported of which it is
    /// not known what it loads.
    fn brings(&self, package: &str) -> Option<bool> {
        let brings = |name: &String| {
            package_of(name) == package
                || import_costs::of(name).is_some_and(|(_, it)| it.loads.iter().any(|it| package_of(it) == package))
        };
        if self.foreign.iter().any(brings) {
            return Some(true);
        }
        self.foreign.iter().all(|name| import_costs::is_measured(package_of(name))).then_some(false)
    }
}

/// The first part of a dotted name.
fn package_of(dotted: &str) -> &str {
    dotted.split('.').next().unwrap_or(dotted)
}
