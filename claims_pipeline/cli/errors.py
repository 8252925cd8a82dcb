"""Errors that are the user's to mend end in a sentence and an exit status, never in a traceback."""

from __future__ import annotations

import sys
from typing import Any

import click

CHECK_FAILED = 1
WRONG_USAGE = 2


class UserErrors(click.Group):
    """A command group whose commands return their exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; leave with its status."""
        kwargs["standalone_mode"] = False
        try:
            status = super().main(*args, **kwargs)
        except click.exceptions.Exit as error:
            status = error.exit_code
        except click.Abort:
            click.echo("Stopped.", err=True)
            status = 130
        except click.ClickException as error:
            error.show()
            status = error.exit_code
        except BrokenPipeError:
            # The reader (`| head`) has gone; Python would complain when it flushes stdout at exit.
            sys.stderr.close()
            status = 0
        except SystemExit:
            status = 0  # click's own answer to a reader that has gone
        except OSError as error:
            Wrong(f"{error.filename or 'The file'}: {error.strerror or error}.").show()
            status = WRONG_USAGE
        sys.exit(status if isinstance(status, int) else 0)


class Wrong(click.ClickException):
    """Something that the user asked for cannot be done; the message says what to do instead."""

    exit_code = WRONG_USAGE

    def format_message(self) -> str:
        """Spell out control characters: the words may be a page's."""
        from claims_pipeline.cli.terminal import safe

        return safe(self.message)
