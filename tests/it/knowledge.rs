//! The tables of what is known: every file keeps the schema, every result reads, and spot checks of both.

use std::path::Path;

use fastpy_lint::knowledge::{self, import_costs};
use fastpy_lint::model::Kind;

fn tables() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/knowledge");
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).expect("rules/knowledge is there") {
        let path = entry.expect("a folder entry").path();
        if path.extension().is_some_and(|it| it == "toml") {
            let name = path.file_stem().and_then(|it| it.to_str()).expect("a name in ASCII").to_owned();
            tables.push((name, std::fs::read_to_string(&path).expect("a text")));
        }
    }
    tables
}

#[test]
fn every_table_keeps_the_schema() {
    type Table = std::collections::BTreeMap<String, std::collections::BTreeMap<String, knowledge::Callable>>;
    let tables = tables();
    assert!(tables.len() > 200);
    for (package, text) in tables {
        let table: Result<Table, _> = toml::from_str(&text);
        let table = table.unwrap_or_else(|error| panic!("{package}.toml: {error}"));
        for (class, members) in &table {
            let in_package = class == &package || class.starts_with(&format!("{package}.")) || package == "builtins";
            assert!(in_package, "{package}.toml has a table of {class}");
            assert!(!members.is_empty(), "{package}.toml: {class} is empty");
            for (member, whole) in members {
                let home = if package == "builtins" && class != "builtins" { "builtins." } else { "" };
                let name = format!("{home}{class}.{member}");
                let by_line = knowledge::callable(&name).unwrap_or_else(|| panic!("{name} is not found"));
                let said = |it: &knowledge::Callable| format!("{:?}", (&it.returns, &it.effects, &it.batch, it.blocks));
                assert_eq!(said(by_line), said(whole), "{name}, read by its line");
            }
        }
    }
}

#[test]
fn every_embedded_table_is_found_and_every_file_is_embedded() {
    for (package, text) in tables() {
        let table = text
            .lines()
            .find_map(|line| line.strip_prefix('['))
            .map(|it| it.trim_end_matches(']').trim_matches('"').to_owned());
        let first = table.expect("a table");
        let member = text
            .lines()
            .skip_while(|line| !line.starts_with('['))
            .nth(1)
            .and_then(|line| line.split(" = ").next())
            .expect("a member");
        let member = member.trim_matches('"');
        let name = if package == "builtins" && first != "builtins" {
            format!("builtins.{first}.{member}")
        } else {
            format!("{first}.{member}")
        };
        assert!(knowledge::callable(&name).is_some(), "{name} of {package}.toml is not found");
    }
}

#[test]
fn results_are_what_they_say() {
    let list = |element| Kind::list(element);
    let cases: &[(&str, &[Kind], Kind)] = &[
        ("builtins.len", &[list(Kind::Int)], Kind::Int),
        ("builtins.sorted", &[Kind::set(Kind::Str)], list(Kind::Str)),
        ("builtins.list", &[], list(Kind::Never)),
        ("builtins.list", &[Kind::Str], list(Kind::Str)),
        ("builtins.set", &[list(Kind::Int)], Kind::set(Kind::Int)),
        ("builtins.tuple", &[list(Kind::Int)], Kind::TupleOf(Kind::Int.into())),
        ("builtins.str", &[Kind::Int], Kind::Str),
        ("builtins.open", &[Kind::Str], Kind::File),
        ("builtins.enumerate", &[list(Kind::Str)], Kind::iterator(Kind::tuple(vec![Kind::Int, Kind::Str]))),
        ("builtins.range", &[Kind::Int], Kind::Range),
        ("collections.deque", &[list(Kind::Int)], Kind::Deque(Kind::Int.into())),
        ("collections.Counter", &[Kind::Str], Kind::Counter(Kind::Str.into())),
        ("re.compile", &[Kind::Str], Kind::Regex),
        ("json.loads", &[Kind::Str], Kind::Unknown),
        ("os.listdir", &[Kind::Str], list(Kind::Str)),
        ("os.path.join", &[Kind::Str, Kind::Str], Kind::Str),
        ("numpy.zeros", &[Kind::Int], Kind::Ndarray),
        ("numpy.sqrt", &[Kind::Series], Kind::Series),
        ("numpy.sqrt", &[list(Kind::Float)], Kind::Ndarray),
        ("numpy.sqrt", &[Kind::Float], Kind::Unknown),
        ("pandas.read_csv", &[Kind::Str], Kind::Dataframe),
        ("pandas.concat", &[list(Kind::Dataframe)], Kind::Dataframe),
        ("pandas.concat", &[list(Kind::Unknown)], Kind::Unknown),
        ("requests.get", &[Kind::Str], Kind::Instance("requests.Response".into())),
    ];
    for (name, arguments, expected) in cases {
        let known = knowledge::callable(name).unwrap_or_else(|| panic!("{name} is not known"));
        assert_eq!(&knowledge::result(known, None, arguments, None), expected, "{name}");
    }
}

#[test]
fn methods_are_found_through_bases() {
    let cases = [
        (Kind::list(Kind::Int), "pop", Kind::Int),
        (Kind::list(Kind::Str), "copy", Kind::list(Kind::Str)),
        (Kind::Str, "split", Kind::list(Kind::Str)),
        (Kind::Str, "join", Kind::Str),
        (Kind::dict(Kind::Str, Kind::Int), "get", Kind::Int.join(Kind::None)),
        (Kind::dict(Kind::Str, Kind::Int), "items", Kind::Items(Kind::Str.into(), Kind::Int.into())),
        (Kind::Defaultdict(Kind::Str.into(), Kind::Int.into()), "keys", Kind::Keys(Kind::Str.into())),
        (Kind::Dataframe, "dropna", Kind::Dataframe),
        (Kind::Dataframe, "groupby", Kind::Instance("pandas.DataFrameGroupBy".into())),
        (Kind::Instance("pandas.SeriesGroupBy".into()), "sum", Kind::Series),
        (Kind::Series, "to_numpy", Kind::Ndarray),
        (Kind::Instance("pandas.StringMethods".into()), "lower", Kind::Series),
        (Kind::Ndarray, "tolist", Kind::list(Kind::Unknown)),
        (Kind::File, "readlines", Kind::list(Kind::Str)),
    ];
    for (receiver, name, expected) in cases {
        let known = knowledge::method(&receiver, name).unwrap_or_else(|| panic!("{receiver:?}.{name} is not known"));
        assert_eq!(knowledge::result(known, Some(&receiver), &[], None), expected, "{receiver:?}.{name}");
    }
}

#[test]
fn what_blocks_says_so() {
    for name in
        ["time.sleep", "subprocess.run", "requests.get", "urllib.request.urlopen", "httpx.post", "builtins.input"]
    {
        let known = knowledge::callable(name).unwrap_or_else(|| panic!("{name} is not known"));
        assert!(known.blocks, "{name} blocks");
    }
    for name in ["time.monotonic", "subprocess.Popen", "asyncio.sleep", "builtins.len"] {
        let known = knowledge::callable(name).unwrap_or_else(|| panic!("{name} is not known"));
        assert!(!known.blocks, "{name} does not block");
    }
}

#[test]
fn import_costs_are_those_of_the_longest_name() {
    let named = |dotted: &str| import_costs::of(dotted).map(|(module, _)| module);
    assert_eq!(named("pandas.DataFrame"), Some("pandas"));
    assert_eq!(named("matplotlib.pyplot.plot"), Some("matplotlib.pyplot"));
    assert_eq!(named("json"), Some("json"));
    assert_eq!(named("no_such_package.part"), None);
    let (_, pandas) = import_costs::of("pandas").expect("pandas was measured");
    assert!(pandas.loads.iter().any(|it| it == "numpy"), "{:?}", pandas.loads);
    let (bare, _) = import_costs::bare();
    assert!(pandas.ms > 5 * bare, "{} ms beside {bare} ms", pandas.ms);
}

#[test]
fn what_else_is_loaded_is_known_of_measured_packages_and_of_the_standard_library() {
    assert!(import_costs::is_measured("numpy"));
    assert!(import_costs::is_measured("csv"));
    assert!(!import_costs::is_measured("no_such_package"));
}
