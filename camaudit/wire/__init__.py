"""The one package that may touch the network; in this version it only asks this computer."""
