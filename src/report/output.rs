//! Where a form of output goes: `--output-format FORMAT` or `FORMAT=FILE`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::report::Format;

/// A form of output and the file it is written to; standard output, if there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub format: Format,
    pub file: Option<PathBuf>,
}

impl Output {
    /// Reads `sarif` or `sarif=FILE`. Says which forms there are, if it is none of them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file is named after `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = || Format::value_variants().iter().filter_map(Format::to_possible_value);
        let Ok(format) = Format::from_str(name, false) else {
            let names: Vec<String> = known().map(|it| it.get_name().to_owned()).collect();
            return Err(format!(
                "the forms are {}, each with `=FILE` after it where it is to be a file",
                names.join(", ")
            ));
        };
        Ok(Self { format, file })
    }
}
