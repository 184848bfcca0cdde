"""The commands, one module each. `in_app` gives them the app and turns errors into exit codes."""
