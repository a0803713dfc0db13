"""The studio's server: flows kept, jobs run in processes of their own, and their events sent live to browsers."""
