//! A [`Report`] as metrics for `node_exporter`'s textfile collector: complete, without timestamps,
//! and present even if chronyd is unreachable. Metrics that `SuperQ/chrony_exporter` also exports
//! have its names, labels, units and signs, so that its dashboards and rules keep working.
//!
//! The only room that knows `prometheus_client`. It writes `OpenMetrics`, of which promtool and
//! `node_exporter` accept a part: this room writes only gauges without a unit. A collector keeps
//! the order of the families, which a registry's own metrics would lose.

mod families;
mod figures;
mod labels;

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeGaugeValue, EncodeMetric, GaugeValueEncoder, text,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::report::Report;

use labels::Label;

/// The exposition. A value without a meaning in chronyd's state has no sample, and a family without
/// samples is left out: a gap in a graph is honest.
pub fn prometheus(report: &Report) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Exposition(families::of(report))));
    let mut page = String::new();
    // Only a failing Collector or a failing String could fail; there is neither.
    let _infallible = text::encode_registry(&mut page, &registry);
    page
}

/// A metric with all its samples, each a gauge.
#[derive(Debug)]
struct Family {
    name: &'static str,
    help: &'static str,
    samples: Vec<Sample>,
}

#[derive(Debug)]
struct Sample {
    labels: Vec<Label>,
    value: f64,
}

impl Family {
    /// A metric of at most one sample, without labels.
    fn single(name: &'static str, help: &'static str, value: Option<f64>) -> Self {
        Self::labelled(name, help, value.map(|value| (Vec::new(), value)))
    }

    /// A metric whose samples are told apart by their labels.
    fn labelled(
        name: &'static str,
        help: &'static str,
        samples: impl IntoIterator<Item = (Vec<Label>, f64)>,
    ) -> Self {
        let samples = samples
            .into_iter()
            .map(|(labels, value)| Sample { labels, value });
        Self {
            name,
            help,
            samples: samples.collect(),
        }
    }
}

#[derive(Debug)]
struct Exposition(Vec<Family>);

impl Collector for Exposition {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        for family in &self.0 {
            if family.samples.is_empty() {
                continue;
            }
            let mut metric =
                encoder.encode_descriptor(family.name, family.help, None, MetricType::Gauge)?;
            match family.samples.as_slice() {
                // Encoded as a family, a sample without labels would have empty braces.
                [sample] if sample.labels.is_empty() => sample.gauge().encode(metric)?,
                samples => {
                    for sample in samples {
                        let one = metric.encode_family(&sample.labels)?;
                        sample.gauge().encode(one)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Sample {
    fn gauge(&self) -> ConstGauge<Number> {
        ConstGauge::new(Number(self.value))
    }
}

/// A number as a person would write it: a whole one without decimals, zero without a sign.
struct Number(f64);

impl EncodeGaugeValue for Number {
    fn encode(&self, encoder: &mut GaugeValueEncoder) -> fmt::Result {
        /// Below this every whole number is itself as an `f64`, and fits an integer.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let Self(number) = *self;
        if number.fract() == 0.0 && number.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough")]
            let whole = number as i64;
            whole.encode(encoder)
        } else {
            number.encode(encoder)
        }
    }
}
