//! A database over the network whose connections Django closes at the end of each request, where nothing else keeps
//! them.

use crate::cx::{LinkCx, SettingReport};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::settings::{Known, Written};
use crate::rule;
use crate::rule::Rule;
use crate::summary::settings::Literal;

pub static RULE: Rule = rule!("settings/django-no-persistent-connections", Hook::Link(check));

/// Back ends that connect to a server, and keep no connections by themselves.
const SERVERS: &[&str] = &[
    "django.contrib.gis.db.backends.mysql",
    "django.contrib.gis.db.backends.oracle",
    "django.contrib.gis.db.backends.postgis",
    "django.db.backends.mysql",
    "django.db.backends.oracle",
    "django.db.backends.postgresql",
    "django.db.backends.postgresql_psycopg2",
];
/// Apps of sites that are served by an event loop, where connections should not be kept by Django.
const ASYNCHRONOUS: &[&str] = &["channels", "daphne"];
/// Parts of the addresses of what keeps the connections itself, and its usual ports.
const POOLERS: &[&str] = &["bouncer", "pgcat", "pgpool", "pool", "proxy"];
const PORTS_OF_POOLERS: &[&str] = &["6432", "6543"];

fn check(project: &Project, cx: &mut LinkCx) {
    for site in project.served_settings() {
        let Some(databases) = project.setting(site, "DATABASES").written() else { continue };
        let Some(database) = databases.get("default") else { continue };
        let Some(engine) = database.get("ENGINE").filter(|it| it.text().is_some_and(|it| SERVERS.contains(&it))) else {
            continue;
        };
        if database.get("CONN_MAX_AGE").is_some() || is_pooled(database) || is_asynchronous(project, site) {
            continue;
        }
        cx.report_setting(SettingReport {
            at: engine.label(project, "connected to anew for each request"),
            message: "every request opens a connection to the database and closes it again".to_owned(),
            note: "the server starts a process or thread and checks the password before the first query of each request",
            help: "set `\"CONN_MAX_AGE\": 60` and `\"CONN_HEALTH_CHECKS\": True` beside it, where processes times threads \
                   stay below what the server takes"
                .to_owned(),
            confidence: Confidence::Low,
        });
    }
}

/// Whether something between Django and the server keeps the connections, or may.
fn is_pooled(database: Written) -> bool {
    let says_so = |key: &str, words: &[&str]| match database.get(key).map(|it| &it.setting.value) {
        Some(Literal::Text(text)) => words.iter().any(|word| text.contains(word)),
        _ => false,
    };
    let options = database.get("OPTIONS");
    let may_pool = options.is_some_and(|it| it.setting.value == Literal::Unknown || it.get("pool").is_some());
    may_pool || says_so("HOST", POOLERS) || says_so("PORT", PORTS_OF_POOLERS)
}

fn is_asynchronous(project: &Project, site: u32) -> bool {
    let is_named = matches!(project.setting(site, "ASGI_APPLICATION"), Known::Written(_));
    is_named || ASYNCHRONOUS.iter().any(|app| project.listed(site, "INSTALLED_APPS", app).is_some())
}
