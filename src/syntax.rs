//! The Python parser. The only module that names its crates: everything else says `syntax::ast`.

mod depth;
mod escapes;

pub use escapes::Escape;
pub use ruff_python_ast as ast;
pub use ruff_python_ast::visitor::source_order;
pub use ruff_python_ast::{AnyNodeRef, HasNodeIndex};
pub use ruff_text_size::{Ranged, TextRange, TextSize};

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{ParseOptions, Parsed, parse_unchecked};

/// A module's tree.
pub struct Tree {
    parsed: Parsed<ast::ModModule>,
}

/// Why a text has no tree, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The first syntax error.
    Syntax { message: String, range: TextRange },
    /// More brackets, blocks or f-strings inside one another than any Python accepts.
    TooDeep { range: TextRange },
}

impl Refusal {
    pub fn range(&self) -> TextRange {
        match self {
            Self::Syntax { range, .. } | Self::TooDeep { range } => *range,
        }
    }
}

impl Tree {
    pub fn module(&self) -> &ast::ModModule {
        self.parsed.syntax()
    }

    /// The comments, in the order of the text.
    pub fn comments(&self) -> impl Iterator<Item = TextRange> {
        let comments = self.parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
        comments.map(Ranged::range)
    }

    /// The strings, those that interpolate from their first quote to their last.
    pub fn strings(&self) -> Vec<TextRange> {
        let mut strings = Vec::new();
        let mut open: Vec<TextSize> = Vec::new();
        for token in self.parsed.tokens() {
            match token.kind() {
                TokenKind::String => strings.push(token.range()),
                TokenKind::FStringStart | TokenKind::TStringStart => open.push(token.start()),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    strings.extend(open.pop().map(|start| TextRange::new(start, token.end())));
                }
                _ => {}
            }
        }
        strings
    }

    /// The logical lines, each from its first token to its last: what stands between two line ends that count.
    pub fn logical_lines(&self) -> Vec<TextRange> {
        let mut lines = Vec::new();
        let mut open: Option<TextRange> = None;
        for token in self.parsed.tokens() {
            match token.kind() {
                TokenKind::Newline => lines.extend(open.take()),
                TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => {}
                _ => open = Some(open.map_or(token.range(), |line| line.cover(token.range()))),
            }
        }
        lines.extend(open);
        lines
    }
}

/// Whether two texts are the same code, token by token: they differ in comments and in empty lines alone.
pub fn is_same_code(one: (&Tree, &str), other: (&Tree, &str)) -> bool {
    let is_code = |kind: TokenKind| !matches!(kind, TokenKind::Comment | TokenKind::NonLogicalNewline);
    let code = |(tree, text): (&Tree, &'_ str)| -> Vec<(TokenKind, String)> {
        let tokens = tree.parsed.tokens().iter().filter(|token| is_code(token.kind()));
        let text = |kind, range: TextRange| if kind == TokenKind::Newline { "" } else { &text[range] };
        tokens.map(|token| (token.kind(), text(token.kind(), token.range()).to_owned())).collect()
    };
    code(one) == code(other)
}

/// Parses a module. Never recurses deeper than what `depth` lets pass; the caller's stack must carry
/// half the text's length in nested operators (`lint::on_a_sufficient_stack`).
pub fn parse(text: &str, source_type: ast::PySourceType) -> Result<Tree, Refusal> {
    if let Some(at) = depth::too_deep(text.as_bytes()) {
        return Err(Refusal::TooDeep { range: TextRange::empty(TextSize::new(at)) });
    }
    let options = ParseOptions::from(source_type).with_target_version(ast::PythonVersion::latest());
    let parsed = parse_unchecked(text, options).try_into_module();
    let parsed = parsed.expect("options made from a source type ask for a module");
    if let Some(error) = parsed.errors().first() {
        return Err(Refusal::Syntax { message: error.error.to_string(), range: error.location });
    }
    Ok(Tree { parsed })
}

/// One expression that stands by itself, such as a quoted annotation.
pub struct LoneExpression {
    parsed: Parsed<ast::ModExpression>,
}

impl LoneExpression {
    pub fn expr(&self) -> &ast::Expr {
        self.parsed.expr()
    }
}

/// Parses an expression; `None` where it is not one. For short texts only: nothing bounds their depth.
pub fn parse_expression(text: &str) -> Option<LoneExpression> {
    ruff_python_parser::parse_expression(text).ok().map(|parsed| LoneExpression { parsed })
}

/// The clauses of a comprehension or generator expression; none for any other node.
pub fn clauses<'a>(node: &AnyNodeRef<'a>) -> &'a [ast::Comprehension] {
    match node {
        AnyNodeRef::ExprListComp(it) => &it.generators,
        AnyNodeRef::ExprSetComp(it) => &it.generators,
        AnyNodeRef::ExprDictComp(it) => &it.generators,
        AnyNodeRef::ExprGenerator(it) => &it.generators,
        _ => &[],
    }
}

/// Whether a text is a name, and no keyword.
pub fn is_name(text: &str) -> bool {
    parse_expression(text).is_some_and(|lone| lone.expr().is_name_expr())
}

/// Whether a text holds a word anywhere. Every file is asked several times, so it has to be quick.
pub fn mentions(text: &str, word: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some()
}

/// The expressions whose truth, and nothing else of them, a node asks for: conditions and what `not` and `bool` are
/// given, taken apart at `and` and `or`.
pub fn truths(node: AnyNodeRef<'_>) -> Vec<&ast::Expr> {
    let mut found = Vec::new();
    match node {
        AnyNodeRef::StmtIf(it) => operands(&it.test, &mut found),
        AnyNodeRef::ElifElseClause(it) => it.test.iter().for_each(|test| operands(test, &mut found)),
        AnyNodeRef::StmtWhile(it) => operands(&it.test, &mut found),
        AnyNodeRef::ExprIf(it) => operands(&it.test, &mut found),
        AnyNodeRef::ExprUnaryOp(it) if it.op == ast::UnaryOp::Not => operands(&it.operand, &mut found),
        AnyNodeRef::Comprehension(it) => it.ifs.iter().for_each(|test| operands(test, &mut found)),
        AnyNodeRef::ExprCall(it) => match (&*it.func, &*it.arguments.args) {
            (ast::Expr::Name(name), [only]) if name.id.as_str() == "bool" => operands(only, &mut found),
            _ => {}
        },
        _ => {}
    }
    found
}

/// Whether a node is of a kind that may ask for a truth. Every node is asked, so it has to be quick.
#[inline]
pub fn may_ask_for_truth(node: AnyNodeRef<'_>) -> bool {
    matches!(
        node,
        AnyNodeRef::StmtIf(_)
            | AnyNodeRef::ElifElseClause(_)
            | AnyNodeRef::StmtWhile(_)
            | AnyNodeRef::ExprIf(_)
            | AnyNodeRef::ExprUnaryOp(_)
            | AnyNodeRef::Comprehension(_)
            | AnyNodeRef::ExprCall(_)
    )
}

fn operands<'a>(test: &'a ast::Expr, found: &mut Vec<&'a ast::Expr>) {
    match test {
        ast::Expr::BoolOp(it) => it.values.iter().for_each(|value| operands(value, found)),
        // `not x` is a node of its own.
        ast::Expr::UnaryOp(it) if it.op == ast::UnaryOp::Not => {}
        other => found.push(other),
    }
}
