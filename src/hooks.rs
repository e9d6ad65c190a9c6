//! Which function runs on which node. A hook's type proves its node: a function of another node does not compile.

use crate::cx::{Cx, LinkCx, Settle, SettleModule};
use crate::project::Project;
use crate::rule::Rule;
use crate::syntax::{self, AnyNodeRef, ast};

/// Writes the enum of hooks, the table that buckets rules by hook, and the match that calls them.
macro_rules! hooks {
    ($($hook:ident: $node:ident),+ $(,)?) => {
        /// A function and the kind of node it runs on; `Truth` runs on every expression that is asked for its truth
        /// alone, `Link` once on the linked project, `Settle` and `SettleModule` there on each of the rule's claims;
        /// `SettleWaits` says that the rule reports calls of functions of the project, which the link settles by itself.
        pub enum Hook {
            $($hook(for<'a> fn(&'a ast::$node, &mut Cx<'a>)),)+
            Truth(for<'a> fn(&'a ast::Expr, &mut Cx<'a>)),
            Settle(Settle),
            SettleModule(SettleModule),
            SettleWaits,
            Link(for<'p> fn(&'p Project, &mut LinkCx<'p>)),
        }

        /// The selected rules by the hook they run on.
        #[derive(Default)]
        #[allow(non_snake_case)]
        pub struct Table {
            $($hook: Vec<(&'static Rule, for<'a> fn(&'a ast::$node, &mut Cx<'a>))>,)+
            truth: Vec<(&'static Rule, for<'a> fn(&'a ast::Expr, &mut Cx<'a>))>,
        }

        impl Table {
            pub fn new(rules: &[&'static Rule]) -> Self {
                let mut table = Self::default();
                for rule in rules {
                    for hook in rule.hooks {
                        match hook {
                            $(Hook::$hook(run) => table.$hook.push((*rule, *run)),)+
                            Hook::Truth(run) => table.truth.push((*rule, *run)),
                            Hook::Link(_) | Hook::Settle(_) | Hook::SettleModule(_) | Hook::SettleWaits => {}
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
                if syntax::may_ask_for_truth(node) && !self.truth.is_empty() {
                    self.run_truths(node, cx);
                }
            }

            fn run_truths<'a>(&self, node: AnyNodeRef<'a>, cx: &mut Cx<'a>) {
                for tested in syntax::truths(node) {
                    for (rule, run) in &self.truth {
                        cx.run(rule, |cx| run(tested, cx));
                    }
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
    BoolOp: ExprBoolOp,
    Attribute: ExprAttribute,
    Subscript: ExprSubscript,
    ListComp: ExprListComp,
    SetComp: ExprSetComp,
    DictComp: ExprDictComp,
    Generator: ExprGenerator,
    Await: ExprAwait,
}
