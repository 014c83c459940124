import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { type Indexer, startIndexer } from '../indexer.ts';
import type { ServerMessage } from '../live/messages.ts';
import { openCluster, openStore, quiet, type Store } from './store.ts';

/** A network, a database, and an indexer that serves what it reads of the one from the other. */
export type Served = {
	world: ChainFixture;
	cluster: TestPostgres;
	store: Store;
	indexer: Indexer;
	/** A path's answer. */
	get(path: string, headers?: Record<string, string>): Promise<Response>;
	close(): Promise<void>;
};

export async function serve(startPostgres = openCluster): Promise<Served> {
	const [world, cluster] = await Promise.all([ChainFixture.start(), startPostgres()]);
	const store = await openStore(cluster);
	const documents = mkdtempSync(join(tmpdir(), 'passa-documents-'));
	const { registry, sinceLedger } = world.deployment;
	const indexer = await startIndexer({
		databaseUrl: store.url,
		rpcUrl: world.chain.rpcUrl,
		network: world.chain.passphrase,
		registry,
		sinceLedger,
		metadataBase: new URL(`${pathToFileURL(documents).href}/`),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		log: quiet,
	});
	return {
		world,
		cluster,
		store,
		indexer,
		get: (path, headers = {}) => fetch(`${indexer.url}${path}`, { headers }),
		async close() {
			await indexer.stop();
			await store.close();
			await cluster.stop();
			await world.close();
			rmSync(documents, { recursive: true });
		},
	};
}

export async function until<T>(
	what: string,
	look: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
	for (const end = Date.now() + 60_000; ; ) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
		await new Promise((done) => setTimeout(done, 10));
	}
}

/** A listener over a WebSocket, and all that it heard. */
export class Ear {
	readonly heard: ServerMessage[] = [];
	readonly #socket: WebSocket;
	readonly #open: Promise<void>;
	closed: number | null = null;

	constructor(url: string) {
		this.#socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
		this.#open = new Promise((done) => this.#socket.addEventListener('open', () => done()));
		this.#socket.addEventListener('message', ({ data }) => this.heard.push(JSON.parse(String(data))));
		this.#socket.addEventListener('close', ({ code }) => {
			this.closed = code;
		});
	}

	async say(message: unknown): Promise<void> {
		await this.#open;
		this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
	}

	subscribe(channel: string, since?: number): Promise<void> {
		return this.say({ op: 'subscribe', channel, ...(since === undefined ? {} : { since }) });
	}

	/** The first message of a kind from the nth one heard on. */
	hear<T extends ServerMessage['type']>(type: T, from = 0): Promise<Extract<ServerMessage, { type: T }>> {
		return until(`a ${type}`, () => {
			const found = this.heard.slice(from).find((m) => m.type === type);
			return (found as Extract<ServerMessage, { type: T }> | undefined) ?? null;
		});
	}

	close(): void {
		this.#socket.close();
	}
}
