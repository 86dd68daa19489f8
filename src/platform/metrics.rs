//! Figures for Prometheus, process-wide.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// The way to the process's figures.
#[derive(Clone)]
pub(crate) struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// Installs the recorder once a process.
    pub(crate) fn install() -> Self {
        let handle = HANDLE.get_or_init(|| {
            let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full("jalon_http_request_seconds".to_owned()), &buckets)
                .and_then(PrometheusBuilder::install_recorder)
                .map_err(|e| log::error!("metrics: {e}"))
                .ok()
        });
        Self(handle.clone())
    }

    /// Counts a request.
    pub(crate) fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
        metrics::counter!("jalon_http_requests_total", &labels).increment(1);
        let labels = [("method", method.to_owned()), ("route", route.to_owned())];
        metrics::histogram!("jalon_http_request_seconds", &labels).record(took.as_secs_f64());
    }

    /// The figures as Prometheus reads them.
    pub(crate) fn render(&self, waiting: (usize, usize, usize)) -> String {
        for (queue, n) in [("reads", waiting.0), ("reports", waiting.1), ("writes", waiting.2)] {
            metrics::gauge!("jalon_database_waiting", "queue" => queue)
                .set(f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
        }
        self.0.as_ref().map(PrometheusHandle::render).unwrap_or_default()
    }
}
