//! Which function runs on which node. A hook's type proves its node: a function of another node does not compile.

use crate::cx::{Cx, LinkCx};
use crate::project::Project;
use crate::rule::Rule;
use crate::syntax::{AnyNodeRef, ast};

/// Writes the enum of hooks, the table that buckets rules by hook, and the match that calls them.
macro_rules! hooks {
    ($($hook:ident: $node:ident),+ $(,)?) => {
        /// A function and the kind of node it runs on; `Link` runs once on the linked project.
        pub enum Hook {
            $($hook(for<'a> fn(&'a ast::$node, &mut Cx<'a>)),)+
            Link(for<'p> fn(&'p Project, &mut LinkCx<'p>)),
        }

        /// The selected rules by the hook they run on.
        #[derive(Default)]
        #[allow(non_snake_case)]
        pub struct Table {
            $($hook: Vec<(&'static Rule, for<'a> fn(&'a ast::$node, &mut Cx<'a>))>,)+
        }

        impl Table {
            pub fn new(rules: &[&'static Rule]) -> Self {
                let mut table = Self::default();
                for rule in rules {
                    for hook in rule.hooks {
                        match hook {
                            $(Hook::$hook(run) => table.$hook.push((*rule, *run)),)+
                            Hook::Link(_) => {}
                        }
                    }
                }
                table
            }

            /// Runs the rules of one node.
            pub fn run<'a>(&self, node: AnyNodeRef<'a>, cx: &mut Cx<'a>) {
                match node {
                    $(AnyNodeRef::$node(node) => {
                        for (rule, run) in &self.$hook {
                            cx.run(rule, |cx| run(node, cx));
                        }
                    })+
                    _ => {}
                }
            }
        }
    };
}

hooks! {
    Module: ModModule,
    Function: StmtFunctionDef,
    Class: StmtClassDef,
    Assign: StmtAssign,
    AugAssign: StmtAugAssign,
    For: StmtFor,
    While: StmtWhile,
    With: StmtWith,
    Call: ExprCall,
    Compare: ExprCompare,
    BinOp: ExprBinOp,
    Attribute: ExprAttribute,
    Subscript: ExprSubscript,
    ListComp: ExprListComp,
    Generator: ExprGenerator,
    Await: ExprAwait,
}
