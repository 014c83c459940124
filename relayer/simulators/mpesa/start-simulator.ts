import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { mpesaApp, type SimulatorSettings } from './app.ts';
import { mintCertificate } from './certificate.ts';
import { MpesaLedger } from './ledger.ts';
import type { Clock } from './ring.ts';

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
}): Promise<Simulator> {
	const clock = options.clock ?? realClock;
	const minted = mintCertificate(clock.now());
	const ledger = new MpesaLedger(options.logins.shortcode);
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
	const app = mpesaApp({ ledger, clock, deliver, settings: { ...options.logins, ...minted } });
	app.get('/healthz', (c) => c.json({ status: 'ok' }));
	const server = serve({ fetch: app.fetch, port: options.port, hostname: options.host });
	await new Promise<void>((done, failed) => {
		server.once('listening', done);
		server.once('error', failed);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://${options.host}:${port}`,
		certificatePem: minted.certificatePem,
		ledger,
		undelivered,
		stop: () =>
			new Promise((done) => {
				server.close(() => done());
				if ('closeAllConnections' in server) server.closeAllConnections();
			}),
	};
}
