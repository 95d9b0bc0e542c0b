//! Bindings: which places of a function the variables of a sentence stand for.

use crate::facts::{Function, Place, Root};
use crate::flow::Sentence;
use crate::project::Unit;

/// The places that the variables of a sentence stand for, by name; the first is the one that acts without a variable
/// are about.
#[derive(Clone, Debug, Default)]
pub struct Binding<'u> {
    places: Vec<(&'u str, &'u Place)>,
}

/// Choices of places that are looked at for one sentence in one function.
const MAX_CHOICES: usize = 64;

impl<'u> Binding<'u> {
    /// The place of a variable.
    pub fn get(&self, name: &str) -> Option<&'u Place> {
        self.places.iter().find(|(known, _)| *known == name).map(|(_, place)| *place)
    }

    /// The place that acts without a variable are about.
    pub fn first(&self) -> Option<&'u Place> {
        self.places.first().map(|(_, place)| *place)
    }

    /// All places.
    pub fn places(&self) -> impl Iterator<Item = &'u Place> {
        self.places.iter().map(|(_, place)| *place)
    }

    /// All variables and places, as a search wants them.
    pub fn as_slice(&self) -> &[(&'u str, &'u Place)] {
        &self.places
    }

    /// The same as indices of variables and places of a function, to be kept beyond the program.
    pub fn indices(&self, variables: &[String], function: &Function) -> Vec<(u32, u32)> {
        let index = |(name, place): &(&str, &Place)| {
            let variable = variables.iter().position(|known| known == name)?;
            let place = function.places.iter().position(|known| known == *place)?;
            Some((variable as u32, place as u32))
        };
        self.places.iter().filter_map(index).collect()
    }

    /// The binding of these indices.
    pub fn of_indices(indices: &[(u32, u32)], variables: &'u [String], function: &'u Function) -> Binding<'u> {
        let pair = |(variable, place): &(u32, u32)| {
            Some((variables.get(*variable as usize)?.as_str(), function.places.get(*place as usize)?))
        };
        Binding { places: indices.iter().filter_map(pair).collect() }
    }

    /// The same, with one variable as the one that acts without a variable are about.
    pub fn led_by(&self, name: &str) -> Vec<(&'u str, &'u Place)> {
        let mut places = self.places.clone();
        if let Some(at) = places.iter().position(|(known, _)| *known == name) {
            places.swap(0, at);
        }
        places
    }
}

/// Every way to bind the variables that `known` does not bind yet, such that each place of the function has an event
/// for every step about it. One empty binding for a sentence about no place.
pub fn bindings<'u>(
    sentence: &Sentence,
    variables: &'u [String],
    this: &'u Unit,
    known: &Binding<'u>,
) -> Vec<Binding<'u>> {
    let default = variables.first().map(String::as_str);
    let mut choices = vec![known.clone()];
    for variable in variables.iter().filter(|variable| known.get(variable).is_none()) {
        let acts: Vec<_> = sentence
            .acts()
            .filter(|act| act.has_place() && act.place.as_deref().or(default) == Some(variable.as_str()))
            .collect();
        if acts.is_empty() {
            continue;
        }
        let function = &*this.function;
        let known = (0..).zip(function.places.iter().zip(&this.spoken().of_places));
        let fit: Vec<&'u Place> = known
            .filter(|(_, (_, words))| acts.iter().all(|act| act.need.may_be_met(**words)))
            .filter(|(at, _)| {
                let events = this.tape().by_place.events(function, *at).iter();
                acts.iter().all(|act| events.clone().filter_map(|at| function.event(*at)).any(|event| act.fits(event)))
            })
            .map(|(_, (place, _))| place)
            .collect();
        choices = choices
            .iter()
            .flat_map(|choice| {
                let more = move |place: &&'u Place| choice.places().all(|other| other != *place && akin(other, place));
                fit.iter().copied().filter(more).map(|place| {
                    let mut choice = choice.clone();
                    choice.places.push((variable, place));
                    choice
                })
            })
            .collect();
        // A place alone is tried whatever their number: that costs no more than the function is long.
        if variables.len() > 1 {
            choices.truncate(MAX_CHOICES);
        }
    }
    choices
}

/// Two places of one object, one module or one function: what belongs together.
fn akin(one: &Place, other: &Place) -> bool {
    match (one.root, other.root) {
        (Root::Variable(one, _), Root::Variable(other, _)) => one == other,
        (Root::Module(_), Root::Module(_)) => true,
        (one, other) => one == other,
    }
}
