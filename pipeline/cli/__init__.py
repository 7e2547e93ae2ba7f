"""The command line ``tingjian``: one file a command. Only here is anything printed."""
