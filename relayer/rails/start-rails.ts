import { Hono } from 'hono';
import type { Guarded } from '#shared/guard.server.ts';
import type { RailsDeps } from './deps.ts';

export type Rails = {
	/** What providers call, and the review queue; the app that takes them has the guard. */
	routes: Hono<Guarded>;
	stop(): Promise<void>;
};

/** Starts the workers of the fiat rail. Any number of processes may run them on one database. */
export function startRails(_deps: RailsDeps): Rails {
	return { routes: new Hono<Guarded>(), stop: async () => {} };
}
