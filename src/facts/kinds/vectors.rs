//! Arrays, columns and frames: what an item, a part, or an operator between them gives.

use crate::facts::Facts;
use crate::knowledge;
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, Expr};

/// What an index picks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Picked {
    /// One item, or what one label names.
    One,
    /// Some items, as many as a slice, a list or a mask says.
    Some,
    Unknown,
}

impl Facts<'_> {
    /// `array[1:]`, `column[mask]`, `frame["name"]`, `frame.loc[mask, "name"]`; unknown for one item.
    pub(super) fn item_of_vector(&self, receiver: &Kind, index: &Expr) -> Kind {
        match receiver {
            Kind::Ndarray => self.part_of_array(index),
            Kind::Series => if_some(self.picked(index), Kind::Series),
            Kind::Dataframe => self.part_of_frame(index),
            Kind::Instance(class) => match &**class {
                "pandas.FrameIndexer" => self.located(index),
                "pandas.ColumnIndexer" => if_some(self.picked(index), Kind::Series),
                "pandas.DataFrameGroupBy" => self.columns_of_groups(index),
                "polars.DataFrame" if self.kind(index).kind.is_str() => Kind::Instance("polars.Series".into()),
                _ => item_of_known(receiver),
            },
            _ => Kind::Unknown,
        }
    }

    fn part_of_array(&self, index: &Expr) -> Kind {
        match index {
            Expr::Tuple(it) => {
                let is_part = it.elts.iter().any(|axis| self.picked(axis) == Picked::Some);
                if is_part { Kind::Ndarray } else { Kind::Unknown }
            }
            other => if_some(self.picked(other), Kind::Ndarray),
        }
    }

    /// Of a frame a label picks a column; a slice or a mask picks rows, a list columns.
    fn part_of_frame(&self, index: &Expr) -> Kind {
        if self.kind(index).kind.is_str() {
            return Kind::Series;
        }
        if_some(self.picked(index), Kind::Dataframe)
    }

    /// `frame.loc[rows, columns]`
    fn located(&self, index: &Expr) -> Kind {
        let Expr::Tuple(axes) = index else { return if_some(self.picked(index), Kind::Dataframe) };
        let [rows, columns] = axes.elts.as_slice() else { return Kind::Unknown };
        match (self.picked(rows), self.picked(columns)) {
            (Picked::Some, Picked::One) | (Picked::One, Picked::Some) => Kind::Series,
            (Picked::Some, Picked::Some) => Kind::Dataframe,
            _ => Kind::Unknown,
        }
    }

    fn columns_of_groups(&self, index: &Expr) -> Kind {
        match self.picked(index) {
            Picked::One => Kind::Instance("pandas.SeriesGroupBy".into()),
            Picked::Some => Kind::Instance("pandas.DataFrameGroupBy".into()),
            Picked::Unknown => Kind::Unknown,
        }
    }

    fn picked(&self, index: &Expr) -> Picked {
        match index {
            Expr::Slice(_) | Expr::List(_) | Expr::ListComp(_) | Expr::EllipsisLiteral(_) => return Picked::Some,
            Expr::NoneLiteral(_) => return Picked::Some,
            _ => {}
        }
        let kind = self.kind(index).kind;
        let is_one = |kind: &Kind| matches!(kind, Kind::Str | Kind::Int);
        let is_some = |kind: &Kind| match kind {
            Kind::List(_) | Kind::Ndarray | Kind::Series | Kind::Slice => true,
            Kind::Instance(class) => &**class == "pandas.Index",
            _ => false,
        };
        match () {
            () if kind.all(is_one) => Picked::One,
            () if kind.all(is_some) => Picked::Some,
            () => Picked::Unknown,
        }
    }

    /// A comparison with an array, a column or a frame is made item by item, and gives one.
    pub(super) fn kind_of_vector_compare(&self, it: &ast::ExprCompare) -> Option<Inferred> {
        let [right] = &*it.comparators else { return None };
        let (left, right) = (self.kind(&it.left), self.kind(right));
        let certainty = left.certainty.max(right.certainty);
        let kind = binary(&left.kind, &right.kind)?;
        Some(Inferred { kind, certainty })
    }
}

/// What an operator makes of two values of which one is an array, a column or a frame. The wider one decides; with
/// what is not known, only a frame is sure to stay what it is.
pub(super) fn binary(left: &Kind, right: &Kind) -> Option<Kind> {
    let rank = |kind: &Kind| match kind {
        Kind::Dataframe => 3,
        Kind::Series => 2,
        Kind::Ndarray => 1,
        _ => 0,
    };
    let (wider, other) = if rank(left) >= rank(right) { (left, right) } else { (right, left) };
    if !wider.is_vector() {
        return None;
    }
    let is_known = rank(other) > 0
        || other.all(|kind| {
            matches!(kind, Kind::Int | Kind::Float | Kind::Bool | Kind::Str | Kind::List(_) | Kind::Complex)
        });
    Some(if *wider == Kind::Dataframe || is_known { wider.clone() } else { Kind::Unknown })
}

fn if_some(picked: Picked, kind: Kind) -> Kind {
    if picked == Picked::Some { kind } else { Kind::Unknown }
}

/// The item of an object of a class that is known: `client["shop"]` is a database.
fn item_of_known(receiver: &Kind) -> Kind {
    let known = knowledge::method(receiver, "__getitem__");
    known.map_or(Kind::Unknown, |known| knowledge::result(known, Some(receiver), &[], None))
}
