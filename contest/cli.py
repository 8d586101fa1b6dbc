"""The ``hoithi`` commands of contest; each calls one service."""

import click

COMMANDS: tuple[click.Command, ...] = ()
