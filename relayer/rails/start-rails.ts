import { Hono } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { startWorker, type Worker } from '#shared/service/worker.server.ts';
import { type RailsWork, railsChannel } from '../wake-rails.ts';
import { checkPayment } from './check-payment.ts';
import type { Inbox } from './inbox.ts';
import { pollPushes } from './poll-pushes.ts';
import type { Rail } from './rail.ts';
import type { RailsDeps } from './rails-deps.ts';
import { readStatements } from './read-statements.ts';
import { recordCallback, recordNotice } from './record-callback.ts';
import { recordRefundResult } from './record-refund-result.ts';
import { recordUnreadable } from './record-unreadable.ts';
import { registerHooks } from './register-hooks.ts';
import { sendPushes } from './send-pushes.ts';
import { sendRefunds } from './send-refunds.ts';

export type Rails = {
	/** Resolves when the work under way is finished. */
	stop(): Promise<void>;
};

/** Starts the workers of each rail. Any number of processes may run them on one database. */
export function startRails(shared: Omit<RailsDeps, 'rail'>, rails: readonly Rail[]): Rails {
	const all = rails.map((rail) => startRail({ ...shared, rail }));
	return {
		async stop() {
			await Promise.all(all.map((each) => each.stop()));
		},
	};
}

/** The addresses that providers call. They work before the workers start: a callback is stored at any time. */
export function hookRoutes(shared: Omit<RailsDeps, 'rail'>, rails: readonly Rail[]): Hono<Guarded> {
	const routes = new Hono<Guarded>();
	for (const rail of rails)
		routes.route(`/hooks/${rail.hooks.path}`, rail.hooks.routes(inboxOf({ ...shared, rail })));
	return routes;
}

function startRail(deps: RailsDeps): { stop(): Promise<void> } {
	const workers: Record<RailsWork, Worker> = {
		send: startWorker(sendPushes(deps), deps),
		poll: startWorker(pollPushes(deps), deps),
		statement: startWorker(readStatements(deps), deps),
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

/** What a rail's hooks call. */
export const inboxOf = (deps: RailsDeps): Inbox => ({
	callback: (pushId, callback, received) => recordCallback(deps, pushId, callback, received),
	notice: (notice, received) => recordNotice(deps, notice, received),
	refundResult: (refundId, result, received) => recordRefundResult(deps, refundId, result, received),
	unreadable: (of, received) => recordUnreadable(deps, of, received),
	check: (notice) => checkPayment(deps, notice),
});
