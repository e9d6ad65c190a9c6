//! What is claimed of the measured programs.

use fastpy_lint::hooks::Table;
use fastpy_lint::knowledge::Declared;
use fastpy_lint::lint::{self, Rules, Source};
use fastpy_lint::model::PythonVersion;
use fastpy_lint::page::Confidence;
use fastpy_lint::project::Project;
use fastpy_lint::project::symbols::FunctionId;

use super::cells::Cell;
use crate::support::{check_texts, read, repository};

/// What is said of the queries per row of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    Unknown,
    Exactly(u32),
    AtLeast(u32),
}

impl Claim {
    pub fn allows(self, measured: u32) -> bool {
        match self {
            Self::Unknown => true,
            Self::Exactly(number) => number == measured,
            Self::AtLeast(number) => number <= measured,
        }
    }

    pub fn is_slow(self) -> bool {
        matches!(self, Self::Exactly(number) | Self::AtLeast(number) if number > 0)
    }
}

/// The models of a library, and each program in a module of its own.
fn texts(folder: &str, header: &str, cells: &[Cell]) -> Vec<(String, String)> {
    let models = read(&repository().join(format!("tests/conformance/{folder}/models.py")));
    let programs = cells.iter().enumerate();
    let programs = programs.map(|(at, cell)| (format!("programs/cell_{at}.py"), format!("{header}\n\n{}", cell.code)));
    let models = ("library/models.py".to_owned(), models);
    std::iter::once(models).chain(programs).collect()
}

/// What the linked project claims of query sets.
pub fn django_claims(header: &str, cells: &[Cell]) -> Vec<Claim> {
    let table = Table::new(&[]);
    let declared = Declared::default();
    let target = PythonVersion::DEFAULT;
    let rules =
        Rules { selected: &[], table: &table, target, declared: &declared, least: Confidence::Low, timed: false };
    let summaries = texts("django/library", header, cells).into_iter().map(|(path, text)| {
        let outcome = lint::lint(Source { path: &path, module: "", is_stub: false, text: &text }, &rules);
        outcome.summary.expect("the program parses")
    });
    let project = Project::link(summaries.collect());
    let claim = |at: usize| {
        let module = project.summaries.iter().position(|it| it.path == format!("programs/cell_{at}.py"));
        let module = module.expect("each program has a module");
        let index = project.summaries[module].functions.iter().position(|it| it.name == "rows");
        let index = index.expect("each program has its function") as u32;
        let cost = project.cost_per_row(FunctionId { module: module as u32, index });
        match cost.least {
            number if cost.is_exact => Claim::Exactly(number),
            0 => Claim::Unknown,
            number => Claim::AtLeast(number),
        }
    };
    (0..cells.len()).map(claim).collect()
}

/// What `drf-n-plus-one` claims, at any confidence: silence says nothing. It reports in the file of the serializers, so
/// each program is looked at by itself.
pub fn serializer_claims(header: &str, cells: &[Cell]) -> Vec<Claim> {
    let serializers = read(&repository().join("tests/conformance/django/library/serializers.py"));
    let options = "select = ['drf-n-plus-one']\nconfidence = 'low'";
    let claim = |cell: &Cell| {
        let mut texts = texts("django/library", header, std::slice::from_ref(cell));
        texts.push(("library/serializers.py".to_owned(), serializers.clone()));
        match check_texts(&texts, options).findings.len() {
            0 => Claim::Unknown,
            number => Claim::AtLeast(number as u32),
        }
    };
    cells.iter().map(claim).collect()
}

/// What rules claim of programs, each looked at by itself, at any confidence: silence says nothing.
pub fn claims_alone(rules: &[&str], folder: &str, header: &str, cells: &[Cell]) -> Vec<Claim> {
    let options = format!("select = {rules:?}\nconfidence = 'low'");
    let claim = |cell: &Cell| {
        let texts = texts(folder, header, std::slice::from_ref(cell));
        match check_texts(&texts, &options).findings.len() {
            0 => Claim::Unknown,
            number => Claim::AtLeast(number as u32),
        }
    };
    cells.iter().map(claim).collect()
}

/// What a rule claims of templates that stand behind their programs, each looked at by itself.
pub fn template_claims(rule: &str, folder: &str, header: &str, cells: &[Cell]) -> Vec<Claim> {
    let options = format!("select = ['{rule}']\nconfidence = 'low'");
    let claim = |cell: &Cell| {
        let (program, template) = cell.code.split_once("# --- ").expect("a template stands behind the program");
        let (path, template) = template.split_once('\n').expect("the template has a name");
        let program = Cell { kind: String::new(), code: program.to_owned(), queries: Vec::new() };
        let mut texts = texts(folder, header, &[program]);
        texts.push((path.to_owned(), template.to_owned()));
        match check_texts(&texts, &options).findings.len() {
            0 => Claim::Unknown,
            number => Claim::AtLeast(number as u32),
        }
    };
    cells.iter().map(claim).collect()
}

/// What a rule claims, at any confidence: silence says nothing. Each program is looked at where it stands.
pub fn claims_of(rule: &str, folder: &str, header: &str, cells: &[Cell]) -> Vec<Claim> {
    let options = format!("select = ['{rule}']\nconfidence = 'low'");
    let checked = check_texts(&texts(folder, header, cells), &options);
    let claim = |at: usize| {
        let path = format!("programs/cell_{at}.py");
        match checked.findings.iter().filter(|finding| finding.path == path).count() {
            0 => Claim::Unknown,
            number => Claim::AtLeast(number as u32),
        }
    };
    (0..cells.len()).map(claim).collect()
}
