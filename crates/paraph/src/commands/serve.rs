//! `paraph serve`: runs the platform until it is told to stop. `paraph config check`: says whether it could.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use paraph_server::clock::Clock;
use paraph_server::config::Config;
use paraph_server::error::Error;
use paraph_server::log;
use paraph_server::serve::{self, Surroundings};
use tokio::signal::unix::{SignalKind, signal};

/// Where the configuration lies.
#[derive(Args, Default)]
pub(crate) struct Arguments {
    /// The configuration file; without it `paraph.toml` in this folder is read if it is there.
    #[arg(long, env = "PARAPH_CONFIG")]
    config: Option<PathBuf>,
}

/// What can be done with the configuration.
#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether the configuration can be used, and what it means.
    Check(Arguments),
}

/// Serves until SIGINT or SIGTERM.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let served = load(arguments).and_then(|config| {
        let _flushed = log::start(config.log);
        let served = tokio::runtime::Runtime::new()
            .map_err(|error| error.to_string())
            .and_then(|runtime| runtime.block_on(serve(config)));
        if let Err(sentence) = &served {
            tracing::error!(event = "service-failed", message = sentence);
        }
        served
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => refuse(&sentence),
    }
}

/// Reads the configuration, opens what it names, and says what it means.
pub(crate) fn check(command: &ConfigCommand) -> ExitCode {
    let ConfigCommand::Check(arguments) = command;
    let checked = load(arguments).and_then(|config| {
        // Connections are prepared, none is made; a few of the parts want to be built where they could be.
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        let _within = runtime.enter();
        config.open().map_err(|error| words(&error))?;
        Ok(config)
    });
    match checked {
        Ok(config) => {
            say(&format!("{config}The configuration can be used."));
            ExitCode::SUCCESS
        }
        Err(sentence) => refuse(&sentence),
    }
}

fn refuse(sentence: &str) -> ExitCode {
    // Where standard error has no reader any more, the exit code says it.
    let _read = writeln!(std::io::stderr(), "paraph: {sentence}");
    ExitCode::from(2)
}

/// Says something on standard output, if anybody reads it: whoever started the program may have gone.
fn say(sentence: &str) {
    let _read = writeln!(std::io::stdout(), "{sentence}");
}

fn words(error: &Error) -> String {
    error.note().unwrap_or(error.sentence().key).to_owned()
}

pub(super) fn load(arguments: &Arguments) -> Result<Config, String> {
    let beside = PathBuf::from("paraph.toml");
    let path = arguments.config.clone().or_else(|| beside.exists().then_some(beside));
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARAPH_"));
    let mut variables = Vec::new();
    for (name, value) in ours {
        let name = name.to_string_lossy().into_owned();
        let value = value.into_string().map_err(|_| format!("the variable {name} is not UTF-8"))?;
        variables.push((name, value));
    }
    Config::load(path.as_deref(), variables.into_iter()).map_err(|error| error.to_string())
}

async fn serve(config: Config) -> Result<(), String> {
    let program =
        std::env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mail_host = config.mail.host.clone();
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(event = "service-starting", version);
    let service = serve::start(config, Surroundings { clock: Clock::System, program }).await;
    let service = service.map_err(|error| words(&error))?;
    let app = &service.app;
    tracing::info!(event = "service-started", version, listen = %service.address, database = app.db.engine());
    say(&format!("Paraph {version} serves {}", app.base_url));
    if let Some(warning) = &service.warning {
        tracing::error!(event = "clock-behind", message = warning);
        say(&format!("Warning: {warning}"));
    }
    if let Some(invitation) = &service.invitation {
        say(&format!("The first administrator's invitation, to be used once: {invitation}"));
    }
    match mail_host {
        Some(host) => say(&format!("Mail leaves through {host}.")),
        None => {
            let outbox = format!("{}/outbox", app.base_url);
            say(&format!("No mail server is set: messages stay in the development outbox at {outbox}"));
        }
    }
    let told = tokio::select! {
        _ = interrupt.recv() => "SIGINT",
        _ = terminate.recv() => "SIGTERM",
    };
    tracing::info!(event = "service-stopping", signal = told);
    say("Stopping: what is under way is finished first.");
    let stopped = service.stop().await.map_err(|error| words(&error));
    tracing::info!(event = "service-stopped");
    stopped
}
