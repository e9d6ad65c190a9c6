//! The rows of a query of SQLAlchemy that are instances of one mapped class.

use super::Cx;
use super::rows::Rows;
use super::savings::method_name;
use crate::facts::scopes::BindingId;
use crate::facts::sources::Origin;
use crate::syntax::ast::{self, CmpOp, Expr};

/// The rows of one query.
#[derive(Default)]
pub struct EntityRows<'a> {
    /// What is selected.
    pub entity: Option<&'a Expr>,
    /// The calls that the query is made of, from the last to the first, on all ways.
    pub calls: Vec<&'a ast::ExprCall>,
    seen: Vec<BindingId>,
    is_sent: bool,
}

/// Methods of queries, statements and results after which the rows are still instances of what was selected.
const KEEP_ENTITY: &[&str] = &[
    "all",
    "distinct",
    "execution_options",
    "filter",
    "filter_by",
    "group_by",
    "having",
    "join",
    "limit",
    "offset",
    "options",
    "order_by",
    "outerjoin",
    "params",
    "scalars",
    "select_from",
    "slice",
    "unique",
    "where",
    "with_for_update",
    "with_parent",
    "yield_per",
];

/// What makes an option of a query that says how relations and columns are loaded.
const LOADERS: &[&str] = &[
    "contains_eager",
    "defaultload",
    "defer",
    "immediateload",
    "joinedload",
    "lazyload",
    "load_only",
    "noload",
    "raiseload",
    "selectinload",
    "subqueryload",
    "undefer",
];

/// Columns of which each value stands in one row.
const KEYS: &[&str] = &["id", "pk", "uuid"];

/// What makes a file one that sends statements of SQLAlchemy.
const SQLALCHEMY: &[&str] = &["flask_sqlalchemy", "sqlalchemy", "sqlmodel"];

/// Links of a chain of calls and names that are followed.
const LONGEST_CHAIN: usize = 48;

impl<'a> Cx<'a> {
    /// The query whose rows an expression gives, one instance of a mapped class each: `session.query(Book).all()`,
    /// `session.scalars(select(Book))`, `Book.query`. `None` where its rows may be anything else, or are awaited.
    pub fn rows_of_entity(&self, rows: &'a Expr) -> Option<EntityRows<'a>> {
        let mut found = EntityRows::default();
        self.follow_query(rows, &mut found)?;
        found.entity.is_some().then_some(found)
    }

    /// The query of which a list holds all rows, where nothing else is done with the list: `session.query(Book).all()`, or
    /// a name for it. `None` where it may be no query of SQLAlchemy.
    pub fn all_rows_of(&self, list: &'a Expr) -> Option<EntityRows<'a>> {
        if !self.facts.speaks_of_statements() || !self.facts.imports_any(SQLALCHEMY) {
            return None;
        }
        let made = match list {
            Expr::Name(name) if self.rows(list) == Rows::Dropped => self.value_of_name(name)?,
            Expr::Name(_) => return None,
            made => made,
        };
        let is_all = matches!(made, Expr::Call(call) if method_name(call) == Some("all"));
        self.rows_of_entity(made).filter(|_| is_all)
    }

    fn follow_query(&self, at: &'a Expr, found: &mut EntityRows<'a>) -> Option<()> {
        if found.calls.len() + found.seen.len() > LONGEST_CHAIN {
            return None;
        }
        match at {
            Expr::Name(name) => {
                for binding in self.bindings(name) {
                    if found.seen.contains(&binding) {
                        continue;
                    }
                    found.seen.push(binding);
                    let source = self.facts.source_of(binding);
                    let Origin::Value(value) = source.origin else { return None };
                    source.steps.is_empty().then_some(())?;
                    self.follow_query(value, found)?;
                }
                Some(())
            }
            Expr::Attribute(it) if it.attr.as_str() == "query" => self.note_entity(&it.value, found),
            Expr::Call(call) => self.follow_call(call, found),
            _ => None,
        }
    }

    fn follow_call(&self, call: &'a ast::ExprCall, found: &mut EntityRows<'a>) -> Option<()> {
        let first = call.arguments.args.first();
        let Expr::Attribute(method) = &*call.func else {
            if self.facts.is_builtin(&call.func, "list") {
                return self.follow_query(first?, found);
            }
            return self.note_selected(call, found);
        };
        match (method.attr.as_str(), first) {
            ("query", Some(_)) => {
                found.is_sent = true;
                self.note_selected_entity(call, found)
            }
            ("scalars" | "exec", Some(statement)) => {
                found.is_sent = true;
                self.follow_query(statement, found)
            }
            ("execute", Some(statement)) => {
                let takes_first = |it: &&ast::ExprCall| method_name(it) == Some("scalars");
                found.calls.iter().find(|it| takes_first(it))?;
                found.is_sent = true;
                self.follow_query(statement, found)
            }
            (name, _) if KEEP_ENTITY.contains(&name) => {
                found.calls.push(call);
                self.follow_query(&method.value, found)
            }
            _ => self.note_selected(call, found),
        }
    }

    /// `select(Book)` or `db.select(Book)`, where something sends it.
    fn note_selected(&self, call: &'a ast::ExprCall, found: &mut EntityRows<'a>) -> Option<()> {
        let is_of_extension = call.func.is_attribute_expr() && method_name(call) == Some("select");
        if !found.is_sent || !(is_of_extension || self.is_select(&call.func)) {
            return None;
        }
        self.note_selected_entity(call, found)
    }

    fn note_selected_entity(&self, call: &'a ast::ExprCall, found: &mut EntityRows<'a>) -> Option<()> {
        match (&*call.arguments.args, &*call.arguments.keywords) {
            ([only], []) => self.note_entity(only, found),
            _ => None,
        }
    }

    /// Notes the class whose rows are asked for; on all ways it must be the same.
    fn note_entity(&self, entity: &'a Expr, found: &mut EntityRows<'a>) -> Option<()> {
        if !matches!(entity, Expr::Name(_) | Expr::Attribute(_)) {
            return None;
        }
        let before = found.entity.replace(entity);
        before.is_none_or(|it| self.source(it) == self.source(entity)).then_some(())
    }

    /// Whether the options of a query load an attribute of its rows, or may.
    pub fn loads_by_option(&self, rows: &EntityRows<'a>, attribute: &str) -> bool {
        let mut options = rows.calls.iter().filter(|call| method_name(call) == Some("options"));
        options.any(|call| call.arguments.args.iter().any(|it| self.is_loaded_by(it, attribute)))
    }

    fn is_loaded_by(&self, option: &Expr, attribute: &str) -> bool {
        let text = self.source(option);
        let is_known = matches!(option, Expr::Call(call) if LOADERS.contains(&method_name(call).unwrap_or_default()));
        !is_known || text.contains(attribute) || text.contains('*')
    }

    /// Whether a query asks for the one row of a key.
    pub fn asks_for_one_row(&self, rows: &EntityRows<'a>) -> bool {
        equal_columns(rows).any(|column| KEYS.contains(&column))
    }

    /// Whether a query asks for what refers to one other row: mostly few.
    pub fn asks_for_rows_of_one(&self, rows: &EntityRows<'a>) -> bool {
        let has_parent = rows.calls.iter().any(|call| method_name(call) == Some("with_parent"));
        has_parent || equal_columns(rows).any(|column| column.ends_with("_id"))
    }

    /// Whether a query says how many rows it wants at most.
    pub fn is_limited(&self, rows: &EntityRows<'a>) -> bool {
        rows.calls.iter().any(|call| matches!(method_name(call), Some("limit" | "slice")))
    }
}

/// The columns that must equal something in the rows of a query: `filter_by(id=key)`, `where(Book.id == key)`.
fn equal_columns<'q>(rows: &'q EntityRows) -> impl Iterator<Item = &'q str> {
    let filters = rows.calls.iter().filter(|it| matches!(method_name(it), Some("filter" | "filter_by" | "where")));
    filters.flat_map(|call| {
        let named = call.arguments.keywords.iter().filter_map(|it| it.arg.as_ref().map(ast::Identifier::as_str));
        named.chain(call.arguments.args.iter().filter_map(equal_column))
    })
}

fn equal_column(condition: &Expr) -> Option<&str> {
    let Expr::Compare(compare) = condition else { return None };
    let Expr::Attribute(column) = &*compare.left else { return None };
    matches!(&*compare.ops, [CmpOp::Eq]).then(|| column.attr.as_str())
}

/// The attribute of a mapped class that an argument names: `Book.title`, or `"title"`.
pub fn named_attribute(argument: &Expr) -> Option<&str> {
    match argument {
        Expr::Attribute(it) => Some(it.attr.as_str()),
        Expr::StringLiteral(it) => Some(it.value.to_str()),
        _ => None,
    }
}
