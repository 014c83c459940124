-- Worth nothing after a crash, and written with each order: not worth a flush of the log.
ALTER TABLE relay.limits SET UNLOGGED;
