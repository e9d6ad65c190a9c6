//! `DEBUG` that is `True` in the end in a module of settings that is named for production.

use crate::cx::{LinkCx, SettingReport};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::summary::settings::Literal;

pub static RULE: Rule = rule!("settings/django-debug-in-production", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for site in project.production_settings() {
        let Some(debug) = project.setting(site, "DEBUG").written() else { continue };
        if debug.setting.value != Literal::Boolean(true) {
            continue;
        }
        let settings = &project.summaries[site as usize].module;
        cx.report_setting(SettingReport {
            at: debug.label(project, "every query is kept with its text"),
            message: format!("`DEBUG` is on in the settings for production, `{settings}`"),
            note: "each query is timed, its text is put together and kept: until the request ends, in a worker or a \
                   command for ever, up to 9,000 of them; and every error page shows the settings",
            help: "set `DEBUG = False` in the settings for production".to_owned(),
            confidence: Confidence::High,
        });
    }
}
