//! Emulated vendors on loopback: Shopify, HubSpot and a language model, with fixture customers.
//!
//! For the demo, for tests and for trying things out. Written from the vendors' specifications by a
//! different reading than the clients under `vendors`: it shares no types with them and imports nothing of
//! ours, so that a mistake of one side shows on the other. One listener serves all three under the paths
//! `/shopify`, `/hubspot` and `/openai/v1`, and aids for tests under `/_sandbox`.

mod aids;
mod bulk_file;
mod exchange;
mod fault;
mod graphql;
mod hubspot;
mod moment;
mod openai;
mod people;
mod serve;
mod shopify;

use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use fault::{Failure, Fault, FaultError};
pub use shopify::{CLIENT as SHOPIFY_CLIENT, TOKEN};

/// How the sandbox is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port on 127.0.0.1; a free one where none is given.
    pub port: Option<u16>,
    /// How many customers to generate beside the fixtures.
    pub customers: usize,
    /// What the generated customers depend on.
    pub seed: u64,
    /// Added to every vendor's answer.
    pub latency: Duration,
    /// How fast the model writes; without it, as fast as it is read.
    pub model_tokens_per_second: Option<NonZero<u32>>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// The moment that the fixtures' times are relative to.
    pub now: jiff::Timestamp,
}

/// What can be turned while the sandbox runs (`POST /_sandbox/knobs`).
#[derive(Clone, Debug)]
struct Knobs {
    /// Added to every vendor's answer.
    latency: Duration,
    /// How long HubSpot's search trails behind writes.
    search_lag: Duration,
    /// What Shopify's bucket holds.
    bucket_points: f64,
    /// What flows back into it per second.
    restore_points: f64,
    /// How long an issued Shopify token lives, seconds.
    token_seconds: u64,
    /// Requests that HubSpot allows in ten seconds.
    hubspot_requests: u32,
}

impl Knobs {
    fn new(latency: Duration) -> Self {
        Self {
            latency,
            search_lag: Duration::ZERO,
            bucket_points: 20_000.0,
            restore_points: 1_000.0,
            token_seconds: 86_399,
            hubspot_requests: 1_000,
        }
    }
}

/// Why the sandbox can't run.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address is taken or forbidden.
    #[error("the sandbox couldn't listen on {address}; choose another --port or leave it out")]
    Listen {
        /// The wanted address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// An embedded fixture is broken.
    #[error("the fixture `{file}` is not valid JSON")]
    Fixture {
        /// File under `fixtures/`.
        file: &'static str,
        /// Where.
        source: serde_json::Error,
    },
    /// The embedded schema is broken.
    #[error("the sandbox's GraphQL schema can't be read: {message}")]
    Schema {
        /// What is wrong.
        message: String,
    },
    /// The configuration couldn't be printed.
    #[error("the sandbox's configuration couldn't be written")]
    Output(#[from] std::io::Error),
}

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    stopping: CancellationToken,
    server: JoinHandle<()>,
}

/// Starts the sandbox on 127.0.0.1.
///
/// # Errors
/// The address is taken, or an embedded fixture is broken.
pub async fn start(options: Options) -> Result<Sandbox, SandboxError> {
    let wanted = SocketAddr::from(([127, 0, 0, 1], options.port.unwrap_or(0)));
    let listening = |source| SandboxError::Listen { address: wanted, source };
    let listener = tokio::net::TcpListener::bind(wanted).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let stopping = CancellationToken::new();
    let world = Arc::new(serve::World::new(options, stopping.clone())?);
    let server = tokio::spawn(serve::serve(listener, world, stopping.clone()));
    Ok(Sandbox { address, stopping, server })
}

/// Starts the sandbox, prints its configuration and then a line `ready`, and runs until Ctrl-C. `storage`: a folder of its
/// own, so that nothing of it is kept beside what belongs to real accounts.
///
/// # Errors
/// As [`start`]; or the output is closed.
pub async fn run(options: Options, storage: &Path, out: &mut impl Write) -> Result<(), SandboxError> {
    let sandbox = start(options).await?;
    let storage = storage.display().to_string();
    writeln!(out, "{}\n[storage]\npath = {storage:?}\n\nready", sandbox.configuration())?;
    out.flush()?;
    let interrupted = tokio::signal::ctrl_c().await;
    sandbox.stop().await;
    Ok(interrupted?)
}

impl Sandbox {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A configuration that uses this sandbox for everything; storage is the caller's choice.
    pub fn configuration(&self) -> String {
        let address = self.address;
        format!(
            r#"# deskhand on the sandbox: emulated vendors and a model that is none, on this machine alone.

[me]
email = "sam.ibarra@example.com"
role = "support"
locale = "en"

[[stores]]
name = "trailhead"
kind = "shopify"
shop = "trailhead-outfitters.myshopify.com"
token = {{ command = ["echo", "{TOKEN}"] }}
base_url = "http://{address}/shopify"

[crm]
kind = "hubspot"
token = {{ command = ["echo", "{TOKEN}"] }}
base_url = "http://{address}/hubspot"

[llm]
base_url = "http://{address}/openai/v1"
model = "{model}"
api_key = {{ command = ["echo", "{TOKEN}"] }}

[policy]
phase = "suggest"
undo_seconds = 5

[[policy.approvals]]
when = {{ action = "discount", percent_over = 10 }}
role = "manager"

[[policy.approvals]]
when = {{ action = ["task", "reply"], amount_over = 100 }}
role = "manager"

[policy.returns]
days = 30
text = "Unused goods come back within 30 days of the delivery; gift cards and sale items do not."
final_sale = ["gift card"]
exception = "manager"
"#,
            model = openai::MODEL
        )
    }

    /// Stops listening; requests under way are let go.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        let patience = Duration::from_millis(500);
        if tokio::time::timeout(patience, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}
