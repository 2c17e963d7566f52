//! The matrix 3C x topics: how many facts, how new; an empty cell is something to find out (method 2.2).

use crate::error::Failure;
use crate::page::Ground;
use crate::page::block::Block;
use askama::Template;
use plan::Kind;
use plan::research::figures::{MatrixCell, matrix};
use plan::research::{FOCUS, Subject, Topic};

#[derive(Template)]
#[template(path = "research/matrix.html")]
struct Matrix<'g, 'p> {
    ground: &'g Ground<'p>,
    topics: Vec<(String, bool)>,
    rows: Vec<(String, Vec<Cell>)>,
}

/// One cell.
struct Cell {
    count: usize,
    newest: String,
    stale: bool,
    href: Option<String>,
    action: Option<String>,
    label: String,
}

/// The matrix as a block.
pub fn block(ground: &Ground<'_>) -> Result<Block, Failure> {
    let cells = matrix(ground.plan, ground.today);
    let row = |subject: &Subject| {
        let name = ground.say.code("subject_c", subject.code());
        (name, cells.iter().filter(|cell| cell.subject == *subject).map(|one| cell(ground, one)).collect())
    };
    let topic = |topic: &Topic| (ground.say.code("topic", topic.code()), FOCUS.contains(topic));
    let part =
        Matrix { ground, topics: Topic::ALL.iter().map(topic).collect(), rows: Subject::ALL.iter().map(row).collect() };
    Ok(Block::Part(part.render()?))
}

fn cell(ground: &Ground<'_>, one: &MatrixCell<'_>) -> Cell {
    let say = ground.say;
    let newest = one.newest().map(|day| say.day(day)).unwrap_or_default();
    let (subject, topic) = (one.subject.code(), one.topic.code());
    let names = format!("{} · {}", say.code("subject_c", subject), say.code("topic", topic));
    let live = ground.may_add(Kind::Fact);
    let open = one.facts.first().map(|fact| ground.open(Kind::Fact, &fact.code));
    let make = || live.then(|| ground.new_with(Kind::Fact, &[("subject", subject), ("topic", topic)]));
    let title = say.one("find-out", "what", names.clone());
    let find = || ground.new_with(Kind::Action, &[("title", &title)]);
    Cell {
        count: one.facts.len(),
        stale: one.stale,
        action: (live && one.facts.is_empty()).then(find),
        href: open.or_else(make),
        label: names,
        newest,
    }
}
