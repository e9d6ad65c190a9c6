//! The templates of a project by name, and the relations that they read of rows that do not carry them.

use rustc_hash::FxHashMap;

use crate::page::Confidence;
use crate::project::Project;
use crate::project::contexts::Rendered;
use crate::project::relations::LazyRelation;
use crate::project::renderings::{Read, Rendering};
use crate::project::symbols::FunctionId;
use crate::summary::PlaceId;
use crate::template::Template;

/// The modules of templates by the name under which they are rendered.
pub(super) type Names<'p> = FxHashMap<&'p str, Vec<u32>>;

impl Project {
    /// Relations that templates read of each row although no query set loads them.
    pub fn lazy_relations_of_templates(&self) -> Vec<LazyRelation> {
        let names = self.templates_by_name();
        if names.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<LazyRelation> = Vec::new();
        for rendered in self.rendered() {
            for lazy in self.lazy_in(&rendered, &names) {
                let is_known = |it: &LazyRelation| it.function == lazy.function && it.access == lazy.access;
                match found.iter_mut().find(|it| is_known(it)) {
                    // Of two views that render it, one may be surer.
                    Some(known) if known.confidence < lazy.confidence => *known = lazy,
                    Some(_) => {}
                    None => found.push(lazy),
                }
            }
        }
        found
    }

    fn templates_by_name(&self) -> Names<'_> {
        let mut names = Names::default();
        for (module, summary) in self.summaries.iter().enumerate() {
            if let Some((name, _)) = &summary.template {
                names.entry(name.as_str()).or_default().push(module as u32);
            }
        }
        names
    }

    /// The template that a view of a module means by a name: of several, the one that stands nearest to it.
    pub(super) fn template_named(&self, names: &Names, name: &str, module: u32) -> Option<u32> {
        let path = &self.summaries[module as usize].path;
        let shared = |other: &u32| {
            let other = &self.summaries[*other as usize].path;
            path.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
        };
        names.get(name)?.iter().copied().max_by_key(shared)
    }

    pub(super) fn template(&self, module: u32) -> Option<&Template> {
        self.summaries[module as usize].template.as_ref().map(|(_, template)| template)
    }

    fn lazy_in(&self, rendered: &Rendered, names: &Names) -> Vec<LazyRelation> {
        let Some(module) = self.template_named(names, &rendered.template, rendered.module) else { return Vec::new() };
        let mut rendering = Rendering::new(self, names, rendered.context.clone());
        rendering.render(module);
        let (loops, reads) = (rendering.loops, rendering.reads);
        let mut shortest: Vec<&Read> = Vec::new();
        for read in &reads {
            let is_behind = |other: &Read| {
                other.row.row == read.row.row
                    && other.path.len() < read.path.len()
                    && read.path.starts_with(&other.path)
            };
            let is_same = |other: &&Read| other.row.row == read.row.row && other.path == read.path;
            if !reads.iter().any(is_behind) && !shortest.iter().any(is_same) {
                shortest.push(read);
            }
        }
        shortest.into_iter().filter_map(|read| self.lazy_relation(read, &reads, &loops)).collect()
    }

    fn lazy_relation(&self, read: &Read, all: &[Read], loops: &[(u32, PlaceId)]) -> Option<LazyRelation> {
        let (module, iterable) = *loops.get(read.row.row as usize)?;
        let of_template = |module: u32| FunctionId { module, index: 0 };
        let behind = all.iter().filter(|it| it.row.row == read.row.row && it.path.starts_with(&read.path));
        let behind: Vec<&Vec<String>> = behind.map(|it| &it.path).collect();
        let is_last =
            |path: &&&Vec<String>| !behind.iter().any(|other| other.len() > path.len() && other.starts_with(path));
        let mut lookups: Vec<String> = behind.iter().filter(is_last).map(|path| path.join("__")).collect();
        lookups.sort();
        lookups.dedup();
        Some(LazyRelation {
            function: of_template(read.module),
            access: read.place,
            iterable: (of_template(module), iterable),
            query: read.row.trace.origin,
            model: read.row.model,
            path: read.path.clone(),
            is_joinable: behind.iter().all(|path| self.is_joinable(read.row.model, path)),
            lookups,
            arity: read.arity,
            confidence: confidence(read),
        })
    }
}

fn confidence(read: &Read) -> Confidence {
    let trace = &read.row.trace;
    let is_direct = trace.hops <= 1 && !read.is_inside && !read.is_conditional;
    // What one object refers to are mostly few rows.
    if is_direct && !trace.is_doubtful && !trace.is_narrowed && !trace.is_of_one {
        Confidence::High
    } else if trace.hops > 2 && (trace.is_doubtful || read.is_conditional) {
        Confidence::Low
    } else {
        Confidence::Medium
    }
}
