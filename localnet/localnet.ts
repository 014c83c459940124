import type { AddressInfo } from 'node:net';
import { localnetPassphrase } from '#shared/networks.ts';
import { Faults } from './faults.ts';
import { Friendbot } from './friendbot.ts';
import { createRpcServer } from './http.ts';
import { Network } from './network.ts';

export type LocalnetOptions = {
	/** null keeps the ledger in memory. */
	dataDir: string | null;
	/** 0 takes a free port. */
	port: number;
	host?: string;
	/**
	 * Seconds between ledgers, which keep to the clock. 'instant' closes one as soon as a transaction waits: then each
	 * counts a second, and ledger time runs ahead of the clock.
	 */
	closeSeconds: number | 'instant';
	/** By default `localnetPassphrase`. */
	passphrase?: string;
};

export type Localnet = { url: string; passphrase: string; network: Network; close(): Promise<void> };

const instantMilliseconds = 2;
const idleLedgerMilliseconds = 1000;

/** A whole network on one port of this process. Rejects when the port is taken. */
export async function startLocalnet(options: LocalnetOptions): Promise<Localnet> {
	const passphrase = options.passphrase ?? localnetPassphrase;
	const network = new Network({
		passphrase,
		dataDir: options.dataDir,
		now: () => Math.floor(Date.now() / 1000),
		paced: options.closeSeconds !== 'instant',
	});
	const closing = closeLoop(network, options.closeSeconds);
	const friendbot = new Friendbot(network);
	const server = createRpcServer({ network, friendbot, closing, faults: new Faults() });
	await new Promise<void>((done, failed) => {
		server.once('error', failed);
		server.listen(options.port, options.host ?? '127.0.0.1', done);
	}).catch((error) => {
		network.store.close();
		throw error;
	});
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	network.friendbotUrl = `${url}/friendbot`;
	closing.resume();
	return {
		url,
		passphrase,
		network,
		async close() {
			closing.pause();
			friendbot.stop();
			if (network.pendingCount > 0) network.close();
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
			network.store.close();
		},
	};
}

function closeLoop(network: Network, seconds: number | 'instant') {
	let timer: NodeJS.Timeout | null = null;
	const instant = seconds === 'instant';
	let last = Date.now();
	const tick = () => {
		if (instant && network.pendingCount === 0 && Date.now() - last < idleLedgerMilliseconds) return;
		if (!network.mayClose()) return;
		last = Date.now();
		network.close();
	};
	return {
		resume() {
			timer ??= setInterval(tick, instant ? instantMilliseconds : seconds * 1000);
		},
		pause() {
			if (timer) clearInterval(timer);
			timer = null;
		},
	};
}
