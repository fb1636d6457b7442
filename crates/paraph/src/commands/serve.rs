//! `paraph serve`: runs the platform until it is told to stop. `paraph config check`: says whether it could.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use paraph_server::clock::Clock;
use paraph_server::config::Config;
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
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let served = load(arguments).and_then(|config| {
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        runtime.block_on(serve(config))
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("paraph: {sentence}");
            ExitCode::from(2)
        }
    }
}

/// Reads the configuration and says what it means.
pub(crate) fn check(command: &ConfigCommand) -> ExitCode {
    let ConfigCommand::Check(arguments) = command;
    match load(arguments) {
        Ok(config) => {
            println!("{config:#?}\nThe configuration can be used.");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("paraph: {sentence}");
            ExitCode::from(2)
        }
    }
}

pub(super) fn load(arguments: &Arguments) -> Result<Config, String> {
    let beside = PathBuf::from("paraph.toml");
    let path = arguments.config.clone().or_else(|| beside.exists().then_some(beside));
    Config::load(path.as_deref(), std::env::vars()).map_err(|error| error.to_string())
}

async fn serve(config: Config) -> Result<(), String> {
    let program =
        std::env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let development = config.mail.host.is_none();
    let service = serve::start(config, Surroundings { clock: Clock::System, program }).await;
    let service = service.map_err(|error| error.note().unwrap_or(error.sentence().key).to_owned())?;
    println!("Paraph {} serves {}", env!("CARGO_PKG_VERSION"), service.app.base_url);
    if let Some(invitation) = &service.invitation {
        println!("The first administrator's invitation, to be used once: {invitation}");
    }
    if development {
        println!(
            "No mail server is set: messages stay in the development outbox at {}/outbox",
            service.app.base_url
        );
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    println!("Stopping: what is under way is finished first.");
    service.stop().await.map_err(|error| error.note().unwrap_or(error.sentence().key).to_owned())
}
