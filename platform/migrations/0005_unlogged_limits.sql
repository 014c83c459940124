-- Worth nothing after a crash, and written with each request for a code: not worth a flush of the log.
ALTER TABLE platform.limits SET UNLOGGED;
