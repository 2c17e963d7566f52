//! Drawings of many plans, and pictures to compare them with. `KAMAP_DRAW=1 cargo test -p web --test drawings --test charts` draws them anew.

use super::plans::{bedrock, empty, one_person, ugly};
use super::today;
use draw::Scene;
use draw::catalogue::Drawing;
use draw::svg::{self, Theme};
use plan::{Language, Plan};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use web::words::Say;

/// A drawing of a plan in a language.
pub struct Drawn {
    /// The name of the drawing.
    pub drawing: &'static str,
    /// Which drawing of which plan in which language it is.
    pub name: String,
    pub scene: Scene,
}

/// Each of these drawings of the plans that every drawing must stand and of `more`, in every language.
pub fn every(drawings: &[&'static Drawing], more: Vec<(&str, Plan)>) -> Vec<Drawn> {
    let common =
        [("empty", empty()), ("one person", one_person("P01").unwrap()), ("bedrock", bedrock()), ("ugly", ugly())];
    let plans: Vec<(&str, Plan)> = common.into_iter().chain(more).collect();
    let mut drawn = Vec::new();
    for (plan_name, plan) in &plans {
        for language in Language::ALL {
            for Drawing { name: drawing, draw, .. } in drawings {
                let name = format!("{drawing} of {plan_name} in {}", language.tag());
                drawn.push(Drawn { drawing, name, scene: draw(plan, today(), &Say::new(language)) });
            }
        }
    }
    drawn
}

/// A folder of pictures under `tests/`, and what was compared with it.
pub struct Album {
    folder: PathBuf,
    names: BTreeSet<String>,
}

impl Album {
    /// The pictures in this folder.
    pub fn open(folder: &str) -> Self {
        Self { folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder), names: BTreeSet::new() }
    }

    /// Panics where the drawing is not as its picture. `title` is its title.
    pub fn compare(&mut self, name: &str, title: &str, scene: &Scene) {
        let svg = without_ids(&svg::write(scene, Theme::File, title)).replace("><", ">\n<") + "\n";
        let name = format!("{name}.svg");
        let path = self.folder.join(&name);
        if std::env::var_os("KAMAP_DRAW").is_some() {
            std::fs::write(&path, &svg).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let differs = svg.lines().zip(golden.lines()).find(|(now, then)| now != then);
        assert!(svg == golden, "{name} changed: look at it, then draw it anew. First difference: {differs:?}");
        self.names.insert(name);
    }

    /// Panics where there is a picture that nothing was compared with.
    pub fn close(self) {
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(self.names.contains(&name), "nothing draws {name} any more");
        }
    }
}

/// The ids of made-up records change with the list of kinds; a picture does not.
fn without_ids(svg: &str) -> String {
    let mut parts = svg.split(" data-record=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('"').unwrap().1)
}
