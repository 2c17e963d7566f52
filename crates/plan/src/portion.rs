//! A large change in portions, each of which can be applied on the ones before: what is referred to comes first (decided
//! 5.50: 20,000 people in one change held everybody else up).

use crate::change::Edit;
use crate::field::{self, Field};
use crate::kind::Kind;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The edits in portions of at most so many. New records stand in an order in which none refers to one that comes later;
/// where records refer to each other in a circle, one of the references is filled in at the end.
pub fn portions(edits: Vec<Edit>, most: usize) -> Vec<Vec<Edit>> {
    if edits.len() <= most {
        return vec![edits];
    }
    let (creations, others): (Vec<Edit>, Vec<Edit>) =
        edits.into_iter().partition(|edit| matches!(edit, Edit::Create { .. }));
    let mut sorting = Sorting::of(&creations);
    for at in 0..creations.len() {
        sorting.visit(at);
    }
    let Sorting { order, later, .. } = sorting;
    let ordered = order.into_iter().filter_map(|at| creations.get(at).cloned());
    let mut edits: Vec<Edit> = ordered.collect();
    for (kind, id, field, now) in later {
        let of = |edit: &&mut Edit| edit.touches() == (kind, id);
        if let Some(Edit::Create { body: Value::Object(fields), .. }) = edits.iter_mut().find(of) {
            fields.shift_remove(&field);
            edits.push(Edit::Set { kind, id, field, was: Value::Null, now });
        }
    }
    edits.extend(others);
    edits.chunks(most.max(1)).map(<[Edit]>::to_vec).collect()
}

/// Puts new records in order: each after those that it refers to.
struct Sorting<'e> {
    creations: &'e [Edit],
    places: BTreeMap<(Kind, Uuid), usize>,
    state: Vec<State>,
    order: Vec<usize>,
    /// References that are filled in at the end.
    later: Vec<(Kind, Uuid, String, Value)>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Placed,
}

impl<'e> Sorting<'e> {
    fn of(creations: &'e [Edit]) -> Self {
        let places = creations.iter().enumerate().map(|(at, edit)| (edit.touches(), at)).collect();
        Self { creations, places, state: vec![State::New; creations.len()], order: Vec::new(), later: Vec::new() }
    }

    /// Places a record after all that it refers to. The way there is kept by hand: it may be as long as the plan.
    fn visit(&mut self, first: usize) {
        let mut ahead = vec![first];
        while let Some(at) = ahead.last().copied() {
            match self.state_of(at) {
                State::New => {
                    self.put(at, State::Open);
                    for (field, target) in self.targets(at) {
                        match self.state_of(target) {
                            State::New => ahead.push(target),
                            State::Open if target != at => self.leave_for_later(at, field),
                            _ => {}
                        }
                    }
                }
                State::Open => {
                    ahead.pop();
                    self.put(at, State::Placed);
                    self.order.push(at);
                }
                State::Placed => drop(ahead.pop()),
            }
        }
    }

    fn state_of(&self, at: usize) -> State {
        self.state.get(at).copied().unwrap_or(State::Placed)
    }

    fn put(&mut self, at: usize, state: State) {
        if let Some(place) = self.state.get_mut(at) {
            *place = state;
        }
    }

    fn targets(&self, at: usize) -> Vec<(&'static Field, usize)> {
        let Some(Edit::Create { kind, body, .. }) = self.creations.get(at) else { return Vec::new() };
        let references = field::references(*kind, body).into_iter();
        references.filter_map(|(field, kind, id)| Some((field, *self.places.get(&(kind, id))?))).collect()
    }

    /// A field that must be filled stays: no record could ever be the first of such a circle.
    fn leave_for_later(&mut self, at: usize, field: &Field) {
        let Some(Edit::Create { kind, id, body }) = self.creations.get(at) else { return };
        let is_known = self.later.iter().any(|(of, one, name, _)| (*of, *one, name) == (*kind, *id, &field.name));
        if !field.required && !is_known {
            let now = body.get(&field.name).cloned().unwrap_or_default();
            self.later.push((*kind, *id, field.name.clone(), now));
        }
    }
}
