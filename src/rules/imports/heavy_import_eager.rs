//! A module that takes long to import, at the top of a program, for functions that most runs do not come to.

use crate::cx::{Cx, HeavyImport, Reach, Report};
use crate::facts::scopes::ScopeId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{Ranged, ast, mentions};

pub static RULE: Rule = rule!("imports/heavy-import-eager", Hook::Module(check), Hook::SettleModule(settle));

/// An import in each of more functions is nothing that people write.
const FEW_FUNCTIONS: usize = 2;
/// Who starts without what is imported: other commands of the same file, or of others that are imported with it.
const HERE: &str = "here";
const ELSEWHERE: &str = "elsewhere";

fn check<'a>(_: &'a ast::ModModule, cx: &mut Cx<'a>) {
    let imports = cx.heavy_imports();
    // A cheap look at whether the file is a program.
    let is_program = || ["__main__", ".command", "set_defaults"].iter().any(|word| mentions(cx.facts.text, word));
    if imports.is_empty() || !is_program() {
        return;
    }
    let used: Vec<(HeavyImport, Vec<ScopeId>)> =
        imports.into_iter().filter_map(|import| cx.users(&import).map(|users| (import, users))).collect();
    let packages: Vec<String> = used.iter().map(|(import, _)| import.package.clone()).collect();
    for (import, users) in &used {
        let (who, report) = match confidence(users, cx) {
            Some(confidence) => (HERE, report(import, users, confidence, cx)),
            None if !cx.commands_using(users).is_empty() => (ELSEWHERE, report_of_module(import, cx)),
            None => continue,
        };
        let names = [who, &import.package].map(str::to_owned);
        cx.report_if_module(names.into_iter().chain(packages.clone()).collect(), report);
    }
}

/// How sure it is that runs of this file do without; `None` where none may.
fn confidence(users: &[ScopeId], cx: &Cx) -> Option<Confidence> {
    if users.len() > FEW_FUNCTIONS && !cx.imports_lazily() {
        return None;
    }
    let reach = users.iter().map(|user| cx.reach(*user)).min()?;
    let (all, using) = (cx.commands().len(), cx.commands_using(users).len());
    match reach {
        Reach::Always | Reach::Unknown => None,
        _ if all > 0 && using == all => None,
        Reach::Command if using * 2 <= all => Some(Confidence::High),
        Reach::Command | Reach::Branch => Some(Confidence::Medium),
    }
}

fn report(import: &HeavyImport, users: &[ScopeId], confidence: Confidence, cx: &Cx) -> Report {
    let definitions: Vec<&ast::StmtFunctionDef> = users.iter().filter_map(|it| cx.name_of_function(*it)).collect();
    let names: Vec<String> = definitions.iter().map(|it| format!("`{}`", it.name)).collect();
    let users = names.join(" and ");
    let verb = if names.len() == 1 { "needs" } else { "need" };
    Report {
        at: import.at,
        label: format!("is imported on every run, for {users} alone"),
        message: format!("every start waits for `{}`, which only {users} {verb}", import.module),
        note: import.cost_in_words(),
        help: if cx.imports_lazily() {
            format!("write `lazy` before the import, and `{}` is loaded where it is first used", import.package)
        } else {
            format!("import it inside {users}")
        },
        related: definitions.iter().map(|it| (it.name.range(), "needs it".to_owned())).collect(),
        impact: Impact::Medium,
        confidence,
    }
}

fn report_of_module(import: &HeavyImport, cx: &Cx) -> Report {
    Report {
        at: import.at,
        label: "is imported with every command of the program".to_owned(),
        message: format!("every start waits for `{}`, which only the commands of this module need", import.module),
        note: import.cost_in_words(),
        help: if cx.imports_lazily() {
            format!("write `lazy` before the import, and `{}` is loaded where it is first used", import.package)
        } else {
            "import it inside the functions that use it, or this module only when its command is called".to_owned()
        },
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::High,
    }
}

/// The package must not come with something else that is imported, nor be taken from the module by others.
fn settle(project: &Project, module: u32, names: &[String]) -> Option<Confidence> {
    let [who, package, movable @ ..] = names else { return None };
    if !project.may_import_later(module, package) {
        return None;
    }
    if who == HERE {
        return project.does_without(module, (module, movable), package);
    }
    let mut programs = project.importers(module).filter(|it| project.joins_commands(*it, module));
    programs.find_map(|program| project.does_without(program, (module, movable), package))
}
