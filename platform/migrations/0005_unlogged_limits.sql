-- Counts may be lost in a crash. They are written with each request for a code, so logging them would cost too much.
ALTER TABLE platform.limits SET UNLOGGED;
