//! WhiteNoise sends static files whose names stay when their content changes: browsers ask for them again and again.

use crate::cx::{LinkCx, SettingReport};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::settings::{Known, Written};
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("settings/django-unhashed-static-files", Hook::Link(check));

const SENDER: &str = "whitenoise.middleware.WhiteNoiseMiddleware";
/// Storages that leave the names as they are.
const LEAVE_NAMES: &[&str] =
    &["django.contrib.staticfiles.storage.StaticFilesStorage", "whitenoise.storage.CompressedStaticFilesStorage"];
/// What else says how long a file may be kept.
const SAY_HOW_LONG: &[&str] =
    &["WHITENOISE_ADD_HEADERS_FUNCTION", "WHITENOISE_IMMUTABLE_FILE_TEST", "WHITENOISE_MAX_AGE"];

fn check(project: &Project, cx: &mut LinkCx) {
    for site in project.served_settings() {
        let Some(middleware) = project.listed(site, "MIDDLEWARE", SENDER) else { continue };
        let is_said = |name: &&str| !matches!(project.setting(site, name), Known::Absent);
        if SAY_HOW_LONG.iter().any(is_said) || is_elsewhere(project, site) {
            continue;
        }
        let mut at = match storage(project, site) {
            Storage::Written(storage) => storage.label(project, ""),
            Storage::Default => middleware,
            Storage::Unknown => continue,
        };
        at.message = "names without a hash of the content".to_owned();
        cx.report_setting(SettingReport {
            at,
            message: "browsers ask for every static file again after a minute".to_owned(),
            note: "WhiteNoise lets a file be kept for 60 seconds, and for ten years if its name has a hash of its content",
            help: "set the `staticfiles` of `STORAGES` to `whitenoise.storage.CompressedManifestStaticFilesStorage`"
                .to_owned(),
            confidence: Confidence::Medium,
        });
    }
}

enum Storage<'p> {
    /// One that leaves the names as they are.
    Written(Written<'p>),
    /// Django's own, which does so too.
    Default,
    /// Another, or one that the run decides.
    Unknown,
}

fn storage(project: &Project, site: u32) -> Storage<'_> {
    let named = match project.setting(site, "STORAGES") {
        Known::Written(storages) => storages.get("staticfiles").and_then(|it| it.get("BACKEND")),
        Known::Unknown => None,
        Known::Absent => match project.setting(site, "STATICFILES_STORAGE") {
            Known::Absent => return Storage::Default,
            known => known.written(),
        },
    };
    match named {
        Some(storage) if storage.text().is_some_and(|it| LEAVE_NAMES.contains(&it)) => Storage::Written(storage),
        _ => Storage::Unknown,
    }
}

/// Whether the files are asked for at another host, which has rules of its own.
fn is_elsewhere(project: &Project, site: u32) -> bool {
    match project.setting(site, "STATIC_URL") {
        Known::Written(url) => url.text().is_none_or(|url| url.contains("//")),
        Known::Unknown => true,
        Known::Absent => false,
    }
}
