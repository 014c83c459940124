import { Hono } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { type RailsWork, railsChannel } from '../wake-rails.ts';
import type { RailsDeps } from './deps.ts';
import { hookRoutes } from './mpesa/hooks.ts';
import { pollPushes } from './poll-pushes.ts';
import { readStatements } from './read-statements.ts';
import { registerHooks } from './register-hooks.ts';
import { sendPushes } from './send-pushes.ts';
import { sendRefunds } from './send-refunds.ts';
import { startWorker, type Worker } from './worker.ts';

export type Rails = {
	/** What providers call; the app that takes them has the guard. */
	routes: Hono<Guarded>;
	/** Ends when what is being done is done. */
	stop(): Promise<void>;
};

/** Starts the workers of the fiat rail. Any number of processes may run them on one database. */
export function startRails(deps: RailsDeps): Rails {
	const workers: Record<RailsWork, Worker> = {
		send: startWorker(sendPushes(deps), deps),
		look: startWorker(pollPushes(deps), deps),
		pull: startWorker(readStatements(deps), deps),
		refund: startWorker(sendRefunds(deps), deps),
	};
	const all = Object.values(workers);
	const silence = deps.listen(railsChannel, (work) => {
		const named = workers[work as RailsWork];
		for (const worker of named ? [named] : all) worker.wake();
	});
	const stopping = new AbortController();
	const registered = registerHooks(deps, stopping.signal);
	const routes = new Hono<Guarded>().route('/hooks/m', hookRoutes(deps));
	return {
		routes,
		async stop() {
			stopping.abort();
			await Promise.all([silence(), registered, ...all.map((worker) => worker.stop())]);
		},
	};
}
