"""The production topology without containers: the services of docker-compose.yml as processes on this machine."""
