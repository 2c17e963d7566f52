//! The forecast at a glance: target against committed, expected and possible, with the chance to reach it (method 3.2).

use crate::error::Failure;
use crate::page::Ground;
use crate::page::block::{Block, Drawing};
use askama::Template;
use plan::Money;
use plan::figure::ratio;
use plan::opportunity::forecast::Forecast;
use plan::review::health::Lights;

#[derive(Template)]
#[template(path = "opportunity/outlook.html")]
struct Outlook<'g, 'p> {
    ground: &'g Ground<'p>,
    target: Option<String>,
    won: String,
    lines: Vec<Line>,
    chance: Option<String>,
    chance_rows: Option<String>,
    spread: (String, String),
    by_exception: Option<String>,
}

/// One amount against the target.
struct Line {
    label: String,
    amount: String,
    rows: Option<String>,
    share: String,
}

/// The forecast as a block.
pub fn block(ground: &Ground<'_>) -> Result<Block, Failure> {
    let forecast = ground.figures.forecast();
    let outlook = forecast.outlook();
    let exception = forecast.by_exception();
    let part = Outlook {
        ground,
        target: forecast.target.map(|target| ground.money(target)),
        won: ground.money(forecast.won),
        lines: lines(ground, forecast),
        chance: outlook.chance.map(|chance| ground.say.percent(chance)),
        chance_rows: ground.rows_of("opportunity.chance_to_reach_target"),
        spread: (ground.money(outlook.p10), ground.money(outlook.p90)),
        by_exception: (exception.0 > 0).then(|| ground.money(exception)),
    };
    Ok(Block::Part(part.render()?))
}

/// The forecast as bars.
pub fn chart(ground: &Ground<'_>, lights: Lights, list: String) -> Drawing {
    let scene = draw::opportunity::of(ground.figures.forecast(), lights.forecast, ground);
    Drawing::chart(ground, &scene, "forecast", "drawing-forecast", Some(list))
}

fn lines(ground: &Ground<'_>, forecast: &Forecast<'_>) -> Vec<Line> {
    let target = forecast.target.filter(|target| target.0 > 0);
    let amounts = [
        ("committed", forecast.committed()),
        ("expected", Money(forecast.expected() as i64)),
        ("possible", forecast.possible()),
    ];
    let line = |(key, amount): (&str, Money)| {
        let share = target.and_then(|target| ratio(amount.units(), target.units()));
        Line {
            label: ground.say.label(&format!("figure-{key}")),
            amount: ground.money(amount),
            rows: ground.rows_of(&format!("opportunity.{key}")),
            share: share.map(|share| ground.say.percent(share)).unwrap_or_default(),
        }
    };
    amounts.into_iter().map(line).collect()
}
