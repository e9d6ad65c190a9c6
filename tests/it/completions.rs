//! Completions: a script for each shell, which shells that are installed can read.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{Project, command, said};

const SHELLS: [&str; 6] = ["bash", "elvish", "fish", "nushell", "powershell", "zsh"];

fn script(shell: &str) -> String {
    let said = Project::new(&[]).run(&["completions", shell]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{shell}");
    said.out
}

/// What a shell says to commands, once it has read its script from `$1`. `None`, with a word on it, if it is not there.
fn in_shell(shell: &str, options: &[&str], commands: &str) -> Option<String> {
    let project = Project::new(&[("script", &script(shell))]);
    let mut command = Command::new(shell);
    command.args(options).args(["-c", commands, shell]).arg(project.path("script"));
    match command.output() {
        Ok(output) => {
            let said = said(output);
            assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{shell}");
            Some(said.out)
        }
        Err(_) => {
            eprintln!("skipped: {shell} is not installed");
            None
        }
    }
}

#[test]
fn every_shell_has_a_script_with_all_options() {
    let options = ["select", "ignore", "extend-select", "confidence", "output-format", "fix", "unsafe-fixes", "config"];
    for shell in SHELLS {
        let script = script(shell);
        for option in options {
            assert!(script.contains(option), "{shell}: {option}");
        }
        assert!(script.contains("explain") && script.contains("completions"), "{shell}");
    }
    let said = Project::new(&[]).run(&["completions", "csh"]);
    assert!(said.code == Some(2) && said.err.contains("bash, elvish, fish"), "{}", said.err);
}

#[test]
fn names_of_rules_families_and_forms_are_values() {
    for shell in ["bash", "fish", "nushell", "zsh"] {
        let script = script(shell);
        for value in ["list-pop-front", "collections", "json-lines"] {
            assert!(script.contains(value), "{shell}: {value}");
        }
        assert!(shell == "fish" || script.contains("lists-tuples-sets"), "{shell}: names for `explain`");
    }
}

#[test]
fn bash_completes_rules() {
    let commands = r#"source "$1"
        name=$(complete -p fastpy-lint); name=${name#*-F }; name=${name%% *}
        COMP_WORDS=(fastpy-lint --select list-pop) COMP_CWORD=2
        $name fastpy-lint list-pop --select
        echo "${COMPREPLY[@]}"
        COMP_WORDS=(fastpy-lint explain lists) COMP_CWORD=2
        $name fastpy-lint lists explain
        echo "${COMPREPLY[@]}""#;
    if let Some(out) = in_shell("bash", &["--norc", "-e"], commands) {
        assert_eq!(out, "list-pop-front\nlists-tuples-sets\n");
    }
}

#[test]
fn fish_completes_rules() {
    let commands = "source $argv[-1]; complete -C 'fastpy-lint --select list-pop'; \
                    complete -C 'fastpy-lint rules --output-format j'";
    if let Some(out) = in_shell("fish", &["--no-config"], commands) {
        assert_eq!(out.split_whitespace().collect::<Vec<_>>(), ["list-pop-front", "json"]);
    }
}

#[test]
fn zsh_reads_its_script() {
    let commands = r#"autoload -U compinit && compinit -u -D && source "$1" && whence -w _fastpy-lint"#;
    if let Some(out) = in_shell("zsh", &["--no-rcs", "-e"], commands) {
        assert_eq!(out, "_fastpy-lint: function\n");
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let project = Project::new(&[]);
    for shell in SHELLS {
        let mut child = command(project.folder.path())
            .args(["completions", shell])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut err).expect("what is said is UTF-8");
        assert_eq!((child.wait().expect("it ends").code(), err.as_str()), (Some(0), ""), "{shell}");
    }
}
