//! `loaders` that are written out and not wrapped in the one that remembers: templates are read and parsed each time.

use crate::cx::{LinkCx, SettingReport};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::settings::Written;
use crate::rule;
use crate::rule::Rule;
use crate::summary::settings::Literal;

pub static RULE: Rule = rule!("settings/django-uncached-template-loader", Hook::Link(check));

const ENGINE: &str = "django.template.backends.django.DjangoTemplates";
/// Django's own loaders that read a file each time.
const READ_FILES: &[&str] =
    &["django.template.loaders.app_directories.Loader", "django.template.loaders.filesystem.Loader"];

fn check(project: &Project, cx: &mut LinkCx) {
    for site in project.served_settings() {
        let Some(templates) = project.setting(site, "TEMPLATES").as_shipped() else { continue };
        let engines = templates.items().filter(|it| it.get("BACKEND").and_then(Written::text) == Some(ENGINE));
        for loaders in engines.filter_map(|engine| engine.get("OPTIONS")?.get("loaders")) {
            if reads_each_time(loaders) {
                report(loaders, project, cx);
            }
        }
    }
}

/// Whether some loader reads files, and all are known by name and remember nothing.
fn reads_each_time(loaders: Written) -> bool {
    let names: Vec<Option<&str>> = loaders.items().map(name).collect();
    let remembers = |name: &&str| name.to_ascii_lowercase().contains("cache");
    names.iter().all(|it| it.as_ref().is_some_and(|name| !remembers(name)))
        && names.iter().flatten().any(|name| READ_FILES.contains(name))
}

/// A loader is named alone, or before what it is given.
fn name(loader: Written<'_>) -> Option<&str> {
    match loader.setting.value {
        Literal::Sequence(_) => loader.items().next()?.text(),
        _ => loader.text(),
    }
}

fn report(loaders: Written, project: &Project, cx: &mut LinkCx) {
    cx.report_setting(SettingReport {
        at: loaders.label(project, "none of these remembers a template"),
        message: "templates are read and parsed anew for every page".to_owned(),
        note: "the file of each template that a page extends or includes is found, read and parsed each time",
        help: "remove `loaders` and set `APP_DIRS` to `True`, which remembers templates, or wrap the loaders in \
               `django.template.loaders.cached.Loader`"
            .to_owned(),
        confidence: if loaders.may_be_replaced() { Confidence::Medium } else { Confidence::High },
    });
}
