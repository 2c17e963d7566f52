//! The method: what a key-account plan is made of, how it may change, and every figure computed from it.
//!
//! A [`Plan`] is one immutable value. The only way to another plan is a [`Change`] given to [`Plan::apply`].
//! Nothing here knows a database, a clock, a network or a screen; ids, instants and `today` come in as arguments.
//!
//! The first half of the modules is the machinery that all kinds of record share; the second half are the parts of
//! the method, in its order. A part may use the types of the parts before it.

pub mod attachment;
pub mod card;
pub mod care;
pub mod change;
pub mod code;
pub mod difference;
pub mod disclosure;
pub mod erasure;
pub mod field;
pub mod figure;
pub mod file;
pub mod format;
pub mod generate;
pub mod id;
pub mod json;
pub mod judgement;
pub mod kept;
pub mod kind;
pub mod lens;
pub mod library;
pub mod limits;
pub mod money;
pub mod number;
pub mod past;
pub mod place;
pub mod portion;
pub mod problem;
pub mod rate;
mod record;
mod redraft;
pub mod resting;
pub mod scale;
pub mod settings;
pub mod text;
pub mod transition;
pub mod warning;

pub mod custom;

pub mod account;
pub mod execution_map;
pub mod influence_map;
pub mod joint_plan;
pub mod objective;
pub mod opportunity;
pub mod relationship;
pub mod research;
pub mod review;
pub mod strategic_relation;
pub mod strategy_map;
pub mod team;
pub mod voice;

pub mod portfolio;

pub mod hand_over;
pub mod relocate;

mod apply;
mod back;
mod merge;

pub use back::Gone;
pub use change::{Applied, Change, Edit, Logged, Unread};
pub use id::{Day, Id, RecordRef};
pub use kept::{Row, Wound};
pub use kind::{Home, Kind, Plan, Record, Table};
pub use lens::{Lens, View};
pub use money::Money;
pub use problem::{Place, Problem, Reason};
pub use settings::Settings;
pub use text::{Language, Words};
