import { Hono } from 'hono';
import type { Guarded } from '#shared/guard.server.ts';
import { sendRefunds } from '../refunds/send-refunds.ts';
import type { RailsDeps } from './deps.ts';
import { hookRoutes } from './hooks.ts';
import { pull } from './pull.ts';
import { registerHooks } from './register-hooks.ts';
import { sendPushes } from './send-pushes.ts';
import { sweep } from './sweep.ts';
import { railsChannel } from './wake-rails.ts';
import { startWorker } from './worker.ts';

export type Rails = {
	/** What providers call; the app that takes them has the guard. */
	routes: Hono<Guarded>;
	/** Ends when what is being done is done. */
	stop(): Promise<void>;
};

/** Starts the workers of the fiat rail. Any number of processes may run them on one database. */
export function startRails(deps: RailsDeps): Rails {
	const workers = [
		startWorker(sendPushes(deps), deps),
		startWorker(sweep(deps), deps),
		startWorker(pull(deps), deps),
		startWorker(sendRefunds(deps), deps),
	];
	const silence = deps.listen(railsChannel, () => {
		for (const worker of workers) worker.wake();
	});
	const stopping = new AbortController();
	const registered = registerHooks(deps, stopping.signal);
	const routes = new Hono<Guarded>().route('/hooks/m', hookRoutes(deps));
	return {
		routes,
		async stop() {
			stopping.abort();
			await Promise.all([silence(), registered, ...workers.map((worker) => worker.stop())]);
		},
	};
}
