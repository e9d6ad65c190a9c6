//! Whether a file gives text or bytes: by the mode it was opened in, where that is written out.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::sources::Origin;
use crate::model::Kind;
use crate::syntax::ast::{self, Expr};

impl Facts<'_> {
    /// What a file's method or loop gives, once it is known whether the file is text.
    pub(super) fn read_from_file(&self, file: &Expr, kind: Kind) -> Kind {
        let unit = match self.is_opened_as_text(file) {
            Some(true) => Kind::Str,
            Some(false) => Kind::Bytes,
            None => Kind::Unknown,
        };
        match &kind {
            Kind::Str => unit,
            Kind::List(element) if **element == Kind::Str => Kind::list(unit),
            Kind::Iterator(element) if **element == Kind::Str => Kind::iterator(unit),
            _ => kind,
        }
    }

    /// Whether the file was opened as text; `None` where its opening or its mode is not seen.
    fn is_opened_as_text(&self, file: &Expr) -> Option<bool> {
        let opened = self.opening_of(file)?;
        let place = match (self.qualified(&opened.func).as_deref(), &*opened.func) {
            (Some("builtins.open" | "io.open"), _) => 1,
            (None, Expr::Attribute(method)) if method.attr.as_str() == "open" => 0,
            _ => return None,
        };
        let keyword = opened.arguments.find_keyword("mode").map(|it| &it.value);
        match keyword.or(opened.arguments.args.get(place)) {
            None => Some(true),
            Some(Expr::StringLiteral(mode)) => Some(!mode.value.to_str().contains('b')),
            Some(_) => None,
        }
    }

    /// The call that a file comes from, where there is one only.
    pub fn opening_of<'e>(&'e self, file: &'e Expr) -> Option<&'e ast::ExprCall> {
        let name = match file {
            Expr::Call(call) => return Some(call),
            Expr::Name(name) => name,
            _ => return None,
        };
        let Reached::Bindings { bindings, .. } = self.reached(name) else { return None };
        let [only] = bindings.as_slice() else { return None };
        let source = self.source_of(*only);
        match source.origin {
            Origin::Value(Expr::Call(call)) | Origin::Entered { manager: Expr::Call(call), .. } => Some(call),
            _ => None,
        }
    }
}
