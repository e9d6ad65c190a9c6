//! Modules from elsewhere that projects' models refer to, written out as far as rows lead to rows.

use crate::facts::{Facts, Given};
use crate::knowledge::Declared;
use crate::model::PythonVersion;
use crate::summary::{Export, Summary};
use crate::syntax::{self, ast};

/// Module and text.
const MODULES: &[(&str, &str)] = &[
    ("django.contrib.admin.models", include_str!("built_in/admin.py")),
    ("django.contrib.auth.base_user", include_str!("built_in/base_user.py")),
    ("django.contrib.auth.models", include_str!("built_in/auth.py")),
    ("django.contrib.contenttypes.models", include_str!("built_in/contenttypes.py")),
    ("django.contrib.sessions.models", include_str!("built_in/sessions.py")),
    ("django.contrib.sites.models", include_str!("built_in/sites.py")),
    ("rest_framework.authtoken.models", include_str!("built_in/authtoken.py")),
];

/// The modules that a project's summaries need besides their own.
pub fn summaries(project: &[Summary]) -> Vec<Summary> {
    let uses_django = |summary: &Summary| {
        let mut imports = summary.exports.iter();
        imports.any(|(_, export)| matches!(export, Export::Import(name) if name.starts_with("django.")))
    };
    if !project.iter().any(uses_django) {
        return Vec::new();
    }
    let missing = MODULES.iter().filter(|(module, _)| project.iter().all(|summary| summary.module != *module));
    missing.filter_map(|(module, text)| summary(module, text)).collect()
}

fn summary(module: &str, text: &str) -> Option<Summary> {
    let tree = syntax::parse(text, ast::PySourceType::Python).ok()?;
    let declared = Declared::default();
    let target = PythonVersion::DEFAULT;
    let given = Given { text, module_name: module, is_package: false, target, declared: &declared };
    let facts = Facts::new(given, tree.module());
    Some(Summary::of(module, &facts))
}
