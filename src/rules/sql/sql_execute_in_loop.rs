//! A statement written out in the source, sent for each item with other values. What does the same for all of them
//! differs by driver: that is knowledge.

use crate::cx::{Cx, Report, Service, Statement, TripPerItem, Verb, Waits};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("sql/sql-execute-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const DRIVERS: Service = Service {
    packages: &[
        "MySQLdb",
        "aiosqlite",
        "asyncpg",
        "django",
        "oracledb",
        "psycopg",
        "psycopg2",
        "pymysql",
        "pyodbc",
        "sqlite3",
    ],
    effects: &[Effect::Query],
};

/// Methods that send a statement.
const SENDS: &[&str] = &["execute", "fetch", "fetchrow", "fetchval"];

/// Drivers whose `executemany` puts rows together for `INSERT` alone.
const JOINS_INSERTS_ALONE: &[&str] = &["MySQLdb", "pymysql"];

/// Databases in the same process, where a statement is no round trip.
const IN_PROCESS: &[&str] = &["aiosqlite", "sqlite3"];

const BEHIND: Waits = Waits { service: DRIVERS, names: SENDS, batch: None, is_per_item: true };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if cx.facts.has_declared()
        && let Some(trip) = cx.trip_per_item(call, Service { packages: &[], ..DRIVERS })
        && let Some(batch) = trip.batch()
    {
        report(call, &trip, "a query", format!("ask for all items at once, outside the loop: {batch}"), cx);
        return;
    }
    let Some(method) = call.func.as_attribute_expr().filter(|it| SENDS.contains(&it.attr.as_str())) else {
        let help = "let it take all items and send one query for them, before the loop";
        return cx.report_trip_behind(call, BEHIND, "sends a query", help);
    };
    if call.arguments.len() < 2 || cx.facts.nodes.get(id_of(call)).in_loop.is_none() {
        return;
    }
    let Some(statement) = cx.sent_statement(call) else { return };
    let Some(trip) = trip_of(call, method, &statement, cx) else { return };
    let (what, help) = match statement.verb {
        Verb::Select => ("a `SELECT`", reading(&trip)),
        Verb::Insert => ("an `INSERT`", writing(&trip)),
        Verb::Change => ("a statement that changes rows", writing(&trip)),
    };
    report(call, &trip, what, help, cx);
}

/// The trip of a statement whose text stays and whose values change, where the driver has a way to send many.
fn trip_of<'a>(
    call: &'a ast::ExprCall,
    method: &ast::ExprAttribute,
    statement: &Statement,
    cx: &Cx<'a>,
) -> Option<TripPerItem<'a>> {
    let trip = if cx.kind(&method.value).kind.is_unknown() {
        let (turning, signs) = cx.loop_of_trips(call)?;
        TripPerItem { turning, known: None, name: String::new(), signs, confidence: signs.confidence() }
    } else {
        cx.trip_per_item(call, DRIVERS)?
    };
    let is_the_same_text = !cx.depends_on_turn(&call.arguments.args[0], trip.turning);
    let by_driver = match statement.verb {
        Verb::Change => !JOINS_INSERTS_ALONE.contains(&trip.package()) && !cx.reads_outcome(trip.turning),
        Verb::Insert => !cx.reads_outcome(trip.turning),
        Verb::Select => !IN_PROCESS.contains(&trip.package()) || statement.text.contains('='),
    };
    if !is_the_same_text || !by_driver {
        return None;
    }
    let confidence = cx.confidence_of_batch(call, SENDS, trip.turning)?.min(trip.signs.confidence());
    Some(TripPerItem { confidence, ..trip })
}

fn reading(trip: &TripPerItem) -> String {
    let condition = match trip.package() {
        "asyncpg" => "`= ANY($1)` and a list",
        "psycopg" | "psycopg2" => "`= ANY(%s)` and a list",
        _ => "`IN (…)`, in parts of some hundred values,",
    };
    format!("ask for all rows by one query before the loop, with {condition} and look each up in a dict")
}

fn writing(trip: &TripPerItem) -> String {
    let unknown = || "`executemany`; with psycopg2, whose `executemany` sends row by row, `execute_values`".to_owned();
    format!("collect the values and send them at once: {}", trip.batch().unwrap_or_else(unknown))
}

fn report(call: &ast::ExprCall, trip: &TripPerItem, what: &str, help: String, cx: &mut Cx) {
    let is_near = IN_PROCESS.contains(&trip.package());
    let message = format!("`{}` sends {what} on every turn", cx.source(&*call.func));
    let report = trip.report(call, message, help, cx);
    if !is_near {
        cx.report(report);
        return;
    }
    let label = "one statement for one item".to_owned();
    let note = "n statements where one call does for many items".to_owned();
    cx.report(Report { label, note, impact: Impact::Medium, ..report });
}
