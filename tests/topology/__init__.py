"""The production topology without containers: the services of docker-compose.yml as processes of this machine."""
