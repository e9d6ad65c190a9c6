//! The relations that the bodies of models declare.

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::models::Arity;
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::{Export, Flow, FlowId};

/// A relation as the body of a class declares it.
pub struct Declared {
    pub name: String,
    pub field: Field,
    /// `None` where each row says which model it refers to.
    pub target: Option<FlowId>,
    pub related_name: Option<String>,
    pub is_nullable: bool,
    /// Whether it refers to rows by another column than their key.
    pub has_other_key: bool,
    /// Whether it leads to the row of the base that the row extends.
    pub is_parent_link: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    ForeignKey,
    OneToOne,
    ManyToMany,
    /// To one row of any model.
    Generic,
    /// To the rows of one model that refer back in that way.
    GenericMany,
}

impl Field {
    pub fn arity(self) -> Arity {
        if matches!(self, Self::ManyToMany | Self::GenericMany) { Arity::Many } else { Arity::One }
    }
}

impl Project {
    pub(super) fn declared(&self, id: ClassId) -> Vec<Declared> {
        let fields = self.class(id).body.iter().filter_map(|(name, export)| match export {
            Export::Value(flow) => self.declaration(id.module, name, *flow),
            _ => None,
        });
        fields.collect()
    }

    fn declaration(&self, module: u32, name: &str, flow: FlowId) -> Option<Declared> {
        let summary = &self.summaries[module as usize];
        let Flow::Call { callee, arguments, keywords, .. } = &summary.flows[flow.0 as usize] else { return None };
        let field = self.field(module, *callee)?;
        let keyword = |wanted: &str| keywords.iter().find(|(name, _)| name == wanted).map(|(_, flow)| *flow);
        let is_true = |wanted: &str| {
            let flow = keyword(wanted).map(|flow| &summary.flows[flow.0 as usize]);
            !matches!(flow, None | Some(Flow::Boolean(false)))
        };
        let target = arguments.first().copied().or_else(|| keyword("to")).filter(|_| field != Field::Generic);
        if target.is_none() && field != Field::Generic {
            return None;
        }
        let related_name = keyword("related_name").and_then(|flow| self.text(module, flow)).map(str::to_owned);
        let (is_nullable, is_parent_link) = (is_true("null"), is_true("parent_link"));
        let has_other_key = keyword("to_field").is_some();
        let name = name.to_owned();
        Some(Declared { name, field, target, related_name, is_nullable, has_other_key, is_parent_link })
    }

    /// Whether an attribute of a model is the key of its rows.
    pub(super) fn is_key(&self, id: ClassId, attribute: &str) -> bool {
        attribute == "pk" || attribute == self.declared_key(id).unwrap_or("id")
    }

    fn declared_key(&self, id: ClassId) -> Option<&str> {
        self.order(id).iter().find_map(|base| {
            let Base::Class(class) = base else { return None };
            let flows = &self.summaries[class.module as usize].flows;
            let is_true = |flow: &FlowId| matches!(flows[flow.0 as usize], Flow::Boolean(true));
            let is_key = |flow: &FlowId| match &flows[flow.0 as usize] {
                Flow::Call { keywords, .. } => keywords.iter().any(|(name, it)| name == "primary_key" && is_true(it)),
                _ => false,
            };
            let mut body = self.class(*class).body.iter();
            body.find_map(|(name, export)| match export {
                Export::Value(flow) if is_key(flow) => Some(name.as_str()),
                _ => None,
            })
        })
    }

    /// What kind of relation a field's class makes: by its name, or by the base that names it.
    pub(super) fn field(&self, module: u32, callee: FlowId) -> Option<Field> {
        let of = |name: &str| match name.rsplit('.').next()? {
            "ForeignKey" | "ParentalKey" | "TreeForeignKey" => Some(Field::ForeignKey),
            "OneToOneField" | "TreeOneToOneField" | "AutoOneToOneField" => Some(Field::OneToOne),
            "ManyToManyField" | "ParentalManyToManyField" | "SortedManyToManyField" => Some(Field::ManyToMany),
            "GenericForeignKey" => Some(Field::Generic),
            "GenericRelation" => Some(Field::GenericMany),
            _ => None,
        };
        match self.symbol(module, callee)? {
            // These load what is missing for all rows at once.
            (Symbol::External(name), _) if name.starts_with("auto_prefetch.") => None,
            (Symbol::External(name), _) => of(&name),
            (Symbol::Class(class), rest) if rest.is_empty() => self.order(class).iter().find_map(|base| match base {
                Base::External(name) => of(name),
                Base::Class(_) => None,
            }),
            _ => None,
        }
    }

    /// The model that a field of `owner` refers to.
    pub(super) fn target(&self, declaring: ClassId, owner: ClassId, flow: FlowId) -> Option<ClassId> {
        match &self.summaries[declaring.module as usize].flows[flow.0 as usize] {
            Flow::Text(text) if text == "self" => Some(owner),
            Flow::Text(text) => match text.rsplit_once('.') {
                Some((app, name)) => self.model_named(app, name),
                None => self.model_named(self.app_label(declaring), text),
            },
            Flow::Call { callee, .. } => match self.symbol(declaring.module, *callee)? {
                (Symbol::External(name), _) if name.ends_with("get_user_model") => self.user_model(),
                _ => None,
            },
            _ => match self.symbol(declaring.module, flow)? {
                (Symbol::Class(class), rest) if rest.is_empty() && self.is_model(class) => Some(class),
                (Symbol::External(name), _) if name.ends_with("settings.AUTH_USER_MODEL") => self.user_model(),
                (Symbol::Value(module, flows), rest) if rest.is_empty() => {
                    let [only] = flows.as_slice() else { return None };
                    let is_named = matches!(self.summaries[module as usize].flows[only.0 as usize], Flow::Name(_));
                    let declaring = ClassId { module, ..declaring };
                    if is_named { None } else { self.target(declaring, owner, *only) }
                }
                _ => None,
            },
        }
    }
}
