//! Finds what a mark speaks of. Facts answer at nodes, so a moment that has no node gets a line of its own: the marked
//! expression as a statement, which reads and does nothing else.

use std::sync::LazyLock;

use fastpy_lint::facts::loops::LoopId;
use fastpy_lint::facts::nodes::id_of;
use fastpy_lint::facts::{Facts, Given};
use fastpy_lint::knowledge::Declared;
use fastpy_lint::model::PythonVersion;
use fastpy_lint::syntax::ast::{self, Expr, ModModule, PySourceType, Stmt};
use fastpy_lint::syntax::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use fastpy_lint::syntax::{self, AnyNodeRef, Ranged, TextRange, TextSize, Tree};

/// The name that a case's module has while it is asked.
pub const MODULE: &str = "case";

/// A case's text, with a line put in for a mark where it needs one.
pub struct Probed {
    pub text: String,
    /// The line that was put in.
    pub line: Option<usize>,
}

/// The line, indentation and owner of a block or simple statement.
struct Spot {
    /// The line before which a probe goes.
    before: usize,
    column: usize,
    /// Whether the mark stands on the last line of its statement or header.
    ends: bool,
}

impl Probed {
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), line: None }
    }

    /// Puts the expressions where the mark's moment is; `None` where the line is within a statement.
    pub fn at_moment(text: &str, line: usize, expressions: &[String]) -> Option<Self> {
        let tree = parse(text);
        let spot = spot(text, tree.module(), line).filter(|spot| spot.ends)?;
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let probe: Vec<&str> = expressions.iter().map(String::as_str).collect();
        lines.insert(spot.before - 1, format!("{}({})", " ".repeat(spot.column), probe.join("), (")));
        Some(Self { text: lines.join("\n") + "\n", line: Some(spot.before) })
    }

    /// Where a line of the case went.
    pub fn line_here(&self, line: usize) -> usize {
        line + usize::from(self.line.is_some_and(|probe| line >= probe))
    }

    /// The line of the case that stands here.
    pub fn line_in_case(&self, line: usize) -> usize {
        line - usize::from(self.line.is_some_and(|probe| line > probe))
    }
}

pub fn parse(text: &str) -> Tree {
    syntax::parse(text, PySourceType::Python).unwrap_or_else(|refusal| panic!("{refusal:?} in\n{text}"))
}

static NOTHING_DECLARED: LazyLock<Declared> = LazyLock::new(Declared::default);

pub fn facts<'a>(text: &'a str, tree: &'a Tree, python: Option<&str>) -> Facts<'a> {
    let target = python.and_then(PythonVersion::parse).unwrap_or(PythonVersion::DEFAULT);
    let given = Given { text, module_name: MODULE, is_package: false, target, declared: &NOTHING_DECLARED };
    Facts::new(given, tree.module())
}

pub fn line_of(text: &str, at: TextSize) -> usize {
    text[..at.to_usize()].matches('\n').count() + 1
}

/// Every expression and statement of a module.
#[derive(Default)]
pub struct Collected<'a> {
    pub expressions: Vec<&'a Expr>,
    pub statements: Vec<&'a Stmt>,
}

impl<'a> Collected<'a> {
    pub fn of(module: &'a ModModule) -> Self {
        let mut collected = Self::default();
        module.body.iter().for_each(|statement| collected.visit_stmt(statement));
        collected
    }
}

impl<'a> SourceOrderVisitor<'a> for Collected<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        self.expressions.push(expression);
        walk_expr(self, expression);
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statements.push(statement);
        walk_stmt(self, statement);
    }
}

/// The first expression with this text that touches a line.
pub fn occurrence<'a>(text: &str, collected: &Collected<'a>, line: usize, wanted: &str) -> Option<&'a Expr> {
    let compact = |text: &str| text.split_whitespace().collect::<String>().replace('\'', "\"");
    let touches = |range: TextRange| line_of(text, range.start()) <= line && line <= line_of(text, range.end());
    let is_it =
        |expression: &&Expr| touches(expression.range()) && compact(&text[expression.range()]) == compact(wanted);
    collected.expressions.iter().copied().find(is_it)
}

/// The loop statement that starts on a line.
pub fn loop_at(facts: &Facts, line: usize) -> Option<LoopId> {
    let mut statements = facts.loops.all().map(|(id, it)| (id, facts.nodes.get(it.node).node));
    let starts_here = |node: AnyNodeRef| {
        !matches!(node, AnyNodeRef::Comprehension(_)) && line_of(facts.text, node.range().start()) == line
    };
    statements.find(|(_, node)| starts_here(*node)).map(|(id, _)| id)
}

/// The loop whose header a line ends, or else the innermost loop statement around what stands on the line.
pub fn loop_around(facts: &Facts, collected: &Collected, line: usize) -> Option<LoopId> {
    let covers =
        |range: TextRange| line_of(facts.text, range.start()) <= line && line <= line_of(facts.text, range.end());
    let mut on_line = collected.statements.iter().copied().filter(|statement| covers(statement.range()));
    let innermost = on_line.next_back()?;
    match innermost {
        Stmt::For(it) => loop_at(facts, line_of(facts.text, it.start())),
        Stmt::While(it) => loop_at(facts, line_of(facts.text, it.start())),
        _ => {
            let around = facts.loops.around(facts.nodes.get(id_of(innermost)).in_loop);
            around
                .into_iter()
                .find(|id| !matches!(facts.nodes.get(facts.loops.get(*id).node).node, AnyNodeRef::Comprehension(_)))
        }
    }
}

/// The function whose header ends on a line.
pub fn function_at<'a>(text: &str, collected: &Collected<'a>, line: usize) -> Option<&'a ast::StmtFunctionDef> {
    collected.statements.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(it) => {
            let first = line_of(text, it.body.first()?.start());
            (line_of(text, it.name.start()) <= line && line < first).then_some(it)
        }
        _ => None,
    })
}

fn spot(text: &str, module: &ModModule, line: usize) -> Option<Spot> {
    let collected = Collected::of(module);
    let first_of_block = collected.statements.iter().flat_map(|statement| blocks(statement));
    // A header ends on the line before its block's first statement.
    let headed = first_of_block.filter(|(start, block)| {
        let first = line_of(text, first_start(&block[0]));
        line_of(text, *start) <= line && line < first
    });
    if let Some((_, block)) = headed.last() {
        let before = line_of(text, first_start(&block[0]));
        return Some(Spot { before, column: column_of(text, block[0].start()), ends: line + 1 == before });
    }
    let touches =
        |it: &&Stmt| line_of(text, it.start()) <= line && line <= line_of(text, it.end()) && blocks(it).is_empty();
    let statement = collected.statements.iter().copied().rfind(touches)?;
    let leaves = matches!(statement, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_));
    let (start, end) = (line_of(text, statement.start()), line_of(text, statement.end()));
    let before = if leaves { start } else { end + 1 };
    Some(Spot { before, column: column_of(text, statement.start()), ends: line == end })
}

/// Where the header of each block of a statement starts, with the block.
fn blocks(statement: &Stmt) -> Vec<(TextSize, &[Stmt])> {
    let mut blocks: Vec<(TextSize, &[Stmt])> = Vec::new();
    let after = |body: &[Stmt]| body.last().map_or(TextSize::new(0), |last| last.end() + TextSize::new(1));
    match statement {
        Stmt::FunctionDef(it) => blocks.push((it.name.start(), &it.body)),
        Stmt::ClassDef(it) => blocks.push((it.name.start(), &it.body)),
        Stmt::With(it) => blocks.push((it.start(), &it.body)),
        Stmt::For(it) => blocks.extend([(it.start(), &*it.body), (after(&it.body), &*it.orelse)]),
        Stmt::While(it) => blocks.extend([(it.start(), &*it.body), (after(&it.body), &*it.orelse)]),
        Stmt::If(it) => {
            blocks.push((it.start(), &it.body));
            blocks.extend(it.elif_else_clauses.iter().map(|clause| (clause.start(), &*clause.body)));
        }
        Stmt::Match(it) => blocks.extend(it.cases.iter().map(|case| (case.start(), &*case.body))),
        Stmt::Try(it) => {
            blocks.push((it.start(), &it.body));
            let mut last = after(&it.body);
            for ast::ExceptHandler::ExceptHandler(handler) in &it.handlers {
                blocks.push((handler.start(), &handler.body));
                last = after(&handler.body);
            }
            blocks.push((last, &it.orelse));
            blocks.push((if it.orelse.is_empty() { last } else { after(&it.orelse) }, &it.finalbody));
        }
        _ => {}
    }
    blocks.retain(|(_, block)| !block.is_empty());
    blocks
}

fn first_start(statement: &Stmt) -> TextSize {
    let decorators = match statement {
        Stmt::FunctionDef(it) => &it.decorator_list,
        Stmt::ClassDef(it) => &it.decorator_list,
        _ => return statement.start(),
    };
    decorators.first().map_or(statement.start(), Ranged::start)
}

fn column_of(text: &str, at: TextSize) -> usize {
    at.to_usize() - text[..at.to_usize()].rfind('\n').map_or(0, |newline| newline + 1)
}
