//! From options to settings: the nearest file of each folder, the command line on top.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use crate::config::options::Options;
use crate::config::pattern::Patterns;
use crate::config::problem::Problem;
use crate::config::read::{self, Found};
use crate::config::select::{Selection, Selector};
use crate::config::{DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE, Settings, requires};
use crate::model::PythonVersion;
use crate::page::Confidence;

/// Finds the settings of folders, each read once.
pub struct Resolver {
    /// What the command line says.
    pub over: Options,
    /// Whether no settings file is read.
    pub isolated: bool,
    /// Where patterns of the command line count from.
    pub working_folder: PathBuf,
    folders: RwLock<FxHashMap<OsString, Arc<Settings>>>,
}

impl Resolver {
    pub fn new(over: Options, isolated: bool, working_folder: PathBuf) -> Self {
        Self { over, isolated, working_folder, folders: RwLock::default() }
    }

    /// The settings that apply in a folder, given as an absolute path.
    pub fn folder(&self, folder: &Path) -> Result<Arc<Settings>, Problem> {
        // Folders without settings take those above; what is in between is noted for the next question.
        let mut below: Vec<&Path> = Vec::new();
        let mut known = None;
        for above in folder.ancestors() {
            if let Some(settings) = self.known(above) {
                known = Some(settings);
                break;
            }
            below.push(above);
        }
        let mut settings = match known {
            Some(settings) => settings,
            None => Arc::new(self.settings(Options::default(), None)?),
        };
        for folder in below.into_iter().rev() {
            settings = self.settings_below(settings, folder)?;
            let mut folders = self.folders.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            folders.insert(folder.into(), Arc::clone(&settings));
        }
        Ok(settings)
    }

    fn known(&self, folder: &Path) -> Option<Arc<Settings>> {
        let folders = self.folders.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        folders.get(folder.as_os_str()).cloned()
    }

    fn settings_below(&self, above: Arc<Settings>, folder: &Path) -> Result<Arc<Settings>, Problem> {
        let found = if self.isolated { Found::default() } else { read::folder(folder)? };
        let oldest = found.requires_python.as_deref().and_then(requires::oldest);
        if let Some(options) = found.options {
            let mut settings = self.settings(options, Some(folder))?;
            if !settings.target_is_set {
                // Without one here, the `requires-python` above still says what the code must run on.
                settings.target = oldest.unwrap_or(if above.target_is_set { settings.target } else { above.target });
            }
            return Ok(Arc::new(settings));
        }
        match oldest {
            Some(target) if !above.target_is_set => Ok(Arc::new(Settings { target, ..Settings::clone(&above) })),
            _ => Ok(above),
        }
    }

    fn settings(&self, options: Options, root: Option<&Path>) -> Result<Settings, Problem> {
        let folder = root.unwrap_or(&self.working_folder);
        let options = self.command_line_over(options);
        let usual = DEFAULT_EXCLUDE.iter().copied();
        let exclude: Vec<&str> = match &options.exclude {
            Some(patterns) => patterns.iter().map(|it| it.0.as_str()).collect(),
            None => usual.collect(),
        };
        let more = options.extend_exclude.iter().flatten().map(|it| it.0.as_str());
        let compiled = |error: globset::Error| Problem::new(folder, error.to_string());
        let mut per_file_ignores = Vec::new();
        for (pattern, ignored) in options.per_file_ignores.iter().flatten() {
            let patterns = Patterns::new(std::iter::once(pattern.0.as_str()), folder).map_err(compiled)?;
            per_file_ignores.push((patterns, ignored.clone()));
        }
        Ok(Settings {
            root: root.map(Path::to_owned),
            per_file_ignores,
            exclude: Patterns::new(exclude.into_iter().chain(more), folder).map_err(compiled)?,
            baseline: options.baseline.clone(),
            selection: selection(&options),
            fixable: fixable(&options),
            confidence: options.confidence.map_or(Confidence::High, Confidence::from),
            target: options.target_version.map_or(PythonVersion::DEFAULT, |target| target.0),
            target_is_set: options.target_version.is_some(),
            calls: options.calls.unwrap_or_default(),
            include_tests: options.include_tests.unwrap_or(false),
            include_migrations: options.include_migrations.unwrap_or(false),
            max_file_size: options.max_file_size.unwrap_or(DEFAULT_MAX_FILE_SIZE),
            respect_gitignore: options.respect_gitignore.unwrap_or(true),
            force_exclude: options.force_exclude.unwrap_or(false),
        })
    }

    fn command_line_over(&self, options: Options) -> Options {
        self.over.clone().over(options)
    }
}

fn selection(options: &Options) -> Selection {
    let mut selection = Selection::default();
    if let Some(selected) = &options.select {
        selection.selected = selected.clone();
    }
    selection.selected.extend(options.extend_select.iter().flatten().cloned());
    selection.ignored = options.ignore.clone().unwrap_or_default();
    selection
}

fn fixable(options: &Options) -> Selection {
    let selected = options.fixable.clone().unwrap_or_else(|| vec![Selector::All]);
    let ignored = options.unfixable.clone().unwrap_or_default();
    Selection { selected, ignored, forbidden: Vec::new() }
}
