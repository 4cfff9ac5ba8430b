//! The program from outside. All of it is one binary: each would be linked with everything anew, and what a test needs of
//! its process (language, folder, terminal) it gives to the program that it starts.

mod harness;
mod architecture;
mod cli;
mod command_line;
mod learn;
mod program;
mod pictures;
mod formats;
mod secrets;
mod statistics;
mod kept_calls;
mod reports;
mod faults;
#[cfg(unix)]
mod diff;
mod safe;
mod growth;
mod fixing;
mod instance;
#[cfg(unix)]
mod integrations;
mod docs;
mod editor;
