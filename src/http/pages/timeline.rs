//! Events on a timeline: by date, and those without one apart.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::facts::{View, words};
use super::marks::{self, fact};
use super::shown::inline;
use super::when::{self, Moment};
use crate::record::{Event, EventStatus, word};

/// The events of a record.
pub(super) fn events(view: &View<'_>) -> Markup {
    let mut dated: BTreeMap<(Moment, String), Vec<usize>> = BTreeMap::new();
    let mut undated = Vec::new();
    for (index, event) in view.record.events.iter().enumerate() {
        match event.date.as_deref().and_then(when::read) {
            Some(moment) => dated.entry(moment).or_default().push(index),
            None => undated.push(index),
        }
    }
    html! {
        @if !dated.is_empty() {
            ol class="timeline" {
                @for ((_, date), events) in &dated {
                    li {
                        h3 { (date) }
                        (list(view, events))
                    }
                }
            }
        }
        @if !undated.is_empty() {
            h3 { "Without a date" }
            (list(view, &undated))
        }
    }
}

fn list(view: &View<'_>, events: &[usize]) -> Markup {
    html! { ul { @for index in events { (one(view, *index, &view.record.events[*index])) } } }
}

fn one(view: &View<'_>, index: usize, event: &Event) -> Markup {
    html! {
        li id=(fact('v', index)) class="fact" {
            @if !event.actors.is_empty() { (view.participants(&event.actors)) " " }
            strong class="name event" { (inline(&event.predicate)) }
            @if !event.targets.is_empty() { " → " (view.participants(&event.targets)) }
            @if let Some(place) = &event.place {
                " in " @match &place.entity { Some(id) => (view.link(id)), None => (inline(&place.text)) }
            }
            @for amount in &event.amounts { ", " (view.link(amount)) }
            @if event.status != EventStatus::Asserted { " " span class="badge" { (word(&event.status)) } }
            @if event.background { " " span class="badge" { "history" } }
            p class="meta" {
                (words(&marks::words('v', index), &event.trigger.text)) " · " (word(&event.class))
                @if let Some(plover) = event.plover { " · PLOVER " (word(&plover)) }
                @if let Some(cameo) = &event.cameo { " · CAMEO " (inline(cameo)) }
                @if let Some(time) = &event.time { " · " (view.link(time)) }
                @if let Some(quote) = &event.attribution { " · from " (view.link(quote)) }
                @if let Some(first) = &event.same_as { " · same as " (view.link(first)) }
                " · " (format!("{:.0}", event.confidence * 100.0)) " % sure"
            }
        }
    }
}
