"""What starts the services: their processes, their migrations, a rebuild. The one package that knows them all."""
