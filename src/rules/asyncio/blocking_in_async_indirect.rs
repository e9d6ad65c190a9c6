use crate::cx::{LinkCx, LinkReport};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::project::{Project, Reach, WorkId, words};
use crate::rule;
use crate::rule::Rule;
use crate::summary::Work;
use crate::summary::work::{Call, Use};

pub static RULE: Rule = rule!("asyncio/blocking-in-async-indirect", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    // Where requests are answered, somebody waits for every blocked moment. Elsewhere there may be one task alone.
    let most = if project.serves() { Confidence::High } else { Confidence::Low };
    for id in project.works() {
        let work = project.work(id);
        if !work.is_async || work.is_command {
            continue;
        }
        for call in &work.calls {
            if let Some(reach) = project.reach(id, call, |_, blocks| blocks) {
                // What an asynchronous function blocks is reported there.
                if !project.work(reach.first).is_async {
                    let report = report(project, id, call, &reach);
                    cx.report(LinkReport { confidence: report.confidence.min(most), ..report });
                }
            }
        }
    }
}

/// Words in the names of functions that seldom run while others wait.
const SELDOM: &[&str] = &[
    "boot",
    "close",
    "daemon",
    "init",
    "initialize",
    "lifespan",
    "main",
    "periodically",
    "samples",
    "seed",
    "setup",
    "shutdown",
    "start",
    "startup",
    "stop",
];

/// How much a wait matters: a local disk mostly answers at once, a name is mostly known to the system, and who is asked at
/// a terminal is mostly alone.
fn confidence_of(reach: &Reach) -> Confidence {
    let looks_up = ["getaddrinfo", "gethostbyname", "getfqdn"];
    match reach.effect {
        Effect::File => Confidence::Low,
        Effect::Stdin => Confidence::Medium,
        Effect::Network if looks_up.iter().any(|name| reach.callee.ends_with(name)) => Confidence::Low,
        _ => Confidence::High,
    }
}

fn report(project: &Project, id: WorkId, call: &Call, reach: &Reach) -> LinkReport {
    let (work, module) = (project.work(id), id.module);
    let called = project.work(reach.first);
    let verb = if call.usage == Use::Read { "reading " } else { "" };
    let label = format!("runs `{}`, which {}", reach.callee, words(reach.effect));
    let mut at = project.label(module, call.place, label, module);
    at.path = Some(project.summaries[module as usize].path.clone());
    LinkReport {
        at,
        message: format!(
            "{verb}`{}` blocks the event loop in `async def {}`",
            called.function,
            last_name(&work.function)
        ),
        note: "n tasks wait one after the other instead of side by side".to_owned(),
        help: help(called, call),
        related: project.steps(reach, module),
        function: Some(work.function.clone()),
        impact: Impact::High,
        confidence: reach.confidence.min(confidence_of(reach)).min(confidence_in(project, id, called)),
    }
}

/// While a program starts or stops, and at a command line, seldom another task waits; what runs by the clock, seldom runs.
fn confidence_in(project: &Project, id: WorkId, called: &Work) -> Confidence {
    let names = [&project.work(id).function, &called.function].map(|it| last_name(it));
    let is_seldom = |name: &str| !name.starts_with("__") && name.split('_').any(|part| SELDOM.contains(&part));
    let folders = ["cli", "commands", "scripts", "examples", "sample", "samples", "demo", "benchmarks"];
    let is_within = |folder: &str| project.summaries[id.module as usize].path.split('/').any(|part| part == folder);
    let is_alone = names.into_iter().any(is_seldom) || folders.into_iter().any(is_within);
    if is_alone { Confidence::Low } else { Confidence::High }
}

fn help(called: &Work, call: &Call) -> String {
    let name = last_name(&called.function);
    match (call.usage, name) {
        (Use::Called | Use::Awaited, name) if !name.starts_with("__") => {
            format!(
                "hand the call to a thread, `await asyncio.to_thread({name}, …)`, or make what it calls asynchronous"
            )
        }
        _ => "let a thread run it, with `asyncio.to_thread`, or make what it calls asynchronous".to_owned(),
    }
}

fn last_name(function: &str) -> &str {
    function.rsplit('.').next().unwrap_or(function)
}
