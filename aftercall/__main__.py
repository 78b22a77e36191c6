"""The command `aftercall`."""

from aftercall.cli.app import app


def main() -> None:
    app(prog_name="aftercall")


if __name__ == "__main__":
    main()
