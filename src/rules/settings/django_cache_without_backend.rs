//! Sessions that are kept in a cache which each process has for itself, or which keeps nothing.

use crate::cx::{LinkCx, SettingReport};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::settings::{Known, Written};
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("settings/django-cache-without-backend", Hook::Link(check));

const CACHED: &[&str] = &["django.contrib.sessions.backends.cache", "django.contrib.sessions.backends.cached_db"];
const OWN_MEMORY: &str = "django.core.cache.backends.locmem.LocMemCache";
const NOTHING: &str = "django.core.cache.backends.dummy.DummyCache";

fn check(project: &Project, cx: &mut LinkCx) {
    for site in project.served_settings() {
        let Some(engine) = project.setting(site, "SESSION_ENGINE").written() else { continue };
        if !engine.text().is_some_and(|it| CACHED.contains(&it)) {
            continue;
        }
        let Some((at, keeps)) = cache_of_sessions(project, site, engine) else { continue };
        cx.report_setting(SettingReport {
            at: at.label(project, keeps),
            message: "sessions are looked up in a cache that does not have them".to_owned(),
            note: "a process knows the sessions it has seen itself, 300 of them; the others are loaded from the database, \
                   or are lost if they are in the cache alone",
            help: "set `CACHES` to one that all processes share, such as `django.core.cache.backends.redis.RedisCache`"
                .to_owned(),
            confidence: Confidence::Medium,
        });
    }
}

/// Where it is written which cache the sessions are in, and what that one keeps, if it keeps nothing that processes
/// share.
fn cache_of_sessions<'p>(project: &'p Project, site: u32, engine: Written<'p>) -> Option<(Written<'p>, &'static str)> {
    let alias = match project.setting(site, "SESSION_CACHE_ALIAS") {
        Known::Written(alias) => alias.text()?,
        Known::Absent => "default",
        Known::Unknown => return None,
    };
    let backend = match project.setting(site, "CACHES") {
        Known::Written(caches) => caches.get(alias)?.get("BACKEND")?,
        // Django's own value is the memory of each process.
        Known::Absent => return Some((engine, "and there is no cache but the memory of each process")),
        Known::Unknown => return None,
    };
    match backend.text()? {
        OWN_MEMORY => Some((backend, "each process has its own, for 300 entries")),
        NOTHING => Some((backend, "keeps nothing")),
        _ => None,
    }
}
