fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let rules: Vec<_> = fastpy_lint::rules::all().collect();
    let table = fastpy_lint::hooks::Table::new(&rules);
    let rules = fastpy_lint::lint::Rules {
        selected: &rules,
        table: &table,
        target: fastpy_lint::model::PythonVersion::DEFAULT,
        timed: false,
    };
    let outcome = fastpy_lint::lint::lint(
        fastpy_lint::lint::Source { path: &path, module: "", is_stub: false, text: &text },
        &rules,
    );
    println!("{:?} {:?}", outcome.findings, outcome.trouble);
}
