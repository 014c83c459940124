-- Counts may be lost in a crash. They are written with each order, so logging them would cost too much.
ALTER TABLE relay.limits SET UNLOGGED;
