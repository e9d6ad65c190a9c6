//! A program is started for what a function of the standard library does.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("stdlib/subprocess-for-stdlib", Hook::Call(check));

const STARTERS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "os.system",
    "os.popen",
];

/// A program, the options with which a function does the same, the most operands that function takes, and the function.
const PROGRAMS: &[(&str, &[&str], usize, &str)] = &[
    ("cat", &[], 1, "Path.read_text()"),
    ("cp", &["-r", "-R", "-f", "-rf", "-a", "-p"], 2, "shutil.copy2() or shutil.copytree()"),
    ("hostname", &[], 0, "socket.gethostname()"),
    ("ln", &["-s"], 2, "os.symlink()"),
    ("ls", &[], 1, "os.listdir()"),
    ("mkdir", &["-p"], usize::MAX, "os.makedirs()"),
    ("mv", &["-f"], 2, "shutil.move()"),
    ("nproc", &[], 0, "os.cpu_count()"),
    ("pwd", &[], 0, "os.getcwd()"),
    ("rm", &["-r", "-f", "-rf", "-fr", "-R"], usize::MAX, "shutil.rmtree() or os.remove()"),
    ("rmdir", &[], 1, "os.rmdir()"),
    ("sleep", &[], 1, "time.sleep()"),
    ("touch", &[], usize::MAX, "Path.touch()"),
    ("which", &[], 1, "shutil.which()"),
    ("whoami", &[], 0, "getpass.getuser()"),
];

/// What a shell would do something about.
const SHELL: &[char] = &['|', '&', ';', '<', '>', '$', '*', '?', '`', '~', '{', '(', '\'', '"', '\\', '\n'];

/// Arguments of `subprocess` with which the program runs elsewhere or as somebody else.
const ELSEWHERE: &[&str] = &["cwd", "env", "user", "group", "preexec_fn", "timeout", "input", "stdin"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(command) = call.arguments.args.first() else { return };
    if call.arguments.args.len() > 1 || !matches!(command, Expr::List(_) | Expr::StringLiteral(_)) {
        return;
    }
    let Some((program, instead)) = program_of(command) else { return };
    if cx.callee_among(call, STARTERS).is_none() || ELSEWHERE.iter().any(|it| call.arguments.find_keyword(it).is_some())
    {
        return;
    }
    let growing = cx.loop_reaching(call);
    cx.report(Report {
        at: call.range(),
        label: "starts a process".to_owned(),
        message: format!("the program `{program}` is started for what a function does"),
        note: "a millisecond or more to start a process, where the function makes one call of the system".to_owned(),
        help: format!("call `{instead}`, which raises where it fails"),
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// The program that a command starts, and what does the same.
fn program_of(command: &Expr) -> Option<(&'static str, &'static str)> {
    let words: Vec<Option<&str>> = match command {
        Expr::List(list) if !list.elts.iter().any(Expr::is_starred_expr) => list.elts.iter().map(literal).collect(),
        Expr::StringLiteral(text) if !text.value.to_str().contains(SHELL) => {
            text.value.to_str().split_whitespace().map(Some).collect()
        }
        _ => return None,
    };
    let ((first, rest), mut programs) = (words.split_first()?, PROGRAMS.iter());
    let name = first.as_ref()?;
    let name = name.rsplit_once('/').map_or(*name, |(folder, name)| if is_usual(folder) { name } else { "" });
    let (program, options, most, instead) = programs.find(|(program, ..)| *program == name)?;
    let is_option = |word: &&Option<&str>| word.is_some_and(|it| it.starts_with('-'));
    let operands = rest.iter().filter(|it| !is_option(it)).count();
    let all_known = rest.iter().filter(is_option).flatten().all(|it| options.contains(it));
    (all_known && operands <= *most).then_some((program, instead))
}

/// A word that is written out.
fn literal(word: &Expr) -> Option<&str> {
    word.as_string_literal_expr().map(|it| it.value.to_str())
}

fn is_usual(folder: &str) -> bool {
    matches!(folder, "/bin" | "/usr/bin")
}
