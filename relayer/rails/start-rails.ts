import { startWorker, type Worker } from '#shared/service/worker.server.ts';
import { sendRefunds } from '../refunds/send-refunds.ts';
import type { RailsDeps } from './deps.ts';
import { pull } from './pull.ts';
import { registerHooks } from './register-hooks.ts';
import { sendPushes } from './send-pushes.ts';
import { sweep } from './sweep.ts';
import { type RailsWork, railsChannel } from './wake-rails.ts';

export type Rails = {
	/** Ends when what is being done is done. */
	stop(): Promise<void>;
};

/** Starts the workers of the fiat rail. Any number of processes may run them on one database. */
export function startRails(deps: RailsDeps): Rails {
	const workers: Record<RailsWork, Worker> = {
		send: startWorker(sendPushes(deps), deps),
		look: startWorker(sweep(deps), deps),
		pull: startWorker(pull(deps), deps),
		refund: startWorker(sendRefunds(deps), deps),
	};
	const all = Object.values(workers);
	const silence = deps.listen(railsChannel, (work) => {
		const named = workers[work as RailsWork];
		for (const worker of named ? [named] : all) worker.wake();
	});
	const stopping = new AbortController();
	const registered = registerHooks(deps, stopping.signal);
	return {
		async stop() {
			stopping.abort();
			await Promise.all([silence(), registered, ...all.map((worker) => worker.stop())]);
		},
	};
}
