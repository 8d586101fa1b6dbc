"""The ``hoithi`` commands of judging; each calls one service."""

import click

COMMANDS: tuple[click.Command, ...] = ()
