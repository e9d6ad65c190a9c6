//! Which waits a call reaches through the functions of the project: from the functions that wait themselves up to their
//! callers, and to theirs.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Label;
use crate::model::Effect;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::callees::Run;
use crate::project::classes::Base;
use crate::project::symbols::ClassId;
use crate::summary::PlaceId;
use crate::summary::work::{Call, Callee, Use};

/// Functions that a wait is carried through.
const DEEPEST: u32 = 6;

/// A function of the project that may lead to a wait: its summary, and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkId {
    pub module: u32,
    pub index: u32,
}

/// A wait of a function: what is waited for, and whether it holds the thread, and not only the task that awaits it.
type Waited = (Effect, bool);

/// All that may be waited for; of two that are as sure, the first is shown.
const WAITED: [Waited; 10] = [
    (Effect::Sleep, true),
    (Effect::Http, true),
    (Effect::Query, true),
    (Effect::Network, true),
    (Effect::Subprocess, true),
    (Effect::Stdin, true),
    (Effect::File, true),
    (Effect::Http, false),
    (Effect::Query, false),
    (Effect::Network, false),
];

/// What is known of every function's waits.
#[derive(Default)]
pub(super) struct Reaches {
    steps: FxHashMap<(WorkId, Effect, bool), Step>,
    /// The names under which functions that lead to a wait are called.
    names: FxHashSet<String>,
}

/// The next step on the way from a function to a wait.
#[derive(Clone, Copy)]
struct Step {
    confidence: Confidence,
    via: Via,
}

#[derive(Clone, Copy)]
enum Via {
    /// One of the function's own waits.
    Wait(u32),
    /// One of its calls, and what that runs.
    Call(u32, WorkId),
}

/// A wait that a call leads to.
pub struct Reach {
    pub effect: Effect,
    pub confidence: Confidence,
    /// The function that the call runs.
    pub first: WorkId,
    /// Whether the call makes an object.
    pub is_construction: bool,
    /// The callee that waits in the end, as it is written.
    pub callee: String,
    /// Its dotted name, `redis.Redis.get`.
    pub name: String,
    /// The calls on the way, the waiting one last: their modules, places and callees.
    pub hops: Vec<(u32, PlaceId, String)>,
}

/// A call: the function around it, and its place among that function's calls.
type CallId = (WorkId, u32);

/// The calls of the project by what they run, resolved name by name as they are asked for.
#[derive(Default)]
struct Callers<'p> {
    by_name: FxHashMap<&'p str, Vec<CallId>>,
    resolved: FxHashMap<WorkId, Vec<(CallId, bool)>>,
}

impl Project {
    /// The functions that may lead to a wait, module by module.
    pub fn works(&self) -> impl Iterator<Item = WorkId> {
        self.summaries.iter().enumerate().flat_map(|(module, summary)| {
            (0..summary.works.len()).map(move |index| WorkId { module: module as u32, index: index as u32 })
        })
    }

    /// The surest wait of the wanted ones that a call of a function leads to, through functions of the project.
    pub fn reach(&self, of: WorkId, call: &Call, is_wanted: impl Fn(Effect, bool) -> bool) -> Option<Reach> {
        let reaches = self.reaches.get_or_init(|| self.read_reaches());
        if !matches!(call.callee, Callee::Own(_)) && !reaches.names.contains(self.name_called(of.module, &call.callee))
        {
            return None;
        }
        let mut best: Option<(Confidence, Waited, WorkId)> = None;
        for run in self.runs(of.module, call) {
            for waited in WAITED.into_iter().filter(|(effect, blocks)| is_wanted(*effect, *blocks)) {
                let Some(step) = reaches.step(run.work, waited) else { continue };
                let Some(confidence) = self.carries(call, run, step.confidence) else { continue };
                if best.is_none_or(|(before, ..)| before < confidence) {
                    best = Some((confidence, waited, run.work));
                }
            }
        }
        let (confidence, waited, first) = best?;
        let mut reach = Reach {
            effect: waited.0,
            confidence,
            first,
            is_construction: self.work(first).function.ends_with("__init__"),
            callee: String::new(),
            name: String::new(),
            hops: Vec::new(),
        };
        self.follow(reaches, waited, &mut reach);
        Some(reach)
    }

    /// The wait of the wanted ones that a call or property at a place of a module leads to. A function that calls itself
    /// goes through a tree: what comes next, only the answer says.
    pub fn reach_at(&self, module: u32, at: (u32, u32), effects: &[Effect]) -> Option<Reach> {
        let summary = &self.summaries[module as usize];
        let works = summary.works.iter().enumerate();
        let mut calls = works.flat_map(|(index, work)| work.calls.iter().map(move |call| (index as u32, call)));
        let (index, call) = calls.find(|(_, call)| summary.places[call.place.0 as usize].span.offsets == at)?;
        let of = WorkId { module, index };
        self.reach(of, call, |effect, _| effects.contains(&effect)).filter(|reach| reach.first != of)
    }

    /// The steps to a wait, to be shown beside a finding in the module `here`.
    pub fn steps(&self, reach: &Reach, here: u32) -> Vec<Label> {
        let last = reach.hops.len().saturating_sub(1);
        let steps = reach.hops.iter().enumerate().map(|(at, (module, place, name))| {
            let says = if at == last { format!("`{name}` {}", words(reach.effect)) } else { format!("calls `{name}`") };
            self.label(*module, *place, says, here)
        });
        steps.collect()
    }

    /// Notes the calls from a function to what it waits for.
    fn follow(&self, reaches: &Reaches, waited: Waited, reach: &mut Reach) {
        let mut at = reach.first;
        while let Some(step) = reaches.step(at, waited) {
            let work = self.work(at);
            match step.via {
                Via::Wait(index) => {
                    let wait = &work.waits[index as usize];
                    reach.hops.push((at.module, wait.place, wait.callee.clone()));
                    (reach.callee, reach.name) = (wait.callee.clone(), wait.name.clone());
                    return;
                }
                Via::Call(index, next) => {
                    let name = self.work(next).function.clone();
                    reach.hops.push((at.module, work.calls[index as usize].place, name));
                    at = next;
                }
            }
        }
    }

    fn read_reaches(&self) -> Reaches {
        let mut reaches = Reaches::default();
        let mut callers = self.callers();
        let mut rising = self.own_waits(&mut reaches);
        for _ in 0..DEEPEST {
            let mut next = Vec::new();
            for (work, waited) in rising {
                let Some(step) = reaches.step(work, waited) else { continue };
                for (caller, is_certain) in self.callers_of(work, &mut callers, &mut reaches).iter().copied() {
                    let call = &self.work(caller.0).calls[caller.1 as usize];
                    let Some(confidence) = self.carries(call, Run { work, is_certain }, step.confidence) else {
                        continue;
                    };
                    let via = Via::Call(caller.1, work);
                    if reaches.improve(caller.0, waited, Step { confidence, via }) {
                        next.push((caller.0, waited));
                    }
                }
            }
            rising = next;
        }
        reaches
    }

    /// Notes what functions wait for themselves.
    fn own_waits(&self, reaches: &mut Reaches) -> Vec<(WorkId, Waited)> {
        let mut waiting = Vec::new();
        for id in self.works() {
            for (index, wait) in self.work(id).waits.iter().enumerate() {
                let confidence = if wait.is_rare || wait.is_local { Confidence::Medium } else { Confidence::High };
                let waited = (wait.effect, !wait.is_async);
                if reaches.improve(id, waited, Step { confidence, via: Via::Wait(index as u32) }) {
                    waiting.push((id, waited));
                }
            }
        }
        waiting
    }

    fn callers(&self) -> Callers<'_> {
        let mut callers = Callers::default();
        for id in self.works() {
            for (index, call) in self.work(id).calls.iter().enumerate() {
                let at = (id, index as u32);
                match call.callee {
                    Callee::Own(own) => {
                        let work = WorkId { module: id.module, index: own };
                        callers.resolved.entry(work).or_default().push((at, true));
                    }
                    _ => callers.by_name.entry(self.name_called(id.module, &call.callee)).or_default().push(at),
                }
            }
        }
        callers
    }

    /// The calls that run a function, and whether they can run no other.
    fn callers_of<'c>(
        &self,
        work: WorkId,
        callers: &'c mut Callers<'_>,
        reaches: &mut Reaches,
    ) -> &'c [(CallId, bool)] {
        for name in self.names_of(work) {
            for at in callers.by_name.remove(name).unwrap_or_default() {
                let call = &self.work(at.0).calls[at.1 as usize];
                for run in self.runs(at.0.module, call) {
                    callers.resolved.entry(run.work).or_default().push((at, run.is_certain));
                }
            }
            if !reaches.names.contains(name) {
                reaches.names.insert(name.to_owned());
            }
        }
        callers.resolved.get(&work).map_or(&[], Vec::as_slice)
    }

    /// The names under which a function is called: its own; for what makes an object, those of the class and of the
    /// classes below it.
    fn names_of(&self, id: WorkId) -> Vec<&str> {
        let work = self.work(id);
        let name = work.function.rsplit('.').next().unwrap_or_default();
        let mut names = vec![name];
        if let Some(index) = work.class.filter(|_| matches!(name, "__init__" | "__enter__")) {
            let class = ClassId { module: id.module, index };
            let below = self.below(class).iter();
            names.extend(below.chain([&class]).map(|it| self.class_name(*it)));
        }
        names
    }

    /// How sure it is that a call that runs a function waits for what the function waits for; `None` where it does not.
    fn carries(&self, call: &Call, run: Run, confidence: Confidence) -> Option<Confidence> {
        let work = self.work(run.work);
        let is_run = match work.runs {
            Use::Called => call.usage != Use::Read,
            other => call.usage == other,
        };
        let is_decorated = work.decorators.iter().try_fold(false, |is_decorated, decorator| {
            // What is awaited although the function is a plain one, its decorator made.
            match self.calls_through(decorator) {
                Some(calls_through) => calls_through.then_some(is_decorated),
                None => (call.usage != Use::Awaited || work.runs == Use::Awaited).then_some(true),
            }
        })?;
        let is_sure = run.is_certain && !call.is_rare && !work.is_cached && !is_decorated;
        is_run.then(|| if is_sure { confidence } else { confidence.min(Confidence::Medium) })
    }

    /// Whether a decorator calls what it decorates where it is called itself; `None` where nobody knows.
    fn calls_through(&self, decorator: &str) -> Option<bool> {
        let (module, name) = decorator.rsplit_once('.')?;
        let parts: Vec<&str> = module.split('.').collect();
        let module = self.modules.module(&self.summaries, None, &parts)?;
        let mut decorators = self.summaries[module as usize].decorators.iter();
        decorators.find(|(decorator, _)| decorator == name).map(|(_, calls_through)| *calls_through)
    }

    /// The classes that inherit from a class.
    pub(super) fn below(&self, class: ClassId) -> &[ClassId] {
        let below = self.below.get_or_init(|| {
            let mut below: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
            for id in self.classes() {
                for base in self.order(id) {
                    if let Base::Class(base) = base
                        && *base != id
                    {
                        below.entry(*base).or_default().push(id);
                    }
                }
            }
            below
        });
        below.get(&class).map_or(&[], Vec::as_slice)
    }
}

/// What is waited for, in words.
pub fn words(effect: Effect) -> &'static str {
    match effect {
        Effect::Sleep => "sleeps",
        Effect::Http => "waits for the answer",
        Effect::Query => "waits for the database",
        Effect::Network => "waits for the network",
        Effect::Subprocess => "waits for the program",
        Effect::Stdin => "waits for input",
        Effect::File => "waits for the disk",
        _ => "waits",
    }
}

impl Reaches {
    fn step(&self, work: WorkId, (effect, blocks): Waited) -> Option<Step> {
        self.steps.get(&(work, effect, blocks)).copied()
    }

    /// Notes a way to a wait if it is surer than those that are known.
    fn improve(&mut self, work: WorkId, (effect, blocks): Waited, step: Step) -> bool {
        let known = self.steps.get(&(work, effect, blocks));
        if known.is_some_and(|known| known.confidence >= step.confidence) {
            return false;
        }
        self.steps.insert((work, effect, blocks), step);
        true
    }
}
