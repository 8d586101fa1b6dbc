"""The ``hoithi`` command: names its commands at once, loads one when it is used, and says plainly what went wrong."""

from importlib import import_module
from typing import Any

import click

from contest.config import SettingError

COMMANDS = {
    "demo": ("judging.demo_command:demo", "Fill a demonstration and serve it."),
    "init": ("judging.cli:init", "Make the database, or bring its tables up to date."),
    "run": ("contest.cli:run", "Serve the site with the worker beside it."),
    "create-organiser": ("contest.cli:create_organiser", "Make an organiser's account and a code to sign in with."),
    "import-rulebook": ("judging.cli:import_rulebook", "Make an edition from a rule book, a TOML file."),
    "editions": ("contest.cli:list_editions", "List the editions with their short codes."),
    "rank": ("judging.cli:rank", "Print the official ranking of an edition, or its sheets."),
    "certificates": ("contest.cli:certificates", "Write the certificates of an edition into one PDF."),
    "backup": ("contest.upkeep:backup", "Write database and files into one ZIP, beside running work."),
    "restore": ("contest.upkeep:restore", "Put a backup in place."),
    "doctor": ("contest.upkeep:examine", "Check the installation and say what to mend."),
}
"""Each command: where it is, and the line that ``hoithi --help`` prints without loading it."""


class Commands(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of a new installation's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading its module; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what an operator can mend ends with 1 and one line a reason, Ctrl-C with 130."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(130)
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except Exception as error:
            found = reasons(error)
            if not found:
                raise
            for reason in found:
                click.echo(reason, err=True)
            ctx.exit(1)


def reasons(error: Exception) -> list[str]:
    """Return what an operator should read about a failure; empty for a mistake of ours, which keeps its traceback."""
    if isinstance(error, SettingError):
        return [str(error)]
    if isinstance(error, OSError):
        return [": ".join(str(part) for part in (error.filename, error.strerror or error) if part)]
    from sqlalchemy import exc  # noqa: PLC0415 - slow to load, and only needed after a failure

    from contest.adapters.backups import BackupError  # noqa: PLC0415
    from contest.rules.problems import RuleError  # noqa: PLC0415
    from contest.serving import PortError  # noqa: PLC0415

    if isinstance(error, RuleError):
        return [str(problem) for problem in error.problems]
    if isinstance(error, BackupError | PortError):
        return [str(error)]
    if isinstance(error, exc.OperationalError | exc.InterfaceError) or type(error) is exc.DatabaseError:
        return [f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}"]
    if isinstance(error, exc.ArgumentError | exc.NoSuchModuleError):
        return [f"HOITHI_DATABASE_URL is no address of a database: {error}"]
    return []


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hoithi", prog_name="hoithi")
@click.pass_context
def main(context: click.Context) -> None:
    """Run a province's two innovation contests: Hội thi Sáng tạo kỹ thuật, Cuộc thi Sáng tạo Thanh thiếu niên."""

    def make_app(*arguments: Any) -> Any:
        return import_module("contest.app").create_app(*arguments)

    context.obj = make_app
