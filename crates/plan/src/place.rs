//! Where somebody put a card on a map. Places are undoable like everything else, and left out of "what changed"
//! (decided 2.17).

use crate::Id;
use crate::influence_map::Person;
use crate::record::record;
use crate::scale::choice;
use crate::strategy_map::Node;

choice! {
    /// A map with cards that can be put somewhere.
    Map, "map", {
        /// The strategy map.
        Strategy = "strategy_map",
        /// The execution map.
        Execution = "execution_map",
        /// The influence map.
        Influence = "influence_map",
    }
}

record! {
    /// A card that was put somewhere by hand. Cards without a place are laid out.
    CardPlace {
        /// The map.
        must map: Map,
        /// The node whose card it is.
        must["x-on-remove" = "cascade"] node: Option<Id<Node>>,
        /// The person whose card it is.
        must["x-on-remove" = "cascade"] person: Option<Id<Person>>,
        /// From the left, in pixels at 100 %.
        must["minimum" = -1_000_000, "maximum" = 1_000_000] x: i64,
        /// From above, in pixels at 100 %.
        must["minimum" = -1_000_000, "maximum" = 1_000_000] y: i64,
    }
}
