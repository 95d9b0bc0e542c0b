//! The events of a function by the place that they are about: a rule asks of one place at a time.

use crate::facts::Function;
use std::cell::OnceCell;

/// Which events of a function are about which of its places, found when it is first asked for.
#[derive(Debug, Default)]
pub struct ByPlace {
    listed: OnceCell<Listed>,
}

#[derive(Debug)]
struct Listed {
    /// Event indices: those of the first place, then those of the next.
    events: Vec<u32>,
    /// Where in it those of each place end.
    ends: Vec<u32>,
}

impl ByPlace {
    /// The events about the place of that index, in order.
    pub fn events(&self, function: &Function, place: u32) -> &[u32] {
        let Listed { events, ends } = self.listed.get_or_init(|| Listed::new(function));
        let end = |place: u32| ends.get(place as usize).copied().unwrap_or(0) as usize;
        let start = place.checked_sub(1).map_or(0, end);
        events.get(start..end(place)).unwrap_or(&[])
    }
}

impl Listed {
    fn new(function: &Function) -> Listed {
        let mut ends = vec![0u32; function.places.len()];
        for event in &function.events {
            ends.get_mut(event.place as usize).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        // Each end is where its place begins, until its events are there.
        let mut events = vec![0; sum as usize];
        for (at, event) in (0..).zip(&function.events) {
            let Some(end) = ends.get_mut(event.place as usize) else { continue };
            events.get_mut(*end as usize).into_iter().for_each(|slot| *slot = at);
            *end += 1;
        }
        Listed { events, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Event, Kind, NO_PLACE, Name, Place, Root, Word};
    use crate::text::Span;

    #[test]
    fn each_place_has_its_events_in_order() {
        let mut function = Function::default();
        function.places.extend(["a", "b", "c"].map(|name| Place::root(Root::Module(Name::of(name)))));
        for place in [2, NO_PLACE, 0, 2, 0, 2] {
            function.events.push(Event { place, ..Event::new(Word::Read, Kind::Plain, Span::default()) });
        }
        let by_place = ByPlace::default();
        let events = |place| by_place.events(&function, place);
        assert_eq!((events(0), events(1), events(2)), (&[2, 4][..], &[][..], &[0, 3, 5][..]));
        assert_eq!((events(3), events(NO_PLACE)), (&[][..], &[][..]));
    }
}
