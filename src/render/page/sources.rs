//! The time sources, one on each row: the selected one stands out, and the state is a word. Below
//! is their agreement.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::grid::CellKind::{Numbers, Words};
use super::grid::Column;
use super::grid::Yields::{Cut, Dropped, Last, Never};
use super::value::Lamps;
use super::{Agreement, Block, Content, Grid, Level, Role, Value};
use crate::fields::sources as fields;
use crate::health;
use crate::report::{AuthenticationMode, PerSource, Source, SourceState, Tracking, label, usable};
use crate::units::{Sign, span_in_column};

static COLUMNS: [Column<Source>; 10] = [
    Column::new(&fields::SOURCE, Words, Cut, |it| {
        Value::text(name(it), role(it))
    }),
    Column::new(&fields::ADDRESS, Words, Dropped(6), |it| {
        Value::text(address(it).unwrap_or_default(), Role::Faint)
    }),
    Column::new(&fields::STATE, Words, Never, |it| {
        Value::text(word(it), state(it))
    }),
    Column::new(&fields::AUTHENTICATION, Words, Dropped(3), authentication),
    Column::new(&fields::STRATUM, Numbers, Dropped(4), |it| {
        Value::known(it.stratum.map(|stratum| stratum.to_string()), role(it))
    }),
    Column::new(&fields::POLL, Numbers, Dropped(5), |it| {
        Value::text(span_in_column(it.poll.seconds()), role(it))
    }),
    Column::new(&fields::REACH, Words, Never, reach),
    Column::new(&fields::LAST, Numbers, Dropped(1), last),
    Column::new(&fields::OFFSET, Numbers, Last, |it| {
        Value::seconds(it.offset_seconds, Sign::Shown, role(it))
    }),
    Column::new(&fields::ERROR, Numbers, Dropped(2), |it| {
        Value::seconds(it.error_seconds, Sign::Hidden, role(it))
    }),
];

pub(super) fn sources(sources: &PerSource<Source>, tracking: Option<&Tracking>) -> Vec<Block> {
    if sources.is_empty() {
        let text = "chronyd has no sources (see `server` and `pool` in chrony.conf)";
        return vec![Block::Remark(text.into(), Role::Judged(Level::Warn))];
    }
    let mut blocks = vec![Block::Grid(
        Grid::new(&COLUMNS, sources)
            .without_empty(&fields::ADDRESS)
            .without_empty(&fields::AUTHENTICATION),
    )];
    blocks.extend(spares(sources).map(|text| Block::Remark(text.into(), Role::Faint)));
    blocks.extend(Agreement::of(sources, tracking).map(Block::Agreement));
    blocks
}

/// The sentence about the spare places of pools.
fn spares(sources: &PerSource<Source>) -> Option<String> {
    let mut pools: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for spare in sources.spares() {
        *pools.entry(spare.name.as_deref()).or_default() += 1;
    }
    let places = |count: usize| if count == 1 { "place" } else { "places" };
    let pools: Vec<String> = pools
        .iter()
        .map(|(pool, &count)| match pool {
            Some(pool) => format!("{count} {} of the pool {pool}", places(count)),
            None => format!("{count} {} of pools", places(count)),
        })
        .collect();
    let verb = if sources.spares().count() == 1 {
        "is"
    } else {
        "are"
    };
    (!pools.is_empty()).then(|| format!("{} {verb} unused", pools.join(" and ")))
}

/// The text beside the title.
pub(super) fn remark(sources: &[Source]) -> Option<String> {
    let all = sources.len();
    (all > 0).then(|| format!("{} of {all} usable", usable(sources)))
}

/// chronyc's two letters and the source's name or address.
pub(super) fn name(source: &Source) -> String {
    let name = label(source.name.as_deref(), source.address);
    format!("{} {name}", source.standing.symbol())
}

/// The address; `None` where it already replaces the name.
fn address(source: &Source) -> Option<String> {
    let name = source.name.as_deref()?;
    Some(source.address.text()).filter(|address| address != name)
}

/// The role of a source's name and marks.
pub(super) fn role(source: &Source) -> Role {
    match source.standing.state {
        SourceState::Selected => Role::Chosen,
        SourceState::Combined
        | SourceState::Selectable
        | SourceState::Jittery
        | SourceState::Unknown(_) => Role::Text,
        SourceState::Falseticker => Role::Wrong,
        SourceState::Unusable => Role::Faint,
    }
}

/// The source's state: in the words of the selection, where chronyd tells it, because these say
/// more.
fn word(source: &Source) -> Cow<'static, str> {
    let is_summary = matches!(
        source.standing.state,
        SourceState::Unusable | SourceState::Selectable
    );
    match source.selection.filter(|_| is_summary) {
        Some(selection) => selection.state.word(),
        None => source.standing.state.word(),
    }
}

/// How its packets are authenticated.
fn authentication(source: &Source) -> Value {
    let Some(authentication) = source.authentication else {
        return Value::nothing();
    };
    let text = match (authentication.mode, authentication.key_id) {
        (AuthenticationMode::None, _) => return Value::nothing(),
        (AuthenticationMode::Nts, _) => "NTS".into(),
        (AuthenticationMode::Key, Some(id)) => format!("key {id}").into(),
        (AuthenticationMode::Key | AuthenticationMode::Unknown(_), _) => authentication.mode.word(),
    };
    Value::text(text, role(source))
}

/// The role of that word.
fn state(source: &Source) -> Role {
    match source.standing.state {
        SourceState::Falseticker => Role::Judged(Level::Bad),
        SourceState::Jittery | SourceState::Unknown(_) => Role::Judged(Level::Warn),
        _ => role(source),
    }
}

fn reach(source: &Source) -> Value {
    let level = health::reach(source.reach);
    Value {
        content: Content::Reach(Lamps::new(source.reach, level)),
        role: Role::Judged(level),
    }
}

fn last(source: &Source) -> Value {
    let text = match source.last_sample_age_seconds {
        Some(seconds) => span_in_column(seconds.into()),
        None => "never".to_owned(),
    };
    let role = match health::sample_age(source) {
        Level::Good => role(source),
        level => Role::Judged(level),
    };
    Value::text(text, role)
}
