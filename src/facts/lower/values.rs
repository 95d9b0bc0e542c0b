//! The values of the nodes that an event or a binding will ask for.

use super::NodeIx;
use super::value::Value;

/// No value is kept.
const NOWHERE: u32 = u32::MAX;

/// Values by node. One table serves all functions of an item, one after the other; a node that is not in it has a value
/// of which nothing is known.
#[derive(Debug)]
pub struct Values {
    /// For each node of the item, where its value is kept.
    at: Vec<u32>,
    kept: Vec<(NodeIx, Value)>,
}

impl Values {
    /// A table for an item of so many nodes.
    pub fn new(nodes: u32) -> Values {
        Values { at: vec![NOWHERE; nodes as usize], kept: Vec::new() }
    }

    /// Forgets all values: another function begins.
    pub fn clear(&mut self) {
        for (node, _) in self.kept.drain(..) {
            if let Some(at) = self.at.get_mut(node as usize) {
                *at = NOWHERE;
            }
        }
    }

    /// The value of a node, where something is known of it.
    pub fn get(&self, node: NodeIx) -> Option<&Value> {
        let at = self.at.get(node as usize)?;
        self.kept.get(*at as usize).map(|(_, value)| value)
    }

    /// Keeps the value of a node in the place of what was known before.
    pub fn keep(&mut self, node: NodeIx, value: &Value) {
        let Some(at) = self.at.get_mut(node as usize) else { return };
        match self.kept.get_mut(*at as usize) {
            Some((_, known)) => *known = value.clone(),
            None if value.is_blank() => {}
            None => {
                *at = self.kept.len() as u32;
                self.kept.push((node, value.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, Values};

    #[test]
    fn the_last_value_of_a_node_is_kept_until_all_are_forgotten() {
        let mut values = Values::new(3);
        values.keep(1, &Value::of_event(7));
        values.keep(1, &Value::default());
        values.keep(2, &Value::of_event(8));
        assert!(values.get(0).is_none() && values.get(1).is_some_and(Value::is_blank));
        assert_eq!(values.get(2).map(|value| value.from.to_vec()), Some(vec![8]));
        values.clear();
        assert!((0..4).all(|node| values.get(node).is_none()));
    }
}
