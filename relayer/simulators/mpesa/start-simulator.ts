import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Clock, type Deliver, resume } from './answer-push.ts';
import { mpesaApp } from './app.ts';
import { dress } from './forms.ts';
import type { MpesaLedger } from './ledger.ts';
import type { SimulatorSettings } from './parts.ts';
import { openSavedState } from './saved-state.ts';

export type Simulator = {
	url: string;
	certificatePem: string;
	ledger: MpesaLedger;
	/** Callbacks that could not be delivered. Like Daraja, the simulator does not retry them. */
	undelivered: string[];
	stop(): Promise<void>;
};

export type Logins = Omit<SimulatorSettings, 'privateKeyPem' | 'certificatePem'>;

const deliveryMilliseconds = 8_000;

const realClock: Clock = {
	now: Date.now,
	after: (milliseconds, work) => {
		setTimeout(() => void Promise.resolve(work()), milliseconds).unref();
	},
};

/** M-Pesa's Daraja on loopback, for development and tests. */
export async function startSimulator(options: {
	host: string;
	port: number;
	logins: Logins;
	clock?: Clock;
	/** The file that keeps the state; without it a restart begins empty. */
	file?: string;
}): Promise<Simulator> {
	const given = options.clock ?? realClock;
	const saved = openSavedState(options.file ?? null, options.logins.shortcode, given.now());
	const { ledger, certificatePem, privateKeyPem } = saved;
	const clock = saving(given, saved.save);
	const undelivered: string[] = [];
	const deliver: Deliver = async (url, body, message) => {
		const form = ledger.forms.get(message);
		const sent = form ? dress(form, { status: 200, body }).body : body;
		try {
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: typeof sent === 'string' ? sent : JSON.stringify(sent),
				signal: AbortSignal.timeout(deliveryMilliseconds),
			});
		} catch {
			undelivered.push(url);
		}
	};
	const app = mpesaApp({
		ledger,
		clock,
		deliver,
		settings: { ...options.logins, certificatePem, privateKeyPem },
		save: saved.save,
	});
	for (const path of ['/healthz', '/readyz']) app.get(path, (c) => c.json({ status: 'ok' }));
	const server = serve({ fetch: app.fetch, port: options.port, hostname: options.host });
	await new Promise<void>((done, failed) => {
		server.once('listening', done);
		server.once('error', failed);
	});
	saved.save();
	saved.flush();
	resume(ledger, clock, deliver);
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://${options.host}:${port}`,
		certificatePem,
		ledger,
		undelivered,
		stop: () =>
			new Promise((done) => {
				server.close(() => {
					saved.close();
					done();
				});
				if ('closeAllConnections' in server) server.closeAllConnections();
			}),
	};
}

/** A clock that saves the state after each timed change. */
const saving = (clock: Clock, save: () => void): Clock => ({
	now: clock.now,
	after: (milliseconds, work) =>
		clock.after(milliseconds, async () => {
			const done = work();
			// Saves before the callback is delivered: the payment counts even if the callback does not arrive.
			save();
			await done;
			save();
		}),
});
