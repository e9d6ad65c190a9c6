//! What was read of rows that do not carry it, wherever no loop of Python reads it: in templates, serializers,
//! change lists and the like.

use std::rc::Rc;

use crate::page::Confidence;
use crate::project::Project;
use crate::project::missing::{Inside, Lack, Missing};
use crate::project::models::Arity;
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId};
use crate::project::value::RowOrigin;
use crate::summary::PlaceId;

/// A relation that is read of each row, and that is not loaded with the rows.
struct Read {
    lack: Lack,
    inside: Option<Inside>,
    module: u32,
    place: PlaceId,
    path: Vec<String>,
    row: Rc<RowOrigin>,
    arity: Arity,
    is_conditional: bool,
    is_inside: bool,
}

/// Loops that are not written in Python, and what they read.
#[derive(Default)]
pub(super) struct Reads {
    /// The module and the place of what each loop goes through, by the number of its rows.
    pub loops: Vec<(u32, PlaceId)>,
    list: Vec<Read>,
}

/// Where something is read, and how surely.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub module: u32,
    pub place: PlaceId,
    pub is_conditional: bool,
    pub is_inside: bool,
}

/// The function of the loops of a module that are not written in Python.
pub(super) fn outside_python(module: u32) -> FunctionId {
    FunctionId { module, index: u32::MAX }
}

impl Reads {
    /// A new loop; its number.
    pub fn open(&mut self, module: u32, place: PlaceId) -> u32 {
        self.loops.push((module, place));
        self.loops.len() as u32 - 1
    }

    /// Notes what a look-up found missing, as far as it is of one of these loops' rows.
    pub fn note(&mut self, project: &Project, site: Site, missing: Vec<Missing>) {
        for missing in missing {
            let Some(row) = missing.instance.row.clone() else { continue };
            let is_of_loop = row.function.index == u32::MAX && self.loops.len() > row.row as usize;
            let arity = project.arity(&missing).filter(|_| missing.lack != Lack::Query);
            let (true, Some(arity)) = (is_of_loop && !row.trace.is_given, arity) else { continue };
            let Missing { instance, name, lack, inside } = missing;
            self.list.push(Read {
                lack,
                module: site.module,
                place: site.place,
                path: instance.path.iter().cloned().chain([name]).collect(),
                arity,
                is_conditional: site.is_conditional,
                is_inside: site.is_inside || inside.is_some(),
                inside,
                row,
            });
        }
    }

    /// One finding for each loop and shortest path, of the rows of certain models.
    pub fn lazy_relations(&self, project: &Project, is_wanted: impl Fn(ClassId) -> bool) -> Vec<LazyRelation> {
        let mut shortest: Vec<&Read> = Vec::new();
        for read in self.list.iter().filter(|read| is_wanted(read.row.model)) {
            let is_of_loop = |other: &Read| other.row.row == read.row.row;
            let is_behind = |other: &Read| {
                is_of_loop(other) && other.path.len() < read.path.len() && read.path.starts_with(&other.path)
            };
            let is_same = |other: &&Read| is_of_loop(other) && other.path == read.path;
            if !self.list.iter().any(is_behind) && !shortest.iter().any(is_same) {
                shortest.push(read);
            }
        }
        shortest.into_iter().filter_map(|read| self.lazy_relation(project, read)).collect()
    }

    fn lazy_relation(&self, project: &Project, read: &Read) -> Option<LazyRelation> {
        let (module, iterable) = *self.loops.get(read.row.row as usize)?;
        let behind = self.list.iter().filter(|it| it.row.row == read.row.row && it.path.starts_with(&read.path));
        let behind: Vec<&Vec<String>> = behind.map(|it| &it.path).collect();
        let is_last =
            |path: &&&Vec<String>| !behind.iter().any(|other| other.len() > path.len() && other.starts_with(path));
        let is_for_more = self.list.iter().any(|it| {
            let is_behind = it.path.len() > read.path.len() || it.lack == Lack::Relation;
            it.row.row == read.row.row && it.path.starts_with(&read.path) && is_behind
        });
        let mut lookups: Vec<String> = behind.iter().filter(is_last).map(|path| path.join("__")).collect();
        lookups.sort();
        lookups.dedup();
        Some(LazyRelation {
            lack: if read.lack == Lack::Key && is_for_more { Lack::Relation } else { read.lack.clone() },
            inside: read.inside,
            function: outside_python(read.module),
            access: read.place,
            iterable: (outside_python(module), iterable),
            query: read.row.trace.origin,
            handed: Vec::new(),
            model: read.row.model,
            path: read.path.clone(),
            is_joinable: behind.iter().all(|path| project.is_joinable(read.row.model, path)),
            lookups,
            arity: read.arity,
            confidence: confidence(project, read),
        })
    }
}

/// Adds findings, each place once: of several ways to the same place the surest counts.
pub(super) fn add(found: &mut Vec<LazyRelation>, more: Vec<LazyRelation>) {
    for lazy in more {
        let is_known =
            |it: &LazyRelation| it.function == lazy.function && it.access == lazy.access && it.path == lazy.path;
        match found.iter_mut().find(|it| is_known(it)) {
            Some(known) if known.confidence < lazy.confidence => *known = lazy,
            Some(_) => {}
            None => found.push(lazy),
        }
    }
}

fn confidence(project: &Project, read: &Read) -> Confidence {
    let trace = &read.row.trace;
    // What one object refers to are mostly few rows, and so is what somebody has set up.
    let is_few = trace.is_of_one && !trace.is_paged || project.is_set_up(read.row.model);
    let is_direct = trace.hops <= 1 && !read.is_inside && !read.is_conditional && !trace.is_doubtful;
    if is_few || trace.hops > 2 && (trace.is_doubtful || read.is_conditional) {
        Confidence::Low
    } else if is_direct && !trace.is_of_one && (!trace.is_narrowed || trace.is_paged) {
        Confidence::High
    } else {
        Confidence::Medium
    }
}
