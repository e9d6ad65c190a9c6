//! What is done with an object where a name or attribute for it is read: looked at, changed, handed on.

use rustc_hash::FxHashMap;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Looking through so many nodes costs less than noting where every name of the module is read.
const FEW_NODES: u32 = 2_000;

/// What one read of an object does with it.
#[derive(Clone, Copy)]
pub enum Use<'a> {
    /// Looked at and nothing more: compared, tested, formatted, measured, searched.
    Looks,
    /// Gone through item by item: the iterable of a `for` or of a comprehension's clause.
    Iterates(NodeId),
    /// `xs[i]`, read; the item may be handed on.
    Item(&'a ast::ExprSubscript),
    /// `xs[i] = value`, `del xs[i]`, `xs[i] += value`
    SetsItem(&'a ast::ExprSubscript),
    /// `object.attribute = value`
    SetsAttribute(&'a ast::ExprAttribute),
    /// `object.attribute`, not called
    Attribute(&'a ast::ExprAttribute),
    /// `object.method(…)`
    Calls {
        call: &'a ast::ExprCall,
        method: &'a ast::ExprAttribute,
    },
    /// `object(…)`
    Called(&'a ast::ExprCall),
    /// An argument of a call.
    Argument(&'a ast::ExprCall),
    /// `xs += value`: changes a list, rebinds a str.
    Augments(&'a ast::StmtAugAssign),
    /// `*xs` in a display or call: gone through, not handed on.
    Unpacks,
    Returned,
    /// Given another name, put into a container, yielded, captured: others may hold it from here on.
    Escapes,
}

impl<'a> Facts<'a> {
    /// What the read of an object at a node does with it.
    pub fn use_at(&self, id: NodeId) -> Use<'a> {
        let node = self.nodes.get(id);
        let parent = self.nodes.get(node.parent);
        let is = |expression: &Expr| id_of(expression) == id;
        match parent.node {
            AnyNodeRef::ExprAttribute(it) => self.use_of_attribute(node.parent, it),
            AnyNodeRef::ExprSubscript(it) if is(&it.value) => match it.ctx {
                ast::ExprContext::Load => Use::Item(it),
                _ => Use::SetsItem(it),
            },
            AnyNodeRef::ExprSubscript(_) => Use::Looks,
            AnyNodeRef::ExprCall(it) if is(&it.func) => Use::Called(it),
            AnyNodeRef::Arguments(_) | AnyNodeRef::Keyword(_) => self.use_as_argument(id),
            AnyNodeRef::StmtFor(it) if is(&it.iter) => Use::Iterates(node.parent),
            AnyNodeRef::Comprehension(it) if is(&it.iter) => Use::Iterates(node.parent),
            AnyNodeRef::Comprehension(_) => Use::Looks,
            AnyNodeRef::ExprCompare(_) | AnyNodeRef::ExprUnaryOp(_) | AnyNodeRef::ExprBinOp(_) => Use::Looks,
            AnyNodeRef::InterpolatedElement(_) | AnyNodeRef::StmtAssert(_) | AnyNodeRef::StmtExpr(_) => Use::Looks,
            AnyNodeRef::StmtIf(it) if is(&it.test) => Use::Looks,
            AnyNodeRef::StmtWhile(it) if is(&it.test) => Use::Looks,
            AnyNodeRef::ElifElseClause(_) => Use::Looks,
            AnyNodeRef::ExprIf(it) if is(&it.test) => Use::Looks,
            AnyNodeRef::ExprBoolOp(it) => self.use_in_bool_op(node.parent, it, id),
            AnyNodeRef::StmtAugAssign(it) if is(&it.target) => Use::Augments(it),
            AnyNodeRef::StmtAugAssign(_) => Use::Looks,
            AnyNodeRef::ExprStarred(_) => Use::Unpacks,
            AnyNodeRef::StmtReturn(_) => Use::Returned,
            AnyNodeRef::ExprTuple(_) if self.is_returned(node.parent) => Use::Returned,
            AnyNodeRef::StmtAssign(it) if is(&it.value) && unpacks(&it.targets) => Use::Unpacks,
            AnyNodeRef::StmtDelete(_) => Use::Looks,
            // `return rows, total` hands both back.
            AnyNodeRef::ExprTuple(_) | AnyNodeRef::ExprList(_) | AnyNodeRef::ExprDict(_)
                if matches!(self.nodes.get(parent.parent).node, AnyNodeRef::StmtReturn(_)) =>
            {
                Use::Returned
            }
            _ => Use::Escapes,
        }
    }

    fn use_of_attribute(&self, id: NodeId, it: &'a ast::ExprAttribute) -> Use<'a> {
        if it.ctx != ast::ExprContext::Load {
            return Use::SetsAttribute(it);
        }
        match self.nodes.get(self.nodes.get(id).parent).node {
            AnyNodeRef::ExprCall(call) if id_of(&*call.func) == id => Use::Calls { call, method: it },
            _ => Use::Attribute(it),
        }
    }

    /// `return xs, ys`
    fn is_returned(&self, tuple: NodeId) -> bool {
        matches!(self.nodes.get(self.nodes.get(tuple).parent).node, AnyNodeRef::StmtReturn(_))
    }

    fn use_as_argument(&self, id: NodeId) -> Use<'a> {
        for (_, around) in self.nodes.ancestors(id) {
            match around.node {
                AnyNodeRef::ExprCall(call) => return Use::Argument(call),
                AnyNodeRef::Arguments(_) | AnyNodeRef::Keyword(_) => {}
                _ => break,
            }
        }
        Use::Escapes
    }

    /// `xs and …` as a condition only looks; the last operand, or one outside a condition, may be the result.
    fn use_in_bool_op(&self, bool_op: NodeId, it: &ast::ExprBoolOp, operand: NodeId) -> Use<'a> {
        let is_condition = matches!(self.use_at(bool_op), Use::Looks);
        let is_last = it.values.last().is_some_and(|last| id_of(last) == operand);
        if is_condition || (it.op == ast::BoolOp::And && !is_last) { Use::Looks } else { Use::Escapes }
    }

    /// The reads of a scope's name, anywhere in the module: in the scope itself and in what is nested in it.
    /// Augmented targets are reads too.
    pub fn reads_of(&self, owner: ScopeId, name: &str) -> Vec<NodeId> {
        let around = self.scopes.get(owner).node;
        let is_owned = |id: &NodeId| self.scopes.owner(self.nodes.get(*id).scope, name) == Some(owner);
        if self.nodes.get(around).end.0 - around.0 <= FEW_NODES {
            let inside = self.nodes.within(around).filter(|(id, it)| match it.node {
                AnyNodeRef::ExprName(read) => read.id.as_str() == name && self.is_read(*id, read.ctx),
                _ => false,
            });
            return inside.map(|(id, _)| id).filter(is_owned).collect();
        }
        let all = self.names.get_or_init(|| mentions(self, name_of)).get(name);
        all.into_iter().flatten().copied().filter(|id| self.nodes.contains(around, *id)).filter(is_owned).collect()
    }

    /// Whether a name or attribute is read where it stands, or augmented.
    fn is_read(&self, id: NodeId, context: ast::ExprContext) -> bool {
        context.is_load() || self.is_augmented(id)
    }

    /// The places that read, or augment, an attribute of this name on anything.
    pub fn attribute_reads(&self, attribute: &str) -> &[NodeId] {
        let all = self.attributes.get_or_init(|| mentions(self, attribute_of));
        all.get(attribute).map_or(&[], Vec::as_slice)
    }

    /// The reads that a binding may reach.
    pub fn reads_of_binding(&self, binding: BindingId) -> Vec<NodeId> {
        let of = self.scopes.binding(binding);
        let reads = self.reads_of(of.scope, of.name);
        reads.into_iter().filter(|read| self.may_see(*read, of.name, binding)).collect()
    }

    fn may_see(&self, read: NodeId, name: &str, binding: BindingId) -> bool {
        match self.reached_at(read, name) {
            super::flow::Reached::Bindings { bindings, .. } => bindings.contains(&binding),
            _ => true,
        }
    }

    /// Whether a name or attribute is the target of `+=` and its like.
    pub fn is_augmented(&self, id: NodeId) -> bool {
        let parent = self.nodes.get(self.nodes.get(id).parent).node;
        matches!(parent, AnyNodeRef::StmtAugAssign(it) if id_of(&*it.target) == id)
    }

    /// Whether a node runs in another function than the one it is written for: in a closure, later or never.
    pub fn is_in_closure(&self, owner: ScopeId, node: &impl HasNodeIndex) -> bool {
        self.scopes.running(self.nodes.get(id_of(node)).scope) != owner
    }
}

/// Where names, or attributes, are read or augmented, by name.
pub type Mentions<'a> = FxHashMap<&'a str, Vec<NodeId>>;

fn mentions<'a>(
    facts: &Facts<'a>,
    name_of: impl Fn(AnyNodeRef<'a>) -> Option<(&'a str, ast::ExprContext)>,
) -> Mentions<'a> {
    let mut mentions = Mentions::default();
    for (index, node) in facts.nodes.all().iter().enumerate() {
        let id = NodeId(index as u32);
        if let Some((name, context)) = name_of(node.node)
            && facts.is_read(id, context)
        {
            mentions.entry(name).or_default().push(id);
        }
    }
    mentions
}

fn name_of(node: AnyNodeRef<'_>) -> Option<(&str, ast::ExprContext)> {
    match node {
        AnyNodeRef::ExprName(it) => Some((it.id.as_str(), it.ctx)),
        _ => None,
    }
}

fn attribute_of(node: AnyNodeRef<'_>) -> Option<(&str, ast::ExprContext)> {
    match node {
        AnyNodeRef::ExprAttribute(it) => Some((it.attr.as_str(), it.ctx)),
        _ => None,
    }
}

/// Whether an assignment only takes its value apart.
fn unpacks(targets: &[Expr]) -> bool {
    targets.iter().all(|target| matches!(target, Expr::Tuple(_) | Expr::List(_)))
}
