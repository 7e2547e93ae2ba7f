-- Prefect keeps its runs in a database of its own.
CREATE DATABASE prefect OWNER tingjian;
