"""The command line: `./kapok up`, `demo`, `import`, `report`, `roster`, `status`, `token`, `test`."""
