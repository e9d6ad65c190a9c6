//! What calls give: functions and classes of this module, and those of others that are known.

use std::cell::OnceCell;

use crate::facts::Facts;
use crate::facts::nodes::id_of;
use crate::facts::scopes::ScopeId;
use crate::facts::sources::Origin;
use crate::knowledge::{self, Callable, Given};
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, Expr};

impl<'a> Facts<'a> {
    pub(in crate::facts) fn kind_of_call(&self, call: &ast::ExprCall) -> Inferred {
        if let Some(inferred) = self.kind_of_own_call(call) {
            return inferred;
        }
        let candidates = self.candidates(&call.func);
        if !candidates.is_empty() {
            let results = candidates.iter().map(|name| self.result_of_known(name, call));
            return results.fold(Inferred::proved(Kind::Never), Inferred::join);
        }
        match &*call.func {
            Expr::Attribute(method) => match self.kind_of_method_call(call, method) {
                unknown if unknown.kind.is_unknown() => self.kind_of_called_instance(call),
                known => known,
            },
            _ => self.kind_of_called_instance(call),
        }
    }

    /// `make_session()`, where the name holds an object that is known to be called.
    fn kind_of_called_instance(&self, call: &ast::ExprCall) -> Inferred {
        let called = self.kind(&call.func);
        let results =
            called.kind.members().iter().map(|member| match (member, knowledge::method(member, "__call__")) {
                (Kind::Instance(_), Some(known)) => knowledge::result(known, Some(member), &[], None),
                _ => Kind::Unknown,
            });
        Inferred { kind: results.fold(Kind::Never, Kind::join), certainty: called.certainty }
    }

    /// A call of this module's own function, class or method.
    fn kind_of_own_call(&self, call: &ast::ExprCall) -> Option<Inferred> {
        let callee = &*call.func;
        if let Some(binding) = self.own_function(callee) {
            let function = self.scopes.opened_by(self.scopes.binding(binding).node)?;
            return Some(self.result_of(function));
        }
        if let Expr::Attribute(method) = callee {
            let class = self.class_of_instance(&method.value)?;
            return self.result_of_method(class, method.attr.as_str());
        }
        match self.kind(callee).kind {
            Kind::Type(class) => {
                let scope = self.own_class(&class)?;
                Some(self.instance_of(scope, Kind::Instance(class)))
            }
            _ => None,
        }
    }

    /// A call of a class gives an instance, unless `__new__` or a metaclass decides otherwise.
    fn instance_of(&self, class: ScopeId, instance: Kind) -> Inferred {
        let has_new = self.member(class, "__new__").is_some();
        let keywords = self.class_definition(class).and_then(|it| it.arguments.as_deref());
        let has_metaclass = keywords.is_some_and(|it| it.find_keyword("metaclass").is_some());
        if has_new || has_metaclass { Inferred::UNKNOWN } else { Inferred::proved(instance) }
    }

    /// The result of a function that is known by its qualified name.
    fn result_of_known(&self, name: &str, call: &ast::ExprCall) -> Inferred {
        if let Some(class) = self.own_class(name) {
            return self.instance_of(class, Kind::Instance(name.into()));
        }
        let Some(callable) = self.known(name) else {
            return Inferred::UNKNOWN;
        };
        if let Some(special) = self.result_by_arguments(name, call) {
            return special;
        }
        if gives_another_kind(callable, call) {
            return Inferred::UNKNOWN;
        }
        if callable.is_class && callable.returns.is_none() {
            return Inferred::proved(Kind::Instance(name.into()));
        }
        let kinds = OnceCell::new();
        let arguments = || kinds.get_or_init(|| self.argument_kinds(call)).as_slice();
        let given = Given { receiver: None, arguments: &arguments, literal_first: literal_first(call) };
        Inferred::proved(knowledge::result_given(callable, &given))
    }

    /// Results that depend on how many arguments there are, or on what they are in a way of their own.
    fn result_by_arguments(&self, name: &str, call: &ast::ExprCall) -> Option<Inferred> {
        let is_starred = call.arguments.args.iter().any(Expr::is_starred_expr);
        let count = if is_starred { 0 } else { call.arguments.args.len() };
        let kinds = || self.argument_kinds(call);
        Some(match (name, count) {
            ("builtins.max" | "builtins.min", 2..) => {
                Inferred::proved(kinds().into_iter().fold(Kind::Never, Kind::join))
            }
            ("builtins.zip", 1..) => {
                Inferred::proved(Kind::iterator(Kind::tuple(kinds().iter().map(Kind::element).collect())))
            }
            ("builtins.dict", 1) => match &kinds()[0] {
                Kind::Dict(key, value) => Inferred::proved(Kind::Dict(key.clone(), value.clone())),
                _ => return None,
            },
            ("collections.defaultdict", 1..) => Inferred::proved(self.kind_of_defaultdict(call)),
            ("builtins.sum", _) => self.kind_of_sum(call, &kinds()),
            // With a condition alone it gives places, and without a shape a number.
            ("numpy.where", 1) | ("numpy.random.rand" | "numpy.random.randn", 0) => Inferred::UNKNOWN,
            ("builtins.getattr" | "builtins.next", 2..) => Inferred::UNKNOWN,
            _ => return None,
        })
    }

    /// `sum(xs)` starts with the int 0, so it is an int where xs may be empty.
    fn kind_of_sum(&self, call: &ast::ExprCall, kinds: &[Kind]) -> Inferred {
        let element = kinds.first().map_or(Kind::Unknown, Kind::element);
        let is_filled = matches!(call.arguments.args.first(), Some(Expr::List(it)) if !it.elts.is_empty());
        let start = kinds.get(1).cloned().unwrap_or(if is_filled { Kind::Never } else { Kind::Int });
        let added = if element == Kind::Bool { Kind::Int } else { element };
        Inferred::proved(start.join(added))
    }

    /// `defaultdict(list)`: values are what the factory makes.
    fn kind_of_defaultdict(&self, call: &ast::ExprCall) -> Kind {
        let factory = call.arguments.args.first().and_then(|factory| self.qualified(factory));
        let made = factory.as_deref().and_then(|name| self.known(name)).filter(|known| known.is_class);
        let value = made.map_or(Kind::Unknown, |known| knowledge::result(known, None, &[], None));
        let key = if call.arguments.args.len() == 1 { Kind::Never } else { Kind::Unknown };
        Kind::Defaultdict(key.into(), value.into())
    }

    fn kind_of_method_call(&self, call: &ast::ExprCall, method: &ast::ExprAttribute) -> Inferred {
        let receiver = self.kind(&method.value);
        if receiver.kind == Kind::Never {
            return receiver;
        }
        let kinds = OnceCell::new();
        let arguments = || kinds.get_or_init(|| self.argument_kinds(call)).as_slice();
        let results = receiver.kind.members().iter().map(|member| {
            match (member, self.result_of_known_method(member, method.attr.as_str(), &arguments, call)) {
                (Kind::File, given) => self.read_from_file(&method.value, given),
                (_, given) => given,
            }
        });
        Inferred { kind: results.fold(Kind::Never, Kind::join), certainty: receiver.certainty }
    }

    fn result_of_known_method<'k>(
        &self,
        receiver: &'k Kind,
        name: &str,
        arguments: &'k dyn Fn() -> &'k [Kind],
        call: &'k ast::ExprCall,
    ) -> Kind {
        let Some(callable) = knowledge::method(receiver, name) else { return Kind::Unknown };
        if let (Kind::Dict(_, value) | Kind::Defaultdict(_, value), "get" | "pop" | "setdefault") = (receiver, name)
            && let [_, default] = arguments()
        {
            return (**value).clone().join(default.clone());
        }
        if gives_another_kind(callable, call) {
            return Kind::Unknown;
        }
        let given = Given { receiver: Some(receiver), arguments, literal_first: literal_first(call) };
        knowledge::result_given(callable, &given)
    }

    /// The kinds of the positional arguments; none where a star hides how many there are.
    fn argument_kinds(&self, call: &ast::ExprCall) -> Vec<Kind> {
        if call.arguments.args.iter().any(Expr::is_starred_expr) {
            return Vec::new();
        }
        call.arguments.args.iter().map(|argument| self.kind(argument).kind).collect()
    }

    /// What a symbol of another module is, where that is known.
    pub(super) fn kind_of_known_symbol(&self, name: &str) -> Inferred {
        if self.own_class(name).is_some() {
            return Inferred::proved(Kind::Type(name.into()));
        }
        // A mapping with methods of its own, listed like a module's functions.
        if name == "os.environ" {
            return Inferred::UNKNOWN;
        }
        if knowledge::is_module(name) {
            return Inferred::proved(Kind::Module(name.into()));
        }
        match self.known(name) {
            Some(callable) if callable.is_property => Inferred::proved(knowledge::result(callable, None, &[], None)),
            Some(callable) if callable.is_class => Inferred::proved(Kind::Type(name.into())),
            Some(_) => Inferred::proved(Kind::Function),
            None => Inferred::UNKNOWN,
        }
    }

    /// The function of this module that a call runs: by name, or as a method of an instance of known class.
    pub fn called_function(&self, call: &ast::ExprCall) -> Option<ScopeId> {
        if let Some(binding) = self.own_function(&call.func) {
            return self.scopes.opened_by(self.scopes.binding(binding).node);
        }
        let Expr::Attribute(method) = &*call.func else { return None };
        let class = self.class_of_instance(&method.value)?;
        let binding = self.member(class, method.attr.as_str())?;
        match self.source_of(binding).origin {
            Origin::Function(it) => self.scopes.opened_by(id_of(it)),
            _ => None,
        }
    }
}

/// Whether a call has a keyword with which its result is not what the table says.
fn gives_another_kind(callable: &Callable, call: &ast::ExprCall) -> bool {
    callable.unless.iter().any(|keyword| call.arguments.find_keyword(keyword).is_some())
}

fn literal_first(call: &ast::ExprCall) -> Option<&str> {
    match call.arguments.args.first() {
        Some(Expr::StringLiteral(it)) => Some(it.value.to_str()),
        _ => None,
    }
}
