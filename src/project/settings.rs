//! The settings of the Django sites of a project: modules of settings followed through those that they take names from.

use rustc_hash::FxHashSet;

use crate::diagnostic::Label;
use crate::project::Project;
use crate::summary::settings::{Literal, Setting, Step};

/// What is known of a setting.
#[derive(Clone, Copy, Debug)]
pub enum Known<'p> {
    Written(Written<'p>),
    /// Nothing sets it: Django's own value holds.
    Absent,
    Unknown,
}

/// A value that is written out in one of the project's modules.
#[derive(Clone, Copy, Debug)]
pub struct Written<'p> {
    pub module: u32,
    pub setting: &'p Setting,
    /// Whether a file that is not in sight, if there is one, may set it anew.
    may_be_replaced: bool,
}

/// Parts of the names of modules and folders whose settings nobody serves a site with.
const NOT_SERVED: &[&str] = &[
    "base",
    "build",
    "ci",
    "common",
    "debug",
    "default",
    "defaults",
    "demo",
    "dev",
    "devel",
    "develop",
    "development",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "github",
    "local",
    "localhost",
    "sample",
    "sandbox",
    "template",
    "templates",
    "test",
    "tests",
    "testing",
    "travis",
    "tutorial",
];
/// Parts of the names of those with which a site is served.
const SERVED: &[&str] = &["live", "prod", "product", "production"];

/// No module: a label made for it names the file that it stands in.
const NOWHERE: u32 = u32::MAX;

impl Project {
    /// The modules of settings with which a site may be served: no other such module takes their names, neither they
    /// nor their folders are named for development, and debugging is not switched on in them.
    pub fn served_settings(&self) -> Vec<u32> {
        let sites = self.settings_of_sites();
        let taken: FxHashSet<u32> = sites.iter().flat_map(|site| self.takes(*site)).collect();
        let debugs = |it: u32| matches!(self.setting(it, "DEBUG").literal(), Some(Literal::Boolean(true)));
        sites.into_iter().filter(|it| !taken.contains(it) && !debugs(*it)).collect()
    }

    /// The modules of settings that are named for production.
    pub fn production_settings(&self) -> Vec<u32> {
        let is_named = |it: &u32| {
            let module = &self.summaries[*it as usize].module;
            words_of(module.rsplit('.').next().unwrap_or(module)).any(|word| SERVED.contains(&&*word))
        };
        self.settings_of_sites().into_iter().filter(is_named).collect()
    }

    fn settings_of_sites(&self) -> Vec<u32> {
        let names_apps = |it: &Step| matches!(it, Step::Sets { name, .. } if name == "INSTALLED_APPS");
        let all = || self.summaries.iter().enumerate().filter(|(_, it)| !it.settings.is_empty());
        if !all().any(|(_, it)| it.settings.iter().any(names_apps)) {
            return Vec::new();
        }
        let has_apps = |it: &u32| !matches!(self.setting(*it, "INSTALLED_APPS"), Known::Absent);
        all().map(|(index, _)| index as u32).filter(|it| has_apps(it) && !self.is_not_served(*it)).collect()
    }

    fn is_not_served(&self, module: u32) -> bool {
        let path = &self.summaries[module as usize].path;
        let path = path.strip_suffix(".py").unwrap_or(path);
        // What a folder in which projects lie is called says nothing: the nearest ones count.
        path.rsplit('/').take(4).any(|part| words_of(part).any(|word| NOT_SERVED.contains(&&*word)))
    }

    /// The modules whose names a module takes for certain.
    fn takes(&self, module: u32) -> Vec<u32> {
        let stars = self.summaries[module as usize].settings.iter().filter_map(|step| match step {
            Step::Takes { module: taken, .. } => self.module_taken(module, taken),
            _ => None,
        });
        stars.collect()
    }

    fn module_taken(&self, from: u32, taken: &str) -> Option<u32> {
        let parts: Vec<&str> = taken.split('.').collect();
        self.modules.module(&self.summaries, Some(from), &parts)
    }

    /// What a setting is once a module is imported, as far as that is written out.
    pub fn setting(&self, module: u32, name: &str) -> Known<'_> {
        self.setting_within(module, name, &mut FxHashSet::default())
    }

    fn setting_within(&self, module: u32, name: &str, seen: &mut FxHashSet<u32>) -> Known<'_> {
        if !seen.insert(module) {
            return Known::Absent;
        }
        let mut may_be_replaced = false;
        for step in self.summaries[module as usize].settings.iter().rev() {
            let found = match step {
                Step::Sets { name: set, value } if set == name => {
                    let written = |setting| Known::Written(Written { module, setting, may_be_replaced: false });
                    value.as_ref().map_or(Known::Unknown, written)
                }
                Step::Takes { module: taken, is_certain } => match (self.module_taken(module, taken), is_certain) {
                    (None, true) => Known::Unknown,
                    (None, false) => {
                        may_be_replaced = true;
                        continue;
                    }
                    (Some(taken), true) => self.setting_within(taken, name, seen),
                    (Some(taken), false) => self.setting_within(taken, name, seen).or_not(),
                },
                Step::Opaque => Known::Unknown,
                _ => continue,
            };
            match found {
                Known::Absent => {}
                found if may_be_replaced => return found.replaceable(),
                found => return found,
            }
        }
        if may_be_replaced { Known::Unknown } else { Known::Absent }
    }

    /// The first text with such a word that a module, or one whose names it takes, puts into a setting that is a list.
    pub fn listed(&self, module: u32, list: &str, word: &str) -> Option<Label> {
        self.listed_within(module, list, word, &mut FxHashSet::default())
    }

    fn listed_within(&self, module: u32, list: &str, word: &str, seen: &mut FxHashSet<u32>) -> Option<Label> {
        if !seen.insert(module) {
            return None;
        }
        self.summaries[module as usize].settings.iter().find_map(|step| match step {
            Step::Lists { name, text, place } if name == list && text.contains(word) => {
                Some(self.label(module, *place, String::new(), NOWHERE))
            }
            Step::Takes { module: taken, .. } => {
                self.listed_within(self.module_taken(module, taken)?, list, word, seen)
            }
            _ => None,
        })
    }
}

impl<'p> Known<'p> {
    /// What is written, where nothing may replace it.
    pub fn written(self) -> Option<Written<'p>> {
        self.as_shipped().filter(|written| !written.may_be_replaced)
    }

    /// What is written, although a file that is not in sight may replace it.
    pub fn as_shipped(self) -> Option<Written<'p>> {
        match self {
            Self::Written(written) => Some(written),
            _ => None,
        }
    }

    /// The same where the run decides whether it is set at all.
    fn or_not(self) -> Self {
        if matches!(self, Self::Absent) { self } else { Self::Unknown }
    }

    fn replaceable(self) -> Self {
        match self {
            Self::Written(written) => Self::Written(Written { may_be_replaced: true, ..written }),
            other => other,
        }
    }

    pub fn literal(self) -> Option<&'p Literal> {
        self.written().map(|it| &it.setting.value)
    }
}

impl<'p> Written<'p> {
    pub fn may_be_replaced(self) -> bool {
        self.may_be_replaced
    }

    /// What stands under a key.
    pub fn get(self, key: &str) -> Option<Written<'p>> {
        let Literal::Mapping(items) = &self.setting.value else { return None };
        // Of two equal keys the last one counts.
        items.iter().rev().find(|(name, _)| name == key).map(|(_, setting)| Written { setting, ..self })
    }

    pub fn items(self) -> impl Iterator<Item = Written<'p>> {
        let items: &[Setting] = match &self.setting.value {
            Literal::Sequence(items) => items,
            _ => &[],
        };
        items.iter().map(move |setting| Written { setting, ..self })
    }

    pub fn text(self) -> Option<&'p str> {
        match &self.setting.value {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its place, with words for the caret.
    pub fn label(self, project: &Project, message: &str) -> Label {
        project.label(self.module, self.setting.place, message.to_owned(), NOWHERE)
    }
}

/// The words of a name, in lower case: `settings`, `production` of `settings_production`.
fn words_of(name: &str) -> impl Iterator<Item = String> {
    name.split(['_', '-', '.']).map(str::to_ascii_lowercase)
}
