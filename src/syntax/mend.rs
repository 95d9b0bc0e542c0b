//! Where a grammar binds an operator too tightly: `await f<T>(x)`.
//!
//! TypeScript's grammar reads a call with type arguments as `(await f)<T>(x)`: the call stands around the await. What
//! is meant is `await (f<T>(x))`, so the two nodes change places in the flat tree before anybody draws a fact from it.
//! The matcher itself never sees a difference: it runs over whatever array it is given.

use super::flat::{Flat, Node, NodeIx};
use super::language::Misbound;

impl Flat {
    /// Turns round every call whose callee is an operator that belongs around it.
    pub fn mend(&mut self, language: &super::Language) {
        let Some(misbound) = language.resolved().misbound else { return };
        for call in 0..self.len() {
            if self.node(call).kind == misbound.call
                && self.node(call + 1).kind == misbound.operator
                && self.node(call + 1).parent == call
            {
                self.turn_round(call, &misbound);
            }
        }
    }

    /// `call(operator("await", callee), types, arguments)` becomes `operator("await", call(callee, types, arguments))`.
    fn turn_round(&mut self, call: NodeIx, misbound: &Misbound) {
        let operator = call + 1;
        let mut operands = self.children(operator).filter(|child| self.is_named(*child));
        let Some(callee) = operands.next().filter(|_| operands.next().is_none()) else { return };
        drop(operands);
        if !self.children(call).any(|child| self.node(child).kind == misbound.proof) {
            return;
        }
        // Tokens of the operator stay before its operand; the call moves in behind them.
        let inner = callee - 1;
        let (outer_node, operator_node) = (self.node(call), self.node(operator));
        let others: Vec<NodeIx> = self.children(call).filter(|child| *child != operator).collect();
        let tokens: Vec<_> = (operator + 1..callee).map(|token| self.node(token)).collect();
        if others.is_empty() || tokens.iter().any(|token| token.parent != operator) {
            return;
        }
        self.set(call, Node { kind: operator_node.kind, named: operator_node.named, ..outer_node });
        for (at, token) in (operator..).zip(tokens) {
            self.set(at, Node { next: at + 1, parent: call, ..token });
        }
        self.set(
            inner,
            Node {
                kind: outer_node.kind,
                field: 0,
                start: self.node(callee).start,
                parent: call,
                gap: self.node(callee).gap,
                ..outer_node
            },
        );
        for child in others.into_iter().chain([callee]) {
            let field = if child == callee { misbound.callee } else { self.node(child).field };
            let gap = child != callee && self.node(child).gap;
            self.set(child, Node { parent: inner, field, gap, ..self.node(child) });
        }
        self.recount(call);
        self.recount(inner);
    }
}
