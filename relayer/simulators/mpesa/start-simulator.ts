import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { mpesaApp, type SimulatorSettings } from './app.ts';
import { openKept } from './kept.ts';
import type { MpesaLedger } from './ledger.ts';
import { type Clock, resume } from './ring.ts';

export type Simulator = {
	url: string;
	certificatePem: string;
	ledger: MpesaLedger;
	/** Callbacks that could not be delivered: Daraja does not try again, nor does this. */
	undelivered: string[];
	stop(): Promise<void>;
};

export type Logins = Omit<SimulatorSettings, 'privateKeyPem' | 'certificatePem'>;

const deliveryMilliseconds = 8_000;

export const realClock: Clock = {
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
	const kept = openKept(options.file ?? null, options.logins.shortcode, given.now());
	const { ledger, certificatePem, privateKeyPem } = kept;
	const clock = saving(given, kept.save);
	const undelivered: string[] = [];
	const deliver = async (url: string, body: unknown): Promise<void> => {
		try {
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
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
		save: kept.save,
	});
	for (const path of ['/healthz', '/readyz']) app.get(path, (c) => c.json({ status: 'ok' }));
	const server = serve({ fetch: app.fetch, port: options.port, hostname: options.host });
	await new Promise<void>((done, failed) => {
		server.once('listening', done);
		server.once('error', failed);
	});
	kept.save();
	kept.flush();
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
					kept.close();
					done();
				});
				if ('closeAllConnections' in server) server.closeAllConnections();
			}),
	};
}

/** What happened by itself is kept as soon as it has. */
const saving = (clock: Clock, save: () => void): Clock => ({
	now: clock.now,
	after: (milliseconds, work) =>
		clock.after(milliseconds, async () => {
			const done = work();
			// What changed before the first word goes out is kept whether or not that arrives.
			save();
			await done;
			save();
		}),
});
