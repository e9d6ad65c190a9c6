//! Every node of a module in one array, in the order of the text: its parent, its scope, its loop. Made in one walk
//! with a stack of its own, so that no depth of nesting can exhaust the thread's.

use crate::facts::loops::{LoopId, Loops};
use crate::facts::scopes::{ScopeId, Scopes};
use crate::syntax::source_order::{SourceOrderVisitor, TraversalSignal};
use crate::syntax::{self, AnyNodeRef, HasNodeIndex, Ranged, ast};

/// A node's place in the text order of its module's nodes. The module itself is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A node and where it stands.
pub struct Node<'a> {
    pub node: AnyNodeRef<'a>,
    pub parent: NodeId,
    /// One past the last node inside this one.
    pub end: NodeId,
    pub scope: ScopeId,
    /// The innermost loop, within the same function, on each turn of which this node is evaluated.
    pub in_loop: Option<LoopId>,
}

/// The nodes of a module.
pub struct Nodes<'a> {
    list: Vec<Node<'a>>,
}

/// A node that waits to be numbered.
struct Waiting<'a> {
    node: AnyNodeRef<'a>,
    parent: NodeId,
    scope: ScopeId,
    in_loop: Option<LoopId>,
}

impl<'a> Nodes<'a> {
    /// Numbers all nodes of a module, opening scopes and loops as they come.
    pub fn number(module: &'a ast::ModModule, scopes: &mut Scopes<'a>, loops: &mut Loops) -> Self {
        // Measured on the standard library: a node for every nine bytes, seldom more than one for six.
        let mut nodes = Self { list: Vec::with_capacity(module.range().len().to_usize() / 7 + 64) };
        let root = AnyNodeRef::ModModule(module);
        let mut waiting = vec![Waiting { node: root, parent: NodeId(0), scope: scopes.open_module(), in_loop: None }];
        let mut children = Children { found: Vec::new() };
        // Nodes whose last descendant is not numbered yet.
        let mut open: Vec<NodeId> = Vec::new();
        while let Some(next) = waiting.pop() {
            // Before the next node is numbered: it is not inside those that it ends.
            while open.last().is_some_and(|last| *last != next.parent) {
                nodes.close(open.pop());
            }
            let id = nodes.push(&next);
            open.push(id);
            scopes.enter(id, &next.node, next.scope);
            if is_leaf(&next.node) {
                continue;
            }
            next.node.visit_source_order(&mut children);
            let mut places = Places::of(id, &next.node, next.scope, next.in_loop, scopes, loops);
            for child in children.found.drain(..).rev() {
                let (scope, in_loop) = places.place(&child, &nodes, scopes, loops);
                waiting.push(Waiting { node: child, parent: id, scope, in_loop });
            }
        }
        while !open.is_empty() {
            nodes.close(open.pop());
        }
        nodes
    }

    fn push(&mut self, waiting: &Waiting<'a>) -> NodeId {
        let id = NodeId(u32::try_from(self.list.len()).expect("a text has fewer nodes than bytes"));
        waiting.node.node_index().set(id.0.into());
        let Waiting { node, parent, scope, in_loop } = *waiting;
        self.list.push(Node { node, parent, end: id, scope, in_loop });
        id
    }

    fn close(&mut self, id: Option<NodeId>) {
        let end = NodeId(self.list.len() as u32);
        if let Some(id) = id {
            self.list[id.0 as usize].end = end;
        }
    }

    pub fn get(&self, id: NodeId) -> &Node<'a> {
        &self.list[id.0 as usize]
    }

    pub fn all(&self) -> &[Node<'a>] {
        &self.list
    }

    /// The nodes inside a node, itself first, in text order.
    pub fn within(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node<'a>)> {
        (id.0..self.get(id).end.0).map(|index| (NodeId(index), &self.list[index as usize]))
    }

    /// The nodes around a node, innermost first, without itself.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node<'a>)> {
        let mut at = id;
        std::iter::from_fn(move || {
            if at.0 == 0 {
                return None;
            }
            at = self.get(at).parent;
            Some((at, self.get(at)))
        })
    }

    /// Whether `inner` stands inside `outer`, or is it.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer <= inner && inner < self.get(outer).end
    }
}

/// The number of a node of this module's tree.
pub fn id_of(node: &impl HasNodeIndex) -> NodeId {
    NodeId(node.node_index().load().as_u32().expect("every node is numbered before rules run"))
}

/// Half of all nodes have nothing inside.
fn is_leaf(node: &AnyNodeRef) -> bool {
    matches!(
        node,
        AnyNodeRef::ExprName(_)
            | AnyNodeRef::ExprStringLiteral(_)
            | AnyNodeRef::ExprNumberLiteral(_)
            | AnyNodeRef::ExprNoneLiteral(_)
            | AnyNodeRef::ExprBooleanLiteral(_)
            | AnyNodeRef::ExprBytesLiteral(_)
            | AnyNodeRef::Alias(_)
            | AnyNodeRef::StmtPass(_)
    )
}

/// Collects the direct children of a node.
struct Children<'a> {
    found: Vec<AnyNodeRef<'a>>,
}

impl<'a> SourceOrderVisitor<'a> for Children<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        // Names of attributes, and pieces of literals, are read from the node they belong to.
        let is_piece = matches!(
            node,
            AnyNodeRef::Identifier(_)
                | AnyNodeRef::StringLiteral(_)
                | AnyNodeRef::BytesLiteral(_)
                | AnyNodeRef::InterpolatedStringLiteralElement(_)
        );
        if !is_piece {
            self.found.push(node);
        }
        TraversalSignal::Skip
    }
}

/// Where a block starts, past everything if it is empty.
fn start_of(block: &[ast::Stmt]) -> u32 {
    block.first().map_or(u32::MAX, |first| first.start().to_u32())
}

/// In which scope and loop the children of one node stand. The header of a loop and the first iterable of a
/// comprehension stand outside it; defaults, decorators and bases outside the function or class.
struct Places {
    outer: ScopeId,
    inner: ScopeId,
    outer_loop: Option<LoopId>,
    inner_loop: Option<LoopId>,
    rule: PlaceRule,
    /// Comprehension clauses met so far, counted from the last.
    clauses: u32,
}

#[derive(Clone, Copy)]
enum PlaceRule {
    AllInner,
    /// Statements inside, everything else outside.
    BodyInner,
    /// The parameters and the expression inside.
    LambdaInner,
    /// The iterable, and what stands after `else`, outside.
    For {
        header: u32,
        orelse: u32,
    },
    /// What stands after `else` outside.
    While {
        orelse: u32,
    },
    Comprehension,
    /// The iterable of a clause stands in the loop around the clause.
    Clause {
        iterable: u32,
    },
    /// Default values and annotations are evaluated where the function is defined.
    Parameter,
}

impl Places {
    fn of<'a>(
        id: NodeId,
        node: &AnyNodeRef<'a>,
        scope: ScopeId,
        in_loop: Option<LoopId>,
        scopes: &mut Scopes<'a>,
        loops: &mut Loops,
    ) -> Self {
        use PlaceRule::*;
        let mut places =
            Self { outer: scope, inner: scope, outer_loop: in_loop, inner_loop: in_loop, rule: AllInner, clauses: 0 };
        match node {
            AnyNodeRef::StmtFunctionDef(_) => places.open_scope(BodyInner, id, node, scopes),
            AnyNodeRef::ExprLambda(_) => places.open_scope(LambdaInner, id, node, scopes),
            AnyNodeRef::StmtClassDef(_) => places.open_scope(BodyInner, id, node, scopes),
            AnyNodeRef::StmtFor(it) => {
                places.inner_loop = Some(loops.open(id, in_loop));
                places.rule = For { header: it.iter.start().to_u32(), orelse: start_of(&it.orelse) };
            }
            AnyNodeRef::StmtWhile(it) => {
                places.inner_loop = Some(loops.open(id, in_loop));
                places.rule = While { orelse: start_of(&it.orelse) };
            }
            AnyNodeRef::Comprehension(it) => places.enter_clause(id, it, scopes, loops),
            AnyNodeRef::Parameter(_) | AnyNodeRef::ParameterWithDefault(_) => {
                places.outer = scopes.get(scope).parent;
                places.rule = Parameter;
            }
            _ if !syntax::clauses(node).is_empty() => {
                places.open_scope(Comprehension, id, node, scopes);
                // One loop a clause, each inside the one before; their nodes follow when they are numbered.
                places.inner_loop = syntax::clauses(node).iter().fold(in_loop, |it, _| Some(loops.open(id, it)));
            }
            _ => {}
        }
        places
    }

    /// A function, class or comprehension: what its rule says stands inside belongs to a scope of its own.
    fn open_scope<'a>(&mut self, rule: PlaceRule, id: NodeId, node: &AnyNodeRef<'a>, scopes: &mut Scopes<'a>) {
        self.inner = scopes.open(id, node, self.outer);
        self.rule = rule;
        // A class body runs where it stands; a function's runs when it is called.
        if !matches!(node, AnyNodeRef::StmtClassDef(_)) {
            self.inner_loop = None;
        }
    }

    fn enter_clause(&mut self, id: NodeId, clause: &ast::Comprehension, scopes: &Scopes, loops: &mut Loops) {
        self.rule = PlaceRule::Clause { iterable: clause.iter.start().to_u32() };
        self.outer = scopes.iterable_scope(self.inner, clause);
        if let Some(own) = self.inner_loop {
            loops.is_clause(own, id);
            self.outer_loop = loops.get(own).parent;
        }
    }

    /// Scope and loop of one child. Children come last first.
    fn place<'a>(
        &mut self,
        child: &AnyNodeRef<'a>,
        nodes: &Nodes<'a>,
        scopes: &Scopes<'a>,
        loops: &Loops,
    ) -> (ScopeId, Option<LoopId>) {
        let inside = (self.inner, self.inner_loop);
        let outside = (self.outer, self.outer_loop);
        if matches!(self.rule, PlaceRule::AllInner) {
            return inside;
        }
        let start = child.start().to_u32();
        match self.rule {
            PlaceRule::AllInner => inside,
            PlaceRule::BodyInner if child.is_statement() || matches!(child, AnyNodeRef::Parameters(_)) => inside,
            PlaceRule::BodyInner => outside,
            PlaceRule::LambdaInner => inside,
            PlaceRule::For { header, orelse } if start == header || start >= orelse => outside,
            PlaceRule::While { orelse } if start >= orelse => outside,
            PlaceRule::For { .. } | PlaceRule::While { .. } => inside,
            PlaceRule::Comprehension if matches!(child, AnyNodeRef::Comprehension(_)) => {
                let own = loops.outward(self.inner_loop, self.clauses);
                self.clauses += 1;
                (self.inner, own)
            }
            PlaceRule::Comprehension => inside,
            PlaceRule::Clause { iterable } if start == iterable => outside,
            PlaceRule::Clause { .. } => inside,
            PlaceRule::Parameter if matches!(child, AnyNodeRef::Parameter(_)) => inside,
            // A default stands in the loop, if any, in which the function is defined.
            PlaceRule::Parameter => (self.outer, nodes.get(scopes.get(self.inner).node).in_loop),
        }
    }
}
