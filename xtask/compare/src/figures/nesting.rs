//! The nesting of conditions, matches and loops.

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprIf, ItemFn};

/// Returns the deepest nesting in a function's body.
pub(super) fn depth(body: &Block) -> usize {
    let mut nesting = Nesting::default();
    nesting.visit_block(body);
    nesting.deepest
}

#[derive(Default)]
struct Nesting {
    depth: usize,
    deepest: usize,
}

impl Nesting {
    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        visit(self);
        self.depth -= 1;
    }
}

impl<'ast> Visit<'ast> for Nesting {
    fn visit_expr_if(&mut self, expression: &'ast ExprIf) {
        self.visit_expr(&expression.cond);
        self.within(|this| this.visit_block(&expression.then_branch));
        match &expression.else_branch {
            // `else if` is on the level of the `if` before it.
            Some((_, other)) if matches!(**other, Expr::If(_)) => self.visit_expr(other),
            Some((_, other)) => self.within(|this| this.visit_expr(other)),
            None => {}
        }
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        self.within(|this| visit::visit_expr_match(this, expression));
    }

    fn visit_expr_for_loop(&mut self, expression: &'ast syn::ExprForLoop) {
        self.within(|this| visit::visit_expr_for_loop(this, expression));
    }

    fn visit_expr_while(&mut self, expression: &'ast syn::ExprWhile) {
        self.within(|this| visit::visit_expr_while(this, expression));
    }

    fn visit_expr_loop(&mut self, expression: &'ast syn::ExprLoop) {
        self.within(|this| visit::visit_expr_loop(this, expression));
    }

    // A nested function is counted separately.
    fn visit_item_fn(&mut self, _: &'ast ItemFn) {}
}
